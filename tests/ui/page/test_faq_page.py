"""The FAQ tab in a real browser, over a real assistant: a list in, reviewed entries out."""

from __future__ import annotations

import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer
from assistant.faq.build import Build, plan
from assistant.faq.entry import Entry
from assistant.faq.lists.question_list import from_text
from tests.support import page_fixture as given
from tests.support import patient
from tests.support.browsing import needs_chromium, serious
from ui.page.faq.lists.saved_builds import Works

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    needs_chromium,
]
AGAIN = "How much does each participating state contribute to the shared polar research fund?"
HOSTILE = "What did the Zanzibar embassy <img src=x onerror=\"window.__xss='faq'\"> open?"
PASTED = "\n".join((given.FUND, AGAIN, given.SEAT, HOSTILE, given.UNKNOWN))


class Held(given.Provoked):
    """An assistant that answers only while nobody holds it."""

    def __init__(self, assistant: Any) -> None:
        super().__init__(assistant)
        self.free = threading.Event()
        self.free.set()

    def ask(self, question: str, *args: Any, **options: Any) -> Answer:
        assert self.free.wait(30)
        answer: Answer = self.assistant.ask(question, *args, **options)
        return answer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faq-page")


@pytest.fixture(scope="module")
def assistant(folder: Path) -> Held:
    return Held(given.make_assistant(folder).assistant)


@pytest.fixture
def open_page(open_page: Any) -> Any:
    """Opens the FAQ tab in a browser session of its own; watches it until the test ends."""

    def start(who: str = "Ann", **wanted: Any) -> Any:
        page = open_page(**{"viewport": {"width": 1400, "height": 900}, **wanted})
        part(page, "FAQ")
        page.get_by_label("Your name").fill(who)
        return page

    return start


