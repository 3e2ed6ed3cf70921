"""The terminal from outside: a problem is one sentence and an exit status, never a traceback."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import Check
from index.models.model_files import REINSTALL
from index.store.tables.schema import FORMAT
from tests.support import faulty_child

ROOT = Path(__file__).resolve().parents[3]
LOTUS = (
    "# Lotus Programme\n\nThe Lotus Programme has 40 partners. It was opened in Huế on "
    "3 May 2021.\n\n## Fund\n\nThe fund of the Lotus Programme pays 4.2 million euros a year.\n"
)
HARBOUR = "# Harbours\n\nThe harbour of Bergen has nine berths. Pilots are on duty at night.\n"


@dataclass
class Ended:
    status: int
    out: str
    err: str

    def problem(self) -> str:
        """The one sentence that a named problem leaves on stderr, with exit status 1."""
        assert self.status == 1, self
        assert "Traceback" not in self.out + self.err, self
        said = self.err.strip()
        assert said and "\n" not in said and len(said) < 600, self
        return said


Terminal = Callable[..., Ended]


@pytest.fixture
def terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Terminal:
    """Runs the program in this process with the hashing embedder."""
    from assistant import assembly, health

    monkeypatch.setattr(assembly, "make_embedder", lambda settings: faulty_child.HashingEmbedder())
    monkeypatch.setattr(health, "_model", lambda settings: Check("model", True, "not looked at"))
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path / "data"))

    def run(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["assistant", *map(str, arguments)])
        status = faulty_child.run_terminal()
        told = capsys.readouterr()
        return Ended(status, told.out, told.err)

    return run


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "lotus.md").write_text(LOTUS, encoding="utf-8")
    (folder / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    return folder


@pytest.fixture
def filled(terminal: Terminal, files: Path) -> Terminal:
    assert terminal("ingest", files).status == 0
    return terminal


def test_the_version_is_told(terminal: Terminal) -> None:
    ended = terminal("--version")
    assert ended.status == 0 and ended.out == f"assistant {version('policy-assistant')}\n"


def test_what_was_found_in_a_file_is_told_in_a_line_and_in_full_when_asked(
    terminal: Terminal, files: Path
) -> None:
    paragraphs = "\n\n".join(
        f"Harbour {name} keeps a log of the boats that come in and go out at night."
        for name in "abcdefghijklmnopqrst"
    )
    (files / "a.md").write_text(f"# Logs\n\n{paragraphs}\n\n| Berth | m |\n|-|-|\n| 1 | 20 |\n")
    (files / "b.txt").write_text(f"Logs\n\n{paragraphs}\n\n<p hidden>Berth | m\n1 | 20\n")
    ended = terminal("ingest", files / "a.md", files / "b.txt")
    first, second = ended.out.splitlines()
    assert first == "a.md: indexed: 3 passages; no date"
    assert "b.txt: indexed:" in second and "twin of a.md, with which it counts once" in second
    assert "1 of these is a twin of another, and counts once." in ended.err
    (files / "c.md").write_text(HARBOUR + "\nMore words of this.\n")
    lines = terminal("ingest", files / "c.md", "--verbose").out.splitlines()
    assert lines[0].startswith("c.md: indexed") and "    no hidden text" in lines
    report = terminal("documents", "report", "a.md").out
    assert "characters, 1 table" in report and "twin of b.txt" in report
    told = json.loads(terminal("documents", "report", "b.txt", "--json").out)
    assert told["contents"]["twins"][0]["source"] == "a.md" and told["source"] == "b.txt"
    (files / "d.md").write_text(LOTUS)
    (report,) = json.loads(terminal("ingest", files / "d.md", "--json").out)
    assert report["contents"]["missing"] == ["date"] and report["contents"]["pages"] == 0
    assert "no document 'x.md'" in terminal("documents", "report", "x.md").problem()


# With the real model, in a process of its own


def program(data: Path, *arguments: object, of: Path = ROOT, **environment: str) -> Ended:
    """The program as it lies in the folder `of`."""
    done = subprocess.run(
        [sys.executable, "-m", "ui", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        cwd=of,
        env={
            **os.environ,
            "PYTHONPATH": str(of),
            "ASSISTANT_DATA_DIR": str(data),
            "PYTHONUTF8": "1",
            **environment,
        },
        timeout=120,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that the program itself filled."""
    folder = tmp_path_factory.mktemp("real")
    (folder / "lotus.md").write_text(LOTUS, encoding="utf-8")
    (folder / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    ended = program(folder / "data", "ingest", folder / "lotus.md", folder / "harbour.md")
    assert ended.status == 0, ended
    assert ended.out.splitlines() == [
        "lotus.md: indexed: 2 passages; no date",
        "harbour.md: indexed: 1 passage; no date",
    ]
    assert ended.err == "2 indexed. 3 new passages embedded.\n"
    return folder / "data"


KEYS = set(
    "question asked_as request status text content short_answer citations parts gap choices "
    "passages confidence generator removed usage elapsed_ms notes searched_in".split()
)
CITATION_KEYS = set(
    "marker document_id title source publisher date page headings place cell columns validity "
    "quote start end".split()
)


def test_an_answer_quotes_the_document_exactly(real: Path) -> None:
    ended = program(real, "ask", "How many partners does the Lotus Programme have?", "--json")
    assert (ended.status, ended.err) == (0, "")
    answer = json.loads(ended.out)
    assert answer.keys() == KEYS
    assert answer["status"] == "answered" and "[1]" in answer["text"]
    assert 0 <= answer["confidence"] <= 1
    citation = answer["citations"][0]
    assert citation.keys() == CITATION_KEYS
    assert citation["source"] == "lotus.md" and "40 partners" in citation["quote"]
    shown = program(real, "documents", "show", citation["document_id"], "--json")
    text = json.loads(shown.out)["text"]
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_what_the_documents_do_not_say_is_not_answered(real: Path) -> None:
    ended = program(real, "ask", "Who painted the Mona Lisa?", "--json")
    answer = json.loads(ended.out)
    assert ended.status == 0
    assert answer["status"] == "not_found" and answer["citations"] == []


def test_a_pipe_that_is_closed_early_is_no_error(real: Path) -> None:
    command = f"{sys.executable} -m ui search harbour --json | head -c 1"
    done = subprocess.run(
        command,
        shell=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "ASSISTANT_DATA_DIR": str(real)},
    )
    assert done.stdout == "["
    assert done.stderr == ""


