"""Joining a hub with a code, and leaving it."""

from __future__ import annotations

import msgspec

from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken, Unusable
from window_desk.domain.text import clean_text
from window_desk.services import following
from window_desk.storage import claims, log, peers
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk
from window_desk.storage.hall import here
from window_desk.sync import sealing, trusting
from window_desk.sync.hub import certificates
from window_desk.sync.hub.address import (
    Addresses,
    Joined,
    keep_certificate,
    read_addresses,
    tls_of,
    write_addresses,
)
from window_desk.sync.hub.codes import JoinCode, password_of, proof_of, scram_verifier
from window_desk.sync.hub.errors import HubGone
from window_desk.sync.hub.install import new_password
from window_desk.sync.hub.line import find_line
from window_desk.sync.hub.link import Link
from window_desk.sync.hub.taking import settle_claims
from window_desk.sync.keys import PublicKey


def join(desk: Desk, actor: Actor, code: JoinCode) -> Joined:
    """Use a code: this desk's key goes to the hub with its proof, and a new password is made.

    It can be used again where it was interrupted. Raises `RuleBroken` for another desk's code,
    `Unusable` where the hub is not the keeper's or does not let it in.
    """
    actor.require("administer")
    own = trusting.own_key(desk).public
    addresses = read_addresses(desk.place)
    _check(own.desk, addresses, code)
    joined = _prepare(desk, addresses, code)
    link = _first_link(desk, joined, code)
    try:
        keeper = _keeper_of(link, code)
        recipient = sealing.find_recipient(desk.place)
        proof = proof_of(code.secret, own.desk, own.public, recipient)
        link.query(
            "SELECT hub.enroll(%s, %s, %s, %s)",
            (own.public, recipient, proof, scram_verifier(joined.password)),
        )
    finally:
        link.close()
    with desk.change(by=actor.account) as tx:
        known = peers.read_keys(tx.connection).get(keeper.fingerprint)
        if known is None or known.trusted_at is None:
            trusted = ops.KeyTrusted(desk=keeper.desk, public=keeper.public)
            tx.record(trusted, on=f"key/{keeper.fingerprint}")
        following.put_source(tx, keeper.desk, ("key",))
        note_joined(tx, joined)
    hubs = addresses.hubs | {code.hub: joined}
    write_addresses(
        desk.place, msgspec.structs.replace(read_addresses(desk.place), hubs=hubs, joining=None)
    )
    return joined


def note_joined(tx: Change, joined: Joined) -> None:
    """Record that this desk joined, unless that is what was recorded last."""
    entity = f"hub/{joined.hub}"
    op = ops.HubJoined(role=joined.role, keeper=joined.keeper, lane=joined.lane)
    run = tx.history(entity)
    if not run or run[-1].op != op:
        tx.record(op, on=entity)


def _check(home: str, addresses: Addresses, code: JoinCode) -> None:
    if code.desk != home:
        raise RuleBroken(
            "join.other_desk",
            "This code is for {desk}; this desk is {home}.",
            hint="Use it there, or ask for one for this desk: window-desk sync hub invite.",
            desk=code.desk,
            home=home,
        )
    known = addresses.hubs.get(code.hub)
    if known is not None and known.keeper != code.keeper:
        raise RuleBroken(
            "join.same_name",
            "This desk has joined another hub that is called {hub}.",
            hint="Leave that one first (window-desk sync leave).",
            hub=code.hub,
        )
    if known is not None and known.login == code.login:
        raise RuleBroken(
            "join.done",
            "This desk has joined the hub {hub} already.",
            hint="window-desk sync status shows how it stands.",
            hub=code.hub,
        )


def _prepare(desk: Desk, addresses: Addresses, code: JoinCode) -> Joined:
    """What is kept of the hub, with a password of this desk's own, before anybody hears of it."""
    path = ""
    if code.ca:
        path = keep_certificate(desk.place, code.hub, certificates.from_der(code.ca))
    tls_of(code.host, path, code.plain)
    begun = addresses.joining
    password = begun.password if begun and begun.login == code.login else new_password()
    joined = Joined(
        hub=code.hub, desk=code.desk, role=code.role, lane=code.lane, keeper=code.keeper,
        host=code.host, port=code.port, database=code.database, login=code.login,
        password=password, ca=path, plain=code.plain,
    )  # fmt: skip
    write_addresses(desk.place, msgspec.structs.replace(addresses, joining=joined))
    return joined


