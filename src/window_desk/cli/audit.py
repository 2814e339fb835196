"""`window-desk audit`: prove that the log was not changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from window_desk.cli import ending
from window_desk.cli.call import Json, calling
from window_desk.cli.command import new_app
from window_desk.cli.progress import bar
from window_desk.locale import _, word

if TYPE_CHECKING:
    from window_desk.cli.printing import Page

app = new_app(_("Prove that the log was not changed."))


@app.callback()
def audit() -> None:
    """Keep `verify` a command of its own while it is the only one."""


@app.command(help=_("Hash every op again, and check every chain and its head."))
def verify(ctx: typer.Context, as_json: Json = False) -> None:
    """Say how much was proved and where a chain is broken; then the status is 1."""
    from window_desk.storage import maintenance
    from window_desk.storage.log import why_label

    call = calling(ctx)
    with bar(_("Checking")) as progress:
        found = maintenance.verify(call.desk, progress)

    def on_page(page: Page) -> None:
        page.facts([(_("Ops"), found.ops), (_("Streams"), found.streams)])
        if not found.broken:
            page.line(_("Every chain holds."))
            return
        page.table(
            [_("Stream"), _("Op"), _("Why")],
            [[each.stream, each.seq, word(why_label(each.why))] for each in found.broken],
        )

    call.answer(found, on_page)
    if found.broken:
        raise typer.Exit(ending.refused)
