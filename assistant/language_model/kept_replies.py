"""Replies that are kept for who asks the same of the same sources."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Generic, TypeVar

from assistant.answer import Citation
from assistant.language_model.prompt import Task
from assistant.language_model.reply_sentences import ReplySentence

MOST = 200

Reply = TypeVar("Reply")
KeptReply = tuple[tuple[ReplySentence, ...], int]  # those that stood, and how many did not


class KeptReplies(Generic[Reply]):
    """The last ones, in memory: none outlives the program. Only whole replies belong here."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._lock = most, threading.Lock()
        self._kept: OrderedDict[str, Reply] = OrderedDict()

    def get(self, key: str) -> Reply | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: str, reply: Reply) -> None:
        with self._lock:
            self._kept[key] = reply
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def key_of(model: str, task: Task, question: str, sources: Sequence[Citation]) -> str:
    """The same for the same model, question and words of the same places."""
    places = [(one.document_id, one.start, one.end, one.quote) for one in sources]
    told = json.dumps([model, task, question, places], ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
