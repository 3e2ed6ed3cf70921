"""Trivia that teaches nothing: what is asked about the source and not about its subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.training.pack import Item
from assistant.training.quiz.checks.context import Context
from assistant.training.quiz.checks.item_words import key_of, number_of, stems_of, texts_of

_SOURCE = (
    r"(?:article|brief|briefing|document|text|report|paper|study|chronology|glossary|reference"
    r"|source|book|booklet|publication|file|website|web page|handout|reading|encyclop[a]?edia"
    r"|passage|citation|footnote)"
)
_ABOUT_SOURCE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), told)
    for pattern, told in (
        (r"\b(?:photo(?:graph)?s?|picture|image|illustration|photographer)\b.*"
         r"\b(?:credit\w*|taken|took|by|courtesy|shows?|agency)\b"
         r"|\b(?:credit\w*|took|taken) .*\b(?:photo(?:graph)?s?|picture|image)\b"
         r"|\bphoto(?:graph)?s?\b|\bcaptions?\b", "a photograph or its caption"),
        (r"\b(?:which|what|on|the)\s+pages?\b|\bpages? (?:number|\d|_)|\bhow many pages\b",
         "a page number"),
        (r"\b(?:which|what) (?:section|chapter|figure|table|annex|appendix|footnote|paragraph)\b"
         r"|\b(?:section|chapter|figure|table|footnote|paragraph) (?:number|no\b|\d|_|[IVX]+\b)",
         "a number of a section or figure"),
        (rf"\b(?:when|what (?:date|year|month|day)|which (?:date|year|month|day))\b.*\b{_SOURCE}\b"
         r".*\b(?:dated|published|issued|printed|posted|written|released|appear\w*|retrieved"
         r"|accessed|updated|bears?|carr(?:y|ies))\b", "the date of a source"),
        (rf"\b{_SOURCE}\b.*\b(?:bears? the date|is dated|was (?:published|posted|printed"
         r"|accessed|retrieved|last updated) (?:on|in)|carries the date)\b",
         "the date of a source"),
        (rf"\b(?:dat(?:e|ed)|year|day) (?:of|on|borne by|does) the {_SOURCE}\b"
         rf"|\b(?:date|publication date) (?:does|is|of) .*\b{_SOURCE}\b", "the date of a source"),
        (r"\b[\w-]+\.(?:md|pdf|docx?|html?|xlsx?|pptx?|txt|csv|json|xml|jpe?g|png)\b"
         r"|\bfile ?names?\b|\bname of the file\b", "a file name"),
        (r"\b(?:(?:ISBN|ISSN|DOI|URL|URI)s?\b|web ?address|hyperlink|e-?mail address|https?:"
         r"|www\.)",
         "an address or a number of a book"),
        (r"\blicen[cs]ed? (?:under|of|is|does|applies|covers|line|notice)\b"
         r"|\bcreative commons\b|\bCC[ -]BY\b"
         r"|\bcopyright\b|©|\ball rights reserved\b", "a licence or copyright line"),
        (rf"\b(?:which|what|how many|under|{_SOURCE}s?)\b.*\b(?:heading|headline|subheading"
         r"|title page|table of contents|bullet|bullet points?"
         r"|footnotes?|subtitle|news items?)s?\b", "the headings or lists of a source"),
        (r"\bhow many (?:\w+ )?(?:sentences|paragraphs|words|pages|sections|chapters|headings"
         r"|bullets?|references|footnotes|authors|tables|figures|items|letters|entries|sources"
         r"|articles|photographs)\b", "how long a source is"),
        (rf"\bhow many\b[^?]*\b(?:does|do|are|did|has|have|is)\b[^?]*?\b{_SOURCE}s?\b[^?]*"
         r"\b(?:name|list|give|set out|describe|distinguish|report|contain|have|mention|count"
         r"|include|identify|point|define|present|cite|discuss|explain|use|draw|quote)s?\b",
         "a count of a source's own parts"),
        (rf"\bhow many\b[^?]*\b(?:are|is|were) (?:\w+ )?(?:named|listed|given|described|set out"
         rf"|mentioned|reported|distinguished|defined|cited|discussed)\b[^?]*\b(?:in|by)\b[^?]*"
         rf"\b{_SOURCE}\b", "a count of a source's own parts"),
        (rf"\b(?:what is the (?:title|name|heading) of|what (?:title|name) (?:does|has)|titled"
         rf"|entitled|which|what) (?:the |of the )?(?:\w+ ){{0,3}}?(?:{_SOURCE}|book|author"
         r"|newspaper|journal|publisher)\b", "the title of a source"),
        (rf"\b(?:title|publisher|author|name) of the (?:[\w-]+ ){{0,4}}?{_SOURCE}\b"
         rf"|\bwho (?:wrote|published|edited|printed|issued) the (?:[\w-]+ ){{0,4}}?{_SOURCE}\b"
         r"|\b(?:published|written) by\b.*\?", "the title or author of a source"),
    )
)  # fmt: skip
_PARTS = re.compile(
    rf"\b{_SOURCE}\b(?:\s+[\"“][^\"”]*[\"”])?[^.?!]{{0,60}}?\b(?:names?|lists?|gives?|sets out"
    r"|describes?|distinguish\w*|reports?|contains?|has|mentions?|counts?|includes?|points"
    r"|cites?|is divided into|consists of)\s+(?:_____|\d+|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve)\b",
    re.IGNORECASE,
)
_LAYOUT = re.compile(
    rf"\b{_SOURCE}\b.*\b(?:sentence|paragraph|page|line|heading|bullet|footnote)s?\b", re.IGNORECASE
)
_CREDIT = re.compile(
    r"\((?:photo(?:graph)?s?|picture|image|source)\b[^)]*\)|\bphoto(?:graph)?s?:? (?:by|credit\w*)"
    r"[^.)]*|©[^.]*|\bcopyright[^.]*",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"https?:|www\.|\b\w+\.(?:md|pdf|docx?|html?|gov|org|com|net)\b|\b97[89][- ]?\d|\bISBN\b"
    r"|\bCC[ -]BY\b|\bpp?\. ?\d|©",
    re.IGNORECASE,
)


def trivia(item: Item, context: Context) -> Iterator[str]:
    stem = " ".join(item.stem.split())
    for pattern, told in _ABOUT_SOURCE:
        if pattern.search(stem):
            yield f"the item teaches nothing: it asks about {told}"
            return
    key = key_of(item)
    counts = item.type == "true_false" or number_of(key) is not None
    if counts and (_PARTS.search(stem) or _LAYOUT.search(stem)):
        yield "the item teaches nothing: it asks about a count of a source's own parts"
    elif any(_KEY.search(text) for text in (key, *texts_of(item))):
        yield "the item teaches nothing: an address or a file name is asked for"
    elif _only_in_credit(item, key):
        yield "the item teaches nothing: the answer stands only in a credit or a licence line"


def _only_in_credit(item: Item, key: str) -> bool:
    """Whether every quote has the key in a photo credit or copyright line alone."""
    own = stems_of(key)
    if not own or item.type not in ("multiple_choice", "cloze", "short_answer"):
        return False
    credited = False
    for citation in item.citations:
        if own <= stems_of(_CREDIT.sub(" ", citation.quote)):
            return False
        credited = credited or own <= stems_of(citation.quote)
    return credited
