"""Persons, offices, bodies and countries told by the form of their Vietnamese names."""

from __future__ import annotations

import pytest

from corpus.language.names.vietnamese import named_at


@pytest.mark.parametrize(
    ("name", "kind", "key"),
    [
        ("Thứ trưởng Bộ Y tế Nguyễn Hoài Sơn", "person", ("nguyen", "hoai", "son")),
        ("PGS.TS. Đặng Vũ Quốc Anh", "person", ("dang", "vu", "quoc", "anh")),
        ("Đại sứ Kjartan Ólafsson", "person", ("kjartan", "olafsson")),
        ("Bộ trưởng Ngoại giao Iceland Sólveig Hrafnsdóttir", "person", None),
        ("Giám đốc Công ty Thủy sản Hòn Khói", "office", None),
        ("Cục trưởng Cục Thông tin, Thống kê", "office", None),
        ("Thủ tướng Chính phủ", "office", None),
        ("Bộ Khoa học và Công nghệ", "body", None),
        ("Hội đồng truy cập dữ liệu", "body", None),
        ("Ủy ban nhân dân tỉnh Hải Trường", "body", None),
        ("Quốc hội", "body", ("quốc", "hội")),
        ("Hoa Kỳ", "country", ("usa",)),
    ],
)
def test_the_bearer_of_a_name(name: str, kind: str, key: tuple[str, ...] | None) -> None:
    found = named_at(f"Hôm qua {name} đến", 8, 8 + len(name))
    assert found is not None and (found.kind, found.text) == (kind, name)
    assert key is None or found.key == key


@pytest.mark.parametrize(
    "words",
    [
        "Bộ luật Lao động",  # what is written
        "Bộ trưởng",  # of nothing
        "Tổ chức chủ trì",  # whoever that is
        "Công ty trúng thầu",
        "Bộ Y tế không",  # more than the name
        "Hội đồng trả lời sau 11 ngày",
        "Nhật",  # of `Nhật ký`
        "Báo cáo",
        "",
    ],
)
def test_what_bears_no_name(words: str) -> None:
    assert named_at(words, 0, len(words)) is None
