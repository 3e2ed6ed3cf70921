"""A file beside a document that says what it is: YAML, a field a line, read as words.

YAML and not JSON, since people write it by hand, and since the same keys stand as front matter in
Markdown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from corpus.blocks import clean_characters
from corpus.errors import DocumentError
from corpus.formats.text.decoding import decode_text
from corpus.formats.text.written_yaml import WrittenOut
from corpus.wording import _, number

MOST_CHARACTERS = 20_000
_NULL = "tag:yaml.org,2002:null"


class _AsWords(WrittenOut):
    """All values as the words that stand there: `2025-02-30` is told as what it is, not refused
    as no date, and a number keeps its noughts."""

    yaml_implicit_resolvers = {
        letter: [one for one in resolvers if one[0] == _NULL]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@dataclass(frozen=True, slots=True)
class SidecarFacts:
    """What a sidecar says: words, or several, by their keys."""

    facts: Mapping[str, str | list[str] | None]

    def packed(self) -> dict[str, Any]:
        return dict(self.facts)


def read(data: bytes, name: str) -> SidecarFacts:
    """What a sidecar says, nothing of it checked; raises DocumentError where it is not YAML of
    keys with values."""
    text = clean_characters(decode_text(data, name)) if data.strip() else ""
    if len(text) > MOST_CHARACTERS:
        raise DocumentError(
            _("{name} has more than {most_characters} characters; make it shorter").format(
                name=name, most_characters=number(MOST_CHARACTERS)
            )
        )
    loader = _AsWords(text)
    try:
        told = loader.get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1}" if mark else ""
        raise DocumentError(
            _(
                "{name} is no YAML that can be read{place}; write a field a line, as "
                "“date: 2025-03-12”"
            ).format(name=name, place=place)
        ) from error
    finally:
        loader.dispose()
    if told is None:
        return SidecarFacts({})
    if not isinstance(told, dict):
        raise DocumentError(
            _("{name} names no fields; write a field a line, as “date: 2025-03-12”").format(
                name=name
            )
        )
    for key, value in told.items():
        some = value if isinstance(value, list) else [value]
        if not all(one is None or isinstance(one, str) for one in some):
            raise DocumentError(
                _("{name}: {key} is no word or list of words; correct it").format(
                    name=name, key=str(key)[:40]
                )
            )
    return SidecarFacts({str(key): value for key, value in told.items()})
