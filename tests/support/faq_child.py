"""What `test_records.py` runs in processes of their own: editors that are killed, or meet.

The processes are forked from a server that has the imports done, so that one costs milliseconds.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from assistant.answer import Answer
from assistant.answer_parts import written
from assistant.faq.entry import Entry
from assistant.faq.keeping.record_file import EntryChanged
from assistant.faq.keeping.records import FaqRecords
from tests.support.dying import die_at, full_disk


def entry(id: str, text: str = "The fee is 40 euros.") -> Entry:
    question = f"What is the fee of {id}?"
    return Entry(id, "Fees", Answer(question, question, "answered", written(text)))


def change_and_die(folder: Path, action: str, call: int) -> None:
    """Add or edit an entry, and be killed before the call of SQLite with this number, from 1."""
    die_at(call)
    records = FaqRecords(folder)
    if action == "add":
        records.add([entry("new"), entry("newer")], "child")
    else:
        records.edit("old", version=1, who="child", text="The fee is 50 euros.")


def edit_on(folder: Path, acknowledged: Path) -> None:
    """Edit one entry again and again; each stored version is a line of `acknowledged`."""
    records = FaqRecords(folder)
    record = records.get("old")
    descriptor = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    while True:
        record = records.edit(
            "old", version=record.version, who="child", text=f"Version {record.version + 1}. " * 400
        )
        os.write(descriptor, f"{record.version}\n".encode())


def edit_against(folder: Path, name: str, times: int) -> None:
    """Add words to one entry, beside another process that does the same."""
    records = FaqRecords(folder)
    (folder / f"{name}.ready").touch()
    while not (folder / "go").exists():
        time.sleep(0.001)
    for number in range(times):
        while True:
            record = records.get("old")
            time.sleep(0.005)  # as one who thinks, so that the two do meet
            try:
                text = f"{record.entry.answer.text} {name}{number}"
                records.edit("old", version=record.version, who=name, text=text)
                break
            except EntryChanged:
                with (folder / f"{name}.refused").open("a") as file:
                    file.write(".")


def add_on_a_full_disk(folder: Path, max_file_bytes: int, told: Path) -> None:
    """Add an entry where no file may grow beyond a limit; what is said goes to `told`."""
    with full_disk(max_file_bytes, told):
        FaqRecords(folder).add([entry(f"wide{n}", "word " * 3000) for n in range(4)], "child")
