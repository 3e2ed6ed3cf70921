"""The process that reads files: what it cannot do, how long it may take, what it may send back.

How it is used, reused and ended is in test_loading.py.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from corpus import blocks, sandbox
from corpus.blocks import Content, Element
from corpus.confinement import MEMORY_BYTES
from corpus.document import Document
from corpus.errors import AssistantError, DocumentError
from corpus.loading import document_from_bytes, faults_are_of
from corpus.sandbox import Sandbox, most_reply_bytes, seconds_for
from corpus.told_text import told_text
from tests.support.protected_files import PASSWORD, word

READER = """
import ctypes, os, signal, socket, subprocess, sys, threading
from corpus.blocks import Content, Element
from corpus.errors import AssistantError

def tried(call):
    try:
        return f"did it: {call()}"
    except OSError as error:
        return f"refused: {error.errno}"

def of_libc(name, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    return f"{getattr(libc, name)(*arguments)} {ctypes.get_errno()}"

class Raw:
    def __init__(self, value):
        self.value = value
    def packed(self):
        return self.value

def read(data, name, **options):
    command, _, rest = data.decode().partition(" ")
    said = ""
    if command == "socket":
        said = tried(lambda: socket.create_connection(("127.0.0.1", int(rest)), 2))
    if command == "libc":
        said = of_libc("socket", 2, 1, 0)
    if command == "pair":
        said = tried(socket.socketpair)
    if command == "program":
        said = tried(lambda: subprocess.run(["/bin/true"]))
    if command == "fork":
        said = tried(os.fork)
    if command == "kill":
        said = tried(lambda: os.kill(int(rest), signal.SIGTERM))
    if command == "thread":
        thread = threading.Thread(target=lambda: None)
        thread.start()
        thread.join()
        said = "did it"
    if command == "burn":
        while True:
            pass
    if command == "fill":
        held = [bytearray(1_000_000) for _ in range(int(rest))]
        said = str(len(held))
    if command == "keep":
        sys.kept = bytearray(int(rest) * 1_000_000)
    if command == "much":
        return Content((Element("paragraph", "x" * int(rest)),))
    if command == "raw":
        return Raw(eval(rest))
    if command == "rows":
        columns = ("h" * 1000,)
        return Content(tuple(Element("row", "1", cells=("1",), columns=columns, row=n)
                             for n in range(int(rest))))
    if command == "assistant":
        raise AssistantError("a sentence of its own.")
    return Content((Element("paragraph", said, page=os.getpid()),))
"""


@pytest.fixture(scope="module")
def child(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("readers")
    (folder / "trying_reader.py").write_text(READER)
    sys.path.insert(0, str(folder))
    child = Sandbox()
    yield child
    child.close()
    sys.path.remove(str(folder))


def ask(child: Sandbox, command: str, timeout: float | None = None) -> Content:
    return child.read("trying_reader", command.encode(), "a.pdf", timeout=timeout)


def said(child: Sandbox, command: str) -> str:
    return ask(child, command).elements[0].text


@pytest.mark.skipif(sys.platform != "linux", reason="what the kernel refuses elsewhere is less")
def test_the_child_reaches_no_network_no_program_and_no_other_process(child: Sandbox) -> None:
    assert said(child, "socket 9") == "refused: 13"
    assert said(child, "libc") == "-1 13", "native code is refused too"
    assert said(child, "pair") == "refused: 13"
    assert said(child, "program").startswith("refused")
    assert said(child, "fork") == "refused: 13"
    assert said(child, f"kill {os.getpid()}") == "refused: 13"
    assert said(child, "thread") == "did it"


def test_a_reader_that_computes_for_ever_is_ended_by_its_own_seconds(child: Sandbox) -> None:
    started = time.perf_counter()
    with pytest.raises(DocumentError, match="took longer than 1 s to read and was left out"):
        ask(child, "burn", timeout=1)
    assert time.perf_counter() - started < 30
    assert said(child, "thread") == "did it"


def test_the_seconds_grow_with_the_file() -> None:
    assert seconds_for(0) == seconds_for(1_000_000) == 10
    assert seconds_for(6_000_000) == 15 and seconds_for(50_000_000) < 60


def test_memory_is_bounded_and_a_worn_child_is_not_used_again(child: Sandbox) -> None:
    assert MEMORY_BYTES < 512_000_000
    with pytest.raises(DocumentError, match="a.pdf could not be read: it needs too much memory"):
        ask(child, "fill 500")
    first = ask(child, "thread").elements[0].page
    assert ask(child, "fill 100").elements[0].page == first
    assert ask(child, "keep 300").elements[0].page == first
    assert ask(child, "thread").elements[0].page != first


def test_what_comes_back_is_bounded_by_the_size_of_the_file(child: Sandbox) -> None:
    assert most_reply_bytes(100) < 5_000_000 < most_reply_bytes(400_000) <= 32_000_000
    assert most_reply_bytes(10**9) == 32_000_000
    assert len(said(child, "much 3000000") or "") == 3_000_000
    with pytest.raises(DocumentError, match="a.pdf could not be read: its 0.00 MB unpack to more"):
        ask(child, "much 5000000")
    assert said(child, "thread") == "did it"


def test_the_parent_itself_refuses_what_is_too_much_or_no_answer(
    child: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(child, "thread")
    monkeypatch.setattr(sandbox, "REPLY_BYTES", 1_000)  # here, and not in the child
    with pytest.raises(DocumentError, match="unpack to more than"):
        ask(child, "much 5000")
    monkeypatch.undo()
    for answer in (
        "{}",
        "{'headers': 5}",
        "{'headers': [], 'elements': [[1]], 'topics': [], 'notes': [], 'pages': 0}",
        "{'headers': [[]], 'topics': [], 'notes': [], 'pages': 0, 'elements':"
        " [['evil', 'x', 0, 0, False, '', [], 1, 0]]}",
        "{'headers': [], 'elements': [], 'topics': [5], 'notes': [], 'pages': 0}",
        "{'headers': [], 'elements': [], 'topics': [], 'notes': [], 'pages': 0, 'more': 'x'}",
        "None",
        "[1]",
    ):
        with pytest.raises(DocumentError, match="a.pdf could not be read") as caught:
            ask(child, f"raw {answer}")
        assert caught.value.status == "failed", answer
    assert said(child, "thread") == "did it"


def test_blocks_cells_and_pages_are_bounded(
    child: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(ask(child, "rows 2000").elements) == 2_000, "a header travels once"
    monkeypatch.setattr(blocks, "MAX_BLOCKS", 1_999)
    with pytest.raises(DocumentError, match="a.pdf has 2,000 blocks, more than the 1,999"):
        ask(child, "rows 2000")
    monkeypatch.undo()
    monkeypatch.setattr(blocks, "MAX_CELLS", 1_999)
    with pytest.raises(DocumentError, match="2,000 cells"):
        ask(child, "rows 2000")


def test_an_error_of_its_own_comes_back_as_it_was(child: Sandbox) -> None:
    with pytest.raises(AssistantError, match="^a sentence of its own.$") as caught:
        ask(child, "assistant")
    assert not isinstance(caught.value, DocumentError)


def test_content_travels_whole() -> None:
    content = Content(
        (
            Element("heading", "Tiêu đề \ud83d", 2),
            Element("item", "- one", 1, 3, True, "-"),
            Element("row", "a: 1", cells=("1", ""), columns=("a", "b"), row=1),
            Element("row", "a: 2", cells=("2", ""), columns=("a", "b"), row=2),
        ),
        title="T",
        topics=("x",),
        pages=4,
        notes=("left out",),
    )
    packed = json.dumps(content.packed(), ensure_ascii=False).encode("utf-8", "surrogatepass")
    assert Content.unpacked(json.loads(packed), "a") == content


def test_whatever_goes_wrong_is_of_one_file() -> None:
    for error in (IndexError("x"), RecursionError(), MemoryError()):
        told = pytest.raises(DocumentError, match="a.md could not be read")
        with told as caught, faults_are_of("a.md"):
            raise error
        assert caught.value.status == "failed"


def test_a_table_is_not_its_header_in_every_row() -> None:
    def read(header: str, rows: int, suffix: str) -> Document:
        table = f"|{header}|b|\n|-|-|\n" + "".join(f"|{n}|x|\n" for n in range(rows))
        return document_from_bytes(table.encode(), f"a{suffix}")

    def text(header: str, rows: int, suffix: str) -> str:
        return read(header, rows, suffix).text

    def told(header: str, rows: int, suffix: str) -> str:
        return told_text(read(header, rows, suffix)).text

    for suffix in (".md", ".txt"):
        assert text("Fee", 2, suffix) == "Fee | b\n0 | x\n1 | x"
        assert told("h" * 200, 2, suffix).count("h") == 400
        assert text("h" * 201, 2, suffix) == f"{'h' * 201} | b\n0 | x\n1 | x"
        assert told("h" * 200, 12_000, suffix).count("h") == 200, "in all rows together"


def test_a_text_of_images_and_links_has_single_spaces() -> None:
    for words in ("Summary ![x](y) Details", "![x](y) Summary ![x](y) ![z](w) Details"):
        found: Any = document_from_bytes(words.encode(), "a.txt")
        assert found.text == "Summary Details"


def test_a_table_read_before_leaves_nothing_behind() -> None:
    """A limit of the module `csv` is one of its whole process: readers with word lists fell."""
    child = Sandbox()
    try:
        child.read("corpus.formats.office.separated", b"a;b\n1;2\n", "a.csv")
        html = b"<h1>Harbour</h1><p>The harbour opens at six.</p>"
        read = child.read("corpus.formats.html.page", html, "a.html")
        assert "The harbour opens at six." in read.elements[-1].text
    finally:
        child.close()


def test_a_costly_lock_ends_with_the_time_of_its_file() -> None:
    # As often as the format allows: half a minute and more.
    costly = word().replace(b'  <p:encryptedKey spinCount="100000"',
                            b'<p:encryptedKey spinCount="10000000"')  # fmt: skip
    assert b'spinCount="10000000"' in costly
    with pytest.raises(DocumentError, match="took longer than 2 s"):
        document_from_bytes(costly, "a.docx", password=PASSWORD, timeout=2)
