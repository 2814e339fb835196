"""A scripted day in the queue and a scripted week of cases, on a real desk."""

from __future__ import annotations

from datetime import date

import pytest

from tests.reports.script import (
    accepted,
    at,
    called,
    decided,
    handed_out,
    happened,
    issued,
    opened,
    told,
    turned_away,
    undo_last,
)
from tests.support import Clock
from window_desk.domain import ops
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def clock() -> Clock:
    """Monday, ten in the morning."""
    return Clock(at("10:00"))


@pytest.fixture
def hall(desk: Desk) -> Desk:
    """A morning with eleven tickets, and a Friday before it with four."""
    with desk.change(by="clerk1") as tx:
        friday(tx)
        first_window(tx)
        second_window(tx)
        a5, a6, a7 = (issued(tx, f"A00{n}", at(f"09:0{n - 1}"), "A") for n in (5, 6, 7))
        undo_last(tx, a7, at("09:06:30"))
        happened(tx, a5, at("09:30"), ops.TicketLeft())
        assert tx.ticket(a6).state == "waiting"
    return desk


def friday(tx: Change) -> None:
    """One served, one missed, one finished on Monday only, one never called."""
    one, two, three, _ = (issued(tx, f"A00{n}", at(f"1{n}:00", FRIDAY), "A") for n in (1, 2, 3, 4))
    happened(tx, one, at("11:10", FRIDAY), called("1"))
    happened(tx, one, at("11:10:30", FRIDAY), ops.TicketStarted(window="1"))
    happened(tx, one, at("11:20:30", FRIDAY), ops.TicketFinished(window="1"))
    happened(tx, two, at("12:10", FRIDAY), called("1"))
    happened(tx, two, at("12:12", FRIDAY), ops.TicketMissed(window="1"))
    happened(tx, three, at("16:10", FRIDAY), called("1"))
    happened(tx, three, at("16:11", FRIDAY), ops.TicketStarted(window="1"))
    happened(tx, three, at("08:59"), ops.TicketFinished(window="1"))


def first_window(tx: Change) -> None:
    """Window 1: one served, one served with a break, one from the quick lane on hold."""
    a1 = issued(tx, "A001", at("09:00"), "A")
    happened(tx, a1, at("09:05"), called("1"))
    happened(tx, a1, at("09:05:30"), ops.TicketStarted(window="1"))
    happened(tx, a1, at("09:15:30"), ops.TicketFinished(window="1"))
    a2 = issued(tx, "A002", at("09:01"), "A")
    happened(tx, a2, at("09:16"), called("1"))
    happened(tx, a2, at("09:16:20"), ops.TicketStarted(window="1"))
    happened(tx, a2, at("09:20:20"), ops.TicketHeld(window="1"))
    happened(tx, a2, at("09:30:20"), ops.TicketResumed(window="1"))
    happened(tx, a2, at("09:36:20"), ops.TicketFinished(window="1"))
    q2 = issued(tx, "Q002", at("09:10"), "Q")
    happened(tx, q2, at("09:12"), ops.TicketTransferred(queue="A"))
    happened(tx, q2, at("09:40"), called("1"))
    happened(tx, q2, at("09:40:10"), ops.TicketStarted(window="1"))
    happened(tx, q2, at("09:50"), ops.TicketHeld(window="1"))


def second_window(tx: Change) -> None:
    """Window 2: two served, one of them missed before; one missed for good; one just called."""
    q1 = issued(tx, "Q001", at("09:00:30"), "Q")
    happened(tx, q1, at("09:01:30"), called("2"))
    happened(tx, q1, at("09:01:40"), ops.TicketStarted(window="2"))
    happened(tx, q1, at("09:04:41"), ops.TicketFinished(window="2"))
    a3 = issued(tx, "A003", at("09:02"), "A")
    happened(tx, a3, at("09:07"), called("2"))
    happened(tx, a3, at("09:09"), ops.TicketMissed(window="2"))
    happened(tx, a3, at("09:20"), ops.TicketRequeued(head_start=10, rank_at=at("09:10")))
    happened(tx, a3, at("09:25"), called("2"))
    happened(tx, a3, at("09:25:40"), ops.TicketStarted(window="2"))
    happened(tx, a3, at("09:45:40"), ops.TicketFinished(window="2"))
    a4 = issued(tx, "A004", at("09:03"), "A")
    happened(tx, a4, at("09:10"), called("2"))
    happened(tx, a4, at("09:12"), ops.TicketMissed(window="2"))
    q3 = issued(tx, "Q003", at("09:30"), "Q")
    happened(tx, q3, at("09:50"), called("2"))


