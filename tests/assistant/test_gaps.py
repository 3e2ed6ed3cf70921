"""The gap list: kept, counted, resolved, bounded; and in no case a reason not to answer.

Faults are put in at SQLite itself, and each test proves that its fault happened.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from assistant import assembly, gaps
from assistant.answer import Answer, Citation
from assistant.answer_parts import written
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.gaps import Gap, GapList, NearestPassage
from assistant.settings import Settings
from corpus.document import Chunk
from corpus.errors import LibraryDamaged, LibraryMismatch, QuestionError
from corpus.language.words import normalised
from index.passage import Passage
from index.question import Question
from tests.support import faulty_child, page_fixture
from ui.page.documents import render as shelf

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).resolve().parents[2]
LOTUS = "# Lotus Programme\n\nThe Lotus Programme has 40 partners.\n"
HARBOUR = "# Harbours\n\nThe harbour of Bergen has nine berths.\n"
PARTNERS = "How many partners does the Lotus Programme have?"
BERTHS = "How many berths has the harbour of Bergen?"


def refused(question: str, reason: str = "The documents do not say.", **told: Any) -> Answer:
    return Answer(question, question, "not_found", written(reason), **told)


def questions(found: list[Gap]) -> list[str]:
    return [gap.question for gap in found]


@pytest.fixture
def kept(tmp_path: Path) -> GapList:
    return GapList(tmp_path)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the time at which questions are asked."""
    return lambda now: monkeypatch.setattr(gaps.database, "now", lambda: now)


Open = Callable[..., Assistant]


@pytest.fixture
def open_(tmp_path: Path) -> Iterator[Open]:
    """Opens an assistant over the harbour alone that needs no model: what it finds is sure."""
    (tmp_path / "harbour.md").write_text(HARBOUR)
    opened: list[Assistant] = []

    def make(**settings: Any) -> Assistant:
        given = Settings(data_dir=tmp_path / "data", reader="words", **settings)
        made = assemble(given, faulty_child.HashingEmbedder())
        opened.append(made)
        if made.is_new():
            assert all(report.stored for report in made.ingest([tmp_path / "harbour.md"]))
        return made

    yield make
    for made in opened:
        made.close()


# The list


def test_a_gap_is_kept_with_all_that_helps_to_close_it(
    kept: GapList, clock: Callable[[str], None]
) -> None:
    chunk = Chunk("0123456789abcdef", 0, 5, "words", ("Harbours", "Berths"))
    near = (Passage(chunk, 0.4, "harbour.md"), Passage(chunk, 0.3, "other.md"))
    clock("2026-01-02T10:00:00.000+00:00")
    kept.record(refused("Who built it?", passages=near, confidence=0.123456), revision=7)
    assert kept.gaps() == [
        Gap(
            question="Who built it?",
            reason="The documents do not say.",
            times=1,
            first_asked="2026-01-02T10:00:00.000+00:00",
            last_asked="2026-01-02T10:00:00.000+00:00",
            confidence=0.1235,
            nearest=NearestPassage("harbour.md", ("Harbours", "Berths")),
            revision=7,
        )
    ]
    clock("2026-01-03T10:00:00.000+00:00")
    kept.record(refused("who  BUILT “it”", "Another reason."), revision=8)
    (gap,) = kept.gaps()
    assert (gap.question, gap.reason, gap.times) == ("who  BUILT “it”", "Another reason.", 2)
    assert (gap.first_asked[:10], gap.last_asked[:10]) == ("2026-01-02", "2026-01-03")
    assert (gap.nearest, gap.revision) == (None, 8)
    assert kept.problem() is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("What is it?", "  what IS\tit ", True),
        ("What's the price?", "What’s the price", True),
        ("Straße?", "STRASSE", True),
        ("Ｗhat is ２?", "what is 2", True),
        ("Huế is where?", "Hu\u0065\u0302\u0301 is where", True),  # composed or not
        ("What is C?", "What is C++?", False),
        ("thể chế", "thế chế", False),
        ("Decree 36/2025?", "Decree 362025?", False),
        ("कि?", "का?", False),
    ],
)
def test_wordings_of_one_question_are_counted_together(one: str, other: str, same: bool) -> None:
    assert (normalised(one) == normalised(other)) is same


