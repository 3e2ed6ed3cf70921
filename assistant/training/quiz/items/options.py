"""The order in which options are shown."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from corpus.language.dates import DateSpan
from corpus.language.quantities import Quantity
from corpus.language.values import dates_in, numbers_in


def in_sequence(options: Sequence[str], random: Random) -> tuple[str, ...]:
    """Numbers and dates from the lowest to the highest, as readers look for them; others mixed."""
    sized = [(size, option) for option in options if (size := size_of(option)) is not None]
    if len(sized) < len(options):
        return tuple(random.sample(list(options), len(options)))
    return tuple(option for _, option in sorted(sized))


def size_of(option: str) -> float | None:
    """What an option that is one number or date is ordered by; None for another one."""
    for found in (dates_in(option), numbers_in(option.casefold())):
        if len(found) == 1 and len(found[0].text) >= len(option.strip()) - 2:
            value = found[0].value
            if isinstance(value, DateSpan) and value.readings:
                return float(value.readings[0][0].toordinal())
            if isinstance(value, Quantity) and value.readings:
                return max(value.readings)  # `50.000` is fifty thousand to some
    return None
