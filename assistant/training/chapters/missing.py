"""What the documents do not cover: asked in vain, not named at all, or named and not told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from assistant.assistant import Assistant
from assistant.training.chapters.actors import actors
from assistant.training.material import Material
from assistant.training.pack import Missing
from assistant.training.sentence import Sentence
from corpus.errors import QuestionError
from corpus.language.grammar import LONG_NAME_WORD
from corpus.language.sentences import sentences_in
from corpus.language.stems import stems, word_stems
from corpus.language.word_lists import grouped
from corpus.language.words import STOP_WORDS, words

_WORDS = grouped("training_words")

NEAR = 0.47  # the cosine from which a question that was asked is about the topic
NEAR_AS_STATEMENT = 0.3  # the same of a sentence, which names more than it asks for
MOST_DATES, MOST_LEADERS = 2, 1  # standard questions that are listed
ASKED_PER_LISTED = 2
LEAST_TIMES = 2  # sentences that name a law, so that its date is worth asking for


def missing(
    assistant: Assistant, material: Material, *, asked: bool = False, limit: int = 10
) -> tuple[Missing, ...]:
    """Up to `limit` things that the documents do not cover, the plainest first.

    They are parts of the topic that no document names, what the documents name without its date or
    its head and, where what was `asked` in vain may be printed, such questions near the topic: what
    colleagues ask is theirs. Raises LibraryError.
    """
    found: dict[str, Missing] = {}
    for one in (
        *_not_named(material),
        *(_in_vain(assistant, material) if asked else ()),
        *_left_open(assistant, material),
        *islice(_without_date(assistant, material), MOST_DATES),
        *islice(_without_head(assistant, material), MOST_LEADERS),
    ):
        found.setdefault(one.text.casefold(), one)
    return tuple(found.values())[:limit]


# What no document names


def _not_named(material: Material) -> Iterator[Missing]:
    """The words of the topic that stand in no document, and parts told of in no one sentence."""
    unknown = set()
    for word in _telling(material.topic):
        if not any(_form_of(word).search(each.text) for each in material.documents.values()):
            unknown.add(word)
            yield Missing(word, f"No document mentions “{word}”.")
    for part in _PARTS.split(material.topic):
        asked = _telling(part)
        if len(asked) < 2 or not unknown.isdisjoint(asked):
            continue
        wanted = [stem for word in asked for stem in word_stems(word)[:1]]
        if not any(_speaks_of(wanted, one) for one in material.sentences):
            yield Missing(
                part.strip(),
                f"The documents mention {_listed(asked)}, but no sentence is about them together.",
            )


def _telling(text: str) -> list[str]:
    return [
        word
        for word in dict.fromkeys(words(text))
        if word.casefold() not in STOP_WORDS and word.casefold() not in _OF_HANDOUTS
    ]


def _form_of(word: str) -> re.Pattern[str]:
    """What finds a word in whatever form, and a short one only as it is: `AI`."""
    forms = sorted({word.casefold(), *word_stems(word)}, key=len)
    if len(word) < 4:
        return re.compile(rf"\b{re.escape(word)}\b", re.I)
    return re.compile("|".join(rf"\b{re.escape(form)}" for form in forms), re.I)


def _speaks_of(wanted: Sequence[str], sentence: Sentence) -> bool:
    said = stems(" ".join((*sentence.headings[-1:], sentence.text)))
    return all(stem in said for stem in wanted)


def _listed(found: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in found]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"


# What was asked in vain


def _in_vain(assistant: Assistant, material: Material) -> Iterator[Missing]:
    """The questions of the gap list that are near the topic, those most asked first."""
    gaps = assistant.gaps()
    if not gaps:
        return
    vectors = assistant.embed([material.topic, *(gap.question for gap in gaps)])
    revision = assistant.revision()
    near = [gap for gap, row in zip(gaps, vectors[1:], strict=True) if row @ vectors[0] >= NEAR]
    for gap in sorted(near, key=lambda gap: (-gap.times, gap.question)):
        if gap.revision != revision and not _is_open(assistant, material, gap.question):
            continue  # the documents have changed and answer it now
        yield Missing(gap.question, "Asked, and the documents had no answer.")


def _is_open(assistant: Assistant, material: Material, question: str) -> bool:
    """Whether a question has no answer in the documents."""
    try:
        answer = assistant.ask(
            question, keep=False, approved=False, choice=material.choice, conversing=False
        )
    except QuestionError:
        return False
    return answer.status == "not_found"


def _left_open(assistant: Assistant, material: Material) -> Iterator[Missing]:
    """What a document itself says that it does not tell, near the topic."""
    found = {
        document.text[start:end]: document.source
        for document in material.documents.values()
        for line in document.lines
        if _LEFT_OPEN.search(line.text)
        for _, start, end in sentences_in(document, line.start, line.end)
        if _LEFT_OPEN.search(document.text, start, end)
    }
    if not found:
        return
    vectors = assistant.embed([material.topic, *found])
    for (said, source), row in zip(found.items(), vectors[1:], strict=True):
        if row @ vectors[0] >= NEAR_AS_STATEMENT:
            yield Missing(said, f"The document {source} says so itself.")


# What is named and not told


def _without_date(assistant: Assistant, material: Material) -> Iterator[Missing]:
    """Laws, conventions and the like whose date no document gives, those most named first."""
    named: Counter[str] = Counter()
    for one in material.sentences:
        named.update({match[0] for match in _ADOPTED.finditer(one.text)})
    often = [(name, times) for name, times in named.most_common() if times >= LEAST_TIMES]
    for name, times in often[: ASKED_PER_LISTED * MOST_DATES]:
        article = "" if re.search(r"\d$", name) else "the "
        question = f"When was {article}{name} adopted?"
        if _is_open(assistant, material, question):
            yield Missing(
                question,
                f"{times} sentences name {article}{name}, and none says when it was adopted.",
            )


def _without_head(assistant: Assistant, material: Material) -> Iterator[Missing]:
    """Bodies that the documents tell of without saying who leads them."""
    bodies = [one.name for one in actors(material) if one.kind == "organisation"]
    for name in bodies[: ASKED_PER_LISTED * MOST_LEADERS]:
        bare = re.sub(r"(?<!\s)\s*+\([^()]*\)", "", name)
        article = "the " if " " in bare else ""
        question = f"Who leads {article}{bare}?"
        if _is_open(assistant, material, question):
            yield Missing(
                question, f"The documents say what {article}{bare} does, not who leads it."
            )


_LEFT_OPEN = re.compile(
    r"\b(?:gives?|states?|names?|contains?|provides?|offers?|has|have) no"
    r" (?:dates?|days?|years?|figures?|numbers?|names?|details?|information|data)\b"
)
_PARTS = re.compile(
    r"(?:(?<!\s)\s++)?(?:[,;:]|\band\b|\bor\b|\bfor\b|\bin\b|\bof\b|\bon\b)\s*+", re.I
)
# Words for the kind of text that a topic asks for, and not for what it is about.
_OF_HANDOUTS = _WORDS["of_handouts"]
_ADOPTED = re.compile(
    r"(?:Resolution|Decree|Directive|Decision|Circular|Regulation|Law|Act)(?: No\.?)? \d[\w/-]*"
    rf"|(?<![.!?] )(?<!^)(?:{LONG_NAME_WORD} ){{1,4}}(?:Act|Agreement|Charter|Convention"
    r"|Declaration|Directive|Law|Protocol|Regulation|Treaty)\b"
)
