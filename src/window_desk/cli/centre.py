"""`window-desk centre`: the centre's settings, into a file and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.command import new_app
from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.cli.printing import Page

app = new_app(_("Settings: queues, windows, departments, house rules."))


@app.command(help=_("Write the settings into one file, to be changed and imported again."))
def export(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(help=_("The new file; it ends in .toml."))],
    as_json: Json = False,
) -> None:
    """Write the settings that are in force."""
    from window_desk.catalogue.write_centre import write_centre
    from window_desk.cli.catalogue_files import write_file
    from window_desk.domain.errors import Unusable

    call = calling(ctx)
    if path.suffix.lower() != ".toml":
        raise Unusable(
            "centre.format",
            "{path} does not end in .toml.",
            hint="Name the file so.",
            path=str(path),
        )
    with call.desk.look() as look:
        centre = look.centre
    write_file(path, write_centre(centre).encode())
    call.answer({"path": str(path)}, lambda page: page.facts([(_("File"), path)]))


@app.command("import", help=_("Put the settings of a file in force, all of them or none."))
def import_(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(help=_("What centre export wrote, changed."))],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Only check, and say what would change."))
    ] = False,
    account: As = "",
    as_json: Json = False,
) -> None:
    """Publish the settings, or say every error of the file and publish nothing."""
    from window_desk.catalogue.settings import load_centre
    from window_desk.catalogue.source import BadSource
    from window_desk.cli.catalogue_reading import refuse_errors
    from window_desk.services import settings

    call = calling(ctx)
    try:
        centre = load_centre(path)
    except BadSource as error:
        told = _("Nothing was imported. Errors to correct: {count}.")
        refuse_errors(call, error.errors, told, {"changed": []})
        raise
    if dry_run:
        changed = settings.preview_centre(call.desk, centre)
    else:
        changed = settings.publish_centre(call.desk, call.sign_in(account), centre)

    def on_page(page: Page) -> None:
        if changed:
            page.facts([(_("Changed"), ", ".join(changed))])
        else:
            page.line(_("These settings are in force already."))

    call.answer({"changed": changed, "errors": []}, on_page)
