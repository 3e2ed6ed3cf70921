"""A quiz as a QTI 2.1 package: https://www.imsglobal.org/question/qtiv2p1/imsqti_infov2p1.html.

A zip with a manifest, one test and one file an item.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from lxml import etree

from assistant.training.pack import Pack
from ui.publishing.parts.office_file import dated, moment
from ui.publishing.quiz.qti_item import assessment_item, item_identifier
from ui.publishing.quiz.qti_xml import (
    CONTENT_PACKAGE,
    LOM,
    QTI,
    SCORE,
    Element,
    add,
    document,
    named,
    outcome,
    root,
)
from ui.publishing.quiz.question import PublishedQuestion, about, by_section, questions, title

LOM_DIFFICULTY = {"easy": "easy", "medium": "medium", "hard": "difficult"}
MANIFEST, TEST = "imsmanifest.xml", "test.xml"


def write(pack: Pack) -> bytes:
    """The package, the same bytes for the same pack."""
    asked = questions(pack)
    parts = {MANIFEST: _manifest(pack, asked), TEST: _test(pack, asked)}
    parts |= {_file(one): assessment_item(one) for one in asked}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, part in parts.items():
            package.writestr(name, document(part))
    return dated(packed.getvalue(), moment(pack.date))


def _file(one: PublishedQuestion) -> str:
    return f"items/{item_identifier(one)}.xml"


def _test(pack: Pack, asked: Sequence[PublishedQuestion]) -> Element:
    test = root(QTI, "assessmentTest", identifier="quiz", title=title(pack))
    outcome(test, SCORE, "float", "0")
    part = add(
        test,
        "testPart",
        identifier="questions",
        navigationMode="nonlinear",
        submissionMode="individual",
    )
    add(part, "itemSessionControl", maxAttempts="1", showFeedback="true", showSolution="true")
    sections = by_section(asked) or {"": []}  # a part of a test has one at least
    for place, (name, held) in enumerate(sections.items(), start=1):
        section = add(
            part,
            "assessmentSection",
            identifier=f"section-{place}",
            title=name or title(pack),
            visible="true",
        )
        for one in held:
            add(section, "assessmentItemRef", identifier=item_identifier(one), href=_file(one))
    total = add(add(test, "outcomeProcessing"), "setOutcomeValue", identifier=SCORE)
    add(add(total, "sum"), "testVariables", variableIdentifier=SCORE)
    return test


def _manifest(pack: Pack, asked: Sequence[PublishedQuestion]) -> Element:
    manifest = root(CONTENT_PACKAGE, "manifest", identifier="package")
    metadata = add(manifest, "metadata")
    add(metadata, "schema", "QTIv2.1 Package")
    add(metadata, "schemaversion", "1.0.0")
    lom = _lom(metadata, title(pack), [])
    add(add(lom[0], "description"), "string", about(pack))
    add(manifest, "organizations")
    resources = add(manifest, "resources")
    test = _resource(resources, "quiz", "imsqti_test_xmlv2p1", TEST)
    for one in asked:
        add(test, "dependency", identifierref=item_identifier(one))
    for one in asked:
        item = _resource(resources, item_identifier(one), "imsqti_item_xmlv2p1", _file(one))
        metadata = etree.Element(named(item, "metadata"))
        item.insert(0, metadata)
        lom = _lom(metadata, one.name, [*filter(None, [one.section]), *one.tags])
        difficulty = add(add(lom, "educational"), "difficulty")
        add(difficulty, "source", "LOMv1.0")
        add(difficulty, "value", LOM_DIFFICULTY[one.difficulty])
    return manifest


def _resource(resources: Element, identifier: str, type: str, file: str) -> Element:
    made = add(resources, "resource", identifier=identifier, type=type, href=file)
    add(made, "file", href=file)
    return made


def _lom(metadata: Element, title: str, keywords: Sequence[str]) -> Element:
    """IEEE learning object metadata: a title, and a keyword for each tag."""
    lom = etree.SubElement(metadata, f"{{{LOM}}}lom", nsmap={None: LOM})
    general = add(lom, "general")
    add(add(general, "title"), "string", title)
    for keyword in keywords:
        add(add(general, "keyword"), "string", keyword)
    return lom