def test_a_terminal_without_the_letters_still_shows_the_answer(real: Path) -> None:
    ended = program(real, "search", "Huế", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert ended.status == 0
    assert "Hu\\u1ebf" in ended.out and "Traceback" not in ended.err


@pytest.fixture
def altered(tmp_path: Path) -> Path:
    """The program, linked, with one bit of its embedded model's weights another."""
    for room in ("corpus", "index", "assistant", "ui"):
        shutil.copytree(ROOT / room, tmp_path / room, copy_function=os.symlink)
    weights = tmp_path / "index" / "models" / "base" / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[len(data) // 2] ^= 1
    weights.unlink()
    weights.write_bytes(data)
    return tmp_path


def test_an_altered_model_is_refused_by_name_and_words_answer(real: Path, altered: Path) -> None:
    asked = "How many berths has the harbour of Bergen?"
    ended = program(real, "ask", asked, "--json", of=altered)
    answer = json.loads(ended.out)
    assert ended.status == 0 and "nine berths" in answer["text"]
    told = [note for note in answer["notes"] if "model.safetensors" in note]
    assert len(told) == 2, "search, and reading"
    assert all("sha256 differs" in note and REINSTALL in note for note in told)
    (altered / "index" / "models" / "base" / "tokenizer.json").unlink()
    said = program(real, "ingest", ROOT / "README.md", of=altered).problem()
    assert "tokenizer.json cannot be read" in said and REINSTALL in said

    ended = program(real, "doctor", "--json", of=altered)
    checks = {check["name"]: check for check in json.loads(ended.out)}
    assert ended.status == 1
    assert not checks["model"]["ok"] and REINSTALL in checks["model"]["detail"]
    assert not checks["reader"]["ok"], "it has the word table of the same model"
    assert checks["library"]["ok"], "the rest is still looked at"


def test_without_its_own_weights_the_reader_goes_by_words_and_says_so(
    real: Path, altered: Path
) -> None:
    weights = altered / "index" / "models" / "base" / "model.safetensors"
    weights.unlink()
    weights.symlink_to(ROOT / "index" / "models" / "base" / "model.safetensors")
    (altered / "assistant" / "reader" / "reader.safetensors").unlink()
    asked = "How many berths has the harbour of Bergen?"
    ended = program(real, "ask", asked, "--json", of=altered)
    answer = json.loads(ended.out)
    assert ended.status == 0 and "nine berths" in answer["text"]
    (told,) = [note for note in answer["notes"] if "reader.safetensors" in note]
    assert REINSTALL in told and "by words alone" in told


def test_doctor_finds_a_healthy_library_healthy(real: Path) -> None:
    ended = program(real, "doctor")
    assert ended.status == 0, ended
    assert "WRONG" not in ended.out and "files verified" in ended.out


# Wrong usage: exit status 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["ingest"],
        ["ask"],
        ["search", "x", "-k", "0"],
        ["search", "x", "-k", "many"],
        ["documents", "remove"],
        ["no-such-command"],
        ["ask", "x", "--no-such-option"],
        ["batch", "questions.jsonl"],
    ],
    ids=" ".join,
)
def test_wrong_usage_has_exit_status_two(terminal: Terminal, arguments: list[str]) -> None:
    ended = terminal(*arguments)
    assert ended.status == 2 and ended.out == ""
    assert "Usage" in ended.err and "Traceback" not in ended.err


