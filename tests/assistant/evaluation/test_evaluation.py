"""Evaluations: the gold file, the figures of scripted and of real answers, the report's faces."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer, Citation, Turn
from assistant.answer_parts import written
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.evaluation import evaluation
from assistant.evaluation.comparison import compare, read_report
from assistant.evaluation.evaluation import Report, evaluate
from assistant.evaluation.gold import TYPES, Evidence, Gold, read_gold
from assistant.settings import Settings
from corpus.document import Chunk, Document
from corpus.errors import AssistantError, QuestionError
from index.passage import Passage
from index.store.records import DocumentRecord
from tests.support import faulty_child
from tests.support.hashing_embedder import HashingEmbedder
from ui.publishing.evaluation.figure_names import difference, direction, shown
from ui.publishing.evaluation.page import moment, page, thinned
from ui.terminal.evaluation.lines import comparison_lines, evaluation_lines

ROOT = Path(__file__).parents[3]
LOTUS = (
    "# Lotus Programme\n\nThe Lotus Programme has 40 partners. It was opened in Huế on "
    "3 May 2021.\n\n## Fund\n\nThe fund of the Lotus Programme pays 4.2 million euros a year.\n"
)
HARBOUR = "# Harbours\n\nThe harbour of Bergen has nine berths. Pilots are on duty at night.\n"
HOSTILE = '"><script>window.x=1</script><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %}'


def lines(path: Path, *rows: Any) -> Path:
    told = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(told) + "\n", encoding="utf-8")
    return path


# The gold file


def test_a_gold_file_is_read_as_it_was_meant(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "question": "Who?", "accept": ["Anna", "Ms Anna"], "note": "of our own"},
        {"id": "1", "question": "Which?", "type": "list", "accept": [["a"], ["b", "c"]]},
        "",
        {"id": 2, "question": "Why?", "answerable": False, "accept": [], "history": None},
        {
            "id": 3,
            "question": "When?",
            "answerable": True,
            "accept": ["2021"],
            "history": [{"question": "What?"}, {"question": "Where?", "answer": "Here."}],
            "short_answers": ["2021"],
            "evidence": [{"source": "a.md", "quote": "in 2021"}],
        },
    ]
    read = read_gold(lines(tmp_path / "gold.jsonl", *rows))
    assert [one.id for one in read] == [1, "1", 2, 3]
    assert read[0].accept == (("Anna", "Ms Anna"),) and read[0].answerable
    assert read[1].accept == (("a",), ("b", "c")) and read[1].type == "list"
    assert not read[2].answerable and read[2].accept == ()
    assert read[3].history == (Turn("What?"), Turn("Where?", "Here."))
    assert read[3].evidence == (Evidence("a.md", "in 2021"),)


GOOD = {"id": 1, "question": "Who?", "accept": ["Anna"]}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{", "not JSON (Expecting property name"),
        ("[" * 100_000, "nested too deep"),
        ("[1]", "not an object"),
        ('"x"', "not an object"),
        ('{"id": 1' + "0" * 5000 + "}", "digits"),
        ('{"id": "\\ud800", "question": "x"}', "unpaired surrogate"),
        ({}, '"id" is missing, and "question" is missing'),
        ({**GOOD, "id": True}, '"id" should be a valid string or a valid integer'),
        ({**GOOD, "id": 1.5}, '"id" should be'),
        ({**GOOD, "question": "  "}, '"question" should be text that is not empty'),
        ({**GOOD, "question": ["x"]}, '"question" should be a valid string'),
        ({**GOOD, "type": "riddle"}, '"type" should be one of date, number, '),
        ({**GOOD, "type": ["date"]}, '"type" should be a valid string'),
        ({**GOOD, "answerable": "yes"}, '"answerable" should be a valid boolean'),
        ({**GOOD, "accept": "Anna"}, '"accept" should be a list of strings, or'),
        ({**GOOD, "accept": ["a", ["b"]]}, '"accept" should be'),
        ({**GOOD, "accept": [["a"], []]}, '"accept" should be'),
        ({**GOOD, "accept": [" "]}, '"accept" should be'),
        ({**GOOD, "short_answers": [1]}, '"short_answers[0]" should be a valid string'),
        ({**GOOD, "history": ["Who?"]}, '"history[0]" should be'),
        ({**GOOD, "history": [{"answer": "x"}]}, '"history[0].question" is missing'),
        ({**GOOD, "history": [{"question": "x", "answer": 1}]}, '"history[0].answer" should be'),
        ({**GOOD, "evidence": [{"source": "a.md"}]}, '"evidence[0].quote" is missing'),
        ({**GOOD, "evidence": {"source": "a"}}, '"evidence" should be'),
        ({"id": 1, "question": "x"}, '"answerable" is missing, or "accept"'),
        ({"id": 1, "question": "x", "answerable": True}, '"accept" is missing'),
        (
            {"id": 1, "question": "x", "evidence": [{"source": "a", "quote": "b"}]},
            '"accept" is missing',
        ),
        ({**GOOD, "answerable": False}, '"answerable" is false, but "accept" tells of an answer'),
        ({**GOOD, "id": 0}, "the id 0 stands in line 1 already"),
    ],
)
def test_a_bad_line_is_named_with_what_is_wrong(tmp_path: Path, row: Any, words: str) -> None:
    path = lines(tmp_path / "gold.jsonl", {**GOOD, "id": 0}, "", row)
    with pytest.raises(AssistantError) as caught:
        read_gold(path)
    said = str(caught.value)
    assert f"line 3: {words}" in said or ("line 3: " in said and words in said)
    assert said.endswith("No question was asked.") and "\n" not in said


def test_every_bad_line_is_named_up_to_twenty(tmp_path: Path) -> None:
    with pytest.raises(AssistantError) as caught:
        read_gold(lines(tmp_path / "gold.jsonl", GOOD, *(["{"] * 23)))
    said = str(caught.value)
    assert said.count("not JSON") == 20 and "line 2: " in said
    assert "line 21: " in said and "line 22: " not in said and "; and 3 more" in said


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_file_without_questions_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "gold.jsonl").write_text(text)
    with pytest.raises(AssistantError, match="has no questions"):
        read_gold(tmp_path / "gold.jsonl")
    with pytest.raises(AssistantError, match="cannot be read"):
        read_gold(tmp_path / "nowhere.jsonl")


def test_the_example_of_the_readme_can_be_used(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("## Prove it on your own questions")[1].split("\n## ")[0]
    rows = re.findall(r'^    (\{"id".*)$', section, re.MULTILINE)
    assert len(read_gold(lines(tmp_path / "gold.jsonl", *rows))) == len(rows) >= 3
    assert all(kind in section for kind in TYPES)


# Figures of scripted answers


def record(identifier: str, source: str) -> DocumentRecord:
    return DocumentRecord(
        identifier, source, (source,), None, None, None, None, 0, 0, 1, "2026", None
    )


@dataclass
class Script:
    """Answers as they were written down: the text, its quote and its confidence by question."""

    texts: dict[str, str] = field(default_factory=dict)
    answers: dict[str, tuple[str, float]] = field(default_factory=dict)
    passages: dict[str, list[tuple[str, int, int]]] = field(default_factory=dict)
    milliseconds: Iterator[float] = field(default_factory=lambda: iter([1.0] * 100))
    asked: list[tuple[str, float | None]] = field(default_factory=list)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        threshold: float | None = None,
        keep: bool = True,
        approved: bool = True,
    ) -> Answer:
        assert not keep, "an evaluation is no one's open question"
        self.asked.append((question, threshold))
        if question == "too long":
            raise QuestionError("The question is too long.")
        quote, confidence = self.answers.get(question, ("", 0.0))
        base = Answer(
            question=question,
            asked_as=question,
            status="not_found",
            parts=written("No."),
            confidence=confidence,
            elapsed_ms=next(self.milliseconds),
        )
        if not quote or confidence < (0.5 if threshold is None else threshold):
            return base
        identifier = next(one for one, text in self.texts.items() if quote in text)
        start = self.texts[identifier].index(quote)
        source = f"{identifier}.md"
        cited = Citation(1, identifier, source, quote, start, start + len(quote))
        return replace(
            base,
            status="answered",
            parts=written(f"{quote} [1]"),
            short_answer=quote.split()[0],
            citations=(cited,),
        )

    def search(self, words: str, k: int = 10) -> list[Passage]:
        assert k == 10
        return [
            Passage(Chunk(name, start, end, self.texts[name][start:end]), 1.0, f"{name}.md")
            for name, start, end in self.passages.get(words, [])
        ]

    def documents(self) -> list[DocumentRecord]:
        return [record(identifier, f"{identifier}.md") for identifier in self.texts]

    def read(self, document_id: str) -> Document:
        return Document(document_id, f"{document_id}.md", self.texts[document_id])


def run(script: Script, *questions: Gold) -> Report:
    return evaluate(script, questions, name="gold.jsonl", settings={"threshold": 0.5})


def test_every_figure_by_hand() -> None:
    """Right, wrong, refused wrongly, refused rightly, and answered where there is no answer."""
    script = Script(
        texts={"a": "Anna leads it. Bernd helps.", "b": "Clara wrote  the\nsecond part of it."},
        answers={
            "right": ("Anna leads it.", 0.9),
            "wrong": ("Bernd helps.", 0.8),
            "refused": ("Clara wrote", 0.4),
            "silly": ("Bernd helps.", 0.7),
        },
        passages={
            "right": [("b", 0, 10), ("a", 0, 14)],
            "wrong": [("b", 0, 36), ("a", 15, 27), ("a", 0, 14)],
        },
        milliseconds=iter([99, 10, 20, 30, 7, 40, 7, 50]),
    )
    report = run(
        script,
        Gold("r", "right", "person", accept=(("anna",),), short_answers=("Anna",),
             evidence=(Evidence("a.md", "Anna leads it."),)),
        Gold("w", "wrong", "person", accept=(("Clara",),), short_answers=("Clara",),
             evidence=(Evidence("b.md", "Clara wrote the second part"),)),
        Gold("f", "refused", accept=(("Clara",),), evidence=(Evidence("a.md", "Dora"),)),
        Gold("n", "nothing", "unanswerable", answerable=False),
        Gold("s", "silly", "unanswerable", answerable=False),
    )  # fmt: skip
    # Refused questions are asked again with refusal off; the first one warms up.
    assert script.asked == [
        ("right", None), ("right", None), ("wrong", None), ("refused", None), ("refused", 0.0),
        ("nothing", None), ("nothing", 0.0), ("silly", None),
    ]  # fmt: skip
    assert [row.outcome for row in report.rows] == [
        "right", "wrong", "refused", "refused_rightly", "answered_unanswerable",
    ]  # fmt: skip
    assert [row.right for row in report.rows] == [True, False, False, True, False]
    assert [row.right_if_answered for row in report.rows] == [True, False, True, False, False]
    assert report.rows[2].withheld == "Clara wrote [1]" and report.rows[3].withheld is None
    told = report.overall
    assert (told["questions"], told["answerable"], told["unanswerable"]) == (5, 3, 2)
    assert (told["right"], told["answered_wrong"], told["refused"]) == (1 / 3, 1 / 3, 1 / 3)
    assert told["short_answer_f1"] == (1 + 0) / 2
    # `right`: at rank 2. `wrong`: at rank 1, where the passage holds all of the evidence.
    assert (told["hit@1"], told["hit@5"], told["hit@10"]) == (1 / 2, 1, 1)
    assert told["mrr@10"] == (1 / 2 + 1) / 2
    assert told["ndcg@10"] == pytest.approx((1 / 1.5849625 + 1) / 2)
    assert told["citation_precision"] == 1 / 3, "those of `wrong` and `silly` are not"
    assert told["citation_recall"] == 1 / 2, "the evidence that was not found does not count"
    assert (told["refusal_precision"], told["refusal_recall"]) == (1 / 2, 1 / 2)
    # 0.9 right, 0.8 wrong, 0.7 wrong, 0.4 right, 0.0 wrong
    error = (abs(0.9 - 1) + abs(0.8 - 0) + abs(0.7 - 0) + abs(0.4 - 1) + 0) / 5
    assert told["calibration_error"] == pytest.approx(error)
    area = (0 + 1 / 2 + 2 / 3 + 2 / 4 + 3 / 5) / 5
    assert told["risk_coverage_area"] == pytest.approx(area)
    assert (told["p50_ms"], told["p95_ms"]) == (30, pytest.approx(48))
    assert told["questions_per_second"] == pytest.approx(5 / 0.150)
    assert list(report.by_type) == ["person", "unanswerable", "untyped"]
    assert report.by_type["person"]["right"] == 1 / 2
    assert report.by_type["unanswerable"]["right"] is None
    assert report.by_type["untyped"]["hit@1"] is None
    table = {row.threshold: row for row in report.curves.thresholds}
    assert (table[0.5].given, table[0.5].wrong, table[0.5].refused) == (3, 2 / 3, 1 / 3)
    assert (table[0].given, table[0].wrong, table[0].refused) == (4, 1 / 2, 0)
    assert report.warnings == (
        "Question 'f': the evidence “Dora” is in no document called a.md; it was not counted.",
    )


def test_evidence_is_found_wherever_it_stands_and_either_place_will_do() -> None:
    script = Script(
        texts={"a": "One. Same words. Two. Same\n words. Three."},
        answers={"q": ("Same\n words.", 0.9)},
        passages={"q": [("a", 17, 41)]},
    )
    report = run(script, Gold(1, "q", accept=(("x",),), evidence=(Evidence("a.md", "Same words"),)))
    (row,) = report.rows
    assert row.hit_rank == 1 and row.ndcg == 1 and row.evidence[0].cited
    assert row.citations[0].supports and row.outcome == "wrong"


def test_a_marker_between_words_is_none_of_them() -> None:
    script = Script(texts={"a": "Anna and Bernd"}, answers={"q": ("Anna and Bernd", 0.9)})
    answer = script.ask("q", keep=False)
    script.ask = lambda *_, **__: replace(answer, parts=written("Anna [1] and Clara [1] left."))  # type: ignore[method-assign]
    assert run(script, Gold(1, "q", accept=(("anna and clara left",),))).rows[0].right


def test_a_question_that_cannot_be_asked_is_a_warning() -> None:
    report = run(Script(texts={"a": "x"}), Gold(1, "too long", accept=(("x",),)))
    assert report.warnings == ("Question 1 could not be asked: The question is too long.",)
    assert report.rows[0].outcome == "refused" and report.rows[0].confidence == 0


def test_an_empty_library_is_named() -> None:
    with pytest.raises(AssistantError, match="library is empty"):
        run(Script(), Gold(1, "q", accept=(("x",),)))


# A real run


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    made = assemble(Settings(data_dir=tmp_path / "data"), HashingEmbedder())
    (tmp_path / "lotus.md").write_text(LOTUS, encoding="utf-8")
    (tmp_path / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    reports = made.ingest([tmp_path / "lotus.md", tmp_path / "harbour.md"])
    assert all(report.stored for report in reports)
    yield made
    made.close()


QUESTIONS = (
    Gold(
        1,
        "How many partners does the Lotus Programme have?",
        "number",
        accept=(("40",),),
        short_answers=("40",),
        evidence=(Evidence("lotus.md", "The Lotus Programme has 40 partners."),),
    ),
    Gold(
        2,
        "And how much does its fund pay a year?",
        "follow_up",
        history=(Turn("How many partners does the Lotus Programme have?"),),
        accept=(("4.2 million",),),
        evidence=(Evidence("lotus.md", "pays 4.2 million  euros"),),
    ),
    Gold(3, "How many berths has the harbour of Bergen?", accept=(("ten",),)),
    Gold(4, "Who painted the Mona Lisa?", "unanswerable", answerable=False),
)


def test_real_questions_over_real_documents(assistant: Assistant) -> None:
    counts: list[int] = []
    reports = [
        evaluate(
            assistant, QUESTIONS, name="g.jsonl", settings={"threshold": 0.37}, on_progress=step
        )
        for step in (counts.append, None)
    ]
    assert counts == [1, 1, 1, 1]
    rows = {row.id: row for row in reports[0].rows}
    assert rows[1].outcome == "right" and rows[1].hit_rank == 1
    assert rows[1].citations[0].supports and rows[1].evidence[0].cited
    assert rows[2].read_as is not None and "Lotus" in rows[2].read_as
    assert rows[3].outcome in ("wrong", "refused") and rows[3].ndcg is None
    assert rows[4].outcome == "refused_rightly" and rows[4].confidence < 0.37
    assert reports[0].warnings == ()
    assert reports[0].settings == {"threshold": 0.37, "documents": 2}
    assert assistant.gaps() == [], "an evaluation leaves no open questions behind"
    one, other = (timeless(report.to_dict()) for report in reports)
    assert one == other and one["overall"]["questions"] == 4


def timeless(told: dict[str, Any]) -> dict[str, Any]:
    """A report as JSON without what no two runs share."""
    times = ("p50_ms", "p95_ms", "questions_per_second")
    told = json.loads(json.dumps(told))
    del told["created"]
    for figures in (told["overall"], *told["by_type"].values()):
        for name in times:
            del figures[name]
    for row in told["rows"]:
        del row["elapsed_ms"]
    return told


# Comparisons


def row(identifier: int, status: str, right: bool, short: str | None = None) -> dict[str, Any]:
    return {
        "id": identifier,
        "question": f"Question {identifier}?",
        "status": status,
        "right": right,
        "short_answer": short,
        "text": f"Text of {identifier}.",
    }


def told(right: float | None, *rows: dict[str, Any]) -> dict[str, Any]:
    return {
        "created": "2026-11-20T10:00:00+00:00",
        "questions_file": "gold.jsonl",
        "overall": {"right": right, "p50_ms": 20.0},
        "rows": list(rows),
    }


def test_what_changed_question_by_question() -> None:
    old = told(
        0.5,
        row(1, "answered", True),
        row(2, "answered", False),
        row(3, "not_found", False),
        row(4, "answered", True, "40"),
        row(5, "answered", True),
        row(6, "not_found", True),
        row(7, "answered", True, "same"),
    )
    new = told(
        0.75,
        row(1, "answered", False),
        row(2, "partial", True),
        row(3, "answered", False),
        row(4, "answered", True, "41"),
        row(6, "answered", False),
        row(7, "answered", True, "same"),
        {**row(5, "answered", True), "question": "Another?"},
    )
    found = compare(old, new)
    assert [(change.id, change.what, change.direction) for change in found.changes] == [
        (1, "right → wrong", "worse"),
        (6, "refused → wrong", "worse"),
        (2, "wrong → right", "better"),
        (3, "refused → wrong", "other"),
        (4, "short answer changed", "other"),
    ]
    assert [(one.id, one.question) for one in found.only_old] == [(5, "Question 5?")]
    assert [(one.id, one.question) for one in found.only_new] == [(5, "Another?")]
    assert found.figures[0].difference == 0.25
    shown_lines = comparison_lines(found)
    assert "answered right, %               50.0 → 75.0       +25.0" in shown_lines
    assert "right → wrong: 1: Question 1?" in shown_lines and "old: 40" in shown_lines
    assert "only in the new report: 5: Another?" in shown_lines
    as_json = json.loads(json.dumps(found.to_dict()))
    assert as_json["figures"]["right"] == {"old": 0.5, "new": 0.75, "difference": 0.25}
    assert compare(told(None), told(0.5)).figures[0].difference is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        "{}",
        "[" * 100_000,
        json.dumps({**told(0.5), "rows": [{"id": 1}]}),
        json.dumps({**told(0.5), "rows": {"id": 1}}),
        json.dumps({**told(0.5), "rows": [{**row(1, "answered", True), "right": "yes"}]}),
        json.dumps({**told(0.5), "rows": [{**row(1, "answered", True), "id": [1]}]}),
        json.dumps({**told(0.5), "rows": [{**row(1, "answered", True), "text": "\ud800"}]}),
        json.dumps({**told(0.5), "overall": {"right": "much"}}),
        json.dumps({**told(0.5), "overall": {"right": float("nan")}}),
        json.dumps({**told(0.5), "overall": [1]}),
        json.dumps({**told(0.5), "created": 1}),
    ],
)
def test_what_is_no_report_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "old.json").write_text(text)
    with pytest.raises(AssistantError, match="old.json is no report of an evaluation"):
        read_report(tmp_path / "old.json")
    (tmp_path / "old.json").write_bytes(b"\xff\xfe")
    with pytest.raises(AssistantError, match="is no report"):
        read_report(tmp_path / "old.json")
    with pytest.raises(AssistantError, match="cannot be read"):
        read_report(tmp_path / "none.json")


def test_figures_in_words() -> None:
    assert shown("right", 0.9213) == "92.1\u00a0%" and shown("right", None) == "–"
    assert (
        shown("p50_ms", 1234.5) == "1,234.5\u00a0ms" and shown("questions_per_second", 5) == "5.0"
    )
    assert difference("right", 0.021) == "+2.1" and difference("right", -0.5) == "−50.0"
    assert difference("right", 0.0001) == "±0.0" and difference("right", None) == ""
    assert direction("right", 0.1) == "better" and direction("refused", 0.1) == "worse"
    assert direction("right", 0) == "same" and direction("p50_ms", 5) == "same"
    assert moment("2026-11-21T20:10:05+00:00") == "21 November 2026, 20:10 UTC"
    assert moment("some day") == "some day"


# The page


class Tags(HTMLParser):
    """The elements, attributes and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile_report() -> Report:
    script = Script(
        texts={"a": f"Anna leads {HOSTILE} it."},
        answers={
            HOSTILE: (f"Anna leads {HOSTILE} it.", 0.9),
            "withheld": (f"Anna leads {HOSTILE}", 0.2),
            "next": ("Anna leads", 0.9),
        },
        passages={HOSTILE: [("a", 0, 14)]},
    )
    history = (Turn(HOSTILE),)
    return replace(
        run(
            script,
            Gold(HOSTILE, HOSTILE, "person", history, accept=((HOSTILE, "x"),),
                 short_answers=(HOSTILE,), evidence=(Evidence("a.md", f"Anna leads {HOSTILE}"),)),
            Gold(2, "withheld", accept=(("x",),), evidence=(Evidence(HOSTILE, HOSTILE),)),
            Gold(3, "nothing", answerable=False),
            Gold(4, "next", answerable=False),
            Gold(5, "next", accept=(("Bernd",), ("Clara",))),
        ),
        questions_file=HOSTILE,
        settings={"embedder": HOSTILE, "threshold": 0.5, "reader": None},
    )  # fmt: skip


