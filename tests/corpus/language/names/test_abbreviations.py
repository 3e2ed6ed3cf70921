"""Abbreviations are found where a text spells them out, and read as what they stand for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language.names.abbreviations import (
    abbreviates,
    abbreviations,
    long_form,
    short_form,
    spelled_out,
    words_of,
)

GLOSSARY = {
    "MOFA": "Ministry of Foreign Affairs",
    "MOST": "Ministry of Science and Technology",
    "S&T": "science and technology",
    "our country": "Sweden",
}


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("The National Dredging Agency (NDA) digs.", "NDA", "National Dredging Agency"),
        ("By the Ministry of Science (MoS) itself", "MoS", "Ministry of Science"),
        ("uses of artificial intelligence (AI) here", "AI", "artificial intelligence"),
        ("in science and technology (S&T) alone", "S&T", "science and technology"),
        ("S&T (science and technology) grows", "S&T", "science and technology"),
    ],
)
def test_an_abbreviation_is_found_where_it_is_spelt_out(text: str, short: str, long: str) -> None:
    (found,) = abbreviations(text)
    assert (found.short, found.long) == (short, long)
    assert long in text[found.start : found.end] and short in text[found.start : found.end]
    assert long_form(short, text) == long and short_form(long, text) == short


@pytest.mark.parametrize(
    "text", ["The Port of Hue (NDA)", "as it is (see below)", "(MoS)", "A (B)"]
)
def test_other_brackets_spell_nothing_out(text: str) -> None:
    assert abbreviations(text) == ()


@given(st.text(alphabet="ABab &()of -", max_size=80))
def test_what_is_found_stands_there(text: str) -> None:
    for found in abbreviations(text):
        assert found.long in text[found.start : found.end]
        assert found.short in text[found.start : found.end]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("S&T diplomacy", "science and technology diplomacy"),
        ("S & T diplomacy", "science and technology diplomacy"),
        ("What does MOFA do?", "What does Ministry of Foreign Affairs do?"),
        ("Who heads MOST?", "Who heads Ministry of Science and Technology?"),
        ("Who is at MOST in May?", "Who is at Ministry of Science and Technology in May?"),
        ("THE MOST IMPORTANT TASK", "THE MOST IMPORTANT TASK"),
        ("MOST important", "MOST important"),
        ("most important", "most important"),
        ("AT&T", "AT&T"),
        ("Our country's aims", "Sweden's aims"),
        ("What does MOFA stand for?", "What does MOFA stand for?"),
    ],
)
def test_a_text_is_read_with_a_glossary(written: str, meant: str) -> None:
    assert spelled_out(written, GLOSSARY) == meant
    assert spelled_out(written, {}) == written


def test_letters_are_compared_with_words() -> None:
    assert abbreviates("hcmc", ("ho", "chi", "minh", "city")) and not abbreviates("h", ("hue",))
    text = "the Vietnam-Korea Institute of Science and Technology"
    assert words_of("VKIST", text) == (4, len(text)) and words_of("VKX", text) is None
