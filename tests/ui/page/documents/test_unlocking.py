"""Protected uploads on the Documents tab: held until their password is given, and no longer."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from tests.support import page_fixture as given
from tests.support.browsing import needs_chromium
from tests.support.protected_files import PASSWORD, pdf, word
from tests.ui.page.test_uploads import folder, stored  # noqa: F401
from ui.page.documents.unlocking import Locked, PasswordForm
from ui.page.sheets import sheets_of, switch
from ui.page.uploads import waiting

pytestmark = pytest.mark.slow
KELP, REEF = "The kelp accord was signed in Lima.", "The reef accord was signed in Suva."
PLAIN = b"# Piers\n\nThe pier is open at night.\n"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[given.Provoked]:
    made = given.make_assistant(tmp_path / "made", light=True)
    yield made
    made.close()


@pytest.fixture
def form(made: given.Provoked) -> PasswordForm:
    with gr.Blocks():
        return PasswordForm(made)  # type: ignore[arg-type]


def last(shown: Iterator[tuple[Any, ...]]) -> tuple[Any, ...]:
    *_, end = shown
    return end


def test_each_is_held_until_its_password_comes(
    form: PasswordForm,
    made: given.Provoked,
    folder: Path,  # noqa: F811
) -> None:
    files = [
        stored(folder, "1", "kelp.pdf", pdf(KELP)),
        stored(folder, "2", "piers.md", PLAIN),
        stored(folder, "3", "reef.docx", word(REEF)),
    ]
    zone, status, locked, whole, which, password = last(form.uploaded(files, "Sea"))
    assert zone is None and whole.visible and password == ""
    assert status.count("Password-protected") == 2 and "add it with its password" in status
    assert which.choices == [("kelp.pdf", 0), ("reef.docx", 1)] and which.value == [0, 1]
    assert {one.name for one in folder.rglob("*.*")} == {"kelp.pdf", "reef.docx"}

    status, locked, whole, which, _ = last(form.opened(locked, [0, 1], "wrong"))
    assert status.count("does not open with the password that was given") == 2
    assert whole.visible and which.value == [0, 1]

    status, locked, whole, which, password = last(form.opened(locked, [1], PASSWORD))
    assert "reef.docx" in status and "Added" in status and "kelp.pdf" not in status
    assert whole.visible and which.choices == [("kelp.pdf", 0)] and password == ""

    status, locked, whole, which, _ = last(form.opened(locked, [0], PASSWORD))
    assert "Added" in status and not whole.visible and locked is None
    for name, words in (("kelp.pdf", KELP), ("reef.docx", REEF)):
        record = made.record(name)
        assert record.collections == ("Sea",) and words in made.read(record.id).text
    gc.collect()
    assert waiting(folder) == 0


def test_two_of_one_name_are_told_apart(
    form: PasswordForm,
    made: given.Provoked,
    folder: Path,  # noqa: F811
) -> None:
    files = [stored(folder, place, "a.pdf", pdf(f"Berth {place} is free.")) for place in "12"]
    *_, locked, _whole, which, _ = last(form.uploaded(files, None))
    assert which.choices == [("a.pdf", 0), ("a.pdf", 1)]
    _, locked, _, which, _ = last(form.opened(locked, [1], PASSWORD))
    assert which.choices == [("a.pdf", 0)]
    assert "Berth 2" in made.read(made.record("a.pdf").id).text


def test_what_cannot_be_done_is_one_sentence(
    form: PasswordForm,
    made: given.Provoked,
    folder: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = stored(folder, "1", "kelp.pdf", pdf(KELP))
    locked: Locked | None
    *_, locked, _whole, _which, _ = last(form.uploaded([file], None))
    for which, password in (([], PASSWORD), (None, PASSWORD), ([0], ""), ([0], None)):
        status, *parts = last(form.opened(locked, which, password))
        assert "Choose the files and give their password first." in status
        assert all(part == gr.skip() for part in parts)
    # A number that was never offered opens nothing.
    status, locked, whole, *_ = last(form.opened(locked, [7], PASSWORD))
    assert whole.visible and locked is not None and locked.choices == [("kelp.pdf", 0)]

    def fails(*given: Any, **options: Any) -> Any:
        raise OSError("a secret of the machine")

    with monkeypatch.context() as broken:
        broken.setattr(made.assistant, "ingest", fails)
        status, *_, whole, _, _ = last(form.opened(locked, [0], PASSWORD))
    assert "Something went wrong here" in status and "secret" not in status
    # Its file went with the attempt; and so it is told of one that waited too long.
    for gone in (locked, None):
        status, locked_now, whole, *_ = last(form.opened(gone, [0], PASSWORD))
        assert "are here no more" in status and locked_now is None and not whole.visible


def test_a_citation_says_why_its_page_is_not_drawn(made: given.Provoked, tmp_path: Path) -> None:
    (tmp_path / "kelp.pdf").write_bytes(pdf(KELP))
    (report,) = made.ingest([tmp_path / "kelp.pdf"], password=PASSWORD)
    document = made.read(report.document_id)
    sheets = sheets_of(made, document, 0, 8)  # type: ignore[arg-type]
    assert sheets.pages == () and sheets.original
    assert "protected by a password, which is not kept here" in switch(sheets)


@pytest.mark.browser
@needs_chromium
def test_the_password_is_given_in_the_browser(
    open_page: Any, assistant: given.Provoked, uploads: Path, tmp_path: Path
) -> None:
    page = open_page(viewport={"width": 390, "height": 800})
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    (tmp_path / "kelp.pdf").write_bytes(pdf(KELP))
    page.get_by_role("tab", name="Documents").click()
    page.locator("#library tbody tr").first.wait_for()
    assert page.locator("#unlock").count() == 0 or not page.locator("#unlock").is_visible()
    page.locator("#upload input[type=file]").set_input_files([tmp_path / "kelp.pdf"])
    page.locator("#upload-status .badge.encrypted").wait_for()
    box = page.get_by_label("Password", exact=True)
    box.wait_for()
    assert box.get_attribute("type") == "password"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box.fill("wrong")
    box.press("Enter")
    page.locator("#upload-status td", has_text="does not open with the password").wait_for()
    page.wait_for_function("document.querySelector('#unlock-password input').value === ''")
    box.fill(PASSWORD)
    page.get_by_role("button", name="Open and add").click()
    page.locator("#upload-status .badge.indexed").wait_for()
    page.locator("#unlock").wait_for(state="hidden")
    page.locator("#library tbody tr", has_text="kelp.pdf").wait_for()
    assert KELP in assistant.read(assistant.record("kelp.pdf").id).text
    assert not any("nine" in url for url in sent), "it is in no address"
    assert [path for path in uploads.rglob("kelp*")] == []

    # Its pages are not drawn: that is said, and the text is shown.
    page.locator("#library .title", has_text="kelp").click()
    page.locator("#panel").get_by_text(KELP).wait_for()
    assistant.remove("kelp.pdf", for_good=True)
