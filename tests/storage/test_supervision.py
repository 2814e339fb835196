"""What waits for a supervisor is found by its own index, with who, when and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.storage.plans import plan
from tests.support import (
    MORNING,
    NOT_OURS,
    PARALLEL,
    PLAIN,
    Clock,
    accept_complete,
    answer_all,
    open_complete,
)
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.services import (
    acts,
    amendments,
    cases,
    corrections,
    due_acts,
    intake,
    review,
    supervision,
)
from window_desk.storage import supervision as waiting
from window_desk.storage.connection import Connection
from window_desk.storage.desk import Desk
from window_desk.storage.matters import Matter, Section, Waiting, sections

TODAY = MORNING.date()


def read(desk: Desk, section: Section | None = None) -> Waiting:
    """What waits now."""
    with desk.look() as look:
        return waiting.read_waiting(look, section)


def only(desk: Desk, section: Section) -> Matter:
    """The one matter of a section, and the only one of all."""
    found = read(desk, section)
    assert len(found.matters) == 1
    assert found.counts[section] == 1
    assert found.matters[0] in read(desk).matters
    return found.matters[0]


def mark(desk: Desk, clerk: Actor, case: Case, state: ops.PaperState, *papers: str) -> None:
    """Note the state of papers."""
    checks = [ops.PaperCheck(material=each, state=state) for each in papers]
    intake.check_papers(desk, clerk, case.id, checks)


def test_nothing_waits_at_first(desk: Desk) -> None:
    found = read(desk)
    assert found.matters == ()
    assert set(found.counts.values()) == {0}


def test_a_no_with_its_reason_article_and_alternative(
    desk: Desk, clerk: Actor, supervisor: Actor
) -> None:
    case = open_complete(desk, clerk, PLAIN)
    cases.turn_away(desk, clerk, case.id, "无需许可", alternative="直接办", form="not_required")
    seen = only(desk, "noes")
    assert (seen.line.id, seen.who, seen.day) == (case.id, "clerk1", TODAY)
    assert (seen.reason, seen.instead, seen.article) == ("无需许可", "直接办", "xkf.32.1.1")
    supervision.review_no(desk, supervisor, case.id, "stands", "对")
    assert read(desk).matters == ()


def test_a_refusal_has_the_article_of_decisions(
    desk: Desk, clerk: Actor, supervisor: Actor
) -> None:
    case = answer_all(desk, accept_complete(desk, clerk))
    review.decide(desk, supervisor, case.id, "refused", "不符合", alternative="整改")
    found = {each.section: each for each in read(desk).matters}
    assert set(found) == {"noes", "serve"}
    assert (found["noes"].article, found["noes"].instead) == ("xkf.38", "整改")
    assert (found["serve"].article, found["serve"].who) == ("xkf.44", "supervisor")
    assert found["serve"].day == date(2026, 12, 7)
    cases.serve(desk, clerk, case.id)
    assert read(desk).counts["serve"] == 0


def test_an_amendment_with_what_it_changes(desk: Desk, clerk: Actor, clock: Clock) -> None:
    opened = open_complete(desk, clerk, PLAIN)
    clock.advance(days=1)
    cases.accept(desk, clerk, opened.id)
    amendments.ask_amendment(
        desk, clerk, opened.id, item=PARALLEL, accepted_on=TODAY, reason="选错"
    )
    seen = only(desk, "amendments")
    assert (seen.item, seen.accepted_on, seen.who) == (PARALLEL, TODAY, "clerk1")
    assert seen.item_name is not None
    assert (seen.accepted_before, seen.day) == (date(2026, 11, 24), date(2026, 11, 24))


def test_corrections_asked_for_late(
    desk: Desk, clerk: Actor, supervisor: Actor, clock: Clock
) -> None:
    case = open_complete(desk, clerk, PLAIN)
    mark(desk, clerk, case, "missing", "application")
    cases.correct(desk, clerk, case.id)
    assert read(desk).counts["late"] == 0
    mark(desk, clerk, case, "received", "application")
    mark(desk, clerk, case, "missing", "staff")
    cases.correct(desk, clerk, case.id, {"staff": "刚发现"})
    seen = only(desk, "late")
    assert (seen.reason, seen.who, seen.article) == ("刚发现", "clerk1", "xkf.32.1.4")
    assert [each.zh for each in seen.papers]
    supervision.see_late_request(desk, supervisor, case.id, "理由成立")
    assert read(desk).counts["late"] == 0
    acts.undo(desk, supervisor)
    assert only(desk, "late").reason == "刚发现"
    clock.advance(days=waiting.late_days + 2)
    assert read(desk).counts["late"] == 0


def tell_twice(desk: Desk, clerk: Actor, case: Case) -> None:
    """Ask for a paper, and again when the applicant came back without it."""
    mark(desk, clerk, case, "missing", "application")
    cases.correct(desk, clerk, case.id)
    corrections.return_corrections(desk, clerk, case.id)
    cases.correct(desk, clerk, case.id)


def test_a_second_round_for_the_same_paper_is_not_late(desk: Desk, clerk: Actor) -> None:
    tell_twice(desk, clerk, open_complete(desk, clerk, PLAIN))
    assert read(desk).counts["late"] == 0


def test_a_late_request_is_found_behind_many_later_rounds(
    desk: Desk, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "most_lines", 1)
    late = open_complete(desk, clerk, PLAIN)
    mark(desk, clerk, late, "missing", "application")
    cases.correct(desk, clerk, late.id)
    mark(desk, clerk, late, "missing", "staff")
    cases.correct(desk, clerk, late.id, {"staff": "刚发现"})
    for _case in range(2):
        tell_twice(desk, clerk, open_complete(desk, clerk, PLAIN))
    assert only(desk, "late").line.id == late.id


def test_promised_papers_from_three_working_days_before(
    desk: Desk, clerk: Actor, clock: Clock
) -> None:
    case = open_complete(desk, clerk, PLAIN)
    mark(desk, clerk, case, "promised", "quality_rules")
    cases.accept(desk, clerk, case.id, supply_by=date(2026, 11, 27))
    assert read(desk).counts["promises"] == 0
    clock.advance(days=1)
    seen = only(desk, "promises")
    assert (seen.day, seen.who, len(seen.papers)) == (date(2026, 11, 27), "clerk1", 1)
    mark(desk, clerk, case, "received", "quality_rules")
    assert read(desk).counts["promises"] == 0


def test_a_silent_intake_from_the_third_day_on(desk: Desk, clerk: Actor, clock: Clock) -> None:
    case = open_complete(desk, clerk, PLAIN)
    clock.advance(days=2)
    assert read(desk).counts["unanswered"] == 0
    clock.advance(days=1)
    seen = only(desk, "unanswered")
    assert (seen.line.id, seen.day, seen.article) == (case.id, date(2026, 11, 30), "xkf.32.1.4")


def test_what_silence_does_not_accept_stays_until_the_applicant_is_told(
    desk: Desk, clerk: Actor, clock: Clock
) -> None:
    case = open_complete(desk, clerk, NOT_OURS)
    intake.answer(desk, clerk, case.id, {"respondent": "tax_or_vertical"})
    clock.advance(days=40)
    assert due_acts.run_due(desk).left == (case.id,)
    seen = only(desk, "unanswered")
    assert (seen.line.id, seen.ends, seen.article) == (case.id, "not_ours", "xkf.32.1.2")
    cases.turn_away(desk, clerk, case.id, "不属于", alternative="市级窗口", body="市局")
    assert read(desk).counts["unanswered"] == 0


def test_a_declaration_to_be_checked(desk: Desk, clerk: Actor, supervisor: Actor) -> None:
    case = answer_all(desk, accept_complete(desk, clerk))
    with desk.change(by="clerk1") as tx:
        number = tx.next_number("commitment")
        promise = ops.CaseCommitted(document=number, conditions=("a",), check_by=date(2027, 1, 15))
        tx.record(promise, on=case.id)
    review.decide(desk, supervisor, case.id, "granted")
    cases.serve(desk, clerk, case.id)
    seen = only(desk, "declarations")
    assert (seen.day, seen.reason, seen.who) == (date(2027, 1, 15), number, "supervisor")


def steps(desk: Desk, run: Callable[[Connection], object]) -> list[str]:
    """The steps of a read's plan that look at all cases or notices, by no index of their own."""
    own = {"case_no", "case_amendment", "case_supply_by", "case_check_by", "case_answer_by",
           "case_serve_by", "correction_told"}  # fmt: skip
    with desk.read() as connection:
        found = plan(connection, run)
    assert found
    return [
        each
        for each in found
        if each.startswith("SCAN")
        and each.split()[1] in {"c", "n", "op", "service_case", "correction_notice"}
        and not any(f"INDEX {name}" in each for name in own)
    ]


@pytest.mark.parametrize("section", [None, *sections])
def test_each_section_goes_by_its_index(desk: Desk, clerk: Actor, section: Section | None) -> None:
    open_complete(desk, clerk, PLAIN)
    with desk.look() as look:

        def run(connection: Connection) -> object:
            look.connection = connection
            return waiting.read_waiting(look, section)

        assert steps(desk, run) == []


def test_a_walk_through_all_cases_is_seen(desk: Desk) -> None:
    def by_rounds(connection: Connection) -> object:
        return connection.execute("SELECT c.id FROM service_case c WHERE c.rounds > 1").all()

    assert steps(desk, by_rounds) == ["SCAN c"]