@pytest.fixture
def office(desk: Desk) -> Desk:
    """A working week, 16 to 20 November 2026, with everything that can become of a case."""
    with desk.change(by="clerk1") as tx:
        finished_cases(tx)
        unfinished_cases(tx)
        unaccepted_cases(tx)
    return desk


def finished_cases(tx: Change) -> None:
    """Decided early, on the last day, after promise and law, on the spot, and on Monday only."""
    early = opened(tx, at("09:00", date(2026, 11, 16)))
    accepted(tx, early, at("09:30", date(2026, 11, 16)), "3", "20")
    decided(tx, early, at("10:00", date(2026, 11, 18)))
    handed_out(tx, early, at("11:00", date(2026, 11, 18)))
    punctual = opened(tx, at("09:00", date(2026, 11, 13)))
    accepted(tx, punctual, at("09:30", date(2026, 11, 13)), "3", "5")
    decided(tx, punctual, at("17:00", date(2026, 11, 18)))
    handed_out(tx, punctual, at("17:00", date(2026, 11, 20)))
    late = opened(tx, at("09:00", date(2026, 11, 12)))
    accepted(tx, late, at("09:30", date(2026, 11, 12)), "2", "3")
    decided(tx, late, at("09:00", date(2026, 11, 19)), "refused")
    instant = opened(tx, at("09:00", date(2026, 11, 17)))
    accepted(tx, instant, at("09:10", date(2026, 11, 17)), "1", instant=True)
    decided(tx, instant, at("09:10", date(2026, 11, 17)))
    handed_out(tx, instant, at("09:10", date(2026, 11, 17)))
    afterwards = opened(tx, at("09:00", date(2026, 11, 17)))
    accepted(tx, afterwards, at("09:00", date(2026, 11, 17)), "1", "2")
    decided(tx, afterwards, at("09:00"))


def unfinished_cases(tx: Change) -> None:
    """Open over the promise, open in time after a notice, and taken back."""
    open_late = opened(tx, at("10:00", date(2026, 11, 16)))
    accepted(tx, open_late, at("10:00", date(2026, 11, 16)), "2", "5")
    open_in_time = opened(tx, at("10:00", date(2026, 11, 16)))
    told(tx, open_in_time, at("10:00", date(2026, 11, 18)))
    accepted(tx, open_in_time, at("10:00", FRIDAY), "5")
    taken_back = opened(tx, at("10:00", date(2026, 11, 16)))
    accepted(tx, taken_back, at("10:00", date(2026, 11, 16)), "10")
    happened(tx, taken_back, at("10:00", date(2026, 11, 19)), ops.CaseWithdrawn())
    taken_back_late = opened(tx, at("10:00", date(2026, 11, 16)))
    accepted(tx, taken_back_late, at("10:00", date(2026, 11, 16)), "1")
    happened(tx, taken_back_late, at("09:30"), ops.CaseWithdrawn())


def unaccepted_cases(tx: Change) -> None:
    """Taken back, turned away, told twice, undone; and three at the edges of the week."""
    taken_back = opened(tx, at("10:00", date(2026, 11, 18)))
    happened(tx, taken_back, at("10:05", date(2026, 11, 18)), ops.CaseWithdrawn())
    turned_away(tx, opened(tx, at("11:00", date(2026, 11, 18))), at("11:05", date(2026, 11, 18)))
    told_twice = opened(tx, at("11:00", date(2026, 11, 17)))
    told(tx, told_twice, at("12:00", date(2026, 11, 17)))
    told(tx, told_twice, at("12:00", date(2026, 11, 19)))
    notice_undone = opened(tx, at("11:00", date(2026, 11, 17)))
    told(tx, notice_undone, at("12:00", date(2026, 11, 17)))
    undo_last(tx, notice_undone, at("12:00:30", date(2026, 11, 17)))
    acceptance_undone = opened(tx, at("11:00", date(2026, 11, 19)))
    accepted(tx, acceptance_undone, at("11:10", date(2026, 11, 19)), "5")
    undo_last(tx, acceptance_undone, at("11:10:30", date(2026, 11, 19)))
    undo_last(tx, opened(tx, at("12:00", date(2026, 11, 19))), at("12:00:30", date(2026, 11, 19)))
    opened(tx, at("23:59:30", date(2026, 11, 15)))
    opened(tx, at("23:59:30", FRIDAY))
    opened(tx, at("00:00:10", date(2026, 11, 21)))
