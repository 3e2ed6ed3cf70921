"""Whatever a model wrote is marked as such, wherever it goes; quotes are not."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import docx
import pytest

from assistant.answer import Answer
from assistant.answer_parts import WordedPart
from assistant.language_model.choosing import UnusableModel
from assistant.language_model.marks import at_work, generator_of, written_by
from tests.support.quoted_sample import quoted
from ui.page.ask.export import as_html, as_markdown, as_text, conversation_as_markdown
from ui.page.ask.render import turn
from ui.publishing.conversation.formats import made_file
from ui.terminal.answer_lines import answer_lines

HERE = UnusableModel("qwen2.5:7b", "")
ELSEWHERE = UnusableModel("qwen2.5:7b", "", host="gpu.office.example:8000")
SAID = "The agreement was signed in 2024."


def worded(model: UnusableModel) -> Answer:
    citations = quoted().citations[:1]
    parts = (WordedPart(SAID, (1,)),)
    return replace(quoted(), parts=parts, citations=citations, generator=generator_of(model))


def word_text(answer: Answer) -> str:
    data = made_file("x", [answer], "docx", date(2026, 1, 1)).data
    return "\n".join(one.text for one in docx.Document(io.BytesIO(data)).paragraphs)


PLACES: dict[str, Callable[[Answer], str]] = {
    "plain copy": as_text,
    "rich copy": as_html,
    "Markdown": as_markdown,
    "Markdown of a conversation": lambda one: conversation_as_markdown("x", [one, one]),
    "page": lambda one: turn(0, one),
    "terminal": answer_lines,
    "web page": lambda one: made_file("x", [one], "html", date(2026, 1, 1)).data.decode(),
    "Word": word_text,
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("model", [HERE, ELSEWHERE], ids=["here", "elsewhere"])
def test_it_is_marked(place: str, model: UnusableModel) -> None:
    told = " ".join(PLACES[place](worded(model)).replace("\\", "").split())
    where = "at gpu.office.example:8000" if model.host else "on this machine"
    assert SAID in told.replace("\N{NO-BREAK SPACE}", " ")
    assert f"Put into words by the language model qwen2.5:7b {where}" in told
    assert "Put into words" not in PLACES[place](quoted())


def test_it_comes_back_from_json_as_it_was() -> None:
    answer = worded(ELSEWHERE)
    again = Answer.from_dict(answer.to_dict())
    assert again.parts == answer.parts and again.text == answer.text
    assert written_by(again) == written_by(answer) != ""


def test_what_is_at_work_and_where_is_always_said() -> None:
    assert "no language model is at work" in at_work(None)
    assert "on this machine; nothing leaves it" in at_work(HERE)
    assert "are sent there" in at_work(ELSEWHERE) and "gpu.office.example:8000" in at_work(
        ELSEWHERE
    )
