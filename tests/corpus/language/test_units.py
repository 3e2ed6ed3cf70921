"""Vietnamese numbers and units as English ones."""

from __future__ import annotations

import pytest

from corpus.language.quantities import quantities
from corpus.language.units import in_english_notation


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        ("1.200 tỷ đồng", "1200 billion dong"),
        ("7,5 tấn", "7.5 tonnes"),
        ("1.200,5 triệu đô la", "1200.5 million dollars"),
        ("ít nhất 24 tháng", "at least 24 months"),
        ("không quá 06 tháng", "at most 06 months"),
        ("mười bốn tháng", "14 months"),
        ("hai mươi lăm phần trăm", "25 percent"),
        ("dưới 35 tuổi", "less than 35 years"),
        ("một tháng", "một tháng"),
        ("260 trạm", "260 trạm"),
        ("nghị quyết 57-NQ/TW", "nghị quyết 57-NQ/TW"),
    ],
)
def test_figures_and_units(vietnamese: str, english: str) -> None:
    assert in_english_notation(vietnamese) == english


def test_they_are_read_as_quantities() -> None:
    ((_, _, found),) = quantities(in_english_notation("ít nhất 1.200 tỷ đồng"))
    assert (found.readings, found.unit, found.bound) == ((1.2e12,), "vnd", "more")
