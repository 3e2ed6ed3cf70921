"""Which sentences to quote: a set, by the probability that each is evidence.

A logistic model over the reader's outputs gives every sentence read its probability; how low it
may be, how many sentences and how many words are quoted depends on the kind of question. A
sentence next to a chosen one joins its quote at a lower probability, since what belongs
together is quoted together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan

from assistant.answering.logistic import Logistic, best, clipped
from assistant.answering.recency import BEHIND, newer_first, say_the_same
from assistant.reader.overlap import coverage, rarity
from assistant.reader.passages import ReadPassage

_OF_QUESTIONS = re.compile(r"\b(?:question|câu hỏi)", re.IGNORECASE)
LEAST_WITHIN = 6  # words of a sentence that is not quoted again within another
LESS = 0.99  # of the probability of what it stands behind
LIKELY = 8  # sentences among which the newer of two that say the same comes first
ITEM_WITH_LEAD = 60  # words of an item with its lead-in, or of a short list

GROUPS: Mapping[str, tuple[str, ...]] = {
    "value": ("fact", "date", "number", "person", "place", "table"),
    "statement": ("definition", "yes_no", "condition"),
    "list": ("list",),
    "explain": ("explain", "how"),
    "summary": ("summary",),
    "sides": ("compare", "multi", "conflict"),
}


def group_of(kinds: Mapping[str, float]) -> str:
    """The group of kinds that is the most probable."""
    shares = {group: sum(kinds[kind] for kind in own) for group, own in GROUPS.items()}
    return max(shares, key=lambda group: shares[group])


@dataclass(frozen=True, slots=True)
class Limits:
    """`first`: the least probability of a further sentence of its own; `joined`: of one that
    stands next to a chosen one; `share`: and at least this share of the best one's; `side`: the
    least probability of the best sentence of another document where sides are asked for."""

    first: float
    joined: float
    share: float
    sentences: int
    words: int
    side: float = 1.0


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """A sentence with its probability; `passage` and `number` say where it stands."""

    probability: float
    passage: int
    number: int
    words: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Sentences `first` to `last` of a passage, quoted as one."""

    passage: int
    first: int
    last: int
    probability: float


def sentence_features(
    question: str, passages: Sequence[ReadPassage], kinds: Mapping[str, float]
) -> list[tuple[int, int, dict[str, float]]]:
    """(passage, sentence, features) of every sentence that was read.

    A question in a document answers nothing, unless it is questions that are asked for.
    """
    read = [
        (place, number, score)
        for place, passage in enumerate(passages)
        for number, score in enumerate(passage.reading.sentences)
        if score is not None
    ]
    if not _OF_QUESTIONS.search(question):
        telling = [
            one for one in read if not passages[one[0]].sentence(one[1]).rstrip().endswith("?")
        ]
        read = telling or read
    top = best([clipped(score.evidence) for _, _, score in read])
    top_answers = best([clipped(passage.reading.answers) for passage in passages])
    meanings = {
        (place, number): cosine
        for place, number, _ in read
        if passages[place].meanings and (cosine := passages[place].meanings[number]) is not None
    }
    # Those not measured are those that the reader takes least for evidence.
    nearest, furthest = (max(meanings.values()), min(meanings.values())) if meanings else (nan, nan)
    top_cosine = best([passage.cosine for passage in passages], 0.0)
    broad = 1.0 - sum(kinds[kind] for kind in (*GROUPS["value"], *GROUPS["statement"]))
    weights = rarity(question, [passage.text for passage in passages])
    made = []
    for place, number, score in read:
        passage = passages[place]
        near = [
            other.evidence
            for at in (number - 1, number + 1)
            if 0 <= at < len(passage.sentences)
            and (other := passage.reading.sentences[at]) is not None
        ]
        evidence, answers = clipped(score.evidence), clipped(passage.reading.answers)
        across = float(not passage.same_language)
        length = len(passage.sentence(number).split())
        meaning = meanings.get((place, number), furthest)
        made.append(
            (
                place,
                number,
                {
                    "evidence": evidence,
                    "answers": answers,
                    "related": clipped(passage.reading.related),
                    "below_best": evidence - top,
                    "passage_below_best": answers - top_answers,
                    "rank": float(passage.rank),
                    "cosine_below_best": passage.cosine - top_cosine,
                    "span": clipped(score.span, -12, 12),
                    "neighbour": clipped(best(near)),
                    "short": float(length < 5),
                    "length": min(length, 50) / 50,
                    "words": coverage(weights, passage.sentence(number)),
                    "words_with_lead": coverage(
                        weights, f"{passage.lead} {passage.sentence(number)}"
                    ),
                    "meaning": meaning,
                    "meaning_below_best": meaning - nearest,
                    "meaning_across": nan if isnan(meaning) else meaning * across,
                    "other_language": across,
                    "broad_evidence": broad * evidence,
                    "broad_below_best": broad * (evidence - top),
                },
            )
        )
    return made


