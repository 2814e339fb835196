"""Two halls, a department and a city at one hub, with everything going wrong, from one seed.

The desks run the real code against a real server; only the clocks are reckoned: each desk's is
wrong in its own way, and the hub's is a row of its database that the simulation moves.
"""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import msgspec
import psycopg
from psycopg import sql

from tests.campaigns.simulator import (
    SHARED,
    Crash,
    Simulation,
    Site,
    crashing_after,
    newer_program,
)
from tests.desks import ADMIN, copy_as, meddle
from tests.halls import furnish
from tests.postgres import Server
from tests.support import MORNING, Clock, actor, assert_sound, samples
from window_desk.catalogue.load import load_items
from window_desk.domain import ops
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import ServiceItem
from window_desk.domain.streams import desk_of, hall_of, is_pool, pool_of
from window_desk.services import following, publishing, tickets
from window_desk.storage import agreement, log, maintenance, streams
from window_desk.storage.connection import Connection
from window_desk.storage.desk import Desk
from window_desk.storage.log import Entry
from window_desk.sync import receive, send
from window_desk.sync.hub import codes, joining, keeping
from window_desk.sync.hub.address import Joined, read_addresses, write_addresses
from window_desk.sync.hub.errors import HubGone, gone
from window_desk.sync.hub.exchange import run_round
from window_desk.sync.hub.keeping import Role, Wanted
from window_desk.sync.hub.line import HubLine
from window_desk.sync.hub.link import Link, Row
from window_desk.sync.hub.taking import settle_claims
from window_desk.sync.send import Wish

HUB = "hub1"
KEEPER = "c/keeper"
CITY = "c/city"
WINDOWS = ("h1/desk1", "h1/desk2", "h2/desk1", "h2/desk2")
DEPARTMENT = "d/fire"
NAMES = (*WINDOWS, DEPARTMENT, CITY, KEEPER)
QUEUES = ("A", "Q")
MOST_ROUNDS = 8
"""How often every desk may have to ask until nothing moves any more."""


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
        with Everybody(self, self.folder, self.template) as sites:
            for each in sites:
                if each.name != CITY:
                    following.follow_desk(each.desk, ADMIN, CITY)
            for _ in range(2):
                for each in reversed(sites):
                    run_round(each.desk, each.cable)

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


def _no_keys(_item: ServiceItem) -> str:
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


class Everybody:
    """The desks of a copy of the town, open as long as the block lasts."""

    def __init__(
        self, halls: Halls, folder: Path, database: str, chance: Random | None = None
    ) -> None:
        self.sites = [
            HubSite(
                folder / halls.path(name).name, name,
                chance.randint(-1000, 1000) if chance else 0, newer=name == "h1/desk2",
            )
            for name in NAMES
            if _moved(folder / halls.path(name).name, database)
        ]  # fmt: skip

    def __enter__(self) -> list[HubSite]:
        return self.sites

    def __exit__(self, *_: object) -> None:
        for each in self.sites:
            each.close()


def _moved(path: Path, database: str) -> bool:
    """Let a desk find its hub in another database."""
    kept = read_addresses(path)
    hubs = {
        name: msgspec.structs.replace(each, database=database) for name, each in kept.hubs.items()
    }
    write_addresses(path, msgspec.structs.replace(kept, hubs=hubs))
    return True


