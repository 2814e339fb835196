"""The correction notice that is out: what it lists is told, and not told a second time."""

from __future__ import annotations

from window_desk.domain.case import Case
from window_desk.domain.case.state import Round
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.errors import RuleBroken


def notice_out(case: Case) -> Round | None:
    """The notice that the applicant has not come back with yet, None where none is out."""
    is_out = case.state == "correction" and case.returned_at is None and case.rounds
    return case.rounds[-1] if is_out else None


def already_told(told: Round) -> RuleBroken:
    """Why the same list is not told again (行政许可法 art. 32(1)4)."""
    return RuleBroken(
        "case.told_already",
        "All of this was told on {at} with notice {document}: it is told once.",
        hint="Give out that notice again, or note first that the applicant came back.",
        article="xkf.32.1.4",
        at=f"{told.at.astimezone(CENTRE_TIME):%Y-%m-%d %H:%M}",
        document=told.document,
    )
