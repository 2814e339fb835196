"""Hubs for tests: a database of its own on the session's server, and desks that joined it."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import msgspec
import psycopg
from psycopg.conninfo import conninfo_to_dict

from tests.postgres import Server
from tests.support import Clock
from window_desk.sync.hub import install
from window_desk.sync.hub.address import Joined
from window_desk.sync.hub.codes import scram_verifier
from window_desk.sync.hub.link import Link, patience


class Hub:
    """A hub in a database of its own; its keeper is `h1/keeper`."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.database = server.make_database()
        keeper = install.Keeper("h1/keeper", "public of h1/keeper", "age1keeper")
        self.address = conninfo_to_dict(server.url(self.database))
        self.installed = install.install(self.address, "hub1", keeper)

    def owner(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection that may do anything, to look and to plant faults; it commits by itself."""
        return psycopg.connect(self.server.url(self.database), autocommit=True)

    def rows(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """What a question to the hub's database gives."""
        with self.owner() as connection:
            return connection.execute(query.encode(), values).fetchall()

    def admit(
        self, desk: str, role: str = "window", lane: str = "", halls: tuple[str, ...] = ()
    ) -> Joined:
        """Let a desk in as if it had joined, without its key being anywhere."""
        login, password = install.login_of(desk), install.new_password()
        with self.keeper() as connection:
            verifier = scram_verifier(password)
            (given,) = connection.execute(
                "SELECT hub.invite(%s, %s, %s, %s, %s, %s, now() + interval '1 day')",
                (desk, role, login, verifier, lane, list(halls)),
            ).fetchone() or ("",)
        joined = self.joined(desk, role, given or "", login, password)
        with self.login(joined) as connection:
            connection.execute(
                "SELECT hub.enroll(%s, %s, %s, %s)",
                (public_of(desk), "age1" + "q" * 58, bytes(32), verifier),
            )
        return joined

    def joined(self, desk: str, role: str, lane: str, login: str, password: str) -> Joined:
        """What a desk keeps of having joined this hub."""
        return Joined(
            "hub1", desk, role, lane, "h1/keeper", "127.0.0.1", self.server.port, self.database,
            login, password,
        )  # fmt: skip

    def keeper(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection with the keeper's login."""
        made = self.installed
        return self.login(self.joined("h1/keeper", "keeper", "", made.login, made.password))

    def login(self, joined: Joined) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection with a desk's login."""
        return psycopg.connect(**joined.connection, autocommit=True)

    def drop(self) -> None:
        """Take the database away."""
        self.server.drop_database(self.database)


def public_of(desk: str) -> str:
    """A text of the form of a public key; nobody has its other half."""
    return base64.b64encode(hashlib.sha256(desk.encode()).digest()).decode()


def link_of(
    joined: Joined, clock: Clock | None = None, seconds: float = patience, port: int = 0
) -> Link:
    """A link for a desk; `port` is a proxy's."""
    if port:
        joined = msgspec.structs.replace(joined, port=port)
    return Link(joined, clock or Clock(), seconds)
