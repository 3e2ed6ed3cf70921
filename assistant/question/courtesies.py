"""Questions as people send them in letters: the question itself, without courtesies."""

from __future__ import annotations

import re

from corpus.language.clauses.closed_classes import DEMONSTRATIVES, POSSESSIVES, SUBJECT_PRONOUNS
from corpus.language.sentences import sentence_spans
from corpus.language.word_lists import one_of

_SALUTATION = re.compile(
    r"^\W*(?:dear (?:sir|madam|colleagues?|all|team|friends|editors?|mr|ms|mrs|dr)\b"
    r"[^,:!\n]{0,40}[,:!]"
    r"|(?:good (?:morning|afternoon|evening|day)|hello|hi|greetings)\b[^,.:!\n]{0,30}[,.:!])\s*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:(?<![\s,;.(])[\s,;.(]++)?\b(?:(?:with )?(?:(?:best|kind|warm|many) )?(?:regards|wishes)"
    r"|yours (?:sincerely|faithfully)|sincerely yours"
    r"|thank you(?: very much)?(?: in advance)?|(?:many )?thanks(?: in advance)?)\b[^?]{0,60}$",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    rf"\b(?:{one_of(SUBJECT_PRONOUNS | POSSESSIVES | DEMONSTRATIVES)}|them|such|there|here|so|both"
    r"|same|former|latter|ones?)\b",
    re.IGNORECASE,
)
_LEAST = 4  # words of a question that can stand alone


def question_of(text: str) -> str:
    """The question in a letter: without salutation and closing, and without what is told before
    or after it, where exactly one sentence asks and does not point back to the others.
    """
    bare = _CLOSING.sub("", _SALUTATION.sub("", text, count=1)).strip() or text
    spans = sentence_spans(bare)
    asking = [bare[start:end] for start, end in spans if bare[start:end].rstrip().endswith("?")]
    if len(spans) > 1 and len(asking) == 1:
        only = asking[0].strip()
        if len(only.split()) >= _LEAST and not _POINTS_BACK.search(only):
            return only
    return bare
