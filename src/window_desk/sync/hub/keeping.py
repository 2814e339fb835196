"""What the keeper of a hub does: make it, ask desks in, and take them out."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, get_args

import msgspec
import psycopg
from psycopg.conninfo import conninfo_to_dict

from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken
from window_desk.domain.streams import is_desk, is_pool
from window_desk.domain.text import require_text
from window_desk.storage import peers, streams
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk
from window_desk.sync import sealing, trusting
from window_desk.sync.hub import certificates, install
from window_desk.sync.hub.address import (
    Invited,
    Joined,
    keep_certificate,
    read_addresses,
    tls_of,
    write_addresses,
)
from window_desk.sync.hub.codes import JoinCode, password_of, scram_verifier, write_code
from window_desk.sync.hub.joining import note_joined
from window_desk.sync.hub.link import Link, Row
from window_desk.sync.keys import PublicKey

Role = Literal["window", "department", "city"]
"""What a desk can be asked in as."""

roles: tuple[Role, ...] = get_args(Role)
code_days = 7
"""How long a join code is good for."""


class Wanted(msgspec.Struct, frozen=True):
    """Whom to ask in, and as what; `halls` are those that a department serves besides its own.

    `host` and `port` are where the desk finds the hub, if not where the keeper does.
    """

    desk: str
    role: Role = "window"
    lane: str = ""
    halls: tuple[str, ...] = ()
    host: str = ""
    port: int = 0
    days: int = code_days


class Invitation(msgspec.Struct, frozen=True):
    """A join code with what it says."""

    code: str
    desk: str
    role: str
    lane: str
    hub: str
    host: str
    expires_at: datetime


def init_hub(
    desk: Desk, actor: Actor, url: str, hub: str, *, lane: str = "", ca: Path | None = None,
    plain: bool = False,
) -> Joined:  # fmt: skip
    """Make a hub in an empty database, or bring one up to date; this desk is its keeper.

    `url` has a login that may make roles and owns the database; it is not kept. Raises
    `RuleBroken` where the database is another keeper's, `Unusable` where it cannot be had.
    """
    actor.require("administer")
    words = _read_url(url)
    own = trusting.own_key(desk).public
    host = words.get("host", "")
    path = keep_certificate(desk.place, hub, certificates.read(ca)) if ca else ""
    protected = tls_of(host, path, plain)
    with desk.read() as connection:
        knows_queue = any(is_pool(each) for each in streams.read_heads(connection))
    recipient = sealing.find_recipient(desk.place)
    known = read_addresses(desk.place).hubs.get(hub)
    # Whatever is open at this desk goes on with the password that it has.
    password = known.password if known is not None and known.role == "keeper" else ""
    keeper = install.Keeper(own.desk, own.public, recipient, lane, knows_queue, password)
    done = install.install(words | protected, hub, keeper)
    joined = Joined(
        hub=hub, desk=own.desk, role="keeper", lane=done.lane, keeper=own.desk, host=host,
        port=int(words.get("port", 5432)), database=done.database, login=done.login,
        password=done.password, ca=path, plain=plain,
    )  # fmt: skip
    addresses = read_addresses(desk.place)
    write_addresses(
        desk.place, msgspec.structs.replace(addresses, hubs=addresses.hubs | {hub: joined})
    )
    with desk.change(by=actor.account) as tx:
        note_joined(tx, joined)
        _list_own(tx, own, keeper, done.lane)
    return joined


def _read_url(url: str) -> dict[str, str]:
    try:
        return {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except psycopg.Error as error:
        raise RuleBroken(
            "hub.address",
            "This is not the address of a database on a PostgreSQL server.",
            hint="Write it like postgresql://ACCOUNT@SERVER/DATABASE.",
        ) from error


def _list_own(tx: Change, own: PublicKey, keeper: install.Keeper, lane: str) -> None:
    """Put the keeper's own key on its list, unless it stands there as it is."""
    listed = ops.KeyListed(
        desk=own.desk, public=own.public, recipient=keeper.recipient, role="keeper", lane=lane
    )
    entity = f"key/{own.fingerprint}"
    if not any(each.op == listed for each in tx.history(entity)):
        tx.record(listed, on=entity)


def invite(desk: Desk, actor: Actor, hub: str, wanted: Wanted) -> Invitation:
    """A code with which one desk joins, once; asking again makes the code before worthless.

    Raises `RuleBroken` for a name that no desk has or that was used, and for a lane that is taken.
    """
    actor.require("administer")
    kept = _kept_hub(desk, hub)
    _check(kept, wanted)
    host, port = wanted.host or kept.host, wanted.port or kept.port
    tls_of(host, kept.ca, kept.plain)
    secret, login = secrets.token_bytes(32), install.login_of(wanted.desk)
    expires = desk.clock() + timedelta(days=wanted.days)
    link = Link(kept, desk.clock)
    try:
        ((lane,),) = link.query(
            "SELECT hub.invite(%s, %s, %s, %s, %s, %s, clock_timestamp() + %s)",
            (
                wanted.desk, wanted.role, login, scram_verifier(password_of(secret)), wanted.lane,
                list(wanted.halls), timedelta(days=wanted.days),
            ),
        )  # fmt: skip
    finally:
        link.close()
    asked = Invited(secret, wanted.role, lane or "", wanted.halls)
    remember(desk, kept.hub, wanted.desk, asked)
    own = trusting.own_key(desk).public
    code = JoinCode(
        hub=kept.hub, desk=wanted.desk, role=wanted.role, lane=lane or "", halls=wanted.halls,
        keeper=own.desk, fingerprint=own.fingerprint, host=host, port=port,
        database=kept.database, login=login, secret=secret,
        ca=certificates.to_der(Path(kept.ca)) if kept.ca else b"", plain=kept.plain,
    )  # fmt: skip
    return Invitation(
        write_code(code), wanted.desk, wanted.role, lane or "", kept.hub, host, expires
    )


