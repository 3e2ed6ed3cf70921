"""The assistant as one person has it: the one place where a person's rights narrow what it does.

What is read comes from a library of which nothing else is seen (`NarrowedLibrary`); what
changes is refused here unless a method says who may do it. So a method that somebody adds to
`Assistant` reads no more than the person may, and changes nothing, until it is judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Unpack, cast

from assistant.answer import Answer, Turn
from assistant.asking import Options
from assistant.assistant import Assistant, Check, SyncOptions
from assistant.gaps import Gap
from assistant.holdings import EditorialRecords, Holdings, Pipeline
from assistant.language_model.chosen import ChosenModel
from assistant.language_model.engines.model import LanguageModel
from assistant.people.person_records import (
    PersonConversations,
    PersonFaq,
    PersonReviews,
    Sight,
    keepers_only,
)
from assistant.people.principal import Principal
from assistant.quote_positions import StoredDocuments
from corpus.contents import ContentReport
from corpus.errors import AccessError, ChoiceError
from corpus.wording import _
from index.choice import DocumentChoice
from index.store.library import Library
from index.store.records import DocumentRecord, FileReport
from index.store.tables.removed_rows import Removal, RemovedDocument
from index.store.tables.terms import Term

if TYPE_CHECKING:
    from index.exporting import Exported


class PersonAssistant(Assistant):
    """An assistant for a reader or an editor. Made by `Rooms.for_person`.

    `whole` is the assistant of the house, by which what was judged here is changed, and `library`
    its own; `rights` tells the collections that the person may read, and edit, at the time.
    """

    def __init__(
        self,
        parts: tuple[Holdings, Pipeline],
        whole: Assistant,
        library: Library,
        principal: Principal,
        rights: Callable[[], tuple[frozenset[str], frozenset[str]]],
    ) -> None:
        holdings, pipeline = parts
        self.principal, self._whole, self._rights = principal, whole, rights
        self._house = library
        self._reads = rights()[0]
        sight = Sight(principal, holdings.library, self._edits)
        self.sight = sight
        faq = PersonFaq(whole.faq, sight)
        kept = whole.records
        super().__init__(
            replace(holdings, make_ingest=_nothing, make_reindex=_nothing, make_sync=_nothing),
            pipeline,
            EditorialRecords(
                gaps=kept.gaps,
                reviews=PersonReviews(kept.reviews, sight),
                conversations=PersonConversations(kept.conversations, sight),
                faq=faq,
                approved=kept.approved.of(
                    faq, StoredDocuments(holdings.library.record, holdings.library.document)
                ),
                released=kept.released,
            ),
        )

        self.chosen_model = cast(ChosenModel, _ModelToUse(pipeline.chosen_model))

    # Asking

    def stream(
        self, question: str, history: Sequence[Turn] = (), **options: Unpack[Options]
    ) -> Iterator[Answer]:
        """As `Asking.stream`. Raises AccessError when what the person may read has become less
        meanwhile: what was put together until then may quote it."""
        for answer in super().stream(question, history, **options):
            self._still()
            yield answer

    def _still(self) -> None:
        if not self._reads <= self._rights()[0]:
            raise AccessError(_("What you may read was changed meanwhile. Ask the question again."))

    # Documents

    @property
    def folder(self) -> Path:
        raise keepers_only()

    def contents(self, document_id: str) -> ContentReport:
        self._library.record(document_id)
        return super().contents(document_id)

    def remove(self, id_or_name: str, for_good: bool = False) -> Removal:
        record = self._library.record(id_or_name)
        self._change([record.id])
        name = id_or_name if id_or_name in record.names else record.id
        if name != record.id and len(record.names) < 2:
            name = record.id
        if for_good:
            raise keepers_only()
        return self._whole.remove(name)

    def correct(
        self, document: str, told: Mapping[str, Any], clear: Sequence[str] = ()
    ) -> DocumentRecord:
        (id_,) = self._meant([document], one=True)
        self._change([id_])
        if "replaces" in told:
            self._meant(list(told["replaces"] or ()))
        self._whole.correct(id_, told, clear)
        return self._library.record(id_)

    def collect(self, collection: str, documents: Sequence[str]) -> list[str]:
        return self._whole.collect(*self._sorting(collection, documents))

    def move(self, collection: str, documents: Sequence[str]) -> list[str]:
        return self._whole.move(*self._sorting(collection, documents))

    def take_out(self, collection: str, documents: Sequence[str]) -> list[str]:
        return self._whole.take_out(*self._sorting(collection, documents))

    def _sorting(self, collection: str, documents: Sequence[str]) -> tuple[str, list[str]]:
        """A collection that the person edits, and documents all of whose collections they do."""
        (name,) = self.chosen(DocumentChoice((collection,))).choice.collections
        ids = self._meant(documents)
        self._change(ids)
        if name not in self._rights()[1]:
            raise self._not_edited()
        return name, ids

    def _meant(self, documents: Sequence[str], one: bool = False) -> list[str]:
        ids = list(self.chosen(DocumentChoice(documents=tuple(documents))).choice.documents)
        if one and len(ids) != 1:
            raise ChoiceError(
                _("Several documents are called {name}; name one by its id.").format(
                    name=documents[0]
                )
            )
        return ids

    def _change(self, ids: Collection[str]) -> None:
        if not self._edits(ids):
            raise self._not_edited()

    def _edits(self, ids: Collection[str]) -> bool:
        """Whether the person edits every collection of some documents that they may read: what
        stands in another one too is not theirs alone to change."""
        if self.principal.role == "reader" or self._library.bounded(frozenset(ids)) != frozenset(
            ids
        ):
            return False
        edited = self._rights()[1]
        within, lost = self._house.collections_by_document(ids)
        return not lost and all({*within.get(id_, ())} <= edited and within.get(id_) for id_ in ids)

    def _not_edited(self) -> AccessError:
        return AccessError(
            _("You may read this, but not change it: ask who edits all of its collections.")
        )

    # What is a keeper's

    def gaps(self) -> list[Gap]:
        raise keepers_only()

    def clear_gaps(self) -> list[Gap]:
        raise keepers_only()

    def gap_problem(self) -> str | None:
        raise keepers_only()

    def ingest(self, paths: Sequence[Path], **options: Any) -> Iterator[FileReport]:
        raise keepers_only()

    def sync(self, folder: Path, **options: Unpack[SyncOptions]) -> Any:
        raise keepers_only()

    def reindex(self) -> Any:
        raise keepers_only()

    def removed(self) -> list[RemovedDocument]:
        return []

    def undo_remove(self, id_or_name: str) -> DocumentRecord:
        raise keepers_only()

    def add_term(self, short: str, long: str) -> Term:
        raise keepers_only()

    def remove_term(self, short: str) -> Term:
        raise keepers_only()

    def granted(self) -> Mapping[str, Mapping[str, list[str]]]:
        return {}

    def releases(self) -> frozenset[str]:
        return super().releases() & self._rights()[0]

    def release(self, collection: str, allowed: bool = True) -> str:
        raise keepers_only()

    def export(self, file: Path, on_bytes: Callable[[int, int], object] | None = None) -> Exported:
        raise keepers_only()

    def checks(self) -> list[Check]:
        raise keepers_only()

    def close(self) -> None:
        """Nothing: what is shared goes on, until the assistant of the house is closed."""


class _ModelToUse:
    """The language model, which a person uses and does not choose."""

    def __init__(self, chosen: ChosenModel) -> None:
        self._chosen = chosen

    @property
    def model(self) -> LanguageModel | None:
        return self._chosen.model

    def __getattr__(self, name: str) -> NoReturn:
        raise keepers_only()


def _nothing() -> NoReturn:
    raise keepers_only()
