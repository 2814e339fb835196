"""Where a desk's hubs are and how it gets in: a private file beside its database."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from window_desk.domain.errors import Unusable
from window_desk.domain.streams import hall_of, pool_of
from window_desk.storage import streams
from window_desk.storage.desk import Desk
from window_desk.storage.file_errors import writable
from window_desk.storage.hall import here
from window_desk.storage.place import Place, beside
from window_desk.sync.keys import check_private, write_private

if TYPE_CHECKING:
    from window_desk.sync.hub.link import Link

local_hosts = frozenset({"", "localhost", "127.0.0.1", "::1"})
"""This machine; without a host it is a socket of this machine."""


class Joined(msgspec.Struct, frozen=True, omit_defaults=True):
    """A hub that this desk joined: its address, this desk's login, and what it is there.

    `ca` is the file of the certificate that the hub's is signed with; without it, and without
    `plain`, only a hub on this machine is spoken to.
    """

    hub: str
    desk: str
    role: str
    lane: str
    keeper: str
    host: str
    port: int
    database: str
    login: str
    password: str
    ca: str = ""
    plain: bool = False

    @property
    def hall(self) -> str:
        """The hall that this desk stands in."""
        return hall_of(self.desk)

    @property
    def connection(self) -> dict[str, Any]:
        """What a connection is made with."""
        return {
            "host": self.host,
            "port": self.port,
            "dbname": self.database,
            "user": self.login,
            "password": self.password,
        } | tls_of(self.host, self.ca, self.plain)


class Invited(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a desk was asked in as, and the secret that is in its code alone."""

    secret: bytes
    role: str
    lane: str = ""
    halls: tuple[str, ...] = ()


class Addresses(msgspec.Struct, frozen=True, omit_defaults=True):
    """Every hub that this desk joined, the one that it is joining, and invitations.

    `invited` is on the keeper's desk: open invitations, by hub and desk.
    """

    hubs: dict[str, Joined] = {}
    joining: Joined | None = None
    invited: dict[str, dict[str, Invited]] = {}


def tls_of(host: str, ca: str, plain: bool) -> dict[str, str]:
    """How the connection is protected: the hub's certificate has to hold, for its name.

    `ca` is the path of a certificate; raises `Unusable` for a hub elsewhere without one.
    """
    if ca:
        return {"sslmode": "verify-full", "sslrootcert": ca}
    if host in local_hosts or host.startswith("/") or plain:
        return {"sslmode": "prefer"}
    raise Unusable(
        "hub.plain",
        "The connection to {host} would not be encrypted.",
        hint="Give the certificate that the hub's is signed with (--ca), or say --without-tls.",
        host=host,
    )


def address_file(place: Place) -> Path:
    """Where a desk keeps its logins: beside its database, for this account alone."""
    return beside(place, "hub")


def read_addresses(place: Place) -> Addresses:
    """Every hub that this desk joined; none where there is no file.

    Raises `Unusable` when the file is damaged, or others may read it.
    """
    path = address_file(place)
    if not path.exists():
        return Addresses()
    with writable(path):
        check_private(path)
        content = path.read_bytes()
    try:
        return msgspec.json.decode(content, type=Addresses)
    except msgspec.MsgspecError as error:
        raise Unusable(
            "hub.file",
            "{path} does not say where the hub is.",
            hint="Bring the file back from where it was kept, or join again with a new code.",
            path=str(path),
        ) from error


def write_addresses(place: Place, addresses: Addresses) -> None:
    """Keep them, durably: the whole file or the one before."""
    path = address_file(place)
    with writable(path):
        write_private(path, msgspec.json.format(msgspec.json.encode(addresses)) + b"\n")


def keep_certificate(place: Place, hub: str, content: bytes) -> str:
    """Keep the certificate that a hub's is signed with; gives its path."""
    path = beside(place, f"hub-{hub}.pem")
    with writable(path):
        write_private(path, content)
    return str(path)


def address_missing(hub: str) -> Unusable:
    """Why a window whose file is not here does not get to its hall's queue."""
    return Unusable(
        "hub.address",
        "This desk works on the queue that {hub} keeps, and its login there is missing.",
        hint="Bring back the file that ends in .hub, or join again with a new code.",
        hub=hub,
    )


def open_link(desk: Desk, *, at_window: bool = False) -> Link | None:
    """A way to the hub that keeps this desk's queue, else to the first that it joined.

    None where there is none, or the address is missing. `at_window` somebody waits for it.
    """
    with desk.read() as connection:
        hub = here(connection).hub
    links = open_links(desk, at_window=at_window)
    return next((each for each in links if hub in ("", each.name)), None)


def open_links(desk: Desk, *, at_window: bool = False) -> list[Link]:
    """A way to every hub that this desk joined; nothing is connected yet."""
    hubs = read_addresses(desk.place).hubs
    if not hubs:
        return []
    # The driver takes its time: a desk without a hub never loads it.
    from window_desk.sync.hub.link import Link, patience, window_patience

    seconds = window_patience if at_window else patience
    return [
        Link(each, desk.clock, seconds, partial(_pool_known, desk, each.hall))
        for each in hubs.values()
    ]


def _pool_known(desk: Desk, hall: str) -> int:
    with desk.read() as connection:
        return streams.read_head(connection, pool_of(hall)).seq
