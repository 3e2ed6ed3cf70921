"""The arithmetic of an evaluation, by hand and by properties."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation import metrics
from assistant.evaluation.metrics import DocumentSpan, Judged

judgements = st.lists(
    st.builds(
        lambda confidence, answerable, right, answered: Judged(
            confidence, answerable and right and answered, answerable, answered
        ),
        st.sampled_from([0.0, 0.05, 0.1, 0.3, 0.37, 0.5, 0.72, 0.9, 0.999, 1.0]),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    max_size=40,
)

# Texts


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It was signed on 5\u00a0December\n2024.", "5 december 2024"),
        ("the “Lotus” Programme", 'the "lotus" programme'),
        ("Vietnam’s partner", "vietnam's partner"),
        ("from 2026–2028", "2026-2028"),
        ("from 2026 — 2028", "2026-2028"),
        ("the ef\ufb01cient way", "efficient"),
        ("co\u00adoperation", "cooperation"),
        ("Hu\u0065\u0302\u0301 is a city", "Huế"),
        ("It has 40 partners", "partner"),
        ("4.2 million", "4.2"),
        ("about $40, in all", "40"),
        ("40% of it", "40%"),
        ("there are 40.", "40"),
        ("(AI) systems", "AI"),
        ("半导体供应链", "供应"),
    ],
)
def test_words_are_found_however_they_are_typed(text: str, wanted: str) -> None:
    assert metrics.says(["something else", text], wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It has 1,402 partners", "40"),
        ("It has 140 partners", "40"),
        ("It has 40.5 partners", "40"),
        ("It has 3.40 partners", "40"),
        ("It has 40,000 partners", "40"),
        ("They said so", "AI"),
        ("It aims high", "AI"),
        ("It is not so", "no"),
        ("a part of it", "art"),
        ("CO2 falls", "2"),
        ("", "x"),
    ],
)
def test_a_part_of_a_word_or_number_is_not_it(text: str, wanted: str) -> None:
    assert not metrics.says([text], wanted)


def test_every_group_needs_one_of_its_strings() -> None:
    texts = ["Japan and India", "Australia"]
    assert metrics.accepted(texts, [["Japan", "Nippon"], ["Australia"]])
    assert not metrics.accepted(texts, [["Japan"], ["Korea", "China"]])
    assert metrics.accepted(texts, [["Korea", "India"]])


@pytest.mark.parametrize(
    ("told", "gold", "expected"),
    [
        ("5 December 2024", ["5 December 2024"], 1.0),
        ("the 5 December, 2024", ["5 december 2024"], 1.0),
        ("December 2024", ["5 December 2024"], 2 * (2 / 2) * (2 / 3) / (2 / 2 + 2 / 3)),
        ("40 partners", ["forty", "40"], 2 * (1 / 2) * 1 / (1 / 2 + 1)),
        ("40 40 40", ["40"], 2 * (1 / 3) * 1 / (1 / 3 + 1)),
        ("nothing of it", ["40"], 0.0),
        (None, ["40"], 0.0),
        ("", ["40"], 0.0),
        ("40", [], 0.0),
        ("The", ["a"], 1.0),
    ],
)
def test_f1_of_the_words_in_common(told: str | None, gold: list[str], expected: float) -> None:
    assert metrics.token_f1(told, gold) == pytest.approx(expected)


@given(st.text(max_size=30), st.text(max_size=30))
def test_f1_is_symmetric_and_between_0_and_1(one: str, other: str) -> None:
    score = metrics.token_f1(one, [other])
    assert 0 <= score <= 1
    if one and other:
        assert score == pytest.approx(metrics.token_f1(other, [one]))
        assert metrics.token_f1(one, [one]) == 1


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = metrics.normalised(text)
    assert metrics.normalised(once) == once


# Places


def test_places_are_the_same_from_half_of_the_shorter_on() -> None:
    gold = DocumentSpan("a", 100, 120)
    assert metrics.same_place(DocumentSpan("a", 0, 110), gold)
    assert not metrics.same_place(DocumentSpan("a", 0, 109), gold)
    assert metrics.same_place(DocumentSpan("a", 110, 400), gold)
    assert metrics.same_place(DocumentSpan("a", 105, 115), gold), "inside it"
    assert not metrics.same_place(DocumentSpan("b", 100, 120), gold), "another document"
    assert not metrics.same_place(DocumentSpan("a", 110, 110), gold), "nothing at all"
    assert metrics.overlap(DocumentSpan("a", 0, 101), gold) == 1
    assert metrics.overlap(DocumentSpan("a", 0, 100), gold) == 0


# Ranking


def test_the_rank_of_the_first_hit() -> None:
    assert metrics.first_hit([False, False, True, True]) == 3
    assert metrics.first_hit([False]) is None
    assert metrics.first_hit([]) is None


def test_ndcg_by_hand() -> None:
    def gain(rank: int) -> float:
        return 1 / math.log2(1 + rank)

    assert metrics.ndcg([True], 0) == 1
    assert metrics.ndcg([False, True], 0) == pytest.approx(gain(2) / gain(1))
    both = (gain(1) + gain(3)) / (gain(1) + gain(2))
    assert metrics.ndcg([True, False, True], 0) == pytest.approx(both)
    assert metrics.ndcg([True], 1) == pytest.approx(gain(1) / (gain(1) + gain(2)))
    assert metrics.ndcg([False] * 10 + [True], 1) == 0, "below the tenth nothing counts"
    assert metrics.ndcg([], 0) == 0


@given(st.lists(st.booleans(), max_size=15), st.integers(0, 4))
def test_ndcg_is_best_with_the_hits_first_and_none_missed(hits: list[bool], missed: int) -> None:
    score = metrics.ndcg(hits[:10], missed)
    first = metrics.ndcg(sorted(hits[:10], reverse=True), missed)
    assert 0 <= score <= first + 1e-12 <= 1 + 1e-9
    assert (first > 1 - 1e-9) == (any(hits[:10]) and (missed == 0 or sum(hits[:10]) == 10))


# Calibration

FOUR = [Judged(0.95, True), Judged(0.91, False), Judged(0.15, False), Judged(1.0, True)]


def test_reliability_and_its_error_by_hand() -> None:
    bins = metrics.reliability(FOUR)
    assert [one.count for one in bins] == [0, 1, 0, 0, 0, 0, 0, 0, 0, 3]
    assert bins[0].confidence is None and bins[0].right is None
    assert bins[9].confidence == pytest.approx((0.95 + 0.91 + 1.0) / 3)
    assert bins[9].right == pytest.approx(2 / 3)
    gap = abs((0.95 + 0.91 + 1.0) / 3 - 2 / 3)
    expected = (1 * 0.15 + 3 * gap) / 4
    assert metrics.calibration_error(bins) == pytest.approx(expected)
    assert metrics.calibration_error(metrics.reliability([])) is None


def test_risk_and_coverage_by_hand() -> None:
    points = metrics.risk_coverage(FOUR)
    assert [point.coverage for point in points] == [1 / 4, 2 / 4, 3 / 4, 1]
    assert [point.confidence for point in points] == [1.0, 0.95, 0.91, 0.15]
    assert [point.error for point in points] == [0, 0, 1 / 3, 2 / 4]
    assert metrics.area_under(points) == pytest.approx((0 + 0 + 1 / 3 + 2 / 4) / 4)
    assert metrics.area_under(()) is None


def test_equal_confidences_share_their_errors() -> None:
    points = metrics.risk_coverage([Judged(0.5, True), Judged(0.5, False)])
    assert [point.error for point in points] == [0.5, 0.5]


def test_thresholds_by_hand() -> None:
    judged = [
        Judged(0.9, True),
        Judged(0.5, False),
        Judged(0.5, False, answerable=False),
        Judged(0.2, True),
        Judged(0.8, False, given=False),
    ]
    table = {row.threshold: row for row in metrics.threshold_table(judged)}
    assert len(table) == 21
    assert (table[0].given, table[0].wrong, table[0].refused) == (4, 2 / 4, 1 / 4)
    assert (table[0.5].given, table[0.5].wrong, table[0.5].refused) == (3, 2 / 3, 2 / 4)
    assert (table[0.55].given, table[0.55].wrong, table[0.55].refused) == (1, 0, 3 / 4)
    assert (table[1].given, table[1].wrong, table[1].refused) == (0, None, 1)
    assert metrics.threshold_table([])[0].refused is None


@given(judgements, st.randoms(use_true_random=False))
def test_calibration_does_not_depend_on_the_order(
    judged: list[Judged], chance: random.Random
) -> None:
    shuffled = judged[:]
    chance.shuffle(shuffled)
    pairs = zip(metrics.risk_coverage(judged), metrics.risk_coverage(shuffled), strict=True)
    assert all(one.error == pytest.approx(other.error) for one, other in pairs)
    assert metrics.threshold_table(judged) == metrics.threshold_table(shuffled)


@given(judgements)
def test_calibration_stays_within_its_bounds(judged: list[Judged]) -> None:
    bins = metrics.reliability(judged)
    assert sum(one.count for one in bins) == len(judged)
    for one in bins:
        if one.confidence is not None:
            assert one.low <= one.confidence + 1e-9 and one.confidence <= one.high + 1e-9
    points = metrics.risk_coverage(judged)
    assert len(points) == len(judged)
    assert all(-1e-9 <= point.error <= 1 + 1e-9 for point in points)
    if judged:
        wrong = sum(not one.right for one in judged)
        assert points[-1].error == pytest.approx(wrong / len(judged))
        error = metrics.calibration_error(bins)
        assert error is not None and 0 <= error <= 1
    table = metrics.threshold_table(judged)
    refused = [row.refused for row in table if row.refused is not None]
    assert refused == sorted(refused), "a higher threshold never refuses less"
    assert [row.given for row in table] == sorted((row.given for row in table), reverse=True)


# Sums


def test_means_and_percentiles() -> None:
    assert metrics.mean([1, 2, 6]) == 3
    assert metrics.mean([]) is None
    assert metrics.share(1, 0) is None
    assert metrics.percentile([40, 10, 20, 30], 0.5) == 25
    assert metrics.percentile([10, 20, 30], 0.95) == pytest.approx(29)
    assert metrics.percentile([7], 0.95) == 7
    assert metrics.percentile([], 0.5) is None
