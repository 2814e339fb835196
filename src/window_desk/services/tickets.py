"""The queue's verbs: give out a number, call, recall, start, hold, miss, transfer, finish."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from window_desk.domain import lineup, ops
from window_desk.domain import ticket as tickets
from window_desk.domain.actor import Actor
from window_desk.domain.centre import Queue
from window_desk.domain.errors import RuleBroken
from window_desk.domain.numbering import ticket_number
from window_desk.domain.text import clean_text
from window_desk.domain.ticket import Move, Ticket
from window_desk.services import windows
from window_desk.storage import reads, ticket_reads
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk


class Issued(msgspec.Struct, frozen=True):
    """A number just given out: who is before it, and the expected wait in seconds."""

    ticket: Ticket
    ahead: int
    expected_wait: int


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
    with desk.change(by=actor.account) as tx:
        queue, item = _find_queue(tx, queue_or_item)
        rank = tx.centre.priority(priority)
        if rank is None:
            raise RuleBroken(
                "queue.priority",
                "There is no priority class {priority}.",
                hint="The classes are: {classes}.",
                priority=priority,
                classes=", ".join(each.code for each in tx.centre.priorities),
            )
        place = lineup.place(tx.now, rank, queue, appointment, tx.centre.rules)
        serial = ticket_reads.last_serial(tx.connection, tx.today, queue.prefix) + 1
        identity = tx.record(
            ops.TicketIssued(
                number=ticket_number(queue.prefix, serial),
                serial=serial,
                queue=queue.code,
                day=tx.today,
                priority=priority,
                head_start=place.head_start,
                rule=place.rule,
                item=item,
                appointment=appointment,
                rank_at=place.rank_at,
                eligible_from=place.eligible_from,
            )
        )
        ticket = tx.ticket(identity)
        ahead = ticket_reads.count_ahead(tx.connection, queue.code, ticket.rank_at, tx.now)
        wait = ticket_reads.expected_wait(tx.connection, tx.centre, queue, ahead, tx.now)
    return Issued(ticket=ticket, ahead=ahead, expected_wait=wait)


def _find_queue(tx: Change, name: str) -> tuple[Queue, str]:
    queue = tx.centre.queue(name)
    if queue is not None:
        return queue, ""
    item = reads.item_on(tx.connection, name, tx.today)
    if item is None:
        raise RuleBroken(
            "queue.unknown",
            "There is no queue and no item {name}.",
            hint="The queues are: {queues}.",
            name=name,
            queues=", ".join(each.code for each in tx.centre.queues),
        )
    queue = tx.centre.queue_of_department(item.department, instant=item.kind == "instant")
    if queue is None:
        raise RuleBroken(
            "queue.department",
            "No queue takes items of {department}.",
            hint="Give the queue itself.",
            department=item.department,
        )
    return queue, item.code


def call_next(desk: Desk, actor: Actor, window: str) -> Ticket:
    """Call who is next for this window's queues; two windows never get one ticket."""
    actor.require("serve")
    with desk.change(by=actor.account) as tx:
        place = windows.require_free_to_call(tx, window, actor.account)
        found = ticket_reads.next_own(tx.connection, place.queues, tx.now)
        if found is None:
            raise RuleBroken(
                "queue.empty",
                "Nobody waits in the queues of window {window}.",
                hint="New numbers appear here by themselves.",
                window=window,
            )
        return _call(tx, found, window, place.queues, chosen=False)


def call_chosen(desk: Desk, actor: Actor, window: str, number: str) -> Ticket:
    """Call one waiting number out of turn; the choice is on record."""
    actor.require("serve")
    with desk.change(by=actor.account) as tx:
        place = windows.require_free_to_call(tx, window, actor.account)
        identity = require_number(tx, number)
        tickets.check_move(
            tx.ticket(identity), "call", window=window, now=tx.now, rules=tx.centre.rules
        )
        return _call(tx, identity, window, place.queues, chosen=True)


def _call(
    tx: Change, identity: str, window: str, queues: tuple[str, ...], *, chosen: bool
) -> Ticket:
    ticket = tx.ticket(identity)
    passed = ticket_reads.count_earlier(tx.connection, queues, ticket.issued_at)
    why = lineup.why(ticket, passed, tx.now, chosen=chosen)
    tx.record(ops.TicketCalled(window=window, why=why), on=identity)
    return tx.ticket(identity)


def require_number(tx: Change, number: str, window: str = "") -> str:
    """The id of the ticket that a number means today, whatever its case and blanks."""
    wanted = clean_text(number).upper().replace(" ", "")
    identity = ticket_reads.find_ticket(tx.connection, tx.today, wanted, window)
    if identity is None:
        raise RuleBroken(
            "ticket.number",
            "No number {number} was given out today.",
            hint="Check the slip.",
            number=wanted,
        )
    return identity


def _move(desk: Desk, actor: Actor, number: str, window: str, move: Move, op: ops.Op) -> Ticket:
    actor.require("serve")
    with desk.change(by=actor.account) as tx:
        if window:
            windows.require_window(tx, window)
        identity = require_number(tx, number, window)
        ticket = tx.ticket(identity)
        tickets.check_move(ticket, move, window=window, now=tx.now, rules=tx.centre.rules)
        if move == "resume":
            windows.require_free_to_call(tx, window, actor.account)
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
    return _move(desk, actor, number, window, "leave", ops.TicketLeft(window=window))


def requeue(desk: Desk, actor: Actor, number: str) -> Ticket:
    """A missed citizen came after all: the same number waits again, with a small head start."""
    actor.require("serve")
    with desk.change(by=actor.account) as tx:
        identity = require_number(tx, number)
        rules = tx.centre.rules
        tickets.check_move(tx.ticket(identity), "requeue", window="", now=tx.now, rules=rules)
        start = rules.requeue_head_start_minutes
        rank = tx.now - timedelta(minutes=start)
        tx.record(ops.TicketRequeued(head_start=start, rank_at=rank), on=identity)
        return tx.ticket(identity)


def transfer(desk: Desk, actor: Actor, number: str, queue: str) -> Ticket:
    """Send a ticket to another queue; it keeps its number and its waiting time."""
    actor.require("serve")
    with desk.change(by=actor.account) as tx:
        target, _ = _find_queue(tx, queue)
        identity = require_number(tx, number)
        ticket = tx.ticket(identity)
        tickets.check_move(
            ticket, "transfer", window=ticket.window, now=tx.now, rules=tx.centre.rules
        )
        if target.code == ticket.queue:
            raise RuleBroken(
                "queue.same",
                "{number} is in queue {queue} already.",
                hint="Choose another queue.",
                number=ticket.number,
                queue=queue,
            )
        tx.record(ops.TicketTransferred(queue=target.code, window=ticket.window), on=identity)
        return tx.ticket(identity)