def test_most_asked_come_first_then_the_newest(kept: GapList, clock: Callable[[str], None]) -> None:
    for second, question in enumerate(["old", "often", "new", "often"]):
        clock(f"2026-01-01T00:00:0{second}+00:00")
        kept.record(refused(question), 1)
    assert questions(kept.gaps()) == ["often", "new", "old"]


def test_a_question_of_punctuation_alone_is_no_gap(kept: GapList) -> None:
    kept.record(refused("?!… "), 1)
    assert kept.gaps() == [] and kept.problem() is None
    assert not kept.path.exists()


def test_resolving_makes_no_file_and_takes_one_gap(kept: GapList) -> None:
    kept.resolve("anything")
    assert not kept.path.exists()
    kept.record(refused("One?"), 1)
    kept.record(refused("Two?"), 1)
    kept.resolve("one")
    kept.resolve("never asked")
    assert questions(kept.gaps()) == ["Two?"]


def test_the_list_is_bounded_and_drops_the_oldest_least_asked(
    kept: GapList, clock: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps, "LIMIT", 3)
    for second, question in enumerate(["a", "a", "b", "c", "d", "e"]):
        clock(f"2026-01-01T00:00:0{second}+00:00")
        kept.record(refused(question), 1)
    assert questions(kept.gaps()) == ["a", "e", "d"]
    for second, question in enumerate(["d", "e", "f", "g"]):  # a new one gets in all the same
        clock(f"2026-01-01T00:00:1{second}+00:00")
        kept.record(refused(question), 1)
    assert questions(kept.gaps()) == ["e", "d", "g"]


def test_nothing_of_a_cleared_question_stays_in_the_file(kept: GapList) -> None:
    kept.record(refused("Is xyzzyplugh allowed?"), 1)
    assert b"xyzzyplugh" in kept.path.read_bytes()
    assert questions(kept.clear()) == ["Is xyzzyplugh allowed?"]
    assert kept.gaps() == [] and kept.clear() == []
    assert b"xyzzyplugh" not in kept.path.read_bytes()


# Faults: in each the answer is given, and the problem can be told


@dataclass
class Fault:
    """What SQLite was made to do for the gap list; `fired` are the errors that came of it."""

    fired: list[sqlite3.Error] = field(default_factory=list)


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., Any]], Fault]:
    """Opens gaps.db, and no other file, in the given way, and notes every error of SQLite."""

    def arm(open_badly: Callable[..., Any]) -> Fault:
        fault = Fault()

        class Noted(sqlite3.Connection):
            def execute(self, *given: Any) -> sqlite3.Cursor:  # type: ignore[override]
                try:
                    return super().execute(*given)
                except sqlite3.Error as error:
                    fault.fired.append(error)
                    raise

        real = sqlite3.connect

        def connect(path: Any, **how: Any) -> Any:
            if "gaps.db" not in str(path):
                return real(path, **how)
            try:
                return open_badly(lambda path: real(path, **{**how, "factory": Noted}), path)
            except sqlite3.Error as error:
                fault.fired.append(error)
                raise

        monkeypatch.setattr(sqlite3, "connect", connect)
        return fault

    return arm


def read_only(connect: Any, path: str) -> Any:
    return connect(path.split("?")[0] + "?mode=ro")


def full(connect: Any, path: str) -> Any:
    """A file that may grow no more: to SQLite a full disk."""
    connection = connect(path)
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages or 1}")
    return connection


def failing(connect: Any, path: str) -> Any:
    raise sqlite3.OperationalError("disk I/O error")