# Files


def test_a_missing_path_is_named(terminal: Terminal, files: Path) -> None:
    assert "nowhere.md" in terminal("ingest", files / "nowhere.md").problem()
    assert "new\nline" not in terminal("ingest", files / "new\nline").problem()


@pytest.mark.parametrize("nothing", ["", " "])
def test_a_path_without_a_name_is_not_the_folder_one_is_in(
    terminal: Terminal, files: Path, nothing: str
) -> None:
    ended = terminal("ingest", nothing, files / "lotus.md")
    assert ended.status == 2 and "a path without a name" in ended.err
    assert "Traceback" not in ended.err and ended.out == ""


def test_links_out_of_a_folder_are_told_of(terminal: Terminal, files: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_text("# Outside\n\nThe fee outside is 12 units.\n")
    (files / "link.md").symlink_to(tmp_path / "outside.md")
    os.mkfifo(files / "pipe.md")
    ended = terminal("ingest", files)
    assert ended.status == 0 and "2 indexed" in ended.err
    assert "link.md is a link that leads out of the folder; it was not followed." in ended.err
    assert "pipe.md is a device, a pipe or a socket" in ended.err
    ended = terminal("ingest", files, "--follow-links")
    assert ended.status == 0 and "link.md: indexed" in ended.out and "link.md" not in ended.err


def test_an_empty_folder_is_named(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "No files found" in terminal("ingest", tmp_path / "empty").problem()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.pdf", b"", "empty.pdf is empty"),
        ("binary.pdf", b"\x00\x01\x02" * 3000, "binary.pdf"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", "cut.pdf"),
        ("letter.pages", b"words", ".pages files cannot be read"),
        ("Makefile", b"all:", "files without a suffix"),
        ("zip.md", b"PK\x03\x04" + b"\0" * 500, "zip.md"),
        ("noise.txt", bytes(range(256)) * 30, "noise.txt"),
        ("two\nlines.txt", b"", "two lines.txt is empty"),
    ],
)
def test_a_bad_file_is_named_and_the_good_one_stored(
    terminal: Terminal, files: Path, name: str, data: bytes, words: str
) -> None:
    (files / name).write_bytes(data)
    ended = terminal("ingest", files / name, files / "lotus.md")
    assert ended.status == 1
    assert ended.err == "1 indexed, 1 " + ended.err.split(" 1 ")[1]
    bad, good = ended.out.splitlines()
    assert words in bad and "Traceback" not in bad
    assert good == "lotus.md: indexed: 2 passages; no date"


def test_an_encrypted_pdf_is_called_encrypted(terminal: Terminal, tmp_path: Path) -> None:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter
    from reportlab.pdfgen.canvas import Canvas

    made = BytesIO()
    canvas = Canvas(made)
    canvas.drawString(72, 720, "A secret")
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(made))
    writer.encrypt("password")
    writer.write(tmp_path / "locked.pdf")
    ended = terminal("ingest", tmp_path / "locked.pdf")
    assert ended.status == 1 and ended.out.startswith("locked.pdf: encrypted: ")
    assert "1 encrypted" in ended.err


def test_files_that_no_one_meant_do_not_fail_a_folder(terminal: Terminal, files: Path) -> None:
    (files / "song.mp3").write_bytes(b"ID3\x04")
    ended = terminal("ingest", files)
    assert ended.status == 0 and "2 indexed, 1 unsupported" in ended.err


