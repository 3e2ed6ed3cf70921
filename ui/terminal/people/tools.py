"""`assistant mcp`: the assistant as tools of a program that speaks the Model Context Protocol."""

from __future__ import annotations

from corpus.errors import AssistantError
from corpus.wording import _
from ui.terminal.console import DataDir, whole
from ui.terminal.people.acting import person_of


def mcp(data_dir: DataDir = None) -> None:
    """Serve tools by the Model Context Protocol, over stdin and stdout: ask, search, read."""
    try:
        from ui.programs.mcp_server import serve
    except ModuleNotFoundError as error:
        raise AssistantError(
            _("This needs the package {package}: pip install -c constraints.txt mcp.").format(
                package=error.name
            )
        ) from error

    with whole(data_dir) as assistant:
        person_of(assistant)  # whose key opens nothing is told now, and not with the first tool
        serve(lambda: person_of(assistant))
