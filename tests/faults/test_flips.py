"""Bytes that are flipped in any file of a data folder: what is shown is what was stored, or it is
withheld and told.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.answering import calibration
from assistant.answering.calibration import Calibration
from assistant.assembly import assemble
from assistant.faq.entry import Entry
from assistant.faq.keeping.records import FaqRecords
from assistant.health import doctor
from assistant.settings import Settings
from assistant.training.bank.bank_file import Response
from assistant.training.bank.item_bank import ItemBank
from assistant.training.practice.practice import Practice
from assistant.training.practice.scoring import score
from assistant.training.saved_packs import KeptPacks
from corpus.errors import AssistantError
from tests.support.hashing_embedder import HashingEmbedder
from tests.support.pack_sample import sample_pack

QUESTIONS = (
    "What is the fee of class 0-3?",
    "What is the fee of class 3-0?",
    "Who keeps the register of class 2?",
    "Who painted the Mona Lisa?",
)
REFUSED = "refused"
# Of these nothing is shown as it stands there: search finds by them what is shown.
DERIVED = ("vectors",)


def ordinance(number: int) -> str:
    fees = "\n".join(
        f"## Class {number}-{one}\n\nThe fee of class {number}-{one} is {number * 731 + one * 17} "
        f"units since 20{10 + one}.\n"
        for one in range(4)
    )
    return (
        f"---\ntitle: Ordinance {number}\ndate: 20{10 + number}-05-0{number + 1}\n---\n"
        f"# Ordinance {number}\n\nOffice {number} keeps the register of class {number}.\n\n{fees}"
    )


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with something in every file that people see."""
    folder = tmp_path_factory.mktemp("sound")
    files = [folder / f"ordinance-{number}.md" for number in range(5)]
    for number, path in enumerate(files):
        path.write_text(ordinance(number))
    data = folder / "data"
    Calibration(1.1, 0.1, 0.02, "words", 60).save(_made(data))
    assistant = assemble(Settings(data_dir=data, reader="words"), HashingEmbedder())
    assert all(report.stored for report in assistant.ingest(files))
    told = next(a for q in QUESTIONS if (a := assistant.ask(q, keep=False)).status == "answered")
    assistant.faq.add([Entry("fee", "Fees", told)], "An")
    assistant.faq.edit("fee", version=1, who="Binh", owner="Office 0")
    assert assistant.ask("Who painted the Mona Lisa?").status == "not_found" and assistant.gaps()
    assistant.close()
    pack = sample_pack()
    KeptPacks(data).add(pack)
    bank = ItemBank(data)
    bank.keep(pack.items, "Chips")
    bank.add_responses("0" * 64, "a.csv", [Response("2026-03-02", "x", bank.items()[0].id, 1.0)])
    item, practice = pack.items[0], Practice(data)
    for minute, given in enumerate((None, item.answer)):
        at = datetime(2026, 3, 2, 9, minute, tzinfo=UTC)
        practice.record("Lan", "a", item, given, score(item, given), at)
    return data


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def shown(data: Path) -> dict[str, Any]:
    """Everything that a data folder shows, by what it is called; REFUSED where that is told."""
    told: dict[str, Any] = {}

    def see(name: str, look: Callable[[], Any]) -> None:
        try:
            told[name] = look()
        except AssistantError as error:
            assert str(error).strip()
            told[name] = REFUSED

    records, practice, pack = FaqRecords(data), Practice(data), sample_pack()
    see("entries", lambda: [asdict(one) for one in records.find()])
    see("history", lambda: [asdict(one) for one in records.history("fee")])
    see("results", lambda: [asdict(one) for one in practice.results()])
    see("due", lambda: practice.schedule("Lan", pack))
    see("bank", ItemBank(data).items)
    see("responses", ItemBank(data).responses)
    packs = KeptPacks(data).all()
    told["packs"] = REFUSED if any(p.problem for p in packs) else [p.pack for p in packs]
    see("calibration", lambda: calibration.load(data, "words"))
    try:
        assistant = assemble(Settings(data_dir=data, reader="words"), HashingEmbedder())
    except AssistantError:
        return told
    for question in QUESTIONS:
        see(question, lambda question=question: assistant.ask(question, keep=False))
    see("documents", lambda: [asdict(one) for one in assistant.documents()])
    see("gaps", lambda: [asdict(one) for one in assistant.gaps()])
    see("texts", lambda: {one.id: assistant.read(one.id) for one in assistant.documents()})
    see("files", lambda: {o.id: _bytes(assistant.original(o.id)) for o in assistant.documents()})
    assistant.close()
    return told


