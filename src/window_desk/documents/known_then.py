"""What a notice says of days and defects, as it was known when the notice was given."""

from __future__ import annotations

from datetime import datetime

from window_desk.documents.words import texts
from window_desk.domain import ops
from window_desk.domain.calendar import WorkingCalendar
from window_desk.storage.change import Look


def calendar_at(look: Look, moment: datetime) -> WorkingCalendar:
    """The working days as announced then: a later notice changes nothing that was said."""
    found = []
    for year in (each.year for each in look.calendar.notices):
        known = [
            each.op.notice
            for each in look.history(f"calendar/{year}")
            if isinstance(each.op, ops.CalendarPublished) and each.at <= moment
        ]
        found += known[-1:]
    return WorkingCalendar(found) if found else look.calendar


def defect_words(defect: ops.Defect, lang: str) -> str:
    """What is wrong with a paper, behind its name."""
    short = defect.reason.removeprefix("copies:")
    if short != defect.reason:
        said = texts["copies_short"].text(lang).format(n=short)
    else:
        said = defect.reason or texts[defect.state].text(lang)
    return texts["wrong"].text(lang).format(text=said)
