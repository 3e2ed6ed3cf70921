"""Files of results: answers of people to items, as this program or Moodle writes them.

    read_results(data, name, quiz)      what each taker got for each item

Three kinds are known by their columns: the results of practice (`participant`, `item`, `share`);
Moodle's report of grades (`Q. 1 /1.00`); and Moodle's report of responses (`Response 1`). Moodle
says nothing of our items, so that its columns are those of a `quiz` in its order, or by the text
of the question where that was exported as well.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from assistant.training.bank.item_bank import BankError
from assistant.training.pack import FALSE, TRUE, Item
from assistant.training.practice.practice import known_as
from assistant.training.practice.scoring import GivenAnswer, score
from corpus.wording import _, ngettext

MOST_BYTES, MOST_ROWS = 20_000_000, 100_000
DELIMITERS = ",;\t"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # begins a file that a spreadsheet program has written so
KNOWN_SHARE = 0.5  # of the answers to choices are options of the quiz, if they are of that quiz
UNGRADED = ("", "-", "–")
PRACTICE = {"participant", "item", "share"}
_GRADE = re.compile(r"\D{0,20}(?P<number>\d{1,4})\s?/\s?(?P<most>\d{1,6}(?:[.,]\d{1,9})?)")
_ASKED = re.compile(r"(?:question|câu hỏi) (?P<number>\d{1,4})")
_GIVEN = re.compile(r"(?:response|câu trả lời|trả lời|phản hồi) (?P<number>\d{1,4})")
_TRUTH = {"true": TRUE, "đúng": TRUE, "false": FALSE, "sai": FALSE}

ResultsRow = Mapping[str, str]
Graded = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """What a taker (a digest) got for an item, 0 to 1; `item` is one of the quiz, or the key of
    what was asked where the file says that; `at` is ISO 8601, empty where it does not say."""

    taker: str
    item: Item | str
    share: float
    at: str = ""


@dataclass(frozen=True, slots=True)
class ReadResults:
    """The answers of a file, and what could not be read of it, in sentences."""

    answers: tuple[ReadAnswer, ...]
    notes: tuple[str, ...] = ()


def taker_of(*names: str) -> str:
    """By what a taker is known: nobody reads a name in it."""
    return sha256("\n".join(names).casefold().encode("utf-8", "replace")).hexdigest()[:16]


def read_results(data: bytes, name: str, quiz: Sequence[Item] = ()) -> ReadResults:
    """What a file holds. Raises BankError where it is no file of results, or of another quiz."""
    header, rows = _table(data, name)
    if {column.casefold() for column in header} >= PRACTICE:
        return ReadResults(tuple(_practised(rows, name)))
    graded = [(column, found) for column in header if (found := _GRADE.fullmatch(column))]
    given = [column for column in header if _GIVEN.fullmatch(column.casefold())]
    if not graded and not given:
        raise BankError(
            _(
                "{name} has no results: export Moodle's report of grades or of responses as CSV, "
                "or the results of practice, and import that."
            ).format(name=name)
        )
    if not quiz:
        raise BankError(
            _("{name} is of Moodle and numbers its questions: say of which pack they are.").format(
                name=name
            )
        )
    if graded:
        marks: dict[str, tuple[Item, Graded]] = {
            column: (item, _mark_of(_number(found["most"]) or 0.0))
            for (column, found), item in zip(graded, _all_of(quiz, len(graded), name), strict=True)
        }
        return _marked(header, rows, marks, name)
    return _responded(header, rows, given, quiz, name)


def _table(data: bytes, name: str) -> tuple[list[str], list[ResultsRow]]:
    """The names of the columns, and the rows by them."""
    if len(data) > MOST_BYTES:
        raise BankError(
            _("{name} is larger than {most} MB; import it in parts.").format(
                name=name, most=MOST_BYTES // 1_000_000
            )
        )
    try:
        text = data.decode("utf-16" if data.startswith(UTF_16) else "utf-8-sig")
        first = text.partition("\n")[0]
        delimiter = max(DELIMITERS, key=first.count)
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BankError(
            _("{name} is no table of text in UTF-8; export the results as CSV.").format(name=name)
        ) from error
    filled = [line for line in lines if any(map(str.strip, line))]
    if len(filled) > MOST_ROWS:
        raise BankError(
            _("{name} has more than {most} rows; import it in parts.").format(
                name=name, most=MOST_ROWS
            )
        )
    if len(filled) < 2:
        raise BankError(_("{name} has no rows of results.").format(name=name))
    header = [" ".join(cell.split()) for cell in filled[0]]
    return header, [dict(zip(header, line, strict=False)) for line in filled[1:]]


def _practised(rows: Sequence[ResultsRow], name: str) -> Iterator[ReadAnswer]:
    """Each first answer that `practice_csv` has written; one of a second try tells nothing."""
    for place, row in enumerate(rows, start=2):
        told = {column.casefold(): cell.strip() for column, cell in row.items()}
        share, key = _number(told.get("share", "")), told.get("item", "")
        if share is None or not 0 <= share <= 1 or not key or not told.get("participant"):
            raise BankError(
                _(
                    "{name}, row {row}, has no participant, item or share from 0 to 1; nothing "
                    "was imported."
                ).format(name=name, row=place)
            )
        if told.get("retry", "no") != "yes":
            taker = taker_of(known_as(told["participant"].removeprefix("'")))
            yield ReadAnswer(taker, key, share, told.get("at", ""))


def _responded(
    header: Sequence[str],
    rows: Sequence[ResultsRow],
    given: Sequence[str],
    quiz: Sequence[Item],
    name: str,
) -> ReadResults:
    asked = {
        found["number"]: column
        for column in header
        if (found := _ASKED.fullmatch(column.casefold()))
    }
    numbers = [str(_number_of(column)) for column in given]
    texts = [_first(rows, asked.get(number)) for number in numbers]
    items: Sequence[Item | None]
    if any(texts):
        items = [_item_asking(text, quiz) for text in texts]
        if sum(item is not None for item in items) < KNOWN_SHARE * len(items):
            raise _another_quiz(name)
    else:
        items = _all_of(quiz, len(given), name)
    marks: dict[str, tuple[Item, Graded]] = {}
    untold = 0
    for column, item in zip(given, items, strict=True):
        if item is None or item.type == "ordering":  # of which Moodle tells the beginnings alone
            untold += 1
        else:
            marks[column] = item, _share_of(item)
    if not _are_options(rows, marks):
        raise _another_quiz(name)
    read = _marked(header, rows, marks, name)
    if not untold:
        return read
    note = ngettext(
        "{count} question of {name} could not be read; the report of grades has it.",
        "{count} questions of {name} could not be read; the report of grades has them.",
        untold,
    )
    return ReadResults(read.answers, (*read.notes, note.format(count=untold, name=name)))


def _marked(
    header: Sequence[str],
    rows: Sequence[ResultsRow],
    marks: Mapping[str, tuple[Item, Graded]],
    name: str,
) -> ReadResults:
    """What the rows that are attempts of somebody got for the items of their columns. Who that
    is stands in the first columns, and where there is an address of mail."""
    before = list(header[: header.index(next(iter(marks)))]) if marks else []
    answers: list[ReadAnswer] = []
    for row in rows:
        who = [row.get(column, "").strip() for column in before]
        cells = {column: row.get(column, "").strip() for column in marks}
        named = [*who[:2], *(cell for cell in who[2:] if "@" in cell)]
        is_mean = len(who) > 2 and all(_number(cell or "0") is not None for cell in who[1:])
        if is_mean or not any(named) or all(cell in UNGRADED for cell in cells.values()):
            continue
        taker = taker_of(*named)
        for column, (item, mark) in marks.items():
            answers.append(ReadAnswer(taker, item, mark(cells[column])))
    if not answers:
        raise BankError(_("{name} has no rows of results.").format(name=name))
    if any(not 0 <= one.share <= 1 for one in answers):
        raise _another_quiz(name)
    return ReadResults(tuple(answers))


def _mark_of(most: float) -> Graded:
    def share(cell: str) -> float:
        points = 0.0 if cell in UNGRADED else _number(cell)
        return -1.0 if points is None or most <= 0 else points / most

    return share


def _share_of(item: Item) -> Graded:
    def share(cell: str) -> float:
        return 0.0 if cell in UNGRADED else score(item, _given(item, cell)).share

    return share


def _given(item: Item, cell: str) -> GivenAnswer:
    """A response in Moodle's words as an answer to the item."""
    said = _plain(cell)
    if item.type == "true_false":
        return _TRUTH.get(said)
    if item.type == "multiple_choice":
        return next((option for option in item.options if _plain(option) == said), None)
    if item.type == "matching":
        pairs = [pair for pair in item.answer if not isinstance(pair, str)]
        ends = f"{said};"
        return {
            left: option
            for left, _right in pairs
            for option in item.options
            if f"{_plain(left)} -> {_plain(option)};" in ends
        }
    return cell


