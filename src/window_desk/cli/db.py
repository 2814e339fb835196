"""`window-desk db`: check, rebuild, copy, restore and upgrade the database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli import ending
from window_desk.cli.call import Call, Json, calling
from window_desk.cli.command import new_app
from window_desk.cli.progress import bar
from window_desk.locale import _, word

if TYPE_CHECKING:
    from window_desk.cli.printing import Page
    from window_desk.storage.maintenance import Checked

app = new_app(_("Check, rebuild, copy and upgrade the database."))


@app.command(help=_("Compare file, chains and tables with what they should be."))
def check(ctx: typer.Context, as_json: Json = False) -> None:
    """Change nothing; the status is 1 when anything differs."""
    from window_desk.storage import maintenance

    call = calling(ctx)
    with bar(_("Checking")) as progress:
        found = maintenance.check(call.desk, progress)
    _answer(call, found, _("Everything is as it should be."))
    if not found.sound:
        raise typer.Exit(ending.refused)


@app.command(help=_("Make every table again from the ops, and say what differed."))
def rebuild(ctx: typer.Context, as_json: Json = False) -> None:
    """Put right what differs from the ops."""
    from window_desk.storage import maintenance

    call = calling(ctx)
    with bar(_("Rebuilding")) as progress:
        found = maintenance.rebuild(call.desk, progress)
    _answer(call, found, _("Nothing differed."))


def _answer(call: Call, found: Checked, all_well: str) -> None:
    document = {
        "tables": found.tables,
        "differences": found.differences,
        "different": found.different,
    }

    def on_page(page: Page) -> None:
        page.table([_("Table"), _("Rows")], [[name, rows] for name, rows in found.tables.items()])
        page.line()
        if found.sound:
            page.line(all_well)
            return
        page.line(_("Differences: {count}").format(count=found.different))
        page.table(
            [_("Table"), _("Key"), _("What")],
            [[each.table, each.key, word(each.words)] for each in found.differences],
        )

    call.answer(document, on_page)


File = Annotated[Path, typer.Argument(metavar="FILE")]


@app.command(help=_("Copy the database, in use or not, into one new file."))
def backup(ctx: typer.Context, file: File, as_json: Json = False) -> None:
    """Make a sound copy; it never takes the place of a file."""
    from window_desk.storage import maintenance

    call = calling(ctx)
    count = maintenance.backup(call.desk, file)
    document = {"file": str(file), "ops": count}
    call.answer(document, lambda page: page.facts([(_("File"), file), (_("Ops"), count)]))


@app.command(help=_("Put a backup in the database's place; that is kept aside."))
def restore(ctx: typer.Context, file: File, as_json: Json = False) -> None:
    """Prove the backup, then put it in place; nobody may have the desk open."""
    from window_desk.storage import maintenance

    call = calling(ctx)
    done = maintenance.restore(call.settings.database, file)
    document = {
        "ops": done.ops,
        "stream": done.stream,
        "aside": str(done.aside or done.earlier) or None,
    }
    aside = document["aside"]
    facts = [(_("Ops"), done.ops), (_("Stream"), done.stream), (_("Kept aside"), aside)]
    call.answer(document, lambda page: page.facts(facts))


@app.command(help=_("Bring the tables to this version, after a backup."))
def upgrade(ctx: typer.Context, as_json: Json = False) -> None:
    """Migrate the tables where they are older."""
    from window_desk.storage import upgrading

    call = calling(ctx)
    done = upgrading.upgrade(call.settings.database)
    document = {
        "before": done.before,
        "after": done.after,
        "backup": str(done.backup) if done.backup else None,
    }
    facts = [(_("Before"), done.before), (_("Now"), done.after), (_("Backup"), done.backup)]
    call.answer(document, lambda page: page.facts(facts))