@pytest.mark.parametrize("there", [True, False], ids=["there", "new"])
@pytest.mark.parametrize(
    ("open_badly", "words"),
    [(read_only, "be .*written"), (full, "disk is full"), (failing, "disk is full or failing")],
)
def test_an_answer_is_given_whatever_becomes_of_its_gap(
    open_: Open,
    faulty: Callable[..., Fault],
    monkeypatch: pytest.MonkeyPatch,
    open_badly: Callable[..., Any],
    words: str,
    there: bool,
) -> None:
    assistant = open_()
    if there:
        assistant.ask("Who painted the Mona Lisa?")
    fault = faulty(open_badly)
    answer = assistant.ask(f"Who saw the {'kraken' * 600}?")  # more than a page holds
    assert (answer.status, answer.notes) == ("not_found", ())
    assert fault.fired, "the fault happened"
    assert "nine berths" in assistant.ask(BERTHS).text
    assert re.search(words, assistant.gap_problem() or "")
    check = {check.name: check for check in assistant.checks()}["gaps"]
    assert not check.ok and "gaps.db" in check.detail
    monkeypatch.undo()
    assert questions(assistant.gaps()) == ["Who painted the Mona Lisa?"] * there
    assistant.ask("Is it kept again?")
    assert "Is it kept again?" in questions(assistant.gaps())
    assert assistant.gap_problem() is None


