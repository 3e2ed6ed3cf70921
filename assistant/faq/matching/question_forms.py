"""A question in a list without the courtesies around it."""

from __future__ import annotations

import re
import unicodedata

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
