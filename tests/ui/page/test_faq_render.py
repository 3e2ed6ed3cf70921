"""The FAQ tab as HTML and the values it works with, without a browser."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.answer import Answer, Citation
from assistant.answer_parts import written
from assistant.faq.entry import Entry, Wording
from assistant.faq.keeping.freshness import CheckedPin, Finding, Freshness, difference
from assistant.faq.keeping.record_file import Change, Record
from assistant.faq.keeping.records import Added
from assistant.faq.lists.question_list import ListRow, QuestionList
from assistant.faq.matching.duplicates import Alike
from assistant.faq.mining.mining import Mined, MinedEntry
from assistant.jobs import Job
from assistant.question.generation.proposals import Proposal
from assistant.quote_positions import pin
from corpus.document import Chunk
from index.passage import Passage
from tests.ui.page.test_render import HOSTILE, Tags, assert_harmless
from ui.page.boundary import status
from ui.page.faq import check_render as faq_check_render
from ui.page.faq import entry_render as faq_render
from ui.page.faq import history_render as faq_history_render
from ui.page.faq import mined_render as faq_mined_render
from ui.page.faq.entry_render import linked
from ui.page.faq.filter import Filter
from ui.page.faq.lists import render as faq_list_render
from ui.page.faq.lists.events import ListEvents
from ui.page.faq.session import EntryForm, ListReading

QUOTE = "Each state will contribute 4.2 million euros a year."
CITATION = Citation(1, "0123456789abcdef", "arctic.md", QUOTE, 0, 52, "Arctic Statement")
ANSWER = Answer(
    "How much?", "How much?", "answered", written(f"{QUOTE} [1]"), None, (CITATION,), confidence=0.9
)  # fmt: skip
ENTRY = Entry("e1", "Funding", ANSWER)
RECORD = Record(ENTRY, 1, "2026-11-21T09:30:00+00:00", "2026-11-22T09:30:00+00:00")
JOB = Job(7, "build", "Embassies", done=3, total=12)


def rows(*questions: str) -> tuple[ListRow, ...]:
    return tuple(
        ListRow(f"q{line}", question, "", {}, line) for line, question in enumerate(questions, 1)
    )


def finding(text: str, state: Any, answer: Answer | None = None) -> Finding:
    citation = replace(CITATION, quote=text, source=text)
    checked = CheckedPin(pin(citation), state, text, text, difference(text, f"{text} more"))
    return Finding(text, text, "approved", 1, (checked,), answer)


def made_of(text: str) -> list[str]:
    """Every piece of the tab with `text` wherever a document or a person can put words."""
    citation = replace(CITATION, quote=text, title=text, source=text, headings=(text,))
    chunk = Chunk("0123456789abcdef", 0, len(text), text, (text,))
    answer = Answer(
        text, text, "answered", written(f"{text} [1]"), text, (citation,), notes=(text,)
    )
    refusal = replace(answer, status="not_found", citations=(), parts=written(text))
    refusal = replace(refusal, passages=(Passage(chunk, 0.1, text, text),))
    entry = Entry(text, text, answer, (Wording(text, text),), {text: text}, "approved", text)
    records = [replace(RECORD, entry=entry), replace(RECORD, entry=replace(entry, answer=refusal))]
    read = QuestionList((ListRow(text, text, text, {text: text}, 1),) * 2, (text,), text, (text,))
    job = replace(JOB, title=text, detail=text)
    mined = MinedEntry(Proposal(text, text, "fact", "0123456789abcdef", 0, 1, 3), entry)
    found = Freshness(
        (finding(text, "changed", answer), finding(text, "moved"), finding(text, "gone")),
        (Finding(text, text, "draft", 1, (), answer),),
    )
    states = ("asked_as", "text", "topic", "owner", "review_date")
    change = Change(text, text, text, dict.fromkeys(states, text), dict.fromkeys(states, "new"))
    return [
        faq_render.entries(records, 5, 1, text),
        *(faq_render.entry(record) for record in records),
        faq_render.entry_bar(text, text, text),
        faq_render.problems([text]),
        faq_history_render.history([change]),
        faq_list_render.preview(text, read, [(0, 1)], {0}, 5),
        status(job, text, "question"),
        faq_list_render.built(text, Added((text,), renamed=((text, text),)), [("Answered", 1)]),
        faq_mined_render.mined(Mined((mined,), {text: 2}), 3, ()),
        faq_mined_render.mined(Mined((mined,), {}), 3, (text,)),
        faq_check_render.freshness(found, 3, {"0123456789abcdef": text}, {}, True),
        faq_check_render.freshness(found, 3, {}, {text: text}, False),
    ]


@pytest.mark.parametrize("hostile", [*HOSTILE, '" href="#cite-0-1" data-key="cite-0-1'])
def test_hostile_words_are_shown_and_not_obeyed(hostile: str) -> None:
    for html in made_of(hostile):
        assert_harmless(html)
        for tag, attributes in Tags(html).found:
            link = attributes.get("href") or "#faq-"
            assert tag != "a" or re.match(r"#faq-(entry|mined|fresh)-", link), html


# The list and one entry


def test_the_list_tells_what_an_editor_wants_to_know() -> None:
    not_found = replace(ENTRY, id="e2", answer=replace(ANSWER, status="not_found", citations=()))
    records = [RECORD, replace(RECORD, entry=replace(not_found, state="in_review", owner="Ann"))]
    text = Tags(faq_render.entries(records, 9, 1)).text
    assert "2 entries of 9" in text
    assert "Answered strong" in text
    assert "In review" not in text  # the second is shown on demand
    assert "Show more (1 entry left)" in text
    assert "Not foundIn reviewAnn" in Tags(faq_render.entries(records, 9, 5)).text
    assert "no entries yet" in faq_render.entries([], 0, 5)
    assert "No entry matches" in faq_render.entries([], 9, 5)


def test_an_entry_can_go_where_its_state_allows() -> None:
    def states(entry: Entry) -> list[str]:
        html = faq_render.entry(replace(RECORD, entry=entry))
        return re.findall(r'data-faq="move" data-state="(\w+)"', html)

    assert states(ENTRY) == ["in_review", "retired"]
    assert states(replace(ENTRY, state="retired")) == ["draft"]


def test_history_shows_words_that_went_and_came() -> None:
    before, after = {"text": "Four euros. [1]", "state": "x"}, {"text": "Five euros. [1]"}
    change = Change("2026-11-22T09:30:00+00:00", "Ann", "edited", before, after)
    html = faq_history_render.history([change] * 60)
    assert "<del>Four</del><ins>Five</ins> euros. [1]" in html
    assert "22 November 2026, 09:30 UTC" in html
    assert "60 changes" in html
    assert "and 10 earlier" in html


@pytest.mark.parametrize(
    ("chosen", "lets"),
    [
        (Filter(), True),
        (Filter(words="FUNDING euros"), True),
        (Filter(words="funding dollars"), False),
        (Filter(status="answered", state="draft"), True),
        (Filter(status="partial"), False),
        (Filter(state="approved"), False),
        (Filter(evidence="moderate strong"), True),
        (Filter(evidence="weak moderate"), False),
        (Filter(words=None, evidence="nonsense"), True),  # type: ignore[arg-type]
    ],
)
def test_the_filter(chosen: Filter, lets: bool) -> None:
    assert chosen.lets(ENTRY) is lets


def test_without_an_answer_there_is_no_confidence() -> None:
    refused = replace(ENTRY, answer=replace(ANSWER, status="not_found", citations=()))
    assert not Filter(evidence="weak weak").lets(refused)
    assert Filter(status="not_found").lets(refused)


def test_only_what_was_typed_over_is_a_change() -> None:
    base = EntryForm.of(replace(ENTRY, owner="Ann"))
    assert base.typed_over(base) == {}
    typed = replace(base, topic=" Funding ", owner="", review_date="2027-01-31")
    assert typed.typed_over(base) == {"owner": "", "review_date": "2027-01-31"}


def test_words_cannot_look_like_a_link_of_the_tab() -> None:
    assert linked("&quot;href=&quot;#cite-0-1", "entry") == "&quot;href=&quot;#cite-0-1"


# Lists


def test_rows_are_kept_apart_and_merged_again() -> None:
    read = QuestionList(rows("a?", "b?", "c?", "d?"), (), None, ())
    reading = ListReading("x", None, read, groups=((2, 0, 3), (1,)))
    assert reading.to_answer == [(2, 0, 3), (1,)]
    assert replace(reading, apart=frozenset([0])).to_answer == [(0,), (1,), (2, 3)]
    one = replace(reading, alike=(Alike(0, 3, 0.9), Alike(1, 2, 0.8)))
    assert one.to_decide == [Alike(1, 2, 0.8)]  # the others are together already
    listed = faq_list_render.alike(read.rows, one.to_decide)
    assert 'data-faq="decide" data-place="1" data-other="2" data-said="same"' in listed
    decide = SimpleNamespace(_data={"place": "1", "other": "2", "said": "same"})
    *_, together = ListEvents(None).decide(decide, one)
    assert together.to_answer == [(2, 0, 3, 1)] and together.to_decide == []
    *_, again = ListEvents(None).take_back(together)
    assert again == one
    strange = SimpleNamespace(_data={"place": "1", "other": "2", "said": "x"})
    *_, unchanged = ListEvents(None).decide(strange, one)
    assert unchanged == one
    html = faq_list_render.preview("x", read, [(0,), (1,), (2, 3)], {0}, 9)
    assert re.findall(r'data-faq="(\w+)" data-place="(\d)"', html) == [
        ("merge", "0"),
        ("apart", "3"),
    ]
    assert "1 merged into others, 3 to be answered" in html


def test_what_was_said_not_to_be_the_same_is_not_asked_again_by_way_of_a_third() -> None:
    read = QuestionList(rows("a?", "b?", "c?", "d?"), (), None, ())
    pairs = (Alike(0, 1, 0.9), Alike(1, 2, 0.8), Alike(0, 2, 0.7), Alike(2, 3, 0.6))
    one = ListReading("x", None, read, groups=((0,), (1,), (2,), (3,)), alike=pairs)
    for said, place, left in (
        ("later", 0, [1, 2, 3, 0]),  # what is put off stands last
        ("same", 1, [2, 3, 0]),
        ("other", 2, [3]),  # so 0 and 1 are apart too, for 1 and 2 are together
    ):
        pair = pairs[place]
        told = {"place": str(pair.one), "other": str(pair.other), "said": said}
        *_, one = ListEvents(None).decide(SimpleNamespace(_data=told), one)
        assert one.to_decide == [pairs[n] for n in left]
    assert one.to_answer == [(0,), (1, 2), (3,)]


def test_progress_counts_and_is_said_aloud_in_tenths() -> None:
    html = status(JOB, "Answering", "question")
    assert "3 of 12 questions" in html
    assert "20 per cent done" in html
    JOB.stopping.set()
    assert "Stopping…" in status(JOB, "Answering", "question")
    JOB.stopping.clear()
