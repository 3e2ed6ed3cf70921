"""What the results of an item say of it: how many get it right, and who does.

The share right is the facility index of classical test theory, the mean share of the marks of an
item that its takers got (Moodle calls it so as well). Discrimination is the point-biserial
correlation between what a taker got for the item and for the others, the item itself left out
(Henrysson 1963, Psychometrika 28, 211-218), as item-rest correlation where shares are given.
Below .20 an item is poor, as Ebel and Frisbie 1991 (Essentials of Educational Measurement) say of
an index of discrimination, and below 0 its key or its wording should be looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from assistant.training.bank.bank_file import BankItem, Response
from corpus.wording import _, percent

FEWEST_TAKERS = 10  # for a share; its standard error is below .16 then
FEWEST_FOR_DISCRIMINATION = 20  # takers; a correlation of less than .4 may be chance then
FEWEST_OTHERS = 4  # items that a taker answered beside it
HARD, EASY = 0.2, 0.95  # share right, beyond which an item tells nobody apart
POOR = 0.2  # discrimination
ALIKE = 1e-9  # spread, below which values differ by rounding alone


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """Of an item with `takers`, who answered it once or counted once; `share` right 0 to 1,
    `discrimination` -1 to 1, each None while there are too few takers for it.
    """

    takers: int = 0
    share: float | None = None
    discrimination: float | None = None


def statistics(responses: Iterable[Response]) -> dict[str, ItemStatistics]:
    """The statistics of each item, by its id. What a taker answered first to an item counts."""
    first: dict[tuple[str, str], Response] = {}
    for one in responses:
        known = first.get((one.taker, one.item))
        if known is None or one.at < known.at:
            first[one.taker, one.item] = one
    by_taker: dict[str, dict[str, float]] = defaultdict(dict)
    by_item: dict[str, dict[str, float]] = defaultdict(dict)
    for (taker, item), one in first.items():
        by_taker[taker][item] = by_item[item][taker] = one.share
    return {item: _of(item, shares, by_taker) for item, shares in by_item.items()}


def _of(
    item: str, shares: Mapping[str, float], by_taker: Mapping[str, Mapping[str, float]]
) -> ItemStatistics:
    if len(shares) < FEWEST_TAKERS:
        return ItemStatistics(len(shares))
    pairs = []
    for taker, share in shares.items():
        others = [value for other, value in by_taker[taker].items() if other != item]
        if len(others) >= FEWEST_OTHERS:
            pairs.append((share, sum(others) / len(others)))
    mean = sum(shares.values()) / len(shares)
    told = correlation(pairs) if len(pairs) >= FEWEST_FOR_DISCRIMINATION else None
    return ItemStatistics(len(shares), mean, told)


def correlation(pairs: Iterable[tuple[float, float]]) -> float | None:
    """Pearson's correlation of pairs; None where one side is the same in all."""
    found = list(pairs)
    if not found:
        return None
    mean, other_mean = (sum(pair[side] for pair in found) / len(found) for side in (0, 1))
    apart = [(one - mean, other - other_mean) for one, other in found]
    spread, other_spread = (sqrt(sum(pair[side] ** 2 for pair in apart)) for side in (0, 1))
    if min(spread, other_spread) < ALIKE:
        return None
    return sum(one * other for one, other in apart) / (spread * other_spread)


def weaknesses(kept: BankItem, found: ItemStatistics) -> list[str]:
    """Why an item is weak by its results, in sentences; nothing for a good one, or where too few
    have answered it."""
    told = []
    share, discrimination = found.share, found.discrimination
    if share is not None:
        options = len(kept.item.options) if isinstance(kept.item.answer, str) else 0
        chance = 1 / options if options else 0.0
        if share < HARD:
            told.append(_("too hard: {share} right").format(share=percent(share)))
        elif share <= chance:
            told.append(_("no more right ({share}) than by guessing").format(share=percent(share)))
        if share > EASY:
            told.append(_("too easy: {share} right").format(share=percent(share)))
    if discrimination is not None and discrimination < 0:
        told.append(_("those who know more get it wrong more often: look at its key"))
    elif discrimination is not None and discrimination < POOR:
        told.append(_("it does not tell those who know more from those who know less"))
    return told
