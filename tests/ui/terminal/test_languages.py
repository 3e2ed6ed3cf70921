"""The terminal in Vietnamese: what people read changes, what programs read does not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import make_wording
from ui.terminal import speaking
from ui.terminal.cli import app

ROOT = Path(__file__).resolve().parents[3]
VIETNAMESE = {"LANG": "vi_VN.UTF-8"}
LOTUS = "# Lotus Programme\n\nThe Lotus Programme has 40 partners.\n"


def run(
    *arguments: str, data: Path, spoken: dict[str, str] = VIETNAMESE
) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, with a reader that needs no networks."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("ASSISTANT_LANGUAGE", "LANGUAGE", "LANG") and not name.startswith("LC_")
    }
    environment = {
        **inherited, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8",
        "ASSISTANT_DATA_DIR": str(data), "ASSISTANT_READER": "words", **spoken,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "ui", *arguments],
        capture_output=True, text=True, encoding="utf-8", env=environment, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [
        ({}, "Usage: "),
        (VIETNAMESE, "Cách dùng: "),
        ({"LC_ALL": "vi_VN.UTF-8", "LANG": "C"}, "Cách dùng: "),
        ({"ASSISTANT_LANGUAGE": "vi", "LANG": "en_GB.UTF-8"}, "Cách dùng: "),
        ({"ASSISTANT_LANGUAGE": "en", "LANG": "vi_VN.UTF-8"}, "Usage: "),
    ],
)
def test_help_is_in_the_language_of_the_environment(
    spoken: dict[str, str], expected: str, tmp_path: Path
) -> None:
    done = run("--help", data=tmp_path, spoken=spoken)
    assert done.returncode == 0 and done.stdout.startswith(expected), done.stderr


def test_no_english_is_left_in_the_help_of_a_command(tmp_path: Path) -> None:
    done = run("documents", "set", "--help", data=tmp_path)
    assert "Đính chính thông tin về tài liệu" in done.stdout
    assert "Tùy chọn:" in done.stdout and "Tham số:" in done.stdout
    for words in speaking.helped(speaking.command_of(app)):
        assert " ".join(words.split()) not in " ".join(done.stdout.split()), words


@pytest.mark.parametrize(
    ("arguments", "status", "expected"),
    [
        (["ask"], 2, "Lỗi: Thiếu tham số"),
        (["ask", "a", "--nonsense"], 2, "Lỗi: Không có tùy chọn: --nonsense"),
        (["nonsense"], 2, "Lỗi: Không có lệnh 'nonsense'."),
        (["search", "a", "-k"], 2, "Lỗi: Tùy chọn '-k' cần một giá trị."),
        (["documents", "set", "a"], 2, "không có gì để đính chính"),
        (["ask", "  "], 1, "Câu hỏi trống."),
        (["ingest", "no such file"], 1, "Không có tệp hoặc thư mục nào tại no such file"),
        (["documents", "show", "lotus"], 1, "Thư viện không có tài liệu 'lotus'"),
    ],
)
def test_what_is_wrong_is_said_in_vietnamese_with_the_same_status(
    arguments: list[str], status: int, expected: str, tmp_path: Path
) -> None:
    done = run(*arguments, data=tmp_path)
    english = run(*arguments, data=tmp_path, spoken={})
    assert (done.returncode, english.returncode) == (status, status), done.stderr
    assert expected in done.stderr and "Traceback" not in done.stderr
    assert expected not in english.stderr


def test_what_is_said_has_one_sentence_for_each_message_of_typer() -> None:
    assert speaking.said("Missing argument 'QUESTION'.") == "Missing argument 'QUESTION'."
    assert speaking.said("something else") == "something else"
    for known in (*speaking.WRONG_USE, *speaking.TYPER_WORDS):
        assert make_wording.read(make_wording.catalogues()[0]).get(known) is not None


def without_times(value: Any) -> Any:
    """JSON without what two runs never have alike."""
    if isinstance(value, dict):
        varying = ("added_at", "elapsed_ms")
        return {name: without_times(one) for name, one in value.items() if name not in varying}
    return [*map(without_times, value)] if isinstance(value, list) else value


@pytest.mark.slow
def test_json_is_the_same_in_both_languages(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    (given / "lotus.md").write_text(LOTUS, encoding="utf-8")
    (given / "broken.pdf").write_bytes(b"no pdf")
    told = []
    for spoken in (VIETNAMESE, {}):
        data = tmp_path / "-".join(["data", *spoken])
        ingested = run("ingest", str(given), "--json", data=data, spoken=spoken)
        asked = run("ask", "How many partners?", "--json", data=data, spoken=spoken)
        listed = run("documents", "list", "--json", data=data, spoken=spoken)
        runs = (ingested, asked, listed)
        told.append([(one.returncode, without_times(json.loads(one.stdout))) for one in runs])
    assert told[0] == told[1]
    assert "indexed: 1 passage" in json.dumps(told[0])


@pytest.mark.slow
def test_reports_of_files_are_in_vietnamese(tmp_path: Path) -> None:
    (tmp_path / "lotus.md").write_text(LOTUS, encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 no pdf")
    done = run("ingest", str(tmp_path), data=tmp_path / "data")
    assert "lotus.md: đã lập chỉ mục: 1 đoạn; không có ngày" in done.stdout
    # Said by the process that reads the files.
    assert "không thành công: " in done.stdout and "bị hỏng" in done.stdout, done.stdout
    assert "1 đã lập chỉ mục, 1 không thành công." in done.stderr


def test_what_nobody_meant_does_not_fail_a_sync_in_any_language(tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "song.mp3").write_bytes(b"ID3\x04")
    for spoken in ({}, VIETNAMESE):
        done = run("sync", "--again", str(folder), data=tmp_path / "data", spoken=spoken)
        assert done.returncode == 0 and "song.mp3: " in done.stdout, done.stderr
