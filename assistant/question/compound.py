"""Questions that ask two things at once: comparisons, and one thing of each of two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.language.clauses.closed_classes import is_plural
from index.passage import Passage
from index.question import Question
from index.search.retriever import Retriever, Scope

_THING = r"(?:the |an? )?(?:[A-Z][\w-]+(?: [A-Z][\w-]+)*|[\w-]+)"
_BETWEEN = re.compile(
    r"\b(?:differences?|distinction|contrast|comparison) between (?P<a>.+?) and (?P<b>.+?)"
    r"\s*[?.]?$",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"\bcompare (?P<a>.+?) (?:and|with|to|against) (?P<b>.+?)\s*[?.]?$", re.IGNORECASE
)
_FROM = re.compile(
    r"\bhow (?:do|does|is|are|did) (?P<a>.+?) (?:differ(?:ent)?|distinguished) from (?P<b>.+?)"
    r"\s*[?.]?$",
    re.IGNORECASE,
)
_DIFFER = re.compile(
    r"\bhow (?:do|does|did) (?P<a>.+?) and (?P<b>.+?) (?:differ|compare)\b", re.IGNORECASE
)
_VERSUS = re.compile(
    r"^(?P<topic>.*?:\s*|)(?P<a>.+?) (?:vs\.?|versus|against|compared (?:to|with)) (?P<b>.+?)"
    r"\s*[?.]?$",
    re.IGNORECASE,
)
_EACH = re.compile(
    rf"(?P<before>.*?\b)(?P<a>{_THING}) and (?P<b>{_THING})"
    r"(?P<after> .*\b(?:each|respectively)\b.*)"
    rf"|(?P<before2>.*?\bboth )(?P<a2>{_THING}) and (?P<b2>{_THING})(?P<after2>.*)"
)
_COLON = re.compile(r"^(?P<topic>.*?):\s*(?P<a>.+?),? and (?P<b>.+?)\s*[?.]?$")
_SHARED = re.compile(r" (?:of|in|on|to|for) .+$")
_PLURAL_VERB = re.compile(r"\b(do|are|were|have)(?= (?:the )?$)", re.IGNORECASE)
_SINGULAR = {"do": "does", "are": "is", "were": "was", "have": "has"}
_EACH_OF_THEM = re.compile(r" (?:each|respectively)\b", re.IGNORECASE)


def parts(question: str) -> tuple[str, ...]:
    """The two questions in a comparison; empty where the question asks one thing.

    `How does A differ from B?` becomes `What is A?` and `What is B?`; `What do A and B each
    do?` becomes `What does A do?` and `What does B do?`, the verb agreeing with its subject.
    """
    for pattern in (_BETWEEN, _COMPARE, _FROM, _DIFFER):
        if match := pattern.search(question):
            a, b = match["a"], match["b"]
            shared = _SHARED.search(b)
            if shared and not _SHARED.search(a) and pattern is _DIFFER:
                a += shared[0]
            return tuple(f"What {_be(thing)} {_bare(thing)}?" for thing in (a, b))
    if match := _EACH.search(question):
        one = "" if match["before"] is not None else "2"
        before, after = re.sub(r"\bboth $", "", match["before" + one]), match["after" + one]
        return tuple(_of_one(before, match[thing + one], after) for thing in "ab")
    if (match := _VERSUS.search(question)) and (match["topic"] or " vs" in question.casefold()):
        a, b = _bare(match["a"]), _bare(match["b"])
        b = re.sub(r" ones?$", f" {a.split()[-1]}", b)  # `the Vietnamese one`
        return tuple(f"{match['topic']}{thing}?" for thing in (a, b))
    if match := _COLON.search(question):
        topic = " ".join(match["topic"].split()[-4:])
        return tuple(f"{topic}: {match[thing]}?" for thing in "ab")
    return ()


def _be(thing: str) -> str:
    """`are` for `friends of localization`, `is` for `export of chips`."""
    head = _SHARED.sub("", f" {_bare(thing)}").split()
    return "are" if head and is_plural(head[-1]) else "is"


def _of_one(before: str, subject: str, after: str) -> str:
    """A question about two things as one about a single one: `What do ` + `Hue` + ` each do?`
    is `What does Hue do?`."""
    follows = re.match(r" (?!each\b|respectively\b)(\w+)", after)  # `the Pacific` + ` tracks`
    if is_plural(follows[1] if follows else subject):
        return f"{before}{subject}{after}"
    before = _PLURAL_VERB.sub(lambda verb: _SINGULAR[verb[0].casefold()], before)
    return f"{before}{subject}{_EACH_OF_THEM.sub('', after)}"


def _bare(thing: str) -> str:
    return re.sub(r"^(?:the|both) ", "", thing.strip(" ,?."), flags=re.IGNORECASE)


class PartsRetriever:
    """Finds passages for every part of a question, so that each has its evidence."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    def retrieve(self, question: Question, k: int, scope: Scope = None) -> list[Passage]:
        """The k passages for the question; in a comparison half of them for its parts."""
        if not question.parts:
            return self._retriever.retrieve(question, k, scope)
        share = max(1, k // 4)
        lists: list[Sequence[Passage]] = [
            self._retriever.retrieve(question, k - 2 * share, scope),
            *(self._retriever.retrieve(part, share, scope) for part in question.parts),
        ]
        found: dict[int, Passage] = {}
        for passage in (passage for passages in lists for passage in passages):
            known = found.get(passage.chunk_id)
            if known is None or passage.score > known.score:
                cosine = passage.cosine if known is None else known.cosine
                found[passage.chunk_id] = replace(passage, cosine=cosine)
        return sorted(found.values(), key=lambda passage: -passage.score)
