"""What the freshness check found, as lines of the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.faq.keeping.freshness import CheckedPin, Finding, Freshness, Piece
from corpus.wording import _, later

STATES = {
    "changed": later("says it otherwise now"),
    "removed": later("does not say it any more"),
    "gone": later("is not in the library any more"),
}


def freshness_lines(found: Freshness) -> str:
    """The affected entries with what changed, then those to renew, then those with an answer."""
    parts = [_affected(one) for one in found.affected]
    if found.moved:
        ids = ", ".join(one.id for one in found.moved)
        told = _("Right, but their quotes stand elsewhere now (--renew notes it): {ids}")
        parts.append(told.format(ids=ids))
    answered = _("had no answer; the documents answer it now: {answer}")
    parts += [
        f"{one.id}  {one.question}\n  {answered.format(answer=_answer(one))}\n  {_taken(one)}"
        for one in found.now_answered
    ]
    return "\n\n".join(parts) or _("Every entry stands.")


def _taken(finding: Finding) -> str:
    return _("take it with: {option}").format(option=f"--accept {finding.id}")


def _affected(finding: Finding) -> str:
    lines = [f"{finding.id}  {finding.state}  {finding.question}"]
    for pin in finding.pins:
        if pin.affected:
            lines.append(f"  [{pin.pin.marker}] {pin.pin.source} {_(STATES[pin.state])}:")
            lines.append(f"      {_told(pin)}")
    if finding.proposed is not None and finding.proposed.citations:
        lines.append(f"  {_('proposed: {answer}').format(answer=_answer(finding))}")
        lines.append(f"  {_taken(finding)}")
    else:
        lines.append(f"  {_('the documents have no answer to it now')}")
    return "\n".join(lines)


def _told(pin: CheckedPin) -> str:
    return words(pin.diff) if pin.state == "changed" else pin.quote


def words(diff: Sequence[Piece]) -> str:
    """A word diff as text: `a budget of [-12-] {+15+} million`."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return " ".join(marks[kind].format(text.strip()) for kind, text in diff if text.strip())


def _answer(finding: Finding) -> str:
    return " ".join(finding.proposed.text.split()) if finding.proposed else ""
