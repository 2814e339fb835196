"""Joint review meetings: called for legs, cancelled, recorded with an opinion for each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.services.joint_house import FIRE, FOUR, SIGN, four_legs, lead, states
from tests.services.refusals import refused
from tests.support import MORNING, Clock, reviewer_of
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.ops import Attendee, Opinion
from window_desk.locale import say
from window_desk.services import acts, meetings
from window_desk.storage.desk import Desk

AT = MORNING + timedelta(days=2)
THERE = (Attendee("周工", FIRE), Attendee("赵科长", SIGN), Attendee("钱主任", "牵头单位"))


@pytest.fixture
def called(desk: Desk, clerk: Actor) -> Case:
    """A meeting of all four departments, the day after tomorrow."""
    case = four_legs(desk, clerk)
    return meetings.call_meeting(desk, lead(desk, case), case.id, AT, "三楼会商室")


def test_it_is_called_for_every_leg_that_is_away(called: Case) -> None:
    (meeting,) = called.meetings
    assert set(meeting.steps) == set(FOUR)
    assert (meeting.meets, meeting.place, meeting.state) == (AT, "三楼会商室", "called")


def test_its_opinions_take_the_place_of_answers_and_who_was_absent_stays_open(
    desk: Desk, clock: Clock, called: Case
) -> None:
    clock.advance(days=2)
    case = meetings.hold_meeting(
        desk, lead(desk, called), called.id,
        attendance=THERE,
        minutes="消防、城管到会，均同意；税务、食品未到会。",
        opinions=(
            Opinion("fire_review", "agreed", ""),
            Opinion("sign_review", "disagreed", "赵科长", "招牌超高"),
        ),
    )  # fmt: skip
    assert states(case) == {
        "food_visit": "open", "sign_review": "disagreed", "fire_review": "agreed", "tax": "open",
    }  # fmt: skip
    fire = case.leg("fire_review")
    assert fire is not None
    said = fire.heard[-1]
    assert (said.person, said.body, said.meeting) == ("周工", FIRE, called.meetings[0].id)
    held = case.meetings[0]
    assert (held.state, held.document, held.attendance) == ("held", "纪字〔2026〕1号", THERE)
    assert acts.undo(desk, lead(desk, case))[0] == "记录会审"
    with desk.look() as look:
        again = look.case(case.id)
    assert (again.legs, again.meetings) == (called.legs, called.meetings)


def test_what_waited_for_an_opinion_goes_out_with_it(
    desk: Desk, clock: Clock, called: Case
) -> None:
    clock.advance(days=2)
    case = meetings.hold_meeting(
        desk, lead(desk, called), called.id,
        attendance=(Attendee("孙工", "区市监局"),), minutes="现场合格",
        opinions=(Opinion("food_visit", "agreed", ""),),
    )  # fmt: skip
    assert states(case, ("food_visit", "food_decision")) == {
        "food_visit": "agreed", "food_decision": "open",
    }  # fmt: skip


def test_a_cancelled_one_leaves_every_leg_as_it_was(desk: Desk, called: Case) -> None:
    case = meetings.cancel_meeting(desk, lead(desk, called), called.id, "改为书面答复")
    assert case.meetings[0].state == "cancelled"
    assert case.legs == called.legs
    with refused("meeting.which", desk):
        meetings.cancel_meeting(desk, lead(desk, called), called.id, "再次")


@pytest.mark.parametrize(
    ("attendance", "opinions", "minutes", "code"),
    [
        pytest.param((), (), "无", "meeting.attendance", id="nobody was there"),
        pytest.param(THERE, (), " ", "text.empty", id="no minutes"),
        pytest.param(
            THERE, (Opinion("tax", "agreed", "周工"),), "无", "meeting.absent",
            id="nobody was there for the department",
        ),
        pytest.param(
            THERE, (Opinion("fire_review", "agreed", "赵科长"),), "无", "meeting.absent",
            id="somebody else's word",
        ),
        pytest.param(
            THERE, (Opinion("fire_review", "disagreed", "周工"),), "无", "case.reason",
            id="a no without a reason",
        ),
        pytest.param(
            THERE, (Opinion("hand_out", "agreed", "周工"),), "无", "meeting.step",
            id="a step that was not called",
        ),
        pytest.param(
            THERE, (Opinion("fire_review", "agreed", "周工"),) * 2, "无", "meeting.twice",
            id="two opinions",
        ),
        pytest.param(
            THERE, (Opinion("nothing", "agreed", "周工"),), "无", "case.step", id="no step",
        ),
    ],
)  # fmt: skip
def test_minutes_that_cannot_stand(
    desk: Desk,
    clock: Clock,
    called: Case,
    attendance: tuple[Attendee, ...],
    opinions: tuple[Opinion, ...],
    minutes: str,
    code: str,
) -> None:
    clock.advance(days=2)
    with refused(code, desk):
        meetings.hold_meeting(
            desk, lead(desk, called), called.id,
            attendance=attendance, minutes=minutes, opinions=opinions,
        )  # fmt: skip


def test_a_department_that_nobody_came_for_is_named_alone(
    desk: Desk, clock: Clock, called: Case
) -> None:
    clock.advance(days=2)
    with refused("meeting.absent", desk) as caught:
        meetings.hold_meeting(
            desk, lead(desk, called), called.id,
            attendance=THERE, minutes="无", opinions=(Opinion("tax", "agreed", ""),),
        )  # fmt: skip
    assert say(caught.value).startswith("Nobody was there for 广安区税务局.")


def test_it_is_not_recorded_before_its_day(desk: Desk, called: Case) -> None:
    with refused("meeting.early", desk):
        meetings.hold_meeting(
            desk, lead(desk, called), called.id, attendance=THERE, minutes="均同意"
        )


@pytest.mark.parametrize(
    ("at", "place", "steps", "code"),
    [
        pytest.param(MORNING - timedelta(days=1), "会议室", (), "meeting.past", id="yesterday"),
        pytest.param(AT, "", (), "text.empty", id="nowhere"),
        pytest.param(AT, "会议室", ("hand_out",), "case.leg_state", id="a leg that waits"),
        pytest.param(AT, "会议室", ("nothing",), "case.step", id="no leg"),
    ],
)
def test_what_cannot_be_called(
    desk: Desk, clerk: Actor, at: object, place: str, steps: tuple[str, ...], code: str
) -> None:
    case = four_legs(desk, clerk)
    with refused(code, desk):
        meetings.call_meeting(desk, lead(desk, case), case.id, at, place, steps)  # type: ignore[arg-type]  # moments


def test_a_leg_is_in_one_meeting_at_a_time(desk: Desk, called: Case) -> None:
    with refused("meeting.called", desk):
        meetings.call_meeting(desk, lead(desk, called), called.id, AT, "会议室", ("tax",))
    with refused("case.other_department", desk):
        meetings.call_meeting(desk, reviewer_of(desk, FIRE), called.id, AT, "会议室", ("tax",))
