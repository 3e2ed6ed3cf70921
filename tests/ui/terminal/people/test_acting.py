"""The terminal by a key: every command, as a person of another room would give it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.people.account_file import FILE_NAME
from tests.support.hashing_embedder import HashingEmbedder
from tests.support.two_rooms import PASSWORD, SECRET, House, make_house
from ui.terminal.cli import app, main
from ui.terminal.people.acting import COMMANDS, commands
from ui.terminal.speaking import command_of

Run = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = make_house(tmp_path_factory.mktemp("house"))
    yield made
    made.assistant.close()


@pytest.fixture
def run(house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process; its exit status, and all that it said."""
    from assistant import assembly

    monkeypatch.setattr(assembly, "make_embedder", lambda settings: HashingEmbedder())
    monkeypatch.setenv("ASSISTANT_READER", "words")
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(house.assistant.folder))

    def run_(*words: str, key: str = "") -> tuple[int, str]:
        monkeypatch.setenv("ASSISTANT_KEY", key)
        monkeypatch.setattr("sys.argv", ["assistant", *words])
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))  # where nobody asks a tool
        with pytest.raises(SystemExit) as ended:
            main()
            raise SystemExit(0)
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return run_


def test_every_command_is_judged_by_name() -> None:
    assert {*commands(command_of(app))} == COMMANDS.keys()


# What follows a command, so that it would tell of the other room if it could.
ASKED = "Who is the pilot of the fleet, and what is its fee?"
WORDS: dict[str, list[str]] = {
    "ask": [ASKED, "--json"],
    "search": ["pilot fee fleet", "--json"],
    "batch": ["{folder}/rows.jsonl", "--out", "{folder}/out.jsonl"],
    "verify": ["{folder}/saved.jsonl"],
    "evaluate": ["{folder}/gold.jsonl"],
    "documents show": ["{hidden}"],
    "documents report": ["{hidden}"],
    "documents set": ["{hidden}", "--title", "x"],
    "documents remove": ["{hidden}"],
    "documents undo-remove": ["{hidden}"],
    "collections grant": ["A", "--read", "reader-a"],
    "collections revoke": ["A", "reader-b"],
    "collections release": ["A"],
    "collections add": ["A", "{hidden}"],
    "collections move": ["A", "{hidden}"],
    "collections remove": ["A", "{hidden}"],
    "terms add": ["X", "y"],
    "terms remove": ["ZF"],
    "faq show": ["secret-entry"],
    "faq edit": ["secret-entry", "--text", "x", "--who", "x"],
    "faq export": ["{folder}/faq.json", "--drafts"],
    "faq build": ["{folder}/list.txt", "--out", "{folder}/built.json"],
    "faq mine": ["--out", "{folder}/mined.json"],
    "faq import": ["{folder}/none.jsonl"],
    "pack build": ["pilots and fees", "--out", "{folder}/pack"],
    "pack export": ["{folder}/pack.json", "--out", "{folder}/again"],
    "ingest": ["{folder}/list.txt"],
    "sync": ["{folder}"],
    "export-library": ["{folder}/library.bundle"],
    "import-library": ["{folder}/library.bundle"],
    "move-store": ["{folder}", "postgresql://somebody@127.0.0.1:1/none"],
    "bank show": ["x"],
    "bank keep": ["x"],
    "forget": ["reader-b"],
    "users add": ["somebody"],
    "users set": ["reader-a", "--role", "keeper"],
    "users remove": ["reader-b"],
    "users password": ["reader-b"],
    "keys add": ["keeper"],
    "keys remove": ["1"],
}


@pytest.mark.parametrize("name", ["reader-a", "editor-a"])
def test_no_command_tells_of_another_room(
    house: House, run: Run, name: str, tmp_path: Path
) -> None:
    key, _kept = house.assistant.rooms.accounts.add_key(name)
    (tmp_path / "rows.jsonl").write_text(json.dumps({"id": "1", "question": ASKED}) + "\n")
    (tmp_path / "gold.jsonl").write_text(json.dumps({"question": ASKED, "accept": ["7"]}) + "\n")
    (tmp_path / "list.txt").write_text(ASKED + "\n")
    (tmp_path / "none.jsonl").write_text("")
    answer = house.assistant.ask("What does a ship pay for each day?").to_dict()
    (tmp_path / "saved.jsonl").write_text(json.dumps({"id": "1", **answer}) + "\n")
    before = {path: path.stat().st_mtime_ns for path in house.assistant.folder.glob("*.sqlite")}
    worked, refused = set(), 0
    for command, needed in COMMANDS.items():
        given = [
            word.format(folder=tmp_path, hidden=house.ids[f"{SECRET}-accord.md"])
            for word in WORDS.get(command, [])
        ]
        status, said = run(*command.split(), *given, key=key)
        assert SECRET not in said.casefold(), (command, said)
        assert "Traceback" not in said, (command, said)
        for file in tmp_path.rglob("*"):
            if file.is_file() and file.name != "saved.jsonl":
                told = file.read_text(encoding="utf-8", errors="replace")
                assert SECRET not in told.casefold(), (command, file)
        if needed == "house":
            assert status == 1 and "not done by a key" in said, command
        elif needed == "keeper" or (needed == "editor" and name == "reader-a"):
            assert status != 0, (command, said)
            refused += "is not for you" in said
        elif status == 0:
            worked.add(command)
    assert refused >= 12
    assert worked >= {"ask", "search", "batch", "documents list", "collections list", "faq list"}
    assert "mcp" in worked  # its tools: tests/ui/programs/test_mcp_server.py
    after = {path: path.stat().st_mtime_ns for path in house.assistant.folder.glob("*.sqlite")}
    assert before == after  # nothing of the other room was changed, nor anybody's rights


