"""Finishing a number: asked once where an application on it is not answered, and always said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.support import PLAIN, Clock, actor, open_complete
from tests.tui.support import at_desk, press, screen_text
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.locale import Lang
from window_desk.services import cases, corrections, intake, tickets
from window_desk.storage import reads, ticket_reads
from window_desk.storage.desk import Desk
from window_desk.tui.widgets.bars import Notice
from window_desk.tui.widgets.page import PageScreen

ends_of_an_intake = ("accepted", "withdrawn", "asked for corrections")


def end_intake(desk: Desk, clerk: Actor, case: str, end: str) -> None:
    """Say something to the applicant; of corrections, that one paper is missing."""
    if end == "accepted":
        cases.accept(desk, clerk, case)
        return
    if end == "withdrawn":
        cases.withdraw(desk, clerk, case, "")
        return
    paper = next(each for each in intake.view_case(desk, case).needs if not each.material.shared)
    check = ops.PaperCheck(material=paper.material.code, state="missing")
    intake.check_papers(desk, clerk, case, [check])
    cases.correct(desk, clerk, case, {})


def serve(path: Path, clock: Clock, *ends: str) -> str:
    """Somebody served at window 1 with a case for each of `ends`; an empty one is left open."""
    desk = Desk(path, clock)
    clerk = actor(desk, "clerk1")
    number = tickets.issue(desk, clerk, PLAIN).ticket.number
    ticket = tickets.call_chosen(desk, clerk, "1", number).id
    tickets.start(desk, clerk, number, "1")
    for end in ends:
        case = open_complete(desk, clerk, PLAIN, ticket=ticket).id
        if end:
            end_intake(desk, clerk, case, end.removesuffix(", and back"))
        if end.endswith("back"):
            corrections.return_corrections(desk, clerk, case)
    desk.close()
    return number


def state_of(path: Path, clock: Clock, number: str) -> str:
    desk = Desk(path, clock)
    with desk.look() as view:
        identity = ticket_reads.find_ticket(view.connection, view.today, number)
        state = view.ticket(identity or "").state
    desk.close()
    return state


def painted(pilot: Pilot[int]) -> str:
    return " ".join(" ".join(screen_text(pilot)).replace("│", " ").split())


@asynccontextmanager
async def finishing(path: Path, clock: Clock, lang: Lang = "en") -> AsyncIterator[Pilot[int]]:
    """The queue after `f`."""
    async with at_desk(path, clock=clock, lang=lang) as pilot:
        await press(pilot, "f")
        yield pilot


@pytest.mark.parametrize(
    ("lang", "count", "day"),
    [
        ("en", "Applications of {number} that are not answered: 2", "Mon 30 Nov"),
        ("zh", "{number}号尚未答复的申请：2件", "11月30日"),
    ],
)
async def test_f_names_what_is_not_answered_and_until_when(
    desk_file: Path, clock: Clock, lang: Lang, count: str, day: str
) -> None:
    number = serve(desk_file, clock, "", "", "accepted")
    async with finishing(desk_file, clock, lang) as pilot:
        assert isinstance(pilot.app.screen, PageScreen)
        text = painted(pilot)
        assert count.format(number=number) in text
        assert day in text
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, PageScreen)
    assert state_of(desk_file, clock, number) == "serving"


@pytest.mark.parametrize("key", ["enter", "f"])
async def test_enter_or_the_same_key_finishes_all_the_same(
    desk_file: Path, clock: Clock, key: str
) -> None:
    number = serve(desk_file, clock, "")
    async with finishing(desk_file, clock) as pilot:
        await press(pilot, key)
        assert f"+ {number} is finished" in painted(pilot)
    assert state_of(desk_file, clock, number) == "finished"


@pytest.mark.parametrize("ends", [(), *((each,) for each in ends_of_an_intake)], ids=str)
async def test_what_is_answered_asks_nothing(
    desk_file: Path, clock: Clock, ends: tuple[str, ...]
) -> None:
    number = serve(desk_file, clock, *ends)
    async with finishing(desk_file, clock) as pilot:
        assert not isinstance(pilot.app.screen, PageScreen)
        assert f"+ {number} is finished" in painted(pilot)
    assert state_of(desk_file, clock, number) == "finished"


async def test_corrections_that_came_back_wait_for_an_answer_again(
    desk_file: Path, clock: Clock
) -> None:
    serve(desk_file, clock, "asked for corrections, and back")
    async with finishing(desk_file, clock) as pilot:
        assert isinstance(pilot.app.screen, PageScreen)


async def test_a_refused_finish_can_be_tried_again(desk_file: Path, clock: Clock) -> None:
    number = serve(desk_file, clock)
    async with at_desk(desk_file, clock=clock) as pilot:
        desk = Desk(desk_file, clock)
        tickets.hold(desk, actor(desk, "clerk1"), number, "1")
        await press(pilot, "f")
        assert pilot.app.screen.query_one(Notice).has_class("-refused")
        tickets.resume(desk, actor(desk, "clerk1"), number, "1")
        with desk.read() as connection:
            assert reads.head(connection)
        desk.close()
        await pilot.pause(0.6)
        await press(pilot, "f")
        assert f"+ {number} is finished" in painted(pilot)


async def test_f_of_the_intake_asks_as_well(desk_file: Path, clock: Clock) -> None:
    number = serve(desk_file, clock, "", "accepted")
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "i", "f")
        assert isinstance(pilot.app.screen, PageScreen)
        await press(pilot, "f")
        assert getattr(pilot.app.screen, "name_", "") == "queue"
        assert f"+ {number} is finished" in painted(pilot)
    assert state_of(desk_file, clock, number) == "finished"


async def test_f_of_the_intake_says_on_the_queue_that_the_number_is_finished(
    desk_file: Path, clock: Clock
) -> None:
    number = serve(desk_file, clock, "accepted")
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "i", "f")
        assert getattr(pilot.app.screen, "name_", "") == "queue"
        assert f"+ {number} is finished" in painted(pilot)
        await press(pilot, "3", "1")
        assert f"+ {number} is finished" not in painted(pilot)
