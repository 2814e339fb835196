"""A ticket's life: its state, the fold of its ops, its periods and the moves that are allowed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

import msgspec

from window_desk.domain import ops
from window_desk.domain.centre import HouseRules
from window_desk.domain.errors import RuleBroken
from window_desk.domain.ops import Recorded, Why
from window_desk.domain.ownership import holder_after
from window_desk.domain.streams import desk_of_op, is_pool, maker_of

State = Literal["waiting", "called", "serving", "on_hold", "missed", "finished", "left", "void"]
Stage = Literal["wait", "way", "service", "hold", "absent"]
Rule = Literal["arrival", "priority", "appointment", "quick", "requeued"]
Move = Literal[
    "call", "recall", "start", "hold", "resume", "miss", "requeue", "transfer", "finish", "leave"
]

allowed_from: dict[Move, frozenset[State]] = {
    "call": frozenset({"waiting"}),
    "recall": frozenset({"called"}),
    "start": frozenset({"called"}),
    "hold": frozenset({"serving"}),
    "resume": frozenset({"on_hold"}),
    "miss": frozenset({"called"}),
    "requeue": frozenset({"missed"}),
    "transfer": frozenset({"waiting", "called", "serving", "on_hold"}),
    "finish": frozenset({"serving"}),
    "leave": frozenset({"waiting", "called", "on_hold", "missed"}),
}
"""The states from which each move may be made."""

at_window: frozenset[State] = frozenset({"called", "serving"})
"""A window has at most one ticket in these states."""


class Period(msgspec.Struct, frozen=True):
    """A stretch of a ticket's life; exactly one is open until the ticket ends."""

    stage: Stage
    start: datetime
    end: datetime | None = None
    window: str = ""


class Ticket(msgspec.Struct, frozen=True):
    """A citizen's number and what has happened to it so far; `desk` is whose it is."""

    id: str
    number: str
    serial: int
    day: date
    queue: str
    priority: str
    rule: Rule
    head_start: int
    issued_at: datetime
    rank_at: datetime
    eligible_from: datetime
    state: State = "waiting"
    item: str = ""
    appointment: datetime | None = None
    window: str = ""
    clerk: str = ""
    calls: int = 0
    last_called_at: datetime | None = None
    why: Why | None = None
    hold_reason: str = ""
    ended_at: datetime | None = None
    periods: tuple[Period, ...] = ()
    last: str = ""
    last_at: datetime | None = None
    last_by: str = ""
    desk: str = ""

    def seconds(self, stage: Stage, now: datetime) -> int:
        """The time spent in a stage so far, in seconds; an open period counts up to `now`."""
        return sum(
            int(((each.end or now) - each.start).total_seconds())
            for each in self.periods
            if each.stage == stage
        )


def fold(history: Iterable[Recorded]) -> Ticket:
    """The ticket that a run of its ops, in canonical order, adds up to."""
    run = list(history)
    counted = ops.standing(run)
    first = run[0]
    assert isinstance(first.op, ops.TicketIssued)
    ticket = _issued(first, first.op)
    if not counted or counted[0].id != first.id:
        return _to(ticket, first.at, "void", None, ended_at=run[-1].at, last=run[-1].id)
    pool = ticket.desk if is_pool(ticket.desk) else None
    for each in counted[1:]:
        ticket = _apply(ticket, each)
        if pool is not None and desk_of_op(each.id) == pool:
            ticket = msgspec.structs.replace(ticket, desk=holder_after(each, pool))
    return ticket


def _issued(first: Recorded, op: ops.TicketIssued) -> Ticket:
    return Ticket(
        id=first.id,
        number=op.number,
        serial=op.serial,
        day=op.day,
        queue=op.queue,
        priority=op.priority,
        rule=op.rule,
        head_start=op.head_start,
        issued_at=first.at,
        rank_at=op.rank_at,
        eligible_from=op.eligible_from,
        item=op.item,
        appointment=op.appointment,
        periods=(Period(stage="wait", start=first.at),),
        last=first.id,
        last_at=first.at,
        last_by=first.by,
        desk=maker_of(first.id),
    )


def _to(
    ticket: Ticket, at: datetime, state: State, stage: Stage | None, **changes: object
) -> Ticket:
    """Close the open period at `at`, open one of `stage` if there is one, and change the state."""
    closed = tuple(
        msgspec.structs.replace(each, end=at) if each.end is None else each
        for each in ticket.periods
    )
    window = str(changes.get("window", ticket.window))
    opened = (Period(stage=stage, start=at, window=window),) if stage else ()
    return msgspec.structs.replace(ticket, state=state, periods=closed + opened, **changes)


