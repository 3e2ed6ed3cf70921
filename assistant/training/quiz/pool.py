"""The pool: all that the items of a quiz are made from, and what is true in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from assistant.training.material import Material
from assistant.training.pack import AnswerKey, Difficulty, Item, ItemType
from assistant.training.quiz.evidence.deeds import Deed, Doer, deed_of, doer_of
from assistant.training.quiz.evidence.facts import Fact, PlacedValue, facts, placed_values
from assistant.training.quiz.evidence.lists import ListMember, Meaning, meaning_of, members
from assistant.training.quiz.evidence.rules import Case, Rule, cases, rule_of
from assistant.training.quiz.evidence.sayings import Saying, Speaker, saying_of, speakers_in
from assistant.training.quiz.evidence.tables import AskedColumn, columns
from assistant.training.quiz.questions import AnsweredQuestion, Definition, asked_by, defined_by
from assistant.training.quiz.sentences import other_sentences, own_sentences
from assistant.training.sentence import Sentence
from corpus.language.identification import language_of
from corpus.language.stems import content

ELSEWHERE = 0.3  # cosine taken for a sentence that is not about the topic
CLOSE = 0.53  # cosine from which two sentences may say the same of different things
COMMON = 0.1  # share of the sentences from which words that they hold tell nothing
SAID_AGAIN = 0.75  # share of the words of a question from which a sentence says the same
HELD = 0.5  # share of the words of a question from which a sentence is about it


JudgedBy = tuple[str, str, tuple[str, ...]]  # a question, what is right and what is wrong


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """The sentences of a material with what was found in them."""

    material: Material
    sentences: tuple[Sentence, ...]
    everything: tuple[Sentence, ...]  # and those of the same documents on other things
    definitions: tuple[Definition, ...]
    asked: tuple[AnsweredQuestion, ...]
    facts: tuple[Fact, ...]  # of the material alone
    shelf: tuple[PlacedValue, ...]  # what may stand as a wrong value
    columns: tuple[AskedColumn, ...]
    lists: tuple[tuple[ListMember, ...], ...]
    meanings: tuple[Meaning, ...]
    rules: tuple[Rule, ...]
    cases: tuple[Case, ...]
    sayings: tuple[Saying, ...]
    speakers: tuple[tuple[Speaker, Sentence], ...]  # each with the sentence that names them
    doers: tuple[Doer, ...]
    deeds: tuple[Deed, ...]  # of the material alone
    places: dict[str, list[int]] = field(repr=False)  # of sentences, by stem

    @classmethod
    def of(cls, material: Material) -> Pool:
        found = own_sentences(material)
        everything = (*found, *other_sentences(material))
        english = [one for one in everything if language_of(one.text) != "vi"]
        own = material.sentences
        tables = [
            column
            for document in material.documents.values()
            for column in columns(document, [one for one in own if one.document is document])
        ]
        values = [value for one in everything for value in placed_values(one)]
        meanings = (meaning_of(one) for one in everything)
        definitions = (defined_by(one) for one in english)
        doers = tuple(doer for one in english if (doer := doer_of(one)))
        return cls(
            material=material,
            sentences=found,
            everything=everything,
            definitions=tuple(one for one in definitions if one),
            asked=tuple(one for each in english for one in asked_by(each)),
            facts=tuple(
                fact for one in found for fact in facts(one) if not _contradicted(fact, values)
            ),
            shelf=tuple(values),
            columns=tuple(tables),
            lists=tuple(tuple(some) for some in members(_items(material)).values()),
            meanings=tuple(one for one in meanings if one),
            rules=tuple(rule for one in everything if (rule := rule_of(one))),
            cases=tuple(case for one in everything for case in cases(one)),
            sayings=tuple(saying for one in everything if (saying := saying_of(one))),
            speakers=tuple((who, one) for one in everything for who in speakers_in(one)),
            doers=doers,
            deeds=tuple(
                deed for one in doers if one.sentence.is_on_topic and (deed := deed_of(one))
            ),
            places=_by_stem(everything),
        )

    @property
    def own_definitions(self) -> tuple[Definition, ...]:
        """Those of the material, which can be asked for."""
        return tuple(one for one in self.definitions if one.sentence.is_on_topic)

    @property
    def own_rules(self) -> tuple[Rule, ...]:
        """Those of the material, which can be asked for."""
        return tuple(one for one in self.rules if one.sentence.is_on_topic)

    @property
    def own_asked(self) -> tuple[AnsweredQuestion, ...]:
        """Those of the material, which can be asked."""
        return tuple(one for one in self.asked if one.sentence.is_on_topic)

    def closeness(self, one: Sentence, other: Sentence) -> float:
        """The cosine of two sentences' meaning."""
        if not (one.is_on_topic and other.is_on_topic):
            return ELSEWHERE
        return self.material.closeness(one, other)

    def is_common(self, words: str) -> bool:
        """Whether so many sentences hold these words that they tell nothing of any."""
        holding = sum(sentence.is_on_topic for sentence in self.mentioning(content(words)))
        return holding > max(2, COMMON * len(self.sentences))

    def mentioning(self, words: frozenset[str]) -> Iterator[Sentence]:
        """The sentences that hold all of some stems."""
        lists = sorted((self.places.get(stem, []) for stem in words), key=len)
        if lists:
            others = [set(places) for places in lists[1:]]
            for place in lists[0]:
                if all(place in known for known in others):
                    yield self.everything[place]

    def may_be_true(self, words: str, asked: frozenset[str], of: Sentence) -> bool:
        """Whether `words` may answer a question with the stems `asked`, made of a sentence:
        whether a sentence with these words is about the same.
        """
        own = content(words)
        left = asked - own
        for sentence in self.mentioning(own):
            if sentence is of:
                return True
            if len(left & sentence.stems) >= HELD * max(1, len(left)):
                return True
            if self.closeness(sentence, of) >= CLOSE:
                return True
        return not own