def test_a_huge_file_is_refused_by_its_size(terminal: Terminal, tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(200_000_000)
    ended = terminal("ingest", tmp_path / "huge.txt")
    assert ended.status == 1
    assert "huge.txt is larger (200.0 MB) than the limit of 50.0 MB" in ended.out


def test_reports_as_json_are_all_that_stdout_has(terminal: Terminal, files: Path) -> None:
    (files / "bad.pdf").write_bytes(b"")
    ended = terminal("ingest", files, "--json")
    reports = json.loads(ended.out)
    assert [(r["source"], r["status"]) for r in reports] == [
        ("bad.pdf", "empty"),
        ("harbour.md", "indexed"),
        ("lotus.md", "indexed"),
    ]
    assert ended.status == 1


# Questions


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("question", ["", "   ", "\t\n", "\u200b"])
def test_an_empty_question_is_refused(filled: Terminal, command: str, question: str) -> None:
    assert "question is empty" in filled(command, question).problem()


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_question_of_100_000_characters_is_refused(filled: Terminal, command: str) -> None:
    said = filled(command, "harbour " * 12_500).problem()
    assert "99,999 characters; the limit is 4,000" in said


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    "question",
    ['" OR * NEAR(', "harbour AND NOT", "text:harbour*", "'; DROP TABLE documents; --", "?" * 4000],
)
def test_query_syntax_is_only_words(filled: Terminal, command: str, question: str) -> None:
    ended = filled(command, question, "--json")
    assert ended.status == 0 and "Traceback" not in ended.err, ended
    json.loads(ended.out)
    assert len(json.loads(filled("documents", "list", "--json").out)) == 2


def test_a_new_library_says_that_it_is_empty(terminal: Terminal) -> None:
    assert "Add documents with" in terminal("search", "harbour").err
    assert "library is empty" in terminal("documents", "list").err
    answer = json.loads(terminal("ask", "Which harbour?", "--json").out)
    assert answer["status"] == "not_found"


# Documents


@pytest.mark.parametrize("command", ["show", "remove"])
@pytest.mark.parametrize("name", ["0123456789abcdef", "nowhere.md", "", "'; --", "../x"])
def test_an_unknown_document_is_named(filled: Terminal, command: str, name: str) -> None:
    said = filled("documents", command, name).problem()
    assert repr(name) in said and "documents list" in said


def test_a_removed_document_is_gone_from_every_command(filled: Terminal, files: Path) -> None:
    (record,) = [
        r
        for r in json.loads(filled("documents", "list", "--json").out)
        if r["source"] == "harbour.md"
    ]
    assert filled("documents", "remove", "harbour.md").status == 0
    assert "harbour.md" not in filled("documents", "list", "--all").out
    assert "berths" not in filled("search", "harbour berths of Bergen").out
    answer = json.loads(filled("ask", "How many berths has the harbour?", "--json").out)
    assert record["id"] not in json.dumps(answer)
    filled("documents", "show", record["id"]).problem()
    assert (files / "harbour.md").exists(), "the file itself is not touched"


def test_a_superseded_version_is_shown_by_its_id_alone(filled: Terminal, files: Path) -> None:
    (old,) = [
        r["id"]
        for r in json.loads(filled("documents", "list", "--json").out)
        if r["source"] == "harbour.md"
    ]
    (files / "harbour.md").write_text(HARBOUR.replace("nine", "twelve"))
    ended = filled("ingest", files)
    assert "harbour.md: indexed: 1 passage, replaces the version before" in ended.out
    assert "lotus.md: unchanged" in ended.out
    assert "twelve" in filled("search", "berths").out
    assert "nine" not in filled("search", "berths").out
    ended = filled("documents", "show", old)
    assert "nine" in ended.out and "superseded by" in ended.err
    assert f"{old}  harbour.md" in filled("documents", "list", "--all").out
    assert old not in filled("documents", "list").out


# Data folders


COMMANDS = [
    ["ask", "Which harbour?"],
    ["search", "harbour"],
    ["documents", "list"],
    ["documents", "remove", "harbour.md"],
    ["ingest", "{files}"],
]


def each_refused(terminal: Terminal, files: Path, *words: str) -> None:
    """Every command says the same sentence, and doctor calls the library wrong."""
    for command in COMMANDS:
        said = terminal(*(part.format(files=files) for part in command)).problem()
        for word in words:
            assert word in said, (command, said)
    ended = terminal("doctor", "--json")
    checks = {check["name"]: check for check in json.loads(ended.out)}
    assert ended.status == 1 and not checks["library"]["ok"]
    assert words[0] in checks["library"]["detail"]


