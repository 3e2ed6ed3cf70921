"""Units and currencies, with the words for them."""

from __future__ import annotations

from corpus.language.numerals import longest_first

CURRENCIES = {
    "usd": ("us$", "$", "usd", "dollar", "dollars", "us dollar", "us dollars"),
    "eur": ("€", "eur", "euro", "euros"),
    "gbp": ("£", "gbp", "pound", "pounds", "pounds sterling"),
    "jpy": ("¥", "jpy", "yen"),
    "vnd": ("vnd", "dong", "vietnamese dong", "đồng", "₫"),
    "cny": ("cny", "rmb", "yuan"),
    "krw": ("krw", "won"),
}
MEASURES: dict[str, dict[str, float]] = {
    "%": {"%": 1, "percent": 1, "per cent": 1, "pct": 1},
    "point": {"percentage point": 1, "percentage points": 1},
    "day": {
        **dict.fromkeys(("day", "days", "calendar day", "calendar days"), 1.0),
        **dict.fromkeys(("hour", "hours"), 1 / 24),
        **dict.fromkeys(("minute", "minutes"), 1 / 1440),
        **dict.fromkeys(("week", "weeks"), 7.0),
        **dict.fromkeys(("month", "months"), 365.25 / 12),
        **dict.fromkeys(("year", "years"), 365.25),
    },
    "working day": dict.fromkeys(
        ("working day", "working days", "business day", "business days"), 1.0
    ),
    "m": {
        **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), 1.0),
        **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), 1e3),
    },
    "m2": {
        **dict.fromkeys(("m2", "m²", "square metres", "square meters", "sqm"), 1.0),
        **dict.fromkeys(("ha", "hectare", "hectares"), 1e4),
        **dict.fromkeys(("km2", "km²", "square kilometres", "square kilometers"), 1e6),
    },
    "kg": {
        **dict.fromkeys(("kg", "kilogram", "kilograms"), 1.0),
        **dict.fromkeys(("tonne", "tonnes", "ton", "tons"), 1e3),
    },
    "W": {
        **dict.fromkeys(("kw", "kilowatt", "kilowatts"), 1e3),
        **dict.fromkeys(("mw", "megawatt", "megawatts"), 1e6),
        **dict.fromkeys(("gw", "gigawatt", "gigawatts"), 1e9),
    },
    "Wh": {"kwh": 1e3, "mwh": 1e6, "gwh": 1e9, "twh": 1e12},
    "B": {"mb": 1e6, "gb": 1e9, "tb": 1e12, "pb": 1e15},
    "bit/s": {"mbps": 1e6, "gbps": 1e9},
}
UNITS: dict[str, tuple[str, float]] = {
    **{word: (unit, 1.0) for unit, words in CURRENCIES.items() for word in words},
    **{word: (unit, factor) for unit, words in MEASURES.items() for word, factor in words.items()},
}
SIGN = longest_first(word for words in CURRENCIES.values() for word in words[:3])
UNIT = longest_first(word for word in UNITS if not word.endswith("$"))


def unit_of(sign: str | None, word: str | None) -> tuple[str, float]:
    """The unit that is meant by a sign before a number and a word behind it, with its factor."""
    after = " ".join((word or "").lower().split())
    if sign and UNITS.get(after, ("",))[0] not in CURRENCIES:
        after = sign.lower()
    return UNITS.get(after, ("", 1.0))