def part(page: Any, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def button(page: Any, name: str) -> Any:
    return page.get_by_role("button", name=name, exact=True)


def paste(page: Any, questions: str) -> None:
    """Paste a list, and wait until it was read."""
    part(page, "Answer a list")
    page.get_by_label("Or paste them here").fill(questions)
    button(page, "Read these questions").click()
    page.locator("#faq-preview table").wait_for()


def built(page: Any, questions: str, title: str) -> None:
    """Have a list answered to its end."""
    paste(page, questions)
    page.get_by_label("Title of this list").fill(title)
    page.locator("#faq-start button").click()
    page.locator("#faq-work .done", has_text=title).wait_for()


def open_entry(page: Any, words: str) -> None:
    part(page, "Entries")
    page.locator("#faq-entries .title", has_text=words).click()
    page.locator("#faq-view h2", has_text=words).wait_for()


def keep(assistant: Held, question: str) -> None:
    """Have an entry for a question, where an earlier test has not left one."""
    if not assistant.faq.find(text=question):
        entry = Entry(f"kept-{len(question)}", "Kept", assistant.ask(question, keep=False))
        assistant.faq.add([entry], "Test")


def notice(page: Any, words: str) -> Any:
    found = page.locator("#faq-entry-notice", has_text=words)
    found.wait_for()
    return found


def test_pairs_that_may_ask_the_same_are_decided_with_a_key_each(open_page: Any) -> None:
    page = open_page()
    other = "Ban thư ký của Quantum Research Partnership đặt ở đâu?"
    paste(page, "\n".join((given.SEAT, other)))
    assert page.locator("#faq-preview tbody tr").count() == 2
    if not page.locator(".alike").get_attribute("open"):
        page.locator(".alike summary").click()
    page.locator(".open-pair").focus()
    page.keyboard.press("y")
    page.wait_for_function("document.querySelectorAll('#faq-preview tbody tr').length === 1")
    page.locator(".alike").wait_for()
    page.locator(".alike [data-key=z]").focus()
    page.keyboard.press("z")
    page.wait_for_function("document.querySelectorAll('#faq-preview tbody tr').length === 2")
    page.locator(".open-pair").focus()
    page.keyboard.press("n")
    page.locator(".open-pair").wait_for(state="detached")
    assert page.locator("#faq-preview tbody tr").count() == 2


def test_a_pasted_list_becomes_reviewed_entries_and_a_document(
    open_page: Any, tmp_path: Path
) -> None:
    page = open_page()
    paste(page, PASTED)
    assert page.locator("#faq-preview tbody tr").count() == 4
    page.locator("#faq-preview .merged", has_text=AGAIN).wait_for()
    page.locator("[data-faq=apart]").click()
    button(page, "Answer 5 questions").wait_for()
    page.locator("[data-faq=merge]").click()
    button(page, "Answer 4 questions").wait_for()
    page.get_by_label("Title of this list").fill("Questions of the embassies")
    button(page, "Answer 4 questions").click()
    done = page.locator("#faq-work .done", has_text="4 are new, as drafts")
    done.wait_for()
    assert "3 answered, 1 not found" in done.inner_text()

    button(page, "Review them").click()
    rows = page.locator("#faq-entries tbody tr")
    page.locator("#faq-entries .limited", has_text="Questions of the embassies").wait_for()
    assert rows.count() == 4
    page.get_by_label("Answer", exact=True).click()
    page.get_by_role("option", name="Not found").click()
    page.locator("#faq-entries .count", has_text="1 entry of 4").wait_for()
    assert given.UNKNOWN in rows.inner_text()
    page.get_by_label("Answer", exact=True).click()
    page.get_by_role("option", name="Any", exact=True).click()
    page.get_by_label("Words").fill("LISBON partnership")
    page.locator("#faq-entries .count", has_text="1 entry of 4").wait_for()
    page.get_by_label("Words").fill("")
    page.locator("#faq-entries .count", has_text="4 entries").wait_for()

    open_entry(page, given.FUND)
    page.wait_for_function("document.activeElement?.tagName === 'H2'")
    assert AGAIN in page.locator("#faq-view .also").inner_text()
    chip = page.locator("#faq-view a.cite").first
    chip.press("Enter")
    page.locator("#panel mark").first.wait_for()
    assert "4.2 million" in "".join(page.locator("#panel mark").all_text_contents())
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement?.classList.contains('cite')")

    wording = page.get_by_label("Wording")
    right = wording.input_value()
    wrong = right.replace("4.2 million", "5.3 million")
    wording.fill(wrong)
    button(page, "Save").click()
    notice(page, "5.3 million")
    assert wording.input_value() == wrong
    assert "4.2 million" in page.locator("#faq-view .answer").inner_text()
    button(page, "Send to review").click()
    notice(page, "not saved")
    wording.fill("Each participating state will contribute 4.2 million euros a year. [1]")
    page.get_by_label("Owner").fill("Polar desk")
    page.get_by_label("Review date").fill("2027-01-31")
    button(page, "Save").click()
    notice(page, "Saved.")
    button(page, "Send to review").dblclick()  # and is not approved by the second click
    notice(page, "in review now")
    page.locator("#faq-view .badge.in_review").wait_for()
    button(page, "Approve").click()
    notice(page, "was written by Ann, so somebody else has to approve it")
    page.get_by_label("Your name").fill("Ben")
    button(page, "Approve").click()
    notice(page, "approved now")
    assert "owner Polar desk" in page.locator("#faq-view .entry-facts").inner_text()
    page.locator("#faq-history summary").click()
    history = page.locator("#faq-history").inner_text()
    assert "Edited by Ann" in history
    assert "Approved by Ben" in history

    button(page, "All entries").click()
    page.wait_for_function("document.activeElement?.classList.contains('title')")
    with page.expect_download() as download:
        button(page, "Download").click()
    assert download.value.suggested_filename == "questions-of-the-embassies.docx"
    download.value.save_as(tmp_path / "faq.docx")
    text = zipfile.ZipFile(tmp_path / "faq.docx").read("word/document.xml").decode()
    assert "4.2 million euros a year" in text
    assert patient.get(download.value.url).headers["content-disposition"].startswith("attachment")


def test_a_list_is_stopped_found_again_after_a_reload_and_goes_on(
    open_page: Any, assistant: Held
) -> None:
    page = open_page()
    questions = [f"What does article {number} say of visits?" for number in range(1, 5)]
    paste(page, "\n".join(questions))
    page.get_by_label("Title of this list").fill("Articles")
    assistant.free.clear()
    try:
        page.locator("#faq-start button").click()
        page.locator("#faq-work", has_text="Answering “Articles”").wait_for()
        other = open_page(who="Ben")  # looks on, and cannot begin another
        part(other, "Answer a list")
        other.locator("#faq-work", has_text="Answering “Articles”").wait_for()
        page.reload()
        part(page, "FAQ")
        part(page, "Answer a list")
        button(page, "Stop").click()
        page.locator("#faq-work", has_text="Stopping…").wait_for()
    finally:
        assistant.free.set()
    stopped = page.locator(".works", has_text="“Articles” was stopped at")
    stopped.wait_for()
    assert "of 4" in stopped.inner_text()
    page.get_by_role("button", name="Go on with Articles").click()
    page.locator("#faq-work .done", has_text="“Articles” is done: 4 entries").wait_for()
    other.locator("#faq-work .done", has_text="“Articles” is done: 4 entries").wait_for()
    assert page.locator(".works").count() == 0


def test_a_list_goes_on_after_the_server_was_killed(
    open_page: Any, assistant: Held, folder: Path
) -> None:
    rows = from_text("Who funds research ships?\nWho runs the register of visits?").rows
    work = Works(folder / "data").keep("Ships", plan(rows, [[0], [1]]))
    planned = Works(folder / "data").planned(work)
    build = Build(assistant, planned, work.answers, title=work.title, made_on=work.made_on)
    next(build.run())  # and no more: what a killed server leaves behind
    assert work.answers.exists()
    page = open_page()
    part(page, "Answer a list")
    page.locator(".works", has_text="“Ships” was stopped at 1 of 2").wait_for()
    page.locator(".works summary").click()
    page.get_by_role("button", name="Forget Ships").wait_for()
    page.get_by_role("button", name="Go on with Ships").click()
    page.locator("#faq-work .done", has_text="“Ships” is done: 2 entries").wait_for()
    assert not work.answers.exists()


def test_two_sessions_do_not_overwrite_each_other(open_page: Any, assistant: Held) -> None:
    for question in (given.FUND, given.SEAT, given.NOTE):
        keep(assistant, question)
    first, second = open_page(), open_page(who="Ben")
    for page in (first, second):
        open_entry(page, given.SEAT)
    first.get_by_label("Topic").fill("Offices")
    button(first, "Save").click()
    notice(first, "Saved.")
    second.get_by_label("Owner").fill("Lisbon desk")
    button(second, "Save").click()
    notice(second, "changed meanwhile by Ann")
    assert second.get_by_label("Owner").input_value() == "Lisbon desk"
    assert second.get_by_label("Topic").input_value() == "Offices"
    button(second, "Next entry").click()  # what was typed waits for the editor's return
    second.wait_for_function("document.activeElement?.tagName === 'H2'")
    button(second, "Previous entry").click()
    notice(second, "typed here before")
    assert second.get_by_label("Owner").input_value() == "Lisbon desk"
    button(second, "Save").click()
    notice(second, "Saved.")
    facts = second.locator("#faq-view .entry-facts").inner_text()
    assert "owner Lisbon desk" in facts
    assert second.locator("#faq-view .kind").inner_text().lower() == "offices"


def test_many_are_moved_on_by_ticks_read_by_keys_and_taken_back(
    open_page: Any, assistant: Held
) -> None:
    for question in (given.FUND, given.SEAT):
        keep(assistant, question)
    for record in assistant.faq.find():
        if record.entry.state != "draft":
            assistant.faq.set_state(
                record.entry.id, "draft", assistant, version=record.version, who="Test"
            )
    page = open_page(who="Dan")  # who has written none of them
    boxes = page.locator("#faq-entries .tick")
    boxes.first.wait_for()
    count = boxes.count()
    button(page, "Tick all shown").click()
    page.locator("#faq-entries .ticked", has_text=f"{count} ticked").wait_for()
    other = assistant.faq.find(text=given.SEAT)[0]
    assistant.faq.edit(other.entry.id, version=other.version, who="Cat", owner="Cat")
    page.locator("#faq-entries [data-act=in_review]").click()
    told = page.locator("#faq-bulk-notice .notice")
    told.wait_for()
    assert "changed meanwhile by Cat" in told.inner_text()
    assert len(assistant.faq.find(state="in_review")) == count - 1
    assert boxes.first.is_checked(), "what was ticked stays so"
    before = {one.entry.id: one.entry.owner for one in assistant.faq.find()}
    page.locator("[data-bulk-value]").fill("Desk 7")
    page.locator("#faq-entries [data-act=set]").click()
    page.locator("#faq-bulk-notice .done", has_text="Desk 7").wait_for()
    assert {one.entry.owner for one in assistant.faq.find()} == {"Desk 7"}
    page.locator("#faq-bulk-notice [data-faq=undo]").click()
    page.locator("#faq-bulk-notice .done", has_text="Undone").wait_for()
    assert {one.entry.id: one.entry.owner for one in assistant.faq.find()} == before

    open_entry(page, given.FUND)
    page.wait_for_function("document.activeElement?.tagName === 'H2'")
    page.keyboard.press("a")
    page.locator("#faq-entry-notice", has_text="approved now").wait_for()
    assert [one.entry.question for one in assistant.faq.find(state="approved")] == [given.FUND]
    page.keyboard.press("u")
    page.locator("#faq-entry-notice", has_text="Undone").wait_for()
    assert assistant.faq.find(state="approved") == []


def test_changed_documents_are_found_and_a_new_answer_is_taken(
    open_page: Any, assistant: Held, tmp_path: Path
) -> None:
    keep(assistant, given.FUND)
    page = open_page()
    changed = given.ARCTIC.replace("4.2 million", "6.5 million")
    (tmp_path / "arctic-statement.md").write_text(changed, encoding="utf-8")
    part(page, "Documents")
    page.locator("#upload input[type=file]").set_input_files(tmp_path / "arctic-statement.md")
    page.locator("#upload-status .badge.indexed").wait_for()
    part(page, "FAQ")
    part(page, "Check")
    button(page, "Check the entries").click()
    card = page.locator(".findings li", has_text=given.FUND)
    card.locator("ins", has_text="6.5").wait_for()
    assert "4.2" in card.locator("del").inner_text()
    card.locator("a.cite").first.click()
    page.locator("#panel mark", has_text="6.5 million").first.wait_for()
    page.keyboard.press("Escape")
    card.get_by_role("button", name="Accept the new answer").click()
    page.locator(".findings .settled", has_text=given.FUND).wait_for()
    entry = next(one.entry for one in assistant.faq.find() if one.entry.question == given.FUND)
    assert entry.state == "in_review"
    assert "6.5 million" in entry.answer.text


def test_proposals_are_found_picked_and_added(open_page: Any, assistant: Held) -> None:
    page = open_page()
    part(page, "Propose")
    page.get_by_label("Search in").click()
    page.get_by_role("option", name="Joint Statement").click()
    page.keyboard.press("Escape")
    button(page, "Find questions").click()
    boxes = page.locator("#faq-mined input[type=checkbox]")
    boxes.first.wait_for()
    question = page.locator("#faq-mined label").first.inner_text()
    boxes.first.check()
    part(page, "Check")
    part(page, "Propose")
    button(page, "Add 1 as an entry").click()
    page.locator("#faq-mined-notice", has_text="1 entry added").wait_for()
    page.locator("#faq-mined li", has_text=question).locator(".badge.added").wait_for()
    assert question in [record.entry.question for record in assistant.faq.find()]


def test_files_of_questions_are_read_or_refused_with_a_sentence(
    open_page: Any, tmp_path: Path
) -> None:
    page = open_page()
    part(page, "Answer a list")

    def upload(name: str, text: str) -> None:
        (tmp_path / name).write_text(text)
        page.locator("#faq-upload input[type=file]").set_input_files(tmp_path / name)

    upload("list.exe", "MZ")
    page.locator("#faq-list-notice .notice", has_text="cannot be read").wait_for()
    upload("empty.txt", "")
    page.locator("#faq-list-notice .notice", has_text="empty").wait_for()
    upload("list.csv", "a,b\n1,Embassies in Chad\n2,Offices in Peru\n")
    page.locator("#faq-list-notice .notice", has_text="Question column").wait_for()
    page.get_by_label("Question column").fill("b")
    button(page, "Read again").click()
    page.locator("#faq-preview tbody tr").nth(1).wait_for()
    table = f"No,Question,Country\n7,{given.SEAT},Peru\n8,What is <b>bold</b>?,Chad\n"
    upload("from embassies.csv", table)
    page.locator("#faq-preview", has_text="carried through: Country").wait_for()
    assert page.get_by_label("Title of this list").input_value() == "From embassies"
    assert "<b>bold</b>" in page.locator("#faq-preview").inner_text()


def test_the_tab_fits_a_phone(open_page: Any, assistant: Held) -> None:
    keep(assistant, given.SEAT)
    page = open_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    too_wide = "document.documentElement.scrollWidth > innerWidth"
    for name in ("Answer a list", "Propose", "Check", "Entries"):
        part(page, name)
        assert not page.evaluate(too_wide), name
    open_entry(page, given.SEAT)
    assert not page.evaluate(too_wide)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_serious_accessibility_findings(
    open_page: Any,
    assistant: Held,
    axe: str,
    theme: str,
) -> None:
    keep(assistant, given.SEAT)
    page = open_page(color_scheme=theme)
    page.locator("#faq-entries .title").first.wait_for()
    assert serious(page, axe) == []
    open_entry(page, given.SEAT)
    page.locator("#faq-history summary").click()
    page.locator("#faq-view a.cite").first.click()
    page.locator("#panel mark").first.wait_for()
    assert serious(page, axe) == []
    page.keyboard.press("Escape")
    paste(page, given.FUND)
    assert serious(page, axe) == []


def test_an_upload_of_a_list_cannot_name_a_file_of_the_machine(
    address: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("Question\nWhat is the password?\n")
    config = patient.get(address + "/config").json()
    uploads = [
        one for one in config["dependencies"] if [t[1] for t in one["targets"]] == ["upload"]
    ]
    assert len(uploads) == 2
    for named in (str(secret), f"{address}/healthz"):
        file = {"path": named, "meta": {"_type": "gradio.FileData"}}
        body = {"data": [file], "fn_index": uploads[1]["id"], "session_hash": "intruder"}
        patient.post(address + "/gradio_api/queue/join", json=body)
        told = ""
        url = address + "/gradio_api/queue/data?session_hash=intruder"
        with patient.stream("GET", url) as events:
            for line in events.iter_lines():
                told += line
                if "process_completed" in line:
                    break
        assert "password" not in told
    assert secret.exists()
