"""Files in, documents out: finding files, names, encodings, refusals, the sandbox.

What the text of each format looks like is in test_formats.py.
"""

from __future__ import annotations

import hashlib
import os
import random
import socket
import subprocess
import sys
import threading
import time
import unicodedata
import zipfile
from importlib import import_module
from io import BytesIO
from pathlib import Path

import docx
import pypdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from corpus import loading
from corpus.assembling import assemble
from corpus.blocks import Element
from corpus.errors import DocumentError
from corpus.formats import zip_safety
from corpus.loading import (
    LOADERS,
    content_id,
    display_name,
    document_from_bytes,
    find_files,
    load_document,
)
from corpus.sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
UNSEEN = "\u200b\u200e\u202e\u2066\ufeff\u00ad"


def pdf_bytes(*pages: str) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer)
    for words in pages:
        canvas.drawString(72, 700, words)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def docx_bytes(words: str = "The plan covers all schools.") -> bytes:
    document = docx.Document()
    document.add_paragraph(words)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def repacked(data: bytes, replaced: dict[str, bytes]) -> bytes:
    """The zip file `data` with some members replaced or added."""
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in replaced:
                new.writestr(name, old.read(name))
        for name, content in replaced.items():
            new.writestr(name, content)
    return buffer.getvalue()


def error_of(data: bytes, source: str, **options: float) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        document_from_bytes(data, source, **options)
    message = str(caught.value)
    assert display_name(source) in message and "\n" not in message
    return caught.value


# --- find_files -------------------------------------------------------------------------------


def test_a_folder_gives_its_files_in_order_with_relative_names(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.txt", "a/c.xyz", "c/d/e.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("words")
    assert [f.source for f in find_files([tmp_path])] == [
        "a/c.xyz",
        "a/z.txt",
        "b.md",
        "c/d/e.html",
    ]
    assert find_files([tmp_path])[2].path == tmp_path / "b.md"


def test_a_file_given_directly_is_shown_by_its_name_and_returned_once(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a.txt").write_text("words")
    (tmp_path / "inner" / "again.txt").symlink_to(tmp_path / "inner" / "a.txt")
    found = find_files([tmp_path / "inner" / "a.txt", tmp_path, tmp_path / "inner"])
    assert [f.source for f in found] == ["a.txt"]


def test_hidden_and_special_files_and_loops_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("words")
    (tmp_path / ".hidden.txt").write_text("words")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.txt").write_text("words")
    for name in "abc":  # three, so that following each to the system's limit would not end
        (tmp_path / name).symlink_to(tmp_path)
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        os.chdir(tmp_path)  # socket paths are limited to 107 bytes
        listener.bind("socket.txt")
        os.chdir(ROOT)
        assert [f.source for f in find_files([tmp_path])] == ["kept.txt"]


def test_a_path_that_is_nothing_or_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="No file or folder at .*missing; check the spelling."):
        find_files([tmp_path / "missing"])
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(DocumentError, match="neither a file nor a folder"):
        find_files([tmp_path / "pipe.txt"])
    with pytest.raises(DocumentError, match="pipe.txt is not a regular file"):
        load_document(tmp_path / "pipe.txt")


def test_a_folder_inside_that_cannot_be_opened_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "open.txt").write_text("words")
    listed = Path.iterdir

    def iterdir(path: Path):  # noqa: ANN202 - tests run as root, whom no permission stops
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert [f.source for f in find_files([tmp_path])] == ["locked", "open.txt"]
    with pytest.raises(DocumentError, match="locked is a folder that cannot be opened"):
        load_document(tmp_path / "locked")
    with pytest.raises(DocumentError, match="cannot be opened .Permission denied."):
        find_files([tmp_path / "locked"])


# --- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("report.pdf", "report.pdf"),
        ("2025/plan.md", "2025/plan.md"),
        ("../../x.txt", "x.txt"),
        ("..\\..\\x.txt", "x.txt"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Users\\x\\plan.docx", "Users/x/plan.docx"),
        ("C:plan.docx", "plan.docx"),
        ("ABC:plan.docx", "ABC:plan.docx"),
        ("a/./../b.txt", "a/b.txt"),
        ("a\n<b>\r\tc.txt", "a <b> c.txt"),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("nul\0byte.txt", "nulbyte.txt"),
        ("cafe\u0301.txt", "café.txt"),
        (".\u200b./x.txt", "x.txt"),
        ("\udcff.txt", ".txt"),
        ("a%2e%2e/b", "a%2e%2e/b"),
        ("", "unnamed"),
        ("../..", "unnamed"),
        ("\u200b", "unnamed"),
    ],
)
def test_display_name(name: str, shown: str) -> None:
    assert display_name(name) == shown


