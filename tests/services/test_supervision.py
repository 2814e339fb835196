"""A supervisor looks at every no, which stands or is called back, and at every late request."""

from __future__ import annotations

import pytest

from tests.services.refusals import refused
from tests.support import PLAIN, accept_complete, answer_all, open_complete
from window_desk.domain import case_terms, ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.services import acts, cases, intake, review, supervision
from window_desk.services.supervision import Finding
from window_desk.storage.desk import Desk


def turned_away(desk: Desk, clerk: Actor) -> Case:
    """A case that was not accepted."""
    return cases.turn_away(
        desk, clerk, open_complete(desk, clerk, PLAIN).id, "无需", alternative="直接办",
        form="not_required",
    )  # fmt: skip


def unreviewed(desk: Desk) -> list[str]:
    """The cases with a no that nobody looked at."""
    with desk.read() as connection:
        found = connection.execute("SELECT id FROM service_case WHERE no_at IS NOT NULL")
        return [row[0] for row in found]


@pytest.mark.parametrize("outcome", ["stands", "called_back"])
def test_a_no_waits_until_it_is_looked_at(
    desk: Desk, clerk: Actor, supervisor: Actor, outcome: Finding
) -> None:
    case = turned_away(desk, clerk)
    assert unreviewed(desk) == [case.id]
    seen = supervision.review_no(desk, supervisor, case.id, outcome, " 已核实 ")
    assert seen.no is not None
    assert (seen.no.reviewed, seen.no.note) == (outcome, "已核实")
    assert unreviewed(desk) == []
    with refused("no.reviewed", desk):
        supervision.review_no(desk, supervisor, case.id, outcome, "again")


def test_a_refusal_is_looked_at_also_after_it_was_served(
    desk: Desk, clerk: Actor, supervisor: Actor, admin: Actor
) -> None:
    case = answer_all(desk, accept_complete(desk, clerk))
    review.decide(desk, supervisor, case.id, "refused", "不符合", alternative="整改")
    cases.serve(desk, clerk, case.id)
    assert unreviewed(desk) == [case.id]
    with refused("no.same_person", desk):
        supervision.review_no(desk, supervisor, case.id, "stands", "是")
    supervision.review_no(desk, admin, case.id, "stands", "是")
    assert unreviewed(desk) == []


def test_what_is_no_no(desk: Desk, clerk: Actor, supervisor: Actor, admin: Actor) -> None:
    case = answer_all(desk, accept_complete(desk, clerk))
    with refused("case.state", desk):
        supervision.review_no(desk, admin, case.id, "stands", "是")
    review.decide(desk, supervisor, case.id, "granted")
    cases.serve(desk, clerk, case.id)
    with refused("no.none", desk):
        supervision.review_no(desk, admin, case.id, "stands", "是")


def test_who_may_and_with_what_words(
    desk: Desk, clerk: Actor, reviewer: Actor, supervisor: Actor
) -> None:
    case = turned_away(desk, clerk)
    for each in (clerk, reviewer):
        with refused("access.role", desk):
            supervision.review_no(desk, each, case.id, "stands", "是")
    with refused("text.empty", desk):
        supervision.review_no(desk, supervisor, case.id, "stands", " \u200b ")
    supervision.review_no(desk, supervisor, case.id, "stands", "是")
    assert acts.undo(desk, supervisor)[1] == "looking at a no"
    assert unreviewed(desk) == [case.id]


def asked_late(desk: Desk, clerk: Actor, case: Case, *papers: str) -> Case:
    """One more round that asks for papers which were wrong in the first one."""
    checks = [ops.PaperCheck(material=each, state="missing") for each in papers]
    intake.check_papers(desk, clerk, case.id, checks)
    return cases.correct(desk, clerk, case.id, dict.fromkeys(papers[-1:], "刚发现"))


def test_each_late_request_waits_until_it_is_looked_at(
    desk: Desk, clerk: Actor, supervisor: Actor
) -> None:
    case = open_complete(desk, clerk, PLAIN)
    for papers in (("application",), ("application", "staff"), ("application", "premises")):
        case = asked_late(desk, clerk, case, *papers)
    documents = [each.document for each in case.rounds]
    late = case_terms.late_request(case)
    assert late is not None
    assert late.document == documents[1]
    case = supervision.see_late_request(desk, supervisor, case.id, " 理由成立 ")
    late = case_terms.late_request(case)
    assert late is not None
    assert late.document == documents[2]
    assert [each.seen for each in case.rounds] == [False, True, False]
    case = supervision.see_late_request(desk, supervisor, case.id, "已提醒")
    assert case_terms.late_request(case) is None
    with refused("late.none", desk):
        supervision.see_late_request(desk, supervisor, case.id, "again")
    assert acts.undo(desk, supervisor)[1] == "looking at a late request"


def test_whoever_asked_late_does_not_look_at_it(
    desk: Desk, clerk: Actor, supervisor: Actor, admin: Actor
) -> None:
    case = asked_late(desk, clerk, open_complete(desk, clerk, PLAIN), "application")
    with refused("late.none", desk):
        supervision.see_late_request(desk, supervisor, case.id, "是")
    case = asked_late(desk, supervisor, case, "application", "staff")
    with refused("late.same_person", desk):
        supervision.see_late_request(desk, supervisor, case.id, "是")
    with refused("text.empty", desk):
        supervision.see_late_request(desk, admin, case.id, " ")
    with refused("access.role", desk):
        supervision.see_late_request(desk, clerk, case.id, "是")
    supervision.see_late_request(desk, admin, case.id, "是")
