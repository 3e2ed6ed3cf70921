"""The words of a question in a list: told from prose by their form, freed of their numbering.

Rules over words and punctuation, no model: they decide which column or paragraph is asked, so
they must say the same on every machine.
"""

from __future__ import annotations

import re
from itertools import chain

from corpus.blocks import clean_line
from corpus.language.clauses.closed_classes import OPENING_VERB, QUESTION_WORD
from corpus.language.list_marks import INLINE, SIGNS
from corpus.language.word_lists import grouped, one_of

_BULLET = rf"(?:[-*+–—]\s+|[{SIGNS}]\s*|\[[ xX]?\]\s+)"
# `24. Februar` and `19. Jahrhundert` are German for an ordinal, not the numbers of a list.
_NUMBER = (
    r"(?!\d{1,2}\.\s(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november"
    r"|dezember|jahrhundert|weltkrieg)\b)"
    r"(?:\(?\d{1,5}(?:\.\d{1,3}){0,3}(?:[.)](?:\s+|(?=[^\W\d_])|$)|[、．）]\s*)"
    r"|\d{1,3}/\s+|(?-i:[a-zđ]\.)\s+(?=[^\W\d_])|\(?[a-zđ]\)\s+|\(?[ivx]{1,5}\)\s+)"
)
_ITEM = re.compile(f"{_BULLET}|{_NUMBER}", re.IGNORECASE)
_ASKED = re.compile(
    f"(?:{_BULLET}|{_NUMBER})?"
    r"(?:q|question|câu(?: hỏi)?|hỏi|frage|pregunta|pergunta|domanda|вопрос|问题|問題|質問|问)"
    r"(?:\s*+(?:no\.?|nr\.?|số|#)?\s*+\d{1,5}\s*+(?:[.:)：]\s*|[-–—]\s+)|\s*+(?:[:：]\s*|\.\s+))",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    f"(?:{_BULLET}|{_NUMBER})?"
    r"(?:a|answer|ans|trả lời|đáp|antwort|réponse|respuesta|resposta|risposta|ответ|答|回答)"
    r"\s*+\d{0,5}\s*+[:：]",
    re.IGNORECASE,
)
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\s+")  # `1.2 What`, but not `3.5 GHz`
_MOST_LEADS = 3  # as in `- 3. Q3: ...`

_MARK = re.compile(r"[?？؟⸮][\s\"'”’»)\]*_.!]*$")
_INNER_MARK = re.compile(r"[?？؟⸮][\"'”’»)\]]*\s")
_FOREIGN = one_of(chain(*grouped("question_openers").values()))
_OPENING = re.compile(
    r"\W*(?:and |so |but |also |please |if so,? )?(?:"
    f"{QUESTION_WORD}|{OPENING_VERB}|{_FOREIGN}"
    r")\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"\W*(?:please )?(?:explain|describe|define|compare|summari[sz]e|outline|discuss|clarify"
    r"|list (?!of\b)|name (?!of\b)|tell (?:me|us)|give (?:me|us|an?|the|two|three|examples?)\b"
    r"|hãy|giải thích|trình bày|expliquez|décrivez|erklären sie|beschreiben sie|nennen sie)\b",
    re.IGNORECASE,
)
# Vietnamese asks at the end of a sentence, or in its middle.
_VIETNAMESE = re.compile(
    r"\b(?:gì|thế nào|bao nhiêu|ra sao|ở đâu|hay không|là ai)\b", re.IGNORECASE
)
# `... board? 2. When ...` on one line.
_NEXT_ITEM = re.compile(rf"(?<=[?？])[^\S\n]+(?=\(?\d{{1,2}}[.)/]\s|[{INLINE}]\s)")
_MOST_IN_CELL = 10_000  # characters
_LEAST_WORDS = 3  # `When asked` and `Who` are headers of columns
_MOST_CHARACTERS = 400  # longer paragraphs with a question somewhere inside are prose


def cleaned(text: str) -> str:
    """A question as one line in NFC, without the number, bullet or `Q3:` before it."""
    line = clean_line(text)
    for _ in range(_MOST_LEADS):
        lead = _ASKED.match(line) or _ITEM.match(line)
        if lead is None:
            break
        line = line[lead.end() :].lstrip()
    section = _SECTION.match(line)
    if section and (_OPENING.match(line, section.end()) or _REQUEST.match(line, section.end())):
        line = line[section.end() :]
    return line


def questions_of_cell(cell: str) -> list[str]:
    """The questions of a cell that is a list of them, each with its number or bullet, or each on
    a line of its own; else the cell as it is."""
    if len(cell) > _MOST_IN_CELL:
        return [cell]
    items: list[str] = []
    for line in _NEXT_ITEM.sub("\n", cell).splitlines():
        words = line.strip()
        if words and (not items or is_item(words) or is_marked_question(words)):
            items.append(words)
        elif words:
            items[-1] = f"{items[-1]} {words}"
    lines = [line.strip() for line in cell.splitlines() if line.strip()]
    if len(lines) > 1 and all(
        _MARK.search(line) and len(line.split()) >= _LEAST_WORDS for line in lines
    ):
        return lines
    listed = len(items) > 1 and all(is_item(one) or is_marked_question(one) for one in items)
    return items if listed and all(map(looks_asked, items)) else [cell]


def has_words(text: str) -> bool:
    """Whether there is a letter in a text: `-`, `12` and `?` ask nothing."""
    return any(letter.isalpha() for letter in text)


def is_item(line: str) -> bool:
    """Whether a line begins with a bullet or a number, as in a list."""
    return _ITEM.match(line) is not None


def is_marked_question(line: str) -> bool:
    """Whether a line begins with `Q:`, `Q3.`, `Question 3:` or the like."""
    return _ASKED.match(line) is not None


def is_marked_answer(line: str) -> bool:
    """Whether a line begins with `A:`, `Answer:` or the like."""
    return _ANSWER.match(line) is not None


def looks_asked(text: str) -> bool:
    """Whether a text has the form of a question: a question mark, or words that open one."""
    line = cleaned(text)
    if not has_words(line):
        return False
    if _MARK.search(line):
        return True
    if len(line) > _MOST_CHARACTERS:
        return False
    if _INNER_MARK.search(line) or _REQUEST.match(line):
        return True
    if line.endswith((".", ":", ";", "!")) or len(line.split()) < _LEAST_WORDS:
        return False
    return _OPENING.match(line) is not None or _VIETNAMESE.search(line) is not None
