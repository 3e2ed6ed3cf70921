"""Quiz items: made of sentences, checked, spread over the material, the same for one seed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.training.material import Material
from assistant.training.pack import BLANK, FALSE, TRUE, Item
from assistant.training.quiz.checks.validator import Context, faults
from assistant.training.quiz.making import MOST_OF_ONE, make_quiz, replaced
from assistant.training.quiz.pool import Pool
from assistant.training.quiz.quotas import of_types, shared_out
from assistant.training.sentence import Sentence
from assistant.training.typed_values import form, typed_values
from corpus.document import Document
from corpus.language.dates import DateSpan
from corpus.language.document_names import Setting
from corpus.language.sentences import sentence_spans
from corpus.language.stems import content
from corpus.language.values import dates_in
from corpus.loading import document_from_bytes, load_document
from index.models.multilingual_e5 import MultilingualE5

BRIEFS = Path(__file__).resolve().parents[3] / "corpus" / "documents"
WATER = """# Law on the protection of drinking water

## Article 1. Purpose

The purpose of this Law is to protect drinking water in the Kingdom of Marland.

## Article 2. Definitions

A catchment area is the land from which rain flows into a source of drinking water.
A protection zone is a strip of at least 300 metres around a well in which building is prohibited.
Raw water means water that is taken from a river, lake or well before any treatment.
A supplier is a company or municipality that delivers drinking water to more than 50 households.
Leakage is the share of treated water that is lost between the plant and the tap.

## Article 3. Authorities

The National Water Inspectorate supervises all suppliers with more than 5,000 customers.
The Ministry of Public Health publishes the results of every inspection within 14 days.
The Geological Survey of Marland keeps the register of wells.
The Water Court of Lindholm decides on disputes over protection zones.
Municipalities must replace lead pipes in schools by 31 December 2031.

## Article 4. Duties of suppliers

Every supplier must test raw water for nitrate, lead and arsenic twelve times a year.
Suppliers must report a contamination to the National Water Inspectorate within six hours.
The limit for nitrate in drinking water is 45 milligrams per litre.
Households receive a reduction of 20 per cent where the supply fails for more than three days.

## Article 5. History

Parliament adopted the first Water Act on 3 May 1974.
The cholera outbreak in the port of Lindholm ended in 1911.
Marland joined the European Water Convention in 1992.
The Geological Survey of Marland opened its laboratory in Osterby in March 2003.
The National Water Inspectorate was founded by Minister Karin Holt on 1 July 2009.
Johan Berg, Director of the Geological Survey, presented a groundwater map on 12 October 2015.
"""
HEALTH = """# Vaccination programme of Santa Clara

## Aims

The vaccination programme of Santa Clara aims to protect 95 per cent of children under five.
Herd immunity is the protection of a whole community that arises when most members are immune.
A cold chain is a system of boxes that keeps vaccines between two and eight degrees.
A catch-up campaign is a short drive that reaches children who missed a dose.
An adverse event is a reaction after a vaccination that a doctor has to report.

## Who does what

The Ministry of Health of Santa Clara buys all vaccines through the Regional Procurement Fund.
The Santa Rosa Hospital trains 240 nurses every year.
The Pasteur Institute of Monteverde tests samples from all eleven provinces.
Minister of Health Elena Duarte leads the steering committee of the programme.
Doctor Rafael Ortiz, Director of the Pasteur Institute, signed the agreement on 9 June 2021.
Village health workers visit each family twice a year and keep the vaccination cards.

## History

The measles epidemic of the northern provinces began in August 2017.
The Regional Procurement Fund was created by the Health Council on 14 February 2018.
The first mobile clinic reached the island of San Telmo in November 2019.
Santa Clara was declared free of measles on 20 May 2023.
The programme received a grant of 12 million dollars from the Alvarado Foundation in 2020.

## Rules

