"""A table of questions: which row names the columns, and which column holds the questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.faq.lists.grid import LISTED, MOST_COLUMNS, Grid, Layout, letter
from assistant.faq.lists.question_text import cleaned, looks_asked
from corpus.blocks import clean_line
from corpus.language.words import folded
from corpus.wording import _

# Each kind in order of preference; compared as `plain` gives them.
QUESTIONS = (
    "question", "questions", "câu hỏi", "các câu hỏi", "frage", "fragen", "pregunta", "preguntas",
    "pergunta", "perguntas", "domanda", "domande", "vraag", "vragen", "вопрос", "вопросы",
    "问题", "問題", "質問", "질문", "سؤال", "السؤال", "คำถาม", "pertanyaan", "query", "queries",
    "inquiry", "enquiry", "asked", "text",
)  # fmt: skip
IDS = (
    "id", "question id", "qid", "question no", "question number", "mã câu hỏi", "mã số", "mã",
    "no", "nr", "number", "num", "nummer", "numéro", "número", "nº", "n°", "stt", "số thứ tự",
    "номер", "编号", "序号", "番号", "번호", "serial number", "sn", "s n",
)  # fmt: skip
TOPICS = (
    "topic", "topics", "category", "subject", "section", "theme", "chủ đề", "chuyên mục",
    "lĩnh vực", "thema", "kategorie", "rubrik", "thème", "sujet", "catégorie", "rubrique", "tema",
    "categoría", "categoria", "тема", "раздел", "主题", "类别", "カテゴリ", "주제",
)  # fmt: skip
# In `Question type` or `Question asked by` the word question names no question.
ABOUT_QUESTIONS = frozenset(
    "type date day status source answer answers language kind count by from priority level "
    "loại ngày nguồn".split()
)
HEADER_WITHIN = 20  # rows; titles and remarks may stand above the header
MOST_HEADER_WORDS = 5
SAMPLE = 500  # rows that are looked at to find a column without a name
PLAIN_SHARE = 0.5  # more of its cells than this are questions in a question column


def plain(name: str) -> str:
    """A column's name as it is compared: no case, accents or punctuation; `#` is `no`."""
    words = re.sub(r"[\W_]+", " ", folded(clean_line(re.sub("[#№]", " no ", name))))
    return " ".join(words.split())


_ROLES: dict[str, tuple[str, int]] = {
    plain(name): (role, rank)
    for role, names in (("question", QUESTIONS), ("id", IDS), ("topic", TOPICS))
    for rank, name in enumerate(names)
}
_GENERAL = QUESTIONS.index("query")  # from here on, names that other columns may have as well
_QUESTION_WORDS = [f" {plain(name)} " for name in QUESTIONS[:_GENERAL]]
_ID_WORDS = frozenset("id no nr number num nummer stt ma so".split())
_TOPIC_WORDS = frozenset(plain(name) for name in TOPICS)
_ABOUT_WORDS = frozenset(map(plain, ABOUT_QUESTIONS))
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")  # `Question (one a row, in English)`
LOOSE = 100  # the rank of a name that only contains the word, such as `Full question`


def is_letter(column: str) -> bool:
    """Whether this can be the letter of a spreadsheet's column, such as `B` or `AA`."""
    return re.fullmatch(r"\s*[A-Za-z]{1,3}\s*", column) is not None


def role(name: str) -> tuple[str, int] | None:
    """What a column of this name holds, `question`, `id` or `topic`, and how plainly (0 best)."""
    told = plain(_REMARK.sub("", name)) or plain(name)
    if told in _ROLES:
        return _ROLES[told]
    words = told.split()
    if len(words) > MOST_HEADER_WORDS or name.rstrip().endswith("?"):
        return None
    if not any(word in f" {told} " for word in _QUESTION_WORDS):
        return None
    for kind, among in (("id", _ID_WORDS), ("topic", _TOPIC_WORDS)):
        if not among.isdisjoint(words):
            return kind, LOOSE
    return None if not _ABOUT_WORDS.isdisjoint(words) else ("question", LOOSE)


