"""What SQL adds up equals what plain Python makes of the folded tickets and cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.script import (
    accepted,
    at,
    called,
    decided,
    figure,
    handed_out,
    happened,
    issued,
    opened,
    told,
    turned_away,
    undo_last,
    values,
    why,
)
from tests.support import Clock, copy_desk
from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain import ticket as tickets
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case import Case
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.ops import Op
from window_desk.domain.ticket import Move, Ticket
from window_desk.reports.build import report_on
from window_desk.reports.figure import Report
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk
from window_desk.storage.project import due_date

NOW = at("10:00")
TODAY = NOW.date()
SIZE = 14
"""The days before today on which something may happen."""


class _RolledBackError(Exception):
    """Ends an example, so that the next one finds the desk as it was."""


@pytest.fixture(scope="module")
def desk(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A seeded desk on which every example is rolled back."""
    return Desk(copy_desk(seeded, tmp_path_factory.mktemp("folds") / "desk.db"), Clock(NOW))


# Tickets.

Walk = tuple[int, int, str, str, list[tuple[int, int]]]
"""Days ago and minute at which the number is taken, queue, window, choices of moves with pauses."""

walks = st.tuples(
    st.integers(0, 2),
    st.integers(0, 590),
    st.sampled_from("ABQ"),
    st.sampled_from("123"),
    st.lists(
        st.tuples(st.integers(0, 99), st.one_of(st.integers(0, 2000), st.just(60_000))),
        max_size=9,
    ),
)


def walk(tx: Change, serial: int, plan: Walk) -> str:
    """Let a ticket make allowed moves, the end of which lies before now; gives its id."""
    ago, minute, queue, window, choices = plan
    when = datetime.combine(TODAY, at("00:00").time(), CENTRE_TIME) - timedelta(days=ago)
    when += timedelta(minutes=minute)
    entity = issued(tx, f"{queue}{serial:03d}", when, queue)
    for choice, pause in choices:
        when += timedelta(seconds=pause)
        if when > NOW or tx.ticket(entity).state == "void":
            break
        make_move(tx, entity, when, choice, window)
    ticket = tx.ticket(entity)
    if ticket.state in tickets.at_window:
        # A window holds one ticket only, so that the last to stand there goes on hold.
        if ticket.state == "called":
            happened(tx, entity, when, ops.TicketStarted(window=window))
        happened(tx, entity, when, ops.TicketHeld(window=window))
    return entity


def make_move(tx: Change, entity: str, when: datetime, choice: int, window: str) -> None:
    ticket = tx.ticket(entity)
    if choice >= 95:
        undo_last(tx, entity, when)
        return
    allowed = [move for move, states in tickets.allowed_from.items() if ticket.state in states]
    if not allowed:
        return
    made: dict[Move, Op] = {
        "call": called(window),
        "recall": ops.TicketRecalled(window=window),
        "start": ops.TicketStarted(window=window),
        "hold": ops.TicketHeld(window=window),
        "resume": ops.TicketResumed(window=window),
        "miss": ops.TicketMissed(window=window),
        "requeue": ops.TicketRequeued(head_start=0, rank_at=when),
        "transfer": ops.TicketTransferred(queue="ABQ"[choice % 3], window=window),
        "finish": ops.TicketFinished(window=window),
        "leave": ops.TicketLeft(window=window),
    }
    happened(tx, entity, when, made[allowed[choice % len(allowed)]])


def is_forgotten(ticket: Ticket) -> bool:
    if ticket.ended_at is not None:
        return ticket.ended_at.astimezone(CENTRE_TIME).date() > ticket.day
    return ticket.state != "missed" and ticket.day < TODAY


def rounded(number: Fraction) -> int:
    return floor(number + Fraction(1, 2))


