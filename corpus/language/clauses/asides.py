"""A sentence made ready for its clause to be found: without numbers, brackets and asides."""

from __future__ import annotations

import re


def plain(sentence: str) -> str:
    """A sentence without what stands apart in it: its number, brackets, `according to ...`."""
    text = " ".join(_BRACKETS.sub("", sentence).split())
    text = _ACCORDING.sub("", _INSERTED.sub(",", text))
    return _capitalised(_CONNECTIVE.sub("", _NUMBERED.sub("", text)).rstrip(" .;:!"))


def is_broken(sentence: str) -> bool:
    """Whether a sentence begins in small letters: a part of a list, or of a broken line."""
    return _BROKEN.match(sentence) is not None


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


_BRACKETS = re.compile(r"(?<!\s)\s*+(?:\([^()]*\)|\[[^\[\]]*\])")
_NUMBERED = re.compile(
    r"^(?:(?:Article|Section|Art\.|§)? ?\d+(?:\.\d+)*[.)]? |[A-Z]{2,10} [-–—] )(?=[A-Z“\"])"
)
_ACCORDING = re.compile(
    r"^According to [^,]{3,60}, |, according to [^,]{3,60}(?:,|$)"
    r"|, as (?:shown|demonstrated|illustrated|evidenced) by .*$"
)
_INSERTED = re.compile(
    r", (?:the|this) (?:\w+ ){1,2}(?:says|said|argues|notes|adds|observes|warns|holds),"
)
_CONNECTIVE = re.compile(
    r"^(?:However|Therefore|Moreover|Furthermore|Additionally|In addition|Meanwhile|Conversely|Thus"
    r"|Hence|Nevertheless|Nonetheless|Indeed|Likewise|Similarly|Finally|Consequently|Accordingly"
    r"|As a result|In summary|In conclusion|In total"
    r"|To sum up|In particular|In practice|In reality|In fact|In general|In short|In other words"
    r"|For example|For instance|Most \w+ly|Importantly|Notably|Generally|Typically"
    r"|Currently|Today|At the same time|On the other hand|Alongside this|At present|In essence"
    r"|In terms of \w+|In this sense|In this regard|In this context|Lastly),? "
    r"|^(?:First|Second|Third|Overall), ",
)
_BROKEN = re.compile(r"[^\w(]*(?:[a-z]|[ivx\d]{1,4}[.)] ?[a-z]|\([a-z\d]{1,4}\) ?[a-z])")
