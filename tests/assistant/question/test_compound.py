"""Questions that ask several things are taken apart, and each part gets its evidence."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from assistant.question.analysis import analyse
from assistant.question.compound import MOST_PARTS, PartsRetriever, parts
from corpus.document import Chunk
from index.passage import Passage
from index.question import Question
from index.search.retriever import Scope


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "How does tech diplomacy differ from science diplomacy?",
            ("What is tech diplomacy?", "What is science diplomacy?"),
        ),
        (
            "What is the difference between export controls and sanctions?",
            ("What are export controls?", "What are sanctions?"),
        ),
        (
            "How do friends and foes of data localization differ?",
            ("What are friends of data localization?", "What are foes of data localization?"),
        ),
        (
            "What do the transatlantic and the Indo-Pacific tracks each put first?",
            (
                "What do the transatlantic tracks each put first?",
                "What do the Indo-Pacific tracks each put first?",
            ),
        ),
        (
            "Aim of tech diplomacy: American view against the Vietnamese one?",
            ("Aim of tech diplomacy: American view?", "Aim of tech diplomacy: Vietnamese view?"),
        ),
        (
            "What do Vietnam and China each contribute?",
            ("What does Vietnam contribute?", "What does China contribute?"),
        ),
        (
            "What are both Hue and Hanoi known for?",
            ("What is Hue known for?", "What is Hanoi known for?"),
        ),
        (
            "What is the difference between research of chips and the news?",
            ("What is research of chips?", "What is news?"),
        ),
        (
            "What is the difference between Peru's science and technology diplomacy and "
            "Peru-Chile cooperation?",
            ("What is Peru's science and technology diplomacy?", "What is Peru-Chile cooperation?"),
        ),
        (
            "Compare research and development spending and the tax credits",
            ("What is research and development spending?", "What are tax credits?"),
        ),
        (
            "How do Peru and the U.S. differ on talent?",
            ("What is Peru on talent?", "What is U.S. on talent?"),
        ),
        ("Who signed the agreement and when?", ()),
        ("What protects against coercion?", ()),
        ("What are research and development?", ()),
        ("", ()),
    ],
)
def test_a_question_that_asks_two_things(question: str, expected: tuple[str, ...]) -> None:
    assert parts(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "Fishing permits: who issues them, what do they cost and how long do they last?",
            (
                "Fishing permits: who issues them?",
                "Fishing permits: what do they cost?",
                "Fishing permits: how long do they last?",
            ),
        ),
        (
            "We plan a workshop. Who must agree, and does the ministry pay?",
            ("We plan a workshop. Who must agree?", "We plan a workshop. Does the ministry pay?"),
        ),
        (
            "If a vessel is late, who must be told, and what does the owner pay?",
            (
                "If a vessel is late, who must be told?",
                "If a vessel is late, what does the owner pay?",
            ),
        ),
        (
            "Who chairs the port board? When does the port board meet? Thanks in advance!",
            ("Who chairs the port board?", "When does the port board meet?"),
        ),
        (
            "1. When is the closing date for Orly? 2. Who may coordinate projects in Orly?",
            ("When is the closing date for Orly?", "Who may coordinate projects in Orly?"),
        ),
        (
            "I need (1) the name of the director, (2) the address of the office",
            ("I need the name of the director?", "I need the address of the office?"),
        ),
        (
            "Ai ký Nghị định 13 về cảng biển, và Nghị định 13 có hiệu lực từ khi nào?",
            ("Ai ký Nghị định 13 về cảng biển?", "Nghị định 13 có hiệu lực từ khi nào?"),
        ),
        (
            "Phòng thí nghiệm chung do ai làm giám đốc, và hiện có bao nhiêu nhân viên?",
            (
                "Phòng thí nghiệm chung do ai làm giám đốc?",
                "Phòng thí nghiệm chung: hiện có bao nhiêu nhân viên?",
            ),
        ),
        (
            "Giấy phép đánh cá: bộ nào cấp giấy, lệ phí cấp bao nhiêu, còn gia hạn thế nào?",
            (
                "Giấy phép đánh cá: bộ nào cấp giấy?",
                "Giấy phép đánh cá: lệ phí cấp bao nhiêu?",
                "Giấy phép đánh cá: gia hạn thế nào?",
            ),
        ),
        (
            "han nop ho so thi tuyen la khi nao, ai cham bai thi tuyen",
            (
                "Han nop ho so thi tuyen la khi nao?",
                "Han nop ho so thi tuyen: ai cham bai thi tuyen?",
            ),
        ),
        (
            "Theo kế hoạch, AI dùng làm gì và tỉnh nào dùng nhiều nhất?",
            ("Theo kế hoạch, AI dùng làm gì?", "Theo kế hoạch, tỉnh nào dùng nhiều nhất?"),
        ),
    ],
)
def test_clauses_that_each_ask(question: str, expected: tuple[str, ...]) -> None:
    assert parts(question) == expected


def test_a_clause_that_points_back_goes_by_the_first_one() -> None:
    first, *others = parts("When was the Lotus Pact signed, who signed it, and what does it cost?")
    assert first == "When was the Lotus Pact signed?"
    asked, named = zip(*(one.split(" (") for one in others), strict=True)
    assert asked == ("Who signed it", "What does it cost")
    assert all(one.startswith("Lotus Pact") for one in named)


@pytest.mark.parametrize(
    "question",
    [
        "Which people are named in the letter, and in what role?",
        "What sum was lent, and how much was it?",
        "Who does what, when and where?",
        "Is it 430 or 340 people?",
        "My boss says that tools are forbidden. Is he right?",
        "We had 35 staff and had the idea. Can we lead the bid?",
        "When a firm applies, what must it show?",
        "Does the law say what it costs and how it works?",
        "How do science and technology help diplomacy?",
        "What is known of Hue, Hanoi and Da Nang?",
        "Cần những giấy tờ gì, nộp ở đâu?",
        "Đoàn gồm những ai ở Hà Nội, Huế và Đà Nẵng?",
        "Vì sao tỉnh muốn có đội tàu riêng và cảng mới?",
        "AI và dữ liệu giúp gì cho cán bộ?",
        "À, ai ký công ước này vậy?",
        "Dự án sẽ xong khi không còn ai phản đối phải không?",
        "Ai viết bài “Dân đóng tiền, dân có được đọc không?” trên báo?",
        "Who asked “Who pays, and who profits?” in the letter?",
        "Ông TS. Lê Hà nêu mấy điểm?",
        "Bài báo với báo cáo nói không giống nhau.",
    ],
)
def test_a_question_that_asks_one_thing(question: str) -> None:
    assert parts(question) == ()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "Compare what the consultation paper and the assessment say about consumption in 2022",
            (
                "What does the consultation paper say about consumption in 2022?",
                "What does the assessment say about consumption in 2022?",
            ),
        ),
        (
            "Compare how the decree and the guidelines define a visit.",
            ("How does the decree define a visit?", "How do the guidelines define a visit?"),
        ),
        (
            "Compare what the 2024 paper says about water with what the regulation says about it",
            (
                "What does the 2024 paper say about water?",
                "What does the regulation say about it?",
            ),
        ),
        (
            "So sánh những gì giấy phép mẫu và báo cáo đánh giá nói về mức phí",
            ("Giấy phép mẫu nói gì về mức phí?", "Báo cáo đánh giá nói gì về mức phí?"),
        ),
        (
            "So sánh nghị định và thông tư quy định thế nào về phí",
            ("Nghị định quy định gì về phí?", "Thông tư quy định gì về phí?"),
        ),
        (
            "Compare the 2024 circular and the 2026 resolution on reporting.",
            (
                "What does the 2024 circular say on reporting?",
                "What does the 2026 resolution say on reporting?",
            ),
        ),
        (
            "How does the position of Norway on quotas compare with that of Chile?",
            ("What is position of Norway on quotas?", "What is position of Chile?"),
        ),
        (
            "How does the yield in 2024 compare with 2025?",
            ("What is yield in 2024?", "What is yield in 2025?"),
        ),
        (
            "High versus limited risk: how long are files kept?",
            ("High: how long are files kept?", "limited risk: how long are files kept?"),
        ),
        (
            "So sánh nghị định 112 với thông tư 08 về thời hạn",
            ("Nghị định 112 nói gì về thời hạn?", "Thông tư 08 nói gì về thời hạn?"),
        ),
        (
            "Phí ban đầu với phí kỳ vụ khác nhau ở chỗ nào vậy?",
            ("Phí ban đầu thế nào?", "Phí kỳ vụ thế nào?"),
        ),
        (
            "Lý lẽ của bên mua và bên bán khác nhau thế nào?",
            ("Lý lẽ của bên mua thế nào?", "Lý lẽ của bên bán thế nào?"),
        ),
        (
            "Hạn nộp dữ liệu theo thông tư và theo nghị định khác nhau ra sao?",
            ("Hạn nộp dữ liệu theo thông tư nói gì?", "Hạn nộp dữ liệu theo nghị định nói gì?"),
        ),
        (
            "thoi han theo thong tu va theo quy che khac nhau the nao",
            ("Thoi han theo thong tu nói gì?", "Thoi han theo quy che nói gì?"),
        ),
        (
            "Tùy viên khoa học khác gì điểm kết nối công nghệ?",
            ("Tùy viên khoa học thế nào?", "Điểm kết nối công nghệ thế nào?"),
        ),
        (
            "Năm 2025 so với năm 2024 thì sản lượng thay đổi ra sao?",
            ("Năm 2025 sản lượng thay đổi ra sao?", "năm 2024 sản lượng thay đổi ra sao?"),
        ),
        ("Who put his name to the pact?", ()),
        ("Còn tài liệu nào khác cần nộp?", ()),
        ("Các nước khác có tham gia không?", ()),
    ],
)
def test_things_set_against_each_other(question: str, expected: tuple[str, ...]) -> None:
    assert parts(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "and who, " * 440,
        "who signed it, " * 100,
        "1. 2. 3. " * 400,
        "What is A and B, " * 90,
        "compare a and b " * 90,
        "khac nhau giua a va b " * 70,
        "how do A and " * 110,
        "Digital Schools Plan " * 70,
        "?" * 4000,
        ": " * 2000,
        "\u0301\udcff" * 700,
        "İ and ß vs " * 130,
    ],
)
def test_hostile_questions_are_taken_apart_in_time(question: str) -> None:
    started = time.thread_time()
    found = parts(question)
    assert len(found) <= MOST_PARTS and all(found)
    assert time.thread_time() - started < 3


class Fixed:
    """A retriever that finds one passage for a question, named by its last word."""

    def retrieve(self, question: Question, k: int, scope: Scope = None) -> list[Passage]:
        word = question.text.rstrip("?").split()[-1]
        chunk = Chunk("d", 0, len(word), word)
        number = sum(map(ord, word))
        return [Passage(chunk, score=len(question.text), source="d.md", chunk_id=number)][:k]


def test_every_part_is_searched_for_and_nothing_comes_twice() -> None:
    found = PartsRetriever(Fixed()).retrieve(analyse("How does Hue differ from Hanoi?"), 8)
    assert sorted(passage.chunk.text for passage in found) == ["Hanoi", "Hue"]
    assert found == sorted(found, key=lambda passage: -passage.score)
    assert {one.chunk.text: one.found_for for one in found} == {
        "Hue": frozenset({0}),
        "Hanoi": frozenset({1}),
    }
    plain = PartsRetriever(Fixed()).retrieve(analyse("Where is Hue?"), 8)
    assert [passage.chunk.text for passage in plain] == ["Hue"]


def test_half_of_the_passages_are_for_the_parts() -> None:
    asked: list[tuple[str, int]] = []

    class Asked(Fixed):
        def retrieve(self, question: Question, k: int, scope: Scope = None) -> list[Passage]:
            asked.append((question.text, k))
            return super().retrieve(question, k, scope)

    for k, whole, part in ((8, 4, 4), (12, 6, 4), (20, 10, 5), (3, 1, 4)):
        asked.clear()
        PartsRetriever(Asked()).retrieve(analyse("How does Hue differ from Hanoi?"), k)
        assert [count for _, count in asked] == [whole, part, part]


def test_a_part_is_searched_for_in_its_documents() -> None:
    asked: list[tuple[str, Scope]] = []

    class Asked(Fixed):
        def retrieve(self, question: Question, k: int, scope: Scope = None) -> list[Passage]:
            asked.append((question.text, scope))
            return super().retrieve(question, k, scope)

    def scopes(question: Question, scope: Scope) -> list[Scope]:
        asked.clear()
        PartsRetriever(Asked()).retrieve(question, 8, scope)
        return [scope for _, scope in asked]

    a, b, both = frozenset("a"), frozenset("b"), frozenset("ab")
    one, other = replace(Question.of("one"), documents=a), Question.of("other")
    whole = replace(Question.of("both"), parts=(one, other))
    assert scopes(whole, None) == [None, a, None]
    assert scopes(whole, both) == [both, a, both]
    assert scopes(whole, b) == [b, b, b]  # what it names is not of that time
    assert scopes(one, None) == [None, a]
    assert scopes(other, None) == [None]


def test_every_one_of_many_parts_gets_passages() -> None:
    many = tuple(Question.of(f"Is it word{n}?") for n in range(MOST_PARTS))
    found = PartsRetriever(Fixed()).retrieve(replace(Question.of("which"), parts=many), 4)
    assert {passage.chunk.text for passage in found} >= {f"word{n}" for n in range(MOST_PARTS)}


def test_what_compares_is_told_from_what_asks_several_things() -> None:
    assert analyse("Compare the harbour fees and the fishing licences").compares
    assert analyse("Năm 2025 khác năm 2026 thế nào?").compares
    several = analyse("When was the pact signed and who signed it?")
    assert several.parts and not several.compares
    assert not analyse("Who signed the pact?").compares