def test_long_names_keep_their_suffix_and_stay_apart() -> None:
    first, second = display_name("a" * 300 + "1.docx"), display_name("a" * 300 + "2.docx")
    assert len(first) <= 200 and first.endswith(".docx") and first != second


@given(st.text(max_size=300) | st.text("./\\:C ~\u202e\n", max_size=300))
@example("C:C:x")
@example("..\u200b/" * 80)
@example("A¨\xad")
def test_display_name_is_always_safe_and_stable(name: str) -> None:
    shown = display_name(name)
    assert 0 < len(shown) <= 200
    assert not shown.startswith("/") and ".." not in shown.split("/") and "\\" not in shown
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in shown)
    assert not any(character in UNSEEN for character in shown)
    assert display_name(shown) == shown


def test_find_files_shows_hostile_names_safely(tmp_path: Path) -> None:
    (tmp_path / "a\nb\u202e.txt").write_text("words")
    (tmp_path / "-rf.txt").write_text("words")
    found = find_files([tmp_path])
    assert [f.source for f in found] == ["-rf.txt", "a b.txt"]
    assert [load_document(f.path, f.source).text for f in found] == ["words", "words"]


# --- load_document ----------------------------------------------------------------------------


def test_the_id_is_the_hash_of_the_bytes(tmp_path: Path) -> None:
    data = b"Some words.\n"
    (tmp_path / "a.txt").write_bytes(data)
    document = load_document(tmp_path / "a.txt", "given/name.txt")
    assert document.id == hashlib.sha256(data).hexdigest()[:16] == content_id(data)
    assert (document.source, document.text) == ("given/name.txt", "Some words.")
    assert document_from_bytes(data, "given/name.txt") == document
    assert document_from_bytes(data, "upload", suffix=".txt").text == "Some words."


@pytest.mark.parametrize("name", ["minutes.doc", "data.xls", "picture.svg", "README"])
def test_unsupported_files_are_told_what_is_supported(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("words")
    with pytest.raises(DocumentError) as caught:
        load_document(tmp_path / name)
    assert caught.value.status == "unsupported"
    assert name in str(caught.value) and all(suffix in str(caught.value) for suffix in LOADERS)


def test_suffixes_are_read_in_any_case(tmp_path: Path) -> None:
    (tmp_path / "PLAN.MD").write_text("# Plan\n\nWords.")
    assert load_document(tmp_path / "PLAN.MD").title == "Plan"


@pytest.mark.parametrize("suffix", sorted(LOADERS))
@pytest.mark.parametrize("data", [b"", b" \r\n\t \n"])
def test_empty_files_are_empty_in_every_format(suffix: str, data: bytes) -> None:
    assert error_of(data, f"a{suffix}").status == "empty"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "\u200b\ufeff\n".encode()),
        ("a.md", b"---\ntitle: Only a title\n---\n"),
        ("a.md", b"![picture](x.png)\n\n<!-- note -->\n"),
        ("a.html", b"<html><body><script>var words = 1</script></body></html>"),
        ("a.docx", docx_bytes("")),
    ],
)
def test_files_without_words_are_empty(name: str, data: bytes) -> None:
    assert error_of(data, name).status == "empty"


def test_a_large_file_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(1_000_000_000)
    (tmp_path / "fits.txt").write_bytes(b"x" * 100)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(DocumentError, match=r"1,000\.0 MB.*limit of 50\.0 MB") as caught:
        load_document(tmp_path / "big.txt")
    assert caught.value.status == "failed"
    monkeypatch.undo()
    assert load_document(tmp_path / "fits.txt", max_bytes=100).text == "x" * 100
    with pytest.raises(DocumentError, match="larger"):
        load_document(tmp_path / "fits.txt", max_bytes=99)


def test_a_file_that_disappears_or_may_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DocumentError, match="gone.txt could not be read .No such file"):
        load_document(tmp_path / "gone.txt")

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.txt").write_text("words")
    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(DocumentError, match="a.txt could not be read .Permission denied"):
        load_document(tmp_path / "a.txt")


