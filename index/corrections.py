"""Corrections: what people say of a document in the place of what was read from its file.

They come from an editor or from a file beside the document; both are checked here, and nowhere
else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from corpus.blocks import clean_line
from corpus.errors import CorrectionError
from corpus.language.document_dates import first_day, iso_date, last_day
from corpus.wording import _

LONGEST = 300  # characters of a title, and of any other value
MOST = 50  # topics, or documents that one replaces
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_ISO = re.compile(r"\d{4}(?:-\d\d){0,2}")
_OTHER_NAMES = {"issuer": "publisher", "topic": "topics"}


@dataclass(frozen=True, slots=True)
class Corrections:
    """What is corrected of a document; None where nothing is.

    Dates are ISO 8601, a year, a month or a day. `replaces` names other documents by title,
    number, file name or id; they need not be there yet.
    """

    title: str | None = None
    number: str | None = None
    publisher: str | None = None
    date: str | None = None
    language: str | None = None
    topics: tuple[str, ...] | None = None
    in_force_from: str | None = None
    in_force_until: str | None = None
    replaces: tuple[str, ...] | None = None

    def __bool__(self) -> bool:
        return bool(self.corrected)

    @property
    def corrected(self) -> tuple[str, ...]:
        """The names of the fields that are corrected."""
        return tuple(name for name in FIELDS if getattr(self, name) is not None)

    def over(self, below: Corrections) -> Corrections:
        """These, and where they say nothing those below."""
        return replace(below, **{name: getattr(self, name) for name in self.corrected})

    def without(self, names: Iterable[str]) -> Corrections:
        """Without the corrections of some fields. Raises CorrectionError for what is no field."""
        return replace(self, **{field_called(name): None for name in names})

    def to_json(self) -> str:
        return json.dumps({name: getattr(self, name) for name in self.corrected})

    @classmethod
    def from_json(cls, said: str) -> Corrections:
        told: dict[str, Any] = json.loads(said)
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in told.items()
        }
        return cls(**values)


FIELDS = tuple(field.name for field in fields(Corrections))
LISTS = ("topics", "replaces")
NOTHING = Corrections()


def checked_corrections(told: Mapping[str, Any]) -> Corrections:
    """Corrections of words by their fields, as a person wrote them; None and empty ones say
    nothing.

    Raises CorrectionError, in one sentence, for a field that there is not, a date that cannot be,
    a value that is too long, and an end before its beginning.
    """
    values: dict[str, Any] = {}
    for key, value in told.items():
        name = field_called(key)
        some = value if isinstance(value, (list, tuple)) else [value]
        words = [_line(name, one) for one in some if one is not None]
        words = [one for one in words if one]
        if not words:
            continue
        if name in LISTS:
            if len(words) > MOST:
                raise CorrectionError(
                    _("{name}: {count} are too many; give up to {most}.").format(
                        name=name, count=len(words), most=MOST
                    )
                )
            values[name] = tuple(dict.fromkeys(words))
        elif len(words) > 1:
            raise CorrectionError(
                _("{name} is given {count} times; give one.").format(name=name, count=len(words))
            )
        else:
            values[name] = _value(name, words[0])
    made = Corrections(**values)
    refuse_impossible(made)
    return made


def refuse_impossible(made: Corrections) -> None:
    """Refuse what ends before it begins: CorrectionError."""
    begins, ends = made.in_force_from, made.in_force_until
    if begins and ends and last_day(ends) < first_day(begins):
        raise CorrectionError(
            _(
                "A document cannot be in force until {ends} and only from {begins}; correct one."
            ).format(ends=ends, begins=begins)
        )


def field_called(key: object) -> str:
    """The field of a name, `in-force-from` too. Raises CorrectionError, with those there are."""
    name = re.sub(r"[\s_-]+", "_", str(key).strip().casefold())
    name = _OTHER_NAMES.get(name, name)
    if name not in FIELDS:
        raise CorrectionError(
            _("There is no field {key!r} to correct; there are {names}.").format(
                key=str(key)[:40], names=", ".join(FIELDS)
            )
        )
    return name


def _is_iso(words: str) -> bool:
    """Whether words are a year, a month or a day of ISO 8601, of any century."""
    if not _ISO.fullmatch(words):
        return False
    try:
        return bool(date.fromisoformat(first_day(words)))
    except ValueError:
        return False


def _line(name: str, value: object) -> str:
    words = clean_line(str(value))
    if len(words) > LONGEST:
        raise CorrectionError(
            _("{name} has {count} characters; give one of up to {longest} characters.").format(
                name=name, count=len(words), longest=LONGEST
            )
        )
    return words


def _value(name: str, words: str) -> str:
    if name in ("date", "in_force_from", "in_force_until"):
        day = words if _is_iso(words) else iso_date(words)
        if day is None:
            raise CorrectionError(
                _(
                    "{name}: “{words}” is no date that can be; write a year, a month or a "
                    "day, as 2025, 2025-03 or 2025-03-12."
                ).format(name=name, words=words[:40])
            )
        return day
    if name == "language":
        if not _LANGUAGE.fullmatch(words):
            raise CorrectionError(
                _("language: “{words}” is no code; write en or vi, say.").format(words=words[:40])
            )
        return words.lower()
    return words
