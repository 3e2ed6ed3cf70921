"""The questions that the other side may ask, each with the assistant's own answer."""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Citation
from assistant.assistant import Assistant
from assistant.question.generation.proposals import Proposal, proposals
from assistant.question.generation.wording import ProposalKind
from assistant.training.material import Material
from assistant.training.sentence import Sentence
from corpus.errors import QuestionError
from corpus.language.values import dates_in
from index.models.embedder import Matrix

ASKED_PER_WANTED = 3
MOST_DOCUMENTS = 40  # those with the most on the topic are looked through for questions
MOST_CANDIDATES = 600
ALIKE = 0.75  # the cosine from which two questions ask nearly the same
AGAIN = 0.08  # what a question loses for each one before it of its document, section or kind
DATED = 0.25  # what a question loses that names a day: it asks for what was told, not argued
FLAT = 0.25  # what one loses whose verb asks for nothing in particular
NEAR_BEST = 0.55  # the share of the best relevance below which a question is off the topic
CHANCE = 0.06  # how far the seed may move a question: parallel forms ask others of equal worth

# What is argued in a dialogue is why and how, not on which day.
_WORTH: Mapping[ProposalKind, float] = {
    "purpose": 0.15, "manner": 0.15, "heading": 0.1, "list": 0.1, "definition": 0.1, "task": 0.1,
    "duty": 0.08, "fact": 0.05, "actor": -0.1, "place": -0.2, "number": -0.2, "date": -0.3,
}  # fmt: skip
_FLAT = re.compile(r"\b(?:concern|contain|draw attention|help|include|look like|work)\?$")


@dataclass(frozen=True, slots=True)
class _LikelyQuestion:
    """A proposal with the row of its question and how likely it is to be asked, 0 to about 1."""

    proposal: Proposal
    row: int
    worth: float


def likely_questions(
    assistant: Assistant, material: Material, *, count: int = 10, seed: int = 1
) -> tuple[Answer, ...]:
    """Up to `count` questions that the material answers, each with its answer, likeliest first.

    At most ASKED_PER_WANTED questions are asked for each wanted; kept is what is answered from
    documents of the material and from the place that the question was made from. Raises
    LibraryError.
    """
    found = _proposed(material)
    if not found or count < 1:
        return ()
    vectors = assistant.embed([material.topic, *(proposal.question for proposal, _ in found)])
    chance = random.Random(seed)
    about = [
        (relevance + float(vectors[row] @ vectors[0])) / 2
        for row, (_, relevance) in enumerate(found, 1)
    ]
    waiting = [
        _LikelyQuestion(proposal, row, near + _worth(proposal) + chance.uniform(-CHANCE, CHANCE))
        for row, ((proposal, _), near) in enumerate(zip(found, about, strict=True), 1)
        if near >= NEAR_BEST * max(about)
    ]
    kept: list[tuple[_LikelyQuestion, Answer]] = []
    for _ in range(ASKED_PER_WANTED * count):
        chosen = [candidate for candidate, _ in kept]
        waiting = [one for one in waiting if not _is_asked(one, chosen[-1:], vectors)]
        if not waiting or len(kept) == count:
            break
        best = _next(waiting, chosen)
        waiting.remove(best)
        answer = _answered(assistant, material, best.proposal)
        if answer is not None and not _tells_again(answer, [each for _, each in kept]):
            kept.append((best, answer))
    return tuple(answer for _, answer in kept)


def _proposed(material: Material) -> list[tuple[Proposal, float]]:
    """The proposals made of the material, each with the relevance of what it was made from."""
    said: dict[str, list[Sentence]] = defaultdict(list)
    for one in material.sentences:
        said[one.document.id].append(one)
    most = sorted(said, key=lambda each: (-_most_relevant(said[each]), each))[:MOST_DOCUMENTS]
    found: dict[str, tuple[Proposal, float]] = {}
    for document_id in sorted(most):
        about = said[document_id]
        for proposal in proposals([about[0].document]):
            relevance = _relevance(proposal, about)
            known = found.get(proposal.question)
            if relevance > 0 and (known is None or known[1] < relevance):
                found[proposal.question] = proposal, relevance
    ranked = sorted(found.values(), key=lambda one: (-one[1], one[0].question))
    return ranked[:MOST_CANDIDATES]


