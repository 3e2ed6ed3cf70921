"""Questions that a sentence answers, each with the words of the sentence that answer it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.question.generation.patterns import of_sentence
from assistant.question.generation.wording import ProposalKind, main_part
from assistant.training.sentence import Sentence
from assistant.training.typed_values import Typed
from corpus.language.clauses.closed_classes import THIRD_PERSON
from corpus.language.clauses.main_clause import Clause
from corpus.language.grammar import DOTTED_NAME_WORD
from corpus.language.names.abbreviations import long_form
from corpus.language.stems import content
from corpus.language.word_lists import one_of

AnswerType = Literal["date", "number", "actor", "role", "place", "name", "subject", "object"]
MOST_OBJECT_WORDS = 16
LONGEST_MEANING, SHORTEST_MEANING = 30, 4  # words


@dataclass(frozen=True, slots=True, eq=False)
class AnsweredQuestion:
    """A question, and the words of its sentence that answer it; `value` where they are one."""

    sentence: Sentence
    question: str
    answer: str
    wanted: AnswerType
    value: Typed | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """A term as it is written within a sentence, the question for it, and what it means."""

    sentence: Sentence
    term: str
    question: str
    meaning: str
    plural: bool

    @property
    def reverse(self) -> str:
        """The question for the term."""
        return f"Which term means “{self.meaning}”?"


def defined_by(sentence: Sentence) -> Definition | None:
    """The definition that a sentence is, or None."""
    clause = sentence.clause
    if clause is None or clause.lead or clause.negative or clause.apposition:
        return None
    question = next(
        (
            question
            for question, kind in of_sentence(sentence.said, sentence.setting)
            if kind == "definition" and re.match(r"What (?:is|are|does|do) ", question)
        ),
        None,
    )
    term = sentence.setting.standing_alone(clause.subject)
    meaning = _meaning(clause)
    if question is None or term is None or meaning is None or " stand for" in question:
        return None
    term = unquoted(term)
    if re.match(r"[a-z]+ing [a-z“\"]", term):
        return None  # what one does, not what something is
    if not SHORTEST_MEANING <= len(meaning.split()) <= LONGEST_MEANING or len(term.split()) > 6:
        return None
    if _UNCLEAR.search(meaning):
        return None
    return Definition(sentence, term, question, meaning, clause.plural)


def _meaning(clause: Clause) -> str | None:
    rest = clause.rest.rstrip(" .;")
    if clause.voice == "copula" and not clause.group:
        return rest if re.match(r"(?:an?|the|any|[a-z-]+) ", rest) else None
    if clause.voice == "passive":
        match = re.match(r"(?:here |commonly )?(?:as|to be|to mean) (?P<meaning>.+)", rest)
        return match["meaning"] if match else None
    if clause.verb in ("refer", "denote"):
        return rest.removeprefix("to ")
    return rest if clause.verb == "mean" and not rest.startswith("that ") else None


def asked_by(sentence: Sentence) -> Iterator[AnsweredQuestion]:
    """The questions of a sentence whose answer is a clear span of it."""
    seen: set[str] = set()
    for question, kind in of_sentence(sentence.text, sentence.setting):
        found = _answered(sentence, question, kind)
        if found is None or question in seen or _VAGUE_QUESTION.search(question):
            continue
        if content(found.answer) & content(question):
            continue
        seen.add(question)
        yield found


def _answered(sentence: Sentence, question: str, kind: ProposalKind) -> AnsweredQuestion | None:
    stands_for = re.match(r"What does (?P<short>\S+) stand for\?", question)
    if stands_for:
        return _long_form(sentence, question, stands_for["short"])
    if kind == "date":
        return _only(sentence, question, "date")
    if kind == "number" and question.startswith(("How many", "How much", "How long")):
        return _only(sentence, question, "number")
    clause = sentence.clause
    if clause is None or kind in ("definition", "list"):
        return None
    if kind == "actor":
        return _actor(sentence, question, clause)
    if kind == "place":
        return _place(sentence, question, clause)
    return _half(sentence, question, clause)


def _only(sentence: Sentence, question: str, kind: str) -> AnsweredQuestion | None:
    """The one value of a kind that the question does not hold itself."""
    found = [
        value
        for value in sentence.values
        if value.kind == kind and value.text.casefold() not in question.casefold()
    ]
    if len(found) != 1:
        return None
    wanted: AnswerType = "date" if kind == "date" else "number"
    return AnsweredQuestion(sentence, question, found[0].text, wanted, found[0])


def _actor(sentence: Sentence, question: str, clause: Clause) -> AnsweredQuestion | None:
    if question.startswith("Who is "):
        role = clause.apposition or clause.rest
        short = 2 <= len(role.split()) <= 10 and not re.search(r"[;:]| and the ", role)
        return AnsweredQuestion(sentence, question, role, "role") if short else None
    if re.search(r"\b(?:and by|together with|along with|and others)\b", clause.rest):
        return None
    agent = re.search(r"(?:^|\s)by (?P<agent>[^,;:]{3,90})", clause.rest)
    if clause.voice == "passive":
        answer = main_part(agent["agent"]) if agent else ""
    else:
        answer = clause.subject
    if not answer or len(answer.split()) > 10 or " and " in answer:
        return None
    others = [
        value.text
        for value in sentence.values
        if value.kind == "person" and value.text not in answer and value.text not in question
    ]
    if others:
        return None  # who may have done it as well
    inline = sentence.setting.inline(answer)
    return AnsweredQuestion(sentence, question, inline, "actor", value_of(sentence, inline))


def _place(sentence: Sentence, question: str, clause: Clause) -> AnsweredQuestion | None:
    where = re.search(
        rf"\b(?:in|at|on) (?P<place>(?:the )?{DOTTED_NAME_WORD}\.?(?:,? {DOTTED_NAME_WORD}\.?)*)",
        clause.rest,
    )
    if where is None or where["place"] in question:
        return None
    return AnsweredQuestion(sentence, question, where["place"].rstrip("."), "place")


def _half(sentence: Sentence, question: str, clause: Clause) -> AnsweredQuestion | None:
    """The subject, where the question asks for it; else what follows the verb."""
    words = content(question)
    subject, rest = content(clause.subject), content(clause.rest)
    if not question.startswith("What ") or not subject or not rest:
        return None
    if not subject & words and len(rest & words) >= 0.5 * len(rest):
        answer = sentence.setting.standing_alone(clause.subject)
        good = answer is not None and len(answer.split()) <= 8
        value = value_of(sentence, answer or "")
        return (
            AnsweredQuestion(sentence, question, answer or "", "subject", value) if good else None
        )
    if rest & words or clause.lead or clause.auxiliary in ("can", "may", "could", "might"):
        return None
    answer = clause.rest.rstrip(" .;")
    last = question.rstrip("?").rsplit(" ", 1)[-1]
    answer = answer.removeprefix(f"{last} ")
    if question.endswith("to do?"):
        answer = answer.removeprefix("to ")
    if not 1 <= len(answer.split()) <= MOST_OBJECT_WORDS or _UNCLEAR.search(answer):
        return None
    return AnsweredQuestion(sentence, question, answer, "object")


def _long_form(sentence: Sentence, question: str, short: str) -> AnsweredQuestion | None:
    spelt = re.match(rf"{re.escape(short)} stands for (?P<name>[^,.;(]+)", sentence.text)
    name = spelt["name"].strip() if spelt else long_form(short, sentence.text)
    if name is None:
        return None
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    return AnsweredQuestion(sentence, question, name, "name") if initials == short.upper() else None


def unquoted(phrase: str) -> str:
    """A phrase without the quotation marks in it, as an option is written."""
    return re.sub(r"[\"“”]", "", phrase)


def value_of(sentence: Sentence, words: str) -> Typed | None:
    """The typed value that words of a sentence are, if they are one."""
    bare = words.removeprefix("the ")
    return next((value for value in sentence.values if value.text == bare), None)


_UNCLEAR = re.compile(rf"\b(?:{one_of(THIRD_PERSON)}|this|these|those|such(?! as)|here)\b|[;:]")
_VAGUE_QUESTION = re.compile(r"\b(?:some|many|several|various|certain|other)\b(?! (?:of|than)\b)")