def _are_options(rows: Sequence[ResultsRow], marks: Mapping[str, tuple[Item, Graded]]) -> bool:
    """Whether what was chosen is mostly what the quiz has to choose from."""
    chosen = [
        _given(item, cell)
        for column, (item, _mark) in marks.items()
        if item.type in ("multiple_choice", "true_false", "matching")
        for row in rows
        if (cell := row.get(column, "").strip()) not in UNGRADED
    ]
    return sum(bool(one) for one in chosen) >= KNOWN_SHARE * len(chosen)


def _all_of(quiz: Sequence[Item], count: int, name: str) -> Sequence[Item]:
    if len(quiz) != count:
        raise BankError(
            _(
                "{name} has results of {count} questions, and the pack has {items}: it is of "
                "another quiz. Nothing was imported."
            ).format(name=name, count=count, items=len(quiz))
        )
    return quiz


def _item_asking(text: str, quiz: Sequence[Item]) -> Item | None:
    """The item whose stem a text begins with; Moodle puts the options behind it."""
    said = _plain(text)
    found = [item for item in quiz if said.startswith(_plain(item.stem))]
    return max(found, key=lambda item: len(item.stem), default=None)


def _first(rows: Sequence[ResultsRow], column: str | None) -> str:
    texts = (row.get(column, "").strip() for row in rows) if column else iter(())
    return next(filter(None, texts), "")


def _number_of(column: str) -> int:
    return int(column.rsplit(" ", 1)[-1])


def _number(cell: str) -> float | None:
    try:
        return float(cell.strip().replace(",", "."))
    except ValueError:
        return None


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _another_quiz(name: str) -> BankError:
    return BankError(
        _(
            "{name} has the results of another quiz: what was asked or chosen in it is not what "
            "this pack has. Nothing was imported."
        ).format(name=name)
    )
