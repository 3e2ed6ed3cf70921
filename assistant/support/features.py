"""What is seen of a statement and the sentences it cites: numbers, one a name.

Within a language words are compared, across languages only meanings (the base's vectors), names and
words that deny, oblige and the like. What each is worth was learned, see `training/`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log, nan
from typing import Any

from assistant.support.clauses import best, clauses, letters_shared, share, told
from assistant.support.names import names_of
from assistant.support.polarity import KINDS, denies, polarity
from corpus.language.identification import language_of

Embed = Callable[[Sequence[str]], Any]  # texts to unit rows, (texts, size)


def is_across(said: str, cited: Sequence[str]) -> bool:
    """Whether one of the two is Vietnamese and the other is not."""
    return (language_of(said) == "vi") != (language_of(" ".join(cited)) == "vi")


def features(said: str, cited: Sequence[str], logit: float, embed: Embed) -> dict[str, float]:
    """What is seen of a statement, whose support the network gives this logit."""
    joined = " ".join(cited)
    across = is_across(said, cited)
    own_parts, cited_parts = clauses(said), [part for one in cited for part in clauses(one)]
    texts = [said, joined, *cited, *own_parts, *cited_parts]
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    vectors = embed(list(places))

    def cosine(one: str, other: str) -> float:
        return float(vectors[places[one]] @ vectors[places[other]])

    there = [told(part) for part in cited_parts]
    part_cosines, nearest, shares, name_shares = [], [], [], []
    for part in own_parts:
        near = max(cited_parts, key=lambda one: cosine(part, one), default=joined)
        part_cosines.append(cosine(part, near))
        own_share, place = best(told(part), there)
        shares.append(own_share)
        # The part that says it: by its words within a language, by its meaning across.
        same = near if across or not cited_parts else cited_parts[-place]
        nearest.append((part, same))
        names = names_of(part)
        if names and len(cited_parts) > 1:
            name_shares.append(len(names & names_of(same)) / len(names))
    own, cited_polarity = polarity(said), polarity(joined)
    words = told(said)
    lacking = len(words - told(joined))
    found = {
        "logit": logit,
        "cosine": max(cosine(said, one) for one in (joined, *cited)),
        "part_cosine": min(part_cosines, default=nan),
        "share": nan if across else share(words, told(joined)),
        "lacking": nan if across else log(1 + lacking),
        "part_share": nan if across else min(shares, default=nan),
        "letters": letters_shared(said, joined),
        "names_near": min(name_shares, default=1.0),
        "denies_apart": float(any(denies(one) != denies(other) for one, other in nearest)),
        "denies_new": float(own["denies"] > 0 and cited_polarity["denies"] == 0),
        "denies_lost": float(own["denies"] == 0 and cited_polarity["denies"] > 0),
        "length": log(1 + len(said.split())),
        "longer": log((1 + len(said.split())) / (1 + len(joined.split()))),
        "parts": float(len(own_parts)),
    }
    for kind in KINDS:
        if kind != "denies":
            found[f"{kind}_new"] = float(own[kind] > 0 and cited_polarity[kind] == 0)
    for kind, other in (("more", "less"), ("before", "after"), ("obliges", "allows")):
        found[f"{kind}_turned"] = float(
            any(
                (a[kind] > 0) != (b[kind] > 0) and (a[other] > 0) != (b[other] > 0)
                for a, b in ((polarity(one), polarity(near)) for one, near in nearest)
            )
        )
    return found
