"""`window-desk calendar`: due dates, counts, years, and new working-day notices."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import As, Call, Json, calling
from window_desk.cli.command import new_app
from window_desk.cli.words import read_day, read_number
from window_desk.domain.item import Unit
from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.cli.printing import Page
    from window_desk.domain.calendar import Notice, WorkingCalendar
    from window_desk.domain.clock import Explanation
    from window_desk.storage.derived import Moved

app = new_app(_("Working days: due dates, counts, years and new notices."))


@app.command(help=_("The due date of a period; the first day is day 0."))
def due(
    ctx: typer.Context,
    start: Annotated[
        str, typer.Option("--from", metavar="D", help=_("The day of acceptance, day 0."))
    ],
    days: Annotated[
        str, typer.Option(metavar="N", help=_("How many working days; halves are allowed."))
    ],
    unit: Annotated[
        Unit, typer.Option(help=_("Calendar days, where the limit is given in them."))
    ] = "working_days",
    suspend: Annotated[
        list[str] | None,
        typer.Option(metavar="D..D", help=_("The clock stood still from one day to another.")),
    ] = None,
    counting: Annotated[
        list[str] | None,
        typer.Option(
            metavar="after_start|from_start",
            help=_(
                "Whether the first day of a suspension still counts (after_start) or not;"
                " once for all of them, or once for each."
            ),
        ),
    ] = None,
    extend: Annotated[
        str | None, typer.Option(metavar="N", help=_("Days of an extension."))
    ] = None,
    told_on: Annotated[
        str | None,
        typer.Option(metavar="D", help=_("When it was told; a later restart spends it.")),
    ] = None,
    restart: Annotated[
        str | None,
        typer.Option(metavar="D", help=_("The whole period starts again: D is day 0.")),
    ] = None,
    as_json: Json = False,
) -> None:
    """The date with all it is made of."""
    from window_desk.cli.ledger_words import read_extension, read_restart, read_suspensions
    from window_desk.domain import clock
    from window_desk.domain.explanation import sentences
    from window_desk.locale import current

    call = calling(ctx)
    day = read_day(start, "--from")
    ledger: list[clock.LedgerEntry] = [
        *read_suspensions(suspend or [], counting or []),
        *read_extension(extend, told_on),
        *read_restart(restart, day),
    ]
    budget = clock.Budget(read_number(days, "--days"), unit)
    found = clock.explain(_calendar(call), day, budget, ledger)
    said = sentences(found, current())
    call.answer(_due(found, said), lambda page: page.lines(said))


def _due(found: Explanation, said: Iterable[str]) -> dict[str, object]:
    from window_desk.locale import word

    return {
        "due": found.due.date,
        "half_day": found.due.half_day,
        "provisional": found.due.provisional,
        "skipped": [{"date": each.date, "why": word(each.why)} for each in found.skipped],
        "explanation": " ".join(said),
    }


def _calendar(call: Call) -> WorkingCalendar:
    """The working days in force at the desk, or the shipped ones where there is no desk."""
    if call.has_desk:
        with call.desk.look() as look:
            return look.calendar
    from window_desk.catalogue import data_folder
    from window_desk.catalogue.settings import load_notices
    from window_desk.domain.calendar import WorkingCalendar

    return WorkingCalendar(load_notices(data_folder() / "calendar"))


@app.command(help=_("Working days after one day, up to and with another."))
def count(
    ctx: typer.Context,
    start: Annotated[
        str, typer.Option("--from", metavar="D", help=_("The day after which is counted."))
    ],
    end: Annotated[
        str, typer.Option("--to", metavar="D", help=_("The last day; before the first: negative."))
    ],
    as_json: Json = False,
) -> None:
    """The count, and whether a later notice may change it."""
    call = calling(ctx)
    first, last = read_day(start, "--from"), read_day(end, "--to")
    calendar = _calendar(call)
    document = {
        "working_days": calendar.count(first, last),
        "provisional": any(calendar.is_provisional(each) for each in (first, last)),
    }
    facts = [
        (_("Working days"), document["working_days"]),
        (_("Provisional"), document["provisional"] or None),
    ]
    call.answer(document, lambda page: page.facts(facts))


@app.command(help=_("A year: its holidays and make-up days."))
def show(
    ctx: typer.Context,
    year: Annotated[int, typer.Argument(help=_("Such as 2026."))],
    as_json: Json = False,
) -> None:
    """The days that a notice names, and how many working days there are."""
    from window_desk.locale import word

    call = calling(ctx)
    calendar = _calendar(call)
    notice = next((each for each in calendar.notices if each.year == year), None)
    document = {
        "year": year,
        "working_days": calendar.workdays_in(year),
        "announced_through": notice.announced_through if notice else None,
        "provisional": notice is None,
        "papers": notice.papers if notice else [],
        "days": [
            {"date": each.date, "name": word(each.name), "works": not each.off}
            for each in calendar.named_days(year)
        ],
    }

    def on_page(page: Page) -> None:
        through = notice.announced_through if notice else _("not announced yet")
        page.facts(
            [
                (_("Working days"), document["working_days"]),
                (_("Announced through"), through),
                *((_("Notice"), each) for each in (notice.papers if notice else ())),
            ]
        )
        page.line()
        page.table(
            [_("Day"), _("Works"), _("Holiday")],
            [[each.date, not each.off, each.name] for each in calendar.named_days(year)],
        )

    if call.has_desk:
        call.warn()
    call.answer(document, on_page)


@app.command("import", help=_("Put a working-day notice in force; open cases are dated again."))
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help=_("A notice as in data/calendar."))],
    preview: Annotated[
        bool, typer.Option("--preview", help=_("Only say which open cases would move."))
    ] = False,
    papers: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help=_("Write a paper for each applicant who has to be told.")
        ),
    ] = None,
    account: As = "",
    as_json: Json = False,
) -> None:
    """Save the notice, or show what it would move."""
    from window_desk.services import publishing

    if preview and papers is not None:
        raise typer.BadParameter(_("a preview tells nobody."), param_hint="--papers")
    call = calling(ctx)
    notice = _notice(file)
    written: list[Path] = []
    if preview:
        moved = publishing.preview_notice(call.desk, notice)
    else:
        moved, written = _import(call, account, notice, papers)
    document = {"year": notice.year, "saved": not preview, "moved": moved, "papers": written}

    def on_page(page: Page) -> None:
        _show_moved(page, moved, preview=preview)
        if papers is not None and written:
            said = _("Papers in {folder}: {count}.")
            page.line(said.format(count=len(written), folder=papers))

    call.answer(document, on_page)


def _import(
    call: Call, account: str, notice: Notice, folder: Path | None
) -> tuple[list[Moved], list[Path]]:
    from window_desk.cli.notice_page import make_folder, write_moved
    from window_desk.services import publishing

    actor = call.sign_in(account)
    if folder is not None:
        make_folder(folder)
    moved = publishing.import_notice(call.desk, actor, notice)
    return moved, write_moved(call.desk, moved, folder) if folder is not None else []


def _notice(file: Path) -> Notice:
    from window_desk.catalogue.settings import load_notices
    from window_desk.domain.errors import Unusable

    found = [] if file.is_dir() else load_notices(file)
    if len(found) != 1:
        raise Unusable(
            "calendar.one_file",
            "{path} is a folder, not a notice.",
            hint="Give the file of one year.",
            path=str(file),
        )
    return found[0]


def _show_moved(page: Page, moved: list[Moved], *, preview: bool) -> None:
    if not moved:
        page.line(_("No open case would move.") if preview else _("Saved; no open case moved."))
        return
    page.line(_("These applicants have to be told; by how many working days each date moves:"))
    page.table(
        [
            _("Case"),
            _("Applicant"),
            _("Promised"),
            _("Moved to"),
            _("By"),
            _("By law"),
            _("Moved to"),
            _("By"),
        ],
        [
            [
                each.number,
                each.applicant,
                each.promised_before,
                each.promised_after,
                f"{each.promised_days:+d}",
                each.statutory_before,
                each.statutory_after,
                f"{each.statutory_days:+d}",
            ]
            for each in moved
        ],
    )
