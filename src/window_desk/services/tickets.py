"""The queue's verbs: give out a number, call, recall, start, hold, miss, transfer, finish."""

from __future__ import annotations

from datetime import datetime

from window_desk.domain import ops
from window_desk.domain import ticket as tickets
from window_desk.domain.actor import Actor
from window_desk.domain.text import clean_text
from window_desk.domain.ticket import Move, Ticket
from window_desk.services import windows
from window_desk.services.own_line import OwnLine, require_number, require_settled
from window_desk.storage import claims
from window_desk.storage.desk import Desk
from window_desk.storage.lines import Issued as Issued
from window_desk.storage.lines import Line, Release, Wish


def line_of(desk: Desk) -> Line:
    """The line that a desk works on: its hall's where it joined a hub, else its own."""
    return desk.line or OwnLine()


def issue(
    desk: Desk,
    actor: Actor,
    queue_or_item: str,
    *,
    priority: str = "normal",
    appointment: datetime | None = None,
) -> Issued:
    """Give out the next number of a queue, named itself or by the item it is for."""
    actor.require("issue")
    return line_of(desk).issue(desk, actor, Wish(queue_or_item, priority, appointment))


def call_next(desk: Desk, actor: Actor, window: str) -> Ticket:
    """Call who is next for this window's queues; two windows never get one ticket."""
    actor.require("serve")
    return line_of(desk).call(desk, actor, window)


def call_chosen(desk: Desk, actor: Actor, window: str, number: str) -> Ticket:
    """Call one waiting number out of turn; the choice is on record."""
    actor.require("serve")
    return line_of(desk).call(desk, actor, window, number)


def _move(desk: Desk, actor: Actor, number: str, window: str, move: Move, op: ops.Op) -> Ticket:
    actor.require("serve")
    with desk.change(by=actor.account) as tx:
        if window:
            windows.require_window(tx, window)
        identity = require_number(tx, number, window)
        ticket = tx.ticket(identity)
        require_settled(tx, ticket)
        tickets.check_move(ticket, move, window=window, now=tx.now, rules=tx.centre.rules)
        if move == "resume":
            windows.require_free_to_call(tx, window, actor.account)
            claims.forgo(tx.connection, window)
        tx.record(op, on=identity)
        return tx.ticket(identity)


def recall(desk: Desk, actor: Actor, number: str, window: str) -> Ticket:
    """Call the same number again."""
    return _move(desk, actor, number, window, "recall", ops.TicketRecalled(window=window))


def start(desk: Desk, actor: Actor, number: str, window: str) -> Ticket:
    """The citizen is here: service begins."""
    return _move(desk, actor, number, window, "start", ops.TicketStarted(window=window))


def hold(desk: Desk, actor: Actor, number: str, window: str, reason: str = "") -> Ticket:
    """The citizen comes back in a while; the window is free meanwhile."""
    op = ops.TicketHeld(window=window, reason=clean_text(reason))
    return _move(desk, actor, number, window, "hold", op)


def resume(desk: Desk, actor: Actor, number: str, window: str) -> Ticket:
    """The citizen on hold is back at a free window."""
    return _move(desk, actor, number, window, "resume", ops.TicketResumed(window=window))


def miss(desk: Desk, actor: Actor, number: str, window: str) -> Ticket:
    """Nobody came, after as many calls and seconds as the house rules ask for."""
    return _move(desk, actor, number, window, "miss", ops.TicketMissed(window=window))


def finish(desk: Desk, actor: Actor, number: str, window: str) -> Ticket:
    """Service at the window is over."""
    return _move(desk, actor, number, window, "finish", ops.TicketFinished(window=window))


def leave(desk: Desk, actor: Actor, number: str, window: str = "") -> Ticket:
    """The citizen left without being served."""
    actor.require("serve")
    return line_of(desk).release(desk, actor, number, Release("left", window=window))


def requeue(desk: Desk, actor: Actor, number: str) -> Ticket:
    """A missed citizen came after all: the same number waits again, with a small head start."""
    actor.require("serve")
    return line_of(desk).release(desk, actor, number, Release("requeued"))


def transfer(desk: Desk, actor: Actor, number: str, queue: str) -> Ticket:
    """Send a ticket to another queue; it keeps its number and its waiting time."""
    actor.require("serve")
    return line_of(desk).release(desk, actor, number, Release("transferred", queue))
