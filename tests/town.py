"""A hub with its keeper and desks that really joined, each with a link of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from tests.desks import ADMIN, copy_as
from tests.postgres import Server
from tests.support import assert_sound
from window_desk.storage.desk import Desk
from window_desk.sync.hub import codes, joining, keeping
from window_desk.sync.hub.address import Joined, read_addresses
from window_desk.sync.hub.exchange import Round, run_round
from window_desk.sync.hub.keeping import Role, Wanted
from window_desk.sync.hub.link import Link


class Town:
    """A hub in a database of its own, and its desks by their names; the keeper is `h1/keeper`."""

    def __init__(self, server: Server, bare: Path, folder: Path, hub: str = "hub1") -> None:
        self.server, self.bare, self.folder, self.hub = server, bare, folder, hub
        self.database = server.make_database()
        self.url = server.url(self.database)
        self.desks: dict[str, Desk] = {}
        self.links: dict[str, Link] = {}
        self._open = ExitStack()
        keeper = self.add_desk("h1/keeper")
        keeping.init_hub(keeper, ADMIN, self.url, hub)
        self.connect("h1/keeper")

    def add_desk(self, name: str) -> Desk:
        """A desk that is not at the hub."""
        path = self.folder / f"{name.replace('/', '-')}-{self.hub}.db"
        desk = self.desks[name] = copy_as(self.bare, path, name)
        self._open.callback(desk.close)
        return desk

    def connect(self, name: str, port: int = 0) -> Link:
        """A new link of a desk; `port` is a proxy's."""
        joined = self.joined(name)
        if port:
            joined = msgspec.structs.replace(joined, port=port)
        found = Link(joined, self.desks[name].clock)
        self._open.callback(found.close)
        self.links[name] = found
        return found

    def joined(self, name: str) -> Joined:
        """What a desk keeps of this hub."""
        return read_addresses(self.desks[name].place).hubs[self.hub]

    def join(self, name: str, role: Role = "window", halls: Iterable[str] = ()) -> Desk:
        """A new desk that joined; the keeper lists its key with the next round."""
        desk = self.add_desk(name)
        wanted = Wanted(name, role=role, halls=tuple(halls))
        invitation = keeping.invite(self.desks["h1/keeper"], ADMIN, self.hub, wanted)
        joining.join(desk, ADMIN, codes.read_code(invitation.code))
        self.connect(name)
        return desk

    def round(self, *names: str) -> list[Round]:
        """One round of each of these desks, or of all of them in the order of their joining."""
        return [run_round(self.desks[x], self.links[x]) for x in names or self.links]

    def settle(self) -> None:
        """Rounds until nothing moves any more; two are to be enough after the keys are listed."""
        for _ in range(5):
            if not any(each.moved for each in self.round()):
                return
        raise AssertionError("the desks did not come to rest")

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a question to the hub's database gives its owner; it commits by itself."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(query.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def issue(self, name: str) -> str:
        """Let the hub give out a number of the hall's queue for a desk; gives its ticket."""
        now = datetime.now(UTC)
        ((outcome, ticket),) = self.links[name].query(
            "SELECT outcome, ticket FROM hub.issue(%s, true, 0, 'clerk1', %s, 'A', 'A', '',"
            " 'normal', 'arrival', 0, NULL, %s)",
            (secrets.token_hex(8), now, now),
        )
        assert outcome == "done"
        return str(ticket)

    def close(self) -> None:
        """Close every desk, each of them sound, and drop the database."""
        for desk in self.desks.values():
            assert_sound(desk)
        self._open.close()
        self.server.drop_database(self.database)