Nurses must record every dose in the national register within 48 hours.
A second dose against measles is given at the age of 18 months.
"""


def _material(documents: Sequence[Document], embedder: MultilingualE5) -> Material:
    """All sentences of some documents, as relevant as one another."""
    sentences = []
    for document in documents:
        headings = {heading.start for heading in document.headings}
        for start, end in sentence_spans(document.text, language=document.language):
            if start not in headings:
                sentences.append(Sentence(document, start, end, 0.6))
    vectors = embedder.embed_documents([one.text for one in sentences])
    return Material("", {one.id: one for one in documents}, tuple(sentences), vectors)


@pytest.fixture(scope="module")
def embedder() -> MultilingualE5:
    return MultilingualE5()


@pytest.fixture(scope="module")
def ours(embedder: MultilingualE5) -> Material:
    texts = {"water.md": WATER, "health.md": HEALTH}
    documents = [document_from_bytes(text.encode(), name) for name, text in texts.items()]
    return _material(documents, embedder)


@pytest.fixture(scope="module")
def briefs(embedder: MultilingualE5) -> Material:
    return _material([load_document(path) for path in sorted(BRIEFS.glob("*.md"))], embedder)


@pytest.fixture(scope="module")
def items(ours: Material, briefs: Material) -> list[tuple[Material, Item]]:
    """The items of several forms over both materials."""
    return [
        (material, item)
        for material in (ours, briefs)
        for seed in (1, 2, 3)
        for item in make_quiz(material, count=40, seed=seed).items
    ]


def of_type(items: list[tuple[Material, Item]], kind: str) -> list[tuple[Material, Item]]:
    found = [(material, item) for material, item in items if item.type == kind]
    assert len(found) >= 3, f"only {len(found)} items of {kind}"
    return found


# Each type of item


def test_every_quote_stands_at_its_offsets(items: list[tuple[Material, Item]]) -> None:
    for material, item in items:
        assert item.citations
        for citation in item.citations:
            document = material.documents[citation.document_id]
            assert document.text[citation.start : citation.end] == citation.quote


def test_every_item_passes_the_validator(
    ours: Material, items: list[tuple[Material, Item]]
) -> None:
    contexts = {id(material): Context.of(material) for material, _ in items}
    for material, item in items:
        assert faults(item, contexts[id(material)]) == ()


def test_a_choice_has_four_options_of_one_kind_and_one_key(
    items: list[tuple[Material, Item]],
) -> None:
    for _, item in of_type(items, "multiple_choice"):
        assert len({option.casefold() for option in item.options}) == 4
        assert item.answer in item.options
        for one in item.options:
            assert one[:1].isupper() or not one[:1].isalpha()
            inside = [
                other for other in item.options if other != one and f" {one} " in f" {other} "
            ]
            assert not inside, f"{one!r} is a part of {inside!r}"


def test_a_cloze_gives_the_sentence_back_when_filled(items: list[tuple[Material, Item]]) -> None:
    for _, item in of_type(items, "cloze"):
        assert item.stem.count(BLANK) == 1
        assert item.stem.replace(BLANK, str(item.answer)) == item.citation.quote


def test_true_statements_are_exact_and_false_ones_change_one_value(
    items: list[tuple[Material, Item]],
) -> None:
    found = of_type(items, "true_false")
    for _, item in found:
        assert item.options == (TRUE, FALSE)
        same = item.stem == item.citation.quote
        assert same == (item.answer == TRUE)
        added = set(re.findall(r"\w+", item.stem)) - set(re.findall(r"\w+", item.citation.quote))
        assert not added & {"not", "no", "never"}
    keys = Counter(item.answer for _, item in found)
    assert 0.35 * len(found) <= keys[FALSE] <= 0.65 * len(found)


def test_no_false_statement_is_said_elsewhere(items: list[tuple[Material, Item]]) -> None:
    for material, item in of_type(items, "true_false"):
        if item.answer == FALSE:
            said = content(item.stem)
            assert not any(said <= content(one.text) for one in material.sentences)


def test_a_matching_has_four_or_five_pairs_each_with_its_quote(
    items: list[tuple[Material, Item]],
) -> None:
    for _, item in of_type(items, "matching"):
        assert 4 <= len(item.answer) <= 5
        assert len(item.citations) == len(item.answer)
        assert sorted(item.options) == sorted(pair[1] for pair in item.answer)
        for (_, right), citation in zip(item.answer, item.citations, strict=True):
            assert right.casefold().rstrip(".") in citation.quote.casefold()


def test_an_ordering_has_no_dates_in_it_and_its_quotes_are_in_order(
    items: list[tuple[Material, Item]],
) -> None:
    for _, item in of_type(items, "ordering"):
        assert 4 <= len(item.answer) <= 5
        assert sorted(item.options) == sorted(map(str, item.answer))
        assert item.options != item.answer
        assert not any(re.search(r"\b(?:19|20)\d\d\b", option) for option in item.options)
        days = []
        for citation in item.citations:
            find_dates = [one.value for one in dates_in(citation.quote)]
            assert len(find_dates) == 1 and isinstance(find_dates[0], DateSpan)
            days.append(find_dates[0].readings[0])
        assert all(one[1] < other[0] for one, other in zip(days, days[1:], strict=False))


def test_a_short_answer_is_short_and_not_in_the_question(
    items: list[tuple[Material, Item]],
) -> None:
    for _, item in of_type(items, "short_answer"):
        assert isinstance(item.answer, str) and len(item.answer.split()) <= 6
        assert item.stem.endswith("?")
        for accepted in (item.answer, *item.accepted):
            assert accepted.casefold() not in item.stem.casefold()


def test_answers_that_are_typed_count_in_their_other_forms(ours: Material) -> None:
    found = {}
    for seed in range(1, 6):
        for item in make_quiz(ours, count=40, seed=seed, types=("cloze", "short_answer")).items:
            found[item.answer] = item.accepted
    assert "12" in found["twelve"]
    assert "Elena Duarte" in found["Minister of Health Elena Duarte"]


# The quiz


def test_the_same_seed_gives_the_same_quiz_and_another_a_parallel_form(ours: Material) -> None:
    one, again, other = (make_quiz(ours, count=20, seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert {item.stem for item in one.items} != {item.stem for item in other.items}
    assert [item.id for item in one.items] == [f"q{n}" for n in range(1, len(one.items) + 1)]


def test_it_does_not_hang_on_the_order_of_sets(tmp_path: Path) -> None:
    """Two processes with other hashes of strings make the same quiz."""
    path = tmp_path / "water.md"
    path.write_text(WATER, encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; sys.path[:0] = [sys.argv[2]]\n"
        "import numpy as np\n"
        "from corpus.loading import load_document\n"
        "from corpus.language.sentences import sentence_spans\n"
        "from assistant.training.material import Material\n"
        "from assistant.training.sentence import Sentence\n"
        "from assistant.training.quiz.making import make_quiz\n"
        "d = load_document(Path(sys.argv[1]))\n"
        "found = tuple(Sentence(d, s, e, 0.5) for s, e in sentence_spans(d.text)\n"
        "              if d.text[s] != '#')\n"
        "v = np.eye(len(found), dtype=np.float32)\n"
        "print(make_quiz(Material('', {d.id: d}, found, v), count=20, seed=1).items)\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code, str(path), str(BRIEFS.parents[3])],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1 and b"Item(" in told.pop()


def test_items_of_one_sentence_are_few_of_other_types_and_do_not_tell_each_other(
    embedder: MultilingualE5,
) -> None:
    text = (
        "Minister Karin Holt opened the Institute of Public Health in the town of Lindholm on "
        "2 May 2019.\n"
    )
    other = "Minister Jan Moe opened the Academy of Fine Arts in Osterby on 4 June 2021.\n"
    documents = [document_from_bytes(one.encode(), f"{one[9:12]}.txt") for one in (text, other)]
    items = make_quiz(_material(documents, embedder), count=50, seed=1).items
    by_document: dict[str, list[Item]] = {}
    for item in items:
        by_document.setdefault(item.citation.document_id, []).append(item)
    assert len(by_document) == 2
    for together in by_document.values():
        assert len(together) <= MOST_OF_ONE
        assert len({item.type for item in together}) == len(together)
        for one in together:
            told = [str(item.answer) for item in together if item is not one]
            assert not any(answer in one.stem for answer in told)


def test_items_are_spread_over_documents_sections_types_and_difficulty(briefs: Material) -> None:
    quiz = make_quiz(briefs, count=30, seed=1)
    assert len(quiz.items) == 30 and quiz.notes == ()
    documents = Counter(item.citation.document_id for item in quiz.items)
    assert len(documents) >= 8 and max(documents.values()) <= 8
    assert len({item.section for item in quiz.items}) >= 12
    kinds = Counter(item.type for item in quiz.items)
    assert len(kinds) >= 5 and max(kinds.values()) <= 16
    levels = Counter(item.difficulty for item in quiz.items)
    assert min(levels["easy"], levels["medium"], levels["hard"]) >= 2
    assert max(levels.values()) <= 22


def test_asking_for_more_than_there_is_gives_no_less_and_no_type_is_most_of_it(
    ours: Material,
) -> None:
    fits, more = (make_quiz(ours, count=count, seed=1).items for count in (20, 40))
    assert len(more) >= len(fits)
    kinds = Counter(item.type for item in more)
    assert len(kinds) == 6 and max(kinds.values()) <= 0.4 * len(more)


def test_only_the_types_asked_for_are_made(ours: Material) -> None:
    quiz = make_quiz(ours, count=6, seed=1, types=("cloze", "ordering"))
    assert {item.type for item in quiz.items} == {"cloze", "ordering"}


def test_more_than_the_sentences_give_is_not_made_and_the_note_says_why(
    embedder: MultilingualE5,
) -> None:
    ten = "\n".join(WATER.splitlines()[:15])
    material = _material([document_from_bytes(ten.encode(), "ten.md")], embedder)
    quiz = make_quiz(material, count=500, seed=1)
    assert 0 < len(quiz.items) < 30
    assert len(quiz.notes) == 1
    assert quiz.notes[0].startswith(f"{len(quiz.items)} of 500 items could be made")


def test_documents_without_sentences_give_no_items_and_say_so() -> None:
    text = b"# Prices\n\n| Fruit | Price |\n|---|---|\n| Fig | 2 |\n"
    table = document_from_bytes(text, "table.md")
    sentences = tuple(Sentence(table, start, end, 0.5) for start, end in sentence_spans(table.text))
    vectors = np.eye(len(sentences), 8, dtype=np.float32)
    quiz = make_quiz(Material("", {table.id: table}, sentences, vectors), count=10, seed=1)
    assert quiz.items == ()
    assert "no sentence on the topic" in quiz.notes[0]


def test_a_dropped_item_is_replaced_by_another(ours: Material) -> None:
    quiz = make_quiz(ours, count=8, seed=1)
    dropped = next(item for item in quiz.items if item.type == "cloze")
    other = replaced(ours, quiz.items, dropped.id, seed=2)
    assert other is not None and other.id == dropped.id
    assert other.type == "cloze"
    assert other.stem not in {item.stem for item in quiz.items}
    assert replaced(ours, quiz.items, "q99", seed=2) is None


def test_nothing_replaces_an_item_where_nothing_is_left(embedder: MultilingualE5) -> None:
    text = b"# Wells\n\nThe Geological Survey of Marland keeps the register of 412 wells.\n"
    material = _material([document_from_bytes(text, "wells.md")], embedder)
    items = make_quiz(material, count=500, seed=1).items
    assert items
    assert replaced(material, items, items[0].id, seed=5) is None


def test_thirty_items_of_all_the_briefs_take_a_few_seconds(briefs: Material) -> None:
    started = time.process_time()
    make_quiz(briefs, count=30, seed=7)
    assert time.process_time() - started < 10


# Parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Minister Karin Holt opened the Institute of Public Health in France on 2 May 2019.",
            [
                ("Minister Karin Holt", "person"),
                ("Institute of Public Health", "organisation"),
                ("France", "country"),
                ("2 May 2019", "date"),
            ],
        ),
        ("The office employs 98 inspectors in nine towns.", [("98", "number"), ("nine", "number")]),
        ("The theme was “Water for the 21st Century”.", []),
        ("Scientists served as attachés with European and Asian partners on 5G/6G.", []),
        ("Resolution 57 names the Blue Coast Programme.",
         [("Resolution 57", "name"), ("Blue Coast Programme", "name")]),
    ],
)  # fmt: skip
def test_typed_values(text: str, expected: list[tuple[str, str]]) -> None:
    setting = Setting.of(Document("d", "d.txt", text))
    assert [(one.text, one.kind) for one in typed_values(text, setting)] == expected


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("It began on 3 May 1974.", "It began on 12 June 2001.", True),
        ("It began on 3 May 1974.", "It began in June 2001.", False),
        ("It began on 3 May 1974.", "It began on May 3, 1974.", False),
        ("It has 98 offices.", "It has 41 offices.", True),
        ("It has 98 offices.", "It has seven offices.", False),
        ("It lasts 14 days.", "It lasts 14 hours.", False),
        ("He met Resolution 57.", "He met Decree 12.", False),
        ("She went to France.", "She went to Japan.", True),
        ("She went to France.", "She went to South Asia.", False),
    ],
)
def test_values_of_one_form_can_stand_for_each_other(one: str, other: str, alike: bool) -> None:
    found = []
    for text in (one, other):
        setting = Setting.of(Document("d", "d.txt", text))
        found.append(form(typed_values(text, setting)[-1]))
    assert (found[0] == found[1]) is alike


def test_options_that_may_be_true_are_known(ours: Material) -> None:
    pool = Pool.of(ours)
    asked = next(one for one in pool.deeds if one.subject.endswith("Water Court of Lindholm"))
    question = content(asked.question)
    assert pool.may_be_true("the Water Court of Lindholm", question, asked.sentence)
    assert not pool.may_be_true("the Santa Rosa Hospital", question, asked.sentence)


def test_shares_add_up_and_follow_the_weights() -> None:
    assert shared_out(30, {"a": 2.0, "b": 1.0}) == {"a": 20, "b": 10}
    assert sum(shared_out(7, {"a": 1.0, "b": 1.0, "c": 1.0}).values()) == 7
    assert shared_out(5, {}) == {}
    assert of_types(30, ("multiple_choice", "cloze", "true_false", "matching", "ordering",
                         "short_answer"))["multiple_choice"] == 10  # fmt: skip
    assert of_types(4, ("cloze",)) == {"cloze": 4}


def test_the_less_relevant_comes_later(ours: Material) -> None:
    """Where there is a choice, most items are of what is most about the topic."""
    sentences = tuple(
        replace(one, relevance=0.9 if one.document.source == "health.md" else 0.1)
        for one in ours.sentences
    )
    quiz = make_quiz(replace(ours, sentences=sentences), count=6, seed=1, types=("cloze",))
    sources = Counter(item.citation.source for item in quiz.items)
    assert sources["health.md"] >= sources["water.md"]
