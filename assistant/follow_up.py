"""Follow-up questions made self-contained by rules, with the words of the turns before.

Three steps, and a question in which none finds anything to do is left as it is:

1. A piece of a question (`What about Denmark?`, `And with Russia?`, `Where?`) takes the place
   in the last question that it is parallel to.
2. A pronoun, or `the convention`, is replaced by what it stands for where the form of the
   turns shows that: the noun phrase of a question, or the name that the turns are most about.
   Names are weighted by place as in Lappin and Leass 1994 (Computational Linguistics 20:4):
   subjects and possessors before the rest, recent turns before old ones.
3. The topic of the thread is added in brackets where the question still does not say it: `Who
   signed it (agreement with NVIDIA)?`. Carrying it along is the historical query expansion
   of Lin et al. 2021 (arXiv:2005.02230). A thread goes back to the last question that left
   nothing open and brought up something new.

Answers are read for names only. `tests/quality/followups.py` measures what is found with it.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.answer import Turn
from assistant.entities import people
from assistant.questions import stems
from index.words import STOP_WORDS, WORD, words

MEMORY = 12  # turns that are looked back at
READ = 700  # characters of an answer that are read for names
LONGEST_TOPIC = 14  # words
PERSON_WEIGHT, NAME_WEIGHT = 2, 4  # what a name must weigh to stand for `he`; to be added


def _any(text: str) -> str:
    return f"(?:{'|'.join(text.split())})"


_AUXILIARY = _any(
    "did does do has have had is are was were can could will would shall should may might"
)
_PREPOSITION = _any(
    "about after against among at before between by during for from in into of on over since to"
    " under until with within"
)
_PAST = _any(r"\w+ed begun born built given held known led made seen set taken won written")

# Pieces of a question.
_INTERJECTION = re.compile(
    rf"^\W*{_any('ok okay oh interesting thanks great no yes sure well right')}[.,!]+\s+(?=\w)",
    re.I,
)
_OPENING = re.compile(r"^\W*(?:and|but|so|or)\s+(?=\w)", re.I)
_ABOUT = re.compile(r"^\W*(?:(?:and|but|so)\s+)?(?:what|how) about (?P<piece>.+?)\W*$", re.I)
_BARE = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?"
    rf"(?P<word>why|how|when|where|{_PREPOSITION} (?:whom|when|which \w+))\W*$",
    re.I,
)
_PHRASE = re.compile(
    rf"^\W*(?:(?:and|but|or)\s+)?(?P<preposition>{_PREPOSITION})\s+"
    r"(?P<piece>[\w'’&-]+(?: [\w'’&-]+){0,4})\W*$",
    re.I,
)
_CLAUSE = re.compile(rf"^\W*(?!what|who|which)(?:\w+\s+)??(?P<rest>{_AUXILIARY}\b.+)$", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAME_WORD = r"[A-ZÀ-ÖØ-ÝĐ](?:[\w'’-]*?\w)??"
_NAME_IN_QUESTION = re.compile(
    rf"(?<=\s)(?:the )?(?!I\b){_NAME_WORD}(?:\s+{_NAME_WORD})*"
    r"(?:\s\([A-Z\d&-]+\)|(?=['’]s\b|['’]?(?:[\s?.,!;:]|$)))"
)

# What leaves a question open.
_PRONOUN = re.compile(rf"\b{_any('it its they them their he him his she her hers')}\b", re.I)
_PERSONAL = frozenset("he him his she her hers".split())
_OBJECT = frozenset("it him them".split())
_PLURAL = frozenset("they them their".split())
_POSSESSIVE = frozenset("its their his her".split())
_AS_SUBJECT = re.compile(rf"(?:^|\b{_AUXILIARY}(?:n['’]t| not)?|['’]s)\W*$", re.I)
_SUBORDINATE = re.compile(
    rf"\b{_any('that when if because while before after who which')}\b.*\w", re.I
)
_EXPLETIVE = re.compile(  # `it` that stands for nothing
    r"\bit(?:['’]s)? (?:is |was )?(?:true|possible|important|necessary|clear|like|likely)\b"
    r"|\b(?:is|was) it (?:\w+ )?(?:that|to)\b(?= \w)"
    r"|\b(?:is|was) it (?:the|a|an) .*\b(?:that|who|which)\b|\bit takes? to\b|\btakes? it to\b",
    re.I,
)
_POINTING = re.compile(
    # `this`; but what is said of the day, or of the documents at hand, is no follow-up
    rf"\b(?:this|these)\b(?! {_any('decade year month week century day document brief library')}\b)"
    rf"|\bthose\b(?! (?:{_any('that who which whose')}|{_PREPOSITION})\b)"
    # `that`, where it is no conjunction
    rf"|(?:^|\b(?:{_AUXILIARY}|{_PREPOSITION}|and|but|like|than|upon) )that\b|\bthat(?=\W*$)"
    # `there`, where it is a place
    r"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bbeen )"
    rf"\bthere(?=\W*$| (?:{_PREPOSITION}|and)\b)"
    rf"|\b{_any('since by until back from')} then\b"
    rf"|\b(?:then|next|afterwards?|instead|too|as well|so)(?=\W*$)",
    re.I,
)
_MORE = re.compile(
    r"^(?:\W*\b\w+\b){0,5}?\W*(?<!with )(?<!besides )(?<!from )"
    r"\b(?:others?|another|else|(?:an?|the|this|that|which) (?:\w+ )?ones?)\b"
    r"|\bmore about\b|^\W*(?:tell me|say) more\W*$"
    r"|^\W*(?:give|show|tell) me (?:an?|some|one) \w+\W*$"
    r"|^\W*(?:and |but |so )?(?:which|what|whose|how many|how much)(?: (?!is\b|are\b)\w+)?\W*$"
    rf"|^\W*(?:which|what|how many) (?:\w+ )?\w+ (?:is|are|was|were) {_PAST}\W*$"
    r"|^\W*(?:and|but|so|also|or|any)\b",
    re.I,
)
_ASKS = re.compile(rf"^\W*(?:{_AUXILIARY}|{_PREPOSITION} w\w+|wh\w+|how)\b", re.I)
_DEFINES = re.compile(
    r"^\W*(?:(?:what|who|where)(?: is|['’]s| are| was| were)"
    r"|(?:please )?define|tell me about)\b",
    re.I,
)
_DEFINITE = re.compile(
    r"\b(?:the|this|that|these|those)(?= (?P<phrase>[\w'’-]+(?: [\w'’-]+){0,4}))", re.I
)
# Words before a noun that leave it to the turns before of what.
_RELATIONAL = frozenset(
    """main first last next final best worst biggest largest greatest key most new original early
    second third previous same pros cons two three four five""".split()
)
_UNIQUE = frozenset("world public internet future past century time way".split())
_COMPLEMENT = frozenset(
    "in of for about on to with that who which whose between against behind".split()
)

# Topics.
_LINKS = frozenset("of the and for in on to between with against about at from by a an s".split())
_NOT_TOPIC = STOP_WORDS | frozenset(
    "mean means meaning list name define describe called signed".split()
)
# What is asked for, and never what a question is about.
_GENERAL = frozenset(
    """anyone anything article aspect aspects did else everything example examples find happen
    happened happens important information interested interesting kind know known like long often
    one ones
    someone something tell thing things type""".split()
)
_EMPTY = (STOP_WORDS | _GENERAL) - frozenset(("list", "name", "same"))
_SUBJECT_AND_VERB = re.compile(
    rf"\b{_AUXILIARY} {_any('he she it they you we i this that')}"
    r" (?:first |ever |also )?\w+(?: up)?\b",
    re.I,
)
_INNER_AUXILIARY = re.compile(
    r"^((?:\w+ ){1,3}?)(?:do|does|did|will|can|would|could|should) ", re.I
)
_PARTICIPLE = re.compile(rf"^{_PAST}$")
_TOPIC_FORMS = re.compile(
    r"(?:what|who)(?: is|['’]s| are| was| were) (?P<is>.+?)(?: about| like| called)?$"
    r"|(?:when|where|why|how)(?: is| are| was| were) (?P<done>.+?)$"
    r"|who [\w-]+ed (?P<object>.+)$",
    re.I,
)
_NO_PHRASE = re.compile(
    rf"[,.;:?!] |^(?:an?|your|my)\b|\b(?:{_AUXILIARY}|that|which|who|like)\b", re.I
)
# What we added; `(NIC)` after a name was written by the user.
_ASIDE = re.compile(r"\s*\((?![A-Z\d&-]+\))(?P<topic>[^()]+)\)\W*$")

# Names.
_CAPITAL = r"[A-ZÀ-ÖØ-ÝĐ][\w'’-]*(?:\.(?=[A-Z]|\s[A-Z][a-z]))?"
_NAME = re.compile(
    rf"{_CAPITAL}(?:\s+(?:{_any('of de la van von der du bin al')}\s+(?:the\s+)?)?{_CAPITAL})*"
)
_NO_NAME = STOP_WORDS | frozenset(
    """according although beginning despite however following born since upon within without
    because though besides yet still later eventually shortly originally initially throughout
    instead another every one two three first second third finally meanwhile soon today now like
    unlike among around along near perhaps once yes no i ii january february march april may june
    july august september october november december monday tuesday wednesday thursday friday
    saturday sunday""".split()
)
_VERB = re.compile(
    rf"\s+(?:{_AUXILIARY}|also|began|became|won|took|made|went|left|said|wrote|told|got|\w+ed)\b"
)
# Endings of nouns that are seldom names, for words that open a sentence.
_COMMON = re.compile(r"(?:[^aeiou]s|ings?|ions?|ments?|ity|ities|[ae]nces?|ness|isms?|acy|ogy)$")
_PLACED = frozenset("in at from to of between the for on".split())
_MARKER = re.compile(r"\[\d+\]")
_UNANSWERED = re.compile(r"^\W*(?:The documents do not say|The library has no|I don['’]t know)")


def self_contained(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves to the turns before filled in; unchanged where it
    stands by itself.

    Earlier turns must be self-contained themselves.
    """
    if not history:
        return question
    history = history[-MEMORY:]
    said = _INTERJECTION.match(question)
    if said:
        rest = question[said.end() :]
        filled = self_contained(rest, history)
        return question if filled == rest else filled
    completed = _completed(question, _ASIDE.sub("?", history[-1].question))
    if completed is not None:
        aside = _ASIDE.search(history[-1].question)
        return _with_aside(completed, aside["topic"]) if aside else completed
    if not _leaves_open(question, _said(history)):
        return question
    opening = _OPENING.match(question)
    if opening and _ASKS.match(rest := question[opening.end() :]):
        question = rest[0].upper() + rest[1:]
    filled = _filled(question, history)
    return _with_aside(filled, *_unsaid(filled, history))


