"""Whether a sentence can be read without what stands before it, and says something by itself.

Closed classes decide, not a parser: what refers back does so at the start of a sentence, or by a
demonstrative or a definite phrase whose noun was not said before. In doubt a sentence is left
out, for there are always others.
"""

from __future__ import annotations

import re

import assistant.training.standing_alone_vietnamese as vietnamese
from corpus.language.clauses.closed_classes import (
    ARTICLES,
    AUXILIARIES,
    OF_PEOPLE,
    POSSESSIVES,
    PREPOSITIONS,
    SUBORDINATORS,
    THIRD_PERSON,
)
from corpus.language.clauses.verbs import is_noun_too, readings
from corpus.language.dates import YEAR
from corpus.language.grammar import DOTTED_NAME_WORD, LONG_NAME_WORD, NAME_WORD
from corpus.language.identification import language_of
from corpus.language.numerals import ORDINAL, ORDINALS, SMALL_NUMBER
from corpus.language.stems import stems
from corpus.language.word_lists import grouped, one_of
from corpus.language.words import words

FEWEST_WORDS, MOST_CHARACTERS = 5, 600
MOST_CAPITALS = 0.75  # share of words with a capital, from which a line is a headline

_WORDS = grouped("training_words")
_COUNTS = rf"(?:{SMALL_NUMBER}|both)"
_NOUN = r"[\w'’-]+"


def stands_alone(sentence: str) -> bool:
    """Whether a sentence is whole, about its subject and not its source, and refers to nothing
    that it does not say."""
    text = " ".join(sentence.split())
    if language_of(text) == "vi":
        return vietnamese.stands_alone(text)
    return is_whole(text) and not (_is_matter(text) or tells_of_source(text) or refers_back(text))


def is_whole(text: str) -> bool:
    """Whether a text on one line is a statement with a verb: no heading, row, item or lead."""
    if len(text) > MOST_CHARACTERS or not _BEGINS.match(text) or not _ENDS.search(text):
        return False
    if " | " in text or not _is_balanced(text):
        return False
    found = words(text)
    capitals = sum(word[0].isupper() for word in found)
    if len(found) < FEWEST_WORDS or capitals > MOST_CAPITALS * len(found):
        return False
    if _SUBORDINATE.match(text) and "," not in text:
        return False
    return _has_verb(text)


def tells_of_source(text: str) -> bool:
    """Whether a sentence is about a document rather than about what the document is about."""
    return _SOURCE.search(text) is not None


def refers_back(text: str) -> bool:
    """Whether a sentence needs another one before it to be understood."""
    if _LABELLED.match(text):  # `Data localization: ...`: what is said is after the label
        label, _, said = text.partition(": ")
        return _opens_with_reference(said) and not stems(label) & stems(said)
    return _opens_with_reference(text) or _refers_inside(text)


def _opens_with_reference(text: str) -> bool:
    text = text.lstrip("\"“‘'( ")
    if _EXPLETIVE.match(text):
        return False
    return any(pattern.match(text) for pattern in _OPENINGS)


def _refers_inside(text: str) -> bool:
    unquoted = _QUOTED.sub("“”", text)
    if _SPEAKER.search(unquoted) or _CLAIMED.match(unquoted):
        return True
    for match in _POINTING.finditer(unquoted):
        before = unquoted[: match.start()]
        if not (stems(match["noun"]) & stems(before) or _CLAUSE.search(before)):
            return True
    for match in _PARTIES.finditer(text):
        if not _PAIR.search(text[: match.start()]):
            return True
    return any(not _NAME.search(unquoted[: match.start()]) for match in _PERSON.finditer(unquoted))


def _is_matter(text: str) -> bool:
    """Whether it is a caption, a reference, a licence, or what a page says of itself."""
    return _MATTER.search(text) is not None


def _is_balanced(text: str) -> bool:
    return (
        text.count("(") == text.count(")")
        and text.count("“") == text.count("”")
        and text.count('"') % 2 == 0
    )


def _has_verb(text: str) -> bool:
    """Whether some word can be its finite verb."""
    found = [match[0] for match in re.finditer(r"[\w'’-]+", text)]
    for before, word in zip(found, found[1:], strict=False):
        if not word[0].islower() or before.casefold() in _NO_SUBJECT:
            continue
        if word in AUXILIARIES:
            return True
        finite = {form for _, form in readings(word) if form != "participle"}
        if finite == {"base"} and is_noun_too(word):  # `a new stage`, but `ports stage races`
            finite = finite if before.endswith("s") else set()
        if finite:
            return True
        if word.endswith("ed") and not before.endswith("ly"):
            return True
    return False


