"""The Training tab in a real browser, over a real assistant: a topic in, practised items out."""

from __future__ import annotations

import csv
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Citation
from assistant.training.bank.item_bank import ItemBank
from assistant.training.citing import cite
from assistant.training.pack import FALSE, TRUE, Item, Pack, Quoted, Rejected, Section
from assistant.training.practice.practice import Practice
from assistant.training.saved_packs import KeptPacks
from tests.support import page_fixture as given
from tests.support.browsing import needs_chromium, serious
from tests.ui.page.test_faq_page import button, part

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    needs_chromium,
]
FIGURES = """---
title: The Polar Programme in Figures
publisher: Polar Office
date: 2025-11-03
---
# The Polar Programme in Figures

## Research ships

The polar programme operates four research ships from the port of Tromso.
The research ship Aurora entered service on 12 May 2019.
The research ship Borealis entered service on 3 September 2021.
The research ship Corona entered service on 27 January 2023.

## Polar stations

Germany runs the Neumayer polar station, which opened on 20 February 2009.
Norway runs the Troll polar station, which opened on 12 February 2005.
Polar station means a permanently staffed base for research south of 60 degrees latitude.

## Money

The polar programme spent 18 million euros on research ships in 2024.
The polar programme spent 9 million euros on polar stations in 2024.
The Polar Office of Norway audits the polar programme every two years.
"""
TOPIC = "Polar research ships and stations"
KEPT = "Polar <img src=x onerror=\"window.__xss='pack'\"> figures"


class Held(given.Provoked):
    """An assistant that tells its revision, as every build asks, only while nobody holds it."""

    def __init__(self, assistant: Any) -> None:
        super().__init__(assistant)
        self.free = threading.Event()
        self.free.set()

    def revision(self) -> int:
        assert self.free.wait(30)
        revision: int = self.assistant.revision()
        return revision


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("training-page")


@pytest.fixture(scope="module")
def assistant(folder: Path) -> Held:
    assistant = given.make_assistant(folder).assistant
    (folder / "figures.md").write_text(FIGURES, encoding="utf-8")
    assert all(report.stored for report in assistant.ingest([folder / "figures.md"]))
    return Held(assistant)


@pytest.fixture(scope="module")
def kept(assistant: Held) -> Pack:
    """A pack with an item of each kind that is answered in its own way, kept as `polar-...`."""
    document = assistant.read(assistant.record("figures.md").id)

    def cited(marker: int, quote: str) -> Citation:
        start = document.text.index(quote)
        return replace(cite(document, start, start + len(quote)), marker=marker)

    port = cited(1, "The polar programme operates four research ships from the port of Tromso.")
    ships = tuple(
        cited(marker, f"The research ship {words}.")
        for marker, words in enumerate(
            (
                "Aurora entered service on 12 May 2019",
                "Borealis entered service on 3 September 2021",
                "Corona entered service on 27 January 2023",
            ),
            start=2,
        )
    )
    troll = cited(5, "Norway runs the Troll polar station, which opened on 12 February 2005.")
    items = (
        Item(
            "q1", "multiple_choice", "From which port do the ships sail?", "Tromso", "easy",
            (port,), ("Bergen", "Tromso", "Lisbon"), section="Ships",
        ),
        Item(
            "q2", "short_answer", "When did the Troll polar station open?", "12 February 2005",
            "medium", (troll,), section="Stations",
        ),
        Item(
            "q3", "ordering", "Which ship came first? <script>window.__xss='stem'</script>",
            ("Aurora", "Borealis", "Corona"), "hard", ships, ("Corona", "Aurora", "Borealis"),
            section="Ships",
        ),
        Item(
            "q4", "matching", "Which ship entered service when?",
            (("Aurora", "2019"), ("Borealis", "2021"), ("Corona", "2023")), "hard", ships,
            ("2023", "2019", "2021"), section="Ships",
        ),
        Item(
            "q5", "true_false", "Norway runs the Troll polar station.", TRUE, "easy", (troll,),
            (TRUE, FALSE), section="Stations",
        ),
    )  # fmt: skip
    pack = Pack(
        KEPT, 1, 1, 1, "2025-11-03", "Officials", items=items,
        briefing=(Section("Ships", (Quoted(port.quote, port),)),),
        rejected=(Rejected("What is it?", "the stem does not stand alone"),),
    )  # fmt: skip
    KeptPacks(assistant.folder).add(pack)
    return pack


