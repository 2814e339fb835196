"""A hub joined with a code, and left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.command import new_app
from window_desk.cli.sync_status import role_word
from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.cli.printing import Page

app = new_app("")


@app.command(help=_("Join a hub with the code that its keeper gave for this desk."))
def join(
    ctx: typer.Context,
    code: Annotated[
        str,
        typer.Argument(metavar="CODE|FILE", help=_("What sync hub invite showed, or a file.")),
    ],
    account: As = "",
    as_json: Json = False,
) -> None:
    """The login is kept in a private file beside the database."""
    from window_desk.cli.printing import narrate
    from window_desk.sync.hub import joining
    from window_desk.sync.hub.codes import read_code

    call = calling(ctx)
    found = read_code(_content(code))
    actor = call.sign_in(account)
    if found.plain:
        narrate(
            _("Whoever can listen on this network sees what goes to the hub; people's data stays"
              " sealed.")
        )  # fmt: skip
    done = joining.join(call.desk, actor, found)
    document = {
        "hub": done.hub,
        "desk": done.desk,
        "keeper": done.keeper,
        "address": f"{done.host}:{done.port}/{done.database}",
        "role": done.role,
        "lane": done.lane,
    }

    def show(page: Page) -> None:
        page.facts(
            [
                (_("Hub"), done.hub),
                (_("Keeper"), done.keeper),
                (_("Role"), role_word(done.role)),
                (_("Lane"), done.lane and f"W{done.lane}"),
            ]
        )

    call.answer(document, show)
    if not as_json:
        narrate(_("What this desk writes counts elsewhere once the keeper has listed its key."))


def _content(text: str) -> str:
    from window_desk.storage.file_errors import writable

    path = Path(text)
    if not text.startswith("wdj1:") and len(text) < 1_000 and path.is_file():
        with writable(path), path.open("rb") as file:
            return file.read(20_000).decode("ascii", "replace")
    return text


@app.command(help=_("Leave a hub; what was exchanged stays."))
def leave(
    ctx: typer.Context,
    hub: Annotated[str, typer.Argument(metavar="HUB", help=_("As sync status names it."))],
    reason: Annotated[str, typer.Option(help=_("Why."))] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """The hub is told where it can be reached."""
    from window_desk.cli.printing import narrate
    from window_desk.sync.hub import joining

    call = calling(ctx)
    told = joining.leave(call.desk, call.sign_in(account), hub, reason)
    if not told:
        narrate(
            _("The hub could not be told: its keeper takes this desk out with"
              " window-desk sync hub remove.")
        )  # fmt: skip
    line = _("This desk has left the hub {hub}.").format(hub=hub)
    call.answer({"hub": hub, "told": told}, lambda page: page.line(line))
