"""Sessions: what gradio keeps of each browser tab, and for how long.

Gradio keeps the settings of every part of the page for every session, and no session is ever
let go before there are ten thousand.
"""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import MutableMapping
from copy import copy
from typing import Any

from gradio import caching
from gradio.blocks import Blocks
from gradio.state_holder import SessionState, StateHolder

SESSIONS = 100  # at once; a hundred tabs that are really used is more than one machine answers
KEPT_SECONDS = 600.0  # after the last use of a session whose tab is closed, or was never open
UNREAD = 200  # messages kept for a session that nobody fetches
HEARTBEAT = "/gradio_api/heartbeat/"

Message = MutableMapping[str, Any]


class Session(SessionState):  # type: ignore[misc]
    """A session without a second copy of the page, which only gradio's deep links would need."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks_config = copy(blocks.default_config)
        self.config_values: dict[int, Any] = {}
        self.state_data: dict[int, Any] = {}
        self._state_ttl: dict[int, Any] = {}
        self.is_closed = False

    def __setitem__(self, key: int, value: Any) -> None:
        super().__setitem__(key, value)
        self.config_values.clear()

    def _update_config(self, key: int) -> None:
        pass

    def _update_value_in_config(self, key: int, value: Any) -> None:
        pass


class Sessions(StateHolder):  # type: ignore[misc]
    """The sessions of the page, least recently used first; at most `SESSIONS` of them.

    One that has no open tab goes first. Whose session is gone has an empty conversation.
    """

    def __init__(self, blocks: Blocks) -> None:
        super().__init__()
        self.set_blocks(blocks)
        self.session_data: OrderedDict[str, Session]
        self.used: dict[str, float] = {}  # on the monotonic clock
        self.tabs: Counter[str] = Counter()  # open ones, by session

    def __getitem__(self, session_id: str) -> Session:
        with self.lock:
            session = self.session_data.get(session_id)
            if session is None:
                session = self.session_data[session_id] = Session(self.blocks)
            self.session_data.move_to_end(session_id)
            self.used[session_id] = time.monotonic()
            if len(self.session_data) > SESSIONS:
                others = [one for one in self.session_data if one != session_id]
                self._forget(next((one for one in others if one not in self.tabs), others[0]))
        return session

    def update(self, session_id: str) -> None:
        pass  # nothing that reading a session does not do

    def delete_all_expired_state(self) -> None:
        """Called by gradio every second."""
        before = time.monotonic() - KEPT_SECONDS
        with self.lock:
            for session_id in [*self.session_data]:
                if session_id not in self.tabs and self.used[session_id] < before:
                    self._forget(session_id)
        for messages in self.blocks._queue.pending_messages_per_session.values():
            while messages.qsize() > UNREAD:
                messages.get_nowait()

    def _forget(self, session_id: str) -> None:
        del self.session_data[session_id], self.used[session_id]
        caching.clear_session_caches(session_id)
        queue = self.blocks._queue
        if not queue.pending_event_ids_session.get(session_id):  # no event is on its way
            queue.pending_messages_per_session.pop(session_id, None)
            queue.pending_event_ids_session.pop(session_id, None)


class Tabs:
    """ASGI middleware that tells `Sessions` which tabs are open: those whose heart beats."""

    def __init__(self, app: Any, sessions: Sessions) -> None:
        self.app = app
        self.sessions = sessions

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if not path.startswith(HEARTBEAT):
            await self.app(scope, receive, send)
            return
        session_id, tabs = path.removeprefix(HEARTBEAT), self.sessions.tabs
        tabs[session_id] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            tabs[session_id] -= 1
            if not tabs[session_id]:
                del tabs[session_id]
