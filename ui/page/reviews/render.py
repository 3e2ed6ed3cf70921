"""What asks for a review, and the list of reviews, as HTML: pure functions, without gradio.

Buttons with a `data-review` attribute are picked up by `reviews.js`. Everything that a person
wrote passes through `_escaped`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from html import escape as _escaped

from assistant.evaluation.reviews import JUDGED, MOST_CHARACTERS, Review
from corpus.wording import _, counted, pgettext, readable_date

SHOWN = 20
ANSWER_SHOWN = 200  # characters


def buttons(number: int) -> str:
    """What asks whether an answer is right, by its place in the tab."""
    words = {
        "right": pgettext("review", "Right"),
        "wrong": pgettext("review", "Wrong"),
        "incomplete": pgettext("review", "Incomplete"),
    }
    given = "".join(
        f'<button type="button" data-review="{judgement}" data-turn="{number}">{word}</button>'
        for judgement, word in words.items()
    )
    return (
        f'<div class="review" role="group" aria-label="{_("Is this answer right?")}">'
        f'<span aria-hidden="true">{_("Is this answer right?")}</span>{given}</div>'
    )


def dialog() -> str:
    """What asks why an answer is not right."""
    return f"""
<dialog id="review" aria-labelledby="review-title">
<h2 id="review-title">{_("What is not right?")}</h2><p><strong data-slot="question"></strong></p>
<label for="review-why">{_("Why? (may stay empty)")}</label>
<textarea id="review-why" rows="2" maxlength="{MOST_CHARACTERS}"></textarea>
<label for="review-expected">{_("What would be right? (may stay empty)")}</label>
<textarea id="review-expected" rows="2" maxlength="{MOST_CHARACTERS}"></textarea>
<p>{_("It is kept with the question and the answer for those who look after the documents.")}</p>
<div class="actions"><button type="button" data-review-end="cancel">{_("Cancel")}</button>
<button type="button" class="main" data-review-end="send">{_("Send")}</button></div></dialog>
"""


def listed(found: Sequence[Review]) -> str:
    """What was said of answers, folded up, the newest first; those that were right are counted."""
    wrong = [one for one in found if one.judgement != "right"]
    if not found:
        return ""
    rows = "".join(map(_row, wrong[:SHOWN]))
    more = ""
    if len(wrong) > SHOWN:
        more = f'<p class="asked">{_("The rest is listed by “assistant reviews”.")}</p>'
    right = _("Of these, {count} said that the answer was right.").format(
        count=len(found) - len(wrong)
    )
    return (
        f"<details><summary>{counted(len(found), 'review')}</summary>"
        f"<p>{right}</p><ul>{rows}</ul>{more}</details>"
    )


def _row(review: Review) -> str:
    answered, *others = review.said()
    lines = [textwrap.shorten(answered, ANSWER_SHOWN, placeholder="…"), *others]
    told = "".join(f"<p>{_escaped(line)}</p>" for line in lines)
    day = readable_date(review.at[:10])
    return (
        f'<li><button type="button" data-example>{_escaped(review.answer.question)}</button>{told}'
        f'<p class="asked">{_escaped(_(JUDGED[review.judgement]))} · {_escaped(day)}</p></li>'
    )
