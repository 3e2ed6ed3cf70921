"""Whether the freshness check finds the entries that changes of documents make wrong, and no more.

    python -m tests.quality.freshness

The library is the shipped briefs with two more files, and there is an entry for every sentence
and heading of them. The changes of `freshness_cases` are made one after another, each as a new
version of its file, and at the end all entries are checked.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Answer, Citation
from assistant.answer_parts import written
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.faq.entry import Entry
from assistant.faq.keeping.freshness import Finding, check
from assistant.faq.keeping.records import FaqRecords
from assistant.quote_positions import PinState
from assistant.settings import Settings
from corpus.language.sentences import sentence_spans
from tests.quality.freshness_cases import CASES, OTHERS, Case, Scene
from tests.support.hashing_embedder import HashingEmbedder

BRIEFS = Path(__file__).resolve().parents[2] / "corpus" / "documents"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the entries of one case: `wanted` has the state that each should have.

    Of a file with several cases each has its own entries; those that no case changes are counted
    with the file's first.
    """

    case: Case
    wanted: Mapping[str, PinState]
    found: Mapping[str, PinState]

    @property
    def missed(self) -> list[str]:
        return [quote for quote in self.wanted if not _affected(self.found[quote])]

    @property
    def called_otherwise(self) -> list[str]:
        """Entries that were found, by the name of another kind of change."""
        return [
            quote
            for quote, state in self.wanted.items()
            if quote not in self.missed and self.found[quote] != state
        ]

    @property
    def falsely_flagged(self) -> list[str]:
        return [q for q, state in self.found.items() if q not in self.wanted and _affected(state)]


def _affected(state: PinState) -> bool:
    return state in ("changed", "removed", "gone")


def entries_of(assistant: Assistant, file: str) -> list[Entry]:
    """An entry for every sentence of a file, which it quotes."""
    document = assistant.read(assistant.record(file).id)
    quotes: dict[str, Citation] = {}
    for start, end in sentence_spans(document.text):
        quote = document.text[start:end]
        quotes.setdefault(
            quote,
            Citation(
                1, document.id, file, quote, start, end, headings=document.heading_path_at(start)
            ),
        )
    return [
        Entry(
            f"{file} {number}",
            document.title or file,
            Answer(
                quote,
                quote,
                "answered",
                written(f"{quote} [1]"),
                citations=(citation,),
                confidence=0.9,
            ),
        )
        for number, (quote, citation) in enumerate(quotes.items(), start=1)
    ]


def measure(folder: Path) -> tuple[list[Result], list[Finding]]:
    """Make the library and its entries, make the changes, and check."""
    files = folder / "files"
    shutil.copytree(BRIEFS, files, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for name, text in OTHERS.items():
        (files / name).write_text(text, encoding="utf-8")
    settings = Settings(data_dir=folder / "data", reader="words")
    assistant = assemble(settings, HashingEmbedder())
    scene = Scene(files, assistant)
    names = sorted(path.name for path in files.iterdir())
    scene.ingest(*names)
    records = FaqRecords(folder / "data")
    for name in names:
        records.add(entries_of(assistant, name), "editor")
    for case in CASES:
        case.change(scene, case.file)
    findings = check(records, assistant, propose=False).findings
    assistant.close()
    return [_result(case, findings) for case in CASES], list(findings)


def _result(case: Case, findings: list[Finding]) -> Result:
    of_file = {
        finding.pins[0].quote: finding.pins[0].state
        for finding in findings
        if finding.pins[0].pin.source == case.file
    }
    wanted: dict[str, PinState] = {}
    for words, state in case.becomes.items():
        named = {quote: state for quote in of_file if words in quote}
        assert named, words
        wanted |= named
    siblings = [other for other in CASES if other.file == case.file]
    others = {
        quote for one in siblings for words in one.becomes for quote in of_file if words in quote
    }
    own = set(wanted) | (set(of_file) - others if case is siblings[0] else set())
    return Result(case, wanted, {quote: of_file[quote] for quote in own})


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        results, findings = measure(Path(folder))
    print("affected  found  flagged  change")
    for result in results:
        wanted = len(result.wanted)
        found = wanted - len(result.missed)
        false = len(result.falsely_flagged)
        print(f"{wanted:8}  {found:5}  {found + false:7}  {result.case.name}")
        for quote in (*result.missed, *result.falsely_flagged, *result.called_otherwise):
            print(f"          {result.found[quote]}: {quote[:80]}")
    wanted = sum(len(result.wanted) for result in results)
    missed = sum(len(result.missed) for result in results)
    false = sum(len(result.falsely_flagged) for result in results)
    print(
        f"\n{len(CASES)} changes, {len(findings)} entries: {wanted - missed} of {wanted} affected "
        f"entries found, {false} of {len(findings) - wanted} others flagged"
    )


if __name__ == "__main__":
    main()
