"""The line of those who ask: so many at a time, in order, and none held up by who has left."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from ui.page.ask import gate
from ui.page.ask.gate import Gate


@pytest.fixture
def line() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def test_each_goes_in_when_its_turn_comes(line: ExitStack) -> None:
    one = Gate(places=2)
    first, second, third, fourth = (line.enter_context(one.ticket()) for _ in range(4))
    assert [ticket.ahead(0) for ticket in (first, second, third, fourth)] == [0, 0, 1, 2]
    first.leave()
    # Who came first goes in, though the one behind it asks first.
    assert fourth.ahead(0) == 2
    assert third.ahead(0) == 0
    assert fourth.ahead(0) == 1
    third.leave()
    second.leave()
    assert fourth.ahead(0) == 0


def test_who_waits_is_woken_when_there_is_room(line: ExitStack) -> None:
    one = Gate(places=1)
    first, second = (line.enter_context(one.ticket()) for _ in range(2))
    assert first.ahead(0) == 0
    begun, found = threading.Event(), []

    def wait() -> None:
        begun.set()
        found.append(second.ahead(60))

    thread = threading.Thread(target=wait)
    thread.start()
    begun.wait()
    first.leave()
    thread.join(20)
    assert found == [0]


def test_an_error_makes_room() -> None:
    one = Gate(places=1)
    with pytest.raises(RuntimeError), one.ticket() as ticket:
        assert ticket.ahead(0) == 0
        raise RuntimeError
    with one.ticket() as ticket:
        assert ticket.ahead(0) == 0


def test_who_has_left_without_a_word_holds_up_nobody(
    line: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Gate(places=1)
    first, gone, third = (line.enter_context(one.ticket()) for _ in range(3))
    assert (first.ahead(0), gone.ahead(0), third.ahead(0)) == (0, 1, 2)
    now = gate.time.monotonic()
    monkeypatch.setattr(gate.time, "monotonic", lambda: now + gate.GONE_AFTER + 1)
    first.leave()
    assert third.ahead(0) == 0
    third.leave()
    assert gone.ahead(0) == 0  # it was there after all: at the end of the line, which is empty
