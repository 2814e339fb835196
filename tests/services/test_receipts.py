"""The receipt for everything handed in (收件凭证, 行政许可法 art. 32(2))."""

from __future__ import annotations

from datetime import date

import pytest

from tests.services.refusals import refused
from tests.services.test_cases import mark
from tests.support import APPLICANT, PLAIN, open_complete
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.services import acts, cases, corrections, intake, receipts
from window_desk.storage.desk import Desk


def given(desk: Desk, case: str) -> list[tuple[str, ...]]:
    """The papers of every receipt that stands."""
    with desk.look() as look:
        run = ops.standing(look.history(case))
    return [each.op.papers for each in run if isinstance(each.op, ops.CaseReceiptGiven)]


def test_it_lists_what_was_handed_in_and_says_when_the_clock_starts(
    desk: Desk, clerk: Actor
) -> None:
    case = intake.open_case(desk, clerk, PLAIN, APPLICANT)
    mark(desk, clerk, case, application="received", staff="defective", premises="missing")
    receipt = receipts.give_receipt(desk, clerk, case.id)
    assert [(each.material.code, each.in_order) for each in receipt.papers] == [
        ("application", True), ("staff", False),
    ]  # fmt: skip
    assert (receipt.receiver, receipt.document) == ("clerk1", "收字〔2026〕1号")
    assert (receipt.received_on, receipt.answer_by) == (date(2026, 11, 23), date(2026, 11, 30))
    assert receipt.accepted_on is None
    assert acts.undo(desk, clerk)[1] == "giving a receipt"
    with refused("case.no_receipt", desk), desk.look() as look:
        receipts.receipt_of(look, case.id)


def test_nothing_handed_in_has_no_receipt(desk: Desk, clerk: Actor, reviewer: Actor) -> None:
    case = intake.open_case(desk, clerk, PLAIN, APPLICANT)
    with refused("case.nothing_received", desk):
        receipts.give_receipt(desk, clerk, case.id)
    with refused("access.role", desk):
        receipts.give_receipt(desk, reviewer, case.id)


def test_accepting_gives_it_where_none_lists_the_papers(desk: Desk, clerk: Actor) -> None:
    case = open_complete(desk, clerk)
    cases.accept(desk, clerk, case.id)
    (papers,) = given(desk, case.id)
    assert {"application", "staff"} <= set(papers)
    with desk.look() as look:
        receipt = receipts.receipt_of(look, case.id)
    assert (receipt.accepted_on, receipt.answer_by) == (date(2026, 11, 23), None)


@pytest.mark.parametrize("before", [True, False], ids=["given before", "not given"])
def test_one_that_lists_them_is_enough(desk: Desk, clerk: Actor, before: bool) -> None:
    case = open_complete(desk, clerk)
    if before:
        receipts.give_receipt(desk, clerk, case.id)
    cases.accept(desk, clerk, case.id)
    assert len(given(desk, case.id)) == 1


def test_each_round_has_one_for_what_came_with_it(desk: Desk, clerk: Actor) -> None:
    case = open_complete(desk, clerk)
    mark(desk, clerk, case, application="missing")
    cases.correct(desk, clerk, case.id)
    corrections.return_corrections(desk, clerk, case.id)
    mark(desk, clerk, case, application="received")
    with desk.look() as look:
        assert receipts.receipt_of(look, case.id).answer_by == date(2026, 11, 30)
    cases.accept(desk, clerk, case.id)
    first, second = given(desk, case.id)
    assert set(second) - set(first) == {"application"}
