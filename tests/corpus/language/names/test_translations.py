"""Names that are other words in the other language."""

from __future__ import annotations

from corpus.language.names.translations import known_names


def ids(text: str, language: str) -> list[set[str]]:
    return [set(known.ids) for known in known_names(text, language) if not known.head]


def test_a_country_is_the_same_in_both_languages() -> None:
    english = "Norway, the U.S. and Japanese firms"
    assert ids(english, "en") == ids("Na Uy, Mỹ và doanh nghiệp Nhật Bản", "vi")
    assert ids("South Korea", "en") == ids("Hàn Quốc", "vi")


def test_a_body_has_a_head_and_what_it_is_of() -> None:
    (head, field) = known_names("Bộ Y tế", "vi")
    assert head.head and not field.head
    assert set(field.ids) == ids("the Ministry of Health", "en")[0]


def test_the_longest_name_wins_and_small_letters_are_none() -> None:
    text = "Ministry of Science and Technology"
    (_, field) = known_names(text, "en")
    assert text[field.start : field.end] == "Science and Technology"
    assert known_names("good health and finance", "en") == []