def _apply(ticket: Ticket, recorded: Recorded) -> Ticket:
    ticket = msgspec.structs.replace(
        ticket, last=recorded.id, last_at=recorded.at, last_by=recorded.by
    )
    at, by = recorded.at, recorded.by
    match recorded.op:
        case ops.TicketCalled(window=window, why=why):
            called = {"window": window, "clerk": by, "calls": 1, "last_called_at": at, "why": why}
            return _to(ticket, at, "called", "way", **called)
        case ops.TicketClaimed(window=window, desk=desk, why=why):
            clerk = by.removesuffix(f"@{desk}")
            called = {"window": window, "clerk": clerk, "calls": 1, "last_called_at": at}
            return _to(ticket, at, "called", "way", why=why, **called)
        case ops.TicketRecalled():
            return msgspec.structs.replace(ticket, calls=ticket.calls + 1, last_called_at=at)
        case ops.TicketStarted():
            return _to(ticket, at, "serving", "service")
        case ops.TicketHeld(reason=reason):
            return _to(ticket, at, "on_hold", "hold", hold_reason=reason)
        case ops.TicketResumed(window=window):
            return _to(ticket, at, "serving", "service", window=window, clerk=by)
    return _leave_window(ticket, recorded)


def _leave_window(ticket: Ticket, recorded: Recorded) -> Ticket:
    """The moves after which no window has the ticket."""
    at = recorded.at
    match recorded.op:
        case ops.TicketMissed():
            return _to(ticket, at, "missed", "absent")
        case ops.TicketRequeued(head_start=start, rank_at=rank):
            place = {"rule": "requeued", "head_start": start, "rank_at": rank, "eligible_from": at}
            return _to(ticket, at, "waiting", "wait", window="", calls=0, **place)
        case ops.TicketTransferred(queue=queue):
            return _to(ticket, at, "waiting", "wait", window="", calls=0, queue=queue)
        case ops.TicketFinished():
            return _to(ticket, at, "finished", None, ended_at=at)
        case ops.TicketLeft():
            return _to(ticket, at, "left", None, ended_at=at)
    return ticket


def check_move(
    ticket: Ticket, move: Move, *, window: str, now: datetime, rules: HouseRules
) -> None:
    """Raise `RuleBroken` if the move may not be made now, at this window."""
    if ticket.state not in allowed_from[move]:
        raise RuleBroken(
            "ticket.state",
            "{number} is {state}: it cannot be {move} now.",
            hint="Look at the queue again; another window may have been faster.",
            number=ticket.number,
            state=state_labels[ticket.state],
            move=move_labels[move],
        )
    here = move in ("call", "requeue", "transfer", "leave") and ticket.state in (
        "waiting",
        "missed",
    )
    if not here and ticket.window != window and move != "resume":
        raise RuleBroken(
            "ticket.other_window",
            "{number} is at window {window}.",
            hint="Only that window can do this.",
            number=ticket.number,
            window=ticket.window,
        )
    if move == "miss":
        _check_missed(ticket, now, rules)


def _check_missed(ticket: Ticket, now: datetime, rules: HouseRules) -> None:
    since = int((now - (ticket.last_called_at or now)).total_seconds())
    first = next((each.start for each in reversed(ticket.periods) if each.stage == "way"), now)
    waited = int((now - first).total_seconds())
    if ticket.calls < rules.missed_after_calls:
        raise RuleBroken(
            "ticket.calls",
            "{number} was called {calls} of {needed} times.",
            hint="Call again before you mark it as missed.",
            number=ticket.number,
            calls=ticket.calls,
            needed=rules.missed_after_calls,
        )
    if waited < rules.missed_after_seconds:
        raise RuleBroken(
            "ticket.seconds",
            "{number} was called {waited} s ago; {needed} s must pass.",
            hint="Give the citizen time to walk to the window.",
            number=ticket.number,
            waited=waited,
            needed=rules.missed_after_seconds,
            since=since,
        )


state_labels: dict[State, tuple[str, str]] = {
    "waiting": ("等候", "waiting"),
    "called": ("已叫号", "called"),
    "serving": ("办理中", "being served"),
    "on_hold": ("暂离", "on hold"),
    "missed": ("过号", "missed"),
    "finished": ("已办结", "finished"),
    "left": ("已离开", "gone"),
    "void": ("已作废", "void"),
}
"""Each state's word in Chinese and English."""

move_labels: dict[Move, tuple[str, str]] = {
    "call": ("叫号", "called"),
    "recall": ("重呼", "called again"),
    "start": ("开始办理", "started"),
    "hold": ("暂离", "put on hold"),
    "resume": ("恢复办理", "resumed"),
    "miss": ("过号", "marked as missed"),
    "requeue": ("重新排队", "queued again"),
    "transfer": ("转移", "transferred"),
    "finish": ("办结", "finished"),
    "leave": ("离开", "marked as gone"),
}
"""Each move's word in Chinese and English."""
