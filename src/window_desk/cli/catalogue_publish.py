"""`window-desk catalogue publish`: all that was imported here counts at the desks that follow."""

from __future__ import annotations

from typing import Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.command import new_app
from window_desk.locale import _

app = new_app("")


@app.command(help=_("Say that the catalogue is whole: from here on it counts at its followers."))
def publish(
    ctx: typer.Context,
    note: Annotated[str, typer.Option(help=_("What changed."))] = "",
    account: As = "",
    as_json: Json = False,
) -> None:
    """Record it as an act of this desk; it travels with the next exchange."""
    from window_desk.services import following

    call = calling(ctx)
    done = following.publish_catalogue(call.desk, call.sign_in(account), note)
    document = {"number": done.number, "digest": done.digest}
    facts = [(_("Publication"), done.number), (_("Digest"), done.digest)]
    call.answer(document, lambda page: page.facts(facts))
