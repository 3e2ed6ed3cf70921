"""A language model that says what it was given to say, and keeps what it was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.language_model.engines.deadline import Deadline
from assistant.language_model.engines.model import Ended, Finish, Prompt


@dataclass
class Scripted:
    """Says the same whatever it is asked."""

    says: str
    finish: Finish = "stop"
    name: str = "scripted"
    host: str | None = None
    context: int = 4000
    prompts: list[Prompt] = field(default_factory=list)

    def count(self, text: str) -> int:
        return len(text.split())

    def reply(self, prompt: Prompt, tell: Callable[[str], None], until: Deadline) -> Ended:
        self.prompts.append(prompt)
        for word in self.says.split(" "):
            tell(f"{word} ")
        return Ended(self.finish, 42)

    def check(self, until: Deadline) -> str:
        return "ready"
