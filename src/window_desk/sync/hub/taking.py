"""Taking in what the hall's queue did, and settling what this desk asked of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from window_desk.domain.streams import pool_of
from window_desk.storage import claims
from window_desk.storage.change import Change
from window_desk.storage.claims import Claim, Request
from window_desk.storage.desk import Desk
from window_desk.storage.foreign import Intake, stopped
from window_desk.sync.hub.asking import Answer, fetch
from window_desk.sync.hub.link import Link

if TYPE_CHECKING:
    from window_desk.sync.hub.line import HubLine

others_patience = timedelta(seconds=15)
"""For how long another process of this desk may be asking for a number itself."""

call_patience = timedelta(minutes=2)
"""How long after it was asked for a call may still be made; one that was made stands."""


def take_in(link: Link, desk: Desk, through: int, close: Callable[[Change], None]) -> None:
    """Take in the acts of the hall's queue up to a number; `close` goes with the last of them.

    Raises `Unusable` where they cannot be: the hub has another past than this desk knows. What was
    asked stays open then, for nothing of its answer is here.
    """
    pool, lots = pool_of(link.hall), list(fetch(link, desk, through))
    for number, lot in enumerate(lots or [[]], 1):
        with desk.change() as tx:
            intake = Intake(tx, link.name)
            if lot:
                intake.take(pool, lot)
            taken = intake.finish()
            if not taken.refused and not taken.forks and number >= len(lots):
                close(tx)
        for _stream, error in taken.refused:
            raise error
        if taken.forks:
            raise stopped(pool)


def close_claim(tx: Change, claim: Claim, answer: Answer, pool: str) -> None:
    """Forget a claim whose answer is here; what it got and nobody wants any more is to go back."""
    known = claims.find(tx.connection, claim.id)
    if known is None:
        # Another program of this desk took the same answer in. What was asked about the ticket
        # since then is still to be done.
        return
    claims.drop(tx.connection, claim.id)
    if claim.verb == "call" and answer.ticket is not None:
        claims.drop_about(tx.connection, answer.ticket)
    if known.wanted or answer.ticket is None:
        return
    if tx.ticket(answer.ticket).last != answer.op_id(pool):
        # A round brought it before this answer did, and somebody has gone on with it.
        return
    back = Claim(
        f"{claim.id}.back", "undone", claim.account, Request(undone=answer.op_id(pool)), tx.now,
        ticket=answer.ticket,
    )  # fmt: skip
    claims.note(tx.connection, back)


def settle_claims(desk: Desk, line: HubLine) -> int:
    """Ask about everything whose answer is not known; gives how many acts that were.

    Raises `HubGone` as soon as the hub does not answer.
    """
    with desk.look() as look:
        found, now = claims.pending(look.connection), look.now
    settled = 0
    for each in found:
        # The clock may have been put back since.
        age = abs(now - each.at)
        if each.id in line.busy or (each.verb == "issue" and age < others_patience):
            continue
        with line.asked(each):
            line.settle(desk, each, wanted=_may_be_done(each, age))
        settled += 1
    return settled


def _may_be_done(claim: Claim, age: timedelta) -> bool:
    """Whether the hub may still do it, should it not have been done before."""
    if claim.verb == "call":
        return claim.wanted and age < call_patience
    return claim.verb != "issue"
