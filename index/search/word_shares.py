"""What the words of a question are worth in each passage, by BM25 over the passages near it.

How rare a word is, and how long a passage, is counted among the passages that mean the like of the
question, each by how near it is: so documents of other matters, however many, change nothing. A
word that all of the near ones have tells them apart no more than one that none of them has.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import exp, log

from corpus.language.stems import content_in_order

SATURATION, LENGTH_WEIGHT = 1.2, 0.75  # k1 and b of BM25
# Further than the nearest by this, a passage counts 1/e. Measured with SHARE_SCALE on collections
# that may be read: of 125 questions, with sixty other documents beside their own 12 had another
# first passage by counts over all passages, and 1 so; what is right was found no less.
NEAR = 0.08
SMOOTHING = 0.02  # of a share of passages
# Half of what the words could be worth is what a passage gets that has them all once or twice.
SHARE_SCALE = 2.0


def word_shares(
    forms: Sequence[Collection[str]], texts: Mapping[int, str], near: Mapping[int, float]
) -> dict[int, float]:
    """Of each text that has any of the words, by its id, how much it has of what they could be
    worth: from 0 to about 1 where it has them all. `forms` are the stems of each word, `near` the
    inner products of the texts with the question."""
    words = {number: content_in_order(text) for number, text in texts.items()}
    counts = {n: [sum(map(own.count, one)) for one in forms] for n, own in words.items()}
    best = max((near[number] for number in texts), default=0.0)
    nearness = {number: exp((near[number] - best) / NEAR) for number in texts}
    total = sum(nearness.values())
    if not total or not forms:
        return {}
    length = sum(weight * len(words[number]) for number, weight in nearness.items()) / total or 1.0
    worth = []
    for place in range(len(forms)):
        share = sum(w for number, w in nearness.items() if counts[number][place]) / total
        worth.append(log(1 + (1 - share + SMOOTHING) / (share + SMOOTHING)))
    most = sum(worth) * (SATURATION + 1)
    found = {}
    for number, own in counts.items():
        relative = 1 - LENGTH_WEIGHT + LENGTH_WEIGHT * len(words[number]) / length
        gained = (
            value * count * (SATURATION + 1) / (count + SATURATION * relative)
            for value, count in zip(worth, own, strict=True)
        )
        found[number] = SHARE_SCALE * sum(gained) / most
    return {number: share for number, share in found.items() if share > 0}
