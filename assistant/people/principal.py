"""Principal: who acts. It comes from a session or a key, never from what a request says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from corpus.wording import later

Role = Literal["reader", "editor", "keeper"]
ROLES: tuple[Role, ...] = get_args(Role)
ROLE_WORDS: dict[Role, str] = {
    "reader": later("a reader"),
    "editor": later("an editor"),
    "keeper": later("a keeper"),
}
EVERYONE = "everyone"  # the group that all who are signed in are in


@dataclass(frozen=True, slots=True)
class Principal:
    """A person as the accounts know them now.

    `number` is theirs alone and never given to another, so that what is kept for a person is never
    found by one of the same name who comes later; 0 is nobody's account, but whoever has the data
    folder itself. A reader asks and practises, an editor changes what is in the collections that
    they edit, a keeper does everything.
    """

    name: str
    role: Role
    groups: tuple[str, ...] = ()
    number: int = 0

    @property
    def is_keeper(self) -> bool:
        return self.role == "keeper"

    @property
    def owner(self) -> str:
        """What conversations of this person are kept under."""
        return f"person-{self.number}"


# Who has the data folder in their hands, in the terminal or where there are no accounts.
HOUSE = Principal("", "keeper")
