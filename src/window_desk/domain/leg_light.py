"""The light of one department's leg: late by itself, also while the whole case is in time."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from window_desk.domain import case_clocks
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case import Case, Leg
from window_desk.domain.item import Bilingual


class LegLight(StrEnum):
    """How a leg stands against its department's own limit.

    A late leg is charged to its department; the case's own light says whether the applicant is
    affected, and nothing of it counts against the clerk.
    """

    GREEN = "green"
    SOON = "soon"
    LATE = "late"
    APPLICANT = "applicant"
    NONE = "none"

    @property
    def glyph(self) -> str:
        """The sign, one cell wide in every terminal."""
        return _signs[self][0]

    @property
    def words(self) -> Bilingual:
        """The word that stands beside the sign."""
        return _signs[self][1]


_signs = {
    LegLight.GREEN: ("+", Bilingual(zh="正常", en="on time")),
    LegLight.SOON: ("~", Bilingual(zh="临期", en="due soon")),
    LegLight.LATE: ("@", Bilingual(zh="部门超时", en="department late")),
    LegLight.APPLICANT: ("?", Bilingual(zh="待申请人", en="with the applicant")),
    LegLight.NONE: ("-", Bilingual(zh="未在办", en="not running")),
}


def leg_light(
    calendar: WorkingCalendar, today: date, state: str, due: date | None, *, yellow: int = 1
) -> LegLight:
    """The light of a leg on `today`: `due` as it stands then, with every suspension counted in.

    While the applicant has to bring something the department is not late.
    """
    if state == "asking":
        return LegLight.APPLICANT
    if state != "open" or due is None:
        return LegLight.NONE
    if due < today:
        return LegLight.LATE
    return LegLight.SOON if calendar.count(today, due) <= yellow else LegLight.GREEN


def light_of(
    case: Case, leg: Leg, calendar: WorkingCalendar, today: date, *, yellow: int = 1
) -> LegLight:
    """The light of a leg of a case; none of them runs once the case is decided or withdrawn."""
    if case.state != "under_review":
        return LegLight.NONE
    due = case_clocks.leg_due(case, leg, calendar, today)
    return leg_light(calendar, today, leg.state, due.date if due else None, yellow=yellow)


def late_legs(case: Case, calendar: WorkingCalendar, today: date) -> tuple[Leg, ...]:
    """The legs whose department is late."""
    return tuple(
        each for each in case.legs if light_of(case, each, calendar, today) is LegLight.LATE
    )