@dataclass(frozen=True, slots=True, eq=False)
class CandidateItem:
    """An item that may be kept, and the sentences that it was made of.

    `question` is what the reader is asked to judge it by, with the answer that is `right` and those
    that are `wrong`; empty where the form of a document settles it, as in a table.
    """

    item: Item
    made_of: tuple[Sentence, ...]
    question: str = ""
    right: str = ""
    wrong: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        kind: ItemType,
        asked: tuple[str, AnswerKey],  # the stem and the right answer
        level: Difficulty,
        made_of: Iterable[Sentence],
        *,
        options: Iterable[str] = (),
        accepted: Iterable[str] = (),
        judged_by: JudgedBy | None = None,
    ) -> CandidateItem:
        """The item that asks this, citing the sentences that it is made of; it has no id yet."""
        sentences = tuple(made_of)
        citations = tuple(one.citation for one in sentences)
        section = sentences[0].section
        shown = tuple(options), tuple(accepted)
        item = Item("", kind, *asked, level, citations, *shown, section)
        return cls(item, sentences, *(judged_by or ()))


def _contradicted(fact: Fact, values: Iterable[PlacedValue]) -> bool:
    """Whether another sentence says most of the same with another value, as an older text may."""
    asked = content(
        fact.question.replace(fact.value.unit, " ") if fact.value.unit else fact.question
    )
    asked = frozenset(word for word in asked if not word.isdigit())
    own = fact.sentence
    return any(
        len(asked & one.sentence.stems) >= SAID_AGAIN * len(asked)
        for one in values
        if one.value.kind == fact.value.kind
        and one.value.unit == fact.value.unit
        and one.value.size != fact.value.size
        and (one.sentence.document is not own.document or one.sentence.start != own.start)
        and fact.value.bare not in one.sentence.text
    )


def _items(material: Material) -> Iterator[Sentence]:
    """The items of lists of all documents; those of the material are its own sentences."""
    own = {(one.document.id, one.start): one for one in material.sentences}
    for document in material.documents.values():
        for line in document.lines:
            if line.kind == "item":
                start = line.words_start
                yield own.get((document.id, start)) or Sentence(document, start, line.end)


def _by_stem(found: tuple[Sentence, ...]) -> dict[str, list[int]]:
    """The places of sentences by the stems of their words."""
    places: dict[str, list[int]] = {}
    for place, sentence in enumerate(found):
        for stem in sorted(sentence.stems):
            places.setdefault(stem, []).append(place)
    return places
