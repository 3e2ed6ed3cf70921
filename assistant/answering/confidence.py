"""How likely a question is answered, and rightly, from everything that was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log, nan
from statistics import fmean

from assistant.answering.logistic import best, clipped
from assistant.answering.selection import GROUPS, EvidenceSentence, Quote
from assistant.answering.values import holds_date, holds_name, holds_number
from assistant.reader.overlap import coverage, missing_names, missing_numbers, rarity
from assistant.reader.passages import ReadPassage


def confidence_features(
    question: str,
    passages: Sequence[ReadPassage],
    sentences: Sequence[EvidenceSentence],
    quotes: Sequence[Quote],
    kinds: Mapping[str, float],
) -> dict[str, float]:
    """The features of one question; `sentences` are scored, most probable first."""
    answers = sorted((clipped(p.reading.answers) for p in passages), reverse=True) or [-8.0]
    related = [clipped(p.reading.related) for p in passages]
    evidence = sorted(
        (
            clipped(score.evidence)
            for passage in passages
            for score in passage.reading.sentences
            if score is not None
        ),
        reverse=True,
    ) or [-8.0]
    spans = [
        clipped(score.span, -12, 12)
        for passage in passages
        for score in passage.reading.sentences
        if score is not None
    ]
    lead = sentences[0] if sentences else None
    lead_passage = passages[lead.passage] if lead else None
    said = " ".join(
        passages[quote.passage].sentence(number)
        for quote in quotes
        for number in range(quote.first, quote.last + 1)
    )
    cosines = [passage.cosine for passage in passages]
    meant = lead_passage.meanings if lead_passage else ()
    lead_meaning = meant[lead.number] if lead and meant else None
    lead_answers = clipped(lead_passage.reading.answers) if lead_passage else -8.0
    lead_score = lead_passage.reading.sentences[lead.number] if lead and lead_passage else None
    broad = 1.0 - sum(kinds[kind] for kind in (*GROUPS["value"], *GROUPS["statement"]))
    around = f"{lead_passage.lead} {lead_passage.text} {said}" if lead_passage else ""
    weights = rarity(question, [passage.text for passage in passages])
    same = float(lead_passage is not None and lead_passage.same_language)
    missing = (
        kinds["date"] * (not holds_date(said))
        + kinds["number"] * (not holds_number(said))
        + (kinds["person"] + kinds["place"]) * (not holds_name(said))
    )
    return {
        "top_sentence": _logit(lead.probability if lead else 0.0),
        "second_sentence": _logit(sentences[1].probability if len(sentences) > 1 else 0.0),
        "evidence": evidence[0],
        "answers": answers[0],
        "lead_answers": lead_answers,
        "second_answers": answers[1] if len(answers) > 1 else -8.0,
        "answers_margin": answers[0] - (answers[1] if len(answers) > 1 else -8.0),
        "related": best(related),
        "lead_related": clipped(lead_passage.reading.related) if lead_passage else -8.0,
        "span": best(spans, -12.0),
        "lead_span": clipped(lead_score.span, -12, 12) if lead_score else -12.0,
        "passages_answering": float(sum(value > 0 for value in answers)),
        "sentences_likely": float(min(8, sum(s.probability > 0.5 for s in sentences))),
        "expected": min(6.0, sum(sentence.probability for sentence in sentences)),
        "cosine": best(cosines, 0.0),
        "cosine_above_mean": best(cosines, 0.0) - (fmean(cosines) if cosines else 0.0),
        "lead_meaning": nan if lead_meaning is None else lead_meaning,
        "lead_rank": float(lead_passage.rank) if lead_passage else 8.0,
        "searches_agree": float(
            lead_passage is not None
            and lead_passage.dense_rank < 3
            and (lead_passage.keyword_rank < 3 or not lead_passage.same_language)
        ),
        "other_language": float(lead_passage is not None and not lead_passage.same_language),
        "numbers_missing": missing_numbers(question, around),
        "names_missing": same * missing_names(question, around),
        "words": same * coverage(weights, said),
        "words_of_passage": same * coverage(weights, around),
        "value_missing": float(missing),
        "broad": broad,
        "broad_answers": broad * answers[0],
        "summary": kinds["summary"],
        "sides": kinds["compare"] + kinds["multi"] + kinds["conflict"],
        "list": kinds["list"],
    }


def _logit(probability: float) -> float:
    bounded = min(0.9995, max(0.0005, probability))
    return log(bounded / (1 - bounded))
