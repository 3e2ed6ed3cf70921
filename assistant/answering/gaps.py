"""Why there is no answer: what of the question the passages that were read do not have."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Absence
from assistant.answer_parts import MissingPart
from assistant.answering.selection import Quote
from assistant.reader.overlap import coverage, rarity
from assistant.reader.passages import ReadPassage
from corpus.language.dates import years_in
from corpus.language.identification import reply_language
from corpus.language.sentences import sentence_spans
from corpus.language.values import people_in
from corpus.language.words import folded, words
from index.question import Question

ABOUT_IT = 0.5  # logit of the best passage, from which it is on the subject


def gap_of(question: Question, read: Sequence[ReadPassage], quotes: Sequence[Quote]) -> Absence:
    """`nothing` where no passage is about it; else what the nearest passages have another of."""
    if not read or max(passage.reading.related for passage in read) < ABOUT_IT:
        return "nothing"
    near = read[quotes[0].passage] if quotes else read[0]
    around = f"{near.lead} {near.text}"
    years = years_in(question.text)
    if years and not years & years_in(around):
        return "other_year"
    named = {folded(word) for word in words(question.text)[1:] if word[0].isupper()}
    missing = named - {folded(word) for word in words(around)}
    if missing and near.same_language:  # names are written otherwise in the other one
        people = {folded(word) for found in people_in(question.text) for word in words(found.text)}
        return "other_person" if missing & people else "other_body"
    weights = rarity(question.text, [passage.text for passage in read])
    return "not_this" if coverage(weights, around) > 0 or not near.same_language else "nothing"


_REASONS: dict[str, dict[Absence, str]] = {
    "en": {
        "nothing": "no passage is about this.",
        "not_this": "they tell of this, but not what is asked here.",
        "other_year": "they tell of this for another time only.",
        "other_place": "they tell of this for another place only.",
        "other_person": "they tell of this, but not of the person who is named.",
        "other_body": "they tell of this, but not of what is named here.",
        "false_premise": "they say otherwise.",
    },
    "vi": {
        "nothing": "không có đoạn nào nói về điều này.",
        "not_this": "tài liệu có nói về việc này nhưng không nói điều được hỏi.",
        "other_year": "tài liệu chỉ nói về việc này ở thời gian khác.",
        "other_place": "tài liệu chỉ nói về việc này ở nơi khác.",
        "other_person": "tài liệu có nói về việc này nhưng không nói về người được nêu.",
        "other_body": "tài liệu có nói về việc này nhưng không nói về tổ chức được nêu.",
        "false_premise": "tài liệu nói khác.",
    },
}


def not_told(part: Question, question: Question, titles: Sequence[str]) -> MissingPart:
    """The part of a question that has no answer, without what is told before it, with the titles
    of the documents that it is asked of, in the language of the question."""
    language = reply_language(question.text)
    asked_of = f" ({'; '.join(titles)})" if titles else ""
    start, end = sentence_spans(part.text)[-1]
    return MissingPart(f"“{part.text[start:end]}”{asked_of}.", language)


def reason_of(gap: Absence, question: Question, found: bool = True) -> MissingPart:
    """The reason in the language of the question; `found` is whether there was a passage at all."""
    language = reply_language(question.text)
    return MissingPart(_REASONS[language][gap] if found else _NO_PASSAGE[language], language)


_NO_PASSAGE = {
    "en": "there are no documents yet, or none of that time; add some first.",
    "vi": "chưa có tài liệu nào, hoặc không có tài liệu của thời gian đó; hãy thêm tài liệu trước.",
}