def _with_aside(question: str, *topics: str) -> str:
    return f"{question.rstrip(' ?.!')} ({', '.join(topics)})?" if topics else question


# Pieces of a question


def _completed(question: str, last: str) -> str | None:
    """A piece of a question, put in the place in the last question that it is parallel to."""
    if bare := _BARE.match(question):
        return _asked_with(bare["word"], last)
    if not words(last) or _PRONOUN.search(question) or _POINTING.search(question):
        return None
    if about := _ABOUT.match(question):
        return _with_piece(last, about["piece"])
    if phrase := _PHRASE.match(question):
        return _with_phrase(last, phrase["preposition"], phrase["piece"])
    if opening := _OPENING.match(question):
        rest = question[opening.end() :].strip(" ?.!")
        named = rest[:1].isupper() or rest.startswith("the ")
        if named and len(rest.split()) <= 4 and not _ASKS.match(rest):
            return _with_piece(last, rest)
    return None


def _asked_with(word: str, last: str) -> str | None:
    """`Where?` after `When was it signed?`: the same clause with the other question word."""
    clause = _CLAUSE.match(last)
    if clause is None:
        return None
    rest = clause["rest"]
    asked = f"{word[0].upper()}{word[1:]} {rest[0].lower()}{rest[1:]}"
    return None if asked.casefold() == last.casefold() else asked