def _most_relevant(sentences: Sequence[Sentence]) -> float:
    return sum(sorted((one.relevance for one in sentences), reverse=True)[:5])


def _relevance(proposal: Proposal, sentences: Sequence[Sentence]) -> float:
    """That of its sentence; of a section the mean of those best, where it has two."""
    first = bisect_left([one.start for one in sentences], proposal.start)
    inside = [one.relevance for one in sentences[first:] if one.end <= proposal.end]
    if proposal.kind != "heading":
        return max(inside, default=0.0)
    best = sorted(inside, reverse=True)[:3]
    return sum(best) / len(best) if len(best) > 1 else 0.0


def _worth(proposal: Proposal) -> float:
    """How much a question of its kind is worth in a dialogue."""
    loss = DATED if dates_in(proposal.question) else 0.0
    if _FLAT.search(proposal.question):
        loss += FLAT
    return _WORTH.get(proposal.kind, 0.0) - loss


def _is_asked(one: _LikelyQuestion, chosen: Sequence[_LikelyQuestion], vectors: Matrix) -> bool:
    """Whether one of those chosen asks nearly the same, or is made of the same sentence."""
    return any(
        float(vectors[one.row] @ vectors[other.row]) >= ALIKE
        or (one.proposal.document_id, one.proposal.start)
        == (other.proposal.document_id, other.proposal.start)
        for other in chosen
    )


def _next(waiting: Sequence[_LikelyQuestion], chosen: Sequence[_LikelyQuestion]) -> _LikelyQuestion:
    """The best of those waiting, when documents, sections and kinds take turns."""
    times = Counter(each for candidate in chosen for each in _places(candidate.proposal))
    return max(
        waiting,
        key=lambda one: (
            one.worth - AGAIN * sum(times[each] for each in _places(one.proposal)),
            one.proposal.question,
        ),
    )


def _places(proposal: Proposal) -> Iterator[tuple[str, str]]:
    yield "document", proposal.document_id
    yield "section", f"{proposal.document_id} {proposal.topic}"
    yield "kind", proposal.kind
    yield "words", " ".join(proposal.question.split()[:2])


def _answered(assistant: Assistant, material: Material, proposal: Proposal) -> Answer | None:
    """The answer to a question, where it is whole and quotes what the question was made from."""
    try:
        answer = assistant.ask(
            proposal.question,
            keep=False,
            approved=False,
            choice=material.choice,
            conversing=False,
        )
    except QuestionError:
        return None
    if answer.status != "answered":
        return None
    if any(citation.document_id not in material.documents for citation in answer.citations):
        return None
    if all(_is_heading(citation, material) for citation in answer.citations):
        return None  # a list of the sections that answer it
    text = material.documents[proposal.document_id].text[proposal.start : proposal.end]
    # What defines a term is said first; what is asked for otherwise may come after its setting.
    first = 1 if proposal.kind == "definition" else None
    led_back = any(
        citation.quote == text
        or (
            citation.document_id == proposal.document_id
            and citation.start < proposal.end
            and proposal.start < citation.end
        )
        for citation in answer.citations[:first]
    )
    return answer if led_back else None


def _is_heading(citation: Citation, material: Material) -> bool:
    headings = material.documents[citation.document_id].headings
    place = bisect_left(headings, citation.start, key=lambda heading: heading.start)
    return place < len(headings) and headings[place].start == citation.start


def _tells_again(answer: Answer, before: Sequence[Answer]) -> bool:
    """Whether an answer quotes nothing but what those before it quote."""
    quoted = {citation.quote for each in before for citation in each.citations}
    return all(citation.quote in quoted for citation in answer.citations)
