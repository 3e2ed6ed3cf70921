"""Write the names of babel into the tables of countries, English and Vietnamese.

    python -m tests.support.countries

A country that babel knows and a table does not is added, without other names.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from babel import Locale

import corpus.language.word_lists as word_lists

TABLE = word_lists.FOLDER / "countries.csv"
VIETNAMESE_TABLE = word_lists.FOLDER / "vietnamese_countries.csv"
# Unions and continents; and codes of babel's that stand for no country: islands of one, tests.
UNIONS = ("002", "009", "142", "150", "EU", "UN")
NONE = frozenset("AC CP CQ DG EA EZ IC QO TA XA XB ZZ".split())


def refreshed(table: Path = TABLE, language: str = "en") -> str:
    """A table as it is with the names of babel."""
    with table.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    names = Locale(language).territories
    kept = {code: rest for code, _, *rest in rows}
    codes = {code for code in names if re.fullmatch("[A-Z]{2}", code)} - NONE | {*UNIONS}
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(header)
    for code in sorted(codes):
        writer.writerow((code, names[code], *kept.get(code, [""] * (len(header) - 2))))
    return written.getvalue()


if __name__ == "__main__":
    TABLE.write_text(refreshed(), encoding="utf-8")
    VIETNAMESE_TABLE.write_text(refreshed(VIETNAMESE_TABLE, "vi"), encoding="utf-8")
