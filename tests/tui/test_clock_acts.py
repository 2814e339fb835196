"""The keys on a case's clocks on the routing screen, in both languages, each with its refusal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support import PARALLEL, PLAIN, Clock, actor
from tests.tui.support import at_desk, press, screen_text
from tests.tui.test_routing import notice, open_routing, prepared, state_of
from window_desk.locale import Lang
from window_desk.services import clocks
from window_desk.storage.desk import Desk

boss = "supervisor"
langs: tuple[Lang, ...] = ("zh", "en")
MONDAY = date(2026, 11, 23)


def stopped(path: Path, clock: Clock, *grounds: str) -> str:
    """A case whose clock was stopped this morning."""
    case = prepared(path, clock, "accepted", PLAIN)
    desk = Desk(path, clock)
    for each in grounds:
        clocks.suspend(desk, actor(desk, boss), case.id, each, 5)
    desk.close()
    return case.id


@pytest.mark.parametrize(
    ("lang", "word", "said"),
    [("zh", "中止计时", "时限已中止"), ("en", "= suspended", "The clock stands still")],
)
async def test_s_stops_the_clock(
    desk_file: Path, clock: Clock, lang: Lang, word: str, said: str
) -> None:
    case = prepared(desk_file, clock, "accepted", PLAIN)
    async with at_desk(desk_file, account=boss, window="", clock=clock, lang=lang) as pilot:
        await open_routing(pilot, case)
        await press(pilot, "s", "1", *"12", "enter", "enter")
        assert said in notice(pilot)
        assert word in "\n".join(screen_text(pilot))
    (suspension,) = state_of(desk_file, clock, case.id).suspensions
    assert (suspension.days, suspension.start, suspension.end) == (12, MONDAY, None)


@pytest.mark.parametrize("lang", langs)
async def test_c_lets_it_run_again(desk_file: Path, clock: Clock, lang: Lang) -> None:
    identity = stopped(desk_file, clock, "hearing")
    clock.advance(days=1)
    case = state_of(desk_file, clock, identity)
    async with at_desk(desk_file, account=boss, window="", clock=clock, lang=lang) as pilot:
        await open_routing(pilot, case)
        await press(pilot, "c", "enter")
        assert {"zh": "时限继续计算", "en": "The clock runs again"}[lang] in notice(pilot)
    assert state_of(desk_file, clock, identity).suspensions[0].end == date(2026, 11, 24)


async def test_c_asks_which_of_two_ended(desk_file: Path, clock: Clock) -> None:
    identity = stopped(desk_file, clock, "hearing", "testing")
    case = state_of(desk_file, clock, identity)
    async with at_desk(desk_file, account=boss, window="", clock=clock) as pilot:
        await open_routing(pilot, case)
        await press(pilot, "c", "2", "enter")
    ends = {each.ground: each.end for each in state_of(desk_file, clock, identity).suspensions}
    assert ends == {"hearing": None, "testing": MONDAY}


@pytest.mark.parametrize("lang", langs)
async def test_m_extends_the_limit(desk_file: Path, clock: Clock, lang: Lang) -> None:
    case = prepared(desk_file, clock, "accepted", PARALLEL)
    async with at_desk(desk_file, account=boss, window="", clock=clock, lang=lang) as pilot:
        await open_routing(pilot, case)
        await press(pilot, "m", "1", *"15", "enter", *"Li", "enter", "1")
        assert {"zh": "已延期", "en": "The limit is extended"}[lang] in notice(pilot)
    more = state_of(desk_file, clock, case.id).extension
    assert more is not None
    assert (more.value, more.approver) == (Decimal(15), "Li")
    assert more.reason


@pytest.mark.parametrize("lang", langs)
async def test_z_starts_the_limit_again(desk_file: Path, clock: Clock, lang: Lang) -> None:
    case = prepared(desk_file, clock, "accepted", PLAIN)
    clock.advance(days=2)
    async with at_desk(desk_file, account=boss, window="", clock=clock, lang=lang) as pilot:
        await open_routing(pilot, case)
        await press(pilot, "z", "1", *"rule", "enter", "enter")
        assert {"zh": "时限已重新起算", "en": "The limit starts again"}[lang] in notice(pilot)
    again = state_of(desk_file, clock, case.id).restart
    assert again is not None
    assert again.on == date(2026, 11, 25)


@pytest.mark.parametrize("keys", [["s"], ["c"], ["m"], ["z"]], ids="".join)
@pytest.mark.parametrize("lang", langs)
async def test_a_clerk_is_told_why_not(
    desk_file: Path, clock: Clock, keys: list[str], lang: Lang
) -> None:
    case = prepared(desk_file, clock, "accepted", PLAIN)
    async with at_desk(desk_file, clock=clock, lang=lang) as pilot:
        screen = await open_routing(pilot, case)
        await press(pilot, *keys)
        assert {"zh": "窗口人员", "en": "may not answer legs"}[lang] in notice(pilot)
        assert pilot.app.screen is screen
    assert not state_of(desk_file, clock, case.id).ledger


async def test_what_is_not_possible_now_says_why(desk_file: Path, clock: Clock) -> None:
    case = prepared(desk_file, clock, "accepted", PLAIN)
    async with at_desk(desk_file, account=boss, window="", clock=clock) as pilot:
        screen = await open_routing(pilot, case)
        assert "not stopped" in screen.why_not("resume")
        assert screen.why_not("suspend") == screen.why_not("extend") == ""
    clock.advance(days=60)
    async with at_desk(desk_file, account=boss, window="", clock=clock) as pilot:
        screen = await open_routing(pilot, case)
        assert "cannot be extended any more" in screen.why_not("extend")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (["s", "1", *"x", "enter"], "x is no number of days"),
        (["s", "1", *"0", "enter", "enter"], "0 is not a number of days from 1 to 999"),
        (["s", "1", *"1.5", "enter", "enter"], "0 is not a number of days from 1 to 999"),
        (["s", "1", *"5", "enter", "x", "enter"], "is no day"),
        (["m", "1", *"11", "enter", *"Li", "enter", "1"], "extended by 10 days at most"),
    ],
    ids=["no number", "nothing", "half a day", "no day", "too long"],
)
async def test_what_is_typed_wrong_is_refused_in_words(
    desk_file: Path, clock: Clock, keys: list[str], said: str
) -> None:
    case = prepared(desk_file, clock, "accepted", PLAIN)
    async with at_desk(desk_file, account=boss, window="", clock=clock, size=(120, 40)) as pilot:
        await open_routing(pilot, case)
        await press(pilot, *keys)
        assert said in notice(pilot)
    assert not state_of(desk_file, clock, case.id).ledger


@pytest.mark.parametrize("keys", [["s"], ["s", "1"], ["s", "1", "5", "enter"], ["m"], ["z", "1"]])
async def test_escape_does_nothing(desk_file: Path, clock: Clock, keys: list[str]) -> None:
    case = prepared(desk_file, clock, "accepted", PLAIN)
    async with at_desk(desk_file, account=boss, window="", clock=clock) as pilot:
        screen = await open_routing(pilot, case)
        await press(pilot, *keys, "escape")
        assert pilot.app.screen is screen
    assert not state_of(desk_file, clock, case.id).ledger
