"""What of the kept entries is given out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.faq.edition import given_out, left_out
from assistant.faq.entry import State
from assistant.faq.keeping.records import Record
from corpus.errors import AssistantError
from tests.support.publishing_sample import sample


def records(*states: State) -> list[Record]:
    entries = sample().entries
    return [
        Record(replace(entry, state=state), 1, "2026-11-22", "2026-11-22")
        for entry, state in zip(entries, states, strict=False)
    ]


def test_only_what_is_approved_is_given_out_unless_drafts_are_asked_for() -> None:
    kept = records("approved", "draft", "in_review", "retired")
    assert [one.state for one in given_out(kept)] == ["approved"]
    assert [one.state for one in given_out(kept, drafts=True)] == ["approved", "draft", "in_review"]
    assert [one.state for one in given_out(kept, state="retired")] == ["retired"]


def test_who_has_approved_nothing_yet_is_told_what_to_do() -> None:
    with pytest.raises(AssistantError, match=r"None of these is approved yet.*2 drafts.*--drafts"):
        given_out(records("draft", "in_review", "retired"))
    with pytest.raises(AssistantError, match="There are no such entries"):
        given_out(records("retired"))


def test_what_stands_no_more_is_named() -> None:
    assert left_out([]) == ""
    told = left_out([record.entry for record in records("approved", "approved")])
    assert told.startswith("2 approved entries were left out") and "hanoi-1, bergen-2" in told
