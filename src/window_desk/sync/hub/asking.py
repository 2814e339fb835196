"""What a claim asks of the hub: one statement each, and what it answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from time import monotonic
from typing import Any, Literal, NamedTuple

from window_desk.domain import lineup
from window_desk.domain.streams import pool_of
from window_desk.services.own_line import find_priority, find_queue
from window_desk.storage import streams
from window_desk.storage.change import Look
from window_desk.storage.claims import Claim
from window_desk.storage.desk import Desk
from window_desk.storage.lines import Wish
from window_desk.storage.log import Entry
from window_desk.storage.ticket_reads import next_own
from window_desk.sync.hub.errors import HubGone
from window_desk.sync.hub.fetch import read_ops
from window_desk.sync.hub.link import Link

Outcome = Literal["done", "nobody", "own", "state", "forgone", "clock"]

_at_once = 0.5
"""Seconds within which a dead connection is told from a hub that does not answer."""


class Answer(NamedTuple):
    """What became of a claim: about which ticket, and with the pool's ops up to which number."""

    outcome: Outcome
    ticket: str | None
    seq: int

    def op_id(self, pool: str) -> str:
        """The op that the claim brought about."""
        return f"{pool}:{self.seq}"


def _ask(link: Link, verb: str, values: tuple[Any, ...]) -> Answer:
    marks = ", ".join(["%s"] * len(values))
    statement = f"SELECT outcome, ticket, seq FROM hub.{verb}({marks})"
    begun = monotonic()
    try:
        rows = link.query(statement, values)
    except HubGone:
        # A connection that died while nobody used it says so at once. The same claim does nothing
        # twice, so that it may be asked again over another one.
        if monotonic() - begun > _at_once:
            raise
        rows = link.query(statement, values)
    return Answer(*rows[0])


def ask_issue(link: Link, desk: Desk, claim: Claim, wish: Wish, *, wanted: bool) -> Answer:
    """Have a number given out, in the place that the house rules give it by the hub's clock."""
    with desk.look() as look:
        queue, item = find_queue(look, wish.queue_or_item)
        rank = find_priority(look, wish.priority)
        now = look.now + link.clock_difference
        place = lineup.place(now, rank, queue, wish.appointment, look.centre.rules)
        seen = _seen(look)
    values = (
        claim.id, wanted, seen, claim.account, now, queue.code, queue.prefix, item,
        wish.priority, place.rule, place.head_start, wish.appointment, place.eligible_from,
    )  # fmt: skip
    return _ask(link, "issue", values)


def ask_again_issue(link: Link, desk: Desk, claim: Claim) -> Answer:
    """Hear whether a number was given out, so that it never is from here on."""
    with desk.look() as look:
        now, seen = look.now, _seen(look)
    values = (
        claim.id, False, seen, claim.account, now, "", "", "", "", "arrival", 0, None, None,
    )  # fmt: skip
    return _ask(link, "issue", values)


def ask_call(link: Link, desk: Desk, claim: Claim, *, wanted: bool) -> Answer:
    """Call who is next for a window, or one ticket; unless one of the desk's own comes first."""
    own: tuple[datetime | str | None, ...] = (None,) * 4
    with desk.look() as look:
        found = next_own(look.connection, claim.request.queues, look.now)
        if found is not None and not claim.ticket:
            mine = look.ticket(found)
            own = (mine.eligible_from, mine.rank_at, mine.issued_at, mine.number)
        seen = _seen(look)
    queues = list(claim.request.queues)
    values = (claim.id, wanted, seen, claim.account, claim.window, queues, claim.ticket, *own)
    return _ask(link, "call", values)


def ask_release(link: Link, desk: Desk, claim: Claim, *, wanted: bool) -> Answer:
    """Give a ticket back to the queue."""
    with desk.look() as look:
        seen = _seen(look)
    wish = claim.request
    values = (
        claim.id, wanted, seen, claim.account, claim.ticket, claim.verb, wish.queue,
        wish.head_start, wish.undone,
    )  # fmt: skip
    return _ask(link, "release", values)


def _seen(look: Look) -> int:
    """The clock of everything that is known here: what the hub writes comes after it."""
    return max(each.hlc for each in streams.read_heads(look.connection).values())


def fetch(link: Link, desk: Desk, through: int) -> Iterator[list[Entry]]:
    """The acts of the hall's queue that are not here yet, up to a number, lot by lot.

    The one of that number comes even where it is here: a hub with another past is told by it.
    Raises `Unusable` for one that does not hold.
    """
    pool = pool_of(link.hall)
    with desk.read() as connection:
        have = min(streams.read_head(connection, pool).seq, max(through - 1, 0))
    while have < through and (lot := read_ops(link, pool, have, through)):
        yield lot
        have = lot[-1][1]
