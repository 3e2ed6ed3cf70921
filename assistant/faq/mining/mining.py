"""Mining: the questions that a set of documents answers, proposed without a language model.

A question that comes out of a sentence is no good for an FAQ unless asking it leads back there:
so every proposal is asked, and kept only where its source is among what the answer cites.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.faq.entry import Entry
from assistant.question.generation.proposals import Proposal, proposals, topic_at
from assistant.question.generation.wording import ProposalKind
from corpus.errors import QuestionError
from corpus.language.stems import stems
from corpus.language.words import STOP_WORDS, normalised, words
from corpus.wording import later
from index.choice import WHOLE_LIBRARY, DocumentChoice

MOST_OF_ONE = 2  # entries that are made of one sentence
ENOUGH, ENOUGH_PER_KEPT = 1_000, 10  # proposals after which no further document is read
ASKED_PER_KEPT = 3  # proposals that are asked for each entry wanted, at most
Groups = Callable[[Sequence[str]], Sequence[Sequence[int]]]


@dataclass(frozen=True, slots=True)
class MinedEntry:
    """A proposal that was answered, and the entry of an FAQ that it makes."""

    proposal: Proposal
    entry: Entry


@dataclass(frozen=True, slots=True)
class Mined:
    """What was kept, best first within its topic; and how many were dropped, by reason."""

    kept: tuple[MinedEntry, ...]
    dropped: Mapping[str, int]


@dataclass(slots=True)
class _Proposed:
    """A question to be asked, with all the proposals that word it so."""

    proposals: list[Proposal]

    @property
    def first(self) -> Proposal:
        return self.proposals[0]


def mine(
    assistant: Assistant,
    *,
    choice: DocumentChoice = WHOLE_LIBRARY,
    limit: int = 200,
    groups: Groups | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Mined:
    """Up to `limit` entries that the assistant answers from the sentences they were made from.

    What people asked in vain and is answered now comes first, those asked most before others;
    then documents and their sections take turns, and a question whose source an earlier answer
    already quotes waits until the rest were asked. Only documents of `choice` are asked.
    `groups` partitions the places of a list of questions into those that ask the same; without
    it, questions of the same words do. `on_progress` hears how many questions were asked and
    how many were kept so far. Nothing is put on the gap list. Raises LibraryError, ChoiceError.
    """
    chosen = assistant.chosen(choice)
    ids = [
        record.id
        for record in assistant.documents()
        if chosen.scope is None or record.id in chosen.scope
    ]
    found = _proposed(assistant, ids, max(ENOUGH, ENOUGH_PER_KEPT * limit))
    grouped = groups or by_words
    dropped: Counter[str] = Counter()
    # No more of those asked in vain than are wanted: most may still have no answer.
    candidates = [*islice(_asked(assistant, grouped), limit), *_in_turns(found)]
    alike = _alike(candidates, grouped)
    covered: dict[str, list[tuple[int, int]]] = defaultdict(list)
    kept: dict[int, MinedEntry] = {}  # by the group of questions that ask the same
    tried = 0
    made_of: Counter[tuple[str, int]] = Counter()
    waiting: deque[tuple[int, bool]] = deque((place, True) for place in range(len(candidates)))
    while waiting:
        place, may_wait = waiting.popleft()
        candidate = candidates[place]
        if alike[place] in kept:
            dropped[later("asks the same as another")] += 1
        elif made_of[candidate.first.document_id, candidate.first.start] >= MOST_OF_ONE:
            dropped[later("made of the same sentence as others")] += 1
        elif len(kept) >= limit or tried >= ASKED_PER_KEPT * limit:
            dropped[later("over the limit")] += 1
        elif may_wait and _is_covered(candidate.first, covered):
            waiting.append((place, False))
        else:
            tried += 1
            mined = _answered(assistant, candidate, chosen.choice, frozenset(ids))
            if isinstance(mined, str):
                dropped[mined] += 1
            else:
                kept[alike[place]] = mined
                made_of[mined.proposal.document_id, mined.proposal.start] += 1
                for citation in mined.entry.answer.citations:
                    covered[citation.document_id].append((citation.start, citation.end))
            if on_progress is not None:
                on_progress(tried, len(kept))
    return Mined(_by_topic(kept.values()), MappingProxyType(dict(dropped)))


def _proposed(assistant: Assistant, ids: Sequence[str], enough: int) -> list[Proposal]:
    """The proposals of documents, in their order, until there are enough.

    An id is a hash: in the order of ids, those of a large library that are read first are a
    fair sample.
    """
    found: dict[str, list[Proposal]] = {}
    count = 0
    for document_id in sorted(ids):
        found[document_id] = list(proposals([assistant.read(document_id)]))
        count += len(found[document_id])
        if count >= enough:
            break
    return [proposal for document_id in ids for proposal in found.get(document_id, ())]


def by_words(questions: Sequence[str]) -> list[list[int]]:
    """The places of questions with the same content words, asking for the same kind of thing."""
    found: dict[object, list[int]] = defaultdict(list)
    for place, question in enumerate(questions):
        asking = question.split(maxsplit=1)[0].casefold() if question.split() else ""
        content = " ".join(word for word in words(question) if word.casefold() not in _ASIDE)
        found[asking, stems(content)].append(place)
    return list(found.values())


_ASIDE = STOP_WORDS | frozenset("aim aims seek seeks try tries strive strives intend".split())


def _asked(assistant: Assistant, groups: Groups) -> Iterator[_Proposed]:
    """The questions of the gap list, those that ask the same as one, most asked first."""
    gaps = assistant.gaps()
    found = []
    for places in groups([gap.question for gap in gaps]):
        most = max(places, key=lambda place: gaps[place].times)
        times = sum(gaps[place].times for place in places)
        found.append(Proposal(gaps[most].question, "", "asked", "", 0, 0, times))
    for proposal in sorted(found, key=lambda proposal: -proposal.times):
        yield _Proposed([proposal])


def _in_turns(found: Iterable[Proposal]) -> Iterator[_Proposed]:
    """Questions worded alike as one; documents take turns, and in each its sections do."""
    candidates: dict[str, _Proposed] = {}
    for proposal in found:
        candidates.setdefault(normalised(proposal.question), _Proposed([])).proposals.append(
            proposal
        )
    by_document: dict[str, dict[str, deque[_Proposed]]] = defaultdict(lambda: defaultdict(deque))
    for candidate in sorted(candidates.values(), key=lambda one: _ORDER.index(one.first.kind)):
        by_document[candidate.first.document_id][candidate.first.topic].append(candidate)
    queues = [deque(_round(sections.values())) for sections in by_document.values()]
    return _round(queues)


def _round(queues: Iterable[deque[_Proposed]]) -> Iterator[_Proposed]:
    waiting = deque(queue for queue in queues if queue)
    while waiting:
        queue = waiting.popleft()
        yield queue.popleft()
        if queue:
            waiting.append(queue)


_ORDER: tuple[ProposalKind, ...] = (
    "definition", "list", "heading", "date", "actor", "duty", "number", "place", "task",
    "purpose", "manner", "fact", "asked",
)  # fmt: skip


def _alike(candidates: Sequence[_Proposed], groups: Groups) -> list[int]:
    """For each candidate, the number of its group of questions that ask the same."""
    numbers = [0] * len(candidates)
    partition = groups([candidate.first.question for candidate in candidates])
    for number, places in enumerate(partition):
        for place in places:
            numbers[place] = number
    return numbers


def _is_covered(proposal: Proposal, covered: Mapping[str, list[tuple[int, int]]]) -> bool:
    quoted = covered.get(proposal.document_id, ())
    return any(start <= proposal.start and proposal.end <= end for start, end in quoted)


def _answered(
    assistant: Assistant, candidate: _Proposed, choice: DocumentChoice, ids: Collection[str]
) -> MinedEntry | str:
    """The entry that a question makes, or why it makes none."""
    first = candidate.first
    try:
        answer = assistant.ask(first.question, keep=False, choice=choice)
    except QuestionError:
        return later("cannot be asked")
    if answer.status == "not_found":
        return later("not answered")
    if first.kind == "asked":
        source = _source_of_asked(assistant, first, answer, ids)
    else:
        quoted = (one for one in candidate.proposals if _is_quoted(assistant, one, answer))
        source = next(quoted, None)
    if source is None:
        return later("answered from another place")
    return MinedEntry(source, Entry(_identifier(source.question), source.topic, answer))


def _source_of_asked(
    assistant: Assistant, asked: Proposal, answer: Answer, ids: Collection[str]
) -> Proposal | None:
    """What was asked in vain, with the place that answers it now."""
    for citation in answer.citations:
        if citation.document_id in ids:
            topic = topic_at(assistant.read(citation.document_id), citation.start)
            place = (citation.document_id, citation.start, citation.end)
            return Proposal(asked.question, topic, asked.kind, *place, asked.times)
    return None


def _is_quoted(assistant: Assistant, proposal: Proposal, answer: Answer) -> bool:
    """Whether an answer quotes the source of a proposal, or the same words elsewhere."""
    if any(
        citation.document_id == proposal.document_id
        and citation.start < proposal.end
        and proposal.start < citation.end
        for citation in answer.citations
    ):
        return True
    text = assistant.read(proposal.document_id).text[proposal.start : proposal.end]
    return any(citation.quote == text for citation in answer.citations)


def _identifier(question: str) -> str:
    """The same for the same question, whenever it is mined."""
    return "m" + hashlib.sha256(normalised(question).encode()).hexdigest()[:10]


def _by_topic(kept: Iterable[MinedEntry]) -> tuple[MinedEntry, ...]:
    """In their order, those of a topic together after its first."""
    topics: dict[str, list[MinedEntry]] = defaultdict(list)
    for mined in kept:
        topics[mined.entry.topic].append(mined)
    return tuple(mined for together in topics.values() for mined in together)
