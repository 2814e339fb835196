"""Whose a case is: handed on by its owner, and other desks' acts on it decided."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from tests.desks import BOSS, answer, carry, meddle, open_case, rows
from tests.services.refusals import refused
from tests.support import (
    MORNING,
    PLAIN,
    Clock,
    accept_complete,
    answer_all,
    open_complete,
)
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.calendar import Day
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Bilingual
from window_desk.domain.ops import ConflictOutcome
from window_desk.services import acts, cases, custody, due_acts, handing_over, publishing, review
from window_desk.storage.desk import Desk


def test_after_handing_it_on_nothing_more_is_done_here(
    desk: Desk, clerk: Actor, supervisor: Actor
) -> None:
    case = accept_complete(desk, clerk)
    done = custody.hand_case(desk, supervisor, case.number, "h2/desk1", "由区局办理")
    assert done.id == case.id
    assert rows(desk, 'SELECT "case", owner FROM elsewhere') == [(case.id, "h2/desk1")]
    with refused("entity.elsewhere", desk) as caught:
        cases.withdraw(desk, clerk, case.id)
    assert "h2/desk1" in caught.value.message
    with refused("entity.elsewhere", desk):
        custody.hand_case(desk, supervisor, case.id, "h3/desk1")
    with refused("undo.nothing", desk):
        acts.undo(desk, supervisor)


@pytest.mark.parametrize("to", ["", "h1/desk1", "H2", "../x", "h2/desk1.2"])
def test_it_goes_only_to_another_desk(desk: Desk, clerk: Actor, supervisor: Actor, to: str) -> None:
    case = accept_complete(desk, clerk)
    with refused("custody.desk", desk):
        custody.hand_case(desk, supervisor, case.id, to)


def test_what_is_due_by_itself_leaves_others_cases_alone(
    desk: Desk, clock: Clock, clerk: Actor, supervisor: Actor
) -> None:
    kept, gone = (open_complete(desk, clerk, PLAIN).id for _ in range(2))
    custody.hand_case(desk, supervisor, gone, "h2/desk1")
    clock.advance(days=30)
    assert [each.case for each in due_acts.run_due(desk).done] == [kept]
    with desk.look() as look:
        assert look.case(gone).state == "intake"


def test_a_notice_moves_the_dates_of_others_cases_and_says_nothing_in_their_name(
    desk: Desk, clerk: Actor, admin: Actor, supervisor: Actor
) -> None:
    kept, gone = (accept_complete(desk, clerk, PLAIN).id for _ in range(2))
    custody.hand_case(desk, supervisor, gone, "h2/desk1")
    before: dict[str, str] = dict(rows(desk, "SELECT id, statutory_due FROM service_case"))
    with desk.look() as look:
        here = next(each for each in look.calendar.notices if each.year == MORNING.year)
    off = Day(MORNING.date() + timedelta(days=1), Bilingual(zh="试验", en="trial"), True)
    days = sorted((*here.days, off), key=lambda each: each.date)
    moved = publishing.import_notice(desk, admin, msgspec.structs.replace(here, days=tuple(days)))
    assert [each.case for each in moved] == [kept]
    after: dict[str, str] = dict(rows(desk, "SELECT id, statutory_due FROM service_case"))
    assert all(before[each] != after[each] for each in (kept, gone))


def test_a_sheet_hands_over_only_what_is_this_desks(
    desk: Desk, clerk: Actor, supervisor: Actor
) -> None:
    kept, gone = (open_complete(desk, clerk, PLAIN).id for _ in range(2))
    custody.hand_case(desk, supervisor, gone, "h2/desk1")
    assert handing_over.hand_over(desk, clerk, "clerk1", "clerk2", "轮岗") == (kept,)


@pytest.mark.parametrize(("outcome", "answers"), [("set_aside", "ours"), ("taken", "theirs")])
def test_the_owner_lets_an_act_of_another_desk_count_or_not(
    two_desks: tuple[Desk, Desk], outcome: ConflictOutcome, answers: str
) -> None:
    owner, other = two_desks
    _person, case = open_case(owner)
    answer(owner, case, "ours")
    carry(owner, other)
    op = meddle(other, case)
    carry(other, owner)
    for desk in two_desks:
        with desk.look() as look:
            assert look.case(case).answers == {"a": "ours"}
        assert rows(desk, "SELECT op, outcome FROM conflict") == [(op, "")]
    with refused("entity.elsewhere", other):
        custody.decide_conflict(other, BOSS, op, "taken", "x")
    custody.decide_conflict(owner, BOSS, op, outcome, "已核实")
    with refused("conflict.unknown", owner):
        custody.decide_conflict(owner, BOSS, op, outcome, "已核实")
    carry(owner, other)
    for desk in two_desks:
        with desk.look() as look:
            assert look.case(case).answers == {"a": answers}
        assert rows(desk, "SELECT op, outcome, decided_by FROM conflict") == [
            (op, outcome, "supervisor")
        ]


def test_an_act_that_does_not_fit_is_not_taken_over(two_desks: tuple[Desk, Desk]) -> None:
    owner, other = two_desks
    _person, case = open_case(owner)
    carry(owner, other)
    decided = meddle(other, case, ops.CaseDecided(outcome="granted", document="决字〔2026〕1号"))
    handed = meddle(other, case, ops.CaseHanded(to="h2/desk1", follows=case))
    carry(other, owner)
    with refused("case.state", owner):
        custody.decide_conflict(owner, BOSS, decided, "taken", "x")
    # Nobody gives a case away by an act of somebody else.
    with refused("conflict.kind", owner):
        custody.decide_conflict(owner, BOSS, handed, "taken", "x")
    with refused("text.empty", owner):
        custody.decide_conflict(owner, BOSS, handed, "set_aside", " ")
    custody.decide_conflict(owner, BOSS, handed, "set_aside", "x")
    answer(owner, case)


def test_a_number_that_was_given_out_in_vain_stays_used(two_desks: tuple[Desk, Desk]) -> None:
    owner, other = two_desks
    _person, case = open_case(owner)
    carry(owner, other)
    receipt = ops.CaseReceiptGiven(document="收字〔2026〕1号", papers=("m",))
    meddle(other, case, receipt)
    assert rows(other, "SELECT desk, number FROM document") == [("h2/desk1", "收字〔2026〕1号")]


def test_a_decided_case_can_still_go_to_whoever_serves_it(
    desk: Desk, clerk: Actor, supervisor: Actor
) -> None:
    granted = answer_all(desk, accept_complete(desk, clerk))
    review.decide(desk, supervisor, granted.id, "granted")
    custody.hand_case(desk, supervisor, granted.id, "h2/desk1")
    with refused("entity.elsewhere", desk):
        cases.serve(desk, clerk, granted.id)


TICKET = ops.TicketIssued(
    number="A001", serial=1, queue="A", day=MORNING.date(), priority="normal",
    rank_at=MORNING, eligible_from=MORNING,
)  # fmt: skip


def test_what_a_desk_did_with_anothers_number_is_seen_and_set_aside(
    two_desks: tuple[Desk, Desk],
) -> None:
    first, second = two_desks
    with first.change(by="clerk1") as tx:
        number = tx.record(TICKET)
    carry(first, second)
    with second.change(by="clerk1") as tx, pytest.raises(RuleBroken):
        tx.record(ops.TicketLeft(), on=number)
    met = meddle(second, number, ops.TicketLeft())
    carry(second, first)
    assert rows(first, "SELECT state, desk FROM ticket") == [("waiting", "h1/desk1")]
    assert custody.is_about_number(first, met)
    with refused("conflict.number", first):
        custody.decide_conflict(first, BOSS, met, "taken", "核实")
    assert custody.set_aside_number(first, BOSS, met, "误用旧备份").state == "waiting"
    carry(first, second)
    for desk in two_desks:
        found = rows(desk, "SELECT op, outcome, decided_by FROM conflict")
        assert [each[:2] for each in found] == [(met, "set_aside")]
        assert rows(desk, "SELECT state FROM ticket") == [("waiting",)]
    assert not custody.is_about_number(first, met)
