"""Lists of questions that are kept until they are done."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.faq.build import Planned
from assistant.faq.entry import Wording
from corpus.errors import AssistantError
from index.choice import WHOLE_LIBRARY, DocumentChoice
from tests.ui.page.test_render import Tags
from ui.page.faq.lists import render as faq_list_render
from ui.page.faq.lists.saved_builds import Works


def test_a_list_is_kept_until_it_is_forgotten(tmp_path: Path) -> None:
    works = Works(tmp_path)
    planned = [Planned("1", "A?", "T", {"Land": "Peru"}, (Wording("2", "B?"),))]
    assert works.all() == []
    work = works.keep("Embassies", planned)
    assert works.keep("Embassies", planned) == work
    assert works.keep("Others", planned).name != work.name
    assert Works(tmp_path).planned(works.get(work.name)) == planned
    work.answers.write_text('{"revision": 5}\n{"id": 1}\n{"half')
    again = works.get(work.name)
    assert (again.done, again.total, again.revision) == (1, 1, 5)
    html = faq_list_render.stopped_works([again], revision=6)
    assert "was stopped at 1 of 1. The documents have changed since" in Tags(html).text
    works.forget(again)
    assert not work.answers.exists()
    with pytest.raises(AssistantError, match="not there any more"):
        works.get(work.name)


def test_a_list_is_asked_of_the_documents_that_were_chosen_for_it(tmp_path: Path) -> None:
    works, planned = Works(tmp_path), [Planned("1", "A?")]
    chosen = DocumentChoice(("Trade",), (), ("0" * 16,))
    whole, some = works.keep("T", planned), works.keep("T", planned, chosen)
    assert whole.name != some.name and works.keep("T", planned, chosen) == some
    again = {work.name: work for work in Works(tmp_path).all()}
    assert again[whole.name].choice == WHOLE_LIBRARY and again[some.name].choice == chosen
    assert works.planned(again[some.name]) == planned


def test_a_list_that_was_damaged_says_so(tmp_path: Path) -> None:
    works = Works(tmp_path)
    work = works.keep("Embassies", [Planned("1", "A?"), Planned("2", "B?")])
    path = next((tmp_path / "faq-work").glob("*.list.jsonl"))
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(AssistantError, match="not as it was stored"):
        works.planned(work)
    path.write_text("nonsense\n")
    assert works.all() == []