def _with_piece(last: str, piece: str) -> str:
    """The last question about something else: `What does Singapore do?`."""
    if _YEAR.fullmatch(piece):
        return _YEAR.sub(piece, last) if _YEAR.search(last) else _with_phrase(last, "in", piece)
    if piece[:4].casefold() == "the " and (start := last.rfind(" the ") + 1):
        return last[:start] + piece + last[start + 4 + _extent(last[start + 4 :]) :]
    names = list(_NAME_IN_QUESTION.finditer(last))
    if piece[:1].isupper() and len(names) == 1:
        return last[: names[0].start()] + piece + last[names[0].end() :]
    return f"{last.rstrip(' ?.!')}, {piece}?"


def _with_phrase(last: str, preposition: str, piece: str) -> str:
    """The last question with another phrase after this preposition, or with one added."""
    places = list(re.finditer(rf"\b{preposition}\s+(?:(?:the|a|an) )?(?=\w)", last, re.I))
    if not places:
        return f"{last.rstrip(' ?.!')} {preposition.lower()} {piece}?"
    place, rest = places[-1], last[places[-1].end() :]
    return f"{last[: place.start()]}{preposition.lower()} {piece}{rest[_extent(rest) :]}"


def _extent(text: str) -> int:
    """Where the noun phrase ends that a text begins with."""
    end, named = 0, text[:1].isupper()
    for match in re.finditer(r"[^\s?.,;:!]+", text):
        after = text[match.end() :].lstrip()[:1]
        goes_on = (
            (match[0] == "of" and named and after.isupper())
            or (match[0] == "and" and not named and after.islower())
            or match[0].casefold() not in STOP_WORDS
        )
        if end and (not goes_on or text[end : match.start()].strip()):
            break
        end = match.end()
    return end


