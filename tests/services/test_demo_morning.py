"""The morning of the demo hall could have been played at the desk: the verbs do the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.services.demo_desks import fill, histories, set_clock
from tests.support import Clock, actor
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.ops import Recorded
from window_desk.domain.ticket import Ticket
from window_desk.services import tickets, windows
from window_desk.storage.desk import Desk
from window_desk.storage.shapes import quoted, shape_of


def open_again(desk: Desk, window: str, account: str) -> None:
    with desk.change(by=account) as tx:
        windows.open_window(tx, window, account)


def move_again(desk: Desk, who: Actor, number: str, op: ops.Op) -> Ticket | None:
    """Do a move by its verb; who is called next is for the desk to find out."""
    moves: dict[type[ops.Op], Callable[..., Ticket]] = {
        ops.TicketRecalled: tickets.recall,
        ops.TicketStarted: tickets.start,
        ops.TicketResumed: tickets.resume,
        ops.TicketMissed: tickets.miss,
        ops.TicketFinished: tickets.finish,
        ops.TicketLeft: tickets.leave,
    }
    match op:
        case ops.TicketIssued(queue=queue, item=item, priority=priority, appointment=appointment):
            issued = tickets.issue(
                desk, who, item or queue, priority=priority, appointment=appointment
            )
            return issued.ticket
        case ops.TicketCalled(window=window):
            return tickets.call_next(desk, who, window)
        case ops.TicketHeld(window=window, reason=reason):
            return tickets.hold(desk, who, number, window, reason)
        case ops.TicketTransferred(queue=queue):
            return tickets.transfer(desk, who, number, queue)
        case ops.TicketRequeued():
            return tickets.requeue(desk, who, number)
    return moves[type(op)](desk, who, number, getattr(op, "window", ""))


def act_again(desk: Desk, clock: Clock, each: Recorded, number: str) -> None:
    who = actor(desk, each.by)
    set_clock(clock, each.at)
    match each.op:
        case ops.WindowOpened(account=account):
            open_again(desk, number, account)
        case ops.WindowPaused(reason=reason):
            windows.pause_window(desk, who, number, reason)
        case _:
            ticket = move_again(desk, who, number, each.op)
            assert ticket is not None
            assert ticket.number == number


def seen(desk: Desk) -> list[tuple[Any, ...]]:
    """The tickets and windows without their ids."""
    with desk.read() as connection:
        return [
            row
            for table, order in (("ticket", "number"), ("window_state", "window"))
            for columns in [
                quoted(
                    tuple(
                        each
                        for each in shape_of(connection, table).columns
                        if each not in ("id", "last")
                    )
                )
            ]
            for row in connection.execute(f"SELECT {columns} FROM {table} ORDER BY {order}")
        ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_verbs_make_the_same_morning(desk: Desk, clock: Clock, empty: Path, seed: int) -> None:
    hall = fill(empty, seed=seed, cases=0)
    acts: list[tuple[int, Recorded, str]] = []
    for run in (*histories(hall, "ticket"), *histories(hall, "window")):
        first = run[0].op
        for each in run:
            number = first.number if isinstance(first, ops.TicketIssued) else ""
            acts.append((int(each.id.partition(":")[2]), each, number))
    places = {
        each.op.account: staff.window
        for _seq, each, _number in acts
        if isinstance(each.op, ops.WindowOpened)
        for staff in [actor(hall, each.op.account)]
    }
    for _seq, each, number in sorted(acts, key=lambda act: act[0]):
        act_again(desk, clock, each, number or places[each.by])
    assert seen(desk) == seen(hall)
    hall.close()
