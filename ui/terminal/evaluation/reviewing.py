"""`assistant reviews`: what people said of answers."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Annotated

import typer

from corpus.wording import _, counted
from ui.terminal.console import AsJson, DataDir, line, opened, print_json, say

INDENT = "    "


def reviews(
    export: Annotated[
        Path | None, typer.Option(help="Write what is known to be right here, for 'evaluate'.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Empty the list.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List what people said of answers on the page: right, wrong or incomplete; newest first."""
    from assistant.evaluation.evaluation import check_writable, write
    from assistant.evaluation.reviews import JUDGED, Review, as_questions, counts
    from ui.terminal.answer_lines import WIDTH
    from ui.terminal.evaluation.lines import review_line

    if export:
        check_writable([export])
    with opened(data_dir) as assistant:
        found = assistant.reviews.all()
        questions = list(as_questions(found))
        if export:
            lines = (json.dumps(one, ensure_ascii=False) for one in questions)
            write(export, "".join(f"{one}\n" for one in lines))
        if clear:
            assistant.reviews.clear()

    def lines_of(review: Review) -> str:
        head = f"{_(JUDGED[review.judgement])}  {review.at[:10]}  {review.answer.question}"
        told = (head, *review.said())
        first, *others = (textwrap.shorten(one, WIDTH, placeholder=" …") for one in told)
        return "\n".join([first, *(INDENT + one for one in others)])

    if as_json:
        print_json([one.to_dict() for one in found])
    elif found and not clear:
        line("\n".join(map(lines_of, found)))
    said = f"{review_line(counts(found))}."
    say(said if found else _("No reviews: nobody has said yet how good an answer is."))
    if export:
        told = _("Written with right answers: {questions}: {file}.")
        say(told.format(questions=counted(len(questions), "question"), file=export))
    if clear and found:
        say(_("The list is empty now."))