def test_the_page_is_whole_in_itself_and_obeys_no_text() -> None:
    report = hostile_report()
    as_json = json.loads(json.dumps(report.to_dict()))
    older = json.loads(json.dumps(as_json))
    older["rows"][0]["short_answer"] = HOSTILE
    older["rows"][1]["question"] += HOSTILE
    older["questions_file"] = older["created"] = HOSTILE
    html = page(report, compare(older, as_json))
    seen = Tags(html)
    elements = {tag for tag, _ in seen.found}
    assert elements.isdisjoint({"script", "link", "img", "iframe", "object", "form", "base"})
    for _, attributes in seen.found:
        for name, value in attributes.items():
            assert not name.startswith("on") and name not in (
                "src",
                "srcset",
                "action",
                "xlink:href",
            )
            assert name != "href" or (value or "").startswith("#")
    assert not re.search(r"url\(|@import|https?:", html), "nothing from outside"
    assert "default-src 'none'" in html
    assert seen.text.count(HOSTILE) > 10 and "49" not in seen.text.replace("249", "")
    assert "What changed" in seen.text and "Only in the old report" in seen.text
    for heading in ("Answered wrong", "Refused, and should", "Rightly refused", "no document"):
        assert heading in seen.text
    places = [html.index(f'id="{outcome}"') for outcome in ("wrong", "refused", "right")]
    assert places == sorted(places), "the wrong ones first"
    targets = {attributes.get("id") for _, attributes in seen.found}
    for _, attributes in seen.found:
        if "href" in attributes:
            assert (attributes["href"] or "")[1:] in targets


