"""Who is at a hub, and the keeper's list of their keys."""

from __future__ import annotations

import hmac
from datetime import datetime

import msgspec

from window_desk.domain import ops
from window_desk.domain.errors import Unusable
from window_desk.storage import log, peers
from window_desk.storage.desk import Desk
from window_desk.sync.hub.address import read_addresses
from window_desk.sync.hub.codes import proof_of
from window_desk.sync.hub.keeping import remember
from window_desk.sync.hub.link import Link, Row
from window_desk.sync.keys import PublicKey


class Member(msgspec.Struct, frozen=True):
    """A desk at the hub; without `joined_at` it was only asked in.

    `listed` is whether the keeper's own proof of its key was found right here. `gave_back` counts
    the acts of the queue that the hub has on this desk's word alone, `gave_back_at` is when it gave
    the last of them.
    """

    desk: str
    role: str
    lane: str
    halls: tuple[str, ...]
    joined_at: datetime | None
    left_at: datetime | None
    expires_at: datetime | None
    listed: bool
    gave_back: int = 0
    gave_back_at: datetime | None = None


def list_keys(desk: Desk, link: Link) -> list[tuple[str, Unusable]]:
    """List the keys of the desks that joined, once each proof is found right.

    Gives those whose proof is wrong, with the reason: their keys are believed nowhere.
    """
    rows = link.query("SELECT desk, public, recipient, proof FROM hub.proofs()")
    with desk.read() as connection:
        listed = {x.fingerprint for x in peers.read_keys(connection).values() if x.role}
    asked = read_addresses(desk.place).invited.get(link.name, {})
    wrong: list[tuple[str, Unusable]] = []
    for row in rows:
        name, public, recipient, _proof = row
        key = PublicKey(name, public)
        if key.fingerprint in listed or name == link.desk:
            continue
        found = asked.get(name)
        if found is None or not _is_proven(found.secret, row):
            wrong.append((name, _no_proof(name)))
            continue
        with desk.change(by="hub") as tx:
            listing = ops.KeyListed(
                desk=name, public=public, recipient=recipient, role=found.role, lane=found.lane,
                halls=found.halls,
            )  # fmt: skip
            tx.record(listing, on=f"key/{key.fingerprint}")
        remember(desk, link.name, name, None)
    return wrong


def _is_proven(secret: bytes, row: Row) -> bool:
    """Whether name, key and recipient are what somebody with the code's secret put there."""
    if None in row:
        return False
    name, public, recipient, proof = row
    return hmac.compare_digest(proof_of(secret, name, public, recipient), bytes(proof))


def _no_proof(name: str) -> Unusable:
    return Unusable(
        "hub.proof",
        "The key that {desk} shows at the hub is not proven: it is not listed.",
        hint="Take it out (window-desk sync hub remove) and ask it in again under another name.",
        desk=name,
    )


def read_members(desk: Desk, link: Link) -> list[Member]:
    """Every desk at the hub that this one may see, by hall."""
    with desk.read() as connection:
        listed = {x.desk for x in peers.read_keys(connection).values() if x.role}
        home = log.home_of(connection)
    rows = link.query(
        "SELECT m.desk, m.role, coalesce(m.lane, ''), m.halls,"
        " coalesce(sum(r.last - r.first + 1), 0), m.joined_at, m.left_at,"
        " CASE WHEN m.joined_at IS NULL THEN m.expires_at END, max(r.at)"
        " FROM hub.member m LEFT JOIN hub.returned r USING (hall, desk)"
        " GROUP BY m.hall, m.desk ORDER BY m.hall, m.desk"
    )
    zone = desk.clock().tzinfo
    found = []
    for name, role, lane, halls, returned, *moments in rows:
        joined, left, expires, given = (each and each.astimezone(zone) for each in moments)
        found.append(
            Member(
                name, role, lane, tuple(halls), joined, left, expires,
                name in listed or name == home, int(returned), given,
            )
        )  # fmt: skip
    return found
