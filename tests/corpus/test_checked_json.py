"""What is wrong with JSON from outside, named by its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.checked_json import checked, loaded, parsed, read_rows
from corpus.errors import AssistantError


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    id: str | int
    parts: tuple[Part, ...] = ()
    share: float = 0.0


def test_what_is_sound_becomes_the_value_and_null_counts_as_missing() -> None:
    text = '{"id": 7, "parts": [{"key": "a", "at": null}, {"key": "b", "at": 2}], "share": null}'
    assert parsed(Whole, text) == Whole(7, (Part("a"), Part("b", 2)))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON (Expecting property name enclosed in double quotes, column 2)"),
        ("[" * 100_000, "not JSON that can be read (nested too deep)"),
        ('"\\ud800"', "it has half of a character (an unpaired surrogate)"),
        ("[1]", "not an object"),
        ("null", "not an object"),
        ("{}", '"id" is missing'),
        ('{"id": [1]}', '"id" should be a valid string or a valid integer'),
        ('{"id": true}', '"id" should be a valid string or a valid integer'),
        ('{"id": 1, "share": "0.5"}', '"share" should be a valid number'),
        ('{"id": 1, "parts": {}}', '"parts" should be a valid array'),
        ('{"id": 1, "parts": [{"key": "a"}, {"at": 1}]}', '"parts[1].key" is missing'),
        (
            '{"id": 1, "parts": [{"key": 1}], "share": "x"}',
            '"parts[0].key" should be a valid string, and "share" should be a valid number',
        ),
        (
            '{"id": 1, "parts": [{}, {}, {}, {}, {}]}',
            '"parts[0].key" is missing, and "parts[1].key" is missing, and "parts[2].key" is '
            "missing, and 2 more",
        ),
    ],
)
def test_what_is_wrong_is_named_by_its_place(text: str, says: str) -> None:
    with pytest.raises(ValueError) as caught:
        parsed(Whole, text)
    assert str(caught.value) == says


def test_places_are_named_as_they_were_told() -> None:
    told = loaded('{"id": 1, "key": 2}')
    with pytest.raises(ValueError, match='^"key" should be a valid string$'):
        checked(Whole, {**told, "parts": [told]}, told)


def test_bad_rows_of_a_file_are_named_up_to_twenty(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"

    def read() -> list[Whole]:
        return read_rows(
            path,
            lambda line, _: parsed(Whole, line),
            lambda row: row.id,
            bad="bad rows",
            outcome="Nothing was done.",
            none="no rows.",
        )

    path.write_text('\ufeff{"id": 1}\n\n{"id": "1"}\n', "utf-8")
    assert read() == [Whole(1), Whole("1")]
    path.write_text('{"id": 1}\n{"id": 1}\n' + "{\n" * 20)
    with pytest.raises(AssistantError) as caught:
        read()
    said = str(caught.value)
    assert said.startswith(f"{path} has bad rows: line 2: the id 1 stands in line 1 already; line")
    assert said.endswith("; and 1 more. Nothing was done.") and said.count("not JSON") == 19
    path.write_text("\n")
    with pytest.raises(AssistantError, match="has no rows."):
        read()
