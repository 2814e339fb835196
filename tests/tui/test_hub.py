"""A window on its hall's queue: what others do shows by itself, and it goes on alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from textual.pilot import Pilot

from tests.halls import Hall, RealClock
from tests.hubs import Hub
from tests.postgres import Server
from tests.proxy import Proxy, proxied
from tests.support import PIN
from tests.tui.support import press, screen_text, settled
from window_desk.bootstrap import open_desk
from window_desk.locale import Lang
from window_desk.sync.hub import asking, watching
from window_desk.sync.hub import link as links
from window_desk.sync.hub.address import Addresses, open_links, read_addresses, write_addresses
from window_desk.sync.hub.line import HubLine
from window_desk.tui import watching as looks
from window_desk.tui.app import DeskApp
from window_desk.tui.hub_rounds import Rounds, Standing
from window_desk.tui.widgets.banner import Banner

SOON = 0.8


@pytest.fixture(scope="module")
def hub(postgres: Server) -> Iterator[Hub]:
    """A hub that these tests share."""
    made = Hub(postgres)
    yield made
    made.drop()


@pytest.fixture(scope="module")
def shared(hub: Hub, tmp_path_factory: pytest.TempPathFactory) -> Hall:
    """The hall that they share."""
    return Hall(hub, tmp_path_factory.mktemp("hall"))


@pytest.fixture
def hall(shared: Hall, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """The hall with an empty queue; rounds come quickly."""
    shared.empty()
    monkeypatch.setattr(watching, "pause", 0.1)
    monkeypatch.setattr(watching, "longest_pause", 0.2)
    return shared


@pytest.fixture
def cable(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """What the first desk's connections run through; a silent hub is noticed soon."""
    monkeypatch.setattr(links, "window_patience", SOON)
    with proxied("127.0.0.1", hub.server.port) as proxy:
        yield proxy


@asynccontextmanager
async def at_hall(
    path: Path, window: str = "1", lang: Lang = "en", size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[int]]:
    """Somebody signed in at a window of a desk that joined the hub."""
    clock = RealClock()
    app = DeskApp(lambda: open_desk(path, clock), lang, (f"clerk{window}", PIN, window))
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield pilot


async def until(pilot: Pilot[int], holds: Callable[[], bool]) -> None:
    """Wait for what a thread behind the screen brings about."""
    end = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < end, "\n".join(screen_text(pilot))
        await asyncio.sleep(0.02)
        await settled(pilot)


def shows(pilot: Pilot[int], *texts: str) -> Callable[[], bool]:
    """Whether the screen shows all of these."""
    return lambda: all(each in "\n".join(screen_text(pilot)) for each in texts)


def line_of(pilot: Pilot[int]) -> HubLine:
    """The hall's line as this desk has it."""
    assert isinstance(pilot.app, DeskApp)
    assert isinstance(pilot.app.desk.line, HubLine)
    return pilot.app.desk.line


async def give_number(pilot: Pilot[int]) -> None:
    """A number of the first queue, of the usual class."""
    await press(pilot, "a", "enter", "enter")


