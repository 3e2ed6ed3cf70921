"""A day that stands in the title alone: the document's, where the title says so by its form."""

from __future__ import annotations

import pytest

from corpus.language.document_dates import titled_date
from corpus.loading import document_from_bytes


@pytest.mark.parametrize(
    ("title", "date"),
    [
        ("Decision of 12 May 2024 on fees", "2024-05-12"),
        ("Decision No. 14/2024 of the Harbour Board of 12 May 2024 on fees", "2024-05-12"),
        ("Harbour Board Decision of 12 May 2024", "2024-05-12"),
        ("Decision of 12 May 2024 repealing the Order of 3 May 2019", "2024-05-12"),
        ("Press release, 12 May 2024", "2024-05-12"),
        ("Press release (12 May 2024)", "2024-05-12"),
        ("Letter dated 5 May 2024", "2024-05-05"),
        ("Quyết định ngày 3/4/2025 về phí", "2025-04-03"),
        ("Quyết định số 12/QĐ-BKHCN ngày 12 tháng 5 năm 2024 về phí", "2024-05-12"),
        ("Quyết định của Bộ Khoa học ngày 12 tháng 5 năm 2024 về phí", "2024-05-12"),
        # No day, or one that two countries read differently.
        ("Kế hoạch năm 2025", None),
        ("Annual report 2024", None),
        ("Decision of May 2024 on fees", None),
        ("Decision of 03/04/2025 on fees", None),
        # The day of what it is about.
        ("Decision on the Order of 3 May 2019", None),
        ("Report on the storm of 3 May 2019", None),
        ("Minutes of the meeting of 3 May 2019", None),
        ("Report: what happened on 12 May 2024", None),
        ("Report until 12 May 2024", None),
        ("Plan for 12 May 2024", None),
        ("The battle of 12 May 2024", None),
        ("12 May 2024", None),
        ("Báo cáo về trận lũ ngày 3 tháng 5 năm 2019", None),
        ("Thông báo về việc nghỉ lễ ngày 2 tháng 9 năm 2025", None),
    ],
)
def test_the_day_of_a_title(title: str, date: str | None) -> None:
    assert titled_date(title) == date


def test_it_counts_where_there_is_no_better() -> None:
    text = "# Decision of 12 May 2024 on fees\n\n{}The fee of each berth is nine euros.\n"
    assert document_from_bytes(text.format("").encode(), "a.md").date == "2024-05-12"
    dated = text.format("Published on 14 May 2024\n\n").encode()
    assert document_from_bytes(dated, "b.md").date == "2024-05-14"
    plan = "# Kế hoạch năm 2025\n\nMỗi bến tàu thu chín đồng.\n".encode()
    assert document_from_bytes(plan, "c.md").date is None
