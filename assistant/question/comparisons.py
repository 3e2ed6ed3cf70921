"""Questions that set two things against each other, as a question for each of them.

The frames of a language are tried in order, and the first that fits gives the two things and what
is said of both (`on reporting`). Vietnamese is read without its accents, as many type it; what is
given keeps them.
"""

from __future__ import annotations

import re

from assistant.question.document_phrases import names_a_document
from corpus.language.clauses.closed_classes import OPENING_QUESTION_WORD, is_plural
from corpus.language.dates import is_year, year_spans
from corpus.language.grammar import LONG_NAME_WORD
from corpus.language.identification import language_of
from corpus.language.word_lists import grouped, one_of
from corpus.language.words import unaccented, words

LONGEST_SIDE = 30  # words; what is longer is a story, and no side
LONGEST_SENTENCE = 400  # characters
_LONGEST_THING = 200  # characters of what a frame takes for a side
_LISTS = grouped("comparison_words")
_WORDS = {name: one_of(entries) for name, entries in _LISTS.items()}
_PLAIN = {name: one_of(map(unaccented, entries)) for name, entries in _LISTS.items()}

# Where a frame begins far before the end of a text, its sides are not tried.
_TO_THE_END = f"(?=.{{1,{LONGEST_SENTENCE}}}$)"
_SIDE = f"{{1,{_LONGEST_THING}}}?"
_A, _B, _END = rf"(?P<a>.{_SIDE})", rf"(?P<b>.{_SIDE})", r"(?<!\s)\s*+[?.!]*+$"
_DO = r"(?:do|does|did|is|are|was|were)"
_FRAMES = tuple(
    re.compile(frame, re.IGNORECASE)
    for frame in (
        rf"\b{_WORDS['nouns']} between {_TO_THE_END}{_A} and {_B}{_END}",
        rf"\b(?:compare|contrast) (?P<asks>what|how) {_TO_THE_END}{_A} (?:and|with|to|against)"
        rf" {_B} (?P<tells>{_WORDS['tells']})(?P<rest> .{{1,200}}?)?{_END}",
        rf"\b(?:compare|contrast) {_TO_THE_END}{_A} (?:and|with|to|against) {_B}{_END}",
        rf"\b(?:set|put) {_TO_THE_END}{_A} (?:against|next to|beside) {_B}{_END}",
        rf"\b(?:how|where|in what way) {_DO} {_A} (?:{_WORDS['verbs']}|{_WORDS['participles']})"
        rf" (?:from|to|with) {_B}{_END}",
        rf"\b(?:how|where|in what way) {_DO} {_A} and {_B} {_WORDS['verbs']}\b"
        rf"(?P<rest>.{{0,200}}?){_END}",
        rf"^\W*+(?P<a>[^,;:]{_SIDE}) and (?P<b>[^,;:]{_SIDE}),? side by side{_END}",
    )
)
_VERSUS = re.compile(
    rf"^(?P<topic>.{_SIDE}:\s*+|){_A} (?P<by>{_WORDS['against']}) {_B}{_END}", re.IGNORECASE
)
_THING = rf"(?:the |an? )?(?:{LONG_NAME_WORD}(?: {LONG_NAME_WORD}){{0,9}}|[\w-]{{1,60}})"
# `Loan versus grant: who pays it back?`
_HEADED = re.compile(
    rf"^(?P<a>[^:?]{_SIDE}) (?:vs\.?|versus) (?P<b>[^:?]{_SIDE}): (?P<tail>.{_SIDE}){_END}",
    re.IGNORECASE,
)
_EACH = re.compile(
    rf"(?m:^)(?P<before>.*?\b)(?P<a>{_THING}) and (?P<b>{_THING})"
    r"(?P<after> [^:]{0,200}\b(?:each|respectively)\b.*)"
    rf"|(?m:^)(?P<before2>.*?\bboth )(?P<a2>{_THING}) and (?P<b2>{_THING})(?P<after2>.*)"
)
# Possessive and behind no space, since a side before them is tried at every length.
_HOW = rf"(?:(?<!\s)\s++{_PLAIN['differ-how-vi']})*"
_TO_REST = rf"(?<!\s)\s++{_PLAIN['topics-vi']} "
_REST = rf"(?P<rest>{_TO_REST}(?:[^\s?.!]|[\s?.!](?![\s?.!]*+$)){{1,200}}+)?{_END}"
_PAIR = r"(?:so voi|voi|va)"
_VIETNAMESE_FRAMES = tuple(
    re.compile(frame)
    for frame in (
        rf"\b{_PLAIN['compare-vi']}{_TO_THE_END}(?: giup)?(?: (?:toi|minh|em|anh|chi))?:?"
        rf"\s+(?:{_PLAIN['what-vi']} )?{_A} {_PAIR} {_B}"
        rf"(?: (?P<tells>{_PLAIN['tells-vi']})(?: {_PLAIN['differ-how-vi']})*)?{_REST}",
        rf"\bkhac (?:biet|nhau)(?: gi)? giua {_TO_THE_END}{_A} (?:va|voi) {_B}{_REST}",
        rf"^{_A} {_PAIR} {_B}(?<!khong)(?:,? (?:thi )?(?:co )?){_PLAIN['differ-vi']}{_HOW}{_REST}",
        rf"^{_A} khac (?:gi|the nao)(?: so)?(?: voi)? {_B}{_HOW}{_REST}",
        rf"^(?P<a>[^,]{{0,200}}\d) so voi (?P<b>[^,]{{0,200}}\d)(?:, | thi )"
        rf"(?P<tail>.{_SIDE}){_END}",
        # `khác` is `other` too: only of things that are called alike.
        rf"^{_A} khac (?P<alike>{_TO_THE_END}){_B} {_PLAIN['differ-how-vi']}{_HOW}{_REST}",
    )
)
_OF = re.compile(r" (?:of|in|on|to|for) .+$")
_TOPIC = re.compile(rf" {_WORDS['topics']} .+$", re.IGNORECASE)
# Behind a single capital a full stop ends no sentence: `the U.S. differ`.
_SENTENCES = re.compile(r"(?<=[?.!])(?<!\b[A-Z]\.)\s+(?=\w)")
_INITIAL = re.compile(r"\b[A-Z]\.$")
# What a thing begins with, and what goes on with `science and` does not: `science and technology`.
_BEGINS = re.compile(r"(?i:the|an?|its|their|our|that|those|this|these)\b|\W")
_CLAUSE = re.compile(rf"{OPENING_QUESTION_WORD}\b", re.IGNORECASE)
# `what the decree says on fees`, beside `what do the guidelines say on fees`.
_TOLD = re.compile(
    rf"(?P<asks>what|how) (?!(?:do|does|did|is|are|was|were)\b)(?P<thing>.{_SIDE})"
    rf" (?P<tells>{_WORDS['tells']})(?:e?s)?\b(?P<rest>.*)",
    re.IGNORECASE,
)
_SAME = re.compile(r"^(?:the )?(?:ones?|that|those)\b(?= |$)", re.IGNORECASE)  # `that of Peru`
_PLURAL_VERB = re.compile(r"\b(do|are|were|have)(?= (?:the )?$)", re.IGNORECASE)
_SINGULAR = {"do": "does", "are": "is", "were": "was", "have": "has"}
_EACH_OF_THEM = re.compile(r" (?:each|respectively)\b", re.IGNORECASE)


