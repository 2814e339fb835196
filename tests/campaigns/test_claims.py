"""Many desks, one queue, a network that is cut all the time: nobody called twice, nobody forgotten.

`make claims ROUNDS=2000` lets every desk call more than the tests do.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

from tests.halls import Hall
from tests.hubs import Hub
from tests.postgres import Server
from tests.proxy import Proxy, proxied
from tests.support import actor, assert_sound
from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken
from window_desk.services import tickets
from window_desk.storage import claims, log, reads
from window_desk.storage.desk import Desk
from window_desk.sync.hub.errors import HubGone
from window_desk.sync.hub.line import HubLine
from window_desk.sync.hub.link import Link
from window_desk.sync.hub.taking import settle_claims, take_in

ROUNDS = int(os.environ.get("WINDOW_DESK_ROUNDS", "12"))
QUEUE = "A"
CUTS = 0.03
"""How likely each piece that passes cuts its connection."""


@pytest.fixture
def hall(postgres: Server, tmp_path: Path) -> Iterator[Hall]:
    """A hall with a hub of its own: some tests spoil it."""
    hub = Hub(postgres)
    yield Hall(hub, tmp_path)
    hub.drop()


@pytest.fixture
def cable(hall: Hall) -> Iterator[Proxy]:
    """What every desk's connection runs through."""
    with proxied("127.0.0.1", hall.hub.server.port) as proxy:
        proxy.seed(1)
        yield proxy


def at_once(*works: threading.Thread) -> None:
    """Let all of them run to their end."""
    for each in works:
        each.start()
    for each in works:
        each.join()


class Window:
    """A window without a desk: it asks the hub for one number after the other, and calls it out."""

    def __init__(self, hall: Hall, number: int, port: int, *, with_claims: bool) -> None:
        joined = msgspec.structs.replace(hall.joined(f"h1/desk{number}"), port=port)
        self.link = Link(joined, lambda: datetime.now(UTC))
        self.with_claims = with_claims
        self.called: list[str] = []
        self.lost = 0

    def run(self) -> None:
        """Call until nobody waits."""
        while (ticket := self._call()) is not None:
            self.called.append(ticket)
        self.link.close()

    def _call(self) -> str | None:
        claim = claims.new_id()
        while True:
            try:
                ((outcome, ticket, _seq),) = self.link.query(
                    "SELECT * FROM hub.call(%s, true, 0, 'clerk', '1', %s, '', NULL, NULL, NULL,"
                    " NULL)",
                    (claim, [QUEUE]),
                )
            except HubGone:
                self.lost += 1
                claim = claim if self.with_claims else claims.new_id()
            else:
                return ticket if outcome == "done" else None


def wait_in_line(hall: Hall, many: int) -> set[str]:
    """Numbers that are given out over a sound connection."""
    given = set()
    with hall.hub.login(hall.joined("h1/desk1")) as connection:
        for _ in range(many):
            row = connection.execute(
                "SELECT ticket FROM hub.issue(%s, true, 0, 'clerk', now(), %s, 'A', '', 'normal',"
                " 'arrival', 0, NULL, NULL)",
                (claims.new_id(), QUEUE),
            ).fetchone()
            assert row is not None
            given.add(row[0])
    return given


def call_all(hall: Hall, port: int, *, with_claims: bool = True, many: int = 6) -> list[Window]:
    """Windows that call at the same time until nobody waits."""
    windows = [Window(hall, each, port, with_claims=with_claims) for each in range(1, many + 1)]
    at_once(*(threading.Thread(target=each.run) for each in windows))
    return windows


def called_twice(windows: list[Window]) -> list[str]:
    """The tickets that were called out more than once."""
    counts = Counter(each for window in windows for each in window.called)
    return [each for each, count in counts.items() if count > 1]


def assert_chained(hall: Hall) -> None:
    """The queue's ops have no gap, each is linked to the one before, and their numbers neither."""
    found = hall.hub.rows(
        f"SELECT {log.columns} FROM hub.op WHERE stream = 'h1/queue' ORDER BY seq"
    )
    prev = log.no_hash
    for number, row in enumerate(found, 1):
        assert row[1] == number
        assert row[10] == prev
        prev = log.chain(row[:8], row[9], row[10])
        assert row[11] == prev
    serials = [row[0] for row in hall.hub.rows("SELECT serial FROM hub.ticket ORDER BY serial")]
    assert serials == list(range(1, len(serials) + 1))


def test_windows_behind_a_bad_cable_call_everybody_once(hall: Hall, cable: Proxy) -> None:
    waiting = wait_in_line(hall, 6 * ROUNDS)
    cable.cut_chance = CUTS
    windows = call_all(hall, cable.port)
    assert sum(each.lost for each in windows) > 0
    assert called_twice(windows) == []
    # Nobody is called at the hub whom no window knows of.
    assert {each for window in windows for each in window.called} == waiting
    assert_chained(hall)


