"""Numbers, dates and units of a statement are those that it cites, however they are written."""

from __future__ import annotations

import pytest

from assistant.support.values import fault_of


@pytest.mark.parametrize(
    ("said", "cited"),
    [
        ("It costs 1.2 million dong.", "Giá là 1.200.000 đồng."),
        ("It costs 1,200 billion dong.", "Giá là 1.200 tỷ đồng."),
        ("Năng suất là 7,5 tấn.", "The yield is 7.5 tonnes."),
        ("Signed on 5 December 2024.", "Ký ngày 5/12/2024."),
        ("Ký ngày 25-26/3/2025.", "The meeting was held on 25-26 March 2025."),
        ("Signed in 2024.", "Signed on 5 December 2024."),
        ("It is kept for three months.", "Được lưu trong 90 ngày."),
        ("Six countries pay.", "Sáu nước góp vốn."),
        ("No longer than six months.", "Không quá sáu tháng."),
        ("The two sides met.", "Việt Nam và Lào họp."),
        ("It serves from 2026 until 2028.", "From 2026 to 2028 it serves."),
        ("It pays 450,000 euros annually.", "Mỗi năm trả 450.000 euro."),
        ("The fourth session took place.", "Phiên thứ 4 đã diễn ra."),
        ("40 percent are women.", "| women | 40 |"),
    ],
)
def test_what_is_written_otherwise_stands(said: str, cited: str) -> None:
    assert fault_of(said, cited) is None


@pytest.mark.parametrize(
    ("said", "cited", "fault"),
    [
        ("It costs 1.3 million dong.", "Giá là 1.200.000 đồng.", "number"),
        ("Signed on 6 December 2024.", "Ký ngày 5/12/2024.", "date"),
        ("Signed on 5 December 2023.", "Ký ngày 5/12/2024.", "date"),
        ("Signed on 5 December 2024.", "Signed in 2024.", "date"),
        ("It serves from 2025 to 2027.", "From 2026 to 2028 it serves, on 26 May 2025.", "date"),
        ("It is kept for 24 months.", "It is kept for 24 years.", "unit"),
        ("Được lưu 24 ngày.", "It is kept for 24 months.", "unit"),
        ("It pays 5 million a week.", "Mỗi tháng trả 5 triệu.", "unit"),
        ("The line is 186 miles long.", "Tuyến dài 186 km.", "unit"),
        ("At most 24 months.", "At least 24 months.", "number"),
        ("Resolution 75 says so.", "Resolution 57 says so.", "number"),
        ("The applicant is under 45.", "It awards 50 grants to those under 35.", "number"),
    ],
)
def test_what_differs_is_named(said: str, cited: str, fault: str) -> None:
    assert fault_of(said, cited) == fault