async def test_two_windows_see_each_other_and_call_from_one_queue(
    hall: Hall, tmp_path: Path
) -> None:
    one = hall.ready(tmp_path / "one.db")
    two = hall.ready(tmp_path / "two.db", "h1/desk2")
    async with at_hall(one) as first:
        await until(first, shows(first, "+ on line"))
        await give_number(first)
        await give_number(first)
        await until(first, shows(first, "A001", "A002"))
        async with at_hall(two, "2") as second:
            await until(second, shows(second, "A001", "A002", "2 waiting"))
            await press(second, "n")
            await until(second, shows(second, "A001  called"))
            await until(first, shows(first, "1 waiting", "n calls A002"))
        await press(first, "n")
        await until(first, shows(first, "A002  called"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_cut_off_the_window_says_so_and_works_on_until_it_is_back(
    hall: Hall, cable: Proxy, tmp_path: Path, size: tuple[int, int]
) -> None:
    path = hall.ready(tmp_path / "one.db", port=cable.port)
    async with at_hall(path, size=size) as pilot:
        await until(pilot, shows(pilot, "+ on line"))
        assert not pilot.app.screen.query_one(Banner).display
        await give_number(pilot)
        cable.is_silent = True
        await until(pilot, shows(pilot, "! alone", "this window goes on alone", "W1-..."))
        assert shows(pilot, "waits for the hub", "Nobody waits in this window's own lane")()
        await press(pilot, "n")
        assert shows(pilot, "! Nobody waits in this window's own lane")()
        await press(pilot, "enter")
        assert shows(pilot, "A001 is of the hall's queue and waits for the hub")()
        await give_number(pilot)
        await press(pilot, "n")
        assert shows(pilot, "W1-001  called")()
        await press(pilot, "s", "f")
        assert shows(pilot, "W1-001 is finished")()
        cable.heal()
        cable.cut()
        await until(pilot, shows(pilot, "+ on line"))
        assert not pilot.app.screen.query_one(Banner).display
        await press(pilot, "n")
        await until(pilot, shows(pilot, "A001  called"))


@pytest.mark.parametrize(
    ("lang", "confirming", "light", "confirmed"),
    [
        ("en", "The number is being confirmed", "! alone", "Confirmed: A001"),
        ("zh", "号码待确认", "! 单机", "已确认：A001"),
    ],
)
async def test_a_number_whose_answer_was_lost_is_being_confirmed(
    hall: Hall,
    cable: Proxy,
    tmp_path: Path,
    lang: Lang,
    confirming: str,
    light: str,
    confirmed: str,
) -> None:
    path = hall.ready(tmp_path / "one.db", port=cable.port)
    async with at_hall(path, lang=lang) as pilot:
        await until(pilot, shows(pilot, "+"))
        await give_number(pilot)
        cable.is_silent = True
        await press(pilot, "n")
        await until(pilot, shows(pilot, confirming, light))
        cable.heal()
        cable.cut()
        await until(pilot, shows(pilot, confirmed))
        assert not shows(pilot, confirming)()


async def test_without_its_login_a_window_is_alone_until_it_is_back(
    hall: Hall, tmp_path: Path
) -> None:
    path = hall.ready(tmp_path / "one.db")
    address = tmp_path / "one.db.hub"
    address.rename(tmp_path / "kept")
    async with at_hall(path, size=(120, 40)) as pilot:
        await until(pilot, shows(pilot, "! alone", "its login there is missing", "W1-..."))
        await give_number(pilot)
        assert shows(pilot, "W1-001")()
        (tmp_path / "kept").rename(address)
        await until(pilot, shows(pilot, "+ on line"))
        await give_number(pilot)
        await until(pilot, shows(pilot, "A001"))


async def test_a_desk_without_a_hub_has_no_light(hall: Hall, tmp_path: Path) -> None:
    async with at_hall(hall.file(tmp_path / "one.db")) as pilot:
        await give_number(pilot)
        assert shows(pilot, "A001", "window 1")()
        assert not shows(pilot, "on line")()
        assert isinstance(pilot.app, DeskApp)
        assert pilot.app.desk.line is None


def answers(rounds: Rounds) -> dict[str, bool | None]:
    """Which hub was to be had last."""
    return {each.hub: each.is_answered for each in rounds._watches}


@pytest.mark.parametrize(("dead", "standing"), [("the other", "joined"), ("hall's", "alone")])
def test_a_dead_hub_keeps_no_other_waiting(
    hall: Hall, tmp_path: Path, dead: str, standing: Standing
) -> None:
    path = hall.ready(tmp_path / "one.db")
    desk = open_desk(path, RealClock())
    (mine,) = read_addresses(path).hubs.values()
    gone = mine.hub if dead == "hall's" else "other"
    hubs = {
        name: msgspec.structs.replace(mine, hub=name, port=1 if name == gone else mine.port)
        for name in sorted((mine.hub, "other"), key=lambda name: name != gone)
    }
    # The dead one comes first.
    write_addresses(path, Addresses(hubs=hubs))
    rounds = Rounds(desk)
    rounds.start()
    expected = {name: name != gone for name in hubs}
    end = time.monotonic() + 15
    while answers(rounds) != expected and time.monotonic() < end:
        time.sleep(0.02)
    assert answers(rounds) == expected
    assert rounds.standing == standing
    rounds.end()
    rounds.join(5)
    desk.close()


def test_tries_grow_apart_and_never_too_far(hall: Hall, tmp_path: Path) -> None:
    path = hall.ready(tmp_path / "one.db")
    desk = open_desk(path, RealClock())
    (link,) = open_links(desk)
    watch = watching.Watch(desk, link)
    assert watch.pause() == watching.pause
    for failures in (*range(1, 40), 5_000):
        watch._failures = failures
        longest = min(watching.pause * 2.0 ** min(failures, 10), watching.longest_pause)
        assert longest / 2 <= watch.pause() <= longest
    assert len({watch.pause() for _ in range(9)}) > 1
    desk.close()


def test_three_seconds_are_enough_to_say_that_the_hub_is_away() -> None:
    """At worst the cable is cut right behind a round: a pause, a call in vain, a look.

    That a call ends in its time, whatever the cable does, is for the tests of the link.
    """
    idle = watching.pause + links.window_patience + looks.watch_seconds
    pressed = asking._at_once + links.window_patience
    assert max(idle, pressed) <= 2.75


def test_windows_are_given_less_time_than_admins(hall: Hall, tmp_path: Path) -> None:
    desk = open_desk(hall.ready(tmp_path / "one.db"), RealClock())
    (at_window,), (link,) = open_links(desk, at_window=True), open_links(desk)
    assert (at_window._seconds, link._seconds) == (links.window_patience, links.patience)
    assert isinstance(desk.line, HubLine)
    assert desk.line.link._seconds == links.window_patience
    desk.close()
