"""The acts on a case's clocks, on a real desk: what is recorded, what moves, what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.services.houses import change_item, change_policies
from tests.services.refusals import refused
from tests.support import (
    PARALLEL,
    PLAIN,
    Clock,
    accept_complete,
    answer_all,
    open_complete,
    reviewer_of,
)
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.item import Bilingual
from window_desk.services import acts, clocks, intake, review
from window_desk.storage.desk import Desk

MONDAY = date(2026, 11, 23)


@pytest.fixture
def case(desk: Desk, clerk: Actor) -> Case:
    """A permit of one department, due on December 7 by promise and on December 21 by law."""
    return accept_complete(desk, clerk, PLAIN)


def indexed(desk: Desk, case: Case) -> tuple[object, ...]:
    """Both dates and the suspension as the lists have them."""
    with desk.read() as connection:
        return tuple(
            connection.execute(
                "SELECT promised_due, statutory_due, suspended_since FROM service_case"
                " WHERE id = ?",
                (case.id,),
            ).one()
        )


def test_a_suspension_stops_both_clocks_and_gives_out_its_document(
    desk: Desk, clock: Clock, case: Case, supervisor: Actor
) -> None:
    stopped = clocks.suspend(desk, supervisor, case.id, "检测", 5, body=" 检测中心 ")
    (suspension,) = stopped.suspensions
    assert (suspension.ground, suspension.days, suspension.body) == ("testing", 5, "检测中心")
    assert (suspension.start, suspension.end) == (MONDAY, None)
    assert suspension.document == "特字〔2026〕1号"
    assert stopped.numbers[-1] == suspension.document
    assert indexed(desk, case) == ("2026-12-07", "2026-12-21", "2026-11-23")
    clock.advance(days=4)
    running = clocks.resume(desk, supervisor, case.id)
    assert running.suspensions[0].end == date(2026, 11, 27)
    assert indexed(desk, case) == ("2026-12-11", "2026-12-25", None)


def test_suspensions_that_overlap_count_once(
    desk: Desk, clock: Clock, case: Case, supervisor: Actor
) -> None:
    clocks.suspend(desk, supervisor, case.number, "hearing", 5)
    clocks.suspend(desk, supervisor, case.number, "testing", 5)
    clock.advance(days=4)
    with refused("clock.which", desk):
        clocks.resume(desk, supervisor, case.number)
    clocks.resume(desk, supervisor, case.number, ground="hearing", end=date(2026, 11, 26))
    assert indexed(desk, case)[2] == "2026-11-23"
    clocks.resume(desk, supervisor, case.number)
    assert indexed(desk, case) == ("2026-12-11", "2026-12-25", None)


def test_the_policy_of_the_day_is_frozen(
    desk: Desk, clock: Clock, case: Case, supervisor: Actor
) -> None:
    change_policies(desk, suspension_days="from_start")
    clock.advance(days=1)
    stopped = clocks.suspend(desk, supervisor, case.id, "hearing", 3)
    assert stopped.suspensions[0].counting == "from_start"
    change_policies(desk, suspension_days="after_start")
    clock.advance(days=3)
    clocks.resume(desk, supervisor, case.id)
    assert indexed(desk, case)[:2] == ("2026-12-11", "2026-12-25")


def test_an_extension_moves_both_dates_once(desk: Desk, case: Case, supervisor: Actor) -> None:
    more = clocks.extend(
        desk, supervisor, case.id, Decimal(10), "agency", approver=" 王局长 ", reason="案情复杂"
    )
    assert more.extension is not None
    assert (more.extension.value, more.extension.approver) == (Decimal(10), "王局长")
    assert more.extension.told_on == MONDAY
    assert more.numbers[-1] == "延字〔2026〕1号"
    assert indexed(desk, case)[0] == "2026-12-21"
    with refused("clock.extended", desk) as caught:
        clocks.extend(desk, supervisor, case.id, Decimal(1), "agency", approver="王", reason="再")
    assert caught.value.article == "xkf.42"


def test_the_government_extends_what_is_handled_jointly_only(
    desk: Desk, clerk: Actor, case: Case, supervisor: Actor
) -> None:
    with refused("clock.not_joint", desk):
        clocks.extend(
            desk, supervisor, case.id, Decimal(15), "government", approver="区长", reason="复杂"
        )
    joint = accept_complete(desk, clerk, PARALLEL)
    with refused("clock.joint", desk) as caught:
        clocks.extend(
            desk, supervisor, joint.id, Decimal(10), "agency", approver="局长", reason="复杂"
        )
    assert caught.value.article == "xkf.42"
    more = clocks.extend(
        desk, supervisor, joint.id, Decimal(15), "government", approver="区长", reason="复杂"
    )
    assert more.extension is not None


@pytest.mark.parametrize(("approver", "reason"), [("", "复杂"), ("王局长", " \u200b ")])
def test_an_extension_names_who_and_why(
    desk: Desk, case: Case, supervisor: Actor, approver: str, reason: str
) -> None:
    with refused("text.empty", desk):
        clocks.extend(
            desk, supervisor, case.id, Decimal(1), "agency", approver=approver, reason=reason
        )


def test_who_may_extend_is_one_of_two(desk: Desk, case: Case, supervisor: Actor) -> None:
    with refused("clock.extender", desk):
        clocks.extend(
            desk, supervisor, case.id, Decimal(1), "mayor", approver="王", reason="复杂"  # type: ignore[arg-type]  # wrong on purpose
        )  # fmt: skip


def test_a_restart_begins_from_zero(
    desk: Desk, clock: Clock, case: Case, supervisor: Actor
) -> None:
    clock.advance(days=7)
    again = clocks.restart(desk, supervisor, case.id, reason="申请人变更了经营场所", basis="某规定")
    assert again.restart is not None
    assert again.restart.on == date(2026, 11, 30)
    assert again.accepted_on == MONDAY
    assert indexed(desk, case)[:2] == ("2026-12-14", "2026-12-28")


@pytest.mark.parametrize(("reason", "basis"), [("", "某规定"), ("变更", "")])
def test_a_restart_needs_its_reason_and_its_rule(
    desk: Desk, case: Case, supervisor: Actor, reason: str, basis: str
) -> None:
    with refused("text.empty", desk):
        clocks.restart(desk, supervisor, case.id, reason=reason, basis=basis)


def test_an_item_that_is_no_permit_is_stopped_by_its_own_grounds_only(
    desk: Desk, clerk: Actor, supervisor: Actor
) -> None:
    change_item(desk, PLAIN, type="07", own_suspensions=(Bilingual("公示", "publication"),))
    case = accept_complete(desk, clerk, PLAIN)
    with refused("clock.ground", desk) as caught:
        clocks.suspend(desk, supervisor, case.id, "hearing", 5)
    assert caught.value.article == "xkf.45"
    assert (
        clocks.suspend(desk, supervisor, case.id, "publication", 5).suspensions[0].ground == "公示"
    )


def test_clerks_and_other_departments_may_not(
    desk: Desk, case: Case, clerk: Actor, supervisor: Actor
) -> None:
    for actor, code in (
        (clerk, "access.role"),
        (reviewer_of(desk, "区公安分局"), "case.other_department"),
    ):
        with refused(code, desk):
            clocks.suspend(desk, actor, case.id, "hearing", 5)
        with refused(code, desk):
            clocks.resume(desk, actor, case.id)
        with refused(code, desk):
            clocks.extend(desk, actor, case.id, Decimal(1), "agency", approver="王", reason="复杂")
        with refused(code, desk):
            clocks.restart(desk, actor, case.id, reason="变更", basis="某规定")
    assert clocks.suspend(desk, reviewer_of(desk, case.lead), case.id, "hearing", 5).suspensions


def test_nothing_is_stopped_before_acceptance_or_after_the_decision(
    desk: Desk, clerk: Actor, case: Case, supervisor: Actor
) -> None:
    opened = open_complete(desk, clerk)
    with refused("case.state", desk):
        clocks.suspend(desk, supervisor, opened.id, "hearing", 5)
    answer_all(desk, case)
    review.decide(desk, supervisor, case.id, "granted")
    with refused("case.state", desk):
        clocks.extend(desk, supervisor, case.id, Decimal(1), "agency", approver="王", reason="复杂")


def test_each_act_can_be_undone_within_its_grace(desk: Desk, case: Case, supervisor: Actor) -> None:
    before = indexed(desk, case)
    clocks.suspend(desk, supervisor, case.id, "hearing", 5)
    clocks.resume(desk, supervisor, case.id)
    clocks.extend(desk, supervisor, case.id, Decimal(1), "agency", approver="王", reason="复杂")
    clocks.restart(desk, supervisor, case.id, reason="变更", basis="某规定")
    said = [acts.undo(desk, supervisor)[1] for _act in range(4)]
    assert said == [
        "starting the limit again", "extending the limit", "letting the clock run again",
        "stopping the clock",
    ]  # fmt: skip
    assert indexed(desk, case) == before
    stopped = clocks.suspend(desk, supervisor, case.id, "hearing", 5)
    assert stopped.numbers[-1] == "特字〔2026〕2号"


class TestQuota:
    """行政许可法 art. 57."""

    def test_xkf_57_who_was_accepted_first_is_granted_first(
        self, desk: Desk, clerk: Actor, supervisor: Actor
    ) -> None:
        change_item(desk, PLAIN, quota=True)
        first, second = (
            answer_all(desk, accept_complete(desk, clerk, PLAIN)) for _case in range(2)
        )
        with refused("case.quota_order", desk) as caught:
            review.decide(desk, supervisor, second.id, "granted")
        assert caught.value.article == "xkf.57"
        assert first.number in caught.value.message
        review.decide(desk, supervisor, first.id, "granted")
        assert review.decide(desk, supervisor, second.id, "granted").state == "granted"

    def test_a_refusal_waits_for_nobody(self, desk: Desk, clerk: Actor, supervisor: Actor) -> None:
        change_item(desk, PLAIN, quota=True)
        _first, second = (
            answer_all(desk, accept_complete(desk, clerk, PLAIN)) for _case in range(2)
        )
        decided = review.decide(
            desk, supervisor, second.id, "refused", "不符合", alternative="下一年度再申请"
        )
        assert decided.state == "refused"

    def test_where_there_is_no_quota_the_order_is_free(
        self, desk: Desk, clerk: Actor, supervisor: Actor
    ) -> None:
        _first, second = (
            answer_all(desk, accept_complete(desk, clerk, PLAIN)) for _case in range(2)
        )
        assert review.decide(desk, supervisor, second.id, "granted").state == "granted"


def test_a_number_finds_the_case_of_a_suspension(desk: Desk, case: Case, supervisor: Actor) -> None:
    stopped = clocks.suspend(desk, supervisor, case.number, "hearing", 5)
    assert intake.view_case(desk, stopped.suspensions[0].document).case.id == case.id
