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
from corpus.wording import _, both, counted, later, ngettext, number, readable_date
from ui.page.ask.render import done, shortened
from ui.page.language import other_language_of

NAME_SHOWN = 140
SEARCH = later("Search questions and answers")
NO_COOKIE = later(
    "This browser takes no cookie from this page, so nothing is kept. Allow cookies for it to keep "
    "conversations."
)
KEPT = later(
    "No other browser is shown them. They lie in the data folder of the machine that runs this "
    "page, where its administrator can read them, until you delete them."
)
OFF = later("Nothing is kept from now on. What was kept before stays until you delete it.")
NOBODYS = later(
    "Conversations are not kept here: whoever runs this page has switched that off. What was kept "
    "before stays until you delete it."
)
NONE_YET = later("Nothing is kept yet. Your next question begins a conversation.")
NONE_FOUND = later("No conversation has all of these words.")
DAMAGED = both(
    "{conversations} in the file is damaged and cannot be shown; 'assistant doctor' says more.",
    "{conversations} in the file are damaged and cannot be shown; 'assistant doctor' says more.",
)
DELETED = both("{conversations} is deleted.", "{conversations} are deleted.")


def frame() -> str:
    """The drawer: what does not change, around the list that does."""
    search = _(SEARCH)
    return f"""
<div class="talks-back" data-talks="close"></div>
<aside id="talks-drawer" aria-labelledby="talks-title"><div class="panel-bar">
<h2 id="talks-title" class="bar-title">{_("Conversations")}</h2>
<button type="button" data-talks="close">{_("Close")}<span class="unseen">
{_("the conversations")}</span>
</button></div><div class="talks-body"><label for="talks-search" class="unseen">{search}</label>
<input id="talks-search" type="search" autocomplete="off" spellcheck="false"
placeholder="{search}"><div id="talks-list">${{value}}</div></div></aside>
"""


def confirm() -> str:
    """What asks before it deletes; and what says aloud what the page has done."""
    return f"""
<dialog id="talks-confirm" aria-labelledby="talks-confirm-title"><h2 id="talks-confirm-title"></h2>
<p><strong data-slot="name"></strong></p><p>{_("It cannot be had back.")}</p><div class="actions">
<button type="button" data-talks="keep">{_("Keep")}</button>
<button type="button" class="danger" data-talks="confirm">{_("Delete")}</button></div></dialog>
<div id="announcer" class="unseen" role="status" aria-live="polite"></div>
"""


def tools(menu: str) -> str:
    """The buttons below the box, with the `menu` of files."""
    return f"""
<div class="tools"><button type="button" class="tool" data-talks="open" aria-expanded="false"
aria-controls="talks-drawer">{_("Conversations")}</button>{menu}</div>
"""


def drawer(
    found: ConversationList | None,
    *,
    keeps: bool | None,
    search: str = "",
    shown: str = "",
    said: str = "",
) -> str:
    """What the drawer shows: what was `found`, None for who has no cookie, then the switch; `keeps`
    is None where nobody's conversations are kept.

    `shown` is the conversation of the tab; `said` what came of the last deed, as HTML.
    """
    if found is None:
        return f'{said}<p class="note">{_(NO_COOKIE)}</p>'
    rows = "".join(_row(one, one.id == shown) for one in found.conversations)
    some = f'<ol class="talks">{rows}</ol>' if rows else ""
    nothing = NONE_FOUND if search.strip() else NONE_YET
    none = "" if keeps is None and nothing is NONE_YET else f'<p class="note">{_(nothing)}</p>'
    listed = f"{_count(found, search)}{some or none}{_more(found)}{_damaged(found)}"
    return f"{said}{listed}{_foot(found, keeps, search)}"


def _count(found: ConversationList, search: str) -> str:
    if not found.total or not search.strip():
        return ""
    words = _("{conversations} with all of these words").format(
        conversations=counted(found.total, "conversation")
    )
    return f'<p class="count" role="status">{words}</p>'


def _row(one: Conversation, is_shown: bool) -> str:
    name = shortened(one.name, NAME_SHOWN)
    here = ' aria-current="true"' if is_shown else ""
    delete = _escaped(_("Delete “{name}”").format(name=name))
    return (
        f'<li{" class=shown" if is_shown else ""}><button type="button" class="talk"'
        f' data-talk="{_escaped(one.id)}"{here}><span class="talk-name"{other_language_of(name)}>'
        f"{_escaped(name)}</span>"
        f'<span class="facts">{_escaped(day(one.changed_at))}</span></button>'
        f'<button type="button" class="talk-delete" data-talk-delete="{_escaped(one.id)}"'
        f' data-name="{_escaped(name)}" aria-label="{delete}" title="{_("Delete")}">'
        '<span aria-hidden="true">✕</span></button></li>'
    )


def _more(found: ConversationList) -> str:
    left = found.total - len(found.conversations) - found.damaged
    if left <= 0:
        return ""
    return (
        '<p class="more"><button type="button" class="quiet" data-talks="more">'
        f"{_('Show more ({rest} left)').format(rest=number(left))}</button></p>"
    )


def _damaged(found: ConversationList) -> str:
    if not found.damaged:
        return ""
    words = ngettext(*DAMAGED, found.damaged).format(
        conversations=counted(found.damaged, "conversation")
    )
    return f'<p class="notice" role="alert">{words}</p>'


def _foot(found: ConversationList, keeps: bool | None, search: str) -> str:
    """The switch, and what deletes everything, which is not offered for a part of it."""
    all_of_them = (
        '<button type="button" class="quiet" data-talks="clear"'
        f' data-name="{counted(found.total, "conversation")}">'
        f"{_('Delete all conversations')}</button>"
    )
    checked = " checked" if keeps else ""
    switch = (
        '<label class="switch"><input type="checkbox" role="switch"'
        f' data-talks-keep{checked}><span aria-hidden="true"></span>'
        f"{_('Keep my conversations')}</label>"
    )
    return (
        f'<div class="talks-foot">{"" if keeps is None else switch}'
        f'<p class="note">{_(KEPT if keeps else NOBODYS if keeps is None else OFF)}</p>'
        f"{all_of_them if found.total and not search.strip() else ''}</div>"
    )


def day(changed_at: str, today: date | None = None) -> str:
    """`Today, 14:05`, `Yesterday`, or the date, on this machine's clock."""
    moment = datetime.fromisoformat(changed_at).astimezone()
    days = ((today or datetime.now(UTC).astimezone().date()) - moment.date()).days
    if days == 0:
        return _("Today, {time}").format(time=f"{moment:%H:%M}")
    return _("Yesterday") if days == 1 else readable_date(moment.date().isoformat())


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
        '<section class="latest" aria-labelledby="latest-title"><h3 id="latest-title">'
        f'{_("Go on with")}</h3><ol class="talks">{rows}</ol></section>'
    )


def deleted(count: int) -> str:
    """What was deleted, in a sentence."""
    told = ngettext(*DELETED, count)
    return done(told.format(conversations=counted(count, "conversation")))


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
