"""First contact stays responsible until handed over (首问负责), all cases together."""

from __future__ import annotations

import pytest

from tests.services.refusals import refused
from tests.support import PLAIN, accept_complete, answer_all, open_complete, reviewer_of
from window_desk.domain.actor import Actor
from window_desk.services import access, acts, cases, handing_over, intake, review
from window_desk.storage import handover
from window_desk.storage.desk import Desk


def answers_for(desk: Desk, account: str) -> set[str]:
    """The open cases an account answers for."""
    with desk.read() as connection:
        return set(handover.answered_for(connection, account))


def three(desk: Desk, clerk: Actor, supervisor: Actor) -> set[str]:
    """An intake and an accepted case; a third one is decided, and nobody hands it over."""
    taken, accepted = open_complete(desk, clerk), accept_complete(desk, clerk, PLAIN)
    done = answer_all(desk, accept_complete(desk, clerk, PLAIN))
    review.decide(desk, supervisor, done.id, "granted")
    return {taken.id, accepted.id}


def test_every_open_case_changes_hands(desk: Desk, clerk: Actor, supervisor: Actor) -> None:
    open_ones = three(desk, clerk, supervisor)
    assert answers_for(desk, "clerk1") == open_ones
    given = handing_over.hand_over(desk, clerk, "clerk1", "clerk2", " 轮岗 ")
    assert set(given) == open_ones
    assert answers_for(desk, "clerk1") == set()
    assert answers_for(desk, "clerk2") == open_ones
    with refused("handover.nothing", desk):
        handing_over.hand_over(desk, clerk, "clerk1", "clerk2", "轮岗")
    with desk.look() as look:
        for each in given:
            case = look.case(each)
            assert (case.opened_by, case.first_contact) == ("clerk1", "clerk2")


def test_one_undo_takes_all_of_it_back(desk: Desk, clerk: Actor, supervisor: Actor) -> None:
    open_ones = three(desk, clerk, supervisor)
    handing_over.hand_over(desk, clerk, "clerk1", "clerk2", "轮岗")
    assert acts.undo(desk, clerk)[1] == "handing over"
    assert answers_for(desk, "clerk1") == open_ones


def test_who_hands_over(
    desk: Desk, clerk: Actor, other_clerk: Actor, supervisor: Actor, reviewer: Actor
) -> None:
    open_complete(desk, clerk)
    for each in (other_clerk, reviewer):
        with refused("access.role", desk):
            handing_over.hand_over(desk, each, "clerk1", "clerk2", "轮岗")
    assert handing_over.hand_over(desk, supervisor, "clerk1", "clerk2", "请假")


@pytest.mark.parametrize(
    ("to", "reason", "code"),
    [
        pytest.param("nobody", "轮岗", "handover.taker", id="an account that is not there"),
        pytest.param("admin", "轮岗", "handover.taker", id="an account that takes nothing in"),
        pytest.param("clerk1", "轮岗", "handover.same", id="the account itself"),
        pytest.param("clerk2", " \u200b ", "text.empty", id="no reason"),
    ],
)
def test_to_whom_it_cannot_go(desk: Desk, clerk: Actor, to: str, reason: str, code: str) -> None:
    open_complete(desk, clerk)
    with refused(code, desk):
        handing_over.hand_over(desk, clerk, "clerk1", to, reason)


def test_a_disabled_account_takes_nothing_over(desk: Desk, clerk: Actor, admin: Actor) -> None:
    open_complete(desk, clerk)
    access.disable_account(desk, admin, "clerk2")
    with refused("handover.taker", desk):
        handing_over.hand_over(desk, clerk, "clerk1", "clerk2", "轮岗")


def test_a_window_means_who_sits_there(desk: Desk, clerk: Actor) -> None:
    access.sign_in(desk, "clerk2", "2468", "1")
    with desk.look() as look:
        assert handing_over.account_at(look, "1") == "clerk2"
        assert handing_over.account_at(look, "2") == "clerk2"
    with desk.look() as look, refused("window.unknown"):
        handing_over.account_at(look, "99")


def test_a_window_of_nobody(desk: Desk, admin: Actor, clerk: Actor) -> None:
    access.disable_account(desk, admin, "clerk1")
    with desk.look() as look, refused("handover.nobody"):
        handing_over.account_at(look, "1")


def test_a_leg_or_a_decision_does_not_change_who_answers(desk: Desk, clerk: Actor) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    leg = next(each for each in case.legs if each.state == "open")
    review.answer_leg(
        desk, reviewer_of(desk, leg.step.department), case.id, leg.step.code, "agreed"
    )
    assert answers_for(desk, "clerk1") == {case.id}
    cases.withdraw(desk, clerk, case.id)
    assert answers_for(desk, "clerk1") == set()
    assert intake.view_case(desk, case.id).case.first_contact == "clerk1"
