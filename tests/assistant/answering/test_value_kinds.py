"""Does a sentence hold what the question asks for?"""

from __future__ import annotations

import pytest
from assistant.answering.value_kinds import fits, lacks_kind, of_other_reference, of_other_year
from assistant.reader.reading import ScoredSentence

from assistant.question.analysis import analyse


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("When was it signed?", "It was signed in Hanoi on 5 December 2024.", True),
        ("When was it signed?", "It was signed in Hanoi.", False),
        ("When will the centre open?", "The agreement was signed on 5 December 2024.", False),
        ("When will the centre open?", "The centre is to open by 2027.", True),
        ("How many offices are there?", "A network of 98 offices serves citizens.", True),
        ("How many offices are there?", "In 2024 a new office opened.", False),
        ("How much does it cost?", "It costs 12 million euros.", True),
        ("Who signed it?", "Minister Tran Van An signed it.", True),
        ("Who led the delegation?", "The Vietnamese delegation attended in Paris.", False),
        ("Who is the Minister of Trade?", "Deputy Minister Tran Van An spoke.", False),
        ("Who is the Minister of Trade?", "Minister Tran Van An and Deputy Minister Le An", True),
        ("Who is the Deputy Minister?", "Deputy Minister Tran Van An spoke.", True),
        ("In which Vietnamese city is it?", "It stands in Vietnam.", False),
        ("In which Vietnamese city is it?", "It stands in Da Nang, Vietnam.", True),
        ("In which city was the summit?", "At the summit they spoke of Ukraine.", False),
        ("Where is it?", "It is inside the ministry.", True),
        ("Who are the partners?", "Meta and the National Innovation Center.", True),
        ("Who runs the centre?", "The centre is a partner of Meta.", False),
        ("Name of the Minister of Trade?", "Deputy Minister Tran Van An spoke.", False),
        ("On which day was it adopted?", "It was adopted in 2024.", False),
        ("On which day was it adopted?", "It was adopted on 4 May 2024.", True),
        ("On which day was it adopted?", "It was adopted on May 4, 2024.", True),
        ("In which year was it adopted?", "It was adopted in 2024.", True),
        ("What is diplomacy?", "Diplomacy is patience.", True),
    ],
)
def test_a_sentence_holds_the_kind_asked_for(question: str, text: str, expected: bool) -> None:
    assert fits(analyse(question), text) is expected


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("Who chaired it in 2026?", "In 2025 Tran Van An chaired it.", True),
        ("Who chaired it in 2026?", "Tran Van An will chair it.", False),
        ("Who chaired it in 2025?", "In 2024 and 2025 Tran Van An chaired it.", False),
        ("Who chaired it?", "In 2025 Tran Van An chaired it.", False),
    ],
)
def test_a_sentence_of_another_year(question: str, text: str, other: bool) -> None:
    assert of_other_year(analyse(question), text) is other


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("What is Resolution 71 about?", "Resolution 57 is about science.", True),
        ("What is Resolution 71 about?", "Resolution 71 implements Resolution 57.", False),
        ("What is Resolution 71 about?", "The Government acted. Decree 9 followed.", False),
        ("What does the resolution say?", "Resolution 57 is about science.", False),
    ],
)
def test_a_sentence_of_another_resolution(question: str, text: str, other: bool) -> None:
    assert of_other_reference(analyse(question), text) is other


def test_a_passage_lacks_the_kind_only_where_all_its_sentences_do() -> None:
    def sentence(fitting: bool) -> ScoredSentence:
        return ScoredSentence(0, 1, "x", 0.5, 0.5, fitting)

    asked = analyse("When was it signed?")
    assert lacks_kind(asked, [sentence(False), sentence(False)])
    assert not lacks_kind(asked, [sentence(False), sentence(True)])
    assert not lacks_kind(analyse("Why was it signed?"), [sentence(False)])