def sides(question: str) -> tuple[str, ...]:
    """A question for each of the two things that are set against each other; empty where none are.

    `How does A differ from B on taxes?` becomes `What is A on taxes?` and `What is B on taxes?`,
    with `What does A say on taxes?` for a document.
    """
    taken_apart = _vietnamese if language_of(question) == "vi" else _english
    for sentence in _SENTENCES.split(question):
        made = taken_apart(sentence) if len(sentence) <= LONGEST_SENTENCE else ()
        if len(set(made)) > 1 and all(len(words(one)) <= LONGEST_SIDE for one in made):
            return made
    return ()


def _english(question: str) -> tuple[str, ...]:
    for frame in _FRAMES:
        if match := frame.search(question):
            a, b = _parted(re.sub("^both ", "", match["a"]), match["b"])
            rest = (match.groupdict().get("rest") or "").rstrip(" ,")
            if not rest and not _TOPIC.search(a) and (topic := _TOPIC.search(b)):
                b, rest = b[: topic.start()], topic[0]
            shared = _OF.search(b)
            if tells := match.groupdict().get("tells"):
                return tuple(_told(match["asks"], thing, tells, rest) for thing in (a, b))
            if shared and not _OF.search(a) and "rest" in match.groupdict():
                a += shared[0]
            return tuple(_what(thing, rest) for thing in (a, _named_like(b, a)))
    match = _EACH.search(question)
    if match and not (match["before"] is None and names_a_document(match[0])):
        one = "" if match["before"] is not None else "2"
        before, after = re.sub(r"\bboth $", "", match["before" + one]), match["after" + one]
        return tuple(_of_one(before, match[thing + one], after) for thing in "ab")
    if match := _HEADED.search(question):
        return tuple(f"{_bare(match[thing])}: {match['tail']}?" for thing in "ab")
    match = _VERSUS.search(question)
    if match and (match["topic"] or match["by"].casefold().startswith("v")):
        a, b = _bare(match["a"]), _bare(match["b"])
        b = re.sub(r" ones?$", f" {a.split()[-1]}", b)  # `the Vietnamese one`
        return tuple(f"{match['topic']}{thing}?" for thing in (a, b))
    return ()


def _parted(a: str, b: str) -> tuple[str, str]:
    """Two things, taken apart at the first `and`, where that stands within the first of them: the
    second of `science`, `technology policy and the talks with China` is the talks."""
    head, joint, tail = b.partition(" and ")
    if joint and _begins(tail) and not _begins(b):
        return f"{a} and {head}", tail
    return a, b


def _begins(thing: str) -> bool:
    """Whether it looks like the beginning of what is called by itself."""
    return thing[:1].isupper() or _BEGINS.match(thing) is not None