def test_the_page_of_one_question_without_anything_to_measure() -> None:
    script = Script(texts={"a": "x"})
    html = page(run(script, Gold(1, "q", answerable=False)))
    assert "What changed" not in html and "100.0" in html
    assert "nan" not in html.lower().replace("unanswerable", "") and "None" not in html
    html = page(run(script, Gold(1, "q", accept=(("x",),))))
    assert "0.0\u00a0%" in html


def test_a_long_curve_is_thinned_to_what_can_be_seen() -> None:
    script = Script(texts={"a": "x"}, milliseconds=iter([1.0] * 9000))
    report = run(script, *(Gold(number, "q", answerable=False) for number in range(2000)))
    points = thinned(report.curves.risk_coverage)
    assert 200 < len(points) < 400 and points[-1] == (1.0, 1.0)


# In the terminal

Terminal = Callable[..., tuple[int, str, str]]


@pytest.fixture
def terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Terminal:
    """Runs the program in this process with the hashing embedder."""
    from assistant import assembly

    monkeypatch.setattr(assembly, "make_embedder", lambda settings: HashingEmbedder())
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path / "data"))

    def run_(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["assistant", *map(str, arguments)])
        status = faulty_child.run_terminal()
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return status, said.out, said.err

    return run_


@pytest.fixture
def filled(terminal: Terminal, tmp_path: Path) -> Terminal:
    (tmp_path / "lotus.md").write_text(LOTUS, encoding="utf-8")
    assert terminal("ingest", tmp_path / "lotus.md")[0] == 0
    return terminal


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    return lines(
        tmp_path / "gold.jsonl",
        {"id": 1, "question": "How many partners has the Lotus Programme?", "accept": ["40"]},
        {"id": 2, "question": "Who painted the Mona Lisa?", "answerable": False},
        {
            "id": 3,
            "question": "What does the fund of the Lotus Programme pay a year?",
            "type": "number",
            "accept": ["5 million"],
            "evidence": [{"source": "lotus.md", "quote": "not there"}],
        },
    )