class HubSimulation(Simulation):
    """The town from one seed: `run` lets everything go wrong, `heal` brings it together."""

    sites: list[HubSite]  # type: ignore[assignment]  # these have a cable, too

    def __init__(self, halls: Halls, folder: Path, seed: int) -> None:
        self.chance = Random(seed)
        self.folder = folder
        self.halls = halls
        for each in halls.folder.iterdir():
            if each.is_file():
                shutil.copy2(each, folder / each.name)
        self.database = halls.server.make_database(halls.template)
        self.sites = Everybody(halls, folder, self.database, self.chance).sites
        self.owner = psycopg.connect(halls.server.url(self.database), autocommit=True)
        self.files: list[Path] = []
        self.snapshots: dict[str, Path] = {}
        self._written = self._published = 0
        self.answered = 0
        self.passes = 0

    def run(self, steps: int) -> None:
        """So many steps of one desk each; cables are cut in some."""
        for _ in range(steps):
            self.pass_time(self.chance.randint(0, 60))
            step = self.chance.choices(self._steps, self._weights)[0]
            site = self.chance.choice([x for x in self.sites if x.is_window or step in _anywhere])
            if self.chance.random() < 0.3:
                most = 9 if step is HubSimulation.exchange else 2
                self._spoil(site.cable, self.chance.randint(0, most))
            crash = self.chance.choices([0, self.chance.randint(1, 60), 10_000], [15, 15, 70])[0]
            try:
                with site.program(), crashing_after(crash) if crash else crashing_in_intake():
                    step(self, site)
            except Crash:
                site.reopen()
            for each in self.sites:
                if self.chance.random() < 0.4:
                    each.cable.mend()

    def _spoil(self, cable: Cable, calls: int) -> None:
        cable.cut_after(
            calls, is_heard=self.chance.random() < 0.5, stays_down=self.chance.random() < 0.7
        )

    def pass_time(self, seconds: int) -> None:
        """Let time go by for everybody, and for the hub."""
        for each in self.sites:
            each.advance(seconds)
        self.owner.execute("UPDATE sim.moment SET at = at + %s * interval '1 second'", (seconds,))

    def exchange(self, site: HubSite) -> None:
        """One round, which may be cut."""
        try:
            done = run_round(site.desk, site.cable)
        except HubGone:
            return
        assert not done.epoch, done
        for _stream, why in done.refused:
            assert why.code in may_be_refused, why

    def issue(self, site: HubSite) -> None:
        """A citizen takes a number, of the hall or of the desk's lane."""
        clerk = actor(site.desk, "clerk1")
        issued = tickets.issue(site.desk, clerk, self.chance.choice(QUEUES))
        site.given.add(issued.ticket.id)

    def call(self, site: HubSite) -> None:
        """The clerk calls whoever is next, or a chosen number."""
        clerk = actor(site.desk, "clerk1")
        waiting = site.tickets("state = 'waiting' AND substr(id, 1, 3) = ?", f"{site.name[:2]}/")
        with self.allowed():
            if waiting and self.chance.random() < 0.2:
                number = self.chance.choice(waiting)[1]
                found = tickets.call_chosen(site.desk, clerk, "1", number)
            else:
                found = tickets.call_next(site.desk, clerk, "1")
            site.called.append(found.id)

    def serve(self, site: HubSite) -> None:
        """Something is done with a number at the window."""
        mine = site.tickets("desk = ? AND state NOT IN ('waiting', 'finished')", site.name)
        if mine:
            number = self.chance.choice(mine)[1]
            verb = self.chance.choice(self._verbs)
            with self.allowed():
                verb(site.desk, actor(site.desk, "clerk1"), number, "1")

    _verbs: ClassVar = [
        tickets.start, tickets.start, tickets.hold, tickets.resume, tickets.recall, tickets.miss,
        tickets.finish, tickets.finish, tickets.finish, tickets.leave,
    ]  # fmt: skip

    def let_go(self, site: HubSite) -> None:
        """A number goes back to the queue."""
        found = site.tickets("state NOT IN ('finished', 'left', 'void')")
        if found:
            number = self.chance.choice(found)[1]
            clerk = actor(site.desk, "clerk1")
            with self.allowed():
                if self.chance.random() < 0.5:
                    tickets.transfer(site.desk, clerk, number, self.chance.choice(QUEUES))
                else:
                    tickets.requeue(site.desk, clerk, number)

    def interfere(self, site: HubSite) -> None:
        """A faulty desk acts on a number that is not its own."""
        others = site.tickets("desk <> ? AND state <> 'finished'", site.name)
        if others:
            identity = self.chance.choice(others)[0]
            act = self.chance.choice(
                [ops.TicketFinished(window="1"), ops.TicketStarted(window="1")]
            )
            meddle(site.desk, identity, act)

    def look_after(self, site: HubSite) -> None:
        """What the thread behind the screen does."""
        try:
            site.line.heads(site.desk)
            settle_claims(site.desk, site.line)
        except HubGone:
            return

    def publish(self, _site: HubSite) -> None:
        """The city works on the catalogue, and sometimes says that it is whole."""
        city = self.at(CITY)
        self._published += 1
        code = f"ZZ-{self.chance.randint(1, 4)}"
        item = msgspec.structs.replace(self.halls.item, code=code, visits=self._published)
        publishing.publish_items(city.desk, ADMIN, [item], _no_keys)
        if self.chance.random() < 0.4:
            following.publish_catalogue(city.desk, ADMIN)

    def bring_back(self, site: HubSite) -> None:
        """A backup takes the desk's place."""
        before = site.desk
        try:
            self.restore(site)
        finally:
            if site.desk is not before:
                site.is_restored = True
                site.desk.close()
                site.cable.close()
                site.open()

    @contextmanager
    def allowed(self) -> Iterator[None]:
        """What the house rules say no to is no fault."""
        try:
            yield
        except RuleBroken:
            return

    Step = Callable[["HubSimulation", HubSite], None]
    _steps: ClassVar[list[Step]] = [  # type: ignore[assignment]  # these are of a hub's desks
        Simulation.open_case, Simulation.work, Simulation.answer, Simulation.undo,
        Simulation.meddle, Simulation.hand, Simulation.decide, Simulation.erase,
        Simulation.export, Simulation.bring, Simulation.snapshot, bring_back,
        exchange, issue, call, serve, let_go, interfere, look_after, publish,
    ]  # fmt: skip
    _weights: ClassVar[list[int]] = [
        4, 8, 5, 1,
        1, 1, 2, 1,
        2, 3, 1, 1,
        24, 12, 14, 16, 5, 4, 8, 5,
    ]  # fmt: skip

    def at(self, name: str) -> HubSite:
        """The desk of that name."""
        return next(each for each in self.sites if each.name == name)

    def heal(self, rounds: int = MOST_ROUNDS) -> None:
        """Mend every cable, bring every desk to the newest program, and ask until nothing moves."""
        self.pass_time(60)
        for each in self.sites:
            each.newer = True
            each.cable.mend()
        with newer_program():
            for each in self.sites:
                maintenance.rebuild(each.desk)
            for _ in range(rounds):
                self.passes += 1
                moved = [self._go_round(each) for each in self.sites]
                if not any(moved):
                    return
        raise AssertionError("the desks do not come to rest")

    def _go_round(self, site: HubSite) -> bool:
        """Whether anything moved."""
        settled = 0
        if site.is_window:
            site.line.heads(site.desk)
            settled = settle_claims(site.desk, site.line)
        done = run_round(site.desk, site.cable)
        assert done.refused == (), done.refused
        return bool(settled or done.moved)

    def finish(self) -> None:
        """Serve everybody who still waits."""
        with newer_program():
            for site in self.sites:
                if site.is_window:
                    self._serve_all(site)
            for _ in range(3):
                for each in self.sites:
                    self._go_round(each)

    def _serve_all(self, site: HubSite) -> None:
        clerk = actor(site.desk, "clerk1")
        self.exchange(site)
        self._end(site)
        while True:
            try:
                found = tickets.call_next(site.desk, clerk, "1")
            except RuleBroken as error:
                if error.code != "queue.empty":
                    raise
                return
            site.called.append(found.id)
            self._end(site)

    @staticmethod
    def _end(site: HubSite) -> None:
        """End whatever is at the window."""
        clerk = actor(site.desk, "clerk1")
        open_ = "desk = ? AND state IN ('called', 'serving', 'on_hold', 'missed')"
        for identity, number in site.tickets(open_, site.name):
            with site.desk.look() as look:
                state = look.ticket(identity).state
            if state in ("called", "serving", "on_hold", "missed"):
                if state == "called":
                    tickets.start(site.desk, clerk, number, "1")
                elif state != "serving":
                    tickets.leave(site.desk, clerk, number, "1")
                    continue
                tickets.finish(site.desk, clerk, number, "1")

    def check_each(self) -> None:
        """Every desk by itself is sound, and believes only what was published whole."""
        super().check_each()
        for each in self.sites:
            if each.name != CITY:
                check_catalogue(each)

    def check(self) -> None:
        """All that desks may see has come to them, and they agree on it."""
        with newer_program():
            for each in self.sites:
                assert maintenance.verify(each.desk).broken == ()
                assert_sound(each.desk)
                assert each.rows("SELECT * FROM fork") == [], each.name
                assert each.rows("SELECT * FROM claim") == [], each.name
                assert self._seen(each).items() <= each.heads().items(), each.name
                if each.name != CITY:
                    check_catalogue(each)
        self._check_people()
        self._check_halls()
        check_tickets(self)

    def _seen(self, site: HubSite) -> dict[str, tuple[int, bytes]]:
        """What the hub has for a desk."""
        return site.cable.heads()

    def _check_halls(self) -> None:
        """Whoever has the same acts makes the same of them."""
        by_heads = defaultdict(set)
        for each in self.sites:
            with each.desk.read() as connection:
                heads, made = agreement.heads_digest(connection), agreement.cases_digest(connection)
            by_heads[heads].add(made)
        assert all(len(each) == 1 for each in by_heads.values())

    def _check_people(self) -> None:
        """Every desk of a hall can read the people of its hall."""
        for hall in ("h1", "h2"):
            sites = [x for x in self.sites if x.is_window and hall_of(x.name) == hall]
            if any(each.is_restored for each in sites):
                continue
            people = [
                each.rows(
                    f"SELECT id, name FROM person WHERE substr(id, 1, 3) = '{hall}/' ORDER BY id"
                )
                for each in sites
            ]
            assert people[0] == people[1], hall

    def check_served(self) -> None:
        """Nobody who holds a number waits any more."""
        left = self.at(CITY).rows(
            "SELECT id, state FROM ticket WHERE state NOT IN ('finished', 'left', 'void')"
        )
        assert left == [], left
        with newer_program():
            check_tickets(self)

    def share(self) -> None:
        """Let a file of the city's desk bring everything to everybody."""
        with newer_program():
            sent = send.export_bundle(
                self.at(CITY).desk, ADMIN, self.folder / "all.wdb", Wish(from_start=True)
            )
            for site in self.sites:
                for path in sent.files if site.name != CITY else ():
                    done = receive.import_bundle(site.desk, ADMIN, path)
                    assert done.error is None, done.error

    def check_shared(self) -> None:
        """All desks hold the same ops and agree on everything."""
        first, *others = self.sites
        for each in others:
            assert each.heads() == first.heads(), each.name
        made = {each.name: _everything(each) for each in self.sites}
        for name, rows in made.items():
            for table, found in rows.items():
                assert found == made[first.name][table], (
                    name, table, *set(found).symmetric_difference(made[first.name][table]),
                )  # fmt: skip

    def close(self) -> None:
        """Close every desk, and take the hub away."""
        for each in self.sites:
            each.close()
        self.owner.close()
        self.halls.server.drop_database(self.database)