def test_a_key_acts_as_its_person_until_it_is_withdrawn(house: House, run: Run) -> None:
    accounts = house.assistant.rooms.accounts
    status, key = run("keys", "add", "reader-a", "--json")
    made = json.loads(key[: key.index("}") + 1])
    assert status == 0 and made["key"] not in (
        house.assistant.folder / FILE_NAME
    ).read_bytes().decode("latin-1")
    status, said = run("documents", "list", key=made["key"])
    assert status == 0 and "Harbour Rules" in said and "unsorted" not in said
    last = [*house.assistant.rooms.audit.lines()][-1]
    assert (last["name"], last["key"], last["about"]) == (
        "reader-a", made["number"], "documents list",
    )  # fmt: skip
    assert run("keys", "remove", str(made["number"]))[0] == 0
    status, said = run("documents", "list", key=made["key"])
    assert status == 1 and "opens nothing" in said
    assert run("documents", "list", key="assistant-nobody")[0] == 1
    assert run("documents", "list")[0] == 0
    assert accounts.directory().account("reader-a") is not None


def test_people_are_added_changed_and_removed(
    run: Run, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.terminal.people.users.read_password", lambda asked: PASSWORD)
    assert (
        run("users", "add", "Lan", "--role", "editor", "--group", "desk", "--password-stdin")[0]
        == 0
    )
    for wrong in (
        ["users", "add", "lan"],
        ["users", "add", "x", "--role", "king"],
        ["users", "add", "everyone"],
        ["users", "add", "a:b"],
        ["users", "remove", "keeper"],
        ["users", "set", "keeper", "--role", "reader"],
        ["users", "password", "nobody"],
        ["collections", "grant", "A", "--read", "stranger"],
        ["collections", "grant", "Z", "--read", "Lan"],
        ["collections", "revoke", "A", "Lan"],
    ):
        status, said = run(*wrong)
        assert status == 1 and said.strip().count("\n") == 0, (wrong, said)
    assert run("users", "set", "LAN", "--role", "reader", "--no-groups")[0] == 0
    told = json.loads(run("users", "list", "--json")[1])
    lan = next(one for one in told if one["name"] == "Lan")
    assert (lan["role"], lan["groups"], lan["last_sign_in"]) == ("reader", [], None)
    assert run("collections", "grant", "a", "--read", "lan")[0] == 0
    assert "Lan" in run("collections", "list")[1]
    assert run("users", "password", "Lan")[0] == 0
    assert run("users", "remove", "Lan")[0] == 0
    assert "Lan" not in run("collections", "list")[1] + run("users", "list")[1]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::"])
def test_other_machines_are_served_only_where_somebody_has_said_so(
    run: Run, tmp_path: Path, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[str] = []
    often: list[int] = []  # each key may ask in a minute

    def serve(*given: Any) -> None:
        served.append(given[1])
        often.append(given[-2])

    monkeypatch.setattr("ui.page.server.serve", serve)
    empty = ["--data-dir", str(tmp_path / "data")]
    (tmp_path / "x.md").write_text("# X\n\nA note about boats.\n")
    assert run("ingest", str(tmp_path / "x.md"), *empty)[0] == 0
    status, said = run("serve", "--host", host, *empty)
    assert status == 1 and "users add" in said and served == []
    assert run("serve", "--host", host, "--open-to-everyone", *empty)[0] == 0
    assert run("serve", *empty)[0] == 0  # on this machine, as before
    assert run("users", "add", "lan", "--role", "keeper", *empty)[0] == 0
    assert run("serve", "--host", host, *empty)[0] == 0
    monkeypatch.setenv("ASSISTANT_REQUESTS_PER_MINUTE", "7")
    assert run("serve", *empty)[0] == 0
    assert served == [host, "127.0.0.1", host, "127.0.0.1"] and often == [60, 60, 60, 7]
