"""One request for everything that the departments need, and the return to who asked."""

from __future__ import annotations

import pytest

from tests.services.joint_house import FIRE, FOUR, LEAD, answer, four_legs, lead, own, states
from tests.services.refusals import refused
from tests.support import Clock, answer_all, reviewer_of
from window_desk.domain import asking
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.ops import PaperCheck
from window_desk.services import acts, asking_more, joint, review
from window_desk.storage import supervision
from window_desk.storage.desk import Desk


def ask(desk: Desk, case: Case, step: str, **asked: str) -> Case:
    """A department asks for papers."""
    return asking_more.ask_more(desk, own(desk, case, step), case.id, step, asked)


@pytest.fixture
def two_ask(desk: Desk, clerk: Actor) -> Case:
    """A restaurant: fire and food ask, the others have not said anything."""
    case = four_legs(desk, clerk)
    ask(desk, case, "fire_review", layout="缺疏散宽度")
    return ask(desk, case, "food_visit", layout="缺清洗区", lease="租期已过")


def test_all_that_is_asked_goes_out_once_and_comes_back_to_who_asked(
    desk: Desk, clerk: Actor, two_ask: Case
) -> None:
    assert states(two_ask)["fire_review"] == "asking"
    told = asking_more.notify_more(desk, clerk, two_ask.id)
    assert [code for code, _ in told.more[0].asked] == ["food_visit", "fire_review"]
    assert told.more[0].document == "充字〔2026〕1号"
    assert asking.asked_papers(told.more[0]) == ("layout", "lease")
    back = asking_more.return_more(desk, clerk, told.id)
    assert states(back) == dict.fromkeys(FOUR, "open")
    assert {code: back.papers[code].check.state for code in ("layout", "lease")} == {
        "layout": "received",
        "lease": "received",
    }
    fire = back.leg("fire_review")
    assert fire is not None
    assert (fire.officer, fire.asked) == (reviewer_of(desk, FIRE).account, ())
    assert back.more[0].returned_at is not None


def test_the_return_is_one_act_and_undone_as_one(desk: Desk, clerk: Actor, two_ask: Case) -> None:
    told = asking_more.notify_more(desk, clerk, two_ask.id)
    asking_more.return_more(desk, clerk, told.id)
    assert acts.undo(desk, clerk)[0] == "核对材料"
    with desk.look() as look:
        again = look.case(told.id)
    assert (again.legs, again.more, again.papers) == (told.legs, told.more, told.papers)


def test_what_came_as_it_should_not_is_noted(desk: Desk, clerk: Actor, two_ask: Case) -> None:
    told = asking_more.notify_more(desk, clerk, two_ask.id)
    back = asking_more.return_more(
        desk, clerk, told.id, [PaperCheck("lease", "missing"), PaperCheck("layout", "received")]
    )
    assert back.papers["lease"].check.state == "missing"
    assert states(back)["food_visit"] == "open"


@pytest.mark.parametrize(
    ("check", "code"),
    [
        pytest.param(PaperCheck("identity", "received"), "more.not_asked", id="another paper"),
        pytest.param(PaperCheck("lease", "promised"), "more.state", id="it follows"),
        pytest.param(PaperCheck("lease", "defective"), "more.reason", id="wrong without why"),
    ],
)
def test_a_return_of_something_else(
    desk: Desk, clerk: Actor, two_ask: Case, check: PaperCheck, code: str
) -> None:
    told = asking_more.notify_more(desk, clerk, two_ask.id)
    with refused(code, desk):
        asking_more.return_more(desk, clerk, told.id, [check])


def test_until_it_is_told_asking_again_takes_its_place(desk: Desk, two_ask: Case) -> None:
    case = ask(desk, two_ask, "fire_review", lease="无产权证明")
    leg = case.leg("fire_review")
    assert leg is not None
    assert [each.material for each in leg.asked] == ["lease"]


def test_what_was_told_is_not_asked_again(desk: Desk, clerk: Actor, two_ask: Case) -> None:
    asking_more.notify_more(desk, clerk, two_ask.id)
    with refused("more.told", desk):
        ask(desk, two_ask, "fire_review", lease="无产权证明")


@pytest.mark.parametrize(
    ("step", "asked", "code"),
    [
        pytest.param("tax", {}, "more.nothing", id="nothing"),
        pytest.param("tax", {"passport": "x"}, "case.material", id="no paper of the item: art. 31"),
        pytest.param(
            "tax", {"articles": "x"}, "case.material", id="a paper of another situation: art. 31"
        ),
        pytest.param("tax", {"lease": " "}, "more.reason", id="without what is wanted"),
        pytest.param("hand_out", {"lease": "x"}, "case.leg_state", id="a leg that waits"),
    ],
)
def test_what_cannot_be_asked(
    desk: Desk, clerk: Actor, step: str, asked: dict[str, str], code: str
) -> None:
    case = four_legs(desk, clerk)
    with refused(code, desk):
        asking_more.ask_more(desk, own(desk, case, step), case.id, step, asked)


