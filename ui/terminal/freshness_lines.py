"""What the freshness check found, as lines of the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.faq.keeping.freshness import CheckedPin, Finding, Freshness, Piece

STATES = {
    "changed": "says it otherwise now",
    "removed": "does not say it any more",
    "gone": "is not in the library any more",
}


def freshness_lines(found: Freshness) -> str:
    """The affected entries with what changed, then those to renew, then those with an answer."""
    parts = [_affected(one) for one in found.affected]
    if found.moved:
        ids = ", ".join(one.id for one in found.moved)
        parts.append(f"Right, but their quotes stand elsewhere now (--renew notes it): {ids}")
    parts += [
        f"{one.id}  {one.question}\n  had no answer; the documents answer it now: "
        f"{_answer(one)}\n  take it with: --accept {one.id}"
        for one in found.now_answered
    ]
    return "\n\n".join(parts) or "Every entry stands."


def _affected(finding: Finding) -> str:
    lines = [f"{finding.id}  {finding.state}  {finding.question}"]
    for pin in finding.pins:
        if pin.affected:
            lines.append(f"  [{pin.pin.marker}] {pin.pin.source} {STATES[pin.state]}:")
            lines.append(f"      {_told(pin)}")
    if finding.proposed is not None and finding.proposed.citations:
        lines.append(f"  proposed: {_answer(finding)}")
        lines.append(f"  take it with: --accept {finding.id}")
    else:
        lines.append("  the documents have no answer to it now")
    return "\n".join(lines)


def _told(pin: CheckedPin) -> str:
    return words(pin.diff) if pin.state == "changed" else pin.quote


def words(diff: Sequence[Piece]) -> str:
    """A word diff as text: `a budget of [-12-] {+15+} million`."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return " ".join(marks[kind].format(text.strip()) for kind, text in diff if text.strip())


def _answer(finding: Finding) -> str:
    return " ".join(finding.proposed.text.split()) if finding.proposed else ""
