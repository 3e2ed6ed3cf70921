"""Mining: the questions that a set of documents answers, proposed without a language model.

    proposals(documents)     questions from the patterns of sentences and headings: pure
    mine(assistant)          those that the assistant answers from the sentence they came from

A question that comes out of a sentence is no good for an FAQ unless asking it leads back there:
so every proposal is asked, and kept only where its source is among what the answer cites.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from types import MappingProxyType

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.faq.entry import Entry
from assistant.faq.mined_headings import of_heading
from assistant.faq.mined_setting import Setting
from assistant.faq.patterns import of_sentence
from assistant.faq.question_wording import Kind
from assistant.gaps import normalised
from assistant.questions import stems
from corpus.document import Document
from corpus.errors import QuestionError
from corpus.sentences import sentence_spans
from index.words import STOP_WORDS, words

LONGEST_SENTENCE = 800  # characters
TOPIC = " / "  # between the title and the section
WRAPPED = 60  # characters of a line that may go on in the next
SAMPLE = 20_000  # characters that tell whether a text is English
LEAST_ENGLISH = 0.12  # the share of its words that are English function words
MOST_OF_ONE = 2  # entries that are made of one sentence
ENOUGH, ENOUGH_PER_KEPT = 1_000, 10  # proposals after which no further document is read
ASKED_PER_KEPT = 3  # proposals that are asked for each entry wanted, at most
Groups = Callable[[Sequence[str]], Sequence[Sequence[int]]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question and the span of the document that it was made from.

    `topic` is where that stands: the title and the section. `times` is how often the question
    was asked, 0 for one made by a pattern; one that was asked (`kind` `asked`) has no document.
    """

    question: str
    topic: str
    kind: Kind
    document_id: str
    start: int
    end: int
    times: int = 0


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


# Proposing


def proposals(documents: Iterable[Document]) -> Iterator[Proposal]:
    """The questions that the texts and headings of documents answer, by their patterns.

    Documents in another language than English give none.
    """
    for document in documents:
        if _is_english(document):
            yield from _of_document(document)


