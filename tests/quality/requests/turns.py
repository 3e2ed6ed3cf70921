"""The turns of a demanding user, asked one after the other, to be read and judged by a person.

    python -m tests.quality.requests.turns [--turns FILE] [FOLDER ...]

The library is the office files, the briefs, and the folders that are named. Printed are each turn,
what a right answer needs, and what was answered. `unclear.txt` has inputs
that are to be asked back.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from assistant.answer import Turn
from assistant.assembly import assemble
from assistant.settings import Settings
from corpus import briefs

HERE = Path(__file__).parent
SHOWN = 700  # characters of an answer


def turns(file: Path) -> Iterator[tuple[str, str, bool]]:
    """Each turn, what a right answer needs, and whether it goes on with the turn before."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        text, _, wanted = line.partition(" | ")
        yield text.removeprefix("> "), wanted, text.startswith("> ")


def main(file: Path, folders: list[Path]) -> None:
    with tempfile.TemporaryDirectory() as data:
        assistant = assemble(Settings(data_dir=Path(data) / "data"))
        for report in assistant.ingest([HERE / "office", briefs.FOLDER, *folders]):
            assert report.stored, report.sentence
        history: list[Turn] = []
        for number, (text, wanted, goes_on) in enumerate(turns(file), start=1):
            history = history if goes_on else []
            answer = assistant.ask(text, history, keep=False)
            if not answer.is_reply:
                history.append(Turn(answer.question, answer.text))
            short = f"**{answer.short_answer}** " if answer.short_answer else ""
            said = " ".join(answer.text.split())[:SHOWN]
            print(f"\n{number}. {text}\n   wanted: {wanted}")
            print(f"   {answer.request}, {answer.status}: {short}{said}")
            for choice in answer.choices:
                print(f"   · {choice}")
        assistant.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=Path, default=HERE / "turns.txt")
    parser.add_argument("folders", nargs="*", type=Path)
    chosen = parser.parse_args()
    main(chosen.turns, chosen.folders)
