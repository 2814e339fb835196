"""What the desk warns of: applicants who were not answered, a year that is not announced."""

from __future__ import annotations

from datetime import date

import pytest

from tests.services.houses import change_policies
from tests.support import NOT_OURS, PLAIN, Clock, accept_complete, open_complete
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.calendar import Notice
from window_desk.services import alarms, cases, due_acts, intake, publishing
from window_desk.services.alarms import Alarms
from window_desk.storage import rounds
from window_desk.storage.desk import Desk


def now(desk: Desk) -> Alarms:
    with desk.look() as look:
        return alarms.find_alarms(look)


@pytest.mark.parametrize(
    ("day", "policy", "warned"), [(2, 3, 0), (3, 3, 1), (4, 3, 1), (1, 1, 1), (0, 1, 0), (3, 4, 0)]
)
def test_xkf_32_1_4_applicants_who_were_not_answered(
    desk: Desk, clock: Clock, clerk: Actor, day: int, policy: int, warned: int
) -> None:
    change_policies(desk, warn_from_day=policy)
    open_complete(desk, clerk, PLAIN)
    accept_complete(desk, clerk, PLAIN)
    clock.advance(days=day)
    found = now(desk)
    assert found.unanswered == warned
    assert found.answer_by == (date(2026, 11, 30) if warned else None)


def test_what_silence_did_not_accept_is_warned_of_until_the_applicant_is_told(
    desk: Desk, clock: Clock, clerk: Actor
) -> None:
    case = open_complete(desk, clerk, NOT_OURS)
    intake.answer(desk, clerk, case.id, {"respondent": "tax_or_vertical"})
    clock.advance(days=7)
    assert (now(desk).unanswered, now(desk).silent) == (1, 0)
    clock.advance(days=1)
    due_acts.run_due(desk)
    found = now(desk)
    assert (found.unanswered, found.silent) == (0, 1)
    assert "1" in alarms.sentences(found)[0]
    cases.turn_away(desk, clerk, case.id, "不属于", alternative="市级窗口", body="市局")
    assert now(desk).silent == 0


def test_promised_papers_are_called_to_mind_three_working_days_before(
    desk: Desk, clock: Clock, clerk: Actor
) -> None:
    case = open_complete(desk, clerk, PLAIN)
    promised = ops.PaperCheck(material="quality_rules", state="promised")
    intake.check_papers(desk, clerk, case.id, [promised])
    cases.accept(desk, clerk, case.id, supply_by=date(2026, 11, 27))
    assert (now(desk).owed, now(desk).owed_by) == (0, None)
    clock.advance(days=1)
    found = now(desk)
    assert (found.owed, found.owed_by) == (1, date(2026, 11, 27))
    assert "2026-11-27" in alarms.sentences(found)[0]
    received = ops.PaperCheck(material="quality_rules", state="received")
    intake.check_papers(desk, clerk, case.id, [received])
    assert now(desk).owed == 0


def test_next_year_is_missed_from_november_on_with_the_cases_that_reach_into_it(
    desk: Desk, clock: Clock, clerk: Actor, admin: Actor
) -> None:
    accept_complete(desk, clerk, PLAIN)
    assert (now(desk).year, now(desk).reaching) == (2027, 0)
    clock.advance(days=21)
    accept_complete(desk, clerk, PLAIN)
    found = now(desk)
    assert (found.year, found.reaching) == (2027, 1)
    assert "1" in alarms.sentences(found)[-1]
    notice = Notice(year=2027, papers=("试验",), announced_through=date(2027, 12, 31), days=())
    publishing.import_notice(desk, admin, notice)
    assert now(desk).year == 0
    assert alarms.sentences(now(desk)) == []


def test_before_november_nothing_is_missed(desk: Desk, clock: Clock) -> None:
    clock.advance(days=-30)
    assert now(desk).year == 0
    clock.advance(days=9)
    assert now(desk).year == 2027


def test_a_desk_that_reads_the_same_acts_otherwise_is_named(desk: Desk, clock: Clock) -> None:
    refused = (("h1/desk2", rounds.differs), ("h1/desk3", "stream.unlisted"))
    with desk.pool.writing() as connection:
        rounds.put_round(connection, rounds.KeptRound("hub1", clock(), clock(), refused=refused))
    found = now(desk)
    assert found.differing == "h1/desk2"
    assert any("h1/desk2" in each for each in alarms.sentences(found))
