"""A house with two rooms, served to programs; and keys of its people, a new one each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support import page_fixture as given
from tests.support import patient
from tests.support.two_rooms import House, make_house

Keyed = Callable[[str], dict[str, str]]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = make_house(tmp_path_factory.mktemp("house"))
    yield made
    made.assistant.close()


@pytest.fixture(scope="module")
def address(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with given.serving(house.assistant, tmp_path_factory.mktemp("uploads")) as url:
        yield url


@pytest.fixture
def client(address: str) -> Iterator[Any]:
    """A program: it says nothing of whose page it is, and has no cookie."""
    with patient.Client(base_url=address) as made:
        yield made


@pytest.fixture
def keyed(house: House) -> Keyed:
    """The headers of a program with a new key of a person."""

    def headers(name: str) -> dict[str, str]:
        key, _kept = house.assistant.rooms.accounts.add_key(name)
        return {"Authorization": f"Bearer {key}"}

    return headers
