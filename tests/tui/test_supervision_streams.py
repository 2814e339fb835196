"""What other desks leave to a supervisor, on the supervision screen: read it, and decide it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desks import ADMIN, BOSS, befriend, carry, copy_as, export, meddle, open_case, rows
from tests.support import MORNING, PLAIN, Clock, actor, open_complete
from tests.tui.support import at_desk, press, screen_text, settled, sizes
from window_desk.domain import ops
from window_desk.locale import Lang
from window_desk.services import custody, tickets
from window_desk.storage import log
from window_desk.storage.desk import Desk
from window_desk.storage.foreign import Intake
from window_desk.sync import receive
from window_desk.tui.app import DeskApp, make_screen
from window_desk.tui.widgets.bars import Notice


@pytest.fixture
def met(desk_file: Path, clock: Clock, bare: Path, tmp_path: Path) -> str:
    """A desk with an act of another one on its case, and with a forked stream; gives the act."""
    desk = Desk(desk_file, clock)
    other = copy_as(bare, tmp_path / "other.db", "h2/desk1", MORNING)
    befriend(desk, other)
    case = open_complete(desk, actor(desk, "clerk1"), PLAIN)
    receive.import_bundle(other, ADMIN, export(desk)[0])
    op = meddle(other, case.id)
    (path,) = export(other)
    receive.import_bundle(desk, ADMIN, path)
    open_case(other)
    with other.read() as connection:
        entries = [tuple(row) for row in connection.execute(
            f"SELECT {log.columns} FROM op WHERE stream = 'h2/desk1' AND seq > 2 ORDER BY seq"
        )]  # fmt: skip
    wrong = [(*each[:11], bytes(32)) for each in entries[-1:]]
    with desk.change(by="admin") as tx:
        intake = Intake(tx, "stick.wdb")
        intake.take("h2/desk1", entries)
        intake.finish()
    with desk.change(by="admin") as tx:
        intake = Intake(tx, "stick.wdb")
        intake.take("h2/desk1", wrong)
        intake.finish()
    desk.close()
    other.close()
    return op


def of(path: Path, query: str) -> list[tuple[object, ...]]:
    """What the desk has now."""
    desk = Desk(path)
    try:
        return rows(desk, query)
    finally:
        desk.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", sizes)
async def test_both_are_listed_with_their_sentence(
    desk_file: Path, clock: Clock, met: str, lang: Lang, size: tuple[int, int]
) -> None:
    account = {"account": "supervisor", "window": ""}
    async with at_desk(desk_file, clock=clock, lang=lang, size=size, **account) as pilot:
        await press(pilot, "7")
        text = "\n".join(screen_text(pilot))
        assert ("异地操作 1" if lang == "zh" else "elsewhere 1") in text
        assert ("记录分叉 1" if lang == "zh" else "fork 1") in text
        assert "h2/desk1" in text
        assert ("不计入" if lang == "zh" else "does not count") in text
    assert met


@pytest.mark.parametrize(("key", "outcome"), [("y", "taken"), ("n", "set_aside")])
async def test_a_key_decides_a_conflict(
    desk_file: Path, clock: Clock, met: str, key: str, outcome: str
) -> None:
    async with at_desk(desk_file, account="supervisor", window="", clock=clock) as pilot:
        await press(pilot, "7", key, "enter")
        assert "every desk will see it" in str(pilot.app.screen.query_one(Notice).content)
    assert of(desk_file, "SELECT op, outcome FROM conflict") == [(met, outcome)]


async def test_a_key_settles_a_fork(desk_file: Path, clock: Clock, met: str) -> None:
    async with at_desk(desk_file, account="supervisor", window="", clock=clock) as pilot:
        await press(pilot, "7", "down", "n")
        assert "y settles it" in str(pilot.app.screen.query_one(Notice).content)
        await press(pilot, "enter")
        assert "not about one case" in str(pilot.app.screen.query_one(Notice).content)
        await press(pilot, "y", "enter")
        assert "The stream goes on" in str(pilot.app.screen.query_one(Notice).content)
    assert of(desk_file, "SELECT stream, settled_by FROM fork") == [("h2/desk1", "supervisor")]
    assert met


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_the_timeline_says_who_did_it_where_and_what_was_decided(
    desk_file: Path, clock: Clock, met: str, lang: Lang
) -> None:
    account = {"account": "supervisor", "window": ""}
    async with at_desk(desk_file, clock=clock, lang=lang, size=(120, 40), **account) as pilot:
        desk = Desk(desk_file, clock)
        case = str(rows(desk, "SELECT id FROM service_case")[0][0])
        custody.decide_conflict(desk, BOSS, met, "taken", "核实")
        custody.hand_case(desk, BOSS, case, "h2/desk1", "转办")
        desk.close()
        assert isinstance(pilot.app, DeskApp)
        pilot.app.chosen_case = case
        pilot.app.push_screen(make_screen("timeline"))
        await settled(pilot)
        text = "\n".join(screen_text(pilot))
    assert "clerk9@" in text, text
    assert ("已移交 h2/desk1" if lang == "zh" else "Handed to h2/desk1") in text
    assert f"{met}" in text
    assert ("归 h2/desk1 办理" if lang == "zh" else "belongs to h2/desk1") in text


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_what_was_done_with_a_number_elsewhere_is_seen_and_set_aside(
    desk_file: Path, bare: Path, tmp_path: Path, clock: Clock, lang: Lang
) -> None:
    desk, other = Desk(desk_file, clock), copy_as(bare, tmp_path / "other.db", "h2/desk1")
    befriend(desk, other)
    number = tickets.issue(desk, actor(desk, "clerk1"), "A").ticket
    carry(desk, other)
    meddle(other, number.id, ops.TicketLeft())
    carry(other, desk)
    desk.close()
    other.close()
    async with at_desk(desk_file, account="supervisor", window="", clock=clock, lang=lang) as pilot:
        await press(pilot, "7")
        text = "\n".join(screen_text(pilot))
        assert "A001" in text
        assert "h2/desk1" in text
        await press(pilot, "y")
        said = str(pilot.app.screen.query_one(Notice).content)
        assert ("按n记录已核查" if lang == "zh" else "n notes that you looked at it") in said
        await press(pilot, "n", "enter")
    assert of(desk_file, "SELECT outcome FROM conflict") == [("set_aside",)]
    assert of(desk_file, "SELECT state FROM ticket") == [("waiting",)]