def scored(
    question: str,
    passages: Sequence[ReadPassage],
    kinds: Mapping[str, float],
    model: Logistic,
) -> list[EvidenceSentence]:
    """Every sentence read, most probable first; of equal texts only that of the newest document
    in force, and of one that stands within another only the more probable.
    """
    every = [
        EvidenceSentence(
            model.probability(features),
            place,
            number,
            len(passages[place].sentence(number).split()),
        )
        for place, number, features in sentence_features(question, passages, kinds)
    ]
    every.sort(key=lambda sentence: (-sentence.probability, sentence.passage, sentence.number))
    kept: dict[str, EvidenceSentence] = {}
    for sentence in every:
        read = passages[sentence.passage]
        words = re.findall(r"\w+", read.sentence(sentence.number).casefold())
        text = f" {' '.join(words)} "
        same = kept.get(text)
        if same is not None:
            if _rank(read) > _rank(passages[same.passage]):
                kept[text] = replace(sentence, probability=same.probability)
        elif not any(_within(text, other) or _within(other, text) for other in kept):
            kept[text] = sentence
    return [*kept.values()]


def _rank(read: ReadPassage) -> tuple[bool, str]:
    """Of what says the same, what is in force comes first, then the newer."""
    return read.passage.validity is None, read.passage.date or ""


def _date_in_force(read: ReadPassage) -> str | None:
    """The date of a document in force; what is not in force is older than all that is."""
    return read.passage.date if read.passage.validity is None else None


def in_force_first(
    sentences: Sequence[EvidenceSentence], passages: Sequence[ReadPassage]
) -> list[EvidenceSentence]:
    """The same sentences; of likely ones a sentence that is not in force is less probable than its
    near-equals that are: those that say the same, or stand in the document that replaced its own.
    What this says in its place is more probable however near it is.
    """
    likely, rest = sentences[:LIKELY], sentences[LIKELY:]
    valid = [one for one in likely if passages[one.passage].passage.validity is None]

    def behind(one: EvidenceSentence) -> EvidenceSentence:
        read = passages[one.passage]
        if read.passage.validity is None:
            return one
        near = []
        for other in valid:
            replaced = passages[other.passage].document == read.passage.validity.by
            same = say_the_same(
                read.sentence(one.number), passages[other.passage].sentence(other.number)
            )
            close = one.probability - other.probability < BEHIND
            if (replaced and same) or (close and (replaced or same)):
                near.append(other.probability)
        return replace(one, probability=min([one.probability, *(p * LESS for p in near)]))

    ordered = sorted(map(behind, likely), key=lambda one: -one.probability)
    return [*ordered, *rest] if valid else [*sentences]


def in_force(
    sentences: Sequence[EvidenceSentence], passages: Sequence[ReadPassage]
) -> list[EvidenceSentence]:
    """Those of documents in force, or all where there are none."""
    valid = [one for one in sentences if passages[one.passage].passage.validity is None]
    return valid or [*sentences]


def _within(one: str, other: str) -> bool:
    """Whether a sentence of some length stands in another, word for word."""
    return one.count(" ") > LEAST_WITHIN and one in other


