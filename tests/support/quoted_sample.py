"""An extractive answer over three quotes, as the program gives one, without a library."""

from __future__ import annotations

from assistant.answer import Answer, Citation
from assistant.answer_parts import QuotePart

QUESTION = "When was the agreement with NVIDIA signed, and where?"
QUOTES = (
    "The agreement with NVIDIA was signed on 5 December 2024 in Hanoi.",
    "The Prime Minister witnessed the signing.",
    "A research centre with 200 engineers opens in 2026.",
)
# What stands in the quotes.
GOOD = (
    "The agreement with NVIDIA was signed on 5 December 2024 in Hanoi [1]. "
    "The Prime Minister witnessed the signing [2]."
)


def quoted(question: str = QUESTION, quotes: tuple[str, ...] = QUOTES) -> Answer:
    """The whole answer, in the words of the quotes, each of a document of its own."""
    citations = []
    for marker, quote in enumerate(quotes, start=1):
        source = f"brief-{marker}.md"
        citations.append(
            Citation(
                marker, f"{marker:016x}", source, quote, 0, len(quote), title=f"Brief {marker}"
            )
        )
    return Answer(
        question=question,
        asked_as=question,
        status="answered",
        parts=tuple(QuotePart(one.quote, (one.marker,)) for one in citations),
        citations=tuple(citations),
        confidence=0.9,
    )
