"""`window-desk demo`: the desk on a throw-away database."""

from __future__ import annotations

from typing import Annotated

import typer

from window_desk.cli.call import calling
from window_desk.cli.command import new_app
from window_desk.locale import Lang, _, use

app = new_app(_("Open a throw-away hall in mid-morning."))


@app.command(help=_("Open a throw-away hall in mid-morning; nothing is asked, nothing is kept."))
def demo(
    ctx: typer.Context,
    seed: Annotated[
        int, typer.Option(help=_("Which hall: the same number makes the same one."))
    ] = 1,
    cases: Annotated[int | None, typer.Option(min=0, help=_("How many cases it has."))] = None,
    lang: Annotated[
        Lang | None,
        typer.Option(help=_("The language, else WINDOW_DESK_LANG, else the system's.")),
    ] = None,
) -> None:
    """Make the hall in a folder that goes away with the desk."""
    import tempfile
    from pathlib import Path

    from window_desk import bootstrap
    from window_desk.cli.printing import narrate
    from window_desk.services import demo_hall

    if not bootstrap.has_terminal():
        raise typer.BadParameter(
            _("It needs a terminal; window-desk init --demo makes a hall without one."),
            param_hint="demo",
        )
    settings = calling(ctx).settings
    # It is the language of a demo that people ask for, so it may also stand behind the command.
    settings = settings._replace(lang=lang or settings.lang)
    use(settings.lang)
    narrate(_("Making the demo hall ..."))
    with (
        bootstrap.ended_by_signals(),
        tempfile.TemporaryDirectory(prefix="window-desk-demo-") as folder,
    ):
        settings = settings._replace(database=Path(folder) / "desk.db")
        desk = bootstrap.open_or_make(settings.database)
        try:
            made = demo_hall.fill(desk, seed=seed, cases=cases, progress=narrate)
        finally:
            desk.close()
        parts = [
            (each.account, each.pin, each.window)
            for name in demo_hall.parts
            for each in made
            if each.account == name
        ]
        status = bootstrap.run_screens(
            settings,
            opener=lambda: bootstrap.open_desk(settings.database),
            sign_in=parts[0],
            offered=parts,
        )
    raise typer.Exit(status)