def _of_document(document: Document) -> Iterator[Proposal]:
    setting = Setting.of(document)
    sections = _sections(document)
    starts = [section.start for section in sections]
    seen: set[tuple[str, int]] = set()
    for question, kind, start, end in chain(
        _by_heading(sections, setting), _by_sentence(document, setting)
    ):
        if (question, start) in seen:
            continue
        seen.add((question, start))
        place = bisect_right(starts, start) - 1
        topic = sections[place].topic if place >= 0 else document.title or document.source
        yield Proposal(question, topic, kind, document.id, start, end)


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading, the span that it is over, and how many headings are below it."""

    heading: str
    start: int
    end: int
    below: int
    topic: str


def _sections(document: Document) -> list[_Section]:
    """A section for each heading, in order; in one pass, for there may be thousands."""
    headings = document.headings
    ends = [len(document.text)] * len(headings)
    below = [0] * len(headings)
    topics: list[str] = []
    path: list[int] = []
    for place, heading in enumerate(headings):
        while path and headings[path[-1]].level >= heading.level:
            ends[path.pop()] = heading.start
        for above in path:
            below[above] += 1
        path.append(place)
        words = [headings[above].text for above in path]
        if document.title and document.title != words[0]:
            words.insert(0, document.title)
        topics.append(TOPIC.join(words[:2]))
    return [
        _Section(heading.text, heading.start, end, parts, topic)
        for heading, end, parts, topic in zip(headings, ends, below, topics, strict=True)
    ]


def _by_heading(
    sections: Iterable[_Section], setting: Setting
) -> Iterator[tuple[str, Kind, int, int]]:
    for section in sections:
        for question, kind in of_heading(section.heading, setting, holds_parts=section.below > 1):
            yield question, kind, section.start, section.end


def _by_sentence(document: Document, setting: Setting) -> Iterator[tuple[str, Kind, int, int]]:
    headings = {heading.start for heading in document.headings}
    for start, end in sentence_spans(document.text, language=document.language):
        if start in headings or end - start > LONGEST_SENTENCE:
            continue
        sentence = document.text[start:end]
        if " | " in sentence or sentence.isupper() or _goes_on(document.text, start):
            continue
        for question, kind in of_sentence(sentence, setting):
            yield question, kind, start, end


def _goes_on(text: str, start: int) -> bool:
    """Whether a sentence begins in the middle of another, whose line was broken before it."""
    end = start
    while end > 0 and text[end - 1] in " \t":
        end -= 1
    if end == 0 or text[end - 1] != "\n":
        return False
    line = text[text.rfind("\n", 0, end - 1) + 1 : end - 1].rstrip()
    return len(line) >= WRAPPED and (line[-1].isalpha() or line[-1] == ",")


def topic_at(document: Document, offset: int) -> str:
    """The title and the section of a place: `Strategic autonomy / Diplomacy`."""
    return TOPIC.join(document.heading_path_at(offset)[:2]) or document.source


def _is_english(document: Document) -> bool:
    if document.language is not None and not document.language.casefold().startswith("en"):
        return False
    found = words(document.text[:SAMPLE])
    return sum(word.casefold() in STOP_WORDS for word in found) >= LEAST_ENGLISH * len(found) > 0


# Keeping what is answered


@dataclass(slots=True)
class _Candidate:
    """A question to be asked, with all the proposals that word it so."""

    proposals: list[Proposal]

    @property
    def first(self) -> Proposal:
        return self.proposals[0]


def mine(
    assistant: Assistant,
    *,
    document_ids: Collection[str] | None = None,
    limit: int = 200,
    groups: Groups | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Mined:
    """Up to `limit` entries that the assistant answers from the sentences they were made from.

    What people asked in vain and is answered now comes first, those asked most before others;
    then documents and their sections take turns, and a question whose source an earlier answer
    already quotes waits until the rest were asked. `document_ids` limits the sources.
    `groups` partitions the places of a list of questions into those that ask the same; without
    it, questions of the same words do. `on_progress` hears how many questions were asked and
    how many were kept so far. Nothing is put on the gap list. Raises LibraryError.
    """
    ids = [
        record.id
        for record in assistant.documents()
        if document_ids is None or record.id in document_ids
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
            dropped["asks the same as another"] += 1
        elif made_of[candidate.first.document_id, candidate.first.start] >= MOST_OF_ONE:
            dropped["made of the same sentence as others"] += 1
        elif len(kept) >= limit or tried >= ASKED_PER_KEPT * limit:
            dropped["over the limit"] += 1
        elif may_wait and _is_covered(candidate.first, covered):
            waiting.append((place, False))
        else:
            tried += 1
            mined = _answered(assistant, candidate, frozenset(ids))
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


def _asked(assistant: Assistant, groups: Groups) -> Iterator[_Candidate]:
    """The questions of the gap list, those that ask the same as one, most asked first."""
    gaps = assistant.gaps()
    found = []
    for places in groups([gap.question for gap in gaps]):
        most = max(places, key=lambda place: gaps[place].times)
        times = sum(gaps[place].times for place in places)
        found.append(Proposal(gaps[most].question, "", "asked", "", 0, 0, times))
    for proposal in sorted(found, key=lambda proposal: -proposal.times):
        yield _Candidate([proposal])


def _in_turns(found: Iterable[Proposal]) -> Iterator[_Candidate]:
    """Questions worded alike as one; documents take turns, and in each its sections do."""
    candidates: dict[str, _Candidate] = {}
    for proposal in found:
        candidates.setdefault(normalised(proposal.question), _Candidate([])).proposals.append(
            proposal
        )
    by_document: dict[str, dict[str, deque[_Candidate]]] = defaultdict(lambda: defaultdict(deque))
    for candidate in sorted(candidates.values(), key=lambda one: _ORDER.index(one.first.kind)):
        by_document[candidate.first.document_id][candidate.first.topic].append(candidate)
    queues = [deque(_round(sections.values())) for sections in by_document.values()]
    return _round(queues)


def _round(queues: Iterable[deque[_Candidate]]) -> Iterator[_Candidate]:
    waiting = deque(queue for queue in queues if queue)
    while waiting:
        queue = waiting.popleft()
        yield queue.popleft()
        if queue:
            waiting.append(queue)


_ORDER: tuple[Kind, ...] = (
    "definition", "list", "heading", "date", "actor", "duty", "number", "place", "task",
    "purpose", "manner", "fact", "asked",
)  # fmt: skip


def _alike(candidates: Sequence[_Candidate], groups: Groups) -> list[int]:
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
    assistant: Assistant, candidate: _Candidate, ids: Collection[str]
) -> MinedEntry | str:
    """The entry that a question makes, or why it makes none."""
    first = candidate.first
    try:
        answer = assistant.ask(first.question, keep=False)
    except QuestionError:
        return "cannot be asked"
    if answer.status == "not_found":
        return "not answered"
    if first.kind == "asked":
        source = _source_of_asked(assistant, first, answer, ids)
    else:
        quoted = (one for one in candidate.proposals if _is_quoted(assistant, one, answer))
        source = next(quoted, None)
    if source is None:
        return "answered from another place"
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