def test_the_command_prints_writes_and_compares(
    filled: Terminal, asked: Path, tmp_path: Path
) -> None:
    status, out, err = filled("evaluate", asked)
    assert status == 0, "bad answers are no failure of the command"
    assert out.startswith("in %") and "all questions" in out and "untyped" in out
    assert "the evidence “not there” is in no document" in err
    assert err.endswith("3 questions evaluated.\n")
    before = {path.name for path in tmp_path.iterdir()}
    status, out, err = filled("evaluate", asked, "--json")
    assert status == 0 and json.loads(out)["questions"] == 3
    assert {path.name for path in tmp_path.iterdir()} == before, "nothing is written unasked"

    report, html = tmp_path / "r.json", tmp_path / "r.html"
    status, _, err = filled("evaluate", asked, "--report", report, "--html", html)
    assert status == 0 and "Written: " in err
    written = json.loads(report.read_text(encoding="utf-8"))
    assert written.keys() == {
        "created", "questions_file", "questions", "settings", "overall", "by_type", "curves",
        "warnings", "rows", "reviews",
    }  # fmt: skip
    assert written["questions_file"] == "gold.jsonl"
    assert written["settings"].keys() >= {"embedder", "reader", "threshold"}
    assert html.read_text(encoding="utf-8").startswith("<!doctype html>")

    status, out, _ = filled("evaluate", asked, "--compare", report, "--report", report)
    assert status == 0 and "0 questions changed" in out and "±0.0" in out
    status, out, _ = filled("evaluate", asked, "--compare", report, "--json")
    assert json.loads(out)["comparison"]["changes"] == []


