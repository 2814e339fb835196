"""Two halls, a department and a city at one hub, with everything going wrong, from one seed."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import ClassVar

import msgspec
import psycopg

from tests.campaigns.simulated_town import (
    CITY,
    NAMES,
    Cable,
    Halls,
    HubSite,
    crashing_in_intake,
    no_keys,
    open_sites,
)
from tests.campaigns.simulator import (
    Crash,
    Simulation,
    crashing_after,
    newer_program,
)
from tests.campaigns.town_checks import check_catalogue, check_heads, check_tickets, everything
from tests.desks import ADMIN, meddle
from tests.support import actor, assert_sound
from window_desk.domain import ops
from window_desk.domain.errors import RuleBroken
from window_desk.domain.streams import hall_of
from window_desk.services import following, publishing, tickets
from window_desk.storage import agreement, maintenance
from window_desk.sync import receive, send
from window_desk.sync.hub.errors import HubGone
from window_desk.sync.hub.exchange import run_round
from window_desk.sync.hub.taking import settle_claims
from window_desk.sync.send import Wish

QUEUES = ("A", "Q")
MOST_ROUNDS = 5
"""How often every desk may have to ask until nothing moves any more."""


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
        offsets = (self.chance.randint(-1000, 1000) for _ in NAMES)
        self.sites = open_sites(halls, folder, self.database, offsets)
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
            assert why.code in _may_be_refused, why

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
            # What it has asked to call, and not heard of, may be its own already.
            if not site.rows("SELECT 1 FROM claim WHERE verb = 'call'"):
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
        publishing.publish_items(city.desk, ADMIN, [item], no_keys)
        if self.chance.random() < 0.4:
            following.publish_catalogue(city.desk, ADMIN)

    def bring_back(self, site: HubSite) -> None:
        """A backup takes the desk's place."""
        if site.name == CITY:
            # Of a catalogue's two lives the versions have the same numbers.
            return
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
                waiting = each.rows("SELECT * FROM claim")
                assert waiting == [], (each.name, waiting)
                check_heads(each)
                if each.name != CITY:
                    check_catalogue(each)
        self._check_people()
        self._check_halls()
        check_tickets(self)

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
        """Let files bring everything to the city's desk, and from there to everybody."""
        city = self.at(CITY)
        known = city.heads()
        with newer_program():
            for each in self.sites:
                # What a desk lost with its disk may be known from its files alone.
                if each.heads().items() - known.items():
                    self._carry(each, [city])
            self._carry(city, [x for x in self.sites if x is not city])

    def _carry(self, source: HubSite, targets: Sequence[HubSite]) -> None:
        self._written += 1
        target = self.folder / f"f{self._written}.wdb"
        sent = send.export_bundle(source.desk, ADMIN, target, Wish(from_start=True))
        for site in targets:
            for path in sent.files:
                done = receive.import_bundle(site.desk, ADMIN, path)
                assert done.error is None, done.error

    def check_shared(self) -> None:
        """All desks hold the same ops and agree on everything."""
        first, *others = self.sites
        for each in others:
            assert each.heads() == first.heads(), each.name
        made = {each.name: everything(each) for each in self.sites}
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


_may_be_refused = frozenset({"stream.unlisted", "stream.gap"})
"""What passes by itself: a key that is not listed yet, ops whose earlier ones are on their way."""
