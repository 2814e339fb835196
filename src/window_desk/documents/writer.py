"""What every notice is written with: its case on that day, headings, dates and their reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import takewhile

from window_desk.documents.words import facts, texts
from window_desk.domain import case as cases
from window_desk.domain import case_clocks, ops
from window_desk.domain.calendar import Notice, WorkingCalendar
from window_desk.domain.case import Case
from window_desk.domain.centre import CENTRE_TIME, Centre
from window_desk.domain.clock import Explanation
from window_desk.domain.explanation import sentences
from window_desk.domain.item import Limit, ServiceItem
from window_desk.domain.law import Law
from window_desk.storage import items, reads
from window_desk.storage.change import Look

Line = tuple[str, str]
"""A heading and what stands behind it."""
Told = tuple[str, list[Line], list[str]]
"""The kind of a notice, its own facts, and its paragraphs."""


class Writer:
    """Holds one case as it was when the act `given` was recorded, and speaks one language."""

    def __init__(
        self, look: Look, case: Case, before: Case | None, given: ops.Recorded, lang: str
    ) -> None:
        self.look, self.case, self.before, self.given, self.lang = look, case, before, given, lang
        self.item: ServiceItem = items.every_part_of(look.connection, case)
        self.law: Law = reads.law(look.connection)
        self.day = given.at.astimezone(CENTRE_TIME).date()
        self.calendar = calendar_at(look, given.at)
        self.centre = centre_at(look, given.at)
        self.bodies = {each.name.zh: each.name.text(lang) for each in self.centre.departments}
        self.staff = {each.account: each.name for each, _on in reads.accounts(look.connection)}

    def fact(self, name: str, text: object) -> Line:
        """A heading by its name, with its text; empty where there is nothing to say."""
        return facts[name].text(self.lang), self.written(text) if text else ""

    def body(self, department: str) -> str:
        """A department, which items name in Chinese, in the language of the notice."""
        return self.bodies.get(department, department)

    def say(self, which: str, **values: object) -> str:
        """A sentence by its name."""
        written = {name: self.written(value) for name, value in values.items()}
        return texts[which].text(self.lang).format(**written)

    def written(self, value: object) -> str:
        """A value as documents write it: in Chinese a day has its year, month and day named."""
        if isinstance(value, datetime):
            moment = value.astimezone(CENTRE_TIME)
            return f"{self.written(moment.date())} {moment:%H:%M}"
        if isinstance(value, date) and self.lang == "zh":
            return f"{value.year}年{value.month}月{value.day}日"
        return str(value)

    def joined(self, several: Iterable[str]) -> str:
        """Several things behind one heading: a heading has one line."""
        return ("、" if self.lang == "zh" else ", ").join(several)

    def head(self) -> Iterator[Line]:
        """Which application it is about."""
        yield self.fact("case", self.case.number)
        yield self.fact("item", self.item.name.text(self.lang))
        yield self.fact("authority", self.body(self.item.department))
        yield self.fact("applied", self.case.opened_at.astimezone(CENTRE_TIME).date())

    def foot(self) -> Iterator[Line]:
        """Who gave it, where, and where to complain."""
        yield self.fact("officer", self.staff.get(self.given.by, ""))
        yield self.fact("window", self.case.window)
        yield self.fact("complaint", self.item.complaint)
        yield self.fact("date", self.day)

    def ground(self, key: str) -> Line:
        """The article it rests on."""
        return self.fact("ground", self.law.cite(key, self.lang) if key else "")

    def names(self, codes: Iterable[str], state: Callable[[str], str] = lambda _: "") -> str:
        """Papers as a numbered list; `state` says what goes behind each name."""
        names = self._paper_names()
        return "\n".join(
            self.say("paper", n=at, name=names.get(code, code), state=state(code))
            for at, code in enumerate(codes, 1)
        )

    def _paper_names(self) -> dict[str, str]:
        """What papers are called by the item under which each was looked at."""
        names = {each.code: each.name.text(self.lang) for each in self.item.materials}
        run = list(
            takewhile(lambda each: each.at <= self.given.at, self.look.history(self.case.id))
        )
        amended = (at for at, each in enumerate(run) if isinstance(each.op, ops.CaseAmended))
        for earlier in reversed([cases.fold(run[:at]) for at in amended]):
            item = items.every_part_of(self.look.connection, earlier)
            for each in item.materials:
                paper = earlier.papers.get(each.code)
                if paper is not None and paper == self.case.papers.get(each.code):
                    names[each.code] = each.name.text(self.lang)
        return names

    def defect(self, defect: ops.Defect) -> str:
        """What is wrong with a paper, behind its name."""
        short = defect.reason.removeprefix("copies:")
        if short != defect.reason:
            return self.say("wrong", text=self.say("copies_short", n=short))
        return self.say("wrong", text=defect.reason or self.say(defect.state))

    def dates(
        self, case: Case, calendar: WorkingCalendar | None = None
    ) -> tuple[Explanation | None, Explanation | None]:
        """The promised date and the law's, by the working days of the day it was given."""

        def explained(limit: Limit | None) -> Explanation | None:
            return case_clocks.explain(case, limit, calendar or self.calendar, self.day)

        return explained(case.promised), explained(case.statutory)

    def both(self, case: Case, calendar: WorkingCalendar | None = None) -> str:
        """Both dates in one line."""
        said = [self.date_text(each) for each in self.dates(case, calendar)]
        return " / ".join(each for each in said if each)

    def date_text(self, found: Explanation | None) -> str:
        """A due date, and whether a later notice may still move it; empty without a limit."""
        if found is None:
            return ""
        if found.due.provisional:
            return self.say("provisional", day=found.due.date)
        return self.written(found.due.date)

    def why(self, case: Case) -> Iterator[str]:
        """How each date comes about, a paragraph for each."""
        for name, found in zip(("promised_why", "statutory_why"), self.dates(case), strict=True):
            if found is not None:
                yield "\n".join((self.say(name), *sentences(found, self.lang, self.written)))


def calendar_at(look: Look, moment: datetime, without: str = "") -> WorkingCalendar:
    """The working days as announced then: a later notice changes nothing that was said.

    `without` is the id of a notice that had not come yet.
    """
    known = {
        op.notice.year: op.notice
        for each, op in _published(look)
        if each.at <= moment and each.id != without
    }
    return WorkingCalendar(known.values()) if known else look.calendar


def notice_named(look: Look, identity: str) -> Notice:
    """The working-day notice that was published with that id."""
    return next(op.notice for each, op in _published(look) if each.id == identity)


def _published(look: Look) -> Iterator[tuple[ops.Recorded, ops.CalendarPublished]]:
    for year in (each.year for each in look.calendar.notices):
        for each in look.history(f"calendar/{year}"):
            if isinstance(each.op, ops.CalendarPublished):
                yield each, each.op


def centre_at(look: Look, moment: datetime) -> Centre:
    """The centre's name and house rules as they were then."""
    found = look.centre
    for each in look.history("centre/main"):
        if isinstance(each.op, ops.CentrePublished) and each.at <= moment:
            found = each.op.centre
    return found