def _bytes(path: Path | None) -> bytes | None:
    return path and path.read_bytes()


def wrongly_shown(name: str, true: Any, now: Any) -> bool:
    """Whether something else than the truth is shown, and not told of."""
    if now == REFUSED:
        return False
    if name in QUESTIONS:
        return _wrong_answer(true, now)
    if name == "documents":  # a record that is damaged is shown as that, and no name that is
        known = {one["id"]: one for one in true}
        new = [one for one in now if not one["source"].startswith("damaged document")]
        return any(
            {**one, "names": known[one["id"]]["names"]} != known[one["id"]]
            or not {*one["names"]} <= {*known[one["id"]]["names"]}
            for one in new
        )
    if name in ("texts", "files"):
        return any(true.get(key) != value for key, value in now.items() if value is not None)
    return bool(now != true)


def _wrong_answer(true: Any, now: Any) -> bool:
    quotes = {(c.quote, c.source, c.title, c.date, c.publisher, c.page) for c in true.citations}
    same = now.text == true.text and now.citations == true.citations
    told = any("damaged" in note or "removed" in note for note in now.notes)
    if now.status == "answered":
        return not (same and now.short_answer == true.short_answer) and not told
    # What is told in part or not at all may quote something else, but nothing that is not so.
    of_ours = ((c.quote, c.source, c.title, c.date, c.publisher, c.page) for c in now.citations)
    return any(one not in quotes and one[0] not in _TRUE for one in of_ours)


_TRUE = "\n".join(ordinance(number) for number in range(5))


@pytest.mark.slow
@pytest.mark.parametrize(
    "flips", [60, pytest.param(1200, marks=pytest.mark.whole)], ids=["60", "1200"]
)
def test_nothing_else_than_what_was_stored_is_shown(
    sound: Path, quick_folder: Path, flips: int
) -> None:
    true = shown(sound)
    assert REFUSED not in true.values()
    files = sorted(path for path in sound.rglob("*") if path.is_file() and path.stat().st_size)
    files = [path for path in files if path.name != "ballast"]
    kinds = {path.relative_to(sound).parts[0] for path in files}
    assert kinds >= {
        "library.sqlite", "faq.sqlite", "practice.sqlite", "gaps.db", "packs", "calibration.json",
        "bank.sqlite", "originals", "vectors",
    }  # fmt: skip
    random_ = random.Random(41)
    places = _where_it_shows(sound)
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    for number in range(flips):
        path = random_.choice(files) if number % 3 else sound / "library.sqlite"
        folder = quick_folder / "data"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(sound, folder)
        data = bytearray((folder / path.relative_to(sound)).read_bytes())
        place = random_.randrange(len(data))
        if not number % 3:  # every third where a title, a name or a date stands
            place = random_.choice(places) + random_.randrange(3)
        data[place] ^= 1 << random_.randrange(8)
        (folder / path.relative_to(sound)).write_bytes(data)
        now = shown(folder)
        bad = [name for name, told in now.items() if wrongly_shown(name, true[name], told)]
        if bad:
            wrong.append(f"{path.relative_to(sound)} at {place}: {bad}")
        hidden = any(now.get(name) != one for name, one in true.items() if name not in QUESTIONS)
        seen["told or withheld" if hidden else "no difference"] += 1
        if hidden and number % 10 == 0:
            settings = Settings(data_dir=folder, reader="words")
            assert not all(check.ok for check in doctor(settings)), path
    assert wrong == [], f"{len(wrong)} of {flips}"
    assert seen["told or withheld"] >= flips // 3, "the flips did hit something"
    print(f"\n{flips} flips, {dict(seen)}: 0 shown as right")


def _where_it_shows(data: Path) -> list[int]:
    whole = (data / "library.sqlite").read_bytes()
    words = [f"ordinance-{n}.md".encode() for n in range(5)]
    words += [f"Ordinance {n}".encode() for n in range(5)] + [
        f"20{10 + n}-05-0".encode() for n in range(5)
    ]
    places = []
    for word in words:
        at = whole.find(word)
        while at >= 0:
            places.append(at)
            at = whole.find(word, at + 1)
    return places
