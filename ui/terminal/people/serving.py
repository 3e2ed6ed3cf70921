"""Whom the page is served to: never by accident to everybody who reaches this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import AccessError
from corpus.wording import _
from ui.page.door.proxies import Proxies

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.settings import Settings

ON_THIS_MACHINE = ("127.0.0.1", "localhost", "::1", "[::1]")


def serving_to(
    assistant: Assistant, host: str, settings: Settings, open_to_everyone: bool
) -> Proxies:
    """The proxies that may say who somebody is. Raises AccessError where the page would be open
    to everybody who reaches this machine, and nobody has said that it is to be."""
    rooms = assistant.rooms
    proxies = Proxies(settings.proxy_header or "", settings.proxies)
    if bool(proxies.header) != bool(proxies.addresses):
        raise AccessError(
            _("Set both proxy_header and proxies: the header, and the addresses it is believed of.")
        )
    wrong = [one for one in proxies.addresses if not proxies.is_network(one)]
    if wrong:
        raise AccessError(
            _("The setting proxies has {address!r}, which is no address.").format(address=wrong[0])
        )
    if proxies.header:
        rooms.close()
    if not (host in ON_THIS_MACHINE or rooms.are_closed() or open_to_everyone):
        raise AccessError(
            _(
                "There are no accounts, and everybody who reaches {host} could read and change "
                "everything. Add people with 'assistant users add', set proxy_header, or say "
                "--open-to-everyone."
            ).format(host=host)
        )
    return proxies
