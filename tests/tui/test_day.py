"""A day at the desk by keys alone: forty citizens, all four screens, and the report at its end."""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.pilot import Pilot

from tests.support import INSTANT, PLAIN, Clock, assert_sound, reviewer_of
from tests.tui.support import at_desk, press, settled
from window_desk import reports
from window_desk.storage.desk import Desk
from window_desk.tui.app import DeskApp

most_keys = 15
"""Keys from call to accepted for an ordinary case, besides typed data."""

instant_citizens = 34
committed_citizens = 4
left_citizens = 2


class Day:
    """The keys of a day, counted apart from what is typed."""

    def __init__(self, pilot: Pilot[int], clock: Clock) -> None:
        self.pilot = pilot
        self.clock = clock
        self.keys = 0

    async def key(self, *keys: str) -> None:
        """Press keys that act."""
        self.keys += len(keys)
        await press(self.pilot, *keys)

    async def type(self, text: str) -> None:
        """Fill the field that has the focus, as a terminal does with pasted text."""
        self.pilot.app.post_message(events.Paste(text))
        await settled(self.pilot)

    async def serve(self, item: str, person: int, papers: int, last: str) -> int:
        """One citizen from call to accepted; gives the keys it took besides typed data."""
        self.keys = 0
        await self.key("n")
        self.clock.advance(seconds=30)
        await self.key("i")
        await self.type(item)
        await self.key("enter")
        await self.type(f"Zhang {person}")
        await self.key("enter")
        await self.type(resident(person))
        await self.key("enter")
        await self.type("13800138000")
        await self.key("enter")
        self.clock.advance(minutes=3)
        await self.key(*["r"] * papers)
        await self.key(last)
        return self.keys


def resident(person: int) -> str:
    """A resident identity number with a right check digit, another for each person."""
    digits = f"11010519{50 + person:02d}1231{person:03d}"
    weights = [pow(2, 17 - at, 11) for at in range(17)]
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return digits + "10X98765432"[total % 11]


async def give_numbers(day: Day, count: int, queue: str) -> None:
    """Numbers for so many citizens."""
    for _citizen in range(count):
        await day.key("a", queue, "1")


async def morning(path: Path, clock: Clock) -> list[int]:
    """The clerk's part: everybody is called, most are accepted, two have left."""
    counts: list[int] = []
    async with at_desk(path, clock=clock) as pilot:
        day = Day(pilot, clock)
        await give_numbers(day, instant_citizens + committed_citizens + left_citizens, "1")
        for _citizen in range(left_citizens):
            await day.key("end", "x")
        for person in range(instant_citizens):
            counts.append(await day.serve(INSTANT, person, 3, "S"))
            await day.key("f")
        for person in range(instant_citizens, instant_citizens + committed_citizens):
            counts.append(await day.serve(PLAIN, person, 8, "a"))
            await day.key("f")
        assert isinstance(pilot.app, DeskApp)
    return counts


async def review(path: Path, clock: Clock) -> None:
    """The reviewer's part: each case from the list of deadlines, its three legs agreed, granted."""
    desk = Desk(path, clock)
    reviewer = reviewer_of(desk, "区市监局").account
    desk.close()
    async with at_desk(path, account=reviewer, window="", clock=clock) as pilot:
        for _case in range(committed_citizens):
            await press(pilot, "4", "enter", "y", "y", "y", "g")


async def hand_out(path: Path, clock: Clock) -> None:
    """The clerk hands out the first decision from Routing."""
    async with at_desk(path, clock=clock) as pilot:
        await press(pilot, "5")
        await press(pilot, *f"Zhang {instant_citizens}")
        await settled(pilot)
        await press(pilot, "enter", "enter", "3", "h")


async def test_a_day_ends_in_the_right_report(desk_file: Path) -> None:
    clock = Clock()
    counts = await morning(desk_file, clock)
    assert len(counts) == instant_citizens + committed_citizens
    assert max(counts) <= most_keys
    await review(desk_file, clock)
    await hand_out(desk_file, clock)
    desk = Desk(desk_file, clock)
    today = clock().date()
    report = reports.build(desk, None, today, today)
    values = {each.name: each.value for each in report.figures if not each.group.key}
    served = instant_citizens + committed_citizens
    assert values["issued"] == served + left_citizens
    assert values["served"] == served
    assert values["left"] == left_citizens
    assert values["accepted"] == served
    assert values["decided"] == served
    assert values["handed_out"] == instant_citizens + 1
    assert values["waiting"] == values["missed"] == 0
    assert (values["way_mean"], values["way_p90"]) == (30, 30)
    assert (values["service_mean"], values["service_p90"]) == (180, 180)
    assert_sound(desk)
    desk.close()