@pytest.mark.parametrize("size", [0, 50, 4096, 40_000])
def test_a_damaged_library_is_refused_and_never_replaced(
    filled: Terminal, files: Path, tmp_path: Path, size: int
) -> None:
    path = tmp_path / "data" / "library.sqlite"
    os.truncate(path, size)
    before = path.read_bytes()
    each_refused(filled, files, str(path), "is damaged", "backup")
    assert path.read_bytes() == before


@pytest.mark.parametrize("kept", ["vectors", "originals"])
def test_a_missing_library_file_is_not_made_anew(
    filled: Terminal, files: Path, tmp_path: Path, kept: str
) -> None:
    data = tmp_path / "data"
    (data / "library.sqlite").unlink()
    shutil.rmtree(data / ({"vectors", "originals"} - {kept}).pop())
    each_refused(filled, files, "library.sqlite is missing", kept)
    assert not (data / "library.sqlite").exists()


def test_a_library_of_another_embedder_answers_by_keywords_and_is_brought_over(
    filled: Terminal, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant import assembly

    other = faulty_child.HashingEmbedder(128, "other-model")
    monkeypatch.setattr(assembly, "make_embedder", lambda settings: other)
    told = json.loads(filled("ask", "How many partners does Lotus have?", "--json").out)
    assert any("hashing-64" in note and "other-model" in note for note in told["notes"])
    assert any("assistant reindex" in note for note in told["notes"])
    assert told["passages"], "keywords find it"
    refused = filled("ingest", files)
    assert refused.status == 1 and "assistant reindex" in refused.err
    checked = filled("doctor")
    assert checked.status == 1 and "assistant reindex" in checked.out
    done = filled("reindex", "--json")
    assert done.status == 0 and json.loads(done.out)["passages"] > 0
    told = json.loads(filled("ask", "How many partners does Lotus have?", "--json").out)
    assert not any("other-model" in note for note in told["notes"])
    again = filled("reindex")
    assert again.status == 0 and "nothing to do" in again.err


def test_a_library_of_a_newer_program_is_refused(
    filled: Terminal, files: Path, tmp_path: Path
) -> None:
    path = tmp_path / "data" / "library.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'format'", [FORMAT + 1])
    before, changed = path.read_bytes(), path.stat().st_mtime_ns
    each_refused(filled, files, f"format {FORMAT + 1}", f"up to {FORMAT}")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, changed)


def test_a_file_where_the_data_folder_should_be_is_named(
    terminal: Terminal, files: Path, tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("a file")
    for command in COMMANDS:
        said = terminal(*(part.format(files=files) for part in command)).problem()
        assert str(tmp_path / "data") in said


def test_an_altered_text_is_reported_and_never_shown(filled: Terminal, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "data" / "library.sqlite")) as connection, connection:
        for table in ("chunks", "documents"):
            connection.execute(f"UPDATE {table} SET text = replace(text, 'nine', 'five')")
    ended = filled("doctor")
    assert ended.status == 1
    assert "stored text of harbour.md" in ended.out and "passage" in ended.out
    for command in ("ask", "search"):
        ended = filled(command, "How many berths has the harbour of Bergen?")
        assert "Traceback" not in ended.err
        assert "five berths" not in ended.out
    assert "damaged" in filled("documents", "show", "harbour.md").problem()
    assert "40 partners" in filled("search", "partners of the Lotus Programme").out


def test_an_altered_vector_is_reported(filled: Terminal, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "data" / "library.sqlite")) as connection, connection:
        connection.execute("UPDATE chunks SET embedding = zeroblob(256) WHERE id = 2")
    ended = filled("doctor")
    assert ended.status == 1 and "the vector of passage 2 is damaged" in ended.out


def test_a_damaged_vector_file_is_rebuilt_and_said_so(filled: Terminal, tmp_path: Path) -> None:
    good = filled("search", "harbour", "--json").out
    (index,) = (tmp_path / "data" / "vectors").glob("*.faiss")
    index.write_bytes(b"\x80\x04K\x01." + os.urandom(300))
    assert filled("search", "harbour", "--json").out == good
    answer = json.loads(filled("ask", "How many berths has the harbour?", "--json").out)
    assert any("vector index was rebuilt" in note for note in answer["notes"])
    ended = filled("doctor")
    assert ended.status == 0 and "rebuilt from the library" in ended.out