# What a question leaves open


def _leaves_open(question: str, said: frozenset[str]) -> bool:
    """Whether a question leaves something to turns with the stems `said`."""
    if _refers(question) or _MORE.search(question):
        return True
    names = stems(" ".join(_names_in(question)))
    if _DEFINES.match(question) or not _ASKS.match(question) or not names <= said:
        return False
    content = _content(question)
    return len(content - names) <= (1 if content.isdisjoint(said) else 2)


def _refers(question: str) -> bool:
    """Whether it has a pronoun or a description that stands for something said before."""
    pointing = _POINTING.search(question)
    if pointing and not _clause_before(question[: pointing.start()]):
        return True
    return bool(_open_pronoun(question)) or (
        not _names_in(question) and _open_article(question) is not None
    )


def _open_pronoun(question: str) -> re.Match[str] | None:
    """A pronoun that nothing before it in the question explains."""
    if _EXPLETIVE.search(question):
        return None
    for match in _PRONOUN.finditer(question):
        if not _explained(match[0].casefold(), question[: match.start()]):
            return match
    return None


def _explained(pronoun: str, earlier: str) -> bool:
    """Whether what stands before a pronoun in its question says what it stands for."""
    if _clause_before(earlier):
        return True
    if _AS_SUBJECT.search(earlier):
        return False
    before = _content_words(earlier)
    if pronoun in _OBJECT and not _SUBORDINATE.search(earlier, 3):
        return len(before) > 2 and re.search(rf"\b{_PREPOSITION}\W*$", earlier, re.I) is not None
    if pronoun in _PERSONAL:
        return bool(_names_in(earlier))
    return bool(before)


