"""`assistant serve`: the page, until it is stopped."""

from __future__ import annotations

from typing import Annotated

import typer

from corpus.wording import _
from ui.terminal import library_commands as library
from ui.terminal.console import DataDir, line, opened, say


def serve(
    data_dir: DataDir = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Open the page in the browser.")
    ] = False,
    open_to_everyone: Annotated[
        bool,
        typer.Option(
            "--open-to-everyone",
            help="Serve other machines without accounts: whoever reaches it does everything.",
        ),
    ] = False,
    print_unit: Annotated[
        bool, typer.Option("--print-unit", help="Print a unit for systemd that does this, and end.")
    ] = False,
) -> None:
    """Open the page: chat, documents and sources. A new library starts with our briefs."""
    from assistant.settings import load_settings
    from ui.page.running.ending import ended_by_a_signal, leave
    from ui.page.running.logs import logging_to
    from ui.terminal.people.serving import serving_to

    settings = load_settings(data_dir)
    at = host or settings.host
    if print_unit:
        from ui.terminal.running.unit import unit

        line(unit(settings.data_dir, at, port or settings.port, settings.stop_seconds))
        return
    with (
        ended_by_a_signal(),
        opened(data_dir) as assistant,
        logging_to(settings.data_dir, settings.log_megabytes, settings.log_files),
    ):
        proxies = serving_to(assistant, at, settings, open_to_everyone or settings.open_to_everyone)
        if assistant.is_new():
            from corpus import briefs

            say(_("A new library: adding the briefs that come with the program."))
            with library.ingest_progress() as tell:
                for report in assistant.ingest([briefs.FOLDER], on_progress=tell):
                    say(f"{report.source}: {report.sentence}")
        from ui.page.server import serve as serve_page

        stopped = serve_page(
            assistant,
            at,
            port or settings.port,
            open_browser,
            settings.public_address,
            int(settings.max_upload_megabytes * 1e6),
            proxies,
            settings.requests_per_minute,
            settings.stop_seconds,
        )
    if stopped:
        leave()
