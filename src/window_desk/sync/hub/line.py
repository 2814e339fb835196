"""A hall's line, kept by its hub: many desks call from it, and never two the same number.

Every act is a claim: on this desk's disk before it is asked, asked under one id until the answer is
known, and forgotten in the transaction that takes the answer in. While the hub does not answer the
desk is an island: it gives out and calls numbers of its own lane.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from window_desk.domain import ticket as tickets
from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken, Unusable
from window_desk.domain.streams import hall_of, pool_of
from window_desk.domain.ticket import Ticket
from window_desk.services import windows
from window_desk.services.own_line import (
    OwnLine,
    as_issued,
    check_release,
    find_priority,
    find_queue,
    nobody_waits,
    require_number,
    require_settled,
)
from window_desk.storage import claims, streams
from window_desk.storage.change import Change
from window_desk.storage.claims import Claim, Request
from window_desk.storage.desk import Desk
from window_desk.storage.foreign import stopped
from window_desk.storage.hall import here
from window_desk.storage.lines import Issued, Release, Wish
from window_desk.sync.hub import asking
from window_desk.sync.hub.address import address_missing, open_link, read_addresses
from window_desk.sync.hub.asking import Answer
from window_desk.sync.hub.errors import HubGone
from window_desk.sync.hub.link import Link
from window_desk.sync.hub.refusals import (
    lane_empty,
    moved_by_others,
    moving,
    needs_hub,
    not_taken,
    unconfirmed,
)
from window_desk.sync.hub.taking import close_claim, take_in


class HubLine:
    """The line of a hall, as one of its desks works on it; `opener` makes the way to the `hub`."""

    def __init__(self, home: str, lane: str, opener: Callable[[], Link], hub: str = "") -> None:
        self.hub = hub
        self.away_since: datetime | None = None
        self.trouble: Unusable | None = None
        self.pool = pool_of(hall_of(home))
        self._home = home
        self._own = OwnLine(lane)
        self._opener = opener
        self._link: Link | None = None
        self._lock = threading.Lock()
        self.busy: set[str] = set()
        """The claims that this process is asking about right now."""

    @property
    def link(self) -> Link:
        """The way to the hub, made on first use."""
        with self._lock:
            if self._link is None:
                self._link = self._opener()
            return self._link

    def heads(self, desk: Desk) -> dict[str, int]:
        """How far each stream goes at the hub that this desk may see."""
        with self.reaching(desk):
            found = self.link.heads()
            self.require_going(desk)
        return {name: seq for name, (seq, _hash) in found.items()}

    @contextmanager
    def reaching(self, desk: Desk) -> Iterator[None]:
        """Note whether the hub can be worked with in what is done inside.

        Raises `HubGone` for whatever is wrong with it, so that the desk goes on by itself.
        """
        try:
            yield
        except Unusable as error:
            if error.code.startswith("db."):
                raise
            self.trouble = error
            self.away_since = self.away_since or desk.clock()
            raise HubGone(
                error.code, error.template, hint=error.hint_template, **error.facts
            ) from error
        self.away_since = self.trouble = None

    def require_going(self, desk: Desk) -> None:
        """Raise `Unusable` where the hall's queue has two pasts and waits for a supervisor."""
        with desk.read() as connection:
            if streams.is_stopped(connection, self.pool):
                raise stopped(self.pool)

    def close(self) -> None:
        """Let go of the connection; the next act makes another."""
        with self._lock:
            if self._link is not None:
                self._link.close()

    @contextmanager
    def asked(self, claim: Claim) -> Iterator[None]:
        """Let nobody else in this process ask about the claim meanwhile."""
        self.busy.add(claim.id)
        try:
            yield
        finally:
            self.busy.discard(claim.id)

    def issue(self, desk: Desk, actor: Actor, wish: Wish) -> Issued:
        """Give out the next number: of the hall, or of this desk's lane while the hub is away."""
        if self.away_since is None:
            with desk.change(by=actor.account) as tx:
                find_queue(tx, wish.queue_or_item)
                find_priority(tx, wish.priority)
                # Nobody waits for a number whose answer comes later: it goes back then.
                claim = Claim(
                    claims.new_id(), "issue", actor.account, Request(), tx.now, wanted=False
                )
                claims.note(tx.connection, claim)
            try:
                identity = self._issued(desk, claim, wish)
            except HubGone:
                return self._own.issue(desk, actor, wish)
            with desk.look() as look:
                return as_issued(look, identity)
        return self._own.issue(desk, actor, wish)

    def _issued(self, desk: Desk, claim: Claim, wish: Wish) -> str:
        with self.asked(claim), self.reaching(desk):
            answer = asking.ask_issue(self.link, desk, claim, wish, wanted=True)
            if answer.outcome == "clock":
                # The desk's clock was set meanwhile: compare it with the hub's again.
                self.link.heads()
                answer = asking.ask_issue(self.link, desk, claim, wish, wanted=True)
            if answer.ticket is None:
                self._forget(desk, claim)
                raise not_taken()
            take_in(self.link, desk, answer.seq, lambda tx: claims.drop(tx.connection, claim.id))
            return answer.ticket

    def call(self, desk: Desk, actor: Actor, window: str, number: str = "") -> Ticket:
        """Call who is next in the hall's queue and this desk's lane, or one number out of turn."""
        with desk.change(by=actor.account) as tx:
            place = windows.require_free_to_call(tx, window, actor.account)
            named = require_number(tx, number) if number else ""
            claim = claims.call_pending(tx.connection, window)
            is_own = bool(named) and tx.ticket(named).desk == self._home
            if self.away_since is None and not is_own and claim is None:
                if named:
                    self._check_call(tx, named, window)
                claim = Claim(
                    claims.new_id(), "call", actor.account, Request(queues=place.queues), tx.now,
                    window, named,
                )  # fmt: skip
                claims.note(tx.connection, claim)
        if is_own:
            return self._own.call(desk, actor, window, number)
        if self.away_since is not None:
            return self._call_alone(desk, actor, window, number)
        assert claim is not None, "it was noted, or found"
        return self._called(desk, actor, claim)

    def _check_call(self, tx: Change, identity: str, window: str) -> None:
        rules = tx.centre.rules
        ticket = tx.ticket(identity)
        require_settled(tx, ticket)
        tickets.check_move(ticket, "call", window=window, now=tx.now, rules=rules)

    def _call_alone(self, desk: Desk, actor: Actor, window: str, number: str) -> Ticket:
        if number:
            raise needs_hub(number)
        try:
            return self._own.call(desk, actor, window)
        except RuleBroken as error:
            if error.code == "queue.empty":
                raise lane_empty() from error
            raise

    def _called(self, desk: Desk, actor: Actor, claim: Claim) -> Ticket:
        try:
            with self.asked(claim):
                answer = self.settle(desk, claim, wanted=True)
        except HubGone as error:
            raise unconfirmed() from error
        if answer.outcome == "own":
            return self._own.call(desk, actor, claim.window)
        if answer.ticket is None and not claim.ticket:
            raise nobody_waits(claim.window)
        with desk.look() as look:
            if answer.ticket is None:
                found = look.ticket(claim.ticket)
                rules = look.centre.rules
                tickets.check_move(found, "call", window=claim.window, now=look.now, rules=rules)
                raise not_taken()
            return look.ticket(answer.ticket)

    def release(self, desk: Desk, actor: Actor, number: str, how: Release) -> Ticket:
        """Let a ticket go: one of the hall's queue goes back through the hub."""
        with desk.change(by=actor.account) as tx:
            identity = number if ":" in number else require_number(tx, number, how.window)
            ticket = tx.ticket(identity)
            is_own = not identity.startswith(f"{self.pool}:") or (
                how.way == "left" and ticket.desk == self._home
            )
            claim = None
            if not is_own:
                claim = self._note_release(tx, actor, ticket, how)
        if claim is None:
            return self._own.release(desk, actor, number, how)
        try:
            with self.asked(claim):
                answer = self.settle(desk, claim, wanted=True)
        except HubGone as error:
            raise moving(ticket.number) from error
        with desk.look() as look:
            if answer.ticket is None:
                raise moved_by_others(ticket.number)
            return look.ticket(identity)

    def _note_release(self, tx: Change, actor: Actor, ticket: Ticket, how: Release) -> Claim:
        if self.away_since is not None:
            raise needs_hub(ticket.number)
        require_settled(tx, ticket)
        queue = ""
        if how.way != "undone":
            check_release(tx, ticket, how)
            queue = find_queue(tx, how.queue)[0].code if how.queue else ""
        start = tx.centre.rules.requeue_head_start_minutes
        request = Request(queue=queue, head_start=start, undone=how.undone)
        claim = Claim(
            claims.new_id(), how.way, actor.account, request, tx.now, how.window, ticket.id
        )
        claims.note(tx.connection, claim)
        return claim

    def settle(self, desk: Desk, claim: Claim, *, wanted: bool) -> Answer:
        """Ask about a claim, take in what became of it, and forget it.

        Unless it is `wanted` the hub only says what it did before. What a claim got that nobody
        wants any more goes back, as a claim of its own that the next round asks for.
        """
        with self.reaching(desk):
            if claim.verb == "issue":
                answer = asking.ask_again_issue(self.link, desk, claim)
            elif claim.verb == "call":
                answer = asking.ask_call(self.link, desk, claim, wanted=wanted)
            else:
                answer = asking.ask_release(self.link, desk, claim, wanted=wanted)
            take_in(
                self.link, desk, answer.seq, lambda tx: close_claim(tx, claim, answer, self.pool)
            )
        return answer

    def _forget(self, desk: Desk, claim: Claim) -> None:
        with desk.change() as tx:
            claims.drop(tx.connection, claim.id)


def find_line(desk: Desk) -> HubLine | None:
    """The line of the hall of a desk that joined its hub as a window; None for any other.

    Where the hub's address is missing the desk is an island from the start, until it is back.
    """
    with desk.read() as connection:
        place = here(connection)
    if not place.has_pool:
        return None

    def opener() -> Link:
        link = open_link(desk, at_window=True)
        if link is None:
            raise address_missing(place.hub)
        return link

    line = HubLine(place.home, place.lane, opener, place.hub)
    if place.hub not in read_addresses(desk.place).hubs:
        line.trouble, line.away_since = address_missing(place.hub), desk.clock()
    return line
