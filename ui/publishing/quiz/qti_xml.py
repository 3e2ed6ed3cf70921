"""The XML of a QTI package: its namespaces, and elements made in them."""

from __future__ import annotations

from typing import Any

from lxml import etree

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
CONTENT_PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
SCHEMAS = {
    QTI: "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    CONTENT_PACKAGE: "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
}
Element = Any  # lxml has no types
SCORE = "SCORE"


def root(namespace: str, name: str, **attributes: str) -> Element:
    """The outermost element of a document, with the place of its schema."""
    made = etree.Element(f"{{{namespace}}}{name}", attributes, nsmap={None: namespace})
    made.set(SCHEMA_LOCATION, f"{namespace} {SCHEMAS[namespace]}")
    return made


def add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """A new child in the namespace of its parent."""
    made = etree.SubElement(parent, named(parent, name), attributes)
    made.text = text
    return made


def named(parent: Element, name: str) -> str:
    return f"{{{etree.QName(parent).namespace}}}{name}"


def document(element: Element) -> bytes:
    return bytes(etree.tostring(element, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def outcome(parent: Element, identifier: str, kind: str, value: str) -> Element:
    """The declaration of an outcome variable, with its value before anything is scored."""
    made = add(
        parent,
        "outcomeDeclaration",
        identifier=identifier,
        cardinality="single",
        baseType=kind,
    )
    add(add(made, "defaultValue"), "value", value)
    return made