def _first_link(desk: Desk, joined: Joined, code: JoinCode) -> Link:
    """A way in with the code's password, or with the new one where it was taken already."""
    first = msgspec.structs.replace(joined, password=password_of(code.secret))
    for each in (first, joined):
        link = Link(each, desk.clock)
        try:
            link.query("SELECT 1")
        except Unusable as error:
            link.close()
            if error.code != "hub.login":
                raise
        else:
            return link
    raise Unusable(
        "join.refused",
        "The hub {hub} does not let this code in: it was used, or it has expired.",
        hint="Ask for a new code: window-desk sync hub invite.",
        hub=code.hub,
    )


def _keeper_of(link: Link, code: JoinCode) -> PublicKey:
    """The keeper's key as the hub has it; raises `Unusable` where the code says another."""
    for desk, public in link.query("SELECT desk, public FROM hub.keeper()"):
        key = PublicKey(desk, public)
        if (desk, key.fingerprint) == (code.keeper, code.fingerprint):
            return key
    raise Unusable(
        "join.keeper",
        "The hub {hub} shows another keeper than the code says.",
        hint="Do not join it. Ask whoever gave you the code.",
        hub=code.hub,
    )


def leave(desk: Desk, actor: Actor, hub: str, reason: str = "") -> bool:
    """Leave a hub; gives whether the hub heard of it. What was exchanged stays.

    Raises `RuleBroken` where this desk did not join it, or keeps it.
    """
    actor.require("administer")
    addresses = read_addresses(desk.place)
    joined = addresses.hubs.get(hub) or _noted(desk, hub)
    if joined is None:
        raise RuleBroken(
            "hub.not_joined",
            "This desk has not joined a hub of that name.",
            hint="window-desk sync status names those that it joined.",
        )
    if joined.role == "keeper":
        raise RuleBroken(
            "hub.own",
            "The keeper cannot be taken out.",
            hint="A hub that is not needed any more is dropped with its database.",
        )
    with desk.read() as connection:
        keeps_queue = here(connection).hub == hub
    if keeps_queue:
        _settle(desk)
    told = isinstance(joined, Joined) and _tell(desk, joined, clean_text(reason))
    rest = {name: each for name, each in addresses.hubs.items() if name != hub}
    with desk.change(by=actor.account) as tx:
        if keeps_queue:
            # Nobody answers it any more, and what it is about must not wait for that.
            claims.drop_all(tx.connection)
        tx.record(ops.HubLeft(reason=clean_text(reason)), on=f"hub/{hub}")
        if not any(each.keeper == joined.keeper for each in rest.values()):
            following.drop_source(tx, joined.keeper, ("key",))
    write_addresses(desk.place, msgspec.structs.replace(addresses, hubs=rest))
    return told


def _noted(desk: Desk, hub: str) -> ops.HubJoined | None:
    """What this desk is at a hub that keeps its queue, where its login there is missing."""
    with desk.read() as connection:
        if here(connection).hub != hub:
            return None
        run = [each.op for each in log.history(connection, f"hub/{hub}")]
    return next(each for each in reversed(run) if isinstance(each, ops.HubJoined))


def _settle(desk: Desk) -> None:
    """Give back what the hub called for this desk unheard, as far as the hub answers."""
    line = find_line(desk)
    if line is None:
        return
    with desk.change() as tx:
        claims.forgo_all(tx.connection)
    try:
        while settle_claims(desk, line):
            pass
    except HubGone:
        return
    finally:
        line.close()


def _tell(desk: Desk, joined: Joined, reason: str) -> bool:
    link = Link(joined, desk.clock)
    try:
        link.query("SELECT hub.remove(%s, %s)", (joined.desk, reason))
    except HubGone:
        return False
    except Unusable as error:
        if error.code not in ("hub.login", "hub.no_member"):
            raise
    finally:
        link.close()
    return True
