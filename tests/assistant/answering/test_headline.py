"""The short answer: whole values with their units, and all who are named together."""

from __future__ import annotations

import pytest

from assistant.answering.headline import all_named, is_told_otherwise, whole_value


@pytest.mark.parametrize(
    ("text", "marked", "shown"),
    [
        ("It cost 56.7 million last year.", "56.7", "56.7 million"),
        ("It cost 56.7 million last year.", "7 million", "56.7 million"),
        ("It ends on 04/12/2027.", "12/2027", "04/12/2027"),
        ("It pays $3.5 billion.", "3.5 billion", "$3.5 billion"),
        ("Trợ cấp là 6,5 triệu đồng mỗi tháng.", "6,5", "6,5 triệu đồng"),
        ("A share of 31 % is kept.", "31", "31 %"),
        ("“Theresa May” spoke.", "“Theresa May”", "Theresa May"),
        ("The Sea Fund (SF) pays.", "Sea Fund (SF", "Sea Fund (SF)"),
        ("Between 15 and 20 bids come.", "15 and 20", "Between 15 and 20"),
        ("It takes from 3 to 5 days.", "3 to 5 days", "from 3 to 5 days"),
        ("It has 15 and 20 of them.", "15 and 20", "15 and 20"),
        ("Mất từ 3 đến 5 ngày.", "3 đến 5 ngày", "từ 3 đến 5 ngày"),
        ("It employs between 340 and 365 people.", "between 340", "between 340 and 365"),
        ("Từ ngày 12 đến 16 tháng 5.", "16 tháng 5", "Từ ngày 12 đến 16 tháng 5"),
        ("The school, from 4 to 22 August 2025.", "22 August 2025", "from 4 to 22 August 2025"),
        ("It meets on 12-13 May.", "13 May", "12-13 May"),
        ("It met on 3 March and 9 May.", "9 May", "9 May"),
        ("Of 1240 and 9 May projects.", "9 May", "9 May"),
        ("It rose from 310 to 342 tonnes.", "342 tonnes", "342 tonnes"),
    ],
)
def test_a_value_is_shown_whole(text: str, marked: str, shown: str) -> None:
    start = text.index(marked)
    first, last = whole_value(text, start, start + len(marked), 0, len(text))
    assert text[first:last] == shown


@pytest.mark.parametrize(
    ("text", "marked", "shown"),
    [
        (
            "Prime Minister Pham Minh Chinh and NVIDIA Chairman Jensen Huang witnessed it.",
            "Jensen Huang",
            "Prime Minister Pham Minh Chinh and NVIDIA Chairman Jensen Huang",
        ),
        ("Minister Tran Van An met Dr. Ana Ruiz.", "Van An", "Minister Tran Van An"),
        ("It was opened in Hue.", "Hue", "Hue"),
    ],
)
def test_who_is_named_together_is_shown_together(text: str, marked: str, shown: str) -> None:
    start = text.index(marked)
    first, last = all_named(text, start, start + len(marked), 0, len(text))
    assert text[first:last] == shown


@pytest.mark.parametrize(
    ("asked", "text", "value", "other"),
    [
        ("By when is it advertised?", "It is vacant since January.", "January", True),
        ("By when is it advertised?", "It is vacant since January.", "since January", True),
        ("By when is it advertised?", "Advertised before 15 May 2026.", "15 May 2026", False),
        ("Since when is it vacant?", "It is vacant since January.", "January", False),
        ("Since when is it vacant?", "Advertised before 15 May 2026.", "15 May 2026", True),
        ("Since when are they friends?", "Signed by both on 5 May 1973.", "5 May 1973", False),
        ("Until when?", "From 1 May until 5 June.", "From 1 May until 5 June", False),
        ("By when must firms reply?", "They reply within 10 days.", "within 10 days", False),
        ("Nộp đến ngày nào?", "Nhận hồ sơ từ ngày 01/3/2026.", "01/3/2026", True),
        ("nop den ngay nao", "Nhận hồ sơ đến hết ngày 01/3/2026.", "01/3/2026", False),
        ("When does it begin?", "It begins before 5 May.", "5 May", False),
        ("By how much did it grow?", "In 2025 it had 300.", "300", True),
        ("By how much did it grow?", "It grew by 235 to 535.", "235", False),
        ("By how much did it grow?", "It grew by 235 to 535.", "535", True),
        ("How many more nights has it?", "It has 30 more nights.", "30", False),
        ("Chi phí tăng bao nhiêu?", "Chi phí tăng 17%.", "17%", False),
        ("Chi phí tăng bao nhiêu?", "Chi phí là 40 tỷ.", "40 tỷ", True),
    ],
)
def test_a_value_that_is_told_otherwise_is_another(
    asked: str, text: str, value: str, other: bool
) -> None:
    start = text.index(value)
    assert is_told_otherwise(asked, text, start, start + len(value)) is other
