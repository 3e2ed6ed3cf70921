"""A reply in pieces of any size gives the same sentences, each with the numbers that it cites."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language_model.reply_sentences import LONGEST, ReplySentence, ReplySentences


def read(reply: str, size: int = 3, language: str = "en") -> list[ReplySentence]:
    sentences = ReplySentences(language)
    pieces = (reply[start : start + size] for start in range(0, len(reply), size))
    found = [one for piece in pieces for one in sentences.add(piece)]
    return found + [*sentences.rest()]


BOTH = [("It opened in May.", (1,)), ("It costs 5 euros.", (2,))]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("It opened in May [1]. It costs 5 euros [2].", BOTH),
        ("It opened in May. [1] It costs 5 euros. [2]", BOTH),
        ("It opened [1][2]. And closed [1, 3].", [("It opened.", (1, 2)), ("And closed.", (1, 3))]),
        ("It opened [Source 2].", [("It opened.", (2,))]),
        ("- It opened [1].\n- It closed [2].", [("It opened.", (1,)), ("It closed.", (2,))]),
        ("**It** opened `today` [1].", [("It opened today.", (1,))]),
        ("<think>I wonder [9]. Hm.</think>It opened [1].", [("It opened.", (1,))]),
        ("<think>It never ends", []),
        ("No number here. None there.", [("No number here.", ()), ("None there.", ())]),
        ("It has no point [1]", [("It has no point", (1,))]),
        ("\u200bIt \u202eopened\u2069 [1].", [("It opened.", (1,))]),
        ("[1] [2]", []),
        ("", []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_sentences(reply: str, expected: list[tuple[str, tuple[int, ...]]], size: int) -> None:
    assert [(one.text, one.cited) for one in read(reply, size)] == expected


def test_vietnamese() -> None:
    reply = "Hiệp định được ký ngày 5 tháng 12 năm 2024 [1]. Thủ tướng đã chứng kiến lễ ký. [2]"
    assert [one.cited for one in read(reply, 4, "vi")] == [(1,), (2,)]


def test_a_sentence_is_given_as_soon_as_it_is_whole() -> None:
    sentences = ReplySentences("en")
    assert [*sentences.add("It opened. ")] == []  # its number may still come
    assert [*sentences.add("[")] == []
    assert [*sentences.add("1] ")] == []
    assert [*sentences.add("It ")] == [ReplySentence("It opened.", (1,))]


def test_what_never_ends_is_no_sentence_and_takes_no_memory() -> None:
    sentences = ReplySentences("en")
    found = [one for _ in range(50) for one in sentences.add("word " * 100)]
    assert found and all(len(one.text) > LONGEST / 2 for one in found)
    assert len(sentences._held) <= LONGEST + 500


@given(st.text(alphabet="a [1]2,;.!?\n<>*-{}()", max_size=60), st.integers(1, 5))
def test_no_reply_breaks_it(reply: str, size: int) -> None:
    for one in read(reply, size):
        assert one.text == one.text.strip() and "\n" not in one.text