def snapshot(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_doctor_changes_nothing(filled: Terminal, tmp_path: Path) -> None:
    before = snapshot(tmp_path / "data")
    assert filled("doctor").status == 0
    assert snapshot(tmp_path / "data") == before and before
    (tmp_path / "new").mkdir()
    ended = filled("doctor", "--data-dir", tmp_path / "new")
    assert ended.status == 0 and "no library yet" in ended.out
    assert list((tmp_path / "new").iterdir()) == []
    ended = filled("doctor", "--data-dir", tmp_path / "nowhere")
    assert ended.status == 0 and not (tmp_path / "nowhere").exists()


# Settings


def test_a_setting_that_cannot_be_used_is_named(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_CANDIDATES", "many")
    assert "'candidates'" in terminal("search", "x").problem()
    monkeypatch.delenv("ASSISTANT_CANDIDATES")
    (tmp_path / "data").mkdir()
    for text in ("candidates = ", "no_such_setting = 1", "candidates = -4", "\xff"):
        (tmp_path / "data" / "assistant.toml").write_bytes(text.encode("latin-1"))
        assert "setting" in terminal("search", "x").problem()


# Batches


def questions(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_batch_says_what_is_wrong_with_its_file(filled: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "answers.jsonl"
    assert "cannot be read" in filled("batch", tmp_path / "nowhere", "--out", out).problem()
    path = questions(tmp_path / "q.jsonl", '{"id": 1, "question": "x"}', "[" * 100_000, "{", "7")
    said = filled("batch", path, "--out", out).problem()
    assert "line 2" in said and "line 3" in said and "line 4" in said
    assert not out.exists()
    good = questions(tmp_path / "good.jsonl", '{"id": 1, "question": "Which harbour?"}')
    for place in (tmp_path / "no" / "folder" / "out.jsonl", tmp_path):
        assert "cannot be written" in filled("batch", good, "--out", place).problem()


def test_a_batch_answers_odd_rows_and_keeps_their_order(filled: Terminal, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "line separator", "question": "How many berths\u2028has the harbour?"},
        {"id": "empty", "question": " "},
        {"id": "long", "question": "harbour " * 2000},
        {"id": "NUL", "question": "How many\0berths?"},
        {"id": "syntax", "question": '" OR * NEAR('},
    ]
    path = questions(tmp_path / "q.jsonl", *(json.dumps(r, ensure_ascii=False) for r in rows))
    out = tmp_path / "answers.jsonl"
    assert filled("batch", path, "--out", out).status == 0
    answers = [json.loads(line) for line in out.read_text().splitlines()]
    assert [answer["id"] for answer in answers] == [row["id"] for row in rows]
    assert "is empty" in answers[1]["text"] and "limit" in answers[2]["text"]


@pytest.mark.parametrize("left", ["[]\n", "null\n", '"x"\n', "\xff\n", "[" * 100_000 + "\n", "\n"])
def test_a_batch_starts_over_from_an_unusable_partial_file(
    filled: Terminal, tmp_path: Path, left: str
) -> None:
    path = questions(tmp_path / "q.jsonl", '{"id": 1, "question": "Which harbour?"}')
    out = tmp_path / "answers.jsonl"
    (tmp_path / "answers.jsonl.partial").write_bytes(left.encode("latin-1"))
    ended = filled("batch", path, "--out", out)
    assert ended.status == 0, ended
    assert json.loads(out.read_text())["id"] == 1


def test_a_stopped_batch_goes_on_after_rows_that_could_not_be_asked(
    filled: Terminal, tmp_path: Path
) -> None:
    rows = [" ", "harbour " * 2000, "How many\0berths?", "Which harbour?"]
    path = questions(
        tmp_path / "q.jsonl", *(json.dumps({"id": n, "question": q}) for n, q in enumerate(rows))
    )
    out = tmp_path / "answers.jsonl"
    assert filled("batch", path, "--out", out).status == 0
    whole = out.read_bytes().splitlines(keepends=True)
    marked = [line.replace(b'"generator": "', b'"generator": "kept ') for line in whole]
    out.with_name("answers.jsonl.partial").write_bytes(b"".join(marked[:3]) + marked[3][:20])
    assert filled("batch", path, "--out", out).status == 0
    kept = [
        json.loads(line)["generator"].startswith("kept") for line in out.read_bytes().splitlines()
    ]
    assert kept == [True, True, True, False]
