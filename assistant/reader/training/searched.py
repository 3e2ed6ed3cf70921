"""Collections in libraries of their own, searched and read as the program does it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from assistant.answering.kinds import VALUES, KindModel
from assistant.answering.selection import group_of
from assistant.reader.encoding import Surroundings
from assistant.reader.logits import PassageLogits, SentenceLogits
from assistant.reader.meanings import SentenceMeanings
from assistant.reader.network import SHA256, BilingualNetwork
from assistant.reader.passages import PassageText, ReadPassage
from assistant.reader.reader import PassageReader, text_of
from assistant.reader.training.rows import (
    HeadlineRow,
    Label,
    PolicyRow,
    json_lines,
    labels_of,
    own_rows,
    rows_of,
    use_of,
)
from assistant.settings import Settings
from corpus.document import Chunk
from corpus.loading import document_from_bytes
from corpus.told_text import ToldText
from index.ingest import Ingest
from index.models.embedder import Embedder, Matrix
from index.passage import Passage
from index.question import Question
from index.search.retriever import DenseRetriever, HybridRetriever, KeywordRetriever
from index.search.vectors import VectorIndex
from index.search.vocabulary import Vocabulary
from index.store.library import Library

# Of each file: the share of its rows that is read, and what a row weighs. The first reader was
# trained on rows of these collections too, so that it is surer of them than of new ones.
SHARES = {"rows": 0.3, "rows_cross": 0.2, "rows_near": 0.3, "parts": 1.0, "own": 1.0}
TRUST = {"rows": 0.15, "rows_near": 0.15, "rows_cross": 0.3, "own": 1.0, "parts": 0.7}
MOST_PARTS = 110  # answerable ones
FOLDS = 6  # by question: with three collections, models of folds by collection differ too much


@dataclass(frozen=True, slots=True)
class StoredText:
    """A chunk of the collection as the reader gets it, and its file's name."""

    text: PassageText
    document: str

    def labels(self, row: PolicyRow) -> tuple[Label, ...]:
        return labels_of(row, self.document, self.text.text, self.text.sentences)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row, its passages as they were read, what each of their sentences is to it, and the
    probabilities of the kinds of question. `removed`: its evidence was taken out.
    """

    row: PolicyRow
    passages: tuple[ReadPassage, ...]
    labels: tuple[tuple[Label, ...], ...]
    kinds: Mapping[str, float]
    removed: bool = False

    @property
    def answerable(self) -> bool:
        return self.row.answerable and not self.removed

    @property
    def group(self) -> str:
        return group_of(self.kinds)

    def without_evidence(self, least: int = 4) -> ReadRow | None:
        """The row with the passages that do not answer it alone; None where they are few."""
        marked = (Label.EVIDENCE, Label.ALSO)
        kept = [n for n, own in enumerate(self.labels) if not any(one in marked for one in own)]
        if not self.answerable or not least <= len(kept) < len(self.passages):
            return None
        passages = tuple(self.passages[n] for n in kept)
        labels = tuple(self.labels[n] for n in kept)
        return replace(self, passages=passages, labels=labels, removed=True)


class SearchedCollection:
    """The documents of `folder`, kept with their vectors in `data_dir`.

    Made again over the same `data_dir` it embeds nothing anew. Raises LibraryError where that
    folder cannot be used, and ModelError where the embedder's files are missing.
    """

    def __init__(self, folder: Path, data_dir: Path, embedder: Embedder) -> None:
        self._library = Library(data_dir, embedder.name, embedder.dimension)
        self._meanings = SentenceMeanings(embedder)
        vectors = VectorIndex(self._library)
        tokens = Settings.model_fields["chunk_tokens"].default
        ingest = Ingest(self._library, vectors, embedder, max_tokens=tokens)
        self.reports = list(ingest.run([folder]))
        self._retriever = HybridRetriever(
            DenseRetriever(self._library, vectors, embedder),
            KeywordRetriever(self._library, Vocabulary(self._library)),
            self._library,
        )
        self.texts = self._texts()

    def close(self) -> None:
        self._library.close()

    def search(self, question: str, k: int) -> list[Passage]:
        """The k passages nearest to a question, best first."""
        return self._retriever.retrieve(Question.of(question), k)

    def vectors(self) -> tuple[list[int], Matrix]:
        """The ids of its passages, and their unit vectors (n, d)."""
        numbers, rows = self._library.embeddings(self._library.chunk_ids())
        return [int(number) for number in numbers], rows

    def read(self, row: PolicyRow, network: BilingualNetwork, kinds: KindModel) -> ReadRow:
        """A row with the passages that the program would read, read."""
        reader = PassageReader(network, self._library.document, self._meanings)
        found = self.search(row.question, Settings.model_fields["candidates"].default)
        passages = reader.read(Question.of(row.question), found).passages
        labels = tuple(self.texts[one.passage.chunk_id].labels(row) for one in passages)
        return ReadRow(row, passages, labels, kinds.probabilities(row.question))

    def _texts(self) -> dict[int, StoredText]:
        ids = [int(number) for number in self._library.chunk_ids()]
        found: dict[int, StoredText] = {}
        for start in range(0, len(ids), 500):
            passages, _ = self._library.passages(ids[start : start + 500])
            for number in sorted(passages):
                passage = passages[number]
                document = self._library.document(passage.chunk.document_id)
                found[number] = StoredText(text_of(passage, document), file_of(passage))
        return found


def file_of(passage: Passage) -> str:
    """The name of the file a passage is of, as annotations give it."""
    return Path(passage.source).name


class RememberedNetwork(BilingualNetwork):
    """The shipped network, which keeps what it read in a file of JSON lines, a passage a line.

    What stands there, read by the same weights, is not read again, whatever else was read with it.
    """

    def __init__(self, memory: Path) -> None:
        super().__init__()
        self._memory = memory
        self._known = {raw["key"]: raw["scores"] for raw in json_lines(memory)}

    def read(
        self, question: str, texts: Sequence[PassageText], until: float | None = None
    ) -> list[PassageLogits | None]:
        keys = [self._key(question, text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            read = super().read(question, [*new.values()])
            with self._memory.open("a", encoding="utf-8") as file:
                for key, one in zip(new, read, strict=True):
                    self._known[key] = asdict(one) if one is not None else None
                    file.write(json.dumps({"key": key, "scores": self._known[key]}) + "\n")
        return [None if (raw := self._known[key]) is None else _scores(raw) for key in keys]

    @staticmethod
    def _key(question: str, text: PassageText) -> str:
        told = json.dumps([SHA256, question, asdict(text)], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()


def _scores(raw: dict[str, Any]) -> PassageLogits:
    sentences = tuple(None if one is None else SentenceLogits(**one) for one in raw["sentences"])
    return PassageLogits(raw["answers"], raw["related"], sentences)


def read_headlines(
    rows: Iterable[HeadlineRow],
    network: BilingualNetwork,
    kinds: KindModel,
    meanings: SentenceMeanings,
) -> Iterator[ReadRow]:
    """Each headline as a row with one passage, its sentence."""
    for row in rows:
        sentence = row.sentence
        place = ((0, len(sentence)),)
        texts = [PassageText(sentence, place, Surroundings())]
        (score,) = network.read(row.question, texts)
        if score is None:
            continue
        (meant,) = meanings.of(row.question, texts, [score])
        passage = ReadPassage(
            told=ToldText.as_it_stands(sentence),
            sentences=place,
            reading=score,
            rank=0,
            cosine=0.3,  # what a passage that answers has
            dense_rank=0,
            keyword_rank=0,
            same_language=True,
            document=row.id,
            start=0,
            passage=Passage(Chunk(row.id, 0, len(sentence), sentence), 1.0, row.id),
            source=document_from_bytes(sentence.encode(), "headline.txt"),
            meanings=meant,
        )
        asked = PolicyRow(
            id=row.id,
            origin="headlines",
            collection="headlines",
            question=row.question,
            language=row.language,
            type="headline",
            answerable=row.right,
            accept=(),
            short_answers=(row.short_answer,),
        )
        label = Label.EVIDENCE if row.right else Label.TEMPTING
        yield ReadRow(asked, (passage,), ((label,),), kinds.probabilities(row.question))


def share_of(row: PolicyRow) -> float:
    """Where a row stands between 0 and 1; the same on every machine."""
    return int(hashlib.sha256(row.key.encode()).hexdigest()[:8], 16) / 16**8


def rows_to_read(policy: Path) -> list[PolicyRow]:
    """What is fitted on: nothing of validation, and of training only parts of questions."""
    rows = [row for row in rows_of(policy) if use_of(row.collection) != "validation"]
    parts = [row for row in rows if row.origin == "parts"]
    fair = sorted((row for row in parts if row.answerable), key=share_of)[:MOST_PARTS]
    made = [row for row in parts if not row.answerable] + fair
    made += [
        row
        for row in rows
        if use_of(row.collection) == "fitting" and share_of(row) < SHARES.get(row.origin, 0)
        if row.origin != "parts"
    ]
    for row in own_rows():
        if not row.evidence and row.type in VALUES and len(row.accept) == 1:
            row = replace(row, short_answers=row.accept[0])
        made.append(row)
    return made


def fold_of(row: PolicyRow) -> int:
    """A question in two languages, a pair, and the parts of one question are in one fold."""
    key = row.id.partition(".")[0].removesuffix("x")
    number = re.search(r"(?<!\d)\d++$", key)
    if row.origin == "rows_near" and number:
        key = f"{key[: number.start()]}{(int(number[0]) - 1) // 2}"
    return int(hashlib.sha256(key.encode()).hexdigest()[:6], 16) % FOLDS