def _clause_before(text: str) -> bool:
    return any(len(_content_words(clause)) > 1 for clause in re.split(r"[.,:;?!]", text)[:-1])


def _open_article(question: str) -> re.Match[str] | None:
    """`the album`, `the main points`, with nothing that says of what."""
    size = len(_content_words(question))
    for match in _DEFINITE.finditer(question):
        phrase = match["phrase"].casefold().split()
        ends = len(question.rstrip(" ?.!")) == match.end("phrase")
        if any(
            word in _COMPLEMENT and not _PARTICIPLE.match(before)
            for before, word in itertools.pairwise(phrase[: -1 if ends else 4][:4])
        ):
            continue
        nouns = list(itertools.takewhile(lambda word: word not in _EMPTY, phrase))
        while len(nouns) > 1 and _PARTICIPLE.match(nouns[-1]):
            nouns.pop()
        if not nouns or nouns[0] in _UNIQUE:
            continue
        vague = len(nouns) == 1 or nouns[0] in _RELATIONAL
        if size <= (4 if vague else 3) and (vague or not _DEFINES.match(question)):
            return match
    return None


def _names_in(question: str) -> list[str]:
    return [
        word
        for word in words(question)[1:]
        if word[0].isupper() and word.casefold() not in _NO_NAME
    ]


def _content_words(text: str) -> list[str]:
    return [word for word in words(text) if word.casefold() not in _EMPTY]


def _content(text: str) -> frozenset[str]:
    return stems(" ".join(_content_words(text)))


def _said(history: Sequence[Turn]) -> frozenset[str]:
    return frozenset().union(*(_stems_of(text) for t in history for text in (t.question, t.answer)))


@lru_cache(maxsize=256)
def _stems_of(text: str) -> frozenset[str]:
    return stems(text[: 3 * READ])


# What stands for what


def _filled(question: str, history: Sequence[Turn]) -> str:
    """The question with a pronoun or a description replaced where it is plain what is meant."""
    pronoun = _open_pronoun(question)
    if pronoun is None:
        return _described(question, history)
    word, after = pronoun[0].casefold(), question[pronoun.end() :]
    if word in _PERSONAL:
        name, weight = _salient(history, person=True, besides=stems(question))
        phrase = name if weight >= PERSON_WEIGHT else ""
    else:
        phrases = (_term(turn.question) for turn in history[:-4:-1])
        phrase = next((found for found in phrases if found and _agrees(found, word)), "")
    if not phrase:
        return question
    if word in _POSSESSIVE and (word != "her" or re.match(r"\s+\w", after)):
        phrase += "'s"
    return question[: pronoun.start()] + phrase + after


def _described(question: str, history: Sequence[Turn]) -> str:
    """`the convention` by the longer phrase of a question before: `the Hanoi Convention`."""
    match = _open_article(question)
    if match is None:
        return question
    noun = match["phrase"].split()[0]
    for turn in reversed(history):
        for run in _runs(_ASIDE.sub("?", turn.question)):
            plain = [word.casefold() for word in run]
            if noun.casefold() not in plain[1:]:
                continue
            place = plain.index(noun.casefold(), 1)
            start = max((n + 1 for n in range(place) if plain[n] in _LINKS), default=0)
            if start < place and plain[start] not in _RELATIONAL:
                phrase = " ".join(run[start : place + 1])
                article = "" if re.search(r"['’]s? ", phrase) else "the "
                rest = question[match.start("phrase") + len(noun) :]
                return f"{question[: match.start()]}{article}{phrase}{rest}"
    return question


