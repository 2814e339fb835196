"""Which desk a department has, where its legs go, and what goes on when its answer is back."""

from __future__ import annotations

import pytest

from tests.departments import FIRE_DESK, HALL, SIGN_DESK, House
from tests.desks import ADMIN, BOSS, carry, export, rows
from tests.services.joint_house import FIRE, SIGN, answer, four_legs
from tests.services.refusals import refused
from tests.support import BUNDLE, PLAIN, accept_complete, actor, open_complete
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.services import (
    cases,
    children,
    custody,
    departments,
    due_acts,
    erasure,
    joint,
    review,
    supervision,
)
from window_desk.storage.desk import Desk
from window_desk.sync import receive
from window_desk.sync.send import Wish


def desks(desk: Desk) -> list[tuple[str, str]]:
    """Where each leg that is away lies."""
    return rows(desk, "SELECT step, desk FROM leg WHERE state = 'open' ORDER BY position")


def test_only_from_then_on_legs_go_there(desk: Desk, clerk: Actor, admin: Actor) -> None:
    four_legs(desk, clerk)
    departments.place_department(desk, admin, FIRE, FIRE_DESK)
    assert {where for _step, where in desks(desk)} == {""}
    case = accept_complete(desk, clerk, "XX-in-parallel")
    answer(desk, case, "register")
    assert (FIRE_DESK,) in rows(desk, "SELECT desk FROM leg WHERE step = 'fire_review'")
    # By its code as well, and back again.
    with desk.look() as look:
        code = next(each.code for each in look.centre.departments if each.name.zh == FIRE)
    assert departments.place_department(desk, admin, code, "").desk == ""


def test_its_own_desk_is_no_other(desk: Desk, clerk: Actor, admin: Actor) -> None:
    assert departments.place_department(desk, admin, FIRE, HALL).desk == ""
    four_legs(desk, clerk)
    assert {where for _step, where in desks(desk)} == {""}


@pytest.mark.parametrize(
    ("name", "at", "code"),
    [("不存在的局", FIRE_DESK, "joint.department"), (FIRE, "Fire", "custody.desk"),
     (FIRE, "h1", "custody.desk")],
)  # fmt: skip
def test_a_department_or_desk_that_is_none_is_refused(
    desk: Desk, admin: Actor, name: str, at: str, code: str
) -> None:
    with refused(code, desk):
        departments.place_department(desk, admin, name, at)


def test_a_body_that_is_added_goes_to_its_desk(house: House) -> None:
    departments.place_department(house.hall, ADMIN, "区水务局", "h1/dept-water")
    case = house.case()
    joint.add_body(house.hall, actor(house.hall, "supervisor"), case.id, "区水务局", "涉及排水")
    assert ("added-1", "h1/dept-water") in desks(house.hall)


def test_a_leg_that_came_back_is_sent_to_where_its_department_is_then(house: House) -> None:
    case = house.case()
    officer = house.officer(house.fire)
    review.answer_leg(house.fire, officer, case.id, "fire_review", "returned", "缺消防平面图")
    house.back()
    departments.place_department(house.hall, ADMIN, FIRE, "")
    review.dispatch(house.hall, actor(house.hall, "clerk1"), case.id)
    assert ("fire_review", "") in desks(house.hall)
    house.out()
    with refused("leg.not_sent_here", house.fire):
        review.answer_leg(house.fire, officer, case.id, "fire_review", "agreed")


def answer_here(desk: Desk, case: Case, who: Actor, at: str) -> Case:
    """Every leg that lies at a desk agreed to there, as long as there are any."""
    with desk.look() as look:
        case = look.case(case.id)
    while found := [each for each in case.legs if (each.state, each.desk) == ("open", at)]:
        case = review.answer_leg(desk, who, case.id, found[0].step.code, "agreed")
    return case


def decide_here(desk: Desk, case: Case, who: Actor, *, sign: bool) -> Case:
    """The items of the bundle that law enforcement decides, or all the others, granted."""
    for each in case.children:
        if (each.part.department == SIGN) is sign:
            case = children.decide_child(desk, who, case.id, each.part.item, "granted")
    return case


