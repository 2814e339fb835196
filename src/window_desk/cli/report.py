"""`window-desk report`: the day's figures, each with its definition."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from window_desk.cli.call import Json, calling
from window_desk.cli.command import new_app
from window_desk.cli.words import read_day
from window_desk.locale import _

app = new_app(_("Figures for supervisors."))

Format = Literal["table", "json", "csv"]


@app.command(help=_("Figures for supervisors: queue and cases, by default of today."))
def report(
    ctx: typer.Context,
    section: Annotated[
        str | None, typer.Argument(help=_("queue or cases; without it both."))
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="D", help=_("The first day; by default today."))
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="D", help=_("The last day; by default the first."))
    ] = None,
    format: Annotated[Format, typer.Option("--format", help=_("How it is written."))] = "table",
    explain: Annotated[
        bool, typer.Option("--explain", help=_("Every definition below the figures."))
    ] = False,
    as_json: Json = False,
) -> None:
    """Compute the figures in one consistent view and write them."""
    from window_desk import reports

    call = calling(ctx)
    begin = read_day(first, "--from") if first is not None else None
    end = read_day(last, "--to") if last is not None else None
    call.as_json = as_json or format == "json"
    with call.desk.look() as look:
        today = look.today
    begin = begin or min(today, end or today)
    found = reports.build(call.desk, section, begin, end or begin)
    if call.as_json:
        from window_desk.reports.records import as_json as written

        sys.stdout.write(f"{written(found)}\n")
    elif format == "csv":
        from window_desk.reports.records import as_csv

        # The bytes of the file, so that no terminal's encoding changes them.
        sys.stdout.flush()
        sys.stdout.buffer.write(as_csv(found))
    else:
        from window_desk.reports.table import write_table

        write_table(found, sys.stdout, explain=explain)