def _noun_phrase(question: str) -> str:
    """What a question is about, where its form shows the whole phrase; else nothing."""
    question = _OPENING.sub("", _ASIDE.sub("?", question)).strip(" ?.!")
    match = _TOPIC_FORMS.match(question)
    if match is None:
        keywords = len(question.split()) <= 5 and not _MORE.search(question)
        return question if keywords and not _ASKS.match(question) else ""
    phrase = match["is"] or match["object"] or ""
    if match["done"]:
        parts = match["done"].split()
        verb = next((n for n, word in enumerate(parts) if n and _PARTICIPLE.match(word)), 0)
        phrase = " ".join(parts[:verb])
    if not _content(phrase) or _PRONOUN.search(phrase) or _NO_PHRASE.search(phrase):
        return ""
    return phrase


def _term(question: str) -> str:
    """The noun phrase of a question where it is a name or a term: `strategic autonomy`."""
    phrase = "" if question[:3].casefold() == "who" else _noun_phrase(question)
    plain = re.sub(r"\bof (?:the )?(?=[A-Z])", "", phrase)
    if re.search(rf"\b(?:{_PREPOSITION}|some|any)\b", plain, re.I) or len(phrase.split()) > 8:
        return ""
    return re.sub(r"^(?:the|a|an) (?=[A-Z])", "", phrase)


def _agrees(phrase: str, pronoun: str) -> bool:
    """Whether a phrase and a pronoun are both singular or both plural."""
    head = phrase.split()[-1]
    plural = head.endswith("s") and not head.endswith(("ss", "us", "is"))
    return head[0].isupper() or plural == (pronoun in _PLURAL)


# The thread


def _unsaid(question: str, history: Sequence[Turn]) -> list[str]:
    """What the thread is about, as far as the question does not say it."""
    root = history[_root(history)].question
    topics = [_topic(root)]
    name, weight = _salient(history)
    nameless = weight > NAME_WEIGHT and not _names_in(root) and _refers(question)
    if nameless or _leaves_open(root, frozenset()):
        topics.insert(0, name)
    have, unsaid = stems(question), []
    for topic in topics:
        own, named = _content(topic), stems(" ".join(w for w in words(topic) if w[0].isupper()))
        if not own <= have and not (named and named <= have):
            unsaid.append(topic)
            have |= own
    return unsaid


def _root(history: Sequence[Turn]) -> int:
    """The turn that the thread began with."""
    for place in range(len(history) - 1, 0, -1):
        question = history[place].question
        if _ASIDE.search(question):
            continue
        said = _said(history[:place])
        if _leaves_open(question, said):
            continue
        new = _content(question) - said
        if new and (
            len(new) > 2
            or _DEFINES.match(question)
            or not stems(" ".join(_names_in(question))) <= said
        ):
            return place
    return 0


def _topic(question: str) -> str:
    """What a question is about, in its own words: from the first that has meaning to the last.

    Verbs are left out where their place gives them away.
    """
    question = _ASIDE.sub("?", question)
    topic = _noun_phrase(question)
    if not topic:
        plain = _SUBJECT_AND_VERB.sub(" ", question)
        kept = [
            match
            for match in WORD.finditer(plain)
            if match[0].casefold() not in _EMPTY or (match.start() and match[0][0].isupper())
        ]
        topic = plain[kept[0].start() : kept[-1].end()] if kept else ""
        topic = _INNER_AUXILIARY.sub(r"\1", topic)
    if len(topic.split()) > LONGEST_TOPIC:
        topic = topic_of(topic)
    parts = topic.split()
    if parts and question.startswith(parts[0]):
        parts[0] = parts[0].casefold() if parts[0].casefold() in STOP_WORDS else parts[0]
    while parts and parts[0] in STOP_WORDS | _GENERAL:
        parts.pop(0)
    while parts and parts[-1] in _EMPTY:
        parts.pop()
    return " ".join(parts[:-1] if parts and _PARTICIPLE.match(parts[-1]) else parts)


