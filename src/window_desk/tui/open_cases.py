"""Open cases for a screen: what is asked for, what was read, and each case as a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from rich.cells import cell_len

from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case_clocks import Standing
from window_desk.domain.centre import Centre
from window_desk.domain.item import Bilingual
from window_desk.domain.leg_light import LegLight
from window_desk.domain.light import Light
from window_desk.locale import _, word
from window_desk.locale.punctuation import listed
from window_desk.storage.rows import CaseLine, Page
from window_desk.tui.cells import short_day
from window_desk.tui.told import department_text
from window_desk.tui.widgets.lines import Column, Line

if TYPE_CHECKING:
    from window_desk.services.alarms import Alarms
    from window_desk.storage.change import Look
    from window_desk.storage.desk import Desk

page_size = 200
_place = re.compile(r"(.{2,}?)[市区县州旗盟]")

open_lights = (
    Light.CLIFF, Light.DOUBLE_RED, Light.RED, Light.YELLOW, Light.BLUE, Light.GREEN,
)  # fmt: skip
"""The lights that an open case can have, the most urgent first."""


class Asked(msgspec.Struct, frozen=True):
    """What the list is asked for; an empty part asks for everything."""

    text: str = ""
    light: Light | None = None
    department: str = ""

    @property
    def is_filter(self) -> bool:
        """Whether open cases may be left out by more than the department."""
        return bool(self.text or self.light)


class Listed(msgspec.Struct, frozen=True):
    """The cases read so far and how each stands, the key of the next page, calendar and day.

    `late` are by case the departments that are late first, `asking` the cases that wait for the
    applicant.
    """

    asked: Asked
    cases: tuple[CaseLine, ...]
    next: str
    standing: Mapping[str, Standing]
    calendar: WorkingCalendar
    today: date
    late: Mapping[str, str] = {}
    asking: frozenset[str] = frozenset()

    def leg_lights(self, case: str) -> tuple[LegLight, ...]:
        """What a case's legs say beside its own light: one is late, one waits for the applicant."""
        both = ((LegLight.LATE, case in self.late), (LegLight.APPLICANT, case in self.asking))
        return tuple(each for each, holds in both if holds)

    def joined(self, more: Listed) -> Listed:
        """This list with its next page behind it."""
        return msgspec.structs.replace(
            more,
            cases=self.cases + more.cases,
            standing={**self.standing, **more.standing},
            late={**self.late, **more.late},
            asking=self.asking | more.asking,
        )


class Counted(msgspec.Struct, frozen=True):
    """How many open cases have each light, and how many have a leg whose department is late."""

    lights: Mapping[Light, int]
    alarms: Alarms | None = None
    late: int = 0

    @property
    def total(self) -> int:
        """All open cases."""
        return sum(self.lights.values())


def read_cases(desk: Desk, asked: Asked, after: str = "", limit: int = page_size) -> Listed:
    """Read a page, in a thread."""
    from window_desk.storage import review_lists, reviews
    from window_desk.storage.standing import standing as stand

    with desk.look() as view:
        page = _page(view, asked, after, limit)
        standing = {each.id: stand(view, each) for each in page.cases}
        ids, today = [each.id for each in page.cases], view.today.isoformat()
        late = reviews.late_departments(view.connection, today, ids)
        asking = review_lists.asking_cases(view.connection, ids)
        return Listed(
            asked, page.cases, page.next, standing, view.calendar, view.today, late, asking
        )


def _page(view: Look, asked: Asked, after: str, limit: int) -> Page:
    from window_desk.catalogue.search import normalise_query
    from window_desk.storage import deadlines

    text = " ".join(asked.text.split())
    wish = deadlines.Wish(
        today=view.today.isoformat(),
        soon=deadlines.soon(view),
        light=asked.light,
        text=text,
        terms=tuple(normalise_query(text).split()),
        department=asked.department,
        centre=view.centre.code,
    )
    return deadlines.open_cases(view.connection, wish, after, limit)


def count_cases(desk: Desk) -> Counted:
    """Count every open case by its light, and what to warn of, in a thread."""
    from window_desk.services.alarms import find_alarms
    from window_desk.storage import deadlines, review_lists

    with desk.look() as view:
        today, soon = view.today.isoformat(), deadlines.soon(view)
        counts = deadlines.light_counts(view.connection, today, soon)
        late = review_lists.count_late_cases(view.connection, today)
        return Counted(counts, find_alarms(view), late)


