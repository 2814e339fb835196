"""Putting a report together: which sections, for which days, in one consistent view of the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from window_desk.domain.calendar import first_day, last_day
from window_desk.domain.errors import RuleBroken
from window_desk.reports.case_figures import case_figures
from window_desk.reports.figure import Figure, Report, Section
from window_desk.reports.queue_figures import queue_figures
from window_desk.storage.change import Look
from window_desk.storage.desk import Desk
from window_desk.storage.scope import Scope, everywhere, halls, own_scope, scope_of

sections: dict[Section, Callable[[Look, Scope, date, date], list[Figure]]] = {
    "queue": queue_figures,
    "cases": case_figures,
}
"""What a report may be about, in the order in which it is shown."""


def build(desk: Desk, section: Section | None, first: date, last: date, hall: str = "") -> Report:
    """The figures of one section, or of all, for the local days from `first` to `last`.

    They are of this desk's own hall, of another one, or of `all` halls of which there are acts
    here. Raises `RuleBroken` for a hall that there is not, and for days that make no period.
    """
    with desk.look() as look:
        if hall:
            return report_on(look, section, first, last, _scope(look, hall))
        return msgspec.structs.replace(report_on(look, section, first, last), is_own=True)


def build_each(desk: Desk, section: Section | None, first: date, last: date) -> list[Report]:
    """A report of every hall of which there are acts here, in one consistent view."""
    with desk.look() as look:
        return [
            report_on(look, section, first, last, scope_of(each)) for each in halls(look.connection)
        ]


def _scope(look: Look, hall: str) -> Scope:
    if hall == "all":
        return everywhere
    known = halls(look.connection)
    if hall not in known:
        raise RuleBroken(
            "report.hall",
            "There is nothing of a hall {hall} here.",
            hint="The halls are: {halls}.",
            hall=hall,
            halls=list(known),
        )
    return scope_of(hall)


def report_on(
    look: Look, section: Section | None, first: date, last: date, scope: Scope | None = None
) -> Report:
    """The same for a view of the desk that is open already; of its own hall without a `scope`."""
    scope = scope or own_scope(look.connection)
    chosen = [each for each in sections if section in (None, each)]
    if not first_day <= first <= last <= last_day:
        raise RuleBroken(
            "report.period",
            "{first} to {last} is not a period that can be reported.",
            hint="Give a first day, then the same or a later one, from {begin} to {end}.",
            first=first,
            last=last,
            begin=first_day,
            end=last_day,
        )
    figures = [figure for each in chosen for figure in sections[each](look, scope, first, last)]
    return Report(
        first=first, last=last, made_at=look.now, figures=tuple(figures), hall=scope.hall or "all"
    )
