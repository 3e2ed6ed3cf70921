"""Chunks are exact spans of whole sentences, sized in tokens, for any document."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.chunking import embedded_text, split
from corpus.document import Document
from corpus.language.sentences import sentence_pieces, sentence_spans
from tests.support.documents import document

WORD = st.sampled_from(["policy", "U.S.", "Việt", "AI,", "ends.", "Why?", "5.2", "«ok»", "x" * 90])
LINE = st.lists(WORD, max_size=60).map(" ".join)
TEXT = st.one_of(
    st.text(max_size=400),
    st.lists(st.one_of(LINE, st.just("- item one"), st.text(max_size=40)), max_size=12).map(
        "\n\n".join
    ),
)


def tokens(text: str) -> int:
    return sum(1 + len(word) // 8 for word in text.split())


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Texts with headings at the start of some of their lines, as the loaders make them."""
    parts, headings, offset = [], dict[int, int](), 0
    for body in draw(st.lists(TEXT, min_size=1, max_size=5)):
        title = draw(st.text("abc ", min_size=1, max_size=30).filter(str.strip)).strip()
        if draw(st.booleans()):
            headings[offset] = draw(st.integers(1, 4))
            parts.append(title + "\n\n")
            offset += len(title) + 2
        parts.append(body + "\n\n")
        offset += len(body) + 2
    title = draw(st.sampled_from([None, "The title"]))
    return document("".join(parts), headings, title=title)


@settings(deadline=None, max_examples=300)
@given(documents(), st.integers(20, 200))
def test_every_chunk_is_the_slice_at_its_offsets(document: Document, size: int) -> None:
    chunks = split(document, tokens, size)
    for chunk in chunks:
        assert document.text[chunk.start : chunk.end] == chunk.text
        assert chunk.text == chunk.text.strip() != ""
    assert all(one.end <= other.start for one, other in zip(chunks, chunks[1:], strict=False))


@settings(deadline=None, max_examples=300)
@given(documents(), st.integers(20, 200))
def test_no_text_is_left_out(document: Document, size: int) -> None:
    """Every character that is not space or a heading's stands in a chunk."""
    left = set(range(len(document.text)))
    for chunk in split(document, tokens, size):
        left -= set(range(chunk.start, chunk.end))
    for heading in document.headings:
        left -= set(range(heading.start, heading.start + len(heading.text)))
    assert not "".join(document.text[place] for place in sorted(left)).strip()


@settings(deadline=None, max_examples=200)
@given(documents(), st.integers(40, 200))
def test_chunks_with_their_headings_fit_the_embedder(document: Document, size: int) -> None:
    for chunk in split(document, tokens, size):
        assert tokens(embedded_text(document, chunk)) + 2 <= size + 1


@settings(deadline=None)
@given(TEXT)
def test_sentence_pieces_are_the_text(text: str) -> None:
    assert "".join(sentence_pieces(text)) == text
    for start, end in sentence_spans(text):
        assert text[start:end] == text[start:end].strip() != ""


def test_chunks_end_at_sentence_ends_and_never_cross_a_heading() -> None:
    sentences = [f"Sentence number {n} says what the U.S. and Vietnam agreed." for n in range(60)]
    body = " ".join(sentences)
    text = f"First part\n\n{body}\n\nSecond part\n\n{body}"
    second = text.index("Second part")
    chunks = split(
        document(text, {0: 1, second: 1}),
        tokens,
        100,
    )
    assert len(chunks) > 8
    assert all(chunk.text.endswith("agreed.") for chunk in chunks)
    assert all(chunk.text.startswith("Sentence number") for chunk in chunks)
    assert {chunk.headings for chunk in chunks if chunk.start < second} == {("First part",)}
    assert {chunk.headings for chunk in chunks if chunk.start > second} == {("Second part",)}
    sizes = [tokens(chunk.text) for chunk in chunks]
    assert min(sizes) > 0.5 * max(sizes), "a long section is cut into about equal pieces"


def test_a_heading_with_nothing_below_it_is_still_found() -> None:
    text = "Alpha\n\nBeta\n\nText of beta."
    chunks = split(document(text, {0: 1, 7: 1}), tokens, 50)
    assert [chunk.text for chunk in chunks] == ["Alpha", "Text of beta."]


def test_text_without_spaces_is_cut() -> None:
    chunks = split(document("x" * 10_000), lambda text: 1, 100)
    assert max(len(chunk.text) for chunk in chunks) <= 1000
    assert "".join(chunk.text for chunk in chunks) == "x" * 10_000


def test_a_long_heading_path_keeps_its_inner_end() -> None:
    words = "very " * 30
    text = f"{words.strip()}\n\ninner\n\nBody."
    inner = {0: 1, text.index("inner"): 2}
    (chunk,) = [c for c in split(document(text, inner), tokens, 60) if c.text == "Body."]
    assert chunk.headings == ("inner",)


def test_sentences_know_abbreviations_and_list_marks() -> None:
    text = "The U.S. President met Dr. Xi on Dec. 5, 2024. It went well.\n- First item\n2. Second"
    assert [text[start:end] for start, end in sentence_spans(text)] == [
        "The U.S. President met Dr. Xi on Dec. 5, 2024.",
        "It went well.",
        "First item",
        "Second",
    ]


def count(text: str) -> int:
    return len(text.split())


def test_a_heading_path_has_at_most_a_third_of_a_chunk() -> None:
    def path_of(outer: str) -> tuple[str, ...]:
        text = f"{outer}\n\ng h i j\n\nBody."
        whole = document(text, {0: 1, len(outer) + 2: 2})
        return split(whole, count, 30)[0].headings

    assert path_of("a b c d e") == ("a b c d e", "g h i j")  # ten tokens, with the sign between
    assert path_of("a b c d e f") == ("g h i j",)


def test_a_long_section_is_cut_into_about_equal_pieces() -> None:
    # 120 tokens where 100 have room
    text = " ".join(["The ship is at sea and all of it well."] * 12)
    assert [count(chunk.text) for chunk in split(document(text), count, 102)] == [60, 60]


def test_a_row_of_a_table_is_never_split() -> None:
    row = "Ship {} is old. It is at sea. | The crew of it is ashore. It will come back."
    text = "\n".join(row.format(name) for name in "ABCDE")
    chunks = split(document(text), count, 42)
    assert len(chunks) == 5
    assert all(chunk.text.startswith("Ship") for chunk in chunks)
    assert all(chunk.text.endswith("come back.") for chunk in chunks)
    # Also where its share of the section would be less than a row.
    short = ["A is b. C is | d. E"] * 4
    chunks = split(document("\n".join([*short[:2], row, *short[2:]])), count, 24)
    assert sum(row in chunk.text for chunk in chunks) == 1 < len(chunks)


def test_a_row_too_long_for_a_chunk_is_cut() -> None:
    text = " | ".join(["Many words stand in this cell, and more"] * 9)
    chunks = split(document(text), count, 42)
    assert max(count(chunk.text) for chunk in chunks) <= 40
    assert sum(len(chunk.text.split()) for chunk in chunks) == len(text.split())
