"""Names of a statement stand in what it cites: as they are, without accents, or translated."""

from __future__ import annotations

import pytest

from assistant.support.names import missing_name


def known(word: str) -> bool:
    return word in {"reporting", "ministry", "permanent", "mission", "council", "rector", "said"}


@pytest.mark.parametrize(
    ("said", "cited"),
    [
        ("Vu Le Thai Hoang visited Hanoi.", "Ông Vũ Lê Thái Hoàng thăm Hà Nội."),
        ("The Vietnamese Government agreed.", "The Government of Vietnam agreed."),
        ("Nhật Bản và Na Uy đồng ý.", "Japan and Norway agreed."),
        ("The Ministry of Health decides.", "Bộ Y tế quyết định."),
        ("The WHO decides.", "The World Health Organization decides."),
        ("In September the Permanent Mission said so.", "Phái đoàn nói như vậy."),
        ("Reporting is voluntary.", "To report is voluntary."),
        ("Nobody among them fell ill.", "None of them became ill."),
        ("Vắc-xin được cấp phép.", "The vaccine is approved."),
    ],
)
def test_a_name_that_is_there(said: str, cited: str) -> None:
    assert missing_name(said, cited, known) is None


@pytest.mark.parametrize(
    ("said", "cited", "name"),
    [
        ("Mayor Karin Lund signed it.", "Mayor Ingrid Solheim signed it.", "Karin"),
        ("Thụy Điển đề xuất.", "Norway proposed it.", "Thụy Điển"),
        ("The Ministry of Finance decides.", "Bộ Y tế quyết định.", "Finance"),
        ("Torvia pays.", "Sarna trả tiền.", "Torvia"),
        ("Ông Tim Cook đến.", "Jensen Huang came.", "Cook"),
        ("It is built in Cat Ba.", "Được xây tại Vân Đồn.", "Cat"),
        ("The APEC session met.", "Phiên họp ASEAN.", "APEC"),
    ],
)
def test_a_name_that_is_not(said: str, cited: str, name: str) -> None:
    assert missing_name(said, cited, known) == name
