"""Two halls, a department and a city whose desks joined one hub, to be copied as often as wanted.

The desks run the real code against a real server; only the clocks are reckoned: each desk's is
wrong in its own way, and the hub's is a row of its database that a simulation moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any

import msgspec
import psycopg
from psycopg import sql

from tests.campaigns.simulator import (
    Crash,
    Site,
)
from tests.desks import ADMIN, copy_as
from tests.halls import furnish
from tests.postgres import Server
from tests.support import MORNING, Clock, samples
from window_desk.catalogue.load import load_items
from window_desk.domain.item import ServiceItem
from window_desk.domain.streams import pool_of
from window_desk.services import following
from window_desk.storage import streams
from window_desk.storage.connection import Connection
from window_desk.storage.desk import Desk
from window_desk.storage.log import Entry
from window_desk.sync.hub import codes, joining, keeping
from window_desk.sync.hub.address import Joined, read_addresses, write_addresses
from window_desk.sync.hub.errors import gone
from window_desk.sync.hub.exchange import run_round
from window_desk.sync.hub.keeping import Role, Wanted
from window_desk.sync.hub.line import HubLine
from window_desk.sync.hub.link import Link, Row

HUB = "hub1"
KEEPER = "c/keeper"
CITY = "c/city"
WINDOWS = ("h1/desk1", "h1/desk2", "h2/desk1", "h2/desk2")
DEPARTMENT = "d/fire"
NAMES = (*WINDOWS, DEPARTMENT, CITY, KEEPER)
NEWER = "h1/desk2"
"""The desk whose program knows more than the others'."""


class Halls:
    """Desks that joined a hub, made once: files that are copied, and a database to copy."""

    def __init__(self, bare: Path, folder: Path, server: Server) -> None:
        self.server, self.folder = server, folder
        self.template = server.make_database()
        self._make_desks(bare)
        self.item = _item(self.path(CITY))
        self._keep_time()
        self._meet()

    def _make_desks(self, bare: Path) -> None:
        for name in NAMES:
            with closing(copy_as(bare, self.path(name), name)) as desk:
                furnish(desk)
        with closing(Desk(self.path(KEEPER), Clock())) as keeper:
            keeping.init_hub(keeper, ADMIN, self.server.url(self.template), HUB)
            for name in NAMES[:-1]:
                self._join(keeper, name)

    def _join(self, keeper: Desk, name: str) -> None:
        roles: dict[str, Role] = {DEPARTMENT: "department", CITY: "city"}
        wanted = Wanted(
            name, role=roles.get(name, "window"),
            halls=("h1", "h2") if name == DEPARTMENT else (),
        )  # fmt: skip
        code = keeping.invite(keeper, ADMIN, HUB, wanted).code
        with closing(Desk(self.path(name), Clock())) as desk:
            joining.join(desk, ADMIN, codes.read_code(code))

    def _keep_time(self) -> None:
        """Let the hub's clock be a row: in its functions, and in what its members ask."""
        with psycopg.connect(self.server.url(self.template), autocommit=True) as connection:
            connection.execute(_clock.encode())
            functions = connection.execute(
                "SELECT oid::regprocedure::text FROM pg_proc WHERE proconfig::text LIKE"
                " '%search_path%' AND pronamespace = 'hub'::regnamespace"
            ).fetchall()
            for (each,) in functions:
                connection.execute(
                    f"ALTER FUNCTION {each} SET search_path = sim, pg_catalog, pg_temp".encode()
                )
            for (login,) in connection.execute("SELECT login FROM hub.member").fetchall():
                connection.execute(
                    sql.SQL("ALTER ROLE {} SET search_path = sim, pg_catalog, public").format(
                        sql.Identifier(login)
                    )
                )

    def _meet(self) -> None:
        """Everybody's keys are listed, and the halls follow the city."""
        sites = open_sites(self, self.folder, self.template, repeat(0))
        for each in sites:
            if each.name != CITY:
                following.follow_desk(each.desk, ADMIN, CITY)
        for _ in range(2):
            for each in reversed(sites):
                run_round(each.desk, each.cable)
        for each in sites:
            each.close()

    def path(self, name: str) -> Path:
        """The file of a desk that nobody has open."""
        return self.folder / f"{name.replace('/', '-')}.db"


_clock = """
CREATE SCHEMA sim;
CREATE TABLE sim.moment (at timestamptz NOT NULL);
INSERT INTO sim.moment VALUES ('2026-11-23 09:00:00+08');
CREATE FUNCTION sim.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER
AS 'SELECT m.at FROM sim.moment m';
GRANT USAGE ON SCHEMA sim TO PUBLIC;
"""