def test_another_department_does_not_ask(desk: Desk, clerk: Actor) -> None:
    case = four_legs(desk, clerk)
    with refused("case.other_department", desk):
        asking_more.ask_more(desk, reviewer_of(desk, FIRE), case.id, "tax", {"lease": "x"})


class TestRounds:
    """One round is the rule; what could be seen in the first needs a reason in the second."""

    @pytest.fixture
    def returned(self, desk: Desk, clerk: Actor, two_ask: Case) -> Case:
        """The first round is over."""
        asking_more.notify_more(desk, clerk, two_ask.id)
        return asking_more.return_more(desk, clerk, two_ask.id)

    def test_what_could_be_seen_needs_a_reason_that_stays(
        self, desk: Desk, clerk: Actor, returned: Case
    ) -> None:
        ask(desk, returned, "tax", lease="未盖章")
        case = ask(desk, returned, "sign_review", identity="无原件")
        assert [leg.step.code for leg, _ in asking.seen_before(case)] == ["sign_review"]
        with refused("more.again", desk):
            asking_more.notify_more(desk, clerk, case.id)
        told = asking_more.notify_more(desk, clerk, case.id, "首次告知后更换了承租人")
        assert told.more[1].reason == "首次告知后更换了承租人"
        with desk.look() as look:
            (matter,) = supervision.read_waiting(look, "late").matters
        assert (matter.line.id, matter.who, matter.reason) == (
            case.id, clerk.account, "首次告知后更换了承租人",
        )  # fmt: skip
        assert [code for code, _ in told.more[1].asked] == ["sign_review", "tax"]

    def test_a_paper_that_came_since_can_be_asked_for_again(
        self, desk: Desk, clerk: Actor, returned: Case
    ) -> None:
        case = ask(desk, returned, "fire_review", layout="仍缺疏散宽度")
        told = asking_more.notify_more(desk, clerk, case.id, "不需要的理由")
        assert told.more[1].reason == ""
        with desk.look() as look:
            assert supervision.read_waiting(look, "late").matters == ()

    def test_a_department_that_had_it_later_asks_in_its_first_round(
        self, desk: Desk, clerk: Actor, clock: Clock, returned: Case
    ) -> None:
        clock.advance(minutes=5)
        case = joint.add_body(desk, lead(desk, returned), returned.id, "区水务局", "涉及取水")
        case = ask(desk, case, "added-1", identity="无原件")
        assert asking_more.notify_more(desk, clerk, case.id).more[1].reason == ""

    def test_a_request_that_is_out_comes_back_first(
        self, desk: Desk, clerk: Actor, two_ask: Case
    ) -> None:
        asking_more.notify_more(desk, clerk, two_ask.id)
        with refused("more.none", desk):
            asking_more.notify_more(desk, clerk, two_ask.id)
        ask(desk, two_ask, "tax", lease="未盖章")
        with refused("more.out", desk):
            asking_more.notify_more(desk, clerk, two_ask.id)
        back = asking_more.return_more(desk, clerk, two_ask.id)
        assert states(back) == dict.fromkeys(FOUR, "open") | {"tax": "asking"}

    def test_nothing_is_out_that_could_come_back(self, desk: Desk, clerk: Actor) -> None:
        case = four_legs(desk, clerk)
        with refused("more.not_out", desk):
            asking_more.return_more(desk, clerk, case.id)


def test_a_department_may_answer_without_waiting(desk: Desk, clerk: Actor, two_ask: Case) -> None:
    asking_more.notify_more(desk, clerk, two_ask.id)
    case = answer(desk, two_ask, "fire_review")
    leg = case.leg("fire_review")
    assert leg is not None
    assert (leg.state, leg.asked) == ("agreed", ())
    back = asking_more.return_more(desk, clerk, case.id)
    assert states(back)["fire_review"] == "agreed"


def test_a_case_is_not_decided_while_the_applicant_owes_papers(
    desk: Desk, clerk: Actor, two_ask: Case
) -> None:
    for step in ("sign_review", "tax"):
        answer(desk, two_ask, step)
    with refused("case.legs_open", desk):
        review.decide(desk, reviewer_of(desk, LEAD), two_ask.id, "granted")
    asking_more.notify_more(desk, clerk, two_ask.id)
    case = asking_more.return_more(desk, clerk, two_ask.id)
    case = answer_all(desk, case)
    assert review.decide(desk, reviewer_of(desk, LEAD), case.id, "granted").state == "granted"