def test_a_bundle_is_decided_when_its_last_item_comes_back_decided(house: House) -> None:
    hall, boss = house.hall, actor(house.hall, "supervisor")
    case = accept_complete(hall, actor(hall, "clerk1"), BUNDLE)
    for _ in range(2):
        answer_here(hall, case, boss, "")
        house.out()
        for desk, at in ((house.fire, FIRE_DESK), (house.sign, SIGN_DESK)):
            answer_here(desk, case, house.officer(desk), at)
        house.back()
        due_acts.run_answered(hall)
    case = answer_here(hall, case, boss, "")
    decide_here(hall, case, boss, sign=False)
    house.out()
    done = decide_here(house.sign, case, house.officer(house.sign), sign=True)
    # The whole is the owner's to decide.
    assert done.state == "under_review"
    house.back()
    assert [each.what for each in due_acts.run_answered(hall).done] == ["decided"]
    with hall.look() as look:
        whole = look.case(case.id)
    assert whole.state == "granted"
    # The department's own number is told apart from the hall's.
    numbers = {each.document for each in whole.children if each.part.department == SIGN}
    assert numbers == {"决字〔2026〕DEPT-SIGN-1号"}


def test_nobody_is_taken_for_somebody_of_the_same_name_at_another_desk(house: House) -> None:
    case = accept_complete(house.hall, actor(house.hall, "clerk1"), PLAIN)
    granted = answer_here(house.hall, case, actor(house.hall, "supervisor"), "")
    custody.hand_case(house.hall, BOSS, granted.id, SIGN_DESK)
    carry(house.hall, house.sign, Wish(from_start=True, with_people=True))
    boss = actor(house.sign, "supervisor")
    with house.sign.look() as look:
        assert look.case(case.id).accepted_by == f"clerk1@{HALL}"
    refusal = "不符合条件"
    review.decide(house.sign, boss, case.id, "refused", refusal, alternative="另行申请")
    carry(house.sign, house.hall, Wish(from_start=True))
    custody.hand_case(house.sign, BOSS, case.id, HALL)
    carry(house.sign, house.hall, Wish(from_start=True))
    # The hall's supervisor did not say this no, whatever the account is called.
    supervision.review_no(house.hall, actor(house.hall, "supervisor"), case.id, "stands", "已核查")


def test_who_has_all_cases_of_a_person_erases_them(house: House) -> None:
    hall, sign, clerk = house.hall, house.sign, actor(house.hall, "clerk1")
    first = cases.withdraw(hall, clerk, house.case().id)
    second = cases.withdraw(hall, clerk, open_complete(hall, clerk).id)
    person = first.applicant
    assert second.applicant == person
    custody.hand_case(hall, BOSS, first.id, SIGN_DESK)
    carry(hall, sign, Wish(from_start=True, with_people=True))
    admin = actor(sign, "admin")
    with refused("entity.elsewhere", sign):
        erasure.erase_person(sign, admin, person, "本人要求")
    custody.hand_case(hall, BOSS, second.id, SIGN_DESK)
    carry(hall, sign, Wish(from_start=True, with_people=True))
    old = export(hall, Wish(from_start=True, with_people=True))
    erasure.erase_person(sign, admin, person, "本人要求")
    for desk in (hall, house.fire):
        carry(sign, desk, Wish(from_start=True))
    # What an older file holds does not bring them back, wherever it is read.
    for desk in house.desks:
        for path in old:
            receive.import_bundle(desk, ADMIN, path)
        assert rows(desk, f"SELECT name FROM person WHERE id = '{person}'") == [("",)]
        assert rows(
            desk,
            f"SELECT count(*) FROM op WHERE entity = '{person}' AND kind = 'person.recorded'"
            " AND body IS NOT NULL",
        ) == [(0,)]


def test_a_stranger_erases_nobody(house: House) -> None:
    case = house.case()
    with house.fire.change(by="admin") as tx:
        tx.history(case.applicant)
        tx._runs.clear()  # the fault is planted
        tx.record(ops.PersonErased(reason="x"), on=case.applicant)
    house.back()
    assert rows(house.hall, f"SELECT name FROM person WHERE id = '{case.applicant}'") != [("",)]