def one_sentence(ended: tuple[int, str, str]) -> str:
    status, out, err = ended
    assert (status, out) == (1, "") and err.strip() and "\n" not in err.strip()
    return err


def test_problems_are_one_sentence_and_nothing_is_run(
    filled: Terminal, asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = lines(tmp_path / "bad.jsonl", "{", {"id": 1})
    assert "line 1: not JSON" in one_sentence(filled("evaluate", bad))
    assert "cannot be read" in one_sentence(filled("evaluate", tmp_path / "none.jsonl"))
    assert "is no report" in one_sentence(filled("evaluate", asked, "--compare", asked))
    for path in (tmp_path / "no" / "r.json", tmp_path):
        one_sentence(filled("evaluate", asked, "--report", path))
    assert "holds the questions" in one_sentence(filled("evaluate", asked, "--html", asked))
    same = filled("evaluate", asked, "--html", tmp_path / "r", "--report", tmp_path / "r")
    assert "other report" in one_sentence(same)
    assert "File name too long" in one_sentence(filled("evaluate", asked, "--html", "x" * 400))
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path / "new"))
    assert "library is empty" in one_sentence(filled("evaluate", asked))


def test_a_report_is_written_whole_or_not_at_all(
    filled: Terminal, asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "r.json"
    report.write_text("the old one")

    def full(temporary: Path, path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.store.database.publish", full)
    said = one_sentence(filled("evaluate", asked, "--report", report))
    assert "cannot be written: No space left on device" in said
    assert report.read_text() == "the old one"
    assert list(tmp_path.glob("r.json*")) == [report]


def test_stopping_leaves_a_sentence_and_no_report(
    filled: Terminal, asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any, **__: Any) -> Report:
        raise KeyboardInterrupt

    monkeypatch.setattr(evaluation, "evaluate", stopped)
    before = {path.name for path in tmp_path.iterdir()}
    report, html = tmp_path / "r.json", tmp_path / "r.html"
    status, out, err = filled("evaluate", asked, "--report", report, "--html", html)
    assert status != 0 and out == "" and err.startswith("Stopped. ")
    assert {path.name for path in tmp_path.iterdir()} == before


def test_the_table_stays_within_the_width_of_the_terminal() -> None:
    table = evaluation_lines(hostile_report()).splitlines()
    assert max(map(len, table)) <= 97 and table[0].split()[:3] == ["in", "%", "n"]
