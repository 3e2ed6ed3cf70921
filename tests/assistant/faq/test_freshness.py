"""The freshness check: every entry that a change makes wrong, and no other; approved answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer, Citation
from assistant.answer_parts import written
from assistant.answering.verification import verified
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.faq.entry import Entry, Wording
from assistant.faq.keeping.freshness import CheckedPin, Finding, Freshness, check, difference, renew
from assistant.faq.keeping.lookup import ApprovedAnswers
from assistant.faq.keeping.records import EntryChanged, FaqRecords, RecordError
from assistant.quote_positions import Folded, same_words
from assistant.settings import Settings
from corpus.errors import LibraryDamaged
from tests.quality import freshness as quality
from tests.support.hashing_embedder import HashingEmbedder

PARTNERS = "The Lotus Programme has 40 partners."
OPENED = "It was opened in Hue on 3 May 2021."
LOTUS = f"# The Lotus Programme\n\n{PARTNERS} {OPENED}\n"
HARBOUR = "# Harbours\n\nThe harbour of Bergen has nine berths.\n"
QUESTION = "How many partners does the Lotus Programme have?"


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    settings = Settings(data_dir=tmp_path / "data", reader="words")
    made = assemble(settings, HashingEmbedder())
    yield made
    made.close()


@pytest.fixture
def records(tmp_path: Path) -> FaqRecords:
    return FaqRecords(tmp_path / "data")


Write = Callable[..., None]


@pytest.fixture
def write(assistant: Assistant, tmp_path: Path) -> Write:
    """Writes files and adds them to the library; a file that is there gets a new version."""

    def write_(**texts: str) -> None:
        for name, text in texts.items():
            path = tmp_path / f"{name}.md"
            path.write_text(text)
            (report,) = assistant.ingest([path])
            assert report.stored

    return write_


def cite(assistant: Assistant, source: str, quote: str, marker: int = 1) -> Citation:
    document = assistant.read(assistant.record(source).id)
    start = document.text.index(quote)
    return Citation(
        marker, document.id, source, quote, start, start + len(quote), title=document.title
    )


def entry(id: str, *citations: Citation, question: str = QUESTION) -> Entry:
    text = " ".join(f"{citation.quote} [{citation.marker}]" for citation in citations)
    return Entry(id, "", Answer(question, question, "answered", written(text), citations=citations))


def approve(records: FaqRecords, assistant: Assistant, one: Entry) -> None:
    records.add([one], "An")
    version = records.get(one.id).version
    records.set_state(one.id, "in_review", assistant, version=version, who="An")
    records.set_state(one.id, "approved", assistant, version=version + 1, who="An")


@pytest.fixture
def kept(records: FaqRecords, assistant: Assistant, write: Write) -> FaqRecords:
    """One approved entry that quotes two sentences."""
    write(lotus=LOTUS, harbour=HARBOUR)
    citations = cite(assistant, "lotus.md", PARTNERS), cite(assistant, "lotus.md", OPENED, 2)
    approve(records, assistant, replace(entry("lotus", *citations), owner="An"))
    return records


def found(records: FaqRecords, assistant: Assistant) -> Finding:
    (finding,) = check(records, assistant, propose=False).findings
    return finding


def states(finding: Finding) -> list[str]:
    return [pin.state for pin in finding.pins]


# The same words


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The inter-\nnational fund", "The international fund", True),
        ("a public-\nprivate fund", "a public-private fund", True),
        ("one\ntwo  three", "one two three", True),
        ("the “new” fund’s", 'the "new" fund\'s', True),
        ("2020–2021", "2020-2021", True),
        ("5 %, (or 6 )", "5%, (or 6)", True),
        ("the co\u00adoperation", "the cooperation", True),
        ("40 partners", "41 partners", False),
        ("12 partners", "1 2 partners", False),
        ("in 2020-21", "in 202021", False),
        ("chapter 5. 3", "chapter 5.3", False),
        ("the fund", "The fund", False),
        ("it is, not", "it is not", False),
        ("thể chế", "thế chế", False),
        ("in formation", "information", False),
    ],
)
def test_line_breaks_and_hyphenation_do_not_change_words(one: str, other: str, same: bool) -> None:
    assert same_words(one, other) is same


def test_a_quote_is_found_only_as_whole_sentences_at_its_exact_place() -> None:
    text = (
        "# Fees\n\nMembers pay 40 euros. Only some Members pay 40 euros. Not: Members pay\n"
        "Mem-\nbers pay  40\neuros.\n\n- Members pay 40 euros.\n- Members pay 40 euros. Always."
    )
    places = list(Folded(text).places("Members pay 40 euros."))
    assert [text[start:end] for start, end in places] == [
        "Members pay 40 euros.",
        "Mem-\nbers pay  40\neuros.",
        "Members pay 40 euros.",
        "Members pay 40 euros.",
    ]
    assert [start for start, _ in places][0] == text.index("Members")
    assert list(Folded(text).places("")) == [] == list(Folded("").places("a"))


# The difference


def test_the_difference_tells_words_kept_taken_out_and_put_in() -> None:
    assert difference("The fee is 1,250 euros a year.", "The fee is 1,300 euros, a year") == (
        ("same", "The fee is"),
        ("removed", " 1,250"),
        ("added", " 1,300"),
        ("same", " euros"),
        ("added", ","),
        ("same", " a year"),
        ("removed", "."),
    )
    assert difference("a  b", "a\nb") == (("same", "a b"),)
    assert difference("a b", "") == (("removed", "a b"),)
    assert difference("", "") == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The Lotus Programme has 40 partners.", "Lotus now has 55 partners, in six countries!"),
        ("Tasks:\n- one\n- two", "Tasks:\n- zero\n- two (2)\n- three"),
        ("x", "y"),
    ],
)
def test_a_difference_holds_both_texts(old: str, new: str) -> None:
    pieces = difference(old, new)
    for text, other in ((old, "added"), (new, "removed")):
        joined = "".join(words for kind, words in pieces if kind != other)
        assert "".join(joined.split()) == "".join(text.split())


# What becomes of a pin


def test_quotes_that_stand(kept: FaqRecords, assistant: Assistant) -> None:
    finding = found(kept, assistant)
    assert (finding.id, finding.question, finding.state) == ("lotus", QUESTION, "approved")
    assert states(finding) == ["stands", "stands"] and not finding.affected
    assert finding.version == kept.get("lotus").version
    assert finding.pins[0].diff == (("same", PARTNERS),)


def test_a_changed_number_affects_the_entry_and_is_shown(
    kept: FaqRecords, assistant: Assistant, write: Write
) -> None:
    write(lotus=LOTUS.replace("40 partners", "55 partners"))
    finding = found(kept, assistant)
    changed, moved = finding.pins
    assert finding.affected and (changed.state, moved.state) == ("changed", "moved")
    assert changed.now == "The Lotus Programme has 55 partners."
    assert changed.diff == (
        ("same", "The Lotus Programme has"),
        ("removed", " 40"),
        ("added", " 55"),
        ("same", " partners."),
    )
    assert changed.citation is None and finding.moved == (moved,)


def test_a_sentence_that_is_no_more_there(
    kept: FaqRecords, assistant: Assistant, write: Write
) -> None:
    write(lotus=LOTUS.replace(OPENED, "The council meets every spring."))
    finding = found(kept, assistant)
    assert states(finding) == ["moved", "removed"]
    assert (finding.pins[1].now, finding.pins[1].diff) == (None, (("removed", OPENED),))


def test_a_removed_document_with_all_its_versions(
    kept: FaqRecords, assistant: Assistant, write: Write
) -> None:
    write(lotus=LOTUS.replace("40 partners", "55 partners"))
    assistant.remove("lotus.md")
    finding = found(kept, assistant)
    assert states(finding) == ["gone", "gone"]
    assert finding.pins[0].diff == (("removed", PARTNERS),), "the old words are in the record"


def test_a_removed_document_that_is_had_back(kept: FaqRecords, assistant: Assistant) -> None:
    before = states(found(kept, assistant))
    id_ = assistant.remove("lotus.md").record.id
    assert states(found(kept, assistant)) == ["gone", "gone"]
    assert assistant.undo_remove("lotus.md").id == id_
    assert states(found(kept, assistant)) == before


def test_another_document_of_the_same_name_takes_the_place_of_a_removed_one(
    kept: FaqRecords, assistant: Assistant, write: Write
) -> None:
    assistant.remove("lotus.md")
    write(lotus=f"# Lotus\n\nNew. The Lotus Programme has 55 partners.\n\n{OPENED}\n")
    finding = found(kept, assistant)
    assert states(finding) == ["changed", "moved"]
    assistant.remove("lotus.md")
    write(lotus=HARBOUR.replace("nine", "eight"))
    assert states(found(kept, assistant)) == ["gone", "gone"]


def test_a_document_whose_stored_text_is_damaged_is_gone_and_stops_nothing(
    kept: FaqRecords, assistant: Assistant, tmp_path: Path
) -> None:
    harbour = cite(assistant, "harbour.md", "The harbour of Bergen has nine berths.")
    kept.add([entry("berths", harbour, question="How many berths has Bergen?")], "An")
    with closing(sqlite3.connect(tmp_path / "data" / "library.sqlite")) as other, other:
        other.execute("UPDATE documents SET text = 'x' WHERE source = 'lotus.md'")
    lotus, berths = check(kept, assistant, propose=False).findings
    assert states(lotus) == ["gone", "gone"] and states(berths) == ["stands"]


def test_versions_are_followed_to_the_newest(
    kept: FaqRecords, assistant: Assistant, write: Write
) -> None:
    for number in (41, 42, 43):
        write(lotus=LOTUS.replace("40 partners", f"{number} partners"))
    assert "43 partners" in (found(kept, assistant).pins[0].now or "")
    write(lotus=LOTUS)
    assert states(found(kept, assistant)) == ["stands", "stands"]


def test_a_citation_that_the_text_no_longer_uses_is_not_checked(
    kept: FaqRecords, assistant: Assistant, write: Write
) -> None:
    version = kept.get("lotus").version
    kept.edit("lotus", version=version, who="An", text=f"{OPENED} [2]")
    write(lotus=LOTUS.replace("40 partners", "55 partners"))
    assert states(found(kept, assistant)) == ["moved"]


def test_a_quote_that_was_part_of_a_sentence_is_found_again_as_such(
    records: FaqRecords, assistant: Assistant, write: Write
) -> None:
    write(lotus=LOTUS)
    records.add([entry("part", cite(assistant, "lotus.md", "Lotus Programme has"))], "An")
    write(lotus=f"# News\n\nIt is spring.\n\n{LOTUS}")
    assert states(found(records, assistant)) == ["moved"]
    write(lotus=LOTUS.replace("Programme has", "Programme hastens"))
    assert states(found(records, assistant)) == ["changed"]


def test_a_retired_entry_is_not_checked(
    kept: FaqRecords, assistant: Assistant, write: Write
) -> None:
    kept.set_state("lotus", "retired", assistant, version=3, who="An")
    write(lotus=LOTUS.replace("40 partners", "55 partners"))
    assert check(kept, assistant) == Freshness((), ())


# What is proposed


def test_an_affected_entry_gets_a_proposal_and_is_approved_anew(
    kept: FaqRecords, assistant: Assistant, write: Write
) -> None:
    write(lotus=LOTUS.replace("40 partners", "55 partners"))
    told: list[tuple[int, int]] = []
    result = check(kept, assistant, on_progress=lambda *done: told.append(done))
    assert told == [(1, 1)]
    (finding,) = result.affected
    assert finding.proposed is not None and "55 partners" in finding.proposed.text
    record = kept.replace_answer(
        "lotus", finding.proposed, version=finding.version, who="freshness check"
    )
    assert record.entry.state == "in_review"
    kept.set_state("lotus", "approved", assistant, version=record.version, who="An")
    after = check(kept, assistant)
    assert after.affected == () and set(states(after.findings[0])) == {"stands"}


def test_without_proposals_nothing_is_asked(
    kept: FaqRecords, assistant: Assistant, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(lotus=LOTUS.replace("40 partners", "55 partners"))

    def ask(*given: Any, **options: Any) -> Answer:
        raise AssertionError("nothing is asked")

    monkeypatch.setattr(assistant, "ask", ask)
    assert found(kept, assistant).proposed is None
    with pytest.raises(AssertionError, match="nothing is asked"):
        check(kept, assistant)


def test_an_entry_without_an_answer_that_the_documents_answer_now(
    records: FaqRecords, assistant: Assistant, write: Write
) -> None:
    write(lotus=LOTUS)
    questions = ["How many berths has the harbour of Bergen?", "Who painted the Mona Lisa?"]
    answers = [assistant.ask(question, keep=False) for question in questions]
    assert [answer.status for answer in answers] == ["not_found"] * 2
    records.add([Entry(f"q{n}", "", answer) for n, answer in enumerate(answers)], "build")
    assert check(records, assistant) == Freshness((), ())
    write(harbour=HARBOUR)
    result = check(records, assistant)
    (finding,) = result.now_answered
    assert finding.id == "q0" and finding.proposed and "nine berths" in finding.proposed.text
    assert not finding.affected and result.affected == ()
    assert check(records, assistant, propose=False).now_answered == ()
    assert assistant.gaps() == [], "a check is no question of anybody"


# Renewing


def test_moved_pins_are_renewed_and_the_entry_stays_approved(
    kept: FaqRecords, assistant: Assistant, write: Write
) -> None:
    write(lotus=f"# Lotus\n\n## News\n\nIt is spring.\n\n## Facts\n\n{OPENED}\n\n{PARTNERS}\n")
    result = check(kept, assistant)
    assert states(result.findings[0]) == ["moved", "moved"]
    assert result.affected == () and result.moved == result.findings
    record = renew(kept, result.findings[0])
    document = assistant.read(assistant.record("lotus.md").id)
    for citation, quote in zip(record.entry.answer.citations, (PARTNERS, OPENED), strict=True):
        assert document.text[citation.start : citation.end] == citation.quote == quote
        assert citation.document_id == document.id
        assert citation.headings == ("Lotus", "Facts") and citation.title == "Lotus"
    assert (record.entry.state, record.entry.answer.text) == (
        "approved",
        f"{PARTNERS} [1] {OPENED} [2]",
    )
    change = kept.history("lotus")[-1]
    assert (change.action, change.who, list(change.after)) == (
        "moved",
        "freshness check",
        ["citations"],
    )
    assert states(found(kept, assistant)) == ["stands", "stands"]
    with pytest.raises(EntryChanged):
        renew(kept, result.findings[0])


def test_what_says_other_words_is_not_renewed(
    kept: FaqRecords, assistant: Assistant, write: Write
) -> None:
    write(lotus=LOTUS.replace("40 partners", "55 partners"))
    other = cite(assistant, "lotus.md", "The Lotus Programme has 55 partners.")
    with pytest.raises(RecordError, match=r"Citation \[1\] of entry 'lotus' says other words now"):
        kept.repin("lotus", [other], version=3, who="An")
    record = renew(kept, found(kept, assistant))
    assert states(found(kept, assistant)) == ["changed", "stands"], "the one that moved is renewed"
    assert record.entry.answer.citations[0].quote == PARTNERS


def test_a_renamed_file_is_cited_by_its_new_name(
    kept: FaqRecords, assistant: Assistant, tmp_path: Path
) -> None:
    (tmp_path / "lotus.md").rename(tmp_path / "lotus-2026.md")
    list(assistant.ingest([tmp_path / "lotus-2026.md"]))
    assert states(found(kept, assistant)) == ["stands", "stands"], "the old name is kept as well"
    assistant.remove("lotus.md")
    finding = found(kept, assistant)
    assert states(finding) == ["moved", "moved"]
    assert renew(kept, finding).entry.answer.citations[0].source == "lotus-2026.md"


# All together


@pytest.mark.slow
def test_of_many_changes_every_affected_entry_is_found_and_no_other(tmp_path: Path) -> None:
    results, findings = quality.measure(tmp_path)
    assert len(results) >= 30 and len(findings) > 500
    for result in results:
        name = result.case.name
        assert result.missed == [], name
        assert result.falsely_flagged == [], name
        assert result.called_otherwise == [], name
    wrapped = [r for r in results if "wrapped" in r.case.name or "quotation" in r.case.name]
    assert len(wrapped) == 3
    for result in wrapped:
        assert set(result.found.values()) == {"moved"}, "there was something to see through"


# Approved answers


@pytest.fixture
def approved(kept: FaqRecords, assistant: Assistant) -> ApprovedAnswers:
    return ApprovedAnswers(kept, assistant)


def test_an_approved_answer_is_given_for_its_question(
    approved: ApprovedAnswers, assistant: Assistant, kept: FaqRecords
) -> None:
    answer = approved.answer(f"  {QUESTION.upper()} ")
    assert answer is not None and answer.text == f"{PARTNERS} [1] {OPENED} [2]"
    day = kept.get("lotus").entry.approved_on or ""
    assert (answer.generator, answer.complete) == ("faq", True)
    assert answer.notes[0].startswith("Approved answer of ") and answer.notes[0].endswith(" (An).")
    assert day[:4] in answer.notes[0] and "-" not in answer.notes[0]
    assert verified(answer, assistant.read).citations == answer.citations
    assert approved.answer("How many partners has the Lotus Programme?") is None


def test_a_merged_wording_is_answered_too(
    records: FaqRecords, assistant: Assistant, write: Write
) -> None:
    write(lotus=LOTUS)
    one = replace(
        entry("lotus", cite(assistant, "lotus.md", PARTNERS)),
        merged=(Wording("q9", "Lotus: number of partners?"),),
    )
    approve(records, assistant, one)
    approved = ApprovedAnswers(records, assistant)
    assert approved.answer("lotus, number of partners") is not None


def test_only_what_is_approved_is_given(
    kept: FaqRecords, approved: ApprovedAnswers, assistant: Assistant
) -> None:
    assert approved.entry(QUESTION) is not None
    other = FaqRecords(kept.path.parent)  # as another process
    other.edit("lotus", version=3, who="Binh", owner="Binh")
    answer = approved.answer(QUESTION)
    assert answer is not None and answer.notes[0].endswith(" (Binh)."), "the change is seen"
    other.edit("lotus", version=4, who="Binh", text=f"{PARTNERS} [1]")
    assert approved.answer(QUESTION) is None, "it waits for review"


def test_the_file_is_read_again_only_when_it_has_changed(
    approved: ApprovedAnswers, kept: FaqRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []
    find = kept.find

    def counted(**wanted: Any) -> Any:
        reads.append(1)
        return find(**wanted)

    monkeypatch.setattr(kept, "find", counted)
    for _ in range(50):
        approved.entry(QUESTION)
        approved.entry("Something else?")
    assert len(reads) == 1
    kept.edit("lotus", version=3, who="An", topic="Lotus")
    approved.entry(QUESTION)
    assert len(reads) == 2


def test_an_answer_whose_quotes_do_not_stand_any_more_is_not_given(
    approved: ApprovedAnswers, assistant: Assistant, write: Write
) -> None:
    write(lotus=LOTUS.replace("40 partners", "55 partners"))
    assert approved.answer(QUESTION) is None
    assert approved.entry(QUESTION) is not None, "though it is approved"
    assistant.remove("lotus.md")
    assert approved.answer(QUESTION) is None


def test_an_answer_whose_quotes_moved_cites_them_where_they_are(
    approved: ApprovedAnswers, assistant: Assistant, write: Write
) -> None:
    write(lotus=f"# Lotus\n\nIt is spring.\n\n{PARTNERS}\n\n{OPENED}\n")
    answer = approved.answer(QUESTION)
    assert answer is not None
    checked = verified(answer, assistant.read)
    assert checked.notes[-1] == "2 of 2 quotes verified."
    assert {c.document_id for c in answer.citations} == {assistant.record("lotus.md").id}


def test_the_same_question_in_other_words_is_asked_about_nearest_first(
    kept: FaqRecords, assistant: Assistant
) -> None:
    harbour = cite(assistant, "harbour.md", "The harbour of Bergen has nine berths.")
    approve(kept, assistant, entry("berths", harbour, question="How many berths has Bergen?"))
    asked: list[str] = []

    def same(one: str, other: str) -> bool:
        asked.append(one)
        return "Bergen" in one and "berths" in other

    approved = ApprovedAnswers(kept, assistant, same)
    found = approved.entry("What is the number of berths in the harbour of Bergen?")
    assert found is not None and found.id == "berths"
    assert asked == ["How many berths has Bergen?"], "it shares most"
    assert approved.entry(QUESTION) is not None and len(asked) == 1, "equal ones need no asking"
    assert approved.entry("Xyzzy?") is None and len(asked) == 1


def test_without_entries_there_is_no_answer_and_damage_is_told(
    records: FaqRecords, assistant: Assistant
) -> None:
    approved = ApprovedAnswers(records, assistant)
    assert approved.answer(QUESTION) is None and not records.path.exists()
    records.path.write_bytes(b"no list")
    with pytest.raises(LibraryDamaged, match="list of FAQ entries"):
        approved.answer(QUESTION)


def test_pins_hold_what_was_quoted(kept: FaqRecords, assistant: Assistant) -> None:
    from hashlib import sha256

    first, second = kept.get("lotus").pins
    text = assistant.read(first.document_id).text
    for pin in (first, second):
        assert sha256(text[pin.start : pin.end].encode()).hexdigest() == pin.sha256
    assert isinstance(found(kept, assistant).pins[0], CheckedPin)
