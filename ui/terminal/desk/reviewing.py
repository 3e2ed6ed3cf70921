"""`assistant reviews`: what people said of answers."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Annotated

import typer

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
    from assistant.evaluation.reviews import Review, as_questions, counts
    from ui.terminal.answer_lines import WIDTH
    from ui.terminal.evaluation_lines import review_line

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

    def told(review: Review) -> str:
        answer = review.answer
        said = [f"{review.judgement:<10}  {review.at[:10]}  {answer.question}"]
        said.append(f"answered: {answer.short_answer or answer.words}")
        said += [f"why: {review.why}"] if review.why else []
        said += [f"right would be: {review.expected}"] if review.expected else []
        first, *others = (textwrap.shorten(one, WIDTH, placeholder=" …") for one in said)
        return "\n".join([first, *(INDENT + one for one in others)])

    if as_json:
        print_json([one.to_dict() for one in found])
    elif found and not clear:
        line("\n".join(map(told, found)))
    said = f"{review_line(counts(found))}."
    say(said if found else "No reviews: nobody has said yet how good an answer is.")
    if export:
        plural = "" if len(questions) == 1 else "s"
        say(f"{len(questions)} question{plural} with right answers written: {export}.")
    if clear and found:
        say("The list is empty now.")
