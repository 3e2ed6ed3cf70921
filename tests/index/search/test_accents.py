"""Vietnamese typed without accents gets those of the library, or of the language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.search.accents import Accents
from tests.conftest import OpenRoom

TEXT = """# Quỹ học bổng

Quỹ trả mười hai triệu đồng cho mỗi suất học bổng từ năm 2026. Bà Đỗ Thị Vân quản lý quỹ.
"""


@pytest.fixture
def accents(open_room: OpenRoom, write: Callable[[str, str], Path]) -> Accents:
    room = open_room()
    room.ingest(write("quy.md", TEXT))
    return Accents(room.library)


@pytest.mark.parametrize(
    "typed, restored",
    [
        ("Ba Do Thi Van quan ly quy nao?", "Bà Đỗ Thị Vân quản lý quỹ nào?"),
        ("moi suat hoc bong duoc bao nhieu?", "mỗi suất học bổng được bao nhiêu?"),
        ("AI QUAN LY QUY?", "AI QUẢN LÝ QUỸ?"),
        ("ai ky thong tu nay?", "ai ký thông tư này?"),  # not in the library
    ],
)
def test_accents_come_back(accents: Accents, typed: str, restored: str) -> None:
    assert accents.restored(typed) == restored


@pytest.mark.parametrize(
    "text",
    ["Who manages the fund?", "Bà Đỗ Thị Vân là ai?", "", "2026?", "Wer verwaltet den Fonds?"],
)
def test_other_text_stays(accents: Accents, text: str) -> None:
    assert accents.restored(text) == text


def test_words_it_does_not_know_stay(accents: Accents) -> None:
    assert "e-Carnet" in accents.restored("e-Carnet la gi, do ai cap?")
