"""Tickets and cases that happen at exact times, and the figures they lead to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from decimal import Decimal

from window_desk.domain import ops
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.item import Limit
from window_desk.domain.ops import Op
from window_desk.reports.build import report_on
from window_desk.reports.figure import Figure, Report, Section, Value
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk

TODAY = date(2026, 11, 23)


def at(clock: str, day: date = TODAY) -> datetime:
    """A moment of a day in the centre's zone."""
    return datetime.combine(day, time.fromisoformat(clock), CENTRE_TIME)


def issued(tx: Change, number: str, when: datetime, queue: str) -> str:
    """Give out a number; gives the ticket's id."""
    tx.now = when
    serial = int(number.lstrip("ABCDEQ"))
    return tx.record(
        ops.TicketIssued(
            number=number, serial=serial, queue=queue, day=tx.today, priority="normal",
            rank_at=when, eligible_from=when,
        )
    )  # fmt: skip


def happened(tx: Change, entity: str, when: datetime, op: Op) -> None:
    """Let something happen to a ticket or a case."""
    tx.now = when
    tx.record(op, on=entity)


def undo_last(tx: Change, entity: str, when: datetime) -> None:
    """Take the last op of a ticket or a case back."""
    last = tx.history(entity)[-1]
    undone = ops.TicketUndone if last.op.kind.startswith("ticket.") else ops.CaseUndone
    happened(tx, entity, when, undone(undoes=last.id))


def called(window: str) -> ops.TicketCalled:
    """A call in the order of arrival."""
    return ops.TicketCalled(window=window, why=ops.Why(rule="arrival"))


def days(value: str) -> Limit:
    """A limit in working days."""
    return Limit(value=Decimal(value))


def opened(tx: Change, when: datetime) -> str:
    """Open a case; gives its id."""
    tx.now = when
    return tx.record(ops.CaseOpened(item="X", item_version=1, applicant="nobody"))


def accepted(
    tx: Change, case: str, when: datetime, promised: str, law: str = "", *, instant: bool = False
) -> None:
    """Accept a case under a promise and, unless it is empty, a limit of the law."""
    tx.now = when
    op = ops.CaseAccepted(
        number=tx.next_number("case"), document=tx.next_number("acceptance"), article="xkf.32.1.5",
        promised=days(promised), statutory=days(law) if law else None, lead="X", instant=instant,
    )  # fmt: skip
    tx.record(op, on=case)


def told(tx: Change, case: str, when: datetime) -> None:
    """Give a correction notice."""
    tx.now = when
    notice = ops.CaseCorrectionNotified(document=tx.next_number("correction"), defects=())
    tx.record(notice, on=case)


def decided(tx: Change, case: str, when: datetime, outcome: ops.Outcome = "granted") -> None:
    """Decide a case."""
    tx.now = when
    decision = ops.CaseDecided(outcome=outcome, document=tx.next_number("decision"))
    tx.record(decision, on=case)


def handed_out(tx: Change, case: str, when: datetime) -> None:
    """Hand out the result."""
    tx.now = when
    tx.record(ops.CaseServed(document=tx.next_number("service")), on=case)


def turned_away(tx: Change, case: str, when: datetime) -> None:
    """Do not accept a case."""
    tx.now = when
    op = ops.CaseTurnedAway(
        form="not_required", document=tx.next_number("turned_away"), article="", reason="no need"
    )
    tx.record(op, on=case)


def figure(report: Report, name: str, group: str = "") -> Figure:
    """The one figure of that name and group."""
    (found,) = (each for each in report.figures if (each.name, each.group.key) == (name, group))
    return found


def values(report: Report, group: str = "") -> dict[str, Value]:
    """The values of a group by name."""
    return {each.name: each.value for each in report.figures if each.group.key == group}


def why(figure: Figure) -> dict[str, int]:
    """What a figure leaves out, by reason."""
    return {each.reason: each.count for each in figure.left_out}


class _TakenBackError(Exception):
    """Ends a change that is not to be kept."""


@contextmanager
def taken_back(desk: Desk) -> Iterator[Change]:
    """A change that is rolled back when the block ends, so that the desk stays as it was."""
    with suppress(_TakenBackError), desk.change() as tx:
        yield tx
        raise _TakenBackError


def report_so_far(tx: Change, section: Section, first: date, last: date, now: datetime) -> Report:
    """The report on what a change has recorded, before it is committed."""
    tx.now = now
    tx.finish()
    return report_on(tx, section, first, last)
