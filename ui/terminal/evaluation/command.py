"""The command that measures the answers to questions whose answers are known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import AssistantError
from corpus.wording import ENGLISH, _, later, using
from ui.terminal.console import AsJson, DataDir, line, opened, print_json, progress, say

WARNINGS = 10  # shown in the terminal; the report has them all


def evaluate(
    questions: Annotated[
        Path | None,
        typer.Argument(
            help="JSON Lines: questions with right answers. Without it, those of 'reviews'.",
            show_default=False,
        ),
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write the report here, as JSON.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the report here, as a page.")] = None,
    compare: Annotated[
        Path | None, typer.Option(help="An older report, to tell what changed.")
    ] = None,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Fit confidence and threshold to these questions.")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Measure the answers to questions whose answers you know: search, citations, refusals."""
    from assistant.evaluation import comparison as comparisons
    from assistant.evaluation import evaluation
    from assistant.evaluation.gold import gold_of, read_gold
    from assistant.evaluation.reviews import ReviewFile, as_questions, counts
    from assistant.settings import load_settings

    settings = load_settings(data_dir)
    reviewed = ReviewFile(settings.data_dir)
    gold = read_gold(questions) if questions else gold_of(as_questions(reviewed.all()))
    if not gold:
        raise AssistantError(
            _(
                "No review says yet what is right, so there is nothing to ask. Judge answers on "
                "the page, or give a file of questions."
            )
        )
    old = comparisons.read_report(compare) if compare else None
    outs = [path for path in (report, html) if path]
    evaluation.check_writable(outs, questions)
    stopped = later("Stopped. Reports are written when every question was asked.")
    bar = progress(_("Asking"), len(gold))
    with opened(data_dir, stopped) as assistant, bar as advance, using(ENGLISH):
        made = evaluation.evaluate(
            assistant,
            gold,
            name=(questions or reviewed.path).name,
            settings=settings.model_dump(include={"embedder", "reader", "threshold"}),
            on_progress=advance,
        )
    judged_by_people = counts(reviewed.all())
    told = {**made.to_dict(), "reviews": judged_by_people}
    changes = comparisons.compare(old, told) if old else None
    texts: dict[Path, str] = {}
    if report:
        texts[report] = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    if html:
        from ui.publishing.evaluation.page import page

        with using(ENGLISH):
            texts[html] = page(made, changes)
    for path, text in texts.items():
        evaluation.write(path, text)
    if calibrate:
        from assistant.answering import calibration

        old_fit = calibration.load(settings.data_dir, assistant.reader_name)
        judged = [row.judged for row in made.rows]
        fitted = calibration.fit(
            [one.confidence for one in judged], [one.right for one in judged], assistant.reader_name
        )
        fitted = fitted.after(old_fit) if old_fit else fitted
        outs.append(fitted.save(settings.data_dir))
        told_of = _("From now on nothing below a confidence of {threshold} is answered.")
        say(told_of.format(threshold=f"{fitted.threshold:.2f}"))
    if as_json:
        print_json({**told, "comparison": changes.to_dict()} if changes else told)
    else:
        from ui.terminal.evaluation.lines import comparison_lines, evaluation_lines, review_line

        line(evaluation_lines(made))
        if any(judged_by_people.values()):
            line(review_line(judged_by_people))
        if changes:
            line(f"\n{comparison_lines(changes)}")
    for warning in made.warnings[:WARNINGS]:
        say(warning)
    if len(made.warnings) > WARNINGS:
        say(_("and {count} more warnings").format(count=len(made.warnings) - WARNINGS))
    written = _("{count} questions evaluated.").format(count=len(gold))
    if outs:
        written += " " + _("Written: {files}.").format(files=", ".join(map(str, outs)))
    say(written)