_NO_SUBJECT = ARTICLES | PREPOSITIONS | POSSESSIVES | {"to", "and", "or", "no", "more"}
_BEGINS = re.compile(rf"[\"“‘'(]*(?:{NAME_WORD}|\d|[a-z]+[A-Z])")
_ENDS = re.compile(r"[.!](?:[\"”’')]|\[\d+\])*$")
_SUBORDINATE = re.compile(
    r"(?:Although|Though|Because|While|Whereas|If|When|Since|Unless|Until|Once|As)\b"
)
_LABELLED = re.compile(r"(?!(?:For|As|In|On|At|By)\b)[^:.;,!?]{2,60}: [A-Z\"“]")
_QUOTED = re.compile(r"“[^”]{0,300}”|\"[^\"]*\"")

# What a sentence may not open with

_EXPLETIVE = re.compile(
    r"It (?:is|was|remains|becomes|takes|has been) (?:\w+ly )?"
    r"(?:\w+(?:ed|ent|ant|ary|ial|ible|able|ain|ear|ely|ue|cult|sy|ical)) (?:that|to|for)\b"
)
_BACK = one_of(_WORDS["back_references"] | THIRD_PERSON)
_ORDINALS = one_of(_WORDS["like_ordinals"] | set(ORDINALS))
_CONTINUED = r"(?:of|in|for|to|on|that|which|between|from|at|by|with|under|against)\b"
# Nouns that name a thing of the text before, where nothing says which.
_BARE = one_of(_WORDS["bare_nouns"])
_OPENINGS = tuple(
    re.compile(pattern, re.IGNORECASE if ignored else 0)
    for pattern, ignored in (
        (rf"{one_of(_WORDS['connectives'])}\b", False),
        (rf"{one_of(_WORDS['opening_phrases'])}\b", True),
        (rf"(?:the (?=former|latter))?{_BACK}\b(?! (?:who|that)\b)", True),
        # `In this way`, `When they met`, `Unlike those`; but `Those who`, `like those of`
        (
            rf"(?:\b\w++ )?{one_of(PREPOSITIONS | SUBORDINATORS)}"
            r" (?:all |both |each of |one of )?"
            rf"(?:this|these|those|that|such|{one_of(THIRD_PERSON)})\b"
            r"(?! (?:who|that|of|in|with|as)\b)",
            True,
        ),
        (r"(?:all|some|many|most|each|one|none|both|several|few) of (?:these|those|them)\b", True),
        (r"(?:both|neither|either)\b(?!.{0,60}\b(?:and|n?or)\b)", True),
        (r"(?:some|others|many|several|most|few|each|all|more|one)(?:,| (?:is|are|was|were|have|has"
         r"|also|will|can|may|do|does|did)\b)", True),
        (rf"(?:{ORDINAL}|next|last|then)(?:ly)?,", True),
        (rf"the {_ORDINALS}\b(?!(?: {_NOUN}){{1,3}} {_CONTINUED})", True),
        (rf"the {_COUNTS} {_NOUN}\b(?!(?: {_NOUN}){{0,2}} {_CONTINUED})", True),
        (
            rf"the {_BARE},? (?:also |further |then )?(?:{one_of(AUXILIARIES)}"
            rf"|[a-z]+(?:s|ed)|made|took|began|held|gave|brought|set|led|said)\b",
            True,
        ),
    )
)  # fmt: skip

# What it may not hold further on

