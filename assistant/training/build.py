"""Building a pack: the material of a topic, and all that is made of it, checked and numbered.

    build_pack(assistant, topic)                a pack; the same library and seed give the same
    without(pack, item_id)                      the pack without an item
    with_item(pack, item)                       the pack with an item as somebody has changed it
    replaced(assistant, pack, item_id, seed)    the pack with another item in its place

A pack is a value: each of these gives a new one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace

from assistant.assistant import Assistant
from assistant.training.chapters.actors import actors
from assistant.training.chapters.briefing import briefing
from assistant.training.chapters.glossary import glossary
from assistant.training.chapters.likely_questions import likely_questions
from assistant.training.chapters.missing import missing
from assistant.training.chapters.timeline import timeline
from assistant.training.citing import badged, numbered, standing
from assistant.training.material import Material, material
from assistant.training.pack import ITEM_TYPES, Item, ItemType, Pack
from assistant.training.quiz.judging import Judge
from assistant.training.quiz.making import make_quiz
from assistant.training.quiz.making import replaced as another
from corpus.errors import QuestionError
from corpus.language.identification import language_of
from corpus.wording import LANGUAGES, _, later, using
from index.choice import WHOLE_LIBRARY, DocumentChoice

OnStep = Callable[[str, float], None]
MOST_ITEMS, MOST_PAGES = 500, 20
LIKELY_QUESTIONS = 10
READ = 0.4  # of the whole time, until the documents are read


def build_pack(
    assistant: Assistant,
    topic: str,
    *,
    items: int = 30,
    seed: int = 1,
    pages: int = 2,
    choice: DocumentChoice = WHOLE_LIBRARY,
    audience: str = "",
    asked: bool = False,
    types: Collection[ItemType] = ITEM_TYPES,
    spoken: str | None = None,
    worded: bool = True,
    on_step: OnStep | None = None,
) -> Pack:
    """A pack about a topic: `items` questions at most, a briefing of about `pages` pages.

    Only documents of `choice` are used, and questions that were `asked` in vain are named where
    that is wanted. What it says itself, as why an item is not used, is said in the language
    `spoken`, else in that of most of its sentences. Where a language model is set, stems may be in
    its words, unless it is not to be `worded`. `on_step` is told what is being done and the
    share that is done, 0 to 1; an exception of its stops the work, of which nothing is kept.
    Raises QuestionError for a topic that nothing covers, LibraryError, ChoiceError.
    """
    topic = " ".join(topic.split())
    _refuse_unfit(topic, items, pages, types)
    step = on_step or _silent
    step(later("Reading the documents"), 0.0)
    revision, records = assistant.revision(), assistant.documents()
    found = material(
        assistant,
        topic,
        choice=choice,
        on_read=lambda share: step(later("Reading the documents"), READ * share),
    )
    step(later("Writing the briefing"), READ)
    parts = briefing(found, pages=pages)
    events, terms, people = timeline(found), glossary(found), actors(found)
    step(later("Making the quiz"), 0.5)
    judge = Judge(assistant, choice)
    plainer = assistant.plainer if worded and assistant.language_model else None
    spoken = spoken or _language_of(found)
    with using(spoken):
        quiz = make_quiz(
            found, count=items, seed=seed, types=types, judge=judge.fault, plainer=plainer
        )
    step(later("Answering likely questions"), 0.65)
    questions = likely_questions(assistant, found, count=LIKELY_QUESTIONS, seed=seed)
    step(later("Looking for what is missing"), 0.9)
    with using(spoken):
        gaps = missing(assistant, found, asked=asked)
    pack = Pack(
        topic=topic,
        audience=" ".join(audience.split()),
        seed=seed,
        pages=pages,
        revision=revision,
        date=max((record.added_at[:10] for record in records), default=""),
        documents=tuple(sorted(assistant.chosen(choice).scope or ())),
        briefing=parts,
        timeline=events,
        glossary=terms,
        actors=people,
        questions=questions,
        items=quiz.items,
        rejected=quiz.rejected,
        gaps=gaps,
        notes=(*found.notes, *quiz.notes),
    )
    done = badged(numbered(standing(pack, assistant.read)), assistant.out_of_force)
    step(later("Done"), 1.0)
    return done


def _language_of(found: Material) -> str:
    """The language of most sentences of a material."""
    counted: Counter[str] = Counter(language_of(one.text) for one in found.sentences)
    return max(LANGUAGES, key=lambda language: counted[language])


def without(pack: Pack, item_id: str) -> Pack:
    """The pack without an item; the others keep their ids."""
    return numbered(replace(pack, items=tuple(one for one in pack.items if one.id != item_id)))


def with_item(pack: Pack, item: Item) -> Pack:
    """The pack with an item that somebody has changed, in the place of the one with its id."""
    items = (item if one.id == item.id else one for one in pack.items)
    return numbered(replace(pack, items=tuple(items)))


def replaced(assistant: Assistant, pack: Pack, item_id: str, seed: int) -> Pack:
    """The pack with another item in the place of one, made with this seed.

    Raises QuestionError where the documents give no other, and where they changed so that the
    topic is not in them any more.
    """
    found = material(assistant, pack.topic, choice=DocumentChoice(documents=pack.documents))
    judge = Judge(assistant, found.choice)
    new = another(found, pack.items, item_id, seed, judge.fault)
    if new is None:
        raise QuestionError(
            _(
                "The documents give no other item in its place. Drop it, or build a pack "
                "of a wider topic."
            )
        )
    items = tuple(new if one.id == item_id else one for one in pack.items)
    return numbered(standing(replace(pack, items=items), assistant.read))


def _refuse_unfit(topic: str, items: int, pages: int, types: Collection[ItemType]) -> None:
    if not topic:
        raise QuestionError(
            _("The topic is empty. Say in a few words what the pack is to be about.")
        )
    if not 0 <= items <= MOST_ITEMS:
        raise QuestionError(
            _("{items} items cannot be made; ask for 0 to {most_items}.").format(
                items=items, most_items=MOST_ITEMS
            )
        )
    if not 1 <= pages <= MOST_PAGES:
        raise QuestionError(
            _("{pages} pages cannot be made; ask for 1 to {most_pages}.").format(
                pages=pages, most_pages=MOST_PAGES
            )
        )
    if items and not types:
        raise QuestionError(
            _("No type of item was chosen; choose at least one, or ask for 0 items.")
        )


def _silent(what: str, done: float) -> None:
    pass
