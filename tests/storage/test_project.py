"""From ops to rows: the figures that lists and reports read."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.support import MORNING
from window_desk.domain import ops
from window_desk.domain.calendar import Notice, WorkingCalendar
from window_desk.domain.item import Bilingual, Limit, Step
from window_desk.domain.ops import Op, Recorded
from window_desk.storage import project
from window_desk.storage.projected import Derive, Rows, milliseconds
from window_desk.storage.seal import Identity
from window_desk.storage.tables import Schema

CALENDAR = WorkingCalendar(
    [
        Notice(
            year=2026,
            papers=("试验",),
            announced_through=MORNING.date().replace(month=12, day=31),
            days=(),
        )
    ]
)
DERIVE = Derive("h1/desk1", calendar=CALENDAR, unseal=lambda _, sealed: Identity(name=sealed))


def history(*acts: tuple[float, Op], by: str = "clerk1") -> list[Recorded]:
    """Ops at seconds after the morning."""
    return [
        Recorded(id=f"h:{seq}", at=MORNING + timedelta(seconds=after), by=by, op=op)
        for seq, (after, op) in enumerate(acts, 1)
    ]


def rows(*acts: tuple[float, Op], entity: str = "h:1", derive: Derive = DERIVE) -> Rows:
    """The rows of these acts."""
    return project.project(entity, history(*acts), derive)


def one(found: Rows, table: str) -> dict[str, Any]:
    """The only row of a table."""
    (row,) = [row for (name, _), row in found.items() if name == table]
    return row


def at(seconds: float) -> int:
    """Milliseconds of a moment after the morning."""
    return milliseconds(MORNING + timedelta(seconds=seconds)) or 0


ISSUED = ops.TicketIssued(
    number="A1234", serial=1234, queue="A", day=MORNING.date(), priority="normal",
    rank_at=MORNING, eligible_from=MORNING,
)  # fmt: skip
CALLED = ops.TicketCalled(window="1", why=ops.Why(rule="arrival", waited=60))


def test_a_tickets_times_are_split_into_its_stages() -> None:
    row = one(
        rows(
            (0, ISSUED),
            (60.9, CALLED),
            (70, ops.TicketRecalled(window="1")),
            (90, ops.TicketStarted(window="1")),
            (150, ops.TicketHeld(window="1", reason="meal")),
            (250, ops.TicketResumed(window="2")),
            (300.5, ops.TicketFinished(window="2")),
        ),
        "ticket",
    )
    durations = {name: row[name] for name in ("wait_s", "way_s", "service_s", "hold_s", "calls")}
    assert durations == {"wait_s": 60, "way_s": 29, "service_s": 110, "hold_s": 100, "calls": 2}
    moments = {
        name: row[name] for name in ("called_at", "last_called_at", "started_at", "ended_at")
    }
    assert moments == {
        "called_at": at(60.9), "last_called_at": at(70), "started_at": at(90), "ended_at": at(300.5)
    }  # fmt: skip
    assert (row["state"], row["window"], row["stage_since"]) == ("finished", "2", None)


@pytest.mark.parametrize(
    ("number", "serial", "prefix"),
    [("A001", 1, "A"), ("A1234", 1234, "A"), ("B2007", 7, "B2"), ("12003", 3, "12")],
)
def test_a_numbers_prefix_is_what_stands_before_its_serial(
    number: str, serial: int, prefix: str
) -> None:
    from msgspec.structs import replace

    row = one(rows((0, replace(ISSUED, number=number, serial=serial))), "ticket")
    assert row["prefix"] == prefix


def test_the_running_stage_is_not_in_the_figures() -> None:
    row = one(rows((0, ISSUED), (60, CALLED)), "ticket")
    assert (row["wait_s"], row["way_s"], row["stage_since"]) == (60, 0, at(60))


OPENED = ops.CaseOpened(item="T-1", item_version=1, applicant="h:9", window="1")
STEP = Step(code="visit", name=Bilingual(zh="核查"), department="乙", days=Decimal(3))
ACCEPTED = ops.CaseAccepted(
    number="511602-20261123-0001",
    document="受字〔2026〕1号",
    article="xkf.32.1.5",
    promised=Limit(value=Decimal(2)),
    statutory=Limit(value=Decimal(40), unit="calendar_days"),
    lead="甲",
    steps=(STEP,),
)


def test_a_case_that_is_not_accepted_has_no_dates() -> None:
    row = one(rows((0, OPENED)), "service_case")
    assert (row["promised_due"], row["statutory_due"]) == (None, None)
    # Only the day until when something has to be said to the applicant.
    assert row["last_due"] == row["answer_by"] == "2026-11-30"
    assert (row["number"], row["holders"], row["provisional"]) == (None, "", 0)


def test_an_accepted_case_has_its_dates_numbers_and_legs() -> None:
    found = rows((0, OPENED), (60, ACCEPTED))
    row = one(found, "service_case")
    assert (row["promised_due"], row["statutory_due"]) == ("2026-11-25", "2027-01-04")
    assert row["last_due"] == "2027-01-04"
    assert row["provisional"] == 1
    assert row["holders"] == "甲"
    assert one(found, "leg")["state"] == "waiting"
    assert one(found, "leg")["due"] is None
    numbers = {key for name, key in found if name == "document"}
    assert numbers == {("h", "case", 20261123, 1), ("h", "acceptance", 2026, 1)}


def test_a_leg_that_is_sent_late_is_the_last_date() -> None:
    sent = ops.CaseDispatched(steps=("visit",))
    late = 60 * 86_400.0
    found = rows((0, OPENED), (60, ACCEPTED), (late, sent))
    assert one(found, "leg")["due"] == one(found, "service_case")["last_due"] == "2027-01-27"


def test_without_a_calendar_there_are_no_dates() -> None:
    derive = Derive("h1/desk1", calendar=None, unseal=DERIVE.unseal)
    found = rows(
        (0, OPENED), (60, ACCEPTED), (70, ops.CaseDispatched(steps=("visit",))), derive=derive
    )
    assert one(found, "service_case")["last_due"] is None
    assert one(found, "leg")["due"] is None


def test_undone_numbers_stay_used() -> None:
    found = rows((0, OPENED), (60, ACCEPTED), (70, ops.CaseUndone(undoes="h:2")))
    assert one(found, "service_case")["number"] is None
    assert {row["number"] for (name, _), row in found.items() if name == "document"} == {
        "511602-20261123-0001",
        "受字〔2026〕1号",
    }


def test_a_person_without_a_key_is_empty() -> None:
    op = ops.PersonRecorded(sealed="张三", certificate_type="111")
    assert one(rows((0, op)), "person")["name"] == "张三"
    closed = Derive("h1/desk1", calendar=None, unseal=lambda _subject, _sealed: None)
    assert one(rows((0, op), derive=closed), "person")["name"] == ""


@pytest.mark.parametrize(
    ("entity", "acts"),
    [
        pytest.param("h:1", [(0.0, ISSUED)], id="ticket"),
        pytest.param("h:1", [(0.0, OPENED), (1.0, ACCEPTED)], id="case"),
        pytest.param(
            "h:1", [(0.0, ops.PersonRecorded(sealed="", certificate_type="111"))], id="person"
        ),
        pytest.param("window/1", [(0.0, ops.WindowOpened(account="a"))], id="window"),
        pytest.param("account/a", [(0.0, ops.AccountAdded(name="a", role="clerk"))], id="account"),
    ],
)
def test_every_row_has_exactly_its_tables_columns(
    entity: str, acts: list[tuple[float, Op]]
) -> None:
    found = rows(*acts, entity=entity)
    assert found
    for (name, key), row in found.items():
        assert set(row) == {each.name for each in Schema.tables[name].columns}
        keys = [each.name for each in Schema.tables[name].primary_key]
        assert key == tuple(row[each] for each in keys)