def _what(thing: str, rest: str) -> str:
    """`What are friends of trade?`, `What is export of chips?`, `What does the decree say?`."""
    thing = _trimmed(thing)
    if told := _TOLD.fullmatch(thing):
        return _told(told["asks"], told["thing"], told["tells"], f"{told['rest']}{rest}")
    if _CLAUSE.match(thing):
        return f"{thing[0].upper()}{thing[1:]}{rest}?"
    head = _OF.sub("", f" {_bare(thing)}").split()
    plural = bool(head) and is_plural(head[-1])
    if names_a_document(thing):
        return f"What {'do' if plural else 'does'} {thing} say{rest}?"
    return f"What {'are' if plural else 'is'} {_bare(thing)}{rest}?"


def _told(asks: str, thing: str, tells: str, rest: str) -> str:
    """`What does the decree say about fees?`, `How do the guidelines define a visit?`."""
    head = _OF.sub("", f" {_bare(thing)}").split()
    verb = "do" if head and is_plural(head[-1]) else "does"
    return f"{asks.capitalize()} {verb} {thing} {tells}{rest}?"


def _named_like(thing: str, other: str) -> str:
    """`that of Chile` beside `the position of Norway` is `position of Chile`, and `2025` beside
    `the yield in 2024` is `the yield in 2025`."""
    same, years = _SAME.match(thing), year_spans(other)
    if is_year(thing) and len(years) == 1:
        return f"{other[: years[0][0]]}{thing}{other[years[0][1] :]}"
    if same is None:
        return thing
    head = re.split(r" (?:of|in|on|for|from|with) |['’]s ", other)
    noun = head[1] if "’s " in other or "'s " in other else head[0]
    return f"{_bare(noun)}{thing[same.end() :]}"


def _of_one(before: str, subject: str, after: str) -> str:
    """A question about two things as one about a single one: `What do ` + `Hue` + ` each do?`
    is `What does Hue do?`."""
    follows = re.match(r" (?!each\b|respectively\b)(\w+)", after)  # `the Pacific` + ` tracks`
    if is_plural(follows[1] if follows else subject):
        return f"{before}{subject}{after}"
    before = _PLURAL_VERB.sub(lambda verb: _SINGULAR[verb[0].casefold()], before)
    return f"{before}{subject}{_EACH_OF_THEM.sub('', after)}"


def _bare(thing: str) -> str:
    return re.sub(r"^(?:the|both) ", "", _trimmed(thing), flags=re.IGNORECASE)


def _trimmed(thing: str) -> str:
    """Without the signs at its ends, but for the full stop of `the U.S.`."""
    trimmed = thing.strip(" ,?.")
    return f"{trimmed}." if _INITIAL.search(thing.rstrip(" ,?")) else trimmed


def _vietnamese(question: str) -> tuple[str, ...]:
    plain = unaccented(question)
    for frame in _VIETNAMESE_FRAMES:
        match = frame.search(plain)
        if match is None:
            continue
        a, b, rest = (
            question[slice(*match.span(group))].strip(" ,") if match.groupdict().get(group) else ""
            for group in ("a", "b", "tail" if "tail" in match.groupdict() else "rest")
        )
        if "alike" in match.groupdict() and not _called_alike(a, b):
            continue
        topic, colon, a = a.rpartition(": ")
        before = topic + colon
        b = f"{_shared(a, b)}{b}"
        if "tail" in match.groupdict():
            return tuple(f"{thing} {rest}?" for thing in (a, b))
        if match.groupdict().get("tells"):
            tells = question[slice(*match.span("tells"))]
            told = (f"{thing[:1].upper()}{thing[1:]} {tells} gì {rest}" for thing in (a, b))
            return tuple(f"{before}{one.rstrip()}?" for one in told)
        return tuple(f"{before}{_what_vietnamese(thing, rest, bool(before))}" for thing in (a, b))
    return ()


def _called_alike(a: str, b: str) -> bool:
    """Whether two things are documents, or begin with the same word: `năm 2025` and `năm 2026`."""
    if names_a_document(a) and names_a_document(b):
        return True
    return words(unaccented(a))[:1] == words(unaccented(b))[:1]


def _shared(a: str, b: str) -> str:
    """What the first thing says for the second, too: `mức ` of `mức theo luật` and `theo đơn`,
    `lý do của ` of `lý do của bên bán` and `bên mua`."""
    first = words(unaccented(b))[:1]
    places = [
        match
        for match in re.finditer(rf"\b{_PLAIN['shared-vi']}\s", unaccented(a))
        if match.start() > 0
    ]
    for match in reversed(places):
        if first == [match[0].strip()]:
            return a[: match.start()]
    parallel = places and words(unaccented(a[places[0].end() :]))[:1] == first
    return a[: places[0].end()] if parallel else ""


def _what_vietnamese(thing: str, rest: str, inside: bool) -> str:
    thing = thing if inside else thing[:1].upper() + thing[1:]
    if names_a_document(thing):
        return f"{thing} nói gì {rest}?".replace(" ?", "?")
    return f"{thing} thế nào {rest}?".replace(" ?", "?")