def test_a_file_that_grows_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.txt"
    path.write_text("first line\n")
    opened = Path.open

    def open_then_append(self: Path, *mode: str):  # noqa: ANN202
        file = opened(self, *mode)
        read = file.read

        class Growing:
            fileno = file.fileno
            __enter__ = lambda own: own  # noqa: E731
            __exit__ = lambda own, *_: file.close()  # noqa: E731

            def read(self, size: int) -> bytes:
                data: bytes = read(size)
                with opened(path, "a") as writer:
                    writer.write("second line\n")
                return data

        return Growing()

    monkeypatch.setattr(Path, "open", open_then_append)
    with pytest.raises(DocumentError, match="changed while it was being read"):
        load_document(path)


# --- content that is not what the name says ------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", pdf_bytes("Words"), "really a PDF file; rename it to end in .pdf"),
        ("a.docx", pdf_bytes("Words"), "really a PDF file; rename it to end in .pdf"),
        ("a.pdf", docx_bytes(), "really a Word document; rename it to end in .docx"),
        (
            "a.pdf",
            b"<!DOCTYPE html><html><p>x</p>",
            "really an HTML page; rename it to end in .html",
        ),
        ("a.md", b"\n <HTML><p>x</p>", "really an HTML page"),
        ("a.md", b"\x89PNG\r\n\x1a\n" + bytes(90), "really a PNG image; rename it to end in .png"),
        ("a.html", b"\xff\xd8\xff\xe0" + bytes(90), "really a JPEG image"),
        ("a.pdf", b"Just words, no PDF at all.", "damaged or not a PDF file"),
        ("a.docx", b"Just words, no Word file.", "damaged or not a Word file"),
        ("a.txt", bytes(range(32)) * 40, "looks like a binary file"),
        ("a.md", b"words \x00\x01\x02\x03" * 90, "looks like a binary file"),
    ],
)
def test_content_that_contradicts_the_suffix(name: str, data: bytes, message: str) -> None:
    error = error_of(data, name)
    assert error.status == "failed" and message in str(error)


def test_a_zip_file_is_named_by_what_is_in_it() -> None:
    for member, message in (
        ("xl/workbook.xml", "an Excel workbook"),
        ("ppt/presentation.xml", "a PowerPoint presentation"),
        ("notes.txt", "a zip archive; rename it to end in .zip"),
    ):
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w") as package:
            package.writestr(member, "x")
        assert message in str(error_of(buffer.getvalue(), "a.pdf"))


# --- encodings ---------------------------------------------------------------------------------

FRENCH = (
    "Le ministère de l'Économie a présenté hier la stratégie numérique nationale. "
    "Elle prévoit que chaque élève ait accès à un réseau sûr dès l’été prochain."
)
VIETNAMESE = (
    "Chính phủ Việt Nam đã ban hành chiến lược chuyển đổi số quốc gia đến năm 2025. "
    "Mỗi bộ, ngành phải cử một cán bộ chịu trách nhiệm về kế hoạch này trước Thủ tướng."
)
SPANISH = "El Gobierno aprobó ayer la estrategia. Cada niño tendrá una conexión este año."
POLISH = (
    "Rząd przyjął wczoraj nową strategię cyfrową państwa. Każda szkoła otrzyma dostęp do sieci, "
    "a urzędnicy zostaną przeszkoleni do końca roku."
)
RUSSIAN = (
    "Правительство утвердило стратегию. Каждое министерство назначит ответственного сотрудника."
)
JAPANESE = (
    "政府は昨日、新しいデジタル戦略を承認しました。すべての学校がネットワークに接続されます。"
)
CHINESE = "政府昨天批准了新的数字战略。所有学校都将连接到高速网络，公务员将在明年年底之前接受培训。"


