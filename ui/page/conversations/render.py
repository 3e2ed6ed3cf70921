"""The list of conversations as HTML: pure functions, without gradio.

Buttons with a `data-talk` attribute are picked up by `conversations.js`. Everything that a person
wrote passes through `_escaped`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from html import escape as _escaped

from assistant.conversations.conversation_file import Conversation
from assistant.conversations.conversations import ConversationList
from ui.page.ask.export import readable_date
from ui.page.ask.render import counted, done, shortened

NAME_SHOWN = 140
SEARCH = "Search questions and answers"
NO_COOKIE = (
    "This browser takes no cookie from this page, so nothing is kept. Allow cookies for it to keep "
    "conversations."
)
KEPT = (
    "No other browser is shown them. They lie in the data folder of the machine that runs this "
    "page, where its administrator can read them, until you delete them."
)
OFF = "Nothing is kept from now on. What was kept before stays until you delete it."
NONE_YET = "Nothing is kept yet. Your next question begins a conversation."
NONE_FOUND = "No conversation has all of these words."
DAMAGED = "{} in the file {} damaged and cannot be shown; 'assistant doctor' says more."
# The drawer: what does not change, around the list that does.
DRAWER = f"""
<div class="talks-back" data-talks="close"></div>
<aside id="talks-drawer" aria-labelledby="talks-title"><div class="panel-bar">
<h2 id="talks-title" class="bar-title">Conversations</h2>
<button type="button" data-talks="close">Close<span class="unseen"> the conversations</span>
</button></div><div class="talks-body"><label for="talks-search" class="unseen">{SEARCH}</label>
<input id="talks-search" type="search" autocomplete="off" spellcheck="false"
placeholder="{SEARCH}"><div id="talks-list">${{value}}</div></div></aside>
"""
# What asks before it deletes; and what says aloud what the page has done.
CONFIRM = """
<dialog id="talks-confirm" aria-labelledby="talks-confirm-title"><h2 id="talks-confirm-title"></h2>
<p><strong data-slot="name"></strong></p><p>It cannot be had back.</p><div class="actions">
<button type="button" data-talks="keep">Keep</button>
<button type="button" class="danger" data-talks="confirm">Delete</button></div></dialog>
<div id="announcer" class="unseen" role="status" aria-live="polite"></div>
"""
TOOLS = """
<div class="tools"><button type="button" class="tool" data-talks="open" aria-expanded="false"
aria-controls="talks-drawer">Conversations</button>{}</div>
"""


def drawer(
    found: ConversationList | None,
    *,
    keeps: bool,
    search: str = "",
    shown: str = "",
    said: str = "",
) -> str:
    """What the drawer shows: the switch, then what was `found`, None for who has no cookie.

    `shown` is the conversation of the tab; `said` what came of the last deed, as HTML.
    """
    if found is None:
        return f'{said}<p class="note">{NO_COOKIE}</p>'
    rows = "".join(_row(one, one.id == shown) for one in found.conversations)
    some = f'<ol class="talks">{rows}</ol>' if rows else ""
    none = f'<p class="note">{NONE_FOUND if search.strip() else NONE_YET}</p>'
    listed = f"{_count(found, search)}{some or none}{_more(found)}{_damaged(found)}"
    return f"{said}{listed}{_foot(found, keeps, search)}"


def _count(found: ConversationList, search: str) -> str:
    if not found.total or not search.strip():
        return ""
    words = f"{counted(found.total, 'conversation')} with all of these words"
    return f'<p class="count" role="status">{words}</p>'


def _row(one: Conversation, is_shown: bool) -> str:
    name = shortened(one.name, NAME_SHOWN)
    here = ' aria-current="true"' if is_shown else ""
    return (
        f'<li{" class=shown" if is_shown else ""}><button type="button" class="talk"'
        f' data-talk="{_escaped(one.id)}"{here}><span class="talk-name">{_escaped(name)}</span>'
        f'<span class="facts">{_escaped(day(one.changed_at))}</span></button>'
        f'<button type="button" class="talk-delete" data-talk-delete="{_escaped(one.id)}"'
        f' data-name="{_escaped(name)}" aria-label="Delete “{_escaped(name)}”" title="Delete">'
        '<span aria-hidden="true">✕</span></button></li>'
    )


def _more(found: ConversationList) -> str:
    left = found.total - len(found.conversations) - found.damaged
    if left <= 0:
        return ""
    return (
        '<p class="more"><button type="button" class="quiet" data-talks="more">Show more'
        f" ({left:,} left)</button></p>"
    )


def _damaged(found: ConversationList) -> str:
    if not found.damaged:
        return ""
    verb = "is" if found.damaged == 1 else "are"
    words = DAMAGED.format(counted(found.damaged, "conversation"), verb)
    return f'<p class="notice" role="alert">{words}</p>'


def _foot(found: ConversationList, keeps: bool, search: str) -> str:
    """The switch, and what deletes everything, which is not offered for a part of it."""
    all_of_them = (
        '<button type="button" class="quiet" data-talks="clear"'
        f' data-name="{counted(found.total, "conversation")}">Delete all conversations</button>'
    )
    checked = " checked" if keeps else ""
    return (
        '<div class="talks-foot"><label class="switch"><input type="checkbox" role="switch"'
        f' data-talks-keep{checked}><span aria-hidden="true"></span>Keep my conversations</label>'
        f'<p class="note">{KEPT if keeps else OFF}</p>'
        f"{all_of_them if found.total and not search.strip() else ''}</div>"
    )


def day(changed_at: str, today: date | None = None) -> str:
    """`Today, 14:05`, `Yesterday`, or the date, on this machine's clock."""
    moment = datetime.fromisoformat(changed_at).astimezone()
    days = ((today or datetime.now(UTC).astimezone().date()) - moment.date()).days
    if days == 0:
        return f"Today, {moment:%H:%M}"
    return "Yesterday" if days == 1 else readable_date(moment.date().isoformat())


def latest(conversations: Sequence[Conversation]) -> str:
    """The last conversations, below what an empty one shows."""
    if not conversations:
        return ""
    rows = "".join(
        f'<li><button type="button" class="talk" data-talk="{_escaped(one.id)}">'
        f'<span class="talk-name">{_escaped(shortened(one.name, NAME_SHOWN))}</span>'
        f'<span class="facts">{_escaped(day(one.changed_at))}</span></button></li>'
        for one in conversations
    )
    return (
        '<section class="latest" aria-labelledby="latest-title"><h3 id="latest-title">Go on with'
        f'</h3><ol class="talks">{rows}</ol></section>'
    )


def deleted(count: int) -> str:
    """What was deleted, in a sentence."""
    verb = "is" if count == 1 else "are"
    return done(f"{counted(count, 'conversation')} {verb} deleted.")


def opened_as(conversation: str, name: str) -> str:
    """A mark, by which the page goes to a conversation that was opened."""
    return f'<div data-opened="{_escaped(conversation)}" data-name="{_escaped(name)}" hidden></div>'


def handed_out(name: str, kind: str, data: str, request: int) -> str:
    """A file for the browser to save; `data` is in base64. What is asked for again is another
    `request`, so that the page sees that it came.
    """
    return (
        f'<span hidden data-file="{_escaped(name)}" data-kind="{_escaped(kind)}"'
        f' data-bytes="{data}" data-request="{request}"></span>'
    )
