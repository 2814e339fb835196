"""Putting a report together: which sections, for which days, in one consistent view of the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from window_desk.domain.calendar import first_day, last_day
from window_desk.domain.errors import RuleBroken
from window_desk.reports.case_figures import case_figures
from window_desk.reports.figure import Figure, Report, Section
from window_desk.reports.queue_figures import queue_figures
from window_desk.storage.change import Look
from window_desk.storage.desk import Desk

sections: dict[Section, Callable[[Look, date, date], list[Figure]]] = {
    "queue": queue_figures,
    "cases": case_figures,
}
"""What a report may be about, in the order in which it is shown."""


def build(desk: Desk, section: str | None, first: date, last: date) -> Report:
    """The figures of one section, or of all, for the local days from `first` to `last`.

    Raises `RuleBroken` for a section that there is not and for days that make no period.
    """
    with desk.look() as look:
        return report_on(look, section, first, last)


def report_on(look: Look, section: str | None, first: date, last: date) -> Report:
    """The same for a view of the desk that is open already."""
    chosen = [each for each in sections if section in (None, "", each)]
    if not chosen:
        raise RuleBroken(
            "report.section",
            "There is no section {section}.",
            hint="The sections are: {known}.",
            section=section,
            known=", ".join(sections),
        )
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
    figures = [figure for each in chosen for figure in sections[each](look, first, last)]
    return Report(first=first, last=last, made_at=look.now, figures=tuple(figures))
