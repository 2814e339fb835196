"""The hand-over sheet: everything open of an account and at its window, each in its place."""

from __future__ import annotations

from datetime import date

from tests.storage.plans import plan
from tests.support import APPLICANT, MORNING, PLAIN, accept_complete, open_complete
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.services import access, cases, intake, tickets
from window_desk.storage import drafts, handover
from window_desk.storage.connection import Connection
from window_desk.storage.desk import Desk


def sheet_of(desk: Desk, account: str) -> handover.Sheet:
    """The sheet as it is now."""
    with desk.look() as look:
        return handover.read_sheet(look, account)


def test_an_account_with_nothing(desk: Desk) -> None:
    sheet = sheet_of(desk, "clerk2")
    assert (sheet.window, sheet.is_empty, sheet.unanswered) == ("2", True, ())


def test_everything_open_is_on_it(desk: Desk, clerk: Actor) -> None:
    access.sign_in(desk, "clerk1", "2468", "1")
    number = tickets.issue(desk, clerk, "A").ticket.number
    tickets.call_next(desk, clerk, "1")
    tickets.start(desk, clerk, number, "1")
    tickets.hold(desk, clerk, number, "1", "photo")
    second = tickets.issue(desk, clerk, "A").ticket
    tickets.call_next(desk, clerk, "1")
    silent = intake.open_case(desk, clerk, PLAIN, APPLICANT)
    asked = open_complete(desk, clerk, PLAIN)
    missing = ops.PaperCheck(material="application", state="missing")
    intake.check_papers(desk, clerk, asked.id, [missing])
    cases.correct(desk, clerk, asked.id)
    waiting = open_complete(desk, clerk, PLAIN)
    promise = ops.PaperCheck(material="quality_rules", state="promised")
    intake.check_papers(desk, clerk, waiting.id, [promise])
    cases.accept(desk, clerk, waiting.id, supply_by=date(2026, 11, 26))
    plain = accept_complete(desk, clerk, PLAIN)
    drafts.keep(desk, f"intake/clerk1/{second.id}", '{"name":"x"}')
    drafts.keep(desk, "intake/clerk10/-", '{"name":"y"}')
    sheet = sheet_of(desk, "clerk1")
    assert [(each.number, each.state) for each in sheet.tickets] == [
        (number, "on_hold"), (second.number, "called"),
    ]  # fmt: skip
    assert {each.line.id for each in sheet.taking_in} == {silent.id, asked.id}
    assert [each.line.id for each in sheet.unanswered] == [silent.id]
    assert sheet.unanswered[0].answer_by == date(2026, 11, 30)
    assert sheet.unanswered[0].received_on == MORNING.date()
    corrected = next(each for each in sheet.taking_in if each.line.id == asked.id)
    assert (corrected.line.rounds, len(corrected.papers)) == (1, 1)
    assert {each.id for each in sheet.accepted} == {waiting.id, plain.id}
    assert all(each.promised_due for each in sheet.accepted)
    assert [(each.line.id, each.supply_by) for each in sheet.promised] == [
        (waiting.id, date(2026, 11, 26))
    ]
    assert [each.zh for each in sheet.promised[0].papers] != ["quality_rules"]
    assert [each.ticket for each in sheet.drafts] == [second.number]
    assert (sheet.taking_in_total, sheet.accepted_total) == (2, 2)


def test_what_ended_is_not_on_it(desk: Desk, clerk: Actor) -> None:
    case = open_complete(desk, clerk, PLAIN)
    cases.withdraw(desk, clerk, case.id)
    assert sheet_of(desk, "clerk1").is_empty


def walked(desk: Desk, account: str, extra: str = "") -> list[str]:
    """The steps of reading a sheet that look at every case, ticket or draft."""
    with desk.look() as look:

        def read(connection: Connection) -> object:
            if extra:
                return connection.execute(extra).all()
            look.connection = connection
            return handover.read_sheet(look, account)

        with desk.read() as connection:
            steps = plan(connection, read)
    assert steps
    return [
        each for each in steps if each.startswith("SCAN") and each.split()[1] in ("c", "t", "d")
    ]


def test_a_sheet_goes_by_indexes(desk: Desk, clerk: Actor) -> None:
    access.sign_in(desk, "clerk1", "2468", "1")
    accept_complete(desk, clerk, PLAIN)
    assert walked(desk, "clerk1") == []


def test_a_walk_is_seen(desk: Desk) -> None:
    by_opener = "SELECT c.id FROM service_case c WHERE c.opened_by = 'clerk1'"
    assert walked(desk, "clerk1", by_opener) == ["SCAN c"]