@pytest.fixture
def open_page(open_page: Any) -> Any:
    """Opens the Training tab in a browser session of its own; watches it until the test ends."""

    def start(name: str = "Build", **wanted: Any) -> Any:
        page = open_page(**{"viewport": {"width": 1360, "height": 900}, **wanted})
        part(page, "Training")
        part(page, name)
        return page

    return start


def choose(page: Any, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=option).first.click()


def begin(page: Any, who: str) -> None:
    """Begin to practise the pack that is kept from the start."""
    part(page, "Practise")
    choose(page, "Pack", "figures")
    page.locator("#practice-start").get_by_label("Your name").fill(who)
    page.locator("#practice-standing", has_text="due now").wait_for()
    page.keyboard.press("Enter")


def asked(page: Any, place: str) -> None:
    """Wait until an item is asked and its first field has the keyboard."""
    page.locator("#practice-item .kind", has_text=place).wait_for()
    page.wait_for_function("document.activeElement?.closest('form.practice') !== null")


def told(page: Any, words: str) -> Any:
    """Wait for the feedback on an answer, which takes the keyboard."""
    feedback = page.locator(".feedback h3", has_text=words)
    feedback.wait_for()
    page.wait_for_function("document.activeElement?.classList.contains('feedback')")
    return page.locator(".feedback")


def tab_to(page: Any, words: str) -> None:
    """Go on with the keyboard to the next link or button of these words."""
    for _ in range(12):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.textContent"):
            return
    pytest.fail(f"the keyboard does not reach {words!r}")


def onward(page: Any, words: str = "Next") -> None:
    tab_to(page, words)
    page.keyboard.press("Enter")


def test_a_pack_is_built_changed_and_handed_out(
    open_page: Any, assistant: Held, tmp_path: Path
) -> None:
    page = open_page()
    page.get_by_label("Topic").fill(TOPIC)
    page.get_by_label("Audience").fill("Officials of the dialogue")
    page.get_by_label("Items", exact=True).fill("8")
    page.get_by_label("Matching").uncheck()
    button(page, "Build the pack").click()
    page.locator("#pack-notice .done", has_text="kept as polar-research-ships").wait_for()
    page.wait_for_function("document.activeElement?.classList.contains('pack-topic')")
    assert "For: Officials of the dialogue" in page.locator("#pack-bar").inner_text()
    items = page.locator("#pack-quiz .items > li")
    count = items.count()
    assert 4 <= count <= 8
    page.locator("#pack-head a.cite").first.press("Enter")
    page.locator("#panel mark").first.wait_for()
    first = page.locator("#pack-briefing p").first.inner_text()
    assert page.locator("#panel mark").first.inner_text().split(".")[0] in first
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement?.classList.contains('cite')")

    stem = items.nth(1).locator(".stem").inner_text()
    button(page, "Drop item 2").press("Enter")
    page.locator("#pack-notice .done", has_text="left out").wait_for()
    assert page.evaluate("document.activeElement.ariaLabel") == "Drop item 2"  # the next one's
    assert items.count() == count - 1
    assert stem not in page.locator("#pack-quiz").inner_text()
    name = "polar-research-ships-and-stations-a"
    assert len(KeptPacks(assistant.folder).load(name).items) == count - 1
    button(page, "Replace item 1").click()
    page.locator("#pack-notice", has_text="Looking for another item").wait_for()
    page.locator("#pack-notice", has_text="Looking for another item").wait_for(state="detached")
    assert items.count() == count - 1

    with page.expect_download() as download:
        button(page, "Download").click()
    assert download.value.suggested_filename.startswith(name)
    download.value.save_as(tmp_path / "pack")
    assert (tmp_path / "pack").stat().st_size > 1000
    button(page, "All packs").click()
    page.locator("#packs .title", has_text=TOPIC).click()
    page.locator("#pack-bar summary").click()
    button(page, "Delete this pack").click()
    page.locator("#pack-notice .done", has_text="was deleted").wait_for()
    assert TOPIC not in page.locator("#packs").inner_text()


def test_a_build_is_stopped_and_nothing_is_kept(open_page: Any, assistant: Held) -> None:
    page = open_page()
    page.get_by_label("Topic").fill("Polar ships of the future")
    assistant.free.clear()
    try:
        button(page, "Build the pack").click()
        page.locator("#training-status", has_text="Reading the documents").wait_for()
        button(page, "Stop").click()
        page.locator("#training-status", has_text="Stopping").wait_for()
    finally:
        assistant.free.set()
    page.locator("#training-notice .done", has_text="Stopped").wait_for()
    assert not [kept for kept in KeptPacks(assistant.folder).all() if "future" in kept.name]
    assert button(page, "Build the pack").is_enabled()