_anywhere = (*HubSimulation._steps[:13], HubSimulation.publish)
"""What is done at every desk, and not only at windows."""

may_be_refused = frozenset({"stream.unlisted", "stream.gap"})


def _everything(site: HubSite) -> dict[str, list[tuple[Any, ...]]]:
    """What all desks have to agree on: everything but the people's names, and every ticket."""
    found = {
        name: site.rows(f"SELECT * FROM {name} ORDER BY 1, 2")
        for name in SHARED
        if name != "person"
    }
    # Accounts are seen from the desk, and so is what is its own.
    found["ticket"] = site.rows(
        "SELECT id, maker, desk, number, queue, priority, rule, head_start, state, issued_at,"
        " rank_at, eligible_from, stage_since, called_at, started_at, ended_at, calls, wait_s,"
        ' way_s, service_s, hold_s, "window", why, last, last_at FROM ticket ORDER BY id'
    )
    return found


def check_catalogue(site: HubSite) -> None:
    """The city's items are in force here as they were when it last said that all is there."""
    whole = site.rows(
        f"SELECT coalesce(max(seq), 0) FROM op WHERE stream = '{CITY}'"
        " AND kind = 'catalogue.published'"
    )[0][0]
    published = Counter(
        row[0].partition("/")[2]
        for row in site.rows(
            f"SELECT entity FROM op WHERE stream = '{CITY}' AND entity >= 'item/'"
            f" AND entity < 'item0' AND kind = 'item.published' AND seq <= {whole}"
        )
    )
    here = Counter(row[0] for row in site.rows("SELECT code FROM item WHERE code >= 'ZZ'"))
    assert here == published, (site.name, here, published)


