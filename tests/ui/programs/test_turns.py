"""Whose turn it is among programs: no key takes the turns of another, or waits without end."""

from __future__ import annotations

import threading
from collections.abc import Callable

import anyio
import pytest

from ui.programs.problems import Problem
from ui.programs.turns import OF_ONE_KEY, WAITING, Turns

Leave = Callable[[], None]


def test_a_key_with_many_questions_does_not_keep_another_waiting() -> None:
    turns, done, gate = Turns(places=1), list[int](), threading.Event()

    async def all_ask() -> None:
        async def ask(key: int) -> None:
            def work(_leave: Leave) -> None:
                gate.wait(20)
                done.append(key)

            await turns.run(key, work)

        async with anyio.create_task_group() as tasks:
            for _ in range(10):
                tasks.start_soon(ask, 1)
            await anyio.sleep(0.1)
            tasks.start_soon(ask, 2)
            await anyio.sleep(0.1)
            gate.set()

    anyio.run(all_ask)
    assert len(done) == 11 and done.index(2) <= OF_ONE_KEY


def test_who_needs_no_place_any_more_makes_room() -> None:
    turns, reading = Turns(places=1), threading.Event()

    async def both_ask() -> str:
        async with anyio.create_task_group() as tasks:

            def slow(leave: Leave) -> bool:
                leave()
                leave()  # once more changes nothing
                return reading.wait(20)

            tasks.start_soon(turns.run, 1, slow)
            await anyio.sleep(0.1)
            with anyio.fail_after(10):
                told = await turns.run(2, lambda _leave: "told")
            reading.set()
            return told

    assert anyio.run(both_ask) == "told"


def test_too_many_of_one_key_are_told_to_wait_and_errors_make_room() -> None:
    turns, gate, refused = Turns(places=1), threading.Event(), list[Problem]()

    async def all_ask() -> None:
        async def ask() -> None:
            try:
                await turns.run(1, lambda _leave: gate.wait(20) and 1 / 0)
            except ZeroDivisionError:
                pass
            except Problem as problem:
                refused.append(problem)

        async with anyio.create_task_group() as tasks:
            for _ in range(WAITING + OF_ONE_KEY + 3):
                tasks.start_soon(ask)
            await anyio.sleep(0.1)
            assert await turns_are_told() == 429
            gate.set()
        assert await turns.run(1, lambda _leave: "again") == "again"

    async def turns_are_told() -> int:
        with pytest.raises(Problem) as raised:
            await turns.run(1, lambda _leave: None)
        assert raised.value.wait > 0
        return raised.value.status

    anyio.run(all_ask)
    assert [problem.status for problem in refused] == [429] * 3
