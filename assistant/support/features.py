"""What is seen of a statement and the sentences it cites: numbers, one a name.

Within a language words are compared, across languages only meanings (the base's vectors), names and
words that deny, oblige and the like. What each is worth was learned, see `training/`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, nan
from typing import TYPE_CHECKING

from assistant.support.clauses import clauses, letters_shared, share, told
from assistant.support.names import names_of
from assistant.support.polarity import KINDS, denies, polarity, undenied
from corpus.language.identification import language_of

if TYPE_CHECKING:
    from index.models.embedder import Embed

# Beside the cosine of two parts, when it is asked which one says what the other does.
NAMES_COUNT, FIGURES_COUNT = 0.25, 0.15
# Parts that are nearly as near as the nearest may say it as well; across languages less is told.
CLOSE, CLOSE_ACROSS = 0.85, 0.8
OPPOSITE = (("more", "less"), ("before", "after"), ("obliges", "allows"))
_REPORTS = re.compile(
    r"^\W*(?:according to|as .{1,40} (?:says|said|states)|theo)\b"
    r"|\b(?:say|says|said|stated|cho biết)\W*$",
    re.IGNORECASE,
)
# A part that is so near to another, and denies it, is its contrary: by words, and across languages.
SAME_WORDS, SAME_MEANING = 0.7, 0.4
# A part that is so near to one of which it denies what that says, and by so much nearer than to
# any that does not, says the contrary: of 58 sentences altered so that were read 37, of 236 that
# stand 3. Across languages it told too many that stand: what one denies the other often says.
TURNED_BY, TURNED_NEAR = 0.15, 0.72
# `No. It may …`: what is denied is the question.
_ANSWERS = re.compile(r"^\W*(?:no|không)[.,]\s+", re.IGNORECASE)
_FIGURE = re.compile(r"\d+")
# `No country sends more than`: what denies a comparison says the most.
_MOST = re.compile(r"\b(?:no|none|not|không)\b.{1,60}\b(?:more|less|fewer|hơn)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ToldPart:
    """What a part of a sentence tells: its stems, the names and figures in it, whether it denies
    something, and whether it only says who says so."""

    text: str
    told: frozenset[str]
    names: frozenset[str]
    figures: frozenset[str]
    denies: bool
    reports: bool

    @classmethod
    @lru_cache(maxsize=4096)
    def of(cls, text: str) -> ToldPart:
        return cls(
            text,
            told(text),
            names_of(text),
            frozenset(_FIGURE.findall(text)),
            denies(text) and not _MOST.search(text),
            _REPORTS.search(text) is not None and len(text.split()) < 8,
        )


def says_contrary(seen: Mapping[str, float], across: bool) -> bool:
    """Whether a statement says, mostly in the same words, the contrary of what it cites."""
    return seen["contrary"] >= (SAME_MEANING if across else SAME_WORDS)


def is_turned(said: str, cited: Sequence[str], embed: Embed) -> bool:
    """Whether a statement is nearest to its own contrary in what it cites, within a language."""
    if is_across(said, cited):
        return False
    by, near = turned_by(_ANSWERS.sub("", said), cited, embed)
    return by >= TURNED_BY and near >= TURNED_NEAR


def turned_by(said: str, cited: Sequence[str], embed: Embed) -> tuple[float, float]:
    """By how much a statement is nearer to what it cites where the one word that denies is taken
    out of either of them: above 0 where one says what the other denies.

    A part that denies something is compared with those that deny as it stands, with the others
    without that word; a part that does not, with those that deny without theirs. Names, figures and
    the language weigh on both sides alike. Then how near the two are; (-1, 0) where nothing is
    denied in one of the two alone.
    """
    own = [part for part in map(ToldPart.of, clauses(said)) if not part.reports]
    there = [ToldPart.of(part) for one in cited for part in clauses(one)]
    most = -1.0, 0.0
    for part in own:
        same = [one.text for one in there if one.denies == part.denies]
        other = [one.text for one in there if one.denies != part.denies]
        if not other:
            continue
        bare = undenied(part.text) if part.denies else part.text
        bared = other if part.denies else [undenied(one) for one in other]
        vectors = embed([part.text, bare, *same, *bared])
        agrees = max((vectors[2 : 2 + len(same)] @ vectors[0]).tolist(), default=0.0)
        near = float((vectors[2 + len(same) :] @ vectors[1]).max())
        most = max(most, (near - agrees, near))
    return most


def is_across(said: str, cited: Sequence[str]) -> bool:
    """Whether one of the two is Vietnamese and the other is not."""
    return (language_of(said) == "vi") != (language_of(" ".join(cited)) == "vi")


def features(said: str, cited: Sequence[str], logit: float, embed: Embed) -> dict[str, float]:
    """What is seen of a statement, whose support the network gives this logit."""
    joined = " ".join(cited)
    across = is_across(said, cited)
    own_parts, cited_parts = clauses(said), [part for one in cited for part in clauses(one)]
    # Vectors take the time: of parts they are needed only where words cannot be compared.
    texts = [said, *cited, *(own_parts if across else ()), *(cited_parts if across else ())]
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    vectors = embed(list(places))

    def cosine(one: str, other: str) -> float:
        return float(vectors[places[one]] @ vectors[places[other]])

    there = [ToldPart.of(part) for part in cited_parts]
    near_cosines, shares, name_shares, apart, swapped, turned = [], [], [], [0.0], False, set()
    for part in map(ToldPart.of, own_parts):
        if across:
            nearness = [
                cosine(part.text, one.text)
                + NAMES_COUNT * share(part.names, one.names) * bool(part.names)
                + FIGURES_COUNT * share(part.figures, one.figures) * bool(part.figures)
                for one in there
            ]
            near_cosines.append(max(cosine(part.text, one.text) for one in there))
        else:
            nearness = [share(part.told, one.told) for one in there]
            shares.append(max(nearness))
        best, close = max(nearness), CLOSE_ACROSS if across else CLOSE
        same = [one for one, near in zip(there, nearness, strict=True) if near >= close * best]
        if not part.reports and all(one.denies != part.denies for one in same):
            apart.append(best)
        if part.names and len(there) > 1:
            name_shares.append(max(share(part.names, one.names) for one in same))
            elsewhere = any(part.names & one.names for one in there)
            swapped = swapped or (
                elsewhere and all(one.names and not one.names & part.names for one in same)
            )
        said_there = [(polarity(part.text), polarity(one.text)) for one in same]
        turned |= {
            pair
            for pair in OPPOSITE
            if all(_turned(own, other, *pair) for own, other in said_there)
        }
    own, cited_polarity = polarity(said), polarity(joined)
    words = told(said)
    lacking = len(words - told(joined))
    found = {
        "logit": logit,
        "cosine": max(cosine(said, one) for one in cited),
        "part_cosine": min(near_cosines, default=nan),
        "share": nan if across else share(words, told(joined)),
        "lacking": nan if across else log(1 + lacking),
        "part_share": nan if across else min(shares, default=nan),
        "letters": letters_shared(said, joined),
        "names_near": min(name_shares, default=1.0),
        "swapped": float(swapped),
        "denies_apart": float(len(apart) > 1),
        "contrary": max(apart),
        "denies_new": float(own["denies"] > 0 and cited_polarity["denies"] == 0),
        "denies_lost": float(own["denies"] == 0 and cited_polarity["denies"] > 0),
    }
    for kind in KINDS:
        if kind != "denies":
            found[f"{kind}_new"] = float(own[kind] > 0 and cited_polarity[kind] == 0)
    for pair in OPPOSITE:
        found[f"{pair[0]}_turned"] = float(pair in turned)
    return found


def _turned(own: Mapping[str, int], there: Mapping[str, int], one: str, other: str) -> bool:
    """Whether a part says the one and the cited part the other: more, and less."""
    return (own[one] > 0, own[other] > 0) == (there[other] > 0, there[one] > 0) and (
        (own[one] > 0) != (own[other] > 0)
    )
