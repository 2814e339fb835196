"""A hall and departments with desks of their own: legs out, answers back, by files in any order."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.departments import FIRE_DESK, HALL, SIGN_DESK, House
from tests.desks import ADMIN, BOSS, carry, export, rows
from tests.services.joint_house import FIRE, FOUR, LEAD, states
from tests.services.refusals import refused
from tests.support import APPLICANT, actor
from window_desk.domain import ops
from window_desk.domain.case import Case
from window_desk.services import (
    acts,
    asking_more,
    cases,
    custody,
    due_acts,
    erasure,
    intake,
    joint,
    meetings,
    review,
)
from window_desk.storage import reviews, stuck
from window_desk.storage.desk import Desk
from window_desk.sync import receive
from window_desk.sync.send import Wish

pytestmark = pytest.mark.on_file("three desks as files in one folder")


def at(desk: Desk, case: Case) -> Case:
    """The case as a desk sees it."""
    with desk.look() as look:
        return look.case(case.id)


def said(house: House, desk: Desk, case: Case, outcome: ops.LegOutcome = "agreed") -> Case:
    """A department's reviewer answers at the department's desk."""
    step = "fire_review" if desk is house.fire else "sign_review"
    reason = "" if outcome == "agreed" else "疏散通道不足"
    return review.answer_leg(desk, house.officer(desk), case.id, step, outcome, reason)


def test_a_leg_goes_out_is_answered_and_comes_back(house: House) -> None:
    case = house.case()
    assert rows(house.hall, "SELECT step, desk FROM leg WHERE desk <> '' ORDER BY step") == [
        ("fire_review", FIRE_DESK), ("sign_review", SIGN_DESK),
    ]  # fmt: skip
    with house.fire.look() as look:
        (line,) = reviews.read_reviews(look, FIRE).lines
        counts = reviews.read_counts(look, FIRE, "reviewer-fire")
    assert (line.step, line.desk, line.owner, line.applicant) == (
        "fire_review", "", HALL, "张**"
    )  # fmt: skip
    assert (counts.open, counts.mine) == (1, 0)
    said(house, house.fire, case)
    said(house, house.sign, case, "disagreed")
    house.back()
    here = at(house.hall, case)
    assert states(here)["fire_review"] == "agreed"
    assert states(here)["sign_review"] == "disagreed"
    leg = here.leg("fire_review")
    assert leg is not None
    assert leg.answered_by == f"reviewer-fire@{FIRE_DESK}"
    assert rows(house.hall, "SELECT count(*) FROM conflict") == [(0,)]
    # And the owner goes on as if it had been answered at its window.
    with house.hall.look() as look:
        found = {(each.line.step, each.line.desk) for each in stuck.read_stuck(look).lines}
    assert found == {("food_visit", ""), ("tax", "")}


def test_the_hall_sees_where_a_leg_lies_and_does_not_answer_it(house: House) -> None:
    case = house.case()
    with house.hall.look() as look:
        lines = {each.line.step: each.line.desk for each in stuck.read_stuck(look).lines}
        assert reviews.read_reviews(look, FIRE).lines == ()
    assert lines == {
        "fire_review": FIRE_DESK, "sign_review": SIGN_DESK, "food_visit": "", "tax": "",
    }  # fmt: skip
    fireman = actor(house.hall, "reviewer-fire")
    with refused("leg.elsewhere", house.hall) as caught:
        review.answer_leg(house.hall, fireman, case.id, "fire_review", "agreed")
    assert FIRE_DESK in caught.value.message
    with refused("leg.elsewhere", house.hall):
        joint.assign_leg(house.hall, fireman, case.id, "fire_review")
    with refused("leg.elsewhere", house.hall):
        asking_more.ask_more(house.hall, fireman, case.id, "fire_review", {"lease": "x"})


def test_at_the_departments_desk_everything_else_can_only_be_read(house: House) -> None:
    case = house.case()
    desk, officer = house.fire, house.officer(house.fire)
    boss, clerk = actor(desk, "supervisor"), actor(desk, "clerk1")
    verbs: list[tuple[str, Callable[[], object]]] = [
        ("entity.elsewhere", lambda: cases.withdraw(desk, clerk, case.id)),
        ("entity.elsewhere", lambda: joint.remind(desk, boss, case.id, "tax")),
        ("entity.elsewhere", lambda: custody.hand_case(desk, boss, case.id, "h3/desk1")),
        ("leg.not_sent_here", lambda: review.answer_leg(desk, boss, case.id, "tax", "agreed")),
        ("leg.elsewhere", lambda: review.answer_leg(desk, boss, case.id, "sign_review", "agreed")),
    ]
    for code, verb in verbs:
        with refused(code, desk) as caught:
            verb()
        assert HALL in caught.value.message or SIGN_DESK in caught.value.message
    joint.assign_leg(desk, officer, case.id, "fire_review")
    review.answer_leg(desk, officer, case.id, "fire_review", "agreed")


def test_the_item_need_not_be_there(house: House) -> None:
    case = house.case()
    desk, officer = house.fire, house.officer(house.fire)
    view = intake.view_case(desk, case.id)
    assert not view.item.guide
    assert {each.code for each in view.item.materials} == set(case.papers)
    assert [each.code for each in view.item.steps] == [each.step.code for each in case.legs]
    paper = next(iter(case.papers))
    asking_more.ask_more(desk, officer, case.id, "fire_review", {paper: "缺盖章"})
    with refused("case.material", desk):
        asking_more.ask_more(desk, officer, case.id, "fire_review", {"nothing": "x"})
    house.back()
    clerk = actor(house.hall, "clerk1")
    told = asking_more.notify_more(house.hall, clerk, case.id)
    assert told.more[-1].asked[0][0] == "fire_review"
    asking_more.return_more(house.hall, clerk, case.id)
    house.out()
    leg = at(desk, case).leg("fire_review")
    assert leg is not None
    assert (leg.state, leg.officer) == ("open", "reviewer-fire")


def test_an_answer_is_undone_where_it_was_given(house: House) -> None:
    case = house.case()
    said(house, house.fire, case, "disagreed")
    acts.undo(house.fire, house.officer(house.fire))
    said(house, house.fire, case)
    house.back()
    assert states(at(house.hall, case))["fire_review"] == "agreed"
    with refused("undo.nothing", house.hall):
        acts.undo(house.hall, actor(house.hall, "reviewer-fire"))


def test_nobody_takes_back_what_a_department_answered_already(house: House) -> None:
    case = house.case()
    said(house, house.fire, case)
    # The hall has not heard of it, and undoes the sending.
    with house.hall.change(by="clerk1") as tx:
        sent = [each for each in tx.history(case.id) if isinstance(each.op, ops.CaseDispatched)]
        tx.record(ops.CaseUndone(undoes=sent[-1].id), on=case.id)
    house.back()
    assert states(at(house.hall, case))["fire_review"] == "agreed"
    assert rows(house.hall, "SELECT kind FROM conflict") == [("case.undone",)]


def test_what_waited_goes_out_when_the_answer_has_come(house: House) -> None:
    case = house.case()
    said(house, house.fire, case)
    house.back()
    waiting = [each.step.code for each in at(house.hall, case).legs if each.state == "waiting"]
    ran = due_acts.run_answered(house.hall)
    here = at(house.hall, case)
    sent = [each for each in waiting if here.leg(each).state != "waiting"]  # type: ignore[union-attr]  # it is there
    assert [each.step for each in ran.done if each.what == "leg_sent"] == sent
    assert due_acts.run_answered(house.hall).done == ()
    assert due_acts.run_answered(house.fire).done == ()


def test_silence_counts_only_where_nobody_answered_before(house: House) -> None:
    case = house.case()
    said(house, house.fire, case, "disagreed")
    deemed = ops.CaseLegAnswered(step="fire_review", outcome="agreed", reason="r", deemed=True)
    with house.hall.change(by="desk") as tx:
        tx.record(deemed, on=case.id)
    house.back()
    house.out()
    for desk in (house.hall, house.fire):
        assert states(at(desk, case))["fire_review"] == "disagreed"
        (found,) = rows(desk, "SELECT kind, desk, outcome FROM conflict")
        assert found == ("case.leg_answered", HALL, "")
    (op,) = (row[0] for row in rows(house.hall, "SELECT op FROM conflict"))
    custody.decide_conflict(house.hall, BOSS, op, "set_aside", "以部门答复为准")
    house.out()
    assert rows(house.fire, "SELECT outcome FROM conflict") == [("set_aside",)]


def test_after_the_owner_ended_the_case_an_answer_is_shown_and_not_counted(house: House) -> None:
    case = house.case()
    cases.withdraw(house.hall, actor(house.hall, "clerk1"), case.id, "不办了")
    said(house, house.fire, case)
    house.back()
    assert at(house.hall, case).state == "withdrawn"
    assert states(at(house.hall, case))["fire_review"] == "open"
    (op,) = (row[0] for row in rows(house.hall, "SELECT op FROM conflict"))
    with refused("case.state", house.hall):
        custody.decide_conflict(house.hall, BOSS, op, "taken", "x")
    house.out()
    with refused("case.state", house.fire):
        said(house, house.fire, case)


def test_a_meeting_reaches_across_desks(house: House) -> None:
    case = house.case()
    lead = actor(house.hall, "reviewer-approval")
    assert case.lead == LEAD
    clock = house.hall.clock()
    meetings.call_meeting(house.hall, lead, case.id, clock.replace(hour=15), "301会议室")
    house.out()
    with house.fire.look() as look:
        assert reviews.read_reviews(look, FIRE).lines[0].meeting_at is not None
    with refused("case.other_department", house.fire):
        meetings.cancel_meeting(house.fire, house.officer(house.fire), case.id, "x")
    said(house, house.fire, case, "disagreed")
    meetings.hold_meeting(
        house.hall, lead, case.id,
        attendance=[ops.Attendee("冯", FIRE), ops.Attendee("彭", "区综合执法局")], minutes="略",
        opinions=[ops.Opinion("fire_review", "agreed", "冯"),
                  ops.Opinion("sign_review", "agreed", "彭")],
    )  # fmt: skip
    house.back()
    here = at(house.hall, case)
    # The department had answered before the meeting was held; the minutes keep what it said there.
    assert states(here)["fire_review"] == "disagreed"
    assert states(here)["sign_review"] == "agreed"
    leg = here.leg("fire_review")
    assert leg is not None
    assert [each.outcome for each in leg.heard] == ["disagreed", "agreed"]


def test_a_case_is_handed_on_while_its_legs_are_out(house: House) -> None:
    case = house.case()
    custody.hand_case(house.hall, BOSS, case.id, SIGN_DESK, "由执法局牵头")
    said(house, house.fire, case)
    house.back()
    house.out()
    assert rows(house.sign, "SELECT * FROM elsewhere") == []
    assert states(at(house.sign, case))["fire_review"] == "agreed"
    with refused("entity.elsewhere", house.hall):
        cases.withdraw(house.hall, actor(house.hall, "clerk1"), case.id)
    review.answer_leg(house.sign, house.officer(house.sign), case.id, "sign_review", "agreed")
    with refused("case.nothing_to_dispatch", house.sign):
        review.dispatch(house.sign, actor(house.sign, "supervisor"), case.id)


def test_keys_go_only_to_where_the_people_may_be_read(house: House) -> None:
    other = intake.open_case(
        house.hall, actor(house.hall, "clerk1"), "XX-drug-retail-licence",
        APPLICANT.__class__(name="李四", certificate_number=""),
    )  # fmt: skip
    house.out()
    for desk in (house.fire, house.sign):
        names: dict[str, str] = dict(rows(desk, "SELECT id, name FROM person"))
        assert names[other.applicant] == ""
        assert APPLICANT.name in names.values()
    # Who is told everything is told this too: nothing else is held back.
    carry(house.hall, house.fire, Wish(from_start=True, with_people=True))
    assert "李四" in dict(rows(house.fire, "SELECT id, name FROM person")).values()


def test_who_is_erased_is_erased_at_the_department_too(house: House) -> None:
    case = house.case()
    old = export(house.hall, Wish(to=FIRE_DESK, from_start=True, with_people=True))
    cases.withdraw(house.hall, actor(house.hall, "clerk1"), case.id)
    erasure.erase_person(house.hall, actor(house.hall, "admin"), case.applicant, "本人要求")
    house.out()
    for path in (*old, *export(house.sign, Wish(from_start=True, with_people=True))):
        receive.import_bundle(house.fire, ADMIN, path)
    assert rows(house.fire, "SELECT name FROM person WHERE name <> ''") == []
    with house.fire.pool.lend() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert APPLICANT.name.encode() not in house.fire.path.read_bytes()


class Days:
    """Some days of the three desks from one seed: acts, files, and files again."""

    def __init__(self, house: House, case: Case, seed: int) -> None:
        self.house, self.case = house, case
        self.chance = random.Random(seed)
        self.files: list[Path] = []
        self.names: dict[str, Desk] = {
            HALL: house.hall,
            FIRE_DESK: house.fire,
            SIGN_DESK: house.sign,
        }

    def act(self, desk: Desk) -> None:
        """A department answers what it has; the hall sends again what came back."""
        seen = at(desk, self.case)
        if desk is self.house.hall:
            if any(each.state == "returned" for each in seen.legs):
                review.dispatch(desk, actor(desk, "clerk1"), seen.id)
            return
        leg = seen.leg("fire_review" if desk is self.house.fire else "sign_review")
        if leg is not None and leg.state == "open":
            outcomes: list[ops.LegOutcome] = ["agreed", "disagreed", "returned"]
            said(self.house, desk, self.case, self.chance.choice(outcomes))

    def write(self, desk: Desk) -> None:
        """Files for the others, of which some will never be read."""
        for name in self.chance.sample(list(self.names), 2):
            if self.names[name] is not desk:
                whole = self.chance.random() < 0.5
                self.files += export(desk, Wish(to=name, with_people=True, from_start=whole))

    def read(self) -> None:
        """Some files, old and new, are brought to every desk."""
        for path in self.chance.sample(self.files, min(len(self.files), 2)):
            for each in self.house.desks:
                receive.import_bundle(each, ADMIN, path)

    def run(self, days: int) -> None:
        """So many days, and then everything to everybody."""
        for _ in range(days):
            desk = self.chance.choice(self.house.desks)
            self.act(desk)
            self.write(desk)
            self.read()
        for source in (*self.house.desks, *self.house.desks):
            for target in self.house.desks:
                if source is not target:
                    carry(source, target, Wish(from_start=True, with_people=True))


@pytest.mark.parametrize("seed", range(3))
def test_files_in_every_order_lost_and_sent_again_come_to_one_state(
    house: House, seed: int
) -> None:
    case = house.case()
    Days(house, case, seed).run(8)
    for table in ("leg", "service_case", "conflict", "document"):
        assert len({str(rows(each, f"SELECT * FROM {table}")) for each in house.desks}) == 1
    answered = rows(house.hall, "SELECT count(*) FROM op WHERE kind = 'case.leg_answered'")
    assert answered[0][0] > 2
    assert set(FOUR) <= {each.step.code for each in case.legs}