def topic_of(question: str) -> str:
    """The longest run of content words of a question, names counting double."""
    best, best_weight = "", 0
    for run in _runs(question):
        weight = sum(2 if word[0].isupper() else 1 for word in run if word not in _LINKS)
        if weight > best_weight:
            best, best_weight = " ".join(run), weight
    return best


def _runs(question: str) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for place, word in enumerate(re.findall(r"[^\s?!,;:()\"“”]+", question)):
        plain = word.casefold().rstrip(".")
        if plain and plain not in _NOT_TOPIC and not (place == 0 and plain in ("how", "why")):
            runs[-1].append(word.rstrip("."))
        elif plain in _LINKS and runs[-1]:
            runs[-1].append(word)
        else:
            runs.append([])
    for run in runs:
        while run and run[-1].casefold() in _LINKS:
            run.pop()
    return [run for run in runs if run]


# Names


class _Mention(NamedTuple):
    name: str
    weight: float
    placed: bool  # after `in`, `of`, `the`: seldom a person


def _salient(
    history: Sequence[Turn], person: bool = False, besides: frozenset[str] = frozenset()
) -> tuple[str, float]:
    """The name that the turns are most about, and its weight."""
    scores: defaultdict[str, float] = defaultdict(float)
    for age, turn in enumerate(reversed(history)):
        fresh = 0.95**age
        question = _ASIDE.sub("?", turn.question)
        if not _open_pronoun(question):  # `he` and a name beside it are two
            for mention in _mentions(question):
                if not (person and mention.placed):
                    scores[mention.name] += 2 * fresh
        if _UNANSWERED.match(turn.answer):
            continue
        asks_who = re.match(r"\W*(?:who|which)\b", question, re.I)
        for mention in _mentions(turn.answer[:READ]):
            least = PERSON_WEIGHT if person and asks_who and " " in mention.name else 0
            scores[mention.name] += max(mention.weight, least) * fresh
    plain = [_small_words(text) for turn in history for text in (turn.question, turn.answer)]
    for name in sorted(scores, key=lambda name: -scores[name]):
        common = any(name.casefold() in small for small in plain)
        if common or (person and " " in name and not people(name)) or stems(name) & besides:
            continue
        return name, scores[name]
    return "", 0.0


@lru_cache(maxsize=256)
def _small_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\b[a-z]\w+", text))


@lru_cache(maxsize=256)
def _mentions(text: str) -> tuple[_Mention, ...]:
    """The names in a text, weighted by the places where they stand."""
    text = _MARKER.sub(" ", text)
    found = []
    for match in _NAME.finditer(text):
        parts = match[0].split()
        while parts and parts[0].casefold().rstrip(".") in _NO_NAME:
            parts.pop(0)
        while parts and parts[-1].casefold() in _NO_NAME:
            parts.pop()
        name = re.sub(r"['’]s?$", "", " ".join(parts)).strip(".,")
        if len(name) < 2 or re.match(r"I['’]", name):
            continue
        before, after = text[: match.start()].rstrip(), text[match.end() :]
        previous = (before.rstrip('("“').split()[-1:] or [""])[0].casefold()
        owner = re.match(r"['’]", after) or re.search(r"['’]s?$", match[0])
        described = " " in name and re.match(r", (?:the )?[A-Z]", after)
        subject = owner or described or _VERB.match(after) or re.match(r"\s+[a-z]", after)
        weight = 1.0
        if not before or before[-1] in ".!?":
            weight = 2.0 if subject else 1.0
            if " " not in name and _COMMON.search(name):
                weight = 0.6
        elif before[-1] in '"“':
            weight = 0.4
        elif previous in ("the", "and"):
            weight = 0.5
        if _VERB.match(after):
            weight *= 2.5
        elif owner or described:
            weight *= 2.2
        if " " not in name:
            weight *= 0.3 if name.isupper() and len(name) < 6 else 1.3
        found.append(_Mention(name, weight, previous in _PLACED))
    return tuple(found)