def test_what_cannot_be_built_is_told(open_page: Any) -> None:
    page = open_page()
    button(page, "Build the pack").click()
    page.locator("#training-notice .notice", has_text="topic").wait_for()
    page.get_by_label("Topic").fill("zebra coffee prices")
    page.get_by_label("Topic").press("Enter")
    page.locator("#training-notice .notice", has_text="zebra coffee").wait_for()
    page.get_by_label("Topic").fill(TOPIC)
    page.get_by_label("Items", exact=True).fill("501")
    button(page, "Build the pack").click()
    page.locator("#training-notice .notice", has_text="500").wait_for()


def test_items_are_practised_with_the_keyboard_alone(
    open_page: Any, assistant: Held, kept: Pack, tmp_path: Path
) -> None:
    page = open_page()
    begin(page, "Keyboard Ann")
    asked(page, "Item 1 of 5")
    page.keyboard.press("ArrowDown")  # from the first choice to the second, which is right
    page.keyboard.press("Enter")
    feedback = told(page, "Right.")
    assert kept.items[0].citation.quote in feedback.inner_text()
    onward(page, "Open the passage")
    page.locator("#panel mark").first.wait_for()
    marked = "".join(page.locator("#panel mark").all_text_contents())
    assert marked == kept.items[0].citation.quote
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement?.textContent.startsWith('Open the passage')")
    onward(page)
    asked(page, "Item 2 of 5")
    page.keyboard.type("2005-02-12")
    page.keyboard.press("Enter")
    told(page, "Right.")
    onward(page)
    asked(page, "Item 3 of 5")
    for place in "123":  # as they stand: Corona is not the first
        page.keyboard.press(place)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "Aurora\nBorealis\nCorona" in told(page, "Not right.").inner_text()
    onward(page)
    asked(page, "Item 4 of 5")
    for year in ("2019", "2023", "2021"):
        page.keyboard.type(year)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    told(page, "Partly right: 33%.")
    onward(page)
    asked(page, "Item 5 of 5")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    told(page, "Right.")
    onward(page, "See the score")
    score = page.locator(".score")
    score.wait_for()
    assert "3 of 5 right" in score.inner_text()
    assert "Ships\t1 of 3\t44%" in score.inner_text()
    page.wait_for_function("document.activeElement?.classList.contains('score')")
    onward(page, "Retry what was wrong (2)")
    asked(page, "Item 1 of 2")
    for place in "312":
        page.keyboard.press(place)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    told(page, "Right.")

    page.reload()  # in the middle of the retry: what was answered is kept
    part(page, "Training")
    part(page, "Practise")
    choose(page, "Pack", "figures")
    standing = page.locator("#practice-standing")
    page.locator("#practice-standing", has_text="1 item due now. Due later: ").wait_for()
    assert page.locator("#practice-start").get_by_label("Your name").input_value() == "Keyboard Ann"
    assert "Ships\t3 of 3\t2\t1" in standing.inner_text()
    button(page, "Begin").press("Enter")
    asked(page, "Item 1 of 1 · Matching".upper())

    page.reload()
    part(page, "Training")
    part(page, "Practise")
    choose(page, "Pack", "figures")
    with page.expect_download() as download:
        button(page, "Download results (CSV)").click()
    download.value.save_as(tmp_path / "results.csv")
    with (tmp_path / "results.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    mine = [row for row in rows if row["participant"] == "Keyboard Ann"]
    assert [row["right"] for row in mine] == ["yes", "yes", "no", "no", "yes", "yes"]
    assert mine[5]["retry"] == "yes"


def test_two_people_on_one_page_do_not_meet(open_page: Any, kept: Pack) -> None:
    first, second = open_page(), open_page()
    begin(first, "Ben")
    asked(first, "Item 1 of 5")
    begin(second, "Cleo")
    asked(second, "Item 1 of 5")
    first.get_by_label("Bergen").check()
    button(first, "Check").dblclick()
    told(first, "Not right.")
    assert second.locator(".feedback").count() == 0
    second.get_by_label("Tromso").check()
    button(second, "Check").click()
    told(second, "Right.")
    button(second, "Next").click()
    asked(second, "Item 2 of 5")
    assert "Not right." in first.locator(".feedback").inner_text()


def test_a_pack_that_is_damaged_and_a_name_that_is_missing_are_told(
    open_page: Any, assistant: Held, kept: Pack
) -> None:
    broken = assistant.folder / "packs" / "broken.json"
    broken.write_text("{")
    try:
        page = open_page("Packs")
        page.locator("#packs .notice", has_text="broken.json is no pack").wait_for()
        page.locator("#packs .title", has_text="figures").click()
        page.locator(".pack-topic", has_text=KEPT).wait_for()
        assert "the stem does not stand alone" in page.locator("#pack-rejected").inner_text()
        part(page, "Practise")
        choose(page, "Pack", "figures")
        button(page, "Begin").click()
        page.locator("#practice-notice .notice", has_text="Write your name").wait_for()
    finally:
        broken.unlink()


def test_results_that_were_edited_by_hand_are_told_and_left_alone(
    open_page: Any, assistant: Held, kept: Pack
) -> None:
    path = Practice(assistant.folder).path
    before = path.read_bytes() if path.exists() else None
    path.write_bytes(b"participant,right\nAnn,many\n")
    try:
        page = open_page("Practise")
        choose(page, "Pack", "figures")
        page.locator("#practice-start").get_by_label("Your name").fill("Dora")
        page.locator("#practice-standing .notice", has_text="is damaged").wait_for()
        assert path.read_bytes() == b"participant,right\nAnn,many\n"
    finally:
        path.unlink() if before is None else path.write_bytes(before)


def test_the_tab_fits_a_phone(open_page: Any, kept: Pack) -> None:
    page = open_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    too_wide = "document.documentElement.scrollWidth > innerWidth"
    assert not page.evaluate(too_wide)
    part(page, "Packs")
    page.locator("#packs .title", has_text="figures").click()
    page.locator("#pack-quiz").wait_for()
    assert not page.evaluate(too_wide)
    begin(page, "Phone")
    asked(page, "Item 1 of 5")
    assert not page.evaluate(too_wide)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_serious_accessibility_findings(
    open_page: Any,
    kept: Pack,
    axe: str,
    theme: str,
) -> None:
    page = open_page(color_scheme=theme)
    assert serious(page, axe) == []
    part(page, "Packs")
    page.locator("#packs .title", has_text="figures").click()
    page.locator("#pack-quiz").wait_for()
    assert serious(page, axe) == []
    begin(page, f"Axe {theme}")
    for place, item in enumerate(kept.items, start=1):
        asked(page, f"Item {place} of 5")
        if item.type != "true_false":  # which looks as a choice does
            assert serious(page, axe) == [], item.type
        page.evaluate("document.querySelector('form.practice').noValidate = true")
        button(page, "Check").click()
        told(page, "Not right.")
        if place == 3:
            assert serious(page, axe) == []
        page.locator("[data-practice=next]").click()
    page.locator(".score").wait_for()
    assert serious(page, axe) == []
    button(page, "Done").click()
    page.locator("#practice-standing table").wait_for()
    assert serious(page, axe) == []


def test_an_item_of_a_pack_is_edited_while_its_flaws_are_shown(
    open_page: Any, assistant: Held, kept: Pack
) -> None:
    name = KeptPacks(assistant.folder).add(replace(kept, topic="To be edited"))
    page = open_page("Packs")
    page.locator("#packs .title", has_text="To be edited").click()
    button(page, "Edit item 1").click()
    editor = page.locator("#pack-item-editor")
    page.wait_for_function("document.activeElement?.closest('#pack-item-editor') !== null")
    assert editor.get_by_label("What is asked").input_value() == kept.items[0].stem
    editor.locator(".good", has_text="none of the 19 criteria").wait_for()
    answer = editor.get_by_label("The answer")
    assert answer.input_value() == "Bergen\n* Tromso\nLisbon"
    answer.fill("Bergen\nTromso\nLisbon")
    editor.locator(".notice", has_text="Mark the one option").wait_for()
    button(editor, "Save the item").click()
    page.locator("#pack-notice .notice", has_text="Mark the one option").wait_for()
    answer.fill("Bergen\n* Tromso\nNone of the above")
    editor.locator(".reasons", has_text="none or all of the above").wait_for()
    answer.fill("Bergen\n* Tromso\nNarvik")
    editor.locator(".good").wait_for()
    button(editor, "Save the item").click()
    page.locator("#pack-notice .done", has_text="was saved").wait_for()
    editor.wait_for(state="hidden")
    assert KeptPacks(assistant.folder).load(name).items[0].options == ("Bergen", "Tromso", "Narvik")
    assert "Narvik" in page.locator("#pack-quiz .items > li").first.inner_text()


def test_the_bank_is_filled_edited_tried_and_drawn_from(
    open_page: Any, assistant: Held, kept: Pack, tmp_path: Path
) -> None:
    packs, bank = KeptPacks(assistant.folder), ItemBank(assistant.folder)
    # Items that nobody practised before: practice counts among the results.
    asked = tuple(replace(item, stem=f"In brief: {item.stem}") for item in kept.items)
    kept = replace(kept, topic="For the bank", items=asked)
    name = packs.add(kept)
    page = open_page("Item bank")
    page.locator("#bank-items", has_text="The bank is empty").wait_for()
    part(page, "Packs")
    page.locator("#packs .title", has_text="For the bank").click()
    button(page, "Keep these items in the bank").click()
    page.locator("#pack-notice .done", has_text="5 items kept in the bank").wait_for()

    part(page, "Item bank")
    rows = page.locator("#bank-items tbody tr")
    page.locator("#bank-items", has_text="5 items").wait_for()
    assert rows.count() == 5
    stem = kept.items[0].stem
    page.locator("#bank-items .title", has_text=stem).click()
    editor = page.locator("#bank-item-editor")
    page.wait_for_function("document.activeElement?.closest('#bank-item-editor') !== null")
    editor.get_by_label("The answer").fill("Bergen\n* Tromso\nNone of the above")
    editor.locator(".reasons", has_text="none or all of the above").wait_for()
    editor.get_by_label("Learning outcome").fill("Knows the ports")
    button(editor, "Save the item").click()
    page.locator("#bank-notice .done", has_text="saved").wait_for()
    assert "none or all of the above" in rows.first.inner_text()
    assert "Knows the ports" in rows.first.inner_text()
    choose(page.locator("#bank-filter"), "Show", "retired")
    page.locator("#bank-items", has_text="No item is so").wait_for()
    choose(page.locator("#bank-filter"), "Show", "in use")
    page.locator("#bank-items .title", has_text=kept.items[4].stem).click()
    button(editor, "Retire the item").click()
    page.locator("#bank-notice .done", has_text="retired").wait_for()
    assert [one.retired for one in bank.items()].count(True) == 1

    # Results of another quiz are refused, those of this one shown.
    grades = tmp_path / "grades.csv"
    head = ",".join(f"Q. {number} /1.00" for number in range(1, 5))
    grades.write_text(f"Last name,First name,{head}\nTran,An,1.00,1.00,1.00,1.00\n")
    page.locator("#bank-file input[type=file]").set_input_files(grades)
    page.locator("#bank-file", has_text="grades.csv").wait_for()
    choose(page, "Pack of the quiz", name)
    button(page, "Import the results").click()
    page.locator(".notice", has_text="results of 4 questions, and the pack has 5").wait_for()
    rows_of = "".join(f"Tran,An {n},1.00,0.00,1.00,0.50,1.00\n" for n in range(12))
    grades.write_text(f"Last name,First name,{head},Q. 5 /1.00\n{rows_of}")
    page.locator("#bank-file input[type=file]").set_input_files(grades)
    page.locator("#bank-file", has_text="grades.csv").wait_for()
    button(page, "Import the results").click()
    page.locator(".done", has_text="by 12 people").wait_for()
    weak = page.locator("#bank-items tbody tr", has_text="too hard: 0% right")
    weak.wait_for()
    assert kept.items[1].stem in weak.inner_text()

    # A pack is drawn by a blueprint.
    button(page, "Draw the pack").click()
    page.locator(".notice", has_text="what the pack is called").wait_for()
    page.get_by_label("Title of the pack").fill("Drawn test")
    page.get_by_label("How many").fill("2")
    button(page, "Add to the blueprint").click()
    page.wait_for_function("document.querySelector('#blueprint textarea').value === '2'")
    choose(page, "Of type", "Matching")
    page.get_by_label("How many").fill("1")
    button(page, "Add to the blueprint").click()
    page.wait_for_function("document.querySelector('#blueprint textarea').value.includes('match')")
    button(page, "Draw the pack").click()
    page.locator("#pack-notice .done", has_text="kept as drawn-test-a").wait_for()
    drawn = packs.load("drawn-test-a")
    assert len(drawn.items) == 3 and "matching" in {item.type for item in drawn.items}
    assert kept.items[4].stem not in {item.stem for item in drawn.items}
    assert page.locator("#pack-quiz .items > li").count() == 3


def test_the_bank_and_the_editor_can_be_read_by_everyone(
    open_page: Any,
    assistant: Held,
    kept: Pack,
    axe: str,  # noqa: F811
) -> None:
    ItemBank(assistant.folder).keep(kept.items, "Polar")
    page = open_page("Item bank", viewport={"width": 390, "height": 844})
    page.locator("#bank-items .title").first.click()
    page.locator("#bank-item-editor .good, #bank-item-editor .reasons").first.wait_for()
    assert serious(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
