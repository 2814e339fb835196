"""The supervision screen, a test for each of its keys, and the key that asks for an amendment."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input

from tests.support import APPLICANT, PARALLEL, PLAIN, Clock, accept_complete, actor, open_complete
from tests.tui.support import at_desk, press, screen_text, settled, sizes
from window_desk.domain.case import Case
from window_desk.domain.ops import PaperCheck
from window_desk.locale import Lang
from window_desk.services import amendments, cases, intake
from window_desk.storage.desk import Desk
from window_desk.storage.matters import sections
from window_desk.tui.app import DeskApp
from window_desk.tui.screens.routing import RoutingScreen
from window_desk.tui.screens.supervision import SupervisionScreen
from window_desk.tui.screens.timeline import TimelineScreen
from window_desk.tui.widgets.bars import Notice
from window_desk.tui.widgets.lines import Lines


@pytest.fixture
def made(desk_file: Path, clock: Clock) -> tuple[str, str]:
    """A no, and a case whose amendment is asked for."""
    desk = Desk(desk_file, clock)
    clerk = actor(desk, "clerk1")
    away = open_complete(desk, clerk, PLAIN)
    cases.turn_away(
        desk, clerk, away.id, "[b]no[/] permit \x1b[31m", alternative="go ahead",
        form="not_required",
    )  # fmt: skip
    case = accept_complete(desk, clerk, PLAIN)
    amendments.ask_amendment(desk, clerk, case.id, item=PARALLEL, reason="wrong item")
    desk.close()
    return away.id, case.id


def case_of(path: Path, clock: Clock, identity: str) -> Case:
    """The case as the log has it."""
    desk = Desk(path, clock)
    try:
        return intake.view_case(desk, identity).case
    finally:
        desk.close()


def supervision_of(pilot: Pilot[int]) -> SupervisionScreen:
    screen = pilot.app.screen
    assert isinstance(screen, SupervisionScreen)
    return screen


def painted(pilot: Pilot[int]) -> str:
    return "\n".join(screen_text(pilot))


def notice(pilot: Pilot[int]) -> str:
    return str(pilot.app.screen.query_one(Notice).content)


def at_supervision(
    path: Path, clock: Clock, lang: Lang = "en", size: tuple[int, int] = (80, 24)
) -> AbstractAsyncContextManager[Pilot[int]]:
    """The supervisor, signed in without a window."""
    return at_desk(path, account="supervisor", window="", clock=clock, lang=lang, size=size)


async def test_7_lists_what_waits(desk_file: Path, clock: Clock, made: tuple[str, str]) -> None:
    async with at_supervision(desk_file, clock) as pilot:
        await press(pilot, "7")
        keys = [each.key for each in supervision_of(pilot).query_one(Lines).lines]
        text = painted(pilot)
    assert keys == [f"noes|{made[0]}", f"amendments|{made[1]}"]
    assert "a no 1  amendment 1" in text
    assert "instead: go ahead" in text
    assert "[b]no[/] permit" in text
    assert "张*" in text
    assert APPLICANT.name not in text


@pytest.mark.parametrize("account", ["clerk1", "reviewer-approval"])
async def test_others_are_told_why_not(desk_file: Path, clock: Clock, account: str) -> None:
    window = "1" if account == "clerk1" else ""
    async with at_desk(desk_file, account=account, window=window, clock=clock) as pilot:
        before = pilot.app.screen
        await press(pilot, "7")
        assert pilot.app.screen is before
        assert "may not supervise" in notice(pilot)


async def test_the_admin_may(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, account="admin", window="", clock=clock) as pilot:
        await press(pilot, "7")
        assert "Nothing waits for you. 4 shows" in painted(pilot)
        assert supervision_of(pilot).waiting is not None


@pytest.mark.parametrize(
    ("key", "choice", "outcome"), [("y", "1", "stands"), ("n", "1", "called_back")]
)
async def test_y_and_n_look_at_a_no(
    desk_file: Path, clock: Clock, made: tuple[str, str], key: str, choice: str, outcome: str
) -> None:
    async with at_supervision(desk_file, clock) as pilot:
        await press(pilot, "7", key, "escape")
        assert case_of(desk_file, clock, made[0]).no.reviewed == ""  # type: ignore[union-attr]  # it was turned away
        await press(pilot, key, choice)
        assert "looked at" in notice(pilot)
        assert len(supervision_of(pilot).query_one(Lines).lines) == 1
    no = case_of(desk_file, clock, made[0]).no
    assert no is not None
    assert no.reviewed == outcome
    assert no.note


async def test_a_note_may_be_in_own_words(
    desk_file: Path, clock: Clock, made: tuple[str, str]
) -> None:
    async with at_supervision(desk_file, clock) as pilot:
        await press(pilot, "7", "y", "slash")
        pilot.app.screen.query_one(Input).value = "called them"
        await press(pilot, "enter")
    no = case_of(desk_file, clock, made[0]).no
    assert no is not None
    assert no.note == "called them"


async def test_y_approves_an_amendment_after_one_look(
    desk_file: Path, clock: Clock, made: tuple[str, str]
) -> None:
    async with at_supervision(desk_file, clock) as pilot:
        await press(pilot, "7", "down", "y")
        assert "→" in painted(pilot)
        await press(pilot, "escape")
        assert case_of(desk_file, clock, made[1]).item == PLAIN
        await press(pilot, "y", "enter")
        assert "受字〔2026〕2号" in notice(pilot)
    done = case_of(desk_file, clock, made[1])
    assert (done.item, done.amendment) == (PARALLEL, None)


async def test_n_refuses_an_amendment(desk_file: Path, clock: Clock, made: tuple[str, str]) -> None:
    async with at_supervision(desk_file, clock) as pilot:
        await press(pilot, "7", "down", "n", "1")
        assert "Not amended" in notice(pilot)
    left = case_of(desk_file, clock, made[1])
    assert (left.item, left.amendment) == (PLAIN, None)


async def test_enter_opens_the_legs_or_the_history(
    desk_file: Path, clock: Clock, made: tuple[str, str]
) -> None:
    async with at_supervision(desk_file, clock) as pilot:
        await press(pilot, "7", "enter")
        assert isinstance(pilot.app.screen, TimelineScreen)
        await press(pilot, "escape", "down", "enter")
        assert isinstance(pilot.app.screen, RoutingScreen)
        assert "amendment asked" in painted(pilot)
        app = pilot.app
        assert isinstance(app, DeskApp)
        assert app.chosen_case == made[1]


async def test_v_opens_the_history(desk_file: Path, clock: Clock, made: tuple[str, str]) -> None:
    async with at_supervision(desk_file, clock) as pilot:
        await press(pilot, "7", "down", "v")
        assert isinstance(pilot.app.screen, TimelineScreen)
        assert "Asked for an amendment" in painted(pilot)


async def test_s_goes_through_the_kinds_and_escape_shows_all(
    desk_file: Path, clock: Clock, made: tuple[str, str]
) -> None:
    async with at_supervision(desk_file, clock) as pilot:
        await press(pilot, "7")
        lines = supervision_of(pilot).query_one(Lines)
        await press(pilot, "s")
        assert [each.key for each in lines.lines] == [f"noes|{made[0]}"]
        await press(pilot, "s")
        assert [each.key for each in lines.lines] == [f"amendments|{made[1]}"]
        await press(pilot, "s")
        assert "Nothing of this kind waits" in painted(pilot)
        assert "a no 1  amendment 1" in painted(pilot)
        await press(pilot, "y")
        assert "Nothing is chosen" in notice(pilot)
        await press(pilot, "escape")
        assert len(lines.lines) == 2
        for _kind in (None, *sections):
            await press(pilot, "s")
        assert len(lines.lines) == 2


async def test_the_slash_filters_and_escape_shows_all(
    desk_file: Path, clock: Clock, made: tuple[str, str]
) -> None:
    keys = [f"noes|{made[0]}", f"amendments|{made[1]}"]
    async with at_supervision(desk_file, clock) as pilot:
        await press(pilot, "7")
        lines = supervision_of(pilot).query_one(Lines)
        # A part of a reason, of a number, and the initials of the item in pinyin.
        for typed, kept in (("permit", keys[:1]), ("0001", keys[1:]), ("yplsqy", keys)):
            await press(pilot, "slash")
            assert isinstance(pilot.app.focused, Input)
            pilot.app.screen.query_one(Input).value = typed
            await press(pilot, "enter")
            assert [each.key for each in lines.lines] == kept
        await press(pilot, "slash")
        pilot.app.screen.query_one(Input).value = "go ahead?"
        await press(pilot, "enter")
        assert "Nothing that waits matches go ahead?." in painted(pilot)
        await press(pilot, "escape")
        assert [each.key for each in lines.lines] == keys


async def test_what_is_not_decided_here_says_so(desk_file: Path, clock: Clock) -> None:
    desk = Desk(desk_file, clock)
    open_complete(desk, actor(desk, "clerk1"), PLAIN)
    desk.close()
    clock.advance(days=3)
    async with at_supervision(desk_file, clock) as pilot:
        await press(pilot, "7")
        assert "unanswered" in painted(pilot)
        await press(pilot, "y")
        assert "This is not decided here" in notice(pilot)


async def test_y_notes_that_a_late_request_was_looked_at(desk_file: Path, clock: Clock) -> None:
    desk = Desk(desk_file, clock)
    clerk = actor(desk, "clerk1")
    case = open_complete(desk, clerk, PLAIN).id
    for paper, why in (("application", {}), ("staff", {"staff": "seen only now"})):
        intake.check_papers(desk, clerk, case, [PaperCheck(material=paper, state="missing")])
        cases.correct(desk, clerk, case, why)
    desk.close()
    async with at_supervision(desk_file, clock) as pilot:
        await press(pilot, "7")
        assert "seen only now" in painted(pilot)
        await press(pilot, "n")
        assert "y notes that you looked at it" in notice(pilot)
        await press(pilot, "y", "enter")
        assert "the late request was looked at" in notice(pilot)
        assert "Nothing waits for you." in painted(pilot)
    assert case_of(desk_file, clock, case).rounds[-1].seen


async def test_r_reads_again_after_a_failure(
    desk_file: Path, clock: Clock, made: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from window_desk.domain.errors import Unusable
    from window_desk.storage import supervision

    def broken(*_words: object) -> object:
        raise Unusable("db.broken", "The file is broken.", hint="Restore it.")

    async with at_supervision(desk_file, clock) as pilot:
        with monkeypatch.context() as patch:
            patch.setattr(supervision, "read_waiting", broken)
            await press(pilot, "7")
            assert "could not be read. r reads it again." in painted(pilot)
        await press(pilot, "r")
        assert len(supervision_of(pilot).query_one(Lines).lines) == 2
        assert "could not be read" not in painted(pilot)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", sizes)
async def test_every_size_and_language(
    desk_file: Path, clock: Clock, made: tuple[str, str], lang: Lang, size: tuple[int, int]
) -> None:
    async with at_supervision(desk_file, clock, lang, size) as pilot:
        await press(pilot, "7")
        text = screen_text(pilot)
        assert all(cell_len(each) == size[0] for each in text)
        whole = "\n".join(text)
        assert ("否定报备 1  更正申请 1" if lang == "zh" else "a no 1  amendment 1") in whole
        assert ("可改为：go ahead" if lang == "zh" else "instead: go ahead") in whole
        await press(pilot, "L")
        assert ("instead: go ahead" if lang == "zh" else "可改为：go ahead") in painted(pilot)


async def test_a_asks_for_another_item(desk_file: Path, clock: Clock) -> None:
    desk = Desk(desk_file, clock)
    case = accept_complete(desk, actor(desk, "clerk1"), PLAIN)
    desk.close()
    async with at_desk(desk_file, clock=clock) as pilot:
        app = pilot.app
        assert isinstance(app, DeskApp)
        app.chosen_case = case.id
        await press(pilot, "3", "a", "1", *"kcy", "enter")
        await press(pilot, "1", "1")
        assert "a supervisor approves it" in notice(pilot)
        await press(pilot, "a")
        assert "asked for already" in notice(pilot)
    asked = case_of(desk_file, clock, case.id).amendment
    assert asked is not None
    assert (asked.item, asked.accepted_on) == (PARALLEL, None)


async def test_a_asks_for_another_day_and_says_what_is_no_day(
    desk_file: Path, clock: Clock
) -> None:
    desk = Desk(desk_file, clock)
    clerk = actor(desk, "clerk1")
    opened = open_complete(desk, clerk, PLAIN)
    clock.advance(days=2)
    case = cases.accept(desk, clerk, opened.id)
    desk.close()
    async with at_desk(desk_file, clock=clock) as pilot:
        app = pilot.app
        assert isinstance(app, DeskApp)
        app.chosen_case = case.id
        await press(pilot, "3", "a", "2")
        pilot.app.screen.query_one(Input).value = "yesterday"
        await press(pilot, "enter")
        assert "not a date" in notice(pilot)
        await press(pilot, "a", "2", "enter", "2")
        await settled(pilot)
    asked = case_of(desk_file, clock, case.id).amendment
    assert asked is not None
    assert str(asked.accepted_on) == "2026-11-23"


async def test_a_with_no_match_and_before_acceptance(desk_file: Path, clock: Clock) -> None:
    desk = Desk(desk_file, clock)
    case = accept_complete(desk, actor(desk, "clerk1"), PLAIN)
    taken = open_complete(desk, actor(desk, "clerk1"), PLAIN)
    desk.close()
    async with at_desk(desk_file, clock=clock) as pilot:
        app = pilot.app
        assert isinstance(app, DeskApp)
        app.chosen_case = case.id
        await press(pilot, "3", "a", "1", *"zzzzzz", "enter")
        assert "No other item with a guide matches zzzzzz" in notice(pilot)
        app.chosen_case = taken.id
        await press(pilot, "1", "3", "a")
        assert "is not possible" in notice(pilot)


async def test_the_timeline_says_what_stood_before(
    desk_file: Path, clock: Clock, made: tuple[str, str]
) -> None:
    desk = Desk(desk_file, clock)
    amendments.approve_amendment(desk, actor(desk, "supervisor"), made[1])
    desk.close()
    async with at_supervision(desk_file, clock) as pilot:
        app = pilot.app
        assert isinstance(app, DeskApp)
        app.chosen_case = made[1]
        app.action_home("timeline")
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, TimelineScreen)
        texts = "\n".join(screen.texts.values())
        record = screen.record
    assert record is not None
    names = [each.name.en for each in record.items]
    assert f"item {names[0]} → {names[1]}" in texts
    assert "受字〔2026〕2号" in texts
    assert "case." not in texts