def check_queue(report: Report, group: str, found: Sequence[Ticket]) -> None:
    real = [each for each in found if each.state != "void"]
    measured = [each for each in real if each.state == "finished" and not is_forgotten(each)]
    got = values(report, group)
    expected = {
        "served": {"finished"},
        "at_window": {"called", "serving"},
        "waiting": {"waiting"},
        "on_hold": {"on_hold"},
        "missed": {"missed"},
        "left": {"left"},
    }
    for name, states in expected.items():
        if name in got:
            assert got[name] == sum(each.state in states for each in real)
    assert got.get("issued", len(real)) == len(real)
    assert got["forgotten"] == sum(map(is_forgotten, real))
    stages: tuple[tickets.Stage, ...] = ("wait", "way", "service")
    for stage in stages:
        seconds = sorted(each.seconds(stage, NOW) for each in measured)
        mean, high = (figure(report, f"{stage}_{kind}", group) for kind in ("mean", "p90"))
        assert mean.n == high.n == len(measured)
        assert mean.excluded == high.excluded == len(found) - len(measured)
        assert why(mean).get("forgotten", 0) == sum(map(is_forgotten, real))
        if not seconds:
            assert (mean.value, high.value) == (None, None)
        else:
            assert mean.value == rounded(Fraction(sum(seconds), len(seconds)))
            assert high.value == seconds[ceil(Fraction(9, 10) * len(seconds)) - 1]


@settings(max_examples=60)
@given(plans=st.lists(walks, max_size=24), span=st.integers(0, 2))
def test_the_queue(desk: Desk, plans: list[Walk], span: int) -> None:
    first = TODAY - timedelta(days=span)
    with pytest.raises(_RolledBackError), desk.change() as tx:
        entities = [walk(tx, serial, plan) for serial, plan in enumerate(plans, 1)]
        folded = [tx.ticket(each) for each in entities]
        found = [each for each in folded if first <= each.day]
        report = finished_report(tx, "queue", first, TODAY)
        check_queue(report, "", found)
        for queue in "ABQ":
            check_queue(report, f"queue {queue}", [x for x in found if x.queue == queue])
        for window in "123":
            check_queue(report, f"window {window}", [x for x in found if x.window == window])
        raise _RolledBackError


def finished_report(tx: Change, section: str, first: date, last: date) -> Report:
    tx.now = NOW
    tx.finish()
    return report_on(tx, section, first, last)


# Cases.

Course = tuple[int, int, int, str, str, bool, list[int]]
"""Days ago and hour of opening, fate, promise, law, instant, and the hours between the acts."""

courses = st.tuples(
    st.integers(0, SIZE),
    st.integers(0, 23),
    st.integers(0, 8),
    st.sampled_from(["0.5", "1", "2", "3", "5"]),
    st.sampled_from(["", "1", "2", "4", "20"]),
    st.booleans(),
    st.lists(st.integers(0, 90), min_size=3, max_size=3),
)


def go(tx: Change, plan: Course) -> str:
    """Let a case go its course as far as it comes before now; gives its id."""
    ago, hour, fate, promise, law, instant, pauses = plan
    when = datetime.combine(TODAY - timedelta(days=ago), at("00:00").time(), CENTRE_TIME)
    moments = [min(when + timedelta(hours=hour), NOW)]
    for pause in pauses:
        moments.append(moments[-1] + timedelta(hours=pause))
    entity = opened(tx, moments[0])
    if moments[1] > NOW:
        return entity
    if fate in (0, 1):
        unaccepted = (turned_away, undo_last)[fate]
        unaccepted(tx, entity, moments[1])
        return entity
    if fate == 2:
        told(tx, entity, moments[1])
        if moments[2] <= NOW:
            told(tx, entity, moments[2])
        return entity
    accepted(tx, entity, moments[1], promise, law, instant=instant)
    if moments[2] > NOW or fate == 3:
        return entity
    if fate == 4:
        happened(tx, entity, moments[2], ops.CaseWithdrawn())
        return entity
    decided(tx, entity, moments[2], "refused" if fate == 5 else "granted")
    if fate == 6:
        undo_last(tx, entity, moments[2])
    elif moments[3] <= NOW:
        handed_out(tx, entity, moments[3])
    return entity


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
        }


@settings(max_examples=60)
@given(
    plans=st.lists(courses, max_size=16),
    begin=st.integers(0, SIZE),
    length=st.integers(0, SIZE + 2),
)
def test_the_cases(desk: Desk, plans: list[Course], begin: int, length: int) -> None:
    first = TODAY - timedelta(days=begin)
    last = first + timedelta(days=length)
    with pytest.raises(_RolledBackError), desk.change() as tx:
        entities = [go(tx, plan) for plan in plans]
        found = [cases.fold(tx.history(each)) for each in entities]
        report = finished_report(tx, "cases", first, last)
        assert values(report) == Week(found, tx.calendar, first, last).figures()
        raise _RolledBackError
