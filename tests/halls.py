"""Desks of a hall that share the queue of a hub, each on a seeded database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec

from tests.hubs import Hub
from tests.support import PIN, Clock, copy_desk, quick_hasher
from window_desk.catalogue import data_folder
from window_desk.catalogue.settings import load_centre, load_law, load_notices
from window_desk.services import access, publishing
from window_desk.storage import log
from window_desk.storage.desk import Desk, local_now, make_desk
from window_desk.sync.hub.address import Addresses, Joined, write_addresses
from window_desk.sync.hub.joining import note_joined
from window_desk.sync.hub.line import HubLine
from window_desk.sync.hub.link import Link


class RealClock:
    """The clock of this machine, set apart by as much as a test wants."""

    def __init__(self) -> None:
        self.apart = timedelta()

    def __call__(self) -> datetime:
        """Now, as the desk believes."""
        return local_now() + self.apart

    def advance(self, **amount: float) -> None:
        """Set it on by a `timedelta`'s words."""
        self.apart += timedelta(**amount)


def enter(desk: Desk, joined: Joined, port: int = 0, seconds: float = 3.0) -> HubLine:
    """Let a desk work on the queue of its hall; `port` is a proxy's."""
    with desk.change() as tx:
        note_joined(tx, joined)
    there = msgspec.structs.replace(joined, port=port or joined.port)
    line = HubLine(joined.desk, joined.lane, lambda: Link(there, desk.clock, seconds))
    desk.line = line
    return line


def make_small(path: Path, name: str) -> None:
    """A desk with its centre's settings and staff, and no items: what the queue works with."""
    desk = make_desk(path, name, Clock())
    furnish(desk)
    desk.close()


def furnish(desk: Desk) -> None:
    """Give an empty desk its centre's settings, its notices and laws, and its staff."""
    with desk.change(by="setup") as tx:
        publishing.put_centre(tx, _centre())
        for notice in _notices():
            publishing.put_notice(tx, notice)
        publishing.put_law(tx, _law().articles)
    with desk.change(by="setup") as tx:
        access.hire(tx, tx.centre.staff, quick_hasher.hash(PIN))


_centre = cache(lambda: load_centre(data_folder() / "centre" / "demo.toml"))
_notices = cache(lambda: load_notices(data_folder() / "calendar"))
_law = cache(lambda: load_law(data_folder() / "law"))
"""Read once: a second goes into it."""


class Hall:
    """The hall `h1` at a hub, with desks on small databases; files are made in `folder`."""

    def __init__(self, hub: Hub, folder: Path) -> None:
        self.hub = hub
        self._folder = folder
        self._joined: dict[str, Joined] = {}

    def joined(self, name: str) -> Joined:
        """What a desk of the hall keeps of having joined; it joins only once."""
        if name not in self._joined:
            self._joined[name] = self.hub.admit(name)
        return self._joined[name]

    def file(self, path: Path, name: str = "h1/desk1") -> Path:
        """A desk that joined nothing yet, as a file that nobody has open."""
        made = self._folder / f"{name.replace('/', '-')}.db"
        if not made.exists():
            make_small(made, name)
        return copy_desk(made, path)

    @contextmanager
    def desk(
        self, path: Path, name: str = "h1/desk1", port: int = 0, seconds: float = 3.0
    ) -> Iterator[tuple[Desk, HubLine]]:
        """A desk of the hall, open and on its queue."""
        with closing(Desk(self.file(path, name), RealClock())) as desk:
            line = enter(desk, self.joined(name), port, seconds)
            try:
                yield desk, line
            finally:
                line.link.close()

    def ready(self, path: Path, name: str = "h1/desk1", port: int = 0) -> Path:
        """A desk as joining leaves it, as a file that any program opens on its hall's queue."""
        joined = self.joined(name)
        there = msgspec.structs.replace(joined, port=port or joined.port)
        with closing(Desk(self.file(path, name), RealClock())) as desk:
            with desk.change() as tx:
                note_joined(tx, joined)
            write_addresses(desk.place, Addresses(hubs={joined.hub: there}))
        return path

    def empty(self) -> None:
        """Forget everything that the queue ever did."""
        with self.hub.owner() as connection:
            connection.execute("TRUNCATE hub.ticket, hub.claim, hub.op, hub.stream")

    def assert_canonical(self) -> None:
        """Every op of the queue has the bytes that a desk would have written."""
        found = self.hub.rows("SELECT kind, version, body FROM hub.op WHERE stream = 'h1/queue'")
        for kind, version, body in found:
            assert log.write_body(log.read_op(kind, bytes(body), version)) == bytes(body)
