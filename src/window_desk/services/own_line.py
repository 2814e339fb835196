"""A desk's own line: its database is all there is, and one transaction is one act."""

from __future__ import annotations

from datetime import datetime, timedelta

from window_desk.domain import lineup, ops
from window_desk.domain import ticket as tickets
from window_desk.domain.actor import Actor
from window_desk.domain.centre import Priority, Queue
from window_desk.domain.errors import RuleBroken
from window_desk.domain.numbering import ticket_number
from window_desk.domain.text import clean_text
from window_desk.domain.ticket import Move, Ticket
from window_desk.services import windows
from window_desk.storage import claims, reads, streams, ticket_reads
from window_desk.storage.change import Change, Look
from window_desk.storage.desk import Desk
from window_desk.storage.lines import Issued, Release, Way, Wish

moves: dict[Way, Move] = {"transferred": "transfer", "requeued": "requeue", "left": "leave"}
"""What each way of letting a ticket go is called among the moves."""


class OwnLine:
    """The numbers that this desk gives out itself.

    With a `lane` they are told apart from those that the hall gives out: `W3-001`.
    """

    away_since: datetime | None = None

    def __init__(self, lane: str = "") -> None:
        self._lane = lane

    def issue(self, desk: Desk, actor: Actor, wish: Wish) -> Issued:
        """Give out the next number."""
        with desk.change(by=actor.account) as tx:
            queue, item = find_queue(tx, wish.queue_or_item)
            rank = find_priority(tx, wish.priority)
            place = lineup.place(tx.now, rank, queue, wish.appointment, tx.centre.rules)
            prefix = f"W{self._lane}-" if self._lane else queue.prefix
            serial = ticket_reads.last_serial(tx.connection, tx.today, prefix) + 1
            identity = tx.record(
                ops.TicketIssued(
                    number=ticket_number(prefix, serial),
                    serial=serial,
                    queue=queue.code,
                    day=tx.today,
                    priority=wish.priority,
                    head_start=place.head_start,
                    rule=place.rule,
                    item=item,
                    appointment=wish.appointment,
                    rank_at=place.rank_at,
                    eligible_from=place.eligible_from,
                )
            )
            return as_issued(tx, identity)

    def call(self, desk: Desk, actor: Actor, window: str, number: str = "") -> Ticket:
        """Call who is next among the desk's own numbers, or one number out of turn."""
        with desk.change(by=actor.account) as tx:
            place = windows.require_free_to_call(tx, window, actor.account)
            found: str | None
            if number:
                found = require_number(tx, number)
                ticket, rules = tx.ticket(found), tx.centre.rules
                tickets.check_move(ticket, "call", window=window, now=tx.now, rules=rules)
            else:
                found = ticket_reads.next_own(tx.connection, place.queues, tx.now)
            if found is None:
                raise nobody_waits(window)
            ticket = tx.ticket(found)
            passed = ticket_reads.count_earlier(tx.connection, place.queues, ticket.issued_at)
            why = lineup.why(ticket, passed, tx.now, chosen=bool(number))
            claims.forgo(tx.connection, window)
            tx.record(ops.TicketCalled(window=window, why=why), on=found)
            return tx.ticket(found)

    def release(self, desk: Desk, actor: Actor, number: str, how: Release) -> Ticket:
        """Let a ticket go: back into a queue, or out of the house."""
        with desk.change(by=actor.account) as tx:
            if how.window:
                windows.require_window(tx, how.window)
            identity = require_number(tx, number, how.window)
            tx.record(check_release(tx, tx.ticket(identity), how), on=identity)
            return tx.ticket(identity)

    def heads(self, desk: Desk) -> dict[str, int]:
        """How far this desk's own streams go."""
        with desk.look() as look:
            return {
                name: head.seq
                for name, head in streams.read_heads(look.connection).items()
                if name.partition(".")[0] == look.home
            }

    def close(self) -> None:
        """Nothing is open but the desk itself."""