def in_cp1258(text: str) -> bytes:
    """Vietnamese in Windows-1258, where tone marks are characters of their own."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    encoded = b""
    for character in text:
        marks = [c for c in unicodedata.normalize("NFD", character) if c in tones]
        base = "".join(c for c in unicodedata.normalize("NFD", character) if c not in tones)
        encoded += (unicodedata.normalize("NFC", base) + "".join(marks)).encode("cp1258")
    return encoded


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((FRENCH, e) for e in ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252")),
        *((VIETNAMESE, e) for e in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1258")),
        (SPANISH, "cp1252"),
        (POLISH, "cp1250"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "cp1251"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (CHINESE, "gb18030"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_encodings(text: str, encoding: str, suffix: str) -> None:
    data = in_cp1258(text) if encoding == "cp1258" else text.encode(encoding)
    assert document_from_bytes(data, f"a{suffix}").text == text


def test_decomposed_text_becomes_nfc_and_damaged_utf8_stays_utf8() -> None:
    data = unicodedata.normalize("NFD", VIETNAMESE).encode()
    assert document_from_bytes(data, "a.txt").text == VIETNAMESE
    cut = (VIETNAMESE * 3).encode() + b"\xe1\xbb"
    assert document_from_bytes(cut, "a.txt").text == VIETNAMESE * 3 + "\ufffd"


def test_bytes_in_no_known_encoding_are_refused() -> None:
    data = bytes(range(128, 256)) * 20 + b"\x81\x8d\x8f\x90\x9d \xff\xfe"
    assert "encoding" in str(error_of(data, "a.txt"))


def test_unseen_characters_are_removed() -> None:
    text = "One\u00a0two\u2003three\0 \x1b[31mfour\u200b \u202efive so\u00adft \ud83d end.\r\nSix."
    data = text.encode("utf-8", "surrogatepass") + " Việt Nam đã ban hành chiến lược.".encode() * 9
    for suffix in (".txt", ".md"):
        document = document_from_bytes(data, f"a{suffix}")
        assert document.text.startswith("One two three [31mfour five soft ")
        assert "\r" not in document.text and "\0" not in document.text


# --- any text at all ---------------------------------------------------------------------------

MARKUP = st.lists(
    st.sampled_from(
        [
            "# ",
            "## Title\n",
            "\n",
            "\n\n",
            "- ",
            "1. ",
            "| a | b |\n",
            "|---|---|\n",
            "`",
            "*",
            "[x](y)",
        ]
        + ["<b>", "<!--", "---\n", "title: x\n", "&amp;", "Words of a sentence. ", "![i](u)", "\\"]
        + ["\u202e", "\0", "\r\n", "e\u0301", "\t", "    ", "> ", "```\n", "[^1]", "===\n", "Title"]
    ),
    max_size=40,
).map("".join)


@given(st.text(max_size=300) | MARKUP, st.sampled_from([".txt", ".md"]))
@settings(max_examples=300, deadline=None)
@example("---\ntitle: 0x" + "f" * 9000 + "\n---\nWords.", ".md")
@example("---\na: &a [*a]\ntitle: *a\n---\nWords.", ".md")
def test_any_text_gives_a_clean_document_or_a_document_error(text: str, suffix: str) -> None:
    try:
        document = document_from_bytes(text.encode("utf-8", "surrogatepass"), f"a{suffix}")
    except DocumentError:
        return
    check_document(document)


def check_document(document: loading.Document) -> None:
    """What holds for the document of any file in any format."""
    text = document.text
    assert text and text == unicodedata.normalize("NFC", text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in text.replace("\n", ""))
    assert not any(character in text for character in UNSEEN + "\u00a0")
    assert all(line == " ".join(line.split()) for line in text.split("\n"))
    assert "\n\n\n" not in text and text == text.strip()
    for heading in document.headings:
        assert heading.text and text[heading.start :].startswith(heading.text)
        assert heading.start == 0 or text[heading.start - 1] == "\n"
        assert 1 <= heading.level <= 6
    starts = [heading.start for heading in document.headings]
    assert starts == sorted(set(starts))
    assert list(document.page_starts) == sorted(document.page_starts)
    assert document.page_starts[:1] in ((), (0,))


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize(
    ("data", "seconds"),
    [(b"word " * 200_000, 2), (b"a" * 1_000_000, 2), (b"a " * 200_000, 2), (b"#\n" * 100_000, 12)],
    ids=["1 MB line", "1 MB word", "200k words", "100k hashes"],
)
def test_large_files_take_time_in_proportion(data: bytes, seconds: float, suffix: str) -> None:
    # markdown-it spends some 30 µs on each heading, whatever is in it: 3 s on an idle machine.
    # A time that grew with the square of the size would be minutes for each of these.
    read = import_module(LOADERS[suffix].module).read
    started = time.thread_time()  # not the clock: the machine may have other work
    assemble(read(data, f"a{suffix}").elements)
    assert time.thread_time() - started < seconds


# --- the sandbox -------------------------------------------------------------------------------

READERS = """
import os, sys, time
from corpus.errors import DocumentError
from corpus.blocks import Content, Element

