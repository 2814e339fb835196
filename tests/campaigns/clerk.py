"""Clerks as processes: each works at a window by itself and says what is done, once it is done."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from tests.on_server import place_of
from tests.support import INSTANT, PARALLEL, open_complete
from window_desk.domain import lineup, ops
from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken
from window_desk.domain.numbering import ticket_number
from window_desk.services import cases, own_line, tickets
from window_desk.storage import ticket_reads
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk

SCRIPT = """
    import sys
    from tests.campaigns import clerk
    clerk.main(*sys.argv[1:])
"""
QUEUE = "A"


class Said(NamedTuple):
    """An announcement: the kind of op that was done, its entity, and a number it gave out."""

    kind: str
    entity: str
    number: str


def say(kind: str, entity: str, number: str = "-") -> None:
    """Announce what is done. From here on it must never be lost."""
    _tell(f"{kind} {entity} {number}")


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def heard(text: str) -> list[Said]:
    """The announcements in what a process wrote; a line cut off by its end was never said."""
    whole = text[: text.rfind("\n") + 1]
    return [Said(*line.split()) for line in whole.splitlines() if line != "ready"]


def main(manner: str, path: str, window: str, count: str) -> None:
    """Sit down at a window, wait for the word, work in a manner."""
    desk = Desk(place_of(path))
    actor = Actor(f"clerk{window}", "", "clerk", window=window)
    _tell("ready")
    sys.stdin.readline()
    manners[manner](desk, actor, int(count))


def serve(desk: Desk, actor: Actor, count: int) -> None:
    """Everything a window does, over and over, until the power goes."""
    _clear(desk, actor)
    for _ in range(count):
        number = tickets.issue(desk, actor, QUEUE).ticket
        say("ticket.issued", number.id, number.number)
        called = tickets.call_next(desk, actor, actor.window)
        say("ticket.called", called.id)
        tickets.start(desk, actor, called.number, actor.window)
        say("ticket.started", called.id)
        opened = open_complete(desk, actor, PARALLEL, called.id)
        say("case.papers_checked", opened.id)
        accepted = cases.accept(desk, actor, opened.id)
        say("case.accepted", accepted.id, accepted.number)
        settled = cases.settle(desk, actor, open_complete(desk, actor, INSTANT).id)
        say("case.served", settled.id, settled.number)
        tickets.finish(desk, actor, called.number, actor.window)
        say("ticket.finished", called.id)


def _clear(desk: Desk, actor: Actor) -> None:
    """End what the clerk before could not end."""
    with desk.change(by=actor.account) as tx:
        number = ticket_reads.number_at_window(tx.connection, actor.window)
        if number:
            identity = own_line.require_number(tx, number, actor.window)
            tx.record(ops.TicketLeft(window=actor.window), on=identity)


def boast(desk: Desk, actor: Actor, count: int) -> None:
    """Say it before it is done, as no clerk may."""
    for _ in range(count):
        with desk.change(by=actor.account) as tx:
            serial = ticket_reads.last_serial(tx.connection, tx.today, QUEUE) + 1
            say("ticket.issued", tx.record(_issued(tx, serial)))
            time.sleep(0.02)


def queue(desk: Desk, actor: Actor, count: int) -> None:
    """Give out numbers and call, then call until nobody waits any more."""
    for _ in range(count):
        ticket = tickets.issue(desk, actor, QUEUE).ticket
        say("ticket.issued", ticket.id, ticket.number)
        _call(desk, actor)
    while _call(desk, actor):
        pass


def _call(desk: Desk, actor: Actor) -> bool:
    try:
        called = tickets.call_next(desk, actor, actor.window)
    except RuleBroken as error:
        if error.code != "queue.empty":
            raise
        return False
    say("ticket.called", called.id, called.number)
    tickets.start(desk, actor, called.number, actor.window)
    tickets.finish(desk, actor, called.number, actor.window)
    return True


def race(desk: Desk, actor: Actor, count: int) -> None:
    """Look first and write later, as no desk may."""
    for _ in range(count):
        with desk.look() as look:
            serial = ticket_reads.last_serial(look.connection, look.today, QUEUE) + 1
        # An act takes so little time that two clerks would rarely meet in between.
        time.sleep(0.002)
        with desk.change(by=actor.account) as tx:
            say("ticket.issued", tx.record(_issued(tx, serial)), ticket_number(QUEUE, serial))
        with desk.look() as look:
            found = ticket_reads.next_own(look.connection, (QUEUE,), look.now)
        if found is None:
            continue
        time.sleep(0.002)
        with desk.change(by=actor.account) as tx:
            why = lineup.why(tx.ticket(found), 0, tx.now)
            for op in (
                ops.TicketCalled(window=actor.window, why=why),
                ops.TicketStarted(window=actor.window),
                ops.TicketFinished(window=actor.window),
            ):
                tx.record(op, on=found)
        say("ticket.called", found)


def _issued(tx: Change, serial: int) -> ops.TicketIssued:
    return ops.TicketIssued(
        number=ticket_number(QUEUE, serial),
        serial=serial,
        queue=QUEUE,
        day=tx.today,
        priority="normal",
        rank_at=tx.now,
        eligible_from=tx.now,
    )


manners: dict[str, Callable[[Desk, Actor, int], None]] = {
    "serve": serve,
    "boast": boast,
    "queue": queue,
    "race": race,
}