def layout(grid: Grid, column: str | None) -> Layout | None:
    """Find the columns, the question column as asked for (a name or a letter) if it is.

    Returns None where the table has no such column, or none that is plainly the questions.
    """
    if column is not None:
        return _asked_for(grid, column)
    header = _header(grid)
    if header is None:
        return _guessed(grid)
    names = grid.rows[header][1]
    chosen = _best(names, "question")
    if chosen is None:
        return None
    others = [
        f"“{_short(clean_line(name))}”"
        for place, name in enumerate(names)
        if place != chosen and (found := role(name)) and found[0] == "question"
        if not _GENERAL <= found[1] < LOOSE
    ]
    how = _("“{name}” (column {letter}), by its name").format(
        name=_short(clean_line(names[chosen])), letter=letter(chosen)
    )
    note = _("{names} may hold questions too; choose one with --column.")
    note = note.format(names=_(" and ").join(others))
    return _with_others(grid, Layout(chosen, header, True, how, notes=(note,) if others else ()))


def _header(grid: Grid) -> int | None:
    """The row that names the columns, told by known names, one for the questions among them."""
    top = [cells for _, cells in grid.rows[:HEADER_WITHIN]]
    widest = max((len(_filled(cells)) for cells in top), default=0)
    best: tuple[tuple[int, int], int] | None = None
    for place, cells in enumerate(top):
        asked = question_ranks(cells)
        if not asked:
            continue
        roles = {found[0] for cell in cells if (found := role(cell))}
        filled = len(_filled(cells))
        score = len(roles) + (min(asked) < LOOSE)
        # A cell alone above a wider table is its title: `Questions of the embassies`.
        score -= filled == 1 and widest > 1
        if score > 0 and (best is None or (score, filled) > best[0]):
            best = (score, filled), place
    return best[1] if best else None


def with_one_header(grid: Grid) -> Grid:
    """The table with a header of two rows, where it has one, as one: `Enquiry` over `Topic` and
    `Question` names neither column."""
    header = _header(grid)
    if header is None or header + 1 >= len(grid.rows):
        return grid
    upper, (line, lower) = grid.rows[header][1], grid.rows[header + 1]
    if min(question_ranks(lower), default=LOOSE) >= LOOSE or _best(upper, "question") == (
        place := _best(lower, "question")
    ):
        return grid
    assert place is not None
    if any(looks_asked(cell) for cell in lower):
        return grid
    width = max(len(upper), len(lower))
    padded = [[*cells, *[""] * (width - len(cells))] for cells in (lower, upper)]
    names = [below if below.strip() else above for below, above in zip(*padded, strict=True)]
    return replace(grid, rows=[*grid.rows[:header], (line, names), *grid.rows[header + 2 :]])


def question_ranks(cells: Sequence[str]) -> list[int]:
    """How plainly cells name a question column; none where the row itself asks something."""
    if any(cell.rstrip().endswith("?") and len(cell.split()) > 2 for cell in cells):
        return []
    return [found[1] for cell in cells if (found := role(cell)) and found[0] == "question"]


def column_names(grid: Grid) -> str:
    """The columns of a table as a message names them."""
    top = [cells for _, cells in grid.rows[:HEADER_WITHIN]]
    fullest = max(top, key=lambda cells: len(_filled(cells)), default=())
    places = _filled(fullest)
    told = [f"“{_short(clean_line(fullest[i]))}” ({letter(i)})" for i in places[:LISTED]]
    more = f" and {len(places) - LISTED:,} more" if len(places) > LISTED else ""
    return ", ".join(told) + more


def _filled(cells: Sequence[str]) -> list[int]:
    return [place for place, cell in enumerate(cells) if cell.strip()]