def newest_first(
    sentences: Sequence[EvidenceSentence], passages: Sequence[ReadPassage]
) -> list[EvidenceSentence]:
    """The same sentences; of likely ones that say the same the newest document's comes first."""
    likely = newer_first(
        sentences[:LIKELY],
        lambda one: (
            one.probability,
            _date_in_force(passages[one.passage]),
            passages[one.passage].sentence(one.number),
        ),
    )
    return [*likely, *sentences[LIKELY:]]


def chosen(
    sentences: Sequence[EvidenceSentence],
    passages: Sequence[ReadPassage],
    limits: Limits,
    group: str,
) -> list[Quote]:
    """The quotes, best first; of one document in reading order after its best one's document.

    A list is quoted whole where `group` asks for one and it is not too long.
    """
    if not sentences:
        return []
    lead = sentences[0]
    taken = {(lead.passage, lead.number): lead}
    words = lead.words

    def take(sentence: EvidenceSentence) -> None:
        nonlocal words
        taken[sentence.passage, sentence.number] = sentence
        words += sentence.words

    if limits.side < 1:
        other = next(
            (
                sentence
                for sentence in sentences
                if passages[sentence.passage].document != passages[lead.passage].document
            ),
            None,
        )
        if other is not None and other.probability >= limits.side:
            take(other)
    for sentence in sentences[1:]:
        if len(taken) >= limits.sentences:
            break
        place = (sentence.passage, sentence.number)
        if place in taken or words + sentence.words > limits.words:
            continue
        next_to = any((sentence.passage, sentence.number + step) in taken for step in (-1, 1))
        least = limits.joined if next_to else limits.first
        if sentence.probability >= max(least, limits.share * lead.probability):
            take(sentence)
    return _quotes(taken, passages, limits.words if group == "list" else ITEM_WITH_LEAD)


def _quotes(
    taken: Mapping[tuple[int, int], EvidenceSentence],
    passages: Sequence[ReadPassage],
    most: int,
) -> list[Quote]:
    """Neighbouring sentences joined; a lead-in with the list that it announces, an item with its
    lead-in and what stands between, each where that has at most so many words."""
    places = set(taken)
    for passage, number in taken:
        first, last = with_list(passages[passage], number, most)
        places |= {(passage, place) for place in range(first, last + 1)}
    quotes: list[Quote] = []
    for passage, number in sorted(places):
        own = taken.get((passage, number))
        probability = own.probability if own else 0.0
        before = quotes[-1] if quotes else None
        if before is not None and before.passage == passage and before.last == number - 1:
            quotes[-1] = Quote(passage, before.first, number, max(before.probability, probability))
        else:
            quotes.append(Quote(passage, number, number, probability))
    by_document: dict[str, float] = {}
    for quote in quotes:
        name = passages[quote.passage].document
        by_document[name] = max(by_document.get(name, 0.0), quote.probability)
    return sorted(
        quotes,
        key=lambda quote: (
            -by_document[passages[quote.passage].document],
            passages[quote.passage].document,
            passages[quote.passage].start,
            quote.first,
        ),
    )


def with_list(read: ReadPassage, number: int, most: int) -> tuple[int, int]:
    """The first and last sentence of what a sentence is quoted with, in at most so many words.

    Of a list all of it, with its lead-in, else what stands from the lead-in to the item; a
    lead-in, else, with its first item.
    """
    document, start = read.source, read.passage.chunk.start
    starts = [read.place(place)[0] for place in range(len(read.sentences))]
    line = document.line_at(starts[number])
    if line is None:
        return number, number
    lead = line if line.text.endswith(":") else document.lead_of(line)
    if lead is None or lead.start < start - 1:
        return number, number
    items = document.list_after(lead.start)
    first = bisect_right(starts, lead.end - 1) - 1
    last = bisect_right(starts, items[-1].end - 1) - 1 if items else number
    for end in (last, max(number, first + 1)):
        if end < len(starts) and _length(read, first, end) <= most:
            return min(first, number), max(end, number)
    return number, number


def _length(read: ReadPassage, first: int, last: int) -> int:
    return sum(len(read.sentence(number).split()) for number in range(first, last + 1))


def best_first(quotes: Sequence[Quote]) -> list[Quote]:
    """For questions after one fact: the most probable quote first."""
    return sorted(quotes, key=lambda quote: -quote.probability)
