"""Items for the tests of the item bank: on one small document, one of each type, and many alike."""

from __future__ import annotations

from assistant.answer import Citation
from assistant.assistant import Assistant
from assistant.training.pack import BLANK, FALSE, TRUE, Item, Pack

SHIPS = (
    "The research ship Aurora entered service on 12 May 2019.",
    "The research ship Borealis entered service on 3 September 2021.",
    "The research ship Corona entered service on 27 January 2023.",
)
PORT = "The polar programme operates its ships from the port of Tromso."
MONEY = "The polar programme spent 18 million euros on research ships in 2024."
POLAR = "# The Polar Programme\n\n" + "\n\n".join((PORT, *SHIPS, MONEY)) + "\n"


def cited(assistant: Assistant, quote: str, source: str = "polar.md") -> Citation:
    """The place of a quote in a document of the library."""
    document = assistant.read(assistant.record(source).id)
    start = document.text.index(quote)
    return Citation.of(document, start, start + len(quote), 1)


def polar_items(assistant: Assistant) -> tuple[Item, ...]:
    """One item of each type; their passages stand in `polar.md`."""
    port, money = cited(assistant, PORT), cited(assistant, MONEY)
    ships = tuple(cited(assistant, one) for one in SHIPS)
    names = ("Aurora", "Borealis", "Corona")
    years = ("2019", "2021", "2023")
    return (
        Item("q1", "multiple_choice", "From which port do the ships of the programme sail?",
             "Tromso", "easy", (port,), options=("Bergen", "Tromso", "Hammerfest", "Narvik")),
        Item("q2", "cloze", f"In 2024 research ships cost the programme {BLANK}.",
             "18 million euros", "medium", (money,)),
        Item("q3", "true_false", "The Aurora entered service in May 2019.", TRUE, "easy",
             (ships[0],), options=(TRUE, FALSE)),
        Item("q4", "matching", "Which ship entered service in which year?",
             tuple(zip(names, years, strict=True)), "medium", ships,
             options=("2021", "2019", "2023")),
        Item("q5", "ordering", "Put the ships in the order in which they entered service.", names,
             "hard", ships, options=("Corona", "Aurora", "Borealis")),
        Item("q6", "short_answer", "How much was spent on research ships in 2024?",
             "18 million euros", "medium", (money,), accepted=("18,000,000 euros",)),
    )  # fmt: skip


def polar_pack(assistant: Assistant) -> Pack:
    return Pack("Polar ships", 1, 1, 1, "2026-03-01", items=polar_items(assistant))