STATES = {
    "ticket.called": "called", "ticket.claimed": "called", "ticket.recalled": "called",
    "ticket.started": "serving", "ticket.resumed": "serving", "ticket.held": "on_hold",
    "ticket.missed": "missed", "ticket.finished": "finished", "ticket.left": "left",
    "ticket.transferred": "waiting", "ticket.requeued": "waiting",
}  # fmt: skip
"""What each act makes of a number, told a second time and without the program's own fold."""


def check_tickets(simulation: HubSimulation) -> None:
    """Numbers are given out once, called by one desk at a time, and none is lost or burned."""
    for site in simulation.sites:
        acts = acts_of(site)
        for identity, state, desk in site.rows("SELECT id, state, desk FROM ticket"):
            told = reckon(identity, acts[identity])
            assert told == (state, desk), (site.name, identity, told, state, desk, acts[identity])
        assert site.given <= acts.keys() or site.is_restored, site.name
        _check_windows(site)
    city = simulation.at(CITY)
    made = {identity: reckon(identity, found) for identity, found in acts_of(city).items()}
    _check_numbers(simulation, city)
    _check_hub(simulation, made)


def acts_of(site: HubSite) -> dict[str, list[tuple[str, str, bytes]]]:
    """The acts about each number that this desk has: by whom, of which kind, and their content."""
    acts: defaultdict[str, list[tuple[str, str, bytes]]] = defaultdict(list)
    for entity, stream, kind, body in site.rows(
        "SELECT entity, stream, kind, body FROM op WHERE kind LIKE 'ticket.%'"
        " ORDER BY hlc, stream, seq"
    ):
        acts[entity].append((stream, kind, bytes(body)))
    return acts


