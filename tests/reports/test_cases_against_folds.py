"""What SQL adds up of cases equals what plain Python makes of the folded ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.script import (
    accepted,
    at,
    decided,
    handed_out,
    happened,
    opened,
    report_so_far,
    taken_back,
    told,
    turned_away,
    undo_last,
    values,
)
from tests.support import Clock, copy_desk
from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case import Case
from window_desk.domain.centre import CENTRE_TIME
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk
from window_desk.storage.project_case import due_date

NOW = at("10:00")
TODAY = NOW.date()
SIZE = 14
"""The days before today on which something may happen."""


@pytest.fixture(scope="module")
def desk(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A seeded desk for all examples; each takes back what it did."""
    desk = Desk(copy_desk(seeded, tmp_path_factory.mktemp("folds") / "desk.db"), Clock(NOW))
    yield desk
    desk.close()


Course = tuple[int, int, str, str, str, bool, list[int]]
"""Days ago and hour of opening, fate, promise, law, instant, and the hours between the acts."""

courses = st.tuples(
    st.integers(0, SIZE),
    st.integers(0, 23),
    st.sampled_from(
        ["turned away", "void", "told", "open", "withdrawn", "refused", "undone", "granted"]
    ),
    st.sampled_from(["0.5", "1", "2", "3", "5"]),
    st.sampled_from(["", "1", "2", "4", "20"]),
    st.booleans(),
    st.lists(st.integers(0, 90), min_size=3, max_size=3),
)


def go(tx: Change, plan: Course) -> str:
    """Let a case go its course as far as it comes before now; gives its id."""
    ago, hour, fate, _, _, _, pauses = plan
    when = datetime.combine(TODAY - timedelta(days=ago), at("00:00").time(), CENTRE_TIME)
    when = min(when + timedelta(hours=hour), NOW)
    entity = opened(tx, when)
    steps = unaccepted.get(fate) or [partial(accept, plan=plan), *after_acceptance[fate]]
    for step, pause in zip(steps, pauses, strict=False):
        when += timedelta(hours=pause)
        if when > NOW:
            break
        step(tx, entity, when)
    return entity


def accept(tx: Change, entity: str, when: datetime, *, plan: Course) -> None:
    accepted(tx, entity, when, plan[3], plan[4], instant=plan[5])


def withdraw(tx: Change, entity: str, when: datetime) -> None:
    happened(tx, entity, when, ops.CaseWithdrawn())


def refuse(tx: Change, entity: str, when: datetime) -> None:
    decided(tx, entity, when, "refused")


Step = Callable[[Change, str, datetime], None]

unaccepted: dict[str, list[Step]] = {
    "turned away": [turned_away],
    "void": [undo_last],
    "told": [told, told],
}

after_acceptance: dict[str, list[Step]] = {
    "open": [],
    "withdrawn": [withdraw],
    "refused": [refuse, handed_out],
    "undone": [decided, undo_last],
    "granted": [decided, handed_out],
}


def local(when: datetime | None) -> date | None:
    return when and when.astimezone(CENTRE_TIME).date()


def share(part: int, n: int) -> Decimal | None:
    if n == 0:
        return None
    return (Decimal(part) / n).quantize(Decimal("0.0001"), ROUND_HALF_UP)


class Week:
    """The cases of a period, looked at one by one."""

    def __init__(
        self, found: Iterable[Case], calendar: WorkingCalendar, first: date, last: date
    ) -> None:
        self.found = [each for each in found if each.state != "void"]
        self.calendar, self.first, self.last = calendar, first, last
        self.decided = [each for each in self.found if self.within(each.decided_at)]
        self.open = [each for each in self.found if self.is_open(each)]

    def within(self, when: datetime | None) -> bool:
        day = local(when)
        return day is not None and self.first <= day <= self.last

    def count(self, state: str) -> int:
        return sum(each.state == state and self.within(each.closed_at) for each in self.found)

    def is_open(self, case: Case) -> bool:
        begun = local(case.accepted_at)
        withdrawn = case.closed_at if case.state == "withdrawn" else None
        ended = local(case.decided_at or withdrawn)
        return begun is not None and begun <= self.last and (ended is None or ended > self.last)

    def due(self, case: Case, clock: str) -> date | None:
        limit = case.promised if clock == "promise" else case.statutory
        found = due_date(case, limit, self.calendar)
        return found.date if found else None

    def overdue(self, clock: str) -> int:
        # A day that is over is one before today and not after the period.
        over = min(self.last, TODAY - timedelta(days=1))
        dues = [self.due(each, clock) for each in self.open]
        return sum(each is not None and each <= over for each in dues)

    def punctual(self, clock: str, *, early: bool = False) -> tuple[int, int]:
        """Those decided in time, or early, and all that have such a limit."""
        pairs = [
            (cast(date, local(each.decided_at)), due)
            for each in self.decided
            if (due := self.due(each, clock)) is not None and not (early and each.instant)
        ]
        return sum(day < due if early else day <= due for day, due in pairs), len(pairs)

    def worked(self) -> list[int]:
        return [
            self.calendar.count(
                cast(date, local(each.accepted_at)), cast(date, local(each.decided_at))
            )
            for each in self.decided
            if not each.instant
        ]

    def figures(self) -> dict[str, object]:
        notices = [each for case in self.found for each in case.rounds if self.within(each.at)]
        told_ = [case for case in self.found if any(self.within(x.at) for x in case.rounds)]
        kept, promised = self.punctual("promise")
        kept_law, lawful = self.punctual("law")
        early, committed = self.punctual("promise", early=True)
        worked = self.worked()
        instant = sum(each.instant for each in self.decided)
        mean = Decimal(sum(worked)) / len(worked) if worked else None
        return {
            "opened": sum(self.within(each.opened_at) for each in self.found),
            "accepted": sum(self.within(each.accepted_at) for each in self.found),
            "corrected": len(notices),
            "told_once_rate": share(sum(len(x.rounds) == 1 for x in told_), len(told_)),
            "turned_away": self.count("turned_away"),
            "withdrawn": self.count("withdrawn"),
            "decided": len(self.decided),
            "granted": sum(each.outcome == "granted" for each in self.decided),
            "refused": sum(each.outcome == "refused" for each in self.decided),
            "handed_out": sum(self.within(each.served_at) for each in self.found),
            "under_review": len(self.open),
            "on_time_rate": share(kept, promised + self.overdue("promise")),
            "on_time_rate_law": share(kept_law, lawful + self.overdue("law")),
            "decided_late": promised - kept,
            "decided_late_law": lawful - kept_law,
            "overdue": self.overdue("promise"),
            "overdue_law": self.overdue("law"),
            "early_rate": share(early, committed),
            "instant_rate": share(instant, len(self.decided)),
            "working_days_mean": mean and mean.quantize(Decimal("0.01"), ROUND_HALF_UP),
            # None of these has a route; legs are counted by hand in test_leg_figures.
            "late_legs": 0,
        }


@settings(max_examples=150)
@given(
    plans=st.one_of(st.lists(courses, max_size=2), st.lists(courses, min_size=6, max_size=20)),
    begin=st.integers(0, SIZE),
    length=st.integers(0, SIZE + 2),
)
def test_the_cases(desk: Desk, plans: list[Course], begin: int, length: int) -> None:
    first = TODAY - timedelta(days=begin)
    last = first + timedelta(days=length)
    with taken_back(desk) as tx:
        entities = [go(tx, plan) for plan in plans]
        found = [cases.fold(tx.history(each)) for each in entities]
        report = report_so_far(tx, "cases", first, last, NOW)
        assert values(report) == Week(found, tx.calendar, first, last).figures()
