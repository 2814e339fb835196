"""Whose signatures are believed here: a key is trusted, and revoked, as an act of this desk."""

from __future__ import annotations

from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken
from window_desk.domain.text import require_text
from window_desk.storage import peers
from window_desk.storage.desk import Desk
from window_desk.storage.peers import DeskKey
from window_desk.sync.keys import PublicKey, SigningKey, find_key, grouped, same_fingerprint


def own_key(desk: Desk) -> SigningKey:
    """This desk's own key, made at its first need."""
    with desk.look() as look:
        home = look.home
    return find_key(desk.place, home)


def trust_key(desk: Desk, actor: Actor, key: PublicKey, fingerprint: str) -> DeskKey:
    """Believe a key from here on; `fingerprint` is what the other desk shows.

    Raises `RuleBroken` where it is another one, for this desk's own name, and for a revoked key.
    """
    actor.require("administer")
    if not same_fingerprint(fingerprint, key.fingerprint):
        raise RuleBroken(
            "key.fingerprint",
            "The fingerprints differ: this code has {fingerprint}.",
            hint="Ask the other desk again, by telephone or in person; do not trust this code.",
            fingerprint=grouped(key.fingerprint),
        )
    with desk.change(by=actor.account) as tx:
        _check_other(tx.home, key)
        known = peers.read_keys(tx.connection).get(key.fingerprint)
        if known is not None and known.revoked_at is not None:
            raise RuleBroken(
                "key.revoked",
                "This key of {desk} was revoked here: {reason}.",
                hint="The other desk makes a new one.",
                desk=known.desk,
                reason=known.reason,
            )
        if known is None:
            op = ops.KeyTrusted(desk=key.desk, public=key.public)
            tx.record(op, on=f"key/{key.fingerprint}")
    return _read(desk, key.fingerprint)


def _check_other(home: str, key: PublicKey) -> None:
    if key.desk == home:
        raise RuleBroken(
            "key.own_name",
            "The other desk has the name of this one: {desk}.",
            hint="Every desk needs a name of its own: window-desk init --desk NAME makes one.",
            desk=home,
        )


def revoke_key(desk: Desk, actor: Actor, fingerprint: str, reason: str) -> DeskKey:
    """Believe a key no more; what was taken in before stays.

    `fingerprint` may be its beginning. Raises `RuleBroken` where it fits none or several keys.
    """
    actor.require("administer")
    with desk.change(by=actor.account) as tx:
        typed = "".join(fingerprint.split()).lower()
        found = [
            each
            for each in peers.read_keys(tx.connection).values()
            if typed and each.fingerprint.startswith(typed) and each.revoked_at is None
        ]
        if len(found) != 1:
            raise RuleBroken(
                "key.unknown",
                "{count} trusted keys begin with {fingerprint}.",
                hint="window-desk sync key lists those that are trusted here.",
                count=len(found),
                fingerprint=fingerprint,
            )
        said = require_text(reason, ("吊销原因", "reason"))
        tx.record(ops.KeyRevoked(reason=said), on=f"key/{found[0].fingerprint}")
    return _read(desk, found[0].fingerprint)


def _read(desk: Desk, fingerprint: str) -> DeskKey:
    with desk.read() as connection:
        return peers.read_keys(connection)[fingerprint]