def reckon(identity: str, acts: list[tuple[str, str, bytes]]) -> tuple[str, str]:
    """The state of a number and whose it is, by the acts of those whose it was."""
    owner = maker = desk_of(identity.rpartition(":")[0])
    state = "waiting"
    for stream, kind, body in acts:
        desk = desk_of(stream)
        if kind == "ticket.issued" or (desk != owner and not (desk == maker and is_pool(desk))):
            continue
        if kind == "ticket.undone":
            undone = log.read_op(kind, body)
            assert isinstance(undone, ops.TicketUndone)
            state = "void" if undone.undoes == identity else "waiting"
        else:
            state = STATES[kind]
        if desk == maker and is_pool(desk):
            claimed = log.read_op(kind, body)
            owner = claimed.desk if isinstance(claimed, ops.TicketClaimed) else maker
    return state, owner


def _check_windows(site: HubSite) -> None:
    """A window has one number in front of it, and every call that somebody heard of happened."""
    at_window = site.rows(
        f"SELECT number FROM ticket WHERE desk = '{site.name}' AND state IN ('called', 'serving')"
    )
    assert len(at_window) <= 1, (site.name, at_window)
    for identity in site.called if not site.is_restored else ():
        found = site.rows(
            f"SELECT 1 FROM op WHERE entity = '{identity}'"
            " AND kind IN ('ticket.claimed', 'ticket.called')"
        )
        assert found, (site.name, identity)


def _check_numbers(simulation: HubSimulation, city: HubSite) -> None:
    """A number is one person's; a desk that came from a backup may not know what it gave out."""
    counts = Counter(city.rows("SELECT substr(id, 1, 2), day, number FROM ticket"))
    restored = {
        read_addresses(each.path).hubs[HUB].lane for each in simulation.sites if each.is_restored
    }
    for (hall, day, number), many in counts.items():
        if not any(number.startswith(f"W{lane}-") for lane in restored if lane):
            assert many == 1, (hall, day, number)


def _check_hub(simulation: HubSimulation, made: dict[str, tuple[str, str]]) -> None:
    """The hub thinks the same of its tickets as the desks do."""
    for identity, state, desk in simulation.owner.execute("SELECT id, state, desk FROM hub.ticket"):
        here = made[identity]
        assert here[1] == (desk or desk_of(identity.rpartition(":")[0])), identity
        assert (here[0] == state) or state == "called", (identity, here, state)
