"""How a question is put: the courtesies around it, and the kind of thing that it asks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_COURTESY = re.compile(
    r"^\W*(?:hello|hi|dear|good (?:morning|afternoon|evening|day)|greetings|thanks?|many thanks"
    r"|(?:best|kind|warm)? ?regards|sincerely|sorry|i (?:have|had) a (?:quick )?question"
    r"|(?:i am|i'm|we are|we're) (?:writing|calling|asking|contacting|preparing)"
    r"|my name is|this is the|to whom it may concern)\b[^?]*$",
    re.IGNORECASE,
)
_ASKING = "tell|let|explain|inform|give|advise|show|provide|send|clarify|specify|share|describe"
_PREAMBLE = re.compile(
    rf"""^\W*(?:
      (?:hello|hi|excuse\ me|sorry|please|pls|kindly)\b[,!.:]*
    | good\ (?:morning|afternoon|evening|day)\b[,!.:]*
    | dear\ [\w ]{{1,40}}[,:!]
    | to\ whom\ it\ may\ concern\b[,:]?
    | (?:question|query|request|enquiry)\ (?:from|of|by)\ [^:?]{{1,60}}:
    | (?:q(?:uestion)?\s?\d*|\d{{1,4}})\s?[.:)](?=\s)
    | (?:could|can|would|will)\ you\ (?:(?:please|kindly|be\ so\ kind\ as\ to)\ )*(?:{_ASKING})\b
        (?:\ to)?(?:\ (?:me|us))?(?:\ know)?(?:\ about)?
    | (?:i|we)(?:'d|\ would|\ should)?\ (?:also\ )?(?:like|want|wish|need|have)\ to\ (?:be\ )?
        (?:know|ask|learn|understand|find\ out|enquire|inquire|told|informed)(?:\ about)?
    | (?:do|does|did)\ (?:you|anyone|anybody|somebody)\ (?:happen\ to\ )?know
    | (?:may|can|could|might)\ (?:i|we)\ (?:please\ )?(?:ask|know|enquire|inquire)(?:\ you)?
    | (?:i|we)(?:\ am|'m|\ was|\ were|\ are)?\ wonder(?:ing)?
    | (?:tell|inform|advise|show|give)\ (?:me|us)(?:\ about)?
    | let\ (?:me|us)\ know
    | advise\ on
    | (?:explain|describe|clarify|specify|state)(?:\ to\ (?:me|us))?
    )(?!\w)\s*+[,:]?\s*+""",
    re.IGNORECASE | re.VERBOSE,
)
_CLOSING = re.compile(
    r"(?:[,.;]\s*+|(?<!\s)\s++|)(?:please|pls|thanks?(?: you)?(?: in advance)?)\W*$", re.IGNORECASE
)
_TAKE_PLACE = re.compile(r"\bt(?:ake|akes|ook|aken|aking) place\b", re.IGNORECASE)


def bare(question: str) -> str:
    """A question without the greeting before it and the thanks behind it.

    It is in one line, with straight apostrophes; `take place` is told as `happen`, since there
    `place` asks for none.
    """
    text = " ".join(unicodedata.normalize("NFC", question).replace("’", "'").split())
    text = _TAKE_PLACE.sub("happen", text)
    sentences = _SENTENCE.split(text)
    kept = [sentence for sentence in sentences if not _COURTESY.match(sentence)]
    text = " ".join(kept or sentences)
    while (match := _PREAMBLE.match(text)) and match.end() < len(text):
        text = text[match.end() :]
    return _CLOSING.sub("", text) or text


# Nouns that a question word can ask for.


def _compiled(*forms: tuple[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(kind, pattern) of each (kind, form)."""
    return tuple((kind, re.compile(form, re.IGNORECASE)) for kind, form in forms)


_DATE = "dates?|days?|years?|months?|deadlines?|hours"
_PLACE = "city|place|location|venue|town|address"
_REASON = "reasons?|grounds|importance|significance"
_MANNER = "ways?|manner|methods?|procedures?|process|steps?|means"
_NOUNS = _compiled(("date", _DATE), ("place", _PLACE), ("reason", _REASON), ("manner", _MANNER))
_MEASURES = {
    **dict.fromkeys("number count headcount".split(), "count"),
    **dict.fromkeys("amount value size total volume turnover sum share".split(), "amount"),
    **dict.fromkeys("width height depth distance speed weight".split(), "amount"),
    **dict.fromkeys(("percentage", "proportion", "percent", "per cent"), "amount"),
    **dict.fromkeys(("length", "duration", "processing time", "validity"), "duration"),
    **dict.fromkeys(("frequency", "interval", "intervals"), "frequency"),
    "age": "age",
}
_HOW = {
    "many": "count",
    "long": "duration",
    "old": "age",
    "come": "reason",
    **dict.fromkeys("soon late".split(), "date"),
    **dict.fromkeys("often frequently regularly".split(), "frequency"),
    **dict.fromkeys("much large big high great far wide deep tall fast heavy".split(), "amount"),
    **dict.fromkeys("expensive costly".split(), "amount"),
}
_SIMPLE = {
    **{"when": "date", "where": "place", "why": "reason", "whether": "yes_no"},
    **dict.fromkeys(("who", "whom", "whose"), "person"),
}
_QUESTION_WORD = re.compile(
    r"\b(?P<word>when|where|who|whom|whose|why|how|what|which|whether)\b(?:'s|'re)?"
    r"(?P<rest>[^?]*)",
    re.IGNORECASE,
)
_COORDINATED = re.compile(
    r"(?:,|\band\b|\bor\b)\s+(?=(?:when|where|who|why|how|what)\b)", re.IGNORECASE
)
_AUXILIARY_FIRST = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|should|may|must|am"
    r"|shall)(?:n't)?\b",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(
    r"\W*(?:list|name|give|define|compare|summari[sz]e|outline)\b", re.IGNORECASE
)
_IN_WHICH_PLACE = re.compile(
    r"\b(?:in|at) (?:which|what) (?:city|cities|countr|place|town|province|region)", re.IGNORECASE
)
_WHERE_RANKED = re.compile(r"\brank(?:s|ed)?\b", re.IGNORECASE)
_HOW_LONG = re.compile(
    r"\s+much time\b|\s+many \w+ (?:does|do|did|will|would) it take\b", re.IGNORECASE
)
_HOW_OFTEN = re.compile(r"\s+many times\b", re.IGNORECASE)
_WHAT_CAUSED = re.compile(
    r"\s+(?:makes|made|caused|led|prompted|motivated|explains)\b|\s+(?:is|was|are|were) behind\b"
    r"|\s+(?:is|was|are|were) the (?:\w+ )?reasons?\b",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"^\s*(?:(?:is|are|was|were|will be|would be|'s)\s+)?(?:(?:the|its|their|your|a|an|in)\s+)?"
    r"(?P<before>(?:[\w'-]+\s+){0,3}?)"
    rf"(?P<noun>{_DATE}|{_PLACE}|{'|'.join(_MEASURES)}|{_REASON}|{_MANNER})\b(?P<after>\s+\w+)?",
    re.IGNORECASE,
)
# What may follow the noun that is asked for, and does not make another noun of it.
_FOLLOWING = frozenset(
    """of for when on in at that which to by from with between does do did is was are were has
    have had will can could should must the""".split()
)
_VIETNAMESE = _compiled(
    ("date", r"khi nào|(?:năm|ngày|tháng|bao) (?:nào|giờ)|lúc nào"),
    ("place", r"ở đâu|nơi nào"),
    ("reason", r"tại sao|vì sao"),
    ("count", r"bao nhiêu|mấy"),
    ("manner", r"(?:như )?thế nào|ra sao|bằng cách nào"),
    ("person", r"^ai\b|\bai\b(?= là)|là ai\b|những ai"),
)
_IN_KEYWORDS = _compiled(
    ("date", rf"\b(?:{_DATE}|when)\b"),
    ("count", r"\b(?:number|how many|count)\b"),
    ("amount", r"\b(?:amount|value|total|percentage|share|size|turnover)\b"),
    ("reason", r"\breasons?\b|\bwhy\b"),
    ("person", r"\bnames?\b|\bwho\b"),
    ("place", rf"\b(?:where|{_PLACE})\b"),
)


def kinds_of(text: str) -> tuple[frozenset[str], bool]:
    """What a bare question asks for, by its question words, and whether it is mere keywords.

    The kinds are `date`, `place`, `person`, `reason`, `manner`, `count`, `amount`, `duration`,
    `frequency`, `age`, `yes_no` and `thing`; several where it asks for several, none in keywords
    that do not say.
    """
    found = {kind for part in _parts(text) if (kind := _kind(part))}
    found = found or {kind for kind, form in _VIETNAMESE if form.search(text)}
    if found:
        return frozenset(found), False
    if _IMPERATIVE.match(text):
        return frozenset({"thing"}), False
    said = (kind for kind, form in _IN_KEYWORDS if form.search(text))
    return frozenset([*said][:1]), True


def _parts(text: str) -> Iterator[str]:
    for sentence in re.split(r"(?<=\?)\s+", text):
        yield from _COORDINATED.split(sentence)


def _kind(part: str) -> str | None:
    if _AUXILIARY_FIRST.match(part):
        return "yes_no"
    match = _QUESTION_WORD.search(part)
    if match is None:
        return None
    word, rest = match["word"].lower(), match["rest"]
    if _IN_WHICH_PLACE.search(part):
        return "place"
    if word == "where" and _WHERE_RANKED.search(rest):
        return "thing"
    if word in _SIMPLE:
        return _SIMPLE[word]
    if word == "how":
        if _HOW_LONG.match(rest):
            return "duration"
        if _HOW_OFTEN.match(rest):
            return "frequency"
        following = re.search(r"\w+", rest)
        return _HOW.get(following[0].lower() if following else "", "manner")
    return "reason" if _WHAT_CAUSED.match(rest) else _kind_of_noun(rest)


def _kind_of_noun(rest: str) -> str:
    """The kind of `what` or `which` by the noun that it asks for: `on what date`."""
    match = _NOUN.match(rest)
    if match is None:
        return "thing"
    noun, after = match["noun"].lower(), (match["after"] or "").strip()
    if after[:1].islower() and after not in _FOLLOWING:
        return "thing"  # `which frequency band`; but `in what year Vietnam joined`
    for word in match["before"].split():
        if word.lower() in _FOLLOWING or (word[0].isupper() and not word.endswith("'s")):
            return "thing"  # `what is the Science and Technology Day`
    return _MEASURES.get(noun) or next(kind for kind, form in _NOUNS if form.fullmatch(noun))
