"""The items of a QTI package, one question each.

Items are scored by the standard templates: the whole answer (`match_correct`), or by the mapped
value of what was typed or matched (`map_response`). What is typed is compared without regard to
case.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from lxml import etree

from assistant.training.pack import BLANK
from ui.publishing.quiz.qti_xml import QTI, SCORE, Element, add, named, outcome, root
from ui.publishing.quiz.question import PublishedQuestion

TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates"
RESPONSE, FEEDBACK, PASSAGE = "RESPONSE", "FEEDBACK", "PASSAGE"
LONGEST_FIELD = 60  # letters that a field to type in is wide


def item_identifier(one: PublishedQuestion) -> str:
    return f"item-{one.number:03}-{one.key[:8]}"


def assessment_item(one: PublishedQuestion) -> Element:
    """The document of an item. Its parts are made by the function of its type, which adds the
    response and the interaction, and names the template that scores it.
    """
    item = root(
        QTI,
        "assessmentItem",
        identifier=item_identifier(one),
        title=one.name,
        adaptive="false",
        timeDependent="false",
        label=one.id,
    )
    body = etree.Element(named(item, "itemBody"))
    template = _INTERACTIONS[one.type](item, body, one)
    outcome(item, SCORE, "float", "0").set("normalMaximum", "1")
    # No template sets this outcome, so it keeps its value and the passage is always shown.
    outcome(item, FEEDBACK, "identifier", PASSAGE)
    item.append(body)
    add(item, "responseProcessing", template=f"{TEMPLATES}/{template}")
    feedback = add(
        item, "modalFeedback", outcomeIdentifier=FEEDBACK, identifier=PASSAGE, showHide="show"
    )
    for passage in one.passages:
        add(add(feedback, "blockquote"), "p", passage.text)
        add(feedback, "p", passage.reference)
    if one.mark:
        add(feedback, "p", one.mark)
    return item


def _choice(item: Element, body: Element, one: PublishedQuestion) -> str:
    _declare(item, "single", "identifier", [_choice_id(place) for place in one.right])
    interaction = add(
        body,
        "choiceInteraction",
        responseIdentifier=RESPONSE,
        shuffle=_boolean(one.type != "true_false"),
        maxChoices="1",
    )
    _prompted(interaction, one)
    return "match_correct"


def _order(item: Element, body: Element, one: PublishedQuestion) -> str:
    _declare(item, "ordered", "identifier", [_choice_id(place) for place in one.right])
    interaction = add(body, "orderInteraction", responseIdentifier=RESPONSE, shuffle="true")
    _prompted(interaction, one)
    return "match_correct"


def _match(item: Element, body: Element, one: PublishedQuestion) -> str:
    lefts = [f"left-{place}" for place in range(1, len(one.lefts) + 1)]
    pairs = [f"{left} {_choice_id(place)}" for left, place in zip(lefts, one.right, strict=True)]
    share = f"{math.ceil(1e6 / max(len(pairs), 1)) / 1e6:g}"  # the upper bound takes what is over
    _declare(item, "multiple", "directedPair", pairs, dict.fromkeys(pairs, share))
    interaction = add(
        body,
        "matchInteraction",
        responseIdentifier=RESPONSE,
        shuffle="true",
        maxAssociations=str(len(pairs)),
    )
    add(interaction, "prompt", one.stem)
    left_set, right_set = (add(interaction, "simpleMatchSet") for _ in range(2))
    for identifier, text in zip(lefts, one.lefts, strict=True):
        add(left_set, "simpleAssociableChoice", text, identifier=identifier, matchMax="1")
    for place, text in enumerate(one.options):
        most = str(max(1, one.right.count(place)))
        add(
            right_set,
            "simpleAssociableChoice",
            text,
            identifier=_choice_id(place),
            matchMax=most,
        )
    return "map_response"


def _typed(item: Element, body: Element, one: PublishedQuestion) -> str:
    _declare(item, "single", "string", one.forms[:1], dict.fromkeys(one.forms, "1"))
    before, gap, after = one.stem.partition(BLANK)
    asked = add(body, "p", before)
    line = asked if gap else add(body, "p")
    widest = min(max(map(len, one.forms), default=0) + 5, LONGEST_FIELD)
    field = add(
        line, "textEntryInteraction", responseIdentifier=RESPONSE, expectedLength=str(widest)
    )
    field.tail = after
    return "map_response"


_INTERACTIONS = {
    "multiple_choice": _choice,
    "cloze": _typed,
    "true_false": _choice,
    "matching": _match,
    "ordering": _order,
    "short_answer": _typed,
}


def _prompted(interaction: Element, one: PublishedQuestion) -> None:
    add(interaction, "prompt", one.stem)
    for place, option in enumerate(one.options):
        add(interaction, "simpleChoice", option, identifier=_choice_id(place))


def _choice_id(place: int) -> str:
    return f"choice-{place + 1}"


def _declare(
    item: Element,
    cardinality: str,
    kind: str,
    right: Sequence[str],
    worth: Mapping[str, str] | None = None,
) -> None:
    """The response with the right answer, and what each of its values is worth."""
    declared = add(
        item,
        "responseDeclaration",
        identifier=RESPONSE,
        cardinality=cardinality,
        baseType=kind,
    )
    if right:
        correct = add(declared, "correctResponse")
        for value in right:
            add(correct, "value", value)
    if worth:
        mapping = add(declared, "mapping", defaultValue="0", lowerBound="0", upperBound="1")
        for key, value in worth.items():
            entry = add(mapping, "mapEntry", mapKey=key, mappedValue=value)
            if kind == "string":
                entry.set("caseSensitive", "false")


def _boolean(value: bool) -> str:
    return "true" if value else "false"
