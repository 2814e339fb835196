"""`window-desk report`: the day's figures, each with its definition."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from window_desk.cli.call import Call, Json, calling
from window_desk.cli.command import new_app
from window_desk.cli.words import read_choice, read_day
from window_desk.locale import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from window_desk.reports import Report

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
        str | None, typer.Option("--to", metavar="D", help=_("The last day; by default today."))
    ] = None,
    hall: Annotated[
        str,
        typer.Option(
            metavar="HALL|all|each",
            help=_("Another hall of which there are acts here, all added up, or each by itself."),
        ),
    ] = "",
    format: Annotated[Format, typer.Option("--format", help=_("How it is written."))] = "table",
    explain: Annotated[
        bool, typer.Option("--explain", help=_("Every definition below the figures."))
    ] = False,
    as_json: Json = False,
) -> None:
    """Compute the figures in one consistent view and write them."""
    from window_desk import reports

    chosen = read_choice(section, tuple(reports.sections), "SECTION") if section else None
    call = calling(ctx)
    call.as_json = as_json or format == "json"
    begin, end = _period(call, first, last)
    if hall == "each":
        found = reports.build_each(call.desk, chosen, begin, end)
    else:
        found = [reports.build(call.desk, chosen, begin, end, hall)]
    _write(found, "json" if call.as_json else format, explain=explain)


def _period(call: Call, first: str | None, last: str | None) -> tuple[date, date]:
    """The days that are meant: up to today from a first day on, a last day alone by itself."""
    begin = read_day(first, "--from") if first is not None else None
    end = read_day(last, "--to") if last is not None else None
    with call.desk.look() as look:
        today = look.today
    begin = begin or end or today
    return begin, end or max(begin, today)


def _write(found: Sequence[Report], format: Format, *, explain: bool) -> None:
    from window_desk.reports import records, table

    if format == "table":
        for place, each in enumerate(found):
            if place:
                sys.stdout.write("\n")
            table.write_table(each, sys.stdout, explain=explain)
    elif format == "json":
        sys.stdout.write(f"{records.as_json(*found)}\n")
    else:
        # The bytes of the file, so that no terminal's encoding changes them.
        sys.stdout.flush()
        sys.stdout.buffer.write(records.as_csv(*found))
