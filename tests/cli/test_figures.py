"""Every figure about a date, wherever it is shown, is what `calendar due` says of it."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.services.houses import change_item
from tests.support import PARALLEL, Clock, accept_complete
from tests.tui.support import at_desk, press, screen_text
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.services import clocks, intake
from window_desk.storage.desk import Desk
from window_desk.tui.app import DeskApp
from window_desk.tui.cells import day_text, short_day


def disturbed(desk: Desk, clock: Clock, clerk: Actor, boss: Actor, dice: random.Random) -> Case:
    """A case with a random ledger, made by the acts themselves."""
    case = accept_complete(desk, clerk, PARALLEL)
    for _stop in range(dice.randint(0, 3)):
        clock.advance(days=dice.randint(0, 2))
        clocks.suspend(desk, boss, case.id, dice.choice(("hearing", "testing")), 5)
        clock.advance(days=dice.randint(0, 4))
        clocks.resume(desk, boss, case.id)
    if dice.random() < 0.6:
        days = Decimal(dice.randint(1, 10))
        clocks.extend(desk, boss, case.id, days, "agency", approver="王", reason="复杂")
    if dice.random() < 0.5:
        clocks.suspend(desk, boss, case.id, "auction", 5)
        clock.advance(days=dice.randint(0, 6))
    return intake.view_case(desk, case.id).case


def dues(run: Run, case: Case, today: date) -> list[str]:
    """Both dates by `calendar due`, from nothing but what the case went through."""
    words: list[object] = ["calendar", "due", "--from", case.accepted_on, "--json"]
    for each in case.suspensions:
        words += ["--suspend", f"{each.start}..{each.end or today}"]
    if case.extension is not None:
        words += ["--extend", case.extension.value]
    found = []
    for limit in (case.promised, case.statutory):
        assert limit is not None
        ran = run(*words, "--days", limit.value)
        assert ran.status == 0, ran.err
        found.append(ran.document["due"])
    return found


@pytest.fixture
def permit(desk: Desk) -> None:
    """The item with both limits as a permit, so that its clock can be stopped."""
    change_item(desk, PARALLEL, type="01")


@pytest.mark.parametrize("seed", range(6))
async def test_every_place_shows_the_same_dates(
    run: Run,
    desk: Desk,
    desk_file: Path,
    clock: Clock,
    clerk: Actor,
    supervisor: Actor,
    permit: None,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    dice = random.Random(seed)
    case = disturbed(desk, clock, clerk, supervisor, dice)
    today = clock().date()
    # The command opens the desk with the wall clock; here it reads the day of the test.
    monkeypatch.setattr("window_desk.bootstrap.open_desk", lambda _path: Desk(desk_file, clock))
    promised, statutory = dues(run, case, today)

    shown = run("case", "show", case.number, "--json").document
    assert [shown["promised_due"], shown["statutory_due"]] == [promised, statutory]
    assert shown["clocks"]["promised"]["due"] == promised
    assert shown["clocks"]["statutory"]["due"] == statutory
    (listed,) = run("case", "list", "--json").document["cases"]
    assert [listed["promised_due"], listed["statutory_due"]] == [promised, statutory]
    count = run("calendar", "count", "--from", today, "--to", promised, "--json").document
    assert listed["left_working_days"] == count["working_days"]
    assert shown["clocks"]["promised"]["left_working_days"] == count["working_days"]
    for leg in shown["legs"]:
        if leg["due"] is not None:
            words: list[object] = []
            for each in case.suspensions:
                words += ["--suspend", f"{each.start}..{each.end or today}"]
            sent = leg["dispatched_at"][:10]
            ran = run("calendar", "due", "--from", sent, "--days", leg["limit"], *words, "--json")
            assert leg["due"] == ran.document["due"]

    async with at_desk(
        desk_file, account="supervisor", window="", clock=clock, size=(120, 40)
    ) as pilot:
        wanted = [
            spoken(date.fromisoformat(each))
            for spoken, each in ((day_text, promised), (short_day, statutory))
        ]
        await press(pilot, "4")
        text = "\n".join(screen_text(pilot))
        assert [each for each in wanted if each not in text] == []
        app = pilot.app
        assert isinstance(app, DeskApp)
        app.chosen_case = case.id
        await press(pilot, "3")
        text = "\n".join(screen_text(pilot))
        assert [each for each in wanted if each not in text] == []
        await press(pilot, "e")
        text = "\n".join(screen_text(pilot))
        assert f"Due on {promised}." in text
