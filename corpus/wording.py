"""What is said to the reader, in the reader's language, with dates and numbers as it writes them.

English stands in the code; every other language is one catalogue in `corpus/locales/`, made by
`make wording`. A module says `_("Copy the quote")`, or `_("… {name} …").format(name=…)`. The
language is that of the process (a command) or of the task at hand (a request of the page); what
works for a reader in a thread of its own is begun within the reader's `contextvars` context.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

DOMAIN = "assistant"
LOCALES = Path(__file__).with_name("locales")
ENGLISH = "en"
LANGUAGES = (ENGLISH, *sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir()))
_DAY, _MONTH = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d")

_spoken: ContextVar[str] = ContextVar("language")
_of_the_process = [ENGLISH]


# The language


def language() -> str:
    """That of the reader, one of LANGUAGES."""
    return _spoken.get(_of_the_process[0])


def use(language: str) -> None:
    """Speak a language wherever in this process nothing else is said, as a command does."""
    _of_the_process[0] = language if language in LANGUAGES else ENGLISH


@contextmanager
def using(language: str) -> Iterator[None]:
    """Speak a language within, in this task or thread; English where there is no such."""
    before = _spoken.set(language if language in LANGUAGES else ENGLISH)
    try:
        yield
    finally:
        _spoken.reset(before)


def of_environment(environment: Mapping[str, str]) -> str:
    """What a terminal is to speak: ASSISTANT_LANGUAGE, or else what the system is set to."""
    names = ("ASSISTANT_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    return _known(next(filter(None, (environment.get(name, "") for name in names)), "")) or ENGLISH


def of_browser(chosen: str | None, accepted: str | None) -> str:
    """What a page is to speak: the `chosen` language, or else the first that the browser's header
    Accept-Language has and that there is."""
    if chosen in LANGUAGES:
        return chosen
    wanted: list[tuple[float, str]] = []
    for part in (accepted or "")[:1_000].split(","):
        tag, _, quality = part.partition(";")
        weight = re.fullmatch(r"\s*q=(\d(?:\.\d{1,3})?)\s*", quality)
        wanted.append((float(weight[1]) if weight else 1.0, tag.strip()))
    by_weight = sorted(wanted, key=lambda one: -one[0])
    return next((known for weight, tag in by_weight if weight and (known := _known(tag))), ENGLISH)


def _known(tag: str) -> str | None:
    """The language of `vi_VN.UTF-8` or `vi-VN`, where there is a catalogue of it."""
    name = re.split(r"[-_.@]", tag)[0].lower()
    return name if name in LANGUAGES else None


def own_name(language: str) -> str:
    """What a language is called by those who speak it."""
    from babel import Locale

    name = Locale.parse(language).get_language_name()
    return name or language


# Words


def _(message: str) -> str:
    """`message` in the reader's language."""
    return _catalogue(language()).gettext(message)


def pgettext(context: str, message: str) -> str:
    """The same for a word that means several things: `context` says which."""
    return _catalogue(language()).pgettext(context, message)


def ngettext(one: str, many: str, count: int) -> str:
    """`one` or `many` by `count`, in the reader's language."""
    return _catalogue(language()).ngettext(one, many, count)


def later(message: str) -> str:
    """Marks words that are translated where they are shown: in tables, and in their reading."""
    return message


def both(one: str, many: str) -> tuple[str, str]:
    """The same for words that a number goes with."""
    return one, many


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALES, [language])


# Numbers and dates

NOUNS = {
    "answerable question": both("{count} answerable question", "{count} answerable questions"),
    "answer": both("{count} answer", "{count} answers"),
    "change": both("{count} change", "{count} changes"),
    "conversation": both("{count} conversation", "{count} conversations"),
    "document": both("{count} document", "{count} documents"),
    "entry": both("{count} entry", "{count} entries"),
    "file": both("{count} file", "{count} files"),
    "row": both("{count} row", "{count} rows"),
    "item": both("{count} item", "{count} items"),
    "likely question": both("{count} likely question", "{count} likely questions"),
    "minute": both("{count} minute", "{count} minutes"),
    "pack": both("{count} pack", "{count} packs"),
    "page": both("{count} page", "{count} pages"),
    "pair": both("{count} pair", "{count} pairs"),
    "passage": both("{count} passage", "{count} passages"),
    "person": both("{count} person", "{count} people"),
    "question": both("{count} question", "{count} questions"),
    "quiz item": both("{count} quiz item", "{count} quiz items"),
    "review": both("{count} review", "{count} reviews"),
    "second": both("{count} second", "{count} seconds"),
    "source": both("{count} source", "{count} sources"),
    "unanswered question": both("{count} unanswered question", "{count} unanswered questions"),
    "warning": both("{count} warning", "{count} warnings"),
}


def counted(count: int, noun: str) -> str:
    """`1 passage`, `2 passages`, `12,000 passages`; `noun` is one of NOUNS."""
    return ngettext(*NOUNS[noun], count).format(count=number(count))


def number(value: float, digits: int = 0) -> str:
    """`12,000`, or with so many digits behind the point, `1.2`."""
    if language() == ENGLISH:  # as Python writes it: no data of babel's has to be read
        return f"{value:,.{digits}f}"
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + digits * "0" if digits else "")
    return format_decimal(value, format=pattern, locale=_locale(language()))


def percent(share: float) -> str:
    """A share of 1 as `46%`."""
    if language() == ENGLISH:
        return f"{share:.0%}"
    from babel.numbers import format_percent

    return format_percent(share, format="#,##0%", locale=_locale(language()))


def readable_date(value: str | None) -> str:
    """`2025-03-26` as `26 March 2025`, `2025-03` as `March 2025`, anything else unchanged."""
    value = value or ""
    is_month, is_day = bool(_MONTH.fullmatch(value)), bool(_DAY.fullmatch(value))
    if not (is_month or is_day):
        return value
    try:
        day = date.fromisoformat(value + "-01" * is_month)
    except ValueError:
        return value
    if language() == ENGLISH:
        return f"{day:%B} {day.year}" if is_month else f"{day.day} {day:%B} {day.year}"
    from babel.dates import format_date, format_skeleton

    locale = _locale(language())
    if is_month:
        return format_skeleton("yMMMM", day, locale=locale)
    return format_date(day, "long", locale)


@lru_cache
def _locale(language: str) -> Locale:
    from babel import Locale

    return Locale.parse(language)
