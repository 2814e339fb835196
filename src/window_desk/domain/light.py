"""The light of a case: how its clocks stand, as a glyph, a word and a name for its colour."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.item import Bilingual


class Light(StrEnum):
    """How a case stands against its two clocks."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    CLIFF = "cliff"
    RED = "red"
    DOUBLE_RED = "double_red"
    CLOSED = "closed"

    @property
    def glyph(self) -> str:
        """The sign, one cell wide in every terminal."""
        return _signs[self][0]

    @property
    def words(self) -> Bilingual:
        """The word that stands beside the sign."""
        return _signs[self][1]


_signs = {
    Light.GREEN: ("+", Bilingual(zh="正常", en="on time")),
    Light.BLUE: ("=", Bilingual(zh="中止计时", en="suspended")),
    Light.YELLOW: ("~", Bilingual(zh="临期", en="due soon")),
    Light.CLIFF: ("^", Bilingual(zh="证照将到期", en="licence ends")),
    Light.RED: ("!", Bilingual(zh="超承诺时限", en="over the promise")),
    Light.DOUBLE_RED: ("X", Bilingual(zh="超法定时限", en="over the law")),
    Light.CLOSED: ("-", Bilingual(zh="已办结", en="closed")),
}


def light(
    calendar: WorkingCalendar,
    today: date,
    promised_due: date | None,
    statutory_due: date | None,
    suspended: date | None = None,
    *,
    licence_until: date | None = None,
    yellow: int = 1,
    closed: bool = False,
) -> Light:
    """The light on `today`: yellow from `yellow` working days before the promise, then red.

    Double red once the law's limit is over. `suspended` is the day on which the suspension that
    still lasts began: a case that was in time on that day is blue, and one that was already over
    stays red, so that suspending a late case cannot hide it. Without a promise the law's limit
    is the one that warns. The end of a licence that is to be renewed comes before everything
    else: from `yellow` working days before it on, suspended or not, because whatever is undecided
    on that day counts as renewed (行政许可法 art. 50).
    """
    if closed:
        return Light.CLOSED
    if licence_until is not None and calendar.count(today, licence_until) <= yellow:
        return Light.CLIFF
    day = today if suspended is None else min(today, suspended)
    if statutory_due is not None and day > statutory_due:
        return Light.DOUBLE_RED
    if promised_due is not None and day > promised_due:
        return Light.RED
    if suspended is not None:
        return Light.BLUE
    limits = [each for each in (promised_due, statutory_due) if each is not None]
    if limits and calendar.count(day, min(limits)) <= yellow:
        return Light.YELLOW
    return Light.GREEN