def light_text(shown: Light | LegLight) -> str:
    """The light's sign and word."""
    return f"{shown.glyph} {word(shown.words)}"


def names_of(centre: Centre | None) -> dict[str, Bilingual]:
    """The departments' names in both languages, by the Chinese one that items use."""
    return {each.name.zh: each.name for each in centre.departments} if centre else {}


def short_names(names: Mapping[str, Bilingual]) -> dict[str, Bilingual]:
    """The same without the first sign or word that most of them share; it tells none apart."""
    zh = _mostly([each.zh[:1] for each in names.values()])
    en = _mostly([f"{each.en.partition(' ')[0]} " for each in names.values()])
    return {
        key: Bilingual(each.zh.removeprefix(zh), each.en.removeprefix(en))
        for key, each in names.items()
    }


def _mostly(firsts: list[str]) -> str:
    """What more than half of these are, or nothing."""
    first, count = Counter(firsts).most_common(1)[0] if firsts else ("", 0)
    return first if count * 2 > len(firsts) else ""


def place_of(centre: Centre | None) -> str:
    """The name of the place that a centre serves, without what kind of place it is."""
    found = _place.match(centre.name.zh) if centre else None
    return found[1] if found else ""


def short_applicant(name: str, place: str) -> str:
    """An applicant for a narrow column: nearly every company begins with the name of its place.

    `广安区瑞丰建筑工程有限公司` in 广安 is `瑞丰建筑工程有限公司`.
    """
    if not place:
        return name
    parts = rf"(?:.{{2,3}}省)?(?:{re.escape(place)}[市区县州旗盟]?)+"
    return re.sub(rf"^{parts}(?=.{{2}})", "", name)


def date_cell(due: date | None, calendar: WorkingCalendar) -> str:
    """A due date as text, with `?` while a later notice may move it."""
    if due is None:
        return "-"
    return short_day(due) + ("?" if is_provisional(due, calendar) else "")


def holders_text(line: CaseLine, departments: Mapping[str, Bilingual]) -> str:
    """Who holds a case now."""
    return listed(department_text(each, departments) for each in line.holders) or "-"


def columns(width: int) -> list[Column]:
    """The columns of a list of open cases in so many cells."""
    words = max(cell_len(light_text(each)) for each in open_lights)
    wide = width >= 110
    return [
        Column(_("light"), words),
        Column(_("left"), 4, right=True),
        Column(_("promised"), 9),
        Column(_("left"), 4, right=True),
        Column(_("by law"), 9),
        *([Column(_("number"), 20)] if wide else []),
        Column(_("item")),
        Column(_("applicant") if wide else _("for"), 9 if wide else 6),
        Column(_("held by"), 18 if wide else 10),
    ]


def row(
    line: CaseLine,
    standing: Standing,
    width: int,
    calendar: WorkingCalendar,
    short: Mapping[str, Bilingual],
    place: str = "",
    legs: tuple[LegLight, ...] = (),
) -> Line:
    """A case as a row of such a list, with short names of the departments and of companies.

    `legs` are the lights of its legs, whose signs stand before the holders.
    """
    wide = width >= 110
    shown = standing.light
    lefts = (standing.promised_left, standing.statutory_left)
    promised_left, statutory_left = ("" if each is None else str(each) for each in lefts)
    cells = (
        light_text(shown),
        promised_left,
        date_cell(standing.promised, calendar),
        statutory_left,
        date_cell(standing.statutory, calendar),
        *([line.number] if wide else []),
        word(Bilingual(line.item_zh, line.item_en)) or line.item,
        short_applicant(line.shown_name, place) or _("erased"),
        " ".join(("".join(each.glyph for each in legs), holders_text(line, short))).strip(),
    )
    return Line(line.id, cells, shown.value if shown.value != "closed" else "dim")


def rows(listed_: Listed, width: int, centre: Centre | None) -> list[Line]:
    """Every case that was read as a row."""
    short, place = short_names(names_of(centre)), place_of(centre)
    return [
        row(each, listed_.standing[each.id], width, listed_.calendar, short, place,
            listed_.leg_lights(each.id))
        for each in listed_.cases
    ]  # fmt: skip


def is_provisional(due: date | None, calendar: WorkingCalendar) -> bool:
    """Whether a later notice may move a due date."""
    return due is not None and calendar.is_provisional(due)
