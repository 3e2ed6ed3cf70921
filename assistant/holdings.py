"""What an assistant is made of: the documents, the way from a question to an answer, records."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering.generator import Generator
from assistant.answering.legal.amendments import Amendments
from assistant.answering.legal.provisions import ProvisionAnswers
from assistant.answering.printed_questions import PrintedQuestions
from assistant.answering.tables.answers import TableAnswers
from assistant.conversations.conversations import Conversations
from assistant.evaluation.reviews import ReviewFile
from assistant.faq.keeping.lookup import ApprovedAnswers
from assistant.faq.keeping.records import FaqRecords
from assistant.gaps import GapList
from assistant.language_model.chosen import ChosenModel
from assistant.language_model.released import ReleasedCollections
from assistant.question.described_documents import DescribedDocuments
from assistant.question.glossary import Glossary
from assistant.reader.reader import PassageReader
from assistant.requests.routes import RequestRoutes
from corpus.errors import AccessError
from corpus.wording import _
from index.choice import Choices
from index.models.embedder import Embed
from index.search.accents import Accents
from index.search.retriever import Retriever
from index.search.vectors import VectorIndex
from index.search.vocabulary import Vocabulary
from index.store import database
from index.store.library import Library
from index.store.server import places
from index.validity import Validities

if TYPE_CHECKING:
    from index.ingest import Ingest
    from index.reindex import Reindex
    from index.store.server.moving import Moved
    from index.sync import Sync


@dataclass(frozen=True, slots=True)
class Holdings:
    """The documents with their index, and what adds to them."""

    library: Library
    vectors: VectorIndex
    vocabulary: Vocabulary
    accents: Accents
    described: DescribedDocuments
    glossary: Glossary
    choices: Choices
    validities: Validities
    embed: Embed
    # What a run needs is loaded only when one starts.
    make_ingest: Callable[[], Ingest]
    make_reindex: Callable[[], Reindex]
    make_sync: Callable[[], Sync]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """How a question is answered: searched for, read, and quoted; put into words by a language
    model, where there is one.

    `candidates` passages are read; `threshold` is the confidence from which there is an answer.
    """

    retriever: Retriever
    reader: PassageReader
    generator: Generator
    chosen_model: ChosenModel
    provisions: ProvisionAnswers
    amendments: Amendments
    tables: TableAnswers
    printed: PrintedQuestions
    requests: RequestRoutes
    threshold: float
    candidates: int
    max_question_characters: int


@dataclass(frozen=True, slots=True)
class EditorialRecords:
    """What people keep beside the documents: questions without an answer, what they say of
    answers, conversations, FAQ entries, and which collections a model elsewhere may read."""

    gaps: GapList
    reviews: ReviewFile
    conversations: Conversations
    faq: FaqRecords
    approved: ApprovedAnswers
    released: ReleasedCollections


# All of it, taken together


def kept_files() -> dict[str, str]:
    """The files of a data folder that a server can keep, each with its schema."""
    from assistant.conversations import conversation_file
    from assistant.evaluation import reviews
    from assistant.faq.keeping import record_file
    from assistant.training.bank import bank_file
    from assistant.training.practice import results_file
    from index.store.tables.schema import SCHEMA

    kept = (record_file, bank_file, results_file, conversation_file, reviews)
    return {database.FILE_NAME: SCHEMA} | {one.FILE_NAME: one.SCHEMA for one in kept}


def move_store(source: str, target: str, on_progress: Callable[[float], object]) -> Moved:
    """Move what is kept at one place, the path of a data folder or an address of a server, to
    another. Raises LibraryError; run again, it goes on where it was stopped. A folder with accounts
    is not moved, which AccessError says: no server keeps anybody out yet."""
    from assistant.people.account_file import FILE_NAME as PEOPLE
    from index.store.server.ends import end_of, moved_file
    from index.store.server.moving import move

    if (Path(source) / PEOPLE).exists():
        raise AccessError(
            _("There are accounts in {folder}, and they need the library in files.").format(
                folder=source
            )
        )
    files = [moved_file(Path(name).stem, sql) for name, sql in kept_files().items()]
    ends = end_of(source), end_of(target)
    return move(*ends, files, on_progress)


@contextmanager
def folder_of(data_dir: Path) -> Iterator[Path]:
    """A data folder as files, for as long as it is needed: itself, or, where a server keeps its
    content, a copy of all that there is. Raises LibraryError."""
    server = places.server_of(data_dir)
    if server is None:
        yield data_dir
        return
    with tempfile.TemporaryDirectory(prefix="assistant-") as made:
        folder = Path(made) / "data"
        move_store(server.address, str(folder), lambda share: None)
        _copy_beside(data_dir, folder)
        yield folder


def put_on_server(made: Path, data_dir: Path) -> None:
    """Move what a folder holds to the server that keeps a data folder, and what only files hold
    into that folder. Raises LibraryError."""
    server = places.server_of(data_dir)
    assert server is not None
    move_store(str(made), server.address, lambda share: None)
    database.make_folder(data_dir)
    _copy_beside(made, data_dir)


def _copy_beside(one: Path, other: Path) -> None:
    """Copy what no server keeps: settings, packs, lists."""
    names = {*kept_files(), "originals", "removed", "vectors", "writer.lock", "ballast"}
    for path in one.iterdir():
        if path.name in names or (other / path.name).exists():
            continue
        if path.is_dir():
            shutil.copytree(path, other / path.name)
        else:
            shutil.copy2(path, other / path.name)
