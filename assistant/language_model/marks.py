"""How an answer says that a language model put it into words, and which."""

from __future__ import annotations

import re

from assistant.answer import Answer
from assistant.language_model.engines.model import LanguageModel
from corpus.wording import _

_GENERATOR = re.compile(r"language model (?P<name>.+?)(?: at (?P<host>\S+))?", re.DOTALL)


def generator_of(model: LanguageModel) -> str:
    """What stands in `Answer.generator`, in every language the same."""
    name = " ".join(model.name.split())
    return f"language model {name}" + (f" at {model.host}" if model.host else "")


def at_work(model: LanguageModel | None) -> str:
    """What makes the answers, and where, for who is about to ask."""
    if model is None:
        return _("Answers are quoted word for word, on this machine; no language model is at work.")
    if model.host:
        told = _(
            "Answers are found on this machine and put into words by the language model {name} at "
            "{host}: the question, those before it and the sentences that answer it are sent there."
        )
    else:
        told = _(
            "Answers are put into words by the language model {name}, on this machine; nothing "
            "leaves it."
        )
    return told.format(name=model.name, host=model.host)


def place_of(generator: str) -> str:
    """The model that a generator names, and where it runs, as a reader is told; nothing where it
    names none."""
    match = _GENERATOR.fullmatch(generator)
    if match is None:
        return ""
    if match["host"]:
        return _("language model {name} at {host}").format(name=match["name"], host=match["host"])
    return _("language model {name} on this machine").format(name=match["name"])


def understood_as(question: str, generator: str) -> str:
    """A follow-up as a model has made it self-contained."""
    return _("Understood as: {question} (completed by the {model})").format(
        question=question, model=place_of(generator)
    )


def worded_by(generator: str) -> str:
    """Who put a question into words, for every export; nothing where no model did."""
    model = place_of(generator)
    return _("Question worded by the {model}").format(model=model) if model else ""


def written_by(answer: Answer) -> str:
    """Who put an answer into words, for the reader and for every export; nothing for quotes."""
    match = _GENERATOR.fullmatch(answer.generator)
    if match is None:
        return ""
    if match["host"]:
        told = _(
            "Put into words by the language model {name} at {host}; each sentence was checked "
            "against the sources that it cites."
        )
    else:
        told = _(
            "Put into words by the language model {name} on this machine; each sentence was "
            "checked against the sources that it cites."
        )
    return told.format(name=match["name"], host=match["host"])