def read(data, name):
    command = data.decode()
    if command == "hang":
        time.sleep(600)
    if command == "die":
        os.abort()
    if command == "memory":
        held = bytearray(8 * 1024**3)
    if command == "raise":
        raise KeyError("inner")
    if command == "refuse":
        raise DocumentError(f"{name} is refused", "encrypted")
    if command == "noise":
        os.write(1, b"parsers print things")
        print("and more")
    modules = " ".join(sorted(sys.modules)) if command == "modules" else ""
    return Content((Element("heading", command, 2), Element("item", modules, page=3)),
                   topics=("a", "b"), pages=os.getpid())
"""


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # noqa: ANN201
    (tmp_path / "scripted_reader.py").write_text(READERS)
    monkeypatch.syspath_prepend(tmp_path)
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


def scripted(sandbox: Sandbox, command: str, timeout: float = 30) -> loading.Content:
    return sandbox.read("scripted_reader", command.encode(), "a.pdf", timeout=timeout)


def is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_child_is_reused_and_noise_does_not_disturb_it(sandbox: Sandbox) -> None:
    first, noisy, last = (scripted(sandbox, c) for c in ("one", "noise", "two"))
    assert first.elements[0] == Element("heading", "one", 2) and first.topics == ("a", "b")
    assert noisy.elements[0].text == "noise" and last.elements[0].text == "two"
    assert first.pages == noisy.pages == last.pages != os.getpid()
    sandbox.close()
    assert not is_running(first.pages)
    assert scripted(sandbox, "three").pages != first.pages


def test_the_child_imports_only_what_it_needs(sandbox: Sandbox) -> None:
    modules = scripted(sandbox, "modules").elements[1].text.split()
    assert "corpus.sandbox" in modules
    rooms = {"torch", "index", "assistant", "ui", "gradio", "pytest", "numpy"}
    assert not rooms & {module.split(".")[0] for module in modules}


@pytest.mark.parametrize(
    ("command", "status", "message"),
    [
        ("die", "failed", "a.pdf could not be read: the reader crashed on it"),
        ("memory", "failed", "a.pdf could not be read: it needs too much memory"),
        ("raise", "failed", "a.pdf could not be read: it is damaged or not standard (KeyError)"),
        ("refuse", "encrypted", "a.pdf is refused"),
    ],
)
def test_a_file_that_breaks_its_reader_harms_only_itself(
    sandbox: Sandbox, command: str, status: str, message: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        scripted(sandbox, command)
    assert caught.value.status == status and str(caught.value).startswith(message)
    assert scripted(sandbox, "next").elements[0].text == "next"


def test_a_file_that_hangs_is_stopped(sandbox: Sandbox) -> None:
    first = scripted(sandbox, "one").pages
    started = time.perf_counter()
    with pytest.raises(DocumentError, match=r"a.pdf took longer than 0.3 s") as caught:
        scripted(sandbox, "hang", timeout=0.3)
    assert caught.value.status == "failed" and time.perf_counter() - started < 5
    assert not is_running(first)
    assert scripted(sandbox, "next").pages != first


def test_threads_share_one_child_and_get_their_own_answers(sandbox: Sandbox) -> None:
    results: dict[int, loading.Content] = {}

    def work(number: int) -> None:
        results[number] = scripted(sandbox, f"file {number}")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [results[n].elements[0].text for n in range(12)] == [f"file {n}" for n in range(12)]
    assert len({content.pages for content in results.values()}) == 1


def test_closing_frees_a_thread_that_waits_for_a_file_that_hangs(sandbox: Sandbox) -> None:
    errors: list[str] = []

    def work() -> None:
        try:
            scripted(sandbox, "hang", timeout=60)
        except DocumentError as error:
            errors.append(str(error))

    scripted(sandbox, "started")
    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.3)
    sandbox.close()
    thread.join(10)
    assert len(errors) == 1 and not thread.is_alive()


def test_a_real_file_that_takes_too_long() -> None:
    page = b"<html><body><table><tr>" + b"<td>words" * 200_000
    error = error_of(page, "a.html", timeout=0.5)
    assert error.status == "failed" and "took longer than 0.5 s" in str(error)
    good = b"<html><body><p>Good words of a page.</p></body></html>"
    assert document_from_bytes(good, "b.html").text == "Good words of a page."


def test_no_child_outlives_the_parent(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body><p>Words of a page.</p></body></html>")
    script = (
        "import sys; from pathlib import Path; from corpus import loading, sandbox\n"
        "print(loading.load_document(Path(sys.argv[1])).text)\n"
        "print(sandbox._sandbox._process.pid, flush=True)\n"
    )
    for ending in ("", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"):
        done = subprocess.run(
            [sys.executable, "-c", script + ending, str(tmp_path / "a.html")],
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=60,
        )
        words, child = done.stdout.split("\n")[:2]
        assert words == "Words of a page.", done.stderr
        for _ in range(100):
            if not is_running(int(child)) or is_zombie(int(child)):
                break
            time.sleep(0.05)
        else:
            pytest.fail("the child is still running")


def is_zombie(process_id: int) -> bool:
    """Ended, but nobody has asked for its exit status (its parent was killed)."""
    try:
        return ") Z" in Path(f"/proc/{process_id}/stat").read_text()
    except OSError:
        return True


def test_importing_the_loaders_imports_no_parser() -> None:
    script = (
        "import sys, corpus.loading\n"
        "heavy = 'trafilatura lxml pypdfium2 docx markdown_it yaml charset_normalizer torch'\n"
        "sys.exit(' '.join(m for m in heavy.split() if m in sys.modules) or None)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")


# --- encrypted and unsafe files ------------------------------------------------------------------


def test_encrypted_pdf() -> None:
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf_bytes("Secret words")))
    writer.encrypt("password", algorithm="RC4-128")
    buffer = BytesIO()
    writer.write(buffer)
    error = error_of(buffer.getvalue(), "report.pdf")
    assert error.status == "encrypted"
    assert str(error) == (
        "report.pdf is protected by a password; add it with its password, or save a copy without "
        "one and add that"
    )


def test_a_pdf_that_only_restricts_printing_is_read() -> None:
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf_bytes("Public words")))
    writer.encrypt("", "owner", algorithm="RC4-128")
    buffer = BytesIO()
    writer.write(buffer)
    assert document_from_bytes(buffer.getvalue(), "a.pdf").text == "Public words"


def test_a_scan_says_so_where_nothing_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.recognition.known_languages", lambda: ())
    error = error_of(pdf_bytes(*[""] * 12), "scan.pdf")
    assert error.status == "no text layer"
    assert str(error) == (
        "scan.pdf has 12 pages but no text layer: it is probably a scan; install Tesseract "
        "(sudo apt install tesseract-ocr tesseract-ocr-eng tesseract-ocr-vie) and add it again, or "
        "run OCR on it and add the result"
    )


def test_a_truncated_pdf_fails() -> None:
    data = pdf_bytes(*(f"Words of page {n}" for n in range(30)))
    for share in (0.3, 0.6, 0.95):
        assert error_of(data[: int(share * len(data))], "a.pdf").status == "failed"


def test_old_and_encrypted_word_files() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    error = error_of(old, "a.docx")
    assert error.status == "failed" and "old .doc file; save it as .docx" in str(error)
    error = error_of(old + "EncryptedPackage".encode("utf-16-le"), "a.docx")
    assert error.status == "encrypted" and "password" in str(error)


def test_a_truncated_word_file_fails() -> None:
    data = docx_bytes()
    for share in (0.3, 0.6, 0.99):
        assert error_of(data[: int(share * len(data))], "a.docx").status == "failed"


def test_zip_bombs_are_refused_quickly() -> None:
    zeros = bytes(60_000_000)
    too_many = {f"word/media/{n}.bin": b"" for n in range(5_001)}
    cases = [
        ({"word/media/a.bin": zeros}, "a hundred times its size"),
        (too_many, "more than 5,000 parts"),
    ]
    for members, message in cases:
        data = repacked(docx_bytes(), members)
        started = time.perf_counter()
        error = error_of(data, "a.docx")
        assert error.status == "failed" and message in str(error)
        assert time.perf_counter() - started < 5


def test_the_unpacked_size_is_counted_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    data = repacked(docx_bytes(), {"word/media/a.bin": os.urandom(900_000)})
    zip_safety.refuse_unsafe_package(data, "a.docx")
    monkeypatch.setattr(zip_safety, "MAX_TOTAL_BYTES", 800_000)
    with pytest.raises(DocumentError, match="unpacks to more than"):
        zip_safety.refuse_unsafe_package(data, "a.docx")


def test_a_size_that_lies_in_the_directory_is_not_believed() -> None:
    data = bytearray(repacked(docx_bytes(), {"word/media/a.bin": bytes(3_000_000)}))
    place = data.rindex(b"word/media/a.bin")
    # The uncompressed size stands 22 bytes before the name in the central directory.
    data[place - 22 : place - 18] = (1000).to_bytes(4, "little")
    assert error_of(bytes(data), "a.docx").status == "failed"


def test_overlapping_and_repeated_parts_are_refused() -> None:
    data = bytearray(docx_bytes())
    with zipfile.ZipFile(BytesIO(data)) as package:
        second, third = package.infolist()[1:3]
    entry = data.rindex(third.filename.encode())
    data[entry - 4 : entry] = second.header_offset.to_bytes(4, "little")
    assert "overlap" in str(error_of(bytes(data), "a.docx"))
    buffer = BytesIO(docx_bytes())
    with zipfile.ZipFile(buffer, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr("word/document.xml", "<x/>")
    assert "two parts of the same name" in str(error_of(buffer.getvalue(), "a.docx"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "_rels/.rels"])
def test_a_document_type_in_any_part_is_refused(part: str, encoding: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("canary")
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]><x>&e;</x>'
    )
    data = repacked(docx_bytes(), {part: xml.encode(encoding)})
    error = error_of(data, "a.docx")
    assert "entities or a document type" in str(error) and "canary" not in str(error)


def test_external_entities_in_html_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("canary")
    page = (
        '<?xml version="1.0"?><!DOCTYPE html '
        f'[<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>'
        "<html><body><p>Words of a page &e; and more of them.</p></body></html>"
    )
    assert "canary" not in document_from_bytes(page.encode(), "a.html").text


@pytest.mark.parametrize("seed", range(20))
def test_damaged_files_never_raise_anything_else(seed: int) -> None:
    chance = random.Random(seed)
    name, data = chance.choice(
        [
            ("a.pdf", pdf_bytes("Words of a page", "More words")),
            ("a.docx", docx_bytes()),
            ("a.html", b"<html><body><h1>Title</h1><p>Words of a page.</p></body></html>"),
            ("a.md", b"---\ntitle: x\n---\n# Title\n\n- a\n- b\n\n|a|b|\n|-|-|\n|c|d|\n"),
            ("a.txt", VIETNAMESE.encode()),
        ]
    )
    mutant = bytearray(data)
    for _ in range(chance.randint(1, 30)):
        mutant[chance.randrange(len(mutant))] = chance.randrange(256)
    try:
        document = document_from_bytes(bytes(mutant), name, timeout=20)
    except DocumentError as error:
        assert error.status in ("empty", "encrypted", "failed")
    else:
        check_document(document)


# --- the first real input ------------------------------------------------------------------------


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed texts are not on this machine")
def test_the_seed_texts_come_out_clean() -> None:
    documents = [load_document(f.path, f.source) for f in find_files([SEEDS])]
    assert len(documents) == 5
    for document in documents:
        check_document(document)
        assert "![" not in document.text and "\n|" not in document.text
        assert not {"Latest", "Read more"} & set(document.text.split("\n"))
    science, autonomy, era, vietnam, technology = documents
    assert [h.text for h in science.headings] == [
        "Science and technology diplomacy in the new era",
        "Emerging technologies and strategic competition",
        "Important pillar in foreign strategy",
        "Comprehensive and harmonious approach",
    ]
    assert autonomy.title is not None and autonomy.text.count(autonomy.title) == 1
    assert [h.level for h in autonomy.headings] == [1, 2, 2, 2, 2]
    assert era.title == "The Era Of ‘Tech Diplomacy’ Is Here"
    assert vietnam.title is None
    assert [h.text for h in vietnam.headings] == [
        "Why the digital angle matters",
        "Why the story matters beyond diplomacy",
        "References",
    ]
    assert technology.title == "Technology Diplomacy"
    levels = [h.level for h in technology.headings]
    assert (levels.count(1), levels.count(2), levels.count(3)) == (1, 6, 30)
    assert all(len(h.text.split()) <= 9 for h in technology.headings)
