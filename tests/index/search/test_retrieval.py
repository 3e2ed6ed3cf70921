"""The Retriever contract, kept by all three kinds, and what each of them is good at."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from corpus.document import Chunk
from index.passage import Passage
from index.question import Question
from index.search.fusion import Scored, convex_combination
from index.search.retriever import KEYWORD_WEIGHT, HybridRetriever, Retriever, Scope
from index.search.spelling import correct
from index.search.vocabulary import Vocabulary
from tests.conftest import Room

Write = Callable[[str, str], Path]
Kind = Callable[[Room], Retriever]

PORTS = """# Ports

## Berths

The harbour of Bergen has nine berths. Ships from the north use the eastern pier.

## Pilots

Pilots are on duty at night. They speak Norwegian and English.
"""
SCHOOLS = """# Schools

Every town keeps a school. Lessons begin in September and end in June.

## Harbour school

The harbour school teaches navigation to young pilots.
"""
DECREES = """# Nghị định

## Một

Nghị định 36/2025/NĐ-CP quy định chức năng của bộ.

## Hai

Nghị định 35/2025/NĐ-CP quy định việc khác, và số 36 khác với năm 2025.

## Ba

Cải cách thể chế là một nhiệm vụ.

## Bốn

Nghị quyết số 9 không thế chấp tài sản công.
"""


@pytest.fixture
def filled(room: Room, write: Write) -> Room:
    room.ingest(
        write("ports.md", PORTS), write("schools.md", SCHOOLS), write("decrees.md", DECREES)
    )
    return room


@pytest.fixture(params=["dense", "keyword", "hybrid"])
def retriever(request: pytest.FixtureRequest, filled: Room) -> Retriever:
    found: Retriever = getattr(filled, request.param)
    return found


def texts(retriever: Retriever, question: str, k: int = 50) -> list[str]:
    return [passage.chunk.text for passage in retriever.retrieve(Question.of(question), k)]


# The contract


def test_passages_come_best_first_each_once_and_at_most_k(retriever: Retriever) -> None:
    for k in (1, 3, 50):
        passages = retriever.retrieve(Question.of("harbour pilots at night"), k)
        scores = [passage.score for passage in passages]
        assert 0 < len(passages) <= k
        assert scores == sorted(scores, reverse=True)
        assert len({passage.chunk_id for passage in passages}) == len(passages)
    assert retriever.retrieve(Question.of("harbour pilots at night"), 1)[0] == passages[0]


def test_a_passage_is_a_span_of_its_document_and_says_where_from(
    retriever: Retriever, filled: Room
) -> None:
    passage = retriever.retrieve(Question.of("berths in the harbour of Bergen"), 1)[0]
    document = filled.library.document(passage.chunk.document_id)
    assert "nine berths" in passage.chunk.text
    assert document.text[passage.chunk.start : passage.chunk.end] == passage.chunk.text
    assert (passage.source, passage.title) == ("ports.md", "Ports")
    assert passage.chunk.headings == ("Ports", "Berths")


def test_only_documents_in_scope_are_found(retriever: Retriever, filled: Room) -> None:
    ids = {record.source: record.id for record in filled.library.records()}
    everything = retriever.retrieve(Question.of("harbour pilots"), 50)
    assert len({passage.source for passage in everything}) >= 2, "the scope has work to do"
    for source, id_ in ids.items():
        inside = retriever.retrieve(Question.of("harbour pilots"), 50, frozenset({id_}))
        assert {passage.source for passage in inside} <= {source}
    both = frozenset({ids["ports.md"], ids["schools.md"]})
    found = {
        passage.source for passage in retriever.retrieve(Question.of("harbour pilots"), 50, both)
    }
    assert found == {"ports.md", "schools.md"}
    assert retriever.retrieve(Question.of("harbour pilots"), 50, frozenset()) == []
    assert (
        retriever.retrieve(Question.of("harbour pilots"), 50, frozenset({"0123456789abcdef"})) == []
    )


def test_scope_is_applied_before_the_best_are_taken(retriever: Retriever, filled: Room) -> None:
    schools = next(r.id for r in filled.library.records() if r.source == "schools.md")
    assert retriever.retrieve(Question.of("pilots on duty at night"), 1)[0].source == "ports.md"
    assert retriever.retrieve(Question.of("pilots on duty at night"), 1, frozenset({schools}))


@pytest.mark.parametrize(
    "question",
    [
        '" OR * NEAR(',
        "harbour AND",
        "harbour NOT pilots",
        "text:harbour",
        "NEAR(harbour pilots, 2)",
        "harbour*",
        "^harbour",
        '"harbour',
        "(harbour",
        "harbour + pilots",
        "{heading_words text} : harbour",
        "'; DROP TABLE chunks; --",
        "- harbour",
        "harbour\0pilots",
        "%s ?1 :a @b $c",
        "🚢 ⚓ ﷽ \u202e",
        "…",
        " ",
        "",
    ],
)
def test_no_question_is_read_as_query_syntax(
    retriever: Retriever, filled: Room, question: str
) -> None:
    before = filled.library.chunk_count()
    passages = retriever.retrieve(Question.of(question), 50)
    if "harbour" in question:
        assert any("harbour" in passage.chunk.text.casefold() for passage in passages)
    assert filled.library.chunk_count() == before == 8


def test_a_very_long_question_is_answered(retriever: Retriever) -> None:
    question = " ".join(f"word{number}" for number in range(2000)) + " harbour"
    assert "harbour" in " ".join(texts(retriever, question)).casefold()


def test_an_empty_library_has_no_passages(room: Room) -> None:
    for retriever in (room.dense, room.keyword, room.hybrid):
        assert retriever.retrieve(Question.of("anything"), 5) == []


def test_as_many_are_found_as_were_asked_for(room: Room, write: Write) -> None:
    room.ingest(*(write(f"{n}.md", f"# Doc {n}\n\nThe harbour of town {n}.\n") for n in range(130)))
    for retriever in (room.dense, room.keyword, room.hybrid):
        assert len(retriever.retrieve(Question.of("harbour of town"), 120)) == 120


# Keywords


def test_accents_tell_words_apart(filled: Room) -> None:
    assert [text for text in texts(filled.keyword, "thể") if "thế" in text] == []
    assert any("thể chế" in text for text in texts(filled.keyword, "thể"))
    assert [text for text in texts(filled.keyword, "thế") if "thể" in text] == []
    assert any("thế chấp" in text for text in texts(filled.keyword, "thế"))


@pytest.mark.parametrize("question", ["the che", "The Che", "cai cach the che", "thể chế"])
def test_words_typed_without_accents_find_those_with(filled: Room, question: str) -> None:
    assert "thể chế" in texts(filled.keyword, question)[0]


def test_d_with_a_stroke_is_an_accent_too(filled: Room) -> None:
    assert "Nghị định" in texts(filled.keyword, "dinh")[0]


def test_a_question_in_decomposed_letters_is_the_same_question(filled: Room) -> None:
    """As macOS types them: a letter, then its accents."""
    decomposed = unicodedata.normalize("NFD", "thể chế")
    assert decomposed != "thể chế"
    assert texts(filled.keyword, decomposed) == texts(filled.keyword, "thể chế") != []


@pytest.mark.parametrize("question", ["36/2025/NĐ-CP", "What does 36/2025/NĐ-CP say?"])
def test_a_reference_is_found_as_one(filled: Room, question: str) -> None:
    assert texts(filled.keyword, "36/2025/NĐ-CP") == [
        "Nghị định 36/2025/NĐ-CP quy định chức năng của bộ."
    ]
    assert "36/2025/NĐ-CP" in texts(filled.keyword, question)[0]
    assert "36/2025/NĐ-CP" in texts(filled.hybrid, question)[0]


def test_where_a_question_is_one_word_what_has_it_is_found(filled: Room) -> None:
    found = texts(filled.hybrid, "navigation?")
    assert found and all("navigation" in text for text in found)
    assert len(texts(filled.hybrid, "Who teaches navigation?")) > len(found)


def test_one_word_that_stands_nowhere_is_searched_for_by_meaning(filled: Room) -> None:
    assert texts(filled.hybrid, "seamanship") == texts(filled.dense, "seamanship")


def test_other_forms_of_a_word_are_found(filled: Room) -> None:
    assert "nine berths" in texts(filled.keyword, "berth")[0]
    assert "teaches navigation" in texts(filled.keyword, "teaching")[0]


def test_headings_are_searched_too(filled: Room) -> None:
    assert any("on duty at night" in text for text in texts(filled.keyword, "pilot"))
    assert filled.keyword.retrieve(Question.of("Berths"), 1)[0].chunk.headings == (
        "Ports",
        "Berths",
    )


def test_common_words_alone_are_still_searched_for(filled: Room) -> None:
    assert texts(filled.keyword, "is it") == texts(filled.keyword, "it is")
    assert texts(filled.keyword, "every the of")[0].startswith("Every town")


# Hybrid


def test_the_cosine_is_given_with_a_fused_passage(filled: Room) -> None:
    for passage in filled.hybrid.retrieve(Question.of("harbour pilots at night"), 20):
        query = filled.embedder.embed_query("harbour pilots at night")
        row = filled.vectors.similarities(query, [passage.chunk_id])
        assert passage.cosine == pytest.approx(row[passage.chunk_id])


def test_what_either_search_finds_is_found(filled: Room) -> None:
    either = {p.chunk_id for p in filled.dense.retrieve(Question.of("navigation lessons"), 50)}
    either |= {p.chunk_id for p in filled.keyword.retrieve(Question.of("navigation lessons"), 50)}
    assert {
        p.chunk_id for p in filled.hybrid.retrieve(Question.of("navigation lessons"), 50)
    } == either


# The vocabulary


@pytest.fixture
def vocabulary(filled: Room) -> Vocabulary:
    return Vocabulary(filled.library)


def test_a_typing_error_is_mended_by_a_word_of_the_library(vocabulary: Vocabulary) -> None:
    question, corrections = correct("Which habrour has nine brths?", vocabulary)
    assert question == "Which harbour has nine berths?"
    assert [(c.typed, c.used) for c in corrections] == [("habrour", "harbour"), ("brths", "berths")]


@pytest.mark.parametrize("question", ["harbour pilots", "zzzzzzzz", "NATO BRTHS", "36/2025/NĐ-CP"])
def test_what_is_no_typing_error_is_left_alone(vocabulary: Vocabulary, question: str) -> None:
    assert correct(question, vocabulary) == (question, [])


def test_the_vocabulary_follows_the_library(
    vocabulary: Vocabulary, filled: Room, write: Write
) -> None:
    assert vocabulary.accented("tho") == []
    filled.ingest(write("new.md", "# Mới\n\nViện thơ mở cửa.\n"))
    assert vocabulary.accented("tho") == ["thơ"]
    filled.library.remove("new.md")
    assert vocabulary.accented("tho") == []


class Ranked:
    """Both rankings and the library of a hybrid search, with fixed places and scores."""

    def __init__(self, *ranked: tuple[int, float]) -> None:
        self._ranked = ranked

    def embed(self, question: Question) -> None: ...

    def rank(self, question: object, k: int, scope: Scope = None) -> list[tuple[int, float]]:
        return list(self._ranked[:k])

    def similarities(self, query: object, numbers: list[int]) -> dict[int, float]:
        return dict.fromkeys(numbers, 0.99)

    def stems(self, question: Question) -> list[frozenset[str]]:
        return [frozenset({"berth"})]

    def passages(self, numbers: Iterable[int]) -> tuple[dict[int, Passage], list[int]]:
        chunks = {n: Chunk("d", 0, 1, "berths" if n == 7 else "x") for n in numbers}
        return {n: Passage(chunk, 0.0, "d.md", chunk_id=n) for n, chunk in chunks.items()}, []

    def revision(self) -> int:
        return 1


@pytest.mark.parametrize(("place", "best"), [(2, 7), (6, 7), (50, 7), (100, 7), (101, 1000)])
@pytest.mark.parametrize("dense", [True, False], ids=["dense", "keyword"])
def test_a_hundred_of_each_ranking_are_fused(place: int, best: int, dense: bool) -> None:
    """Passage 7 alone has the word, and is nearly as near as others; one ranking finds it."""
    others = [(1000 + n, 1.0) for n in range(place - 1)] + [(7, 0.99), (8, 0.0)]
    rankings = (Ranked(*others), Ranked()) if dense else (Ranked(others[0]), Ranked(*others))
    fused = HybridRetriever(*rankings, Ranked())  # type: ignore[arg-type]
    assert [one.chunk_id for one in fused.retrieve(Question.of("berths"), 1)] == [best]


def test_other_documents_do_not_change_the_order(room: Room, write: Write) -> None:
    """Neither how many there are, nor how often they have a word, nor how long they are."""
    question = Question.of("How many berths has the harbour of Bergen?")
    room.ingest(write("ports.md", PORTS), write("schools.md", SCHOOLS))
    before = [one.chunk.text for one in room.hybrid.retrieve(question, 20)]
    lines = (f"Field {n} of the farm grows many kinds of barley and rye." for n in range(300))
    room.ingest(write("farms.md", "# Farms\n\n" + "\n\n".join(lines)))
    after = [one.chunk.text for one in room.hybrid.retrieve(question, 200)]
    assert len(before) == 4 and [text for text in after if text in before] == before


def test_words_weigh_by_how_many_of_the_nearest_are_in_the_language_of_the_question(
    room: Room, write: Write
) -> None:
    weights: list[float] = []

    def fuse(dense: Scored, keyword: Scored, weight: float) -> list[tuple[int, float]]:
        weights.append(weight)
        return convex_combination(dense, keyword, weight)

    room.ingest(write("ports.md", PORTS), write("schools.md", SCHOOLS))
    hybrid = HybridRetriever(room.dense, room.keyword, room.library, fuse)
    hybrid.retrieve(Question.of("Where does the harbour of Bergen have berths?"), 5)
    hybrid.retrieve(Question.of("Cảng Bergen có bao nhiêu bến tàu?"), 5)
    room.ingest(write("decrees.md", DECREES))
    hybrid.retrieve(Question.of("Cảng Bergen có bao nhiêu bến tàu?"), 5)
    same, other, mixed = weights
    assert same == pytest.approx(1 - KEYWORD_WEIGHT)
    assert other == 1.0
    assert mixed == pytest.approx(1 - KEYWORD_WEIGHT / 2)