def _best(names: Sequence[str], wanted: str) -> int | None:
    ranked = [
        (found[1], place)
        for place, name in enumerate(names)
        if (found := role(name)) and found[0] == wanted
    ]
    return min(ranked)[1] if ranked else None


def _with_others(grid: Grid, found: Layout) -> Layout:
    names = grid.rows[found.header][1] if found.header >= 0 else ()
    others = {wanted: _best(names, wanted) for wanted in ("id", "topic")}
    kept = {wanted: place for wanted, place in others.items() if place != found.question}
    above = [
        _("row {line} (“{words}”)").format(line=line, words=_short(cleaned(" ".join(cells))))
        for line, cells in grid.rows[: max(found.header, 0)]
    ]
    told = _("Left out above the header: {rows}.").format(rows=", ".join(above))
    left_out = (told,) if above else ()
    return replace(
        found, id=kept.get("id"), topic=kept.get("topic"), notes=(*left_out, *found.notes)
    )


def _guessed(grid: Grid) -> Layout | None:
    """The one column most of whose cells are questions, if there is one."""
    filled: dict[int, list[bool]] = {}
    for _line, cells in grid.rows[:SAMPLE]:
        for place in _filled(cells):
            if place in filled or len(filled) < MOST_COLUMNS:
                filled.setdefault(place, []).append(looks_asked(cells[place]))
    # The first cell may be the column's name.
    asked = {place: sum(cells) for place, cells in filled.items()}
    among = {place: len(cells) - (not cells[0]) for place, cells in filled.items()}
    plainly = [place for place in asked if asked[place] > PLAIN_SHARE * among[place]]
    plainly = [place for place in plainly if 2 * asked[place] >= max(asked.values())]
    if len(plainly) != 1:
        return None
    place = plainly[0]
    header = _unnamed_header(grid, place)
    how = _("column {letter}, since most of its cells are questions").format(letter=letter(place))
    note = _("No column is named as the questions; taken was {column}.").format(column=how)
    return _with_others(
        grid, Layout(place, header, False, how, notes=(note, *_taken(grid, header)))
    )


def _asked_for(grid: Grid, column: str) -> Layout | None:
    wanted, known = plain(column), _header(grid)
    # Data may say `B` too; only a header is believed to name a column so.
    within = 1 if is_letter(column) else HEADER_WITHIN
    for place in range(within) if known is None else (known, *range(within)):
        cells = grid.rows[place][1] if place < len(grid.rows) else ()
        index = next((i for i, cell in enumerate(cells) if cell and plain(cell) == wanted), -1)
        if index >= 0 and wanted:
            how = _("“{name}” (column {letter}), as asked for").format(
                name=_short(clean_line(cells[index])), letter=letter(index)
            )
            return _with_others(grid, Layout(index, place, True, how))
    width = max((len(cells) for _, cells in grid.rows), default=0)
    index = next((i for i in range(width) if letter(i) == column.strip().upper()), -1)
    if index < 0:
        return None
    header = _unnamed_header(grid, index) if known is None else known
    notes = _taken(grid, header) if known is None else ()
    how = _("column {letter}, as asked for").format(letter=letter(index))
    return _with_others(grid, Layout(index, header, True, how, notes=notes))


def _unnamed_header(grid: Grid, column: int) -> int:
    """The header of a table without known names: the fullest row above the first question."""
    for place, (_line, cells) in enumerate(grid.rows[:HEADER_WITHIN]):
        if column < len(cells) and looks_asked(cells[column]):
            above = [-len(_filled(row)) for _, row in grid.rows[:place]]
            return above.index(min(above)) if above else -1
    return 0


def _taken(grid: Grid, header: int) -> tuple[str, ...]:
    if header < 0:
        return ()
    line, cells = grid.rows[header]
    names = _short(" | ".join(clean_line(cell) for cell in cells if cell.strip()))
    return (_("Row {line} (“{names}”) was taken for the header.").format(line=line, names=names),)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"