def _check(kept: Joined, wanted: Wanted) -> None:
    if not is_desk(wanted.desk) or is_pool(wanted.desk) or wanted.desk == kept.desk:
        raise RuleBroken(
            "hub.desk",
            "{desk} cannot be asked in.",
            hint="A desk is called like h1/desk1; the hall's queue and this desk itself are none.",
            desk=wanted.desk,
        )
    if wanted.halls and wanted.role != "department":
        raise RuleBroken(
            "hub.halls",
            "Only a department serves several halls.",
            hint="A window stands in the hall of its name; a city reads every hall.",
        )
    if any(not is_desk(f"{each}/desk1") for each in wanted.halls):
        raise RuleBroken(
            "hub.hall_name",
            "A hall is named by the first part of its desks' names, like h7.",
            hint="Give it with --hall h7, once for each hall.",
        )


def _kept_hub(desk: Desk, hub: str) -> Joined:
    """The hub that this desk keeps; raises `RuleBroken` where it keeps none of that name."""
    kept = {
        name: each
        for name, each in read_addresses(desk.place).hubs.items()
        if each.role == "keeper" and hub in ("", name)
    }
    if len(kept) != 1:
        raise RuleBroken(
            "hub.not_keeper",
            "This desk keeps no hub of that name, or several.",
            hint="window-desk sync hub init makes one; --hub NAME says which.",
        )
    return next(iter(kept.values()))


def remember(desk: Desk, hub: str, invited: str, asked: Invited | None) -> None:
    """Keep what a desk was asked in as, or forget it."""
    addresses = read_addresses(desk.place)
    here = {k: v for k, v in addresses.invited.get(hub, {}).items() if k != invited}
    if asked is not None:
        here[invited] = asked
    write_addresses(
        desk.place, msgspec.structs.replace(addresses, invited=addresses.invited | {hub: here})
    )


def remove(desk: Desk, actor: Actor, hub: str, name: str, reason: str) -> None:
    """Take a desk out: its login is gone, and its key is believed nowhere once that is heard.

    What it wrote before stays. Raises `RuleBroken` where it is none of the hub's.
    """
    actor.require("administer")
    said = require_text(reason, ("原因", "reason"))
    kept = _kept_hub(desk, hub)
    if name == kept.desk:
        raise RuleBroken(
            "hub.own",
            "The keeper cannot be taken out.",
            hint="A hub that is not needed any more is dropped with its database.",
        )
    link = Link(kept, desk.clock)
    try:
        if not link.query("SELECT 1 FROM hub.member WHERE desk = %s AND left_at IS NULL", (name,)):
            raise RuleBroken(
                "hub.unknown_member",
                "{desk} is no member of the hub {hub}.",
                hint="window-desk sync hub members shows who is.",
                desk=name,
                hub=kept.hub,
            )
        link.query("SELECT hub.remove(%s, %s)", (name, said))
    finally:
        link.close()
    remember(desk, kept.hub, name, None)
    with desk.change(by=actor.account) as tx:
        for each in peers.read_keys(tx.connection).values():
            if each.desk == name and each.revoked_at is None:
                tx.record(ops.KeyRevoked(reason=said), on=f"key/{each.fingerprint}")


def hold_queue(desk: Desk, actor: Actor, hub: str) -> None:
    """Let nothing more be done with the halls' queues: the hub comes back from a backup."""
    actor.require("administer")
    _ask_keeper(desk, hub, "SELECT hub.hold()")


def resume_queue(desk: Desk, actor: Actor, hub: str, *, anyway: bool = False) -> list[str]:
    """Go on with the queues from what the desks gave back; gives the windows that said nothing.

    Raises `RuleBroken` where there are such windows and it is not to be done `anyway`.
    """
    actor.require("administer")
    unheard = [str(row[0]) for row in _ask_keeper(desk, hub, "SELECT * FROM hub.unheard()")]
    if unheard and not anyway:
        raise RuleBroken(
            "hub.unheard",
            "These windows have not said what they know of the queue: {desks}.",
            hint="Have them run window-desk sync run, or say --anyway where they stay off.",
            desks=list(unheard),
        )
    _ask_keeper(desk, hub, "SELECT hub.resume()")
    return unheard


def _ask_keeper(desk: Desk, hub: str, statement: str) -> list[Row]:
    link = Link(_kept_hub(desk, hub), desk.clock)
    try:
        return link.query(statement)
    finally:
        link.close()