_SPEAKER = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|us|[Yy]ou|[Yy]our|[Mm]y|me|ours|ourselves)\b(?!\.)")
# `Advocates argue they improve security`: what does is not who argues.
_CLAIMED = re.compile(
    r"[A-Z]\w+s (?:argue|claim|say|warn|hold|believe|think|fear|contend)s? (?:that )?(?:they|it)\b"
)
_POINTING = re.compile(
    rf"\b(?:this|these|those|such)\b (?!(?:who|that|which|whose|of|in|as|for|on|from|with|to|at"
    rf"|a|an)\b)(?P<noun>{_NOUN}(?: {_NOUN})?)",
    re.IGNORECASE,
)
_WORD = r"(?:[\w'’-]++[^\w'’-]++)"
_CLAUSE = re.compile(rf"(?<![\w'’-])(?:{_WORD}{{5}}.{{0,300}}[,;:–—]|{_WORD}{{4}}.{{0,300}}[;:–—])")
_PARTIES = re.compile(
    rf"\b(?:the {_COUNTS} (?:sides|countries|nations|parties|leaders|ministers|powers|states"
    r"|governments|institutions|organi[sz]ations|companies|groups)|both (?:sides|countries|parties"
    r"|nations|leaders|governments))\b",
    re.IGNORECASE,
)
_PAIR = re.compile(
    rf"\b{DOTTED_NAME_WORD}(?: {DOTTED_NAME_WORD}){{0,12}},? (?:and|with|met) (?:the )?{NAME_WORD}"
)
_PERSON = re.compile(rf"\b{one_of(OF_PEOPLE)}\b")
_NAME = re.compile(
    rf"\b{LONG_NAME_WORD} (?:{NAME_WORD}|\w+ed\b)"
    r"|\b(?:person|man|woman|minister|president|official)\b"
)

# Documents that speak of themselves, and what is no prose

_WRITING, _TELLS = one_of(_WORDS["parts_of_a_source"]), one_of(_WORDS["told_by_a_source"])
_SOURCE = re.compile(
    rf"\b(?:[Tt]h(?:e|is|ese)|[Tt]hat|[Aa]ccording to an?|[Ii]n an?) "
    rf"(?:(?!of\b)[\w'’.-]+ ){{0,2}}?{_WRITING}\b(?! \d)"
    r"|\breaders\b"
    rf"|\b[Tt]h(?:e|is) (?:same |present |following )?(?:report|study|paper|survey|document|book"
    rf"|text|page|website|section|table|figure|list) {_TELLS}\b"
    r"|\b[Tt]his (?:report|study|paper|survey|document|book|text|page|website|section|table|figure"
    r"|guide|handbook|pack|note|essay|commentary|issue|piece)\b"
    r"|\b(?:[Ss]ee|cf\.) (?:also |the )?(?:\w+ )?(?:[Ss]ection|[Aa]nnex|[Ff]igure|[Tt]able|[Bb]ox"
    r"|[Cc]hapter|[Pp]age|[Aa]ppendix|above|below)\b"
    r"|\b(?:as|see|described|mentioned|listed|named|noted|discussed|quoted|cited|defined|given|set"
    r" out|outlined) (?:above|below|earlier|previously)\b"
    r"|\b(?:above|afore|before)-?(?:mentioned|said|named)\b|\b[Tt]he (?:above|below)\b"
    r"|\bthe (?:previous|next|preceding|following) (?:section|chapter|paragraph|page|table)\b"
)
_MATTER = re.compile(
    r"https?://|\bwww\.|\bdoi\b|\bISBN\b|\bISSN\b|\bet al\.|\bpp?\. ?\d|\bvol\. ?\d|\bibid\b|©"
    r"|\b(?:Creative Commons|CC BY|All rights reserved|Retrieved (?:on|from|\d)|Accessed (?:on|\d))"
    r"|[Ll]icen[cs]ed under|\b[Cc]opyright (?:\d|by|of)"
    r"|^\W*(?:Photo|Image|Picture|Illustration|Source|Sources|Figure|Fig\.|Table|Chart|Map|Credit"
    r"|Caption|Note|Notes|Editor's note|Keywords|Abstract|DOI)\b ?\d*(?:\.\d+)?\s*[:.—–-]"
    r"|\((?:[Pp]hoto|[Ii]mage|[Ii]llustrati\w+|[Ss]ource)\b"
    r"|\bphoto(?:graph)? (?:by|courtesy|credit)"
    r"|^(?:See|Compare|Cf\.) "
    r"|\b(?:[Cc]lick here|[Rr]ead more|[Ss]ubscribe (?:to|now)|[Ss]ign up (?:to|for)|cookies)\b"
    r"|^(?:Last )?(?:[Uu]pdated|[Mm]odified|[Pp]ublished|[Pp]osted)(?: on)?:? \d"
    r"|, dated \d[\w ]+\.$|\bbears the date\b"
    rf"|^{NAME_WORD}, (?:[A-Z]\. ?)++.*\(?{YEAR}\)?\."
)
