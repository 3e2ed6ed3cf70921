"""The marks that programs count before the items of a list: numbers, letters, Roman numerals."""

from __future__ import annotations

from corpus.legal.divisions import in_roman


def counted(number: int, style: str) -> str:
    """A number as a list shows it; `style` is one of those of Word (`lowerLetter`,
    `upperRoman`), any other means figures."""
    if style in ("lowerLetter", "upperLetter") and number > 0:
        # After z Word goes on with aa, bb, ...
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 10)
        return letter.upper() if style == "upperLetter" else letter
    if style in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        numeral = in_roman(number)
        return numeral.upper() if style == "upperRoman" else numeral
    return str(number)