def test_a_list_locked_by_another_program_delays_one_answer_a_little_and_no_more(
    open_: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps, "PATIENCE", 0.3)
    assistant = open_()
    assistant.ask("Who painted the Mona Lisa?")
    with closing(sqlite3.connect(assistant._library.folder / "gaps.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        started = time.monotonic()
        assert assistant.ask("Who built it?").status == "not_found"
        assert time.monotonic() - started > 0.3, "the lock was met"
        assert "in use by another program" in (assistant.gap_problem() or "")
        waits: list[float] = []
        connect = sqlite3.connect

        def watched(path: str, **how: Any) -> sqlite3.Connection:
            if "gaps.db" in path:
                waits.append(how["timeout"])
            return connect(path, **how)

        monkeypatch.setattr(sqlite3, "connect", watched)
        for number in range(5):
            assert assistant.ask(f"Who built number {number}?").status == "not_found"
            assert assistant.ask(BERTHS).status == "answered"
        assert waits and not any(waits), "it is not waited for again"
        answered = "Who built number 3?"
        assistant._gaps.resolve(answered)  # type: ignore[union-attr]
    waited = {f"Who built number {number}?" for number in range(5)} - {answered}
    expected = {"Who built it?", "Who painted the Mona Lisa?", *waited}
    assert set(questions(assistant.gaps())) == expected, "they waited"
    assert assistant.gap_problem() is None


@pytest.mark.parametrize("end", [GapList.close, GapList.clear])
def test_what_waits_for_another_program_is_written_at_the_end_or_cleared(
    kept: GapList, monkeypatch: pytest.MonkeyPatch, end: Callable[[GapList], Any]
) -> None:
    monkeypatch.setattr(gaps, "PATIENCE", 0.05)
    kept.record(refused("One?"), 1)
    with closing(sqlite3.connect(kept.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        kept.record(refused("Two?"), 1)
        assert questions(GapList(kept.path.parent).gaps()) == ["One?"]
    end(kept)
    found = questions(GapList(kept.path.parent).gaps())
    assert set(found) == ({"One?", "Two?"} if end is GapList.close else set())
    assert kept.gaps() == GapList(kept.path.parent).gaps()


def test_a_file_name_that_is_no_text_harms_nothing(kept: GapList) -> None:
    near = Passage(Chunk("0123456789abcdef", 0, 5, "words"), 0.4, "b\udce9.md")
    kept.record(refused("One?", passages=(near,)), 1)
    (gap,) = kept.gaps()
    assert gap.nearest == NearestPassage("b?.md")


def test_doctor_finds_from_outside_that_nothing_can_be_kept(
    kept: GapList,
    faulty: Callable[..., Fault],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept.record(refused("One?"), 1)
    monkeypatch.setattr(gaps, "PATIENCE", 0.05)
    with closing(sqlite3.connect(kept.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "in use by another program" in (kept.problem() or "")
    assert kept.problem() is None
    fault = faulty(read_only)
    assert "cannot be written" in (kept.problem() or "")
    assert fault.fired
    assert GapList(kept.path.parent, keep=False).problem() is None
    monkeypatch.undo()
    before = kept.path.read_bytes(), kept.path.stat().st_mtime_ns
    assert kept.problem() is None
    assert (kept.path.read_bytes(), kept.path.stat().st_mtime_ns) == before
    assert list(kept.path.parent.iterdir()) == [kept.path]
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert f"the folder {kept.path.parent} cannot be written" in (kept.problem() or "")


def no_sqlite(path: Path) -> None:
    path.write_bytes(b"\x80\x04K\x01." * 300)


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 4096)


def a_page_of_noise(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:8192] = os.urandom(4096)
    path.write_bytes(data)


def of_another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (text)")


def without_its_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE gaps")


DAMAGES = [no_sqlite, cut_short, a_page_of_noise, of_another_program, without_its_table]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_list_is_set_aside_by_the_next_question(
    open_: Open, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    assistant, folder = open_(), tmp_path / "data"
    for time_, question in enumerate(["Who painted the Mona Lisa?", "Who built it?"], start=1):
        assistant.ask(question)
        damage(folder / "gaps.db")
        before = (folder / "gaps.db").read_bytes()
        assert "is damaged" in (assistant.gap_problem() or "")
        assert (folder / "gaps.db").read_bytes() == before, "looking changes nothing"
        assert assistant.ask("Is it kept?").status == "not_found"
        assert (folder / f"gaps.db.damaged-{time_}").read_bytes() == before
        assert questions(assistant.gaps()) == ["Is it kept?"]
        assert f"gaps.db.damaged-{time_}" in (assistant.gap_problem() or "")
    for path in folder.glob("gaps.db.damaged-*"):
        path.unlink()
    assert assistant.gap_problem() is None


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("look", [GapList.gaps, GapList.clear])
def test_the_owner_is_told_where_a_damaged_list_went(
    kept: GapList, look: Callable[[GapList], list[Gap]], damage: Callable[[Path], None]
) -> None:
    kept.record(refused("One?"), 1)
    damage(kept.path)
    with pytest.raises(LibraryDamaged, match="is damaged .* set aside as gaps.db.damaged-1"):
        look(kept)
    assert look(kept) == []
    assert "gaps.db.damaged-1" in (kept.problem() or "")


@pytest.mark.parametrize(
    "change",
    ["headings = '[[['", "headings = 7", "times = 'often'", "confidence = 'high'"],
)
def test_a_stored_value_of_the_wrong_kind_is_damage(kept: GapList, change: str) -> None:
    near = Passage(Chunk("0123456789abcdef", 0, 5, "words"), 0.4, "harbour.md")
    kept.record(refused("One?", passages=(near,)), 1)
    with closing(sqlite3.connect(kept.path)) as connection, connection:
        connection.execute(f"UPDATE gaps SET {change}")
    assert "is damaged" in (kept.problem() or "")
    with pytest.raises(LibraryDamaged, match="a stored value cannot be read"):
        kept.gaps()


def test_a_list_of_a_newer_program_is_left_alone(kept: GapList) -> None:
    kept.record(refused("One?"), 1)
    with closing(sqlite3.connect(kept.path)) as connection:
        connection.execute(f"PRAGMA user_version = {gaps.FORMAT + 1}")
    before = kept.path.read_bytes()
    kept.record(refused("Two?"), 1)
    kept.resolve("One?")
    assert "newer version" in (kept.problem() or "")
    for look in (kept.gaps, kept.clear):
        with pytest.raises(LibraryMismatch, match="newer version"):
            look()
    assert kept.path.read_bytes() == before


def test_an_empty_file_is_an_empty_list(kept: GapList) -> None:
    """A process that was killed before its first commit leaves one."""
    kept.path.touch()
    assert kept.gaps() == [] and kept.problem() is None
    assert kept.path.stat().st_size == 0
    assert kept.clear() == []
    kept.record(refused("One?"), 1)
    assert questions(kept.gaps()) == ["One?"]


# Many at once

CHILD = """
import sys, time
from pathlib import Path
from assistant.answer import Answer
from assistant.answer_parts import written
from assistant.gaps import GapList
folder, name = Path(sys.argv[1]), sys.argv[2]
kept = GapList(folder)
(folder / f"{name}.ready").touch()
while not (folder / "go").exists():
    time.sleep(0.001)
for number in range(int(sys.argv[3])):
    for question in ("asked by all", f"{name} {number}"):
        kept.record(Answer(question, question, "not_found", written("no")), 1)
        time.sleep(0.005)  # less than an answer takes
kept.close()
assert not kept._failure, kept._failure
"""


def recording(folder: Path, names: list[str], count: int) -> list[subprocess.Popen[str]]:
    """Processes that record at once, as soon as the last of them is ready."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, folder, name, str(count)],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    until = time.monotonic() + 600
    while not all((folder / f"{name}.ready").exists() for name in names):
        assert time.monotonic() < until
        time.sleep(0.01)
    (folder / "go").touch()
    return started


@pytest.mark.parametrize("damaged", [False, True], ids=["new", "damaged"])
def test_processes_that_record_at_once_lose_nothing(tmp_path: Path, damaged: bool) -> None:
    if damaged:
        no_sqlite(tmp_path / "gaps.db")
    for process in recording(tmp_path, ["one", "two"], 30):
        assert process.communicate(timeout=600)[1] == "" and process.returncode == 0
    found = GapList(tmp_path).gaps()
    times = {gap.question: gap.times for gap in found}
    own = {f"{name} {number}": 1 for name in ("one", "two") for number in range(30)}
    assert times == {**own, "asked by all": 60}
    one, two = (
        [gap.first_asked for gap in found if gap.question.startswith(name)]
        for name in ("one", "two")
    )
    assert min(one) < max(two) and min(two) < max(one), "they did run at the same time"
    assert len(list(tmp_path.glob("gaps.db.damaged-*"))) == damaged


def test_a_process_killed_while_it_records_harms_nothing(tmp_path: Path) -> None:
    kept = GapList(tmp_path)
    for turn in range(5):
        (tmp_path / "go").unlink(missing_ok=True)
        (process,) = recording(tmp_path, [f"turn{turn}"], 10_000)
        time.sleep(0.05 + 0.03 * turn)
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL, "it was killed at its work"
        kept.record(refused("after"), 1)
        assert kept.problem() is None
        (after,) = [gap for gap in kept.gaps() if gap.question == "after"]
        assert after.times == turn + 1


def test_threads_record_at_once(kept: GapList) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: kept.record(refused(f"q {number % 4}"), 1), range(80)))
    assert [gap.times for gap in kept.gaps()] == [20] * 4
    assert kept.problem() is None


# As part of the assistant


def test_a_gap_is_closed_by_the_document_that_was_missing(open_: Open, tmp_path: Path) -> None:
    assistant = open_()
    assert assistant.ask(PARTNERS).status == "not_found"
    assert assistant.ask(f"  {PARTNERS.upper()}").status == "not_found"
    (gap,) = assistant.gaps()
    assert (gap.times, gap.revision) == (2, assistant._library.revision())
    assert gap.nearest == NearestPassage("harbour.md", ("Harbours",))
    (tmp_path / "lotus.md").write_text(LOTUS)
    assert all(report.stored for report in assistant.ingest([tmp_path / "lotus.md"]))
    assert questions(assistant.gaps()) == [gap.question], "until it is asked again"
    assert assistant.ask(PARTNERS).status == "answered"
    assert assistant.gaps() == []


def test_a_follow_up_is_kept_as_the_question_it_stands_for(open_: Open) -> None:
    from assistant.answer import Turn

    assistant = open_()
    answer = assistant.ask("Who painted it?", [Turn("Where is the Mona Lisa?")])
    assert answer.status == "not_found" and "Mona Lisa" in answer.question
    assert questions(assistant.gaps()) == [answer.question]


def test_what_nobody_wanted_to_know_is_not_kept(open_: Open, tmp_path: Path) -> None:
    assistant = open_()
    assistant.examples()
    with pytest.raises(QuestionError):
        assistant.ask(" ")
    assert assistant.ask(PARTNERS, keep=False).status == "not_found"
    *_, answer = assistant.stream(PARTNERS, keep=False)
    assert answer.status == "not_found"
    assert assistant.gaps() == [] and not (tmp_path / "data" / "gaps.db").exists()


def test_a_threshold_goes_to_the_generator_and_makes_no_gap(open_: Open) -> None:
    assistant = open_()
    given: list[dict[str, Any]] = []

    class Refusing:
        def generate(self, question: Question, passages: Any, **options: Any) -> Iterator[Answer]:
            given.append(options)
            yield refused(question.text)

    assistant._pipeline = replace(assistant._pipeline, generator=Refusing())
    assistant.ask(PARTNERS, threshold=0.0)
    assert assistant.gaps() == []
    assistant.ask(PARTNERS)
    assert given == [{"threshold": 0.0}, {}]
    assert questions(assistant.gaps()) == [PARTNERS]


def test_an_answer_that_fails_its_check_is_no_gap(open_: Open) -> None:
    assistant = open_()
    (record,) = assistant.documents()

    class Inventing:
        def generate(self, question: Question, passages: Any) -> Iterator[Answer]:
            made_up = Citation(1, record.id, "harbour.md", "ninety berths", 0, 13)
            yield Answer(
                question.text,
                question.text,
                "answered",
                written("ninety berths [1]"),
                None,
                (made_up,),
            )

    assistant._pipeline = replace(assistant._pipeline, generator=Inventing())
    assert assistant.ask(BERTHS).status == "not_found"
    assert assistant.gaps() == []


def test_switched_off_nothing_is_kept_and_what_was_kept_can_be_cleared(
    open_: Open, tmp_path: Path
) -> None:
    off = open_(keep_gaps=False)
    assert off.ask(PARTNERS).status == "not_found"
    assert not (tmp_path / "data" / "gaps.db").exists()
    open_().ask(PARTNERS)
    off.ask("Who painted the Mona Lisa?")
    assert questions(off.gaps()) == [PARTNERS]
    checks = {check.name: check for check in off.checks()}
    assert checks["gaps"].ok and "not kept" in checks["gaps"].detail
    assert questions(off.clear_gaps()) == [PARTNERS] and off.gaps() == []


# In the terminal


@pytest.fixture
def terminal(
    open_: Open,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Callable[..., tuple[int, str, str]]:
    """Runs the program in this process: exit status, stdout and stderr."""
    open_()
    embedder = faulty_child.HashingEmbedder()
    monkeypatch.setattr(assembly, "make_embedder", lambda settings: embedder)
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("ASSISTANT_KEEP_GAPS", raising=False)

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["assistant", *map(str, arguments)])
        status = faulty_child.run_terminal()
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


Terminal = Callable[..., tuple[int, str, str]]
NONE = "No gaps: every question so far was answered.\n"


def test_gaps_in_the_terminal(terminal: Terminal) -> None:
    assert terminal("gaps") == (0, "", NONE)
    assert terminal("gaps", "--json") == (0, "[]\n", NONE)
    terminal("ask", PARTNERS)
    terminal("ask", PARTNERS.lower())
    terminal("ask", "Who painted the Mona Lisa? " + "Do tell. " * 100)
    status, out, err = terminal("gaps")
    head, first, *rest = out.splitlines()
    assert (status, err) == (0, "") and head.split() == "times last asked (UTC) question".split()
    assert re.fullmatch(
        rf"    2  \d{{4}}-\d\d-\d\d \d\d:\d\d  {re.escape(PARTNERS.lower())}", first
    )
    assert "The documents do not say" in out and "Mona Lisa" in out
    assert max(map(len, rest)) <= 96 and out.count("Do tell.") < 40
    status, out, err = terminal("gaps", "--json")
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert [(gap["question"], gap["times"]) for gap in found][:1] == [(PARTNERS.lower(), 2)]
    assert found[0].keys() == set(Gap.__dataclass_fields__)
    assert found[0]["nearest"] == {"source": "harbour.md", "headings": ["Harbours"]}
    status, out, err = terminal("gaps", "--clear")
    assert (status, out, err) == (0, "", "2 gaps removed from the list.\n")
    assert terminal("gaps") == (0, "", NONE)


def test_clearing_as_json_gives_what_was_cleared(terminal: Terminal) -> None:
    terminal("ask", PARTNERS)
    status, out, err = terminal("gaps", "--clear", "--json")
    assert status == 0 and [gap["question"] for gap in json.loads(out)] == [PARTNERS]
    assert err == "1 gap removed from the list.\n"


def test_the_terminal_says_that_gaps_are_switched_off(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_KEEP_GAPS", "0")
    terminal("ask", PARTNERS)
    assert terminal("gaps") == (0, "", "No gaps are kept: ASSISTANT_KEEP_GAPS is off.\n")
    monkeypatch.setenv("ASSISTANT_KEEP_GAPS", "perhaps")
    status, _, err = terminal("gaps")
    assert status == 1 and "'keep_gaps'" in err


def test_the_terminal_tells_of_a_damaged_list_in_one_sentence(
    terminal: Terminal, tmp_path: Path
) -> None:
    no_sqlite(tmp_path / "data" / "gaps.db")
    status, out, err = terminal("gaps")
    assert (status, out) == (1, "") and err.count("\n") == 1
    assert "set aside as gaps.db.damaged-1" in err
    status, out, err = terminal("gaps")
    assert (status, out) == (0, "") and "gaps.db.damaged-1" in err
    assert NONE not in err, "which nobody can know"
    status, out, _ = terminal("doctor")
    assert status == 1 and "WRONG   gaps: " in out and "gaps.db.damaged-1" in out


def test_a_batch_keeps_its_gaps(terminal: Terminal, tmp_path: Path) -> None:
    rows = [PARTNERS, BERTHS, " ", "x" * 5000, PARTNERS.lower()]
    asked = tmp_path / "questions.jsonl"
    asked.write_text("\n".join(json.dumps({"id": n, "question": q}) for n, q in enumerate(rows)))
    assert terminal("batch", asked, "--out", tmp_path / "answers.jsonl")[0] == 0
    found = json.loads(terminal("gaps", "--json")[1])
    assert [(gap["question"], gap["times"]) for gap in found] == [(PARTNERS.lower(), 2)]


# On the page


def test_gaps_as_html_are_escaped_and_cut_to_a_number() -> None:
    hostile = "</button><img src=x onerror=alert(1)> ${1} {{x}}"
    gap = Gap(
        hostile, hostile, 2, "2026-01-01T00:00:00+00:00", "2026-01-02T00:00:00+00:00", 0, None, 1
    )
    html = shelf.gaps([gap] * (shelf.GAPS_SHOWN + 7))
    assert "<img" not in html and html.count("&lt;img") == 2 * shelf.GAPS_SHOWN
    assert "57 unanswered questions" in html and "7 more" in html
    assert "Asked 2 times" in html and "2 January 2026" in html
    assert "Asked once" in shelf.gaps([replace(gap, times=1)])
    assert shelf.gaps([]) == ""


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed")
def test_a_gap_is_asked_again_from_the_page_and_goes_when_it_is_answered(tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    assistant = page_fixture.make_assistant(tmp_path)
    hostile = "When did Macron draw <img src=x onerror='window.__xss=1'>?"
    assistant.ask(hostile)
    assistant.ask(page_fixture.UNKNOWN)
    with (
        page_fixture.serving(assistant, tmp_path) as address,
        playwright.sync_playwright() as tools,
    ):
        browser = tools.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        page = browser.new_page()
        page.set_default_timeout(page_fixture.PATIENCE)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        page.locator(".example").first.wait_for()
        page.get_by_role("tab", name="Documents").click()
        page.get_by_text("2 unanswered questions").click()
        page.get_by_role("button", name=hostile).wait_for()
        (tmp_path / "coffee.md").write_text(
            "# Prices\n\nThe price of coffee in Hanoi is 2 euros.\n"
        )
        assert all(report.stored for report in assistant.ingest([tmp_path / "coffee.md"]))
        page.get_by_role("button", name=page_fixture.UNKNOWN).click()
        turn = page.locator(".turn[aria-busy=false]")
        turn.wait_for()
        assert turn.is_visible() and "2 euros" in turn.inner_text()
        page.get_by_role("tab", name="Documents").click()
        page.get_by_text("1 unanswered question", exact=True).wait_for()
        assert questions(assistant.gaps()) == [hostile]
        assert errors == [] and page.evaluate("window.__xss") is None
        browser.close()
