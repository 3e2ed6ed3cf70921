"""Other forms in which an answer that is typed counts as right."""

from __future__ import annotations

import re

from assistant.training.quiz.questions import long_form
from assistant.training.sentence import Sentence
from assistant.training.typed_values import Typed
from corpus.language.aliases import canonical
from corpus.language.clauses import closed_classes as of
from corpus.language.numerals import ONES
from corpus.language.values import people_in, person_name

_ARTICLE = re.compile(r"(?:the|an?) ", re.IGNORECASE)
# Names of countries that are often typed otherwise, by the word that stands for them.
_COUNTRIES = {
    "america": ("United States", "USA", "US"),
    "britain": ("United Kingdom", "UK"),
    "eu": ("European Union", "EU"),
    "un": ("United Nations", "UN"),
}


def accepted(answer: str, sentence: Sentence, value: Typed | None = None) -> tuple[str, ...]:
    """Forms that mean the same: figures or words, without title or article, abbreviated."""
    found = [
        *(_numbers(answer) if value is not None and value.kind == "number" else ()),
        *_without_title(answer),
        *_abbreviated(answer, sentence),
        *(_COUNTRIES.get(canonical(answer), ()) if value and value.kind == "country" else ()),
        _ARTICLE.sub("", answer, count=1) if _ARTICLE.match(answer) else "",
        answer.strip("\"“”'‘’"),
    ]
    return tuple(form for form in dict.fromkeys(found) if form and form != answer)


def _numbers(answer: str) -> list[str]:
    """`12` for `twelve`, `five` for `5`, `5000` for `5,000`."""
    number, _, unit = answer.casefold().partition(" ")
    if number in ONES:
        return [f"{ONES[number]:g} {unit}".strip()]
    if re.fullmatch(r"\d{1,2}", number):
        words = [word for word in of.NUMBERS if ONES.get(word) == int(number)]
        return [f"{word} {unit}".strip() for word in words]
    return [answer.replace(",", "")] if re.match(r"\d{1,3},\d{3}", answer) else []


def _without_title(answer: str) -> list[str]:
    """A person's name as it is without `Prime Minister`."""
    if not of.PERSON_TITLE.match(answer):
        return []
    known = len(person_name(answer).words)
    words = answer.split()
    if people_in(answer) and 2 <= known < len(words):
        return [" ".join(words[-known:])]
    name = answer  # a name with words like those of titles in it: `General Secretary To Lam`
    while title := of.PERSON_TITLE.match(name):
        name = name[title.end() :].strip()
    good = name != answer and name[:1].isupper() and len(name.split()) > 1
    return [name] if good else []


def _abbreviated(answer: str, sentence: Sentence) -> list[str]:
    """`AFF` for `ASEAN Future Forum`, and the other way round, as the document writes them."""
    bare = _ARTICLE.sub("", answer, count=1)
    text = sentence.document.text
    short = re.search(rf"{re.escape(bare)} \((?P<short>[A-Z][A-Za-z]{{1,7}})\)", text)
    if short:
        return [short["short"]]
    long = long_form(bare, text) if bare.isupper() and 2 <= len(bare) <= 8 else None
    return [long] if long else []
