"""Documents that give different values for what is asked: both are quoted, and it is said."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer_parts import LeadPart
from assistant.answering.headline import in_one_cell, whole_value
from assistant.answering.quotes import SelectedQuote, selected
from assistant.answering.selection import EvidenceSentence
from assistant.conflicts.conflicts import ConflictCandidate, conflicting, lead, order
from assistant.reader.passages import ReadPassage
from index.question import Question

LIKELY = 18  # sentences among which a conflict is looked for


def disagreement(
    question: Question, sentences: Sequence[EvidenceSentence], read: Sequence[ReadPassage]
) -> tuple[LeadPart, tuple[SelectedQuote, ...]] | None:
    """The sentence that names the conflict and a quote for each value, the newest first; None
    where the documents agree or speak of two things. `sentences` are the most probable first.
    """
    likely = sentences[:LIKELY]
    candidates = [candidate(one, read[one.passage]) for one in likely]
    conflict = conflicting(question, candidates)
    if conflict is None:
        return None
    quotes = tuple(
        quote
        for place in order(conflict)
        for quote in selected(
            read[likely[place].passage], likely[place].number, likely[place].number
        )
    )
    return lead(conflict, candidates), quotes


def candidate(sentence: EvidenceSentence, read: ReadPassage) -> ConflictCandidate:
    """A sentence with its document, and what the reader marked there as the answer."""
    score = read.reading.sentences[sentence.number]
    low, high = read.sentences[sentence.number]
    short = None
    if score is not None and score.span > 0:
        start, end = max(low, score.start), min(high, score.end)
        low, high = in_one_cell(read, low, high, start, end)
        start, end = max(low, start), min(high, end)
        short = read.text[slice(*whole_value(read.text, start, end, low, high))]
    passage = read.passage
    return ConflictCandidate(
        text=read.sentence(sentence.number),
        document_id=passage.chunk.document_id,
        title=passage.title or passage.source,
        date=passage.date,
        short_answer=short or None,
        headings=passage.chunk.headings,
    )