def _item(path: Path) -> ServiceItem:
    """An item that a city may publish."""
    with closing(Desk(path, Clock())) as desk, desk.look() as look:
        known = {each.name.zh for each in look.centre.departments}
    found = load_items([samples / "restaurant-in-parallel.toml"], departments=known)
    return found.items[0]


def no_keys(_item: ServiceItem) -> str:
    """Nobody searches: learning to read Chinese words takes seconds."""
    return ""


class Cable(Link):
    """A way to the hub that is cut when it is told to, before the hub hears of a call or after."""

    def __init__(self, joined: Joined, desk: Desk, clock: Callable[[], datetime]) -> None:
        super().__init__(joined, clock, 20, pool_known=partial(_pool_known, desk, joined.hall))
        self.is_down = False
        self._left: int | None = None
        self._is_heard = self._stays_down = False

    def cut_after(self, calls: int, *, is_heard: bool, stays_down: bool) -> None:
        """Cut the call after so many; the hub `is_heard` by then, and may be gone for longer."""
        self._left, self._is_heard, self._stays_down = calls, is_heard, stays_down

    def mend(self) -> None:
        """Let everything through from here on."""
        self.is_down, self._left = False, None

    def query(
        self, statement: str, values: Sequence[Any] = (), seconds: float | None = None
    ) -> list[Row]:
        """The rows of a statement, or none because the cable is cut."""
        if self.is_down:
            raise gone(self.name, "closed")
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                self._cut(statement, values, seconds)
        return super().query(statement, values, seconds)

    def _cut(self, statement: str, values: Sequence[Any], seconds: float | None) -> None:
        self._left = None
        if self._is_heard:
            super().query(statement, values, seconds)
        self.is_down = self._stays_down
        self.close()
        raise gone(self.name, "cut")


def _pool_known(desk: Desk, hall: str) -> int:
    with desk.read() as connection:
        return streams.read_head(connection, pool_of(hall)).seq


@contextmanager
def crashing_in_intake() -> Iterator[None]:
    """End everything in the middle of what another desk wrote, if any of it arrives."""
    whole = streams.append

    def append(connection: Connection, stream: str, owner: str, entries: list[Entry]) -> None:
        whole(connection, stream, owner, entries)
        raise Crash

    streams.append = append  # the fault is planted
    try:
        yield
    finally:
        streams.append = whole


class HubSite(Site):
    """One desk of the town: its file, its clock, its cable, and its line where it is a window."""

    def __init__(self, path: Path, name: str, offset: int, *, newer: bool) -> None:
        self.path, self.name, self.newer = path, name, newer
        self.clock = Clock(MORNING + timedelta(seconds=offset))
        self.is_restored = False
        self.given: set[str] = set()
        self.called: list[str] = []
        self.open()

    @property
    def is_window(self) -> bool:
        """Whether numbers are called here."""
        return self.name in WINDOWS

    @property
    def line(self) -> HubLine:
        """The hall's queue as this desk works on it."""
        assert isinstance(self.desk.line, HubLine)
        return self.desk.line

    def open(self) -> None:
        """Start the program."""
        self.desk = Desk(self.path, self.clock)
        joined = read_addresses(self.path).hubs[HUB]
        self.cable = Cable(joined, self.desk, self.clock)
        if self.is_window:
            self.desk.line = HubLine(self.name, joined.lane, lambda: self.cable, HUB)

    def close(self) -> None:
        """End it."""
        self.cable.close()
        self.desk.close()

    def reopen(self) -> None:
        """Start the program again."""
        self.close()
        self.open()

    def tickets(self, condition: str, *values: str) -> list[tuple[str, str]]:
        """Ids and numbers of tickets."""
        with self.desk.read() as connection:
            return [
                (row[0], row[1])
                for row in connection.execute(
                    f"SELECT id, number FROM ticket WHERE {condition} ORDER BY id", values
                )
            ]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a question to the desk's database gives."""
        with self.desk.read() as connection:
            return [tuple(row) for row in connection.execute(query)]


def open_sites(halls: Halls, folder: Path, database: str, offsets: Iterable[int]) -> list[HubSite]:
    """Every desk of a copy of the town, its clock wrong by so many seconds."""
    found = []
    for name, offset in zip(NAMES, offsets, strict=False):
        path = folder / halls.path(name).name
        _move(path, database)
        found.append(HubSite(path, name, offset, newer=name == NEWER))
    return found


def _move(path: Path, database: str) -> None:
    """Let a desk find its hub in another database."""
    kept = read_addresses(path)
    hubs = {
        name: msgspec.structs.replace(each, database=database) for name, each in kept.hubs.items()
    }
    write_addresses(path, msgspec.structs.replace(kept, hubs=hubs))