def check_release(look: Look, ticket: Ticket, how: Release) -> ops.Op:
    """The op that lets a ticket go; raises `RuleBroken` where that may not be now."""
    rules = look.centre.rules
    window = {"transferred": ticket.window, "left": how.window}.get(how.way, "")
    tickets.check_move(ticket, moves[how.way], window=window, now=look.now, rules=rules)
    if how.way == "left":
        return ops.TicketLeft(window=how.window)
    if how.way == "requeued":
        start = rules.requeue_head_start_minutes
        return ops.TicketRequeued(head_start=start, rank_at=look.now - timedelta(minutes=start))
    target, _item = find_queue(look, how.queue)
    if target.code == ticket.queue:
        raise RuleBroken(
            "queue.same",
            "{number} is in queue {queue} already.",
            hint="Choose another queue.",
            number=ticket.number,
            queue=how.queue,
        )
    return ops.TicketTransferred(queue=target.code, window=ticket.window)


def as_issued(look: Look, identity: str) -> Issued:
    """A number that was given out, with who is before it and how long that takes."""
    ticket = look.ticket(identity)
    queue = look.centre.queue(ticket.queue)
    assert queue is not None, "a number is given out for a queue of the centre"
    place = (ticket.rank_at, ticket.issued_at, ticket.number)
    ahead = ticket_reads.count_ahead(look.connection, queue.code, place, look.now)
    wait = ticket_reads.expected_wait(look.connection, look.centre, queue, ahead, look.now)
    return Issued(ticket=ticket, ahead=ahead, expected_wait=wait)


def nobody_waits(window: str) -> RuleBroken:
    """Why nobody is called."""
    return RuleBroken(
        "queue.empty",
        "Nobody waits in the queues of window {window}.",
        hint="New numbers appear here by themselves.",
        window=window,
    )


def find_priority(look: Look, code: str) -> Priority:
    """A priority class; raises `RuleBroken` when the centre has none of that name."""
    rank = look.centre.priority(code)
    if rank is None:
        raise RuleBroken(
            "queue.priority",
            "There is no priority class {priority}.",
            hint="The classes are: {classes}.",
            priority=code,
            classes=[each.code for each in look.centre.priorities],
        )
    return rank


def find_queue(look: Look, name: str) -> tuple[Queue, str]:
    """A queue by its own code, or by that of an item it takes, which is named then."""
    queue = look.centre.queue(name)
    if queue is not None:
        return queue, ""
    item = reads.item_on(look.connection, name, look.today)
    if item is None:
        raise RuleBroken(
            "queue.unknown",
            "There is no queue and no item {name}.",
            hint="The queues are: {queues}.",
            name=name,
            queues=[each.code for each in look.centre.queues],
        )
    queue = look.centre.queue_of_department(item.department, instant=item.kind == "instant")
    if queue is None:
        raise RuleBroken(
            "queue.department",
            "No queue takes items of {department}.",
            hint="Give the queue itself.",
            department=item.department,
        )
    return queue, item.code


def require_number(look: Look, number: str, window: str = "") -> str:
    """The id of the ticket that a number means today, whatever its case and blanks."""
    wanted = clean_text(number).upper().replace(" ", "")
    identity = ticket_reads.find_ticket(look.connection, look.today, wanted, window)
    if identity is None:
        raise RuleBroken(
            "ticket.number",
            "No number {number} was given out today.",
            hint="Check the slip.",
            number=wanted,
        )
    return identity


def require_settled(tx: Change, ticket: Ticket) -> None:
    """Raise `RuleBroken` while the hub was asked to move a ticket and has not answered."""
    if claims.is_moving(tx.connection, ticket.id):
        raise RuleBroken(
            "claim.moving",
            "{number} is being moved: the hub has not confirmed it yet.",
            hint="Go on with another number; it shows by itself what became of this one.",
            number=ticket.number,
        )
