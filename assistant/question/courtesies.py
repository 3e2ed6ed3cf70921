"""Questions as people send them in letters: the question itself, without courtesies."""

from __future__ import annotations

import re

_SALUTATION = re.compile(
    r"^\W*(?:(?:dear (?:sir|madam|colleagues?|all|team|friends|editors?|mr|ms|mrs|dr)\b"
    r"|kính (?:gửi|thưa)\b)[^,:!\n]{0,40}[,:!]"
    r"|(?:good (?:morning|afternoon|evening|day)|hello|hi|greetings"
    # `chào hàng` and `chào giá` are what is asked about.
    r"|(?:em |tôi |mình |xin |kính ){1,3}chào"
    r"|chào (?:anh|chị|em|bạn|thầy|cô|ông|bà|quý|các|mọi người))\b[^,.:!\n]{0,30}[,.:!])\s*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:(?<![\s,;.(])[\s,;.(]++)?\b(?:(?:with )?(?:(?:best|kind|warm|many) )?(?:regards|wishes)"
    r"|yours (?:sincerely|faithfully)|sincerely yours"
    r"|thank you(?: very much)?(?: in advance)?|(?:many )?thanks(?: in advance)?"
    r")\b[^?]{0,60}$"
    # Within a sentence it is what is asked about: `lời cảm ơn`.
    r"|(?<=[.?!;,\n])\s?(?:(?:em|tôi|mình) )?(?:xin )?(?:(?:chân thành |trân trọng )?cảm ơn"
    r"|trân trọng)\b[^?]{0,60}$",
    re.IGNORECASE,
)


def question_of(text: str) -> str:
    """The question in a letter: without salutation and closing.

    What is told before or after it stays: without it "May we try again?" asks of anything.
    """
    return _CLOSING.sub("", _SALUTATION.sub("", text, count=1)).strip() or text
