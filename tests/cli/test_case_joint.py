"""Joint handling from the command line: what people read, and words that do not fit."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.services.joint_house import FIRE, four_legs, lead, own
from tests.support import MORNING, Clock, actor
from window_desk.domain.ops import Attendee
from window_desk.services import asking_more, meetings
from window_desk.storage.desk import Desk


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param("account power clerk1 --as admin", "--all or --none", id="no items"),
        pytest.param(
            "account power clerk1 XP-POL-0003 --all --as admin", "--all or --none", id="both"
        ),
        pytest.param(
            "case meet call none --at soon --place x --as supervisor", "is no moment", id="no time"
        ),
        pytest.param(
            "case meet hold none --there Zhou --minutes x --as supervisor", "KEY=VALUE",
            id="for nobody",
        ),
        pytest.param(
            "case meet hold none --there Zhou=x --minutes x --opinion a=maybe --as supervisor",
            "is not one of agreed", id="no answer",
        ),
        pytest.param(
            "case add-body none x --reason x --days soon --as supervisor", "is no number",
            id="no number of days",
        ),
        pytest.param("case ask-more none step lease --as reviewer-fire", "KEY=VALUE", id="no what"),
        pytest.param("reviews --mine --department x --as clerk1", "does not go with", id="two"),
        pytest.param("reviews --as clerk1", "has no department", id="a clerk has none"),
        pytest.param("reviews", "Say who acts", id="nobody"),
    ],
)  # fmt: skip
def test_words_that_do_not_fit(run: Run, words: str, said: str) -> None:
    ran = run(*words.split())
    assert ran.status == 2
    assert said in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("case add-body none 区水务局 --reason x --as supervisor", "case.unknown"),
        ("case remind none tax --as supervisor", "case.unknown"),
        ("case notify-more none --as supervisor", "case.unknown"),
        ("account power nobody --all --authority x --as admin", "access.unknown"),
        ("account power clerk1 --none --as admin", "text.empty"),
        ("account power clerk1 --none --authority x --as clerk2", "access.role"),
    ],
)
def test_what_a_rule_refuses(run: Run, words: str, code: str) -> None:
    ran = run(*words.split(), "--json")
    assert ran.status == 1
    assert ran.error["code"] == code


def test_a_clerk_whose_power_ended_is_told_the_way_out(run: Run) -> None:
    ran = run("account", "power", "clerk1", "--none", "--authority", "letter 4", "--as", "admin")
    assert ran.out == "clerk1 decides on the spot: -\n"
    listed = run("account", "list").out
    assert next(line for line in listed.splitlines() if line.startswith("clerk1 ")).endswith("yes")
    assert "every item" in next(line for line in listed.splitlines() if line.startswith("clerk2 "))


@pytest.mark.parametrize(
    ("lang", "called", "never"),
    [
        ("en", "District Fire and Rescue Brigade", "区消防大队"),
        ("zh", "区消防大队", "Brigade"),
    ],
)
def test_who_holds_a_case_is_called_in_the_present_language(
    run: Run, desk: Desk, lang: str, called: str, never: str
) -> None:
    four_legs(desk, actor(desk, "clerk1"))
    listed = run("--lang", lang, "stuck").out
    assert listed.count(called) > 1, "as a holder, and among those that remain"
    assert never not in listed


def test_nothing_waits_on_an_empty_desk(run: Run) -> None:
    assert run("stuck").out == "Nobody holds a case.\n"
    assert run("reviews", "--department", "区消防大队").out == "Nothing waits here.\n"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            (
                "Review of the fire safety papers (District Fire and Rescue Brigade)  Equipment",
                "Zhou (District Fire and Rescue Brigade)",
            ),
        ),
        (
            "zh",
            (
                "消防安全检查材料审查（区消防大队）  主要设备设施、经营布局和操作流程文件",
                "Zhou（区消防大队）",
            ),
        ),
    ],
)
def test_requests_and_joint_reviews_are_told_in_words(
    run: Run, desk_file: Path, lang: str, said: tuple[str, ...]
) -> None:
    clock = Clock()
    desk = Desk(desk_file, clock)
    case = four_legs(desk, actor(desk, "clerk1"))
    chief = lead(desk, case)
    asking_more.ask_more(desk, own(desk, case, "fire_review"), case.id, "fire_review",
                         {"layout": "no width"})  # fmt: skip
    asking_more.notify_more(desk, chief, case.id)
    meetings.call_meeting(desk, chief, case.id, MORNING + timedelta(hours=2), "room", ("tax",))
    clock.advance(hours=3)
    meetings.hold_meeting(
        desk, chief, case.id, attendance=(Attendee("Zhou", FIRE),), minutes="heard"
    )
    desk.close()
    shown = run("--lang", lang, "case", "show", case.id).out
    assert [each for each in said if each not in shown] == []
