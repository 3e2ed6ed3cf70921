"""What briefings hold: their figures, and their text to be read.

    python -m tests.quality.briefings [FOLDER]      (the shipped briefs, and those of the folder)

Key facts were listed beforehand, in `key_facts.jsonl`: one is covered where a sentence of the
briefing has one alternative of each of its groups, small and capital letters alike.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.training.chapters.briefing import briefing
from assistant.training.material import Material, material
from assistant.training.pack import Quoted, Section

KEY_FACTS = Path(__file__).with_name("key_facts.jsonl")
BRIEFS = Path(__file__).parents[2] / "corpus" / "documents"
PAGES = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class KeyFact:
    topic: str
    fact: str
    accept: tuple[tuple[str, ...], ...]

    def is_in(self, sentences: Sequence[Quoted]) -> bool:
        return any(self._is_told(" ".join(one.text.split()).casefold()) for one in sentences)

    def _is_told(self, text: str) -> bool:
        return all(any(form.casefold() in text for form in group) for group in self.accept)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one briefing; `verified` and `covered` are shares, `alike` the highest cosine."""

    words: int
    sentences: int
    documents: int
    verified: float
    alike: float
    covered: float
    missed: tuple[str, ...]


def key_facts() -> dict[str, list[KeyFact]]:
    """Those listed, by topic."""
    found: dict[str, list[KeyFact]] = {}
    for line in KEY_FACTS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        fact = KeyFact(row["topic"], row["fact"], tuple(tuple(group) for group in row["accept"]))
        found.setdefault(fact.topic, []).append(fact)
    return found


def figures(assistant: Assistant, made: Sequence[Section], facts: Sequence[KeyFact]) -> Figures:
    """What can be counted of a briefing; each quote is read again from the library."""
    sentences = [one for section in made for one in section.sentences]
    verified = sum(
        assistant.read(one.citation.document_id).text[one.citation.start : one.citation.end]
        == one.text
        for one in sentences
    )
    vectors = assistant.embed([one.text for one in sentences])
    alike = vectors @ vectors.T - 2 * np.eye(len(vectors))
    missed = tuple(fact.fact for fact in facts if not fact.is_in(sentences))
    return Figures(
        sum(len(one.text.split()) for one in sentences),
        len(sentences),
        len({one.citation.document_id for one in sentences}),
        verified / max(1, len(sentences)),
        float(alike.max()),
        1 - len(missed) / max(1, len(facts)),
        missed,
    )


def report(assistant: Assistant, found: Material, facts: Sequence[KeyFact]) -> None:
    for pages in PAGES:
        made = briefing(found, pages=pages)
        counted = figures(assistant, made, facts)
        print(
            f"{pages} page(s): {counted.words} words, {counted.sentences} sentences of "
            f"{counted.documents} documents, verified {counted.verified:.2f}, highest cosine "
            f"{counted.alike:.3f}, key facts {counted.covered:.2f} of {len(facts)}"
        )
        if pages == 2:
            for fact in counted.missed:
                print(f"    missed: {fact}")
            for section in made:
                print(f"\n  {section.heading}")
                for one in section.sentences:
                    print(f"    {' '.join(one.text.split())} [{one.citation.source}]")
            print()


def main(folder: Path | None) -> None:
    with tempfile.TemporaryDirectory() as data_dir:
        assistant = assemble(Settings(data_dir=Path(data_dir)))
        for ingested in assistant.ingest([BRIEFS, *([folder] if folder else [])]):
            if ingested.status not in ("indexed", "unchanged"):
                print(ingested.source, ingested.status, ingested.detail)
        for topic, facts in key_facts().items():
            started = time.perf_counter()
            found = material(assistant, topic)
            seconds = time.perf_counter() - started
            print(f"\n{topic}: {len(found.sentences)} sentences, {seconds:.1f} s")
            report(assistant, found, facts)
        assistant.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
