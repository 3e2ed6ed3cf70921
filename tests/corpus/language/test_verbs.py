"""Forms of verbs: right English, and those of lemminflect where it is installed."""

from __future__ import annotations

import pytest

from corpus.language.clauses.verbs import is_participle, past, readings, third_person
from corpus.language.word_lists import table

# Of these lemminflect has no forms, or a wrong one (enroled).
UNKNOWN = {"co-chair", "co-fund", "co-host", "enrol", "incentivise", "reshape", "supersede"}


@pytest.mark.parametrize(
    ("base", "third", "simple", "participle"),
    [
        ("flag", "flags", "flagged", "flagged"),
        ("incur", "incurs", "incurred", "incurred"),
        ("span", "spans", "spanned", "spanned"),
        ("underpin", "underpins", "underpinned", "underpinned"),
        ("sign", "signs", "signed", "signed"),
        ("build", "builds", "built", "built"),
        ("lead", "leads", "led", "led"),
        ("show", "shows", "showed", "shown"),
        ("carry", "carries", "carried", "carried"),
        ("have", "has", "had", "had"),
        ("travel", "travels", "travelled", "travelled"),
        ("undertake", "undertakes", "undertook", "undertaken"),
    ],
)
def test_forms(base: str, third: str, simple: str, participle: str) -> None:
    assert (third_person(base), past(base)) == (third, simple)
    assert (base, "participle") in readings(participle) and is_participle(participle)


@pytest.mark.parametrize("form", ["flaged", "incured", "spaned", "underpined", "patroled"])
def test_wrong_english_is_no_form(form: str) -> None:
    assert readings(form) == ()


def test_american_spellings_are_read() -> None:
    assert readings("canceled") == readings("cancelled")


def test_forms_are_those_of_lemminflect() -> None:
    lemminflect = pytest.importorskip("lemminflect")
    differing = []
    for base, third, pasts, participles, _ in table("verbs"):
        forms = lemminflect.getAllInflections(base, "VERB")
        if base in UNKNOWN:
            continue
        known = (forms["VBZ"], forms["VBD"], (*forms.get("VBN", ()), *forms["VBD"]))
        said = ((third,), pasts.split(), participles.split())
        if any(not set(ours) <= set(theirs) for ours, theirs in zip(said, known, strict=True)):
            differing.append(base)
    assert differing == []
