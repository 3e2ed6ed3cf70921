"""Text without accents keeps its offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language.words import unaccented


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Nghị định số 13", "nghi dinh so 13"), ("ĐƯỜNG", "duong"), ("Op-Ed", "op-ed"), ("", "")],
)
def test_accents_and_capitals_are_gone(text: str, plain: str) -> None:
    assert unaccented(text) == plain


@given(st.text())
def test_a_letter_is_a_letter(text: str) -> None:
    assert len(unaccented(text)) == len(text)