def test_without_a_claim_some_are_called_and_nobody_knows(hall: Hall, cable: Proxy) -> None:
    for _ in range(5):
        waiting = wait_in_line(hall, 60)
        cable.cut_chance = 0.1
        windows = call_all(hall, cable.port, with_claims=False)
        cable.heal()
        if waiting - {each for window in windows for each in window.called}:
            return
    pytest.fail("Asking again under another id was not noticed.")


def test_without_the_lock_one_is_called_twice(hall: Hall) -> None:
    text = (files("window_desk.sync.hub") / "sql" / "060_queue.sql").read_text("utf-8")
    (group,) = hall.hub.rows("SELECT value FROM hub.about WHERE key = 'group'")[0]
    spoilt = text.replace("{group}", f'"{group}"').replace(" FOR UPDATE", "")
    assert spoilt != text
    with hall.hub.owner() as connection:
        connection.execute(spoilt.encode())
    for _ in range(5):
        wait_in_line(hall, 60)
        if called_twice(call_all(hall, hall.hub.server.port)):
            return
    pytest.fail("Picking without a lock was not noticed.")


class Clerk:
    """A real desk with a clerk who gives out numbers, calls and serves, whatever happens."""

    def __init__(self, desk: Desk, line: HubLine, who: Actor) -> None:
        self.desk, self.line, self.who = desk, line, who
        self.given: list[str] = []
        self.served: list[str] = []
        self.troubles: list[BaseException] = []

    def run(self) -> None:
        """Work; a fault that no clerk should see is kept."""
        try:
            for _ in range(ROUNDS):
                self.given.append(tickets.issue(self.desk, self.who, QUEUE).ticket.id)
                self._serve_next()
                self._look_after()
        except BaseException as error:
            self.troubles.append(error)

    def _serve_next(self) -> bool:
        try:
            ticket = tickets.call_next(self.desk, self.who, "1")
        except RuleBroken as error:
            if error.code in ("claim.pending", "queue.empty", "queue.lane_empty"):
                return False
            if error.code != "window.busy":
                raise
            # What was asked for before has come meanwhile.
            with self.desk.look() as look:
                number = str(error.facts["number"])
                found = look.connection.execute(
                    "SELECT id FROM ticket WHERE number = ? AND desk = ?", (number, look.home)
                ).scalar()
                ticket = look.ticket(found)
        self.served.append(ticket.id)
        tickets.start(self.desk, self.who, ticket.number, "1")
        tickets.finish(self.desk, self.who, ticket.number, "1")
        return True

    def _look_after(self) -> None:
        """What the thread behind the screen does each second."""
        try:
            self.line.heads(self.desk)
            settle_claims(self.desk, self.line)
        except HubGone:
            return

    def come_to_an_end(self) -> None:
        """With a sound cable: everything asked for is known, and everybody who waits is served."""
        self.line.heads(self.desk)
        for _ in range(3):
            with self.desk.look() as look:
                open_ = claims.pending(look.connection)
            for each in open_:
                self.line.settle(self.desk, each, wanted=False)
        while self._serve_next():
            pass
        seq = self.line.heads(self.desk)["h1/queue"]
        take_in(self.line.link, self.desk, seq, lambda _tx: None)


def test_real_desks_behind_a_bad_cable_serve_everybody_once(
    hall: Hall, cable: Proxy, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        clerks = []
        for number in range(1, 4):
            desk, line = stack.enter_context(
                hall.desk(tmp_path / f"{number}.db", f"h1/desk{number}", cable.port, seconds=1)
            )
            clerks.append(Clerk(desk, line, actor(desk, "clerk1")))
        cable.cut_chance = CUTS
        at_once(*(threading.Thread(target=each.run) for each in clerks))
        cable.heal()
        assert [each for clerk in clerks for each in clerk.troubles] == []
        assert cable.cuts > 0
        for each in clerks:
            each.come_to_an_end()
        served = Counter(each for clerk in clerks for each in clerk.served)
        given = {each for clerk in clerks for each in clerk.given}
        assert [each for each, count in served.items() if count > 1] == []
        # Some were given out and nobody heard of it: their citizen has one of the lane.
        assert given <= set(served)
        at_hub = dict(hall.hub.rows("SELECT id, state FROM hub.ticket"))
        assert {each for each, state in at_hub.items() if state == "called"} == {
            each for each in served if each.startswith("h1/queue:")
        }
        # A number whose answer was lost before its citizen went to the lane is void.
        assert set(at_hub.values()) <= {"called", "void"}
        assert_chained(hall)
        for each in clerks:
            with each.desk.read() as connection:
                assert claims.pending(connection) == ()
                assert reads.head(connection) > 0
            assert_sound(each.desk)
