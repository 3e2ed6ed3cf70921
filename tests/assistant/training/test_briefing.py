"""Sentences that stand alone, the material of a topic, and the briefing made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.training.chapters.briefing import WORDS_PER_PAGE, briefing
from assistant.training.chapters.topic import parts_of
from assistant.training.material import Material, material
from assistant.training.pack import Section
from assistant.training.standing_alone import stands_alone
from corpus.document import Block
from corpus.errors import ChoiceError, LibraryError, QuestionError
from index.choice import DocumentChoice
from tests.support.hashing_embedder import HashingEmbedder

TOPIC = "instruments and debates of technology diplomacy"


@pytest.mark.parametrize(
    "sentence",
    [
        "The harbour authority issues permits to ferries that carry more than fifty passengers.",
        "On 3 May 2021, Denmark and Sweden signed a treaty on wind farms in the Baltic Sea.",
        "Export controls restrict the transfer of goods that have military uses.",
        "Critics of the tax argue that it harms small firms.",
        "Those who apply after June pay a higher fee.",
        "It is important that each school keeps a record of absences.",
        "France and Germany agreed that the two countries would share the costs.",
        "Both Norway and Iceland belong to the European Economic Area.",
        "Desalination: Desalination removes salt from sea water.",
        "The three pillars of the programme are water, energy and food.",
        "Since the drought, the city has cut its water use by a third.",
        "Ports that break the limit of 12 knots are fined, and such ports lose their permit.",
    ],
)
def test_a_whole_sentence_about_its_subject_stands_alone(sentence: str) -> None:
    assert stands_alone(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "This raises the cost of every permit that the port issues.",
        "It requires ferries to carry life jackets for all passengers.",
        "They agreed to meet again in the spring of 2022.",
        "However, the harbour authority may refuse a permit.",
        "In addition, the ministry trains inspectors in all ports.",
        "The former is paid by the state, the latter by the owner.",
        "The second test is whether the ferry has two engines.",
        "The five fields promise growth and better jobs.",
        "The agreement was signed in Oslo in 2019.",
        "In this context, ports need clear rules for their ferries.",
        "The rules bind all ports that take part in such schemes.",
        "We will build three hundred new schools by 2030.",
        "See the rules of the northern ports for further examples.",
        "Owners claim they raise the cost of every crossing.",
        "The delegation met her in the capital on Monday.",
        "The article says that ferries should carry two radios.",
        "This brief sums up the rules for the ferries of the north.",
        "As described above, ferries need a permit from the port.",
        "Ferries need a permit (see section 4 of the annex).",
        "Rules for ferries and their owners",
        "Ferries need three papers before they may leave the port:",
        "Port | Ferries | Passengers | 2021 | 2022.",
        "a permit from the harbour authority.",
        "(Photo: Anna Berg)",
        "Photo: the minister opens the new terminal in the port of Bergen.",
        "Berg, A. (2021). Ferries of the north and how they are run.",
        "The text is available under a Creative Commons licence.",
        "Read more on www.ports.example about permits for ferries.",
        "Why do ferries need a permit from the port?",
        "A new stage in the history of the ports of the north.",
    ],
)
def test_what_needs_more_or_is_no_sentence_does_not(sentence: str) -> None:
    assert not stands_alone(sentence)


@pytest.mark.parametrize(
    ("topic", "parts"),
    [
        ("fishing rights", ("fishing rights",)),
        ("fishing rights basics", ("fishing rights",)),
        ("an introduction to fishing rights", ("fishing rights",)),
        ("rules and costs of fishing", ("rules of fishing", "costs of fishing")),
        ("ports, ferries and tolls", ("ports", "ferries", "tolls")),
        ("basics", ("basics",)),
    ],
)
def test_a_topic_is_taken_apart(topic: str, parts: tuple[str, ...]) -> None:
    assert parts_of(topic) == parts


@pytest.fixture(scope="module")
def briefs(
    tmp_path_factory: pytest.TempPathFactory, briefs_library: Callable[[Path], Path]
) -> Iterator[Assistant]:
    assistant = assemble(Settings(data_dir=briefs_library(tmp_path_factory.mktemp("b") / "data")))
    yield assistant
    assistant.close()


@pytest.fixture(scope="module")
def found(briefs: Assistant) -> Material:
    return material(briefs, TOPIC)


@pytest.fixture(scope="module")
def made(found: Material) -> tuple[Section, ...]:
    return briefing(found, pages=2)


def test_sentences_are_spans_in_the_order_of_the_text(found: Material) -> None:
    places = [(one.document.source, one.start) for one in found.sentences]
    assert places == sorted(places)
    assert len(found.vectors) == len(found.sentences) > 100
    assert np.allclose(np.linalg.norm(found.vectors, axis=1), 1, atol=1e-2)
    assert all(0 < one.relevance <= 1 and one.text == one.text.strip() for one in found.sentences)
    assert not any(
        one.start == heading.start for one in found.sentences for heading in one.document.headings
    )


def test_every_quote_stands_at_its_offsets(briefs: Assistant, made: tuple[Section, ...]) -> None:
    quotes = [one for section in made for one in section.sentences]
    assert len(quotes) > 20
    for one in quotes:
        stored = briefs.read(one.citation.document_id).text
        assert stored[one.citation.start : one.citation.end] == one.text == one.citation.quote


@pytest.mark.parametrize("pages", [1, 2, 5])
def test_no_two_sentences_say_the_same_and_the_length_is_kept(
    briefs: Assistant, found: Material, pages: int
) -> None:
    texts = [one.text for part in briefing(found, pages=pages) for one in part.sentences]
    vectors = briefs.embed(texts)
    assert (vectors @ vectors.T - 2 * np.eye(len(texts))).max() <= 0.85
    length = sum(len(text.split()) for text in texts)
    assert 0.8 * WORDS_PER_PAGE * pages <= length <= 1.05 * WORDS_PER_PAGE * pages


def test_sections_have_headings_of_the_documents_and_several_sources(
    found: Material, made: tuple[Section, ...]
) -> None:
    known = {heading for one in found.sentences for heading in one.headings}
    headings = [section.heading for section in made]
    assert set(headings) <= known and len(set(headings)) == len(headings) > 3
    assert all(len(section.sentences) >= 2 for section in made)
    cited = {one.citation.document_id for section in made for one in section.sentences}
    assert len(cited) >= 5
    for section in made:
        by_document: dict[str, list[int]] = {}
        for one in section.sentences:
            by_document.setdefault(one.citation.document_id, []).append(one.citation.start)
        assert all(starts == sorted(starts) for starts in by_document.values())


def test_a_list_is_quoted_whole(made: tuple[Section, ...]) -> None:
    lists = [one.text for part in made for one in part.sentences if "\n" in one.text]
    assert lists
    assert all(text.split("\n")[0].endswith(":") for text in lists)


def test_the_same_material_gives_the_same_briefing(
    found: Material, made: tuple[Section, ...]
) -> None:
    assert briefing(found, pages=2) == made


def test_a_topic_keeps_to_the_documents_named(briefs: Assistant) -> None:
    names = ["strategic-autonomy.md", "glossary.md"]
    only = material(briefs, "strategic autonomy", choice=DocumentChoice(documents=tuple(names)))
    assert {one.document.source for one in only.sentences} <= set(names)
    with pytest.raises(ChoiceError, match="'missing.pdf'; did you mean"):
        material(briefs, "strategic autonomy", choice=DocumentChoice(documents=("missing.pdf",)))


def test_a_topic_that_nothing_covers_offers_the_nearest(briefs: Assistant) -> None:
    with pytest.raises(QuestionError, match="Nothing in the documents is about .* The nearest"):
        material(briefs, "growing tulips in a cold greenhouse")


def test_headings_that_say_nothing_are_not_used(found: Material) -> None:
    heading = Block("heading", 0, 12, "Introduction", 1)
    plain = replace(
        found,
        sentences=tuple(
            replace(one, document=replace(one.document, title=None, blocks=(heading,)))
            for one in found.sentences
        ),
    )
    made = briefing(plain, pages=1)
    assert [section.heading for section in made] == [TOPIC[:1].upper() + TOPIC[1:]]


# What cannot be made a pack of


def _library(folder: Path, **files: str) -> Assistant:
    assistant = assemble(Settings(data_dir=folder / "data"), embedder=HashingEmbedder())
    source = folder / "documents"
    source.mkdir()
    for name, text in files.items():
        (source / f"{name}.md").write_text(text, encoding="utf-8")
    if files:
        list(assistant.ingest([source]))
    return assistant


def test_an_empty_library_says_so(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="The library is empty"):
        material(_library(tmp_path), "ferries")


def test_another_language_says_so(tmp_path: Path) -> None:
    french = (
        "Les ferries du port doivent avoir un permis. Le port donne les permis aux ferries qui "
        "ont deux moteurs. Les passagers paient un billet pour la traversée du fjord.\n"
    ) * 3
    with pytest.raises(QuestionError, match="ports.md is neither in English nor"):
        material(_library(tmp_path, ports=french), "ferries")


def test_only_tables_says_so(tmp_path: Path) -> None:
    table = "# Ferries\n\n| Port | Ferries |\n|---|---|\n| Bergen | 12 |\n| Oslo | 9 |\n"
    with pytest.raises(QuestionError, match="no sentences that can be read by themselves"):
        material(_library(tmp_path, ports=table), "ferries")


def test_one_tiny_document_gives_what_it_has(tmp_path: Path) -> None:
    text = "# Ferries\n\nFerries need a permit from the port before they carry passengers.\n"
    made = briefing(material(_library(tmp_path, ports=text), "ferries"), pages=5)
    assert [one.text for part in made for one in part.sentences] == [text.splitlines()[2]]
