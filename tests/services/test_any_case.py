"""Any history of a case's ledger, and any notice, leave rows that are what the ops add up to."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, ClassVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.support import Clock, assert_sound, copy_desk
from window_desk.catalogue import data_folder
from window_desk.catalogue.settings import load_centre, load_notices
from window_desk.domain import case as cases
from window_desk.domain import case_clocks, case_terms, clock, ops
from window_desk.domain.actor import Actor
from window_desk.domain.calendar import Day, Notice, WorkingCalendar
from window_desk.domain.case import Act, Case
from window_desk.domain.item import Bilingual, Limit, Step
from window_desk.domain.ops import Op, PaperCheck
from window_desk.services import publishing
from window_desk.storage import derived, project_case
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk, make_desk

ADMIN = Actor("admin", "", "admin")
NAME = Bilingual(zh="试验", en="trial")
DATED = ("promised_due", "statutory_due", "answer_by", "serve_by", "last_due", "provisional")

Dates = dict[str, tuple[Any, ...]]


def step(code: str, days: int, *needs: str) -> Step:
    """A step at a department of its own."""
    return Step(code, Bilingual(zh=code), f"{code}局", Decimal(days), needs)


def accepted(tx: Change, days: int, *, promises: bool, calendar_days: bool) -> ops.CaseAccepted:
    """An acceptance with limits of that length."""
    unit: Any = "calendar_days" if calendar_days else "working_days"
    return ops.CaseAccepted(
        number=tx.next_number("case"),
        document=tx.next_number("acceptance"),
        article="xkf.32.1.5",
        promised=Limit(Decimal(days), unit),
        statutory=Limit(Decimal(days + 10), unit),
        lead="甲局",
        steps=(step("a", 2), step("b", 4, "a")),
        promises=("map",) if promises else (),
        supply_by=tx.today + timedelta(days=7) if promises else None,
    )


ACTS: dict[Act, Callable[[Change, Case, int], Op]] = {
    "check": lambda tx, case, n: ops.CasePapersChecked(
        checks=(PaperCheck("map", "received" if n % 2 else "missing"),)
    ),
    "accept": lambda tx, case, n: accepted(
        tx, n % 30, promises=n % 3 == 0, calendar_days=n % 4 == 0
    ),
    "correct_on_spot": lambda tx, case, n: ops.CaseCorrectedOnSpot("map", "补签名"),
    "give_receipt": lambda tx, case, n: ops.CaseReceiptGiven(
        document=tx.next_number("receipt"), papers=("map",)
    ),
    "note_licence": lambda tx, case, n: ops.CaseLicenceNoted(tx.today + timedelta(days=n)),
    "commit": lambda tx, case, n: ops.CaseCommitted(
        document=tx.next_number("commitment"), conditions=("条件",), check_by=date(2027, 1, 4)
    ),
    "correct": lambda tx, case, n: ops.CaseCorrectionNotified(
        document=tx.next_number("correction"), defects=(ops.Defect("map", "missing"),)
    ),
    "return_corrections": lambda tx, case, n: ops.CaseCorrectionsReturned(),
    "refuse": lambda tx, case, n: ops.CaseTurnedAway(
        form="not_required", document=tx.next_number("turned_away"), article="xkf.32.1.1",
        reason="无需许可", alternative="直接开业",
    ),
    "withdraw": lambda tx, case, n: ops.CaseWithdrawn(deemed=n % 2 == 0),
    "hand_over": lambda tx, case, n: ops.CaseHandedOver(to=f"clerk{n}"),
    "dispatch": lambda tx, case, n: ops.CaseDispatched(steps=("a", "b")[: 1 + n % 2]),
    "review": lambda tx, case, n: ops.CaseLegAnswered(
        step="ab"[n % 2], outcome="agreed", deemed=n % 3 == 0
    ),
    "suspend": lambda tx, case, n: ops.CaseSuspended(
        ground="testing", start=tx.today - timedelta(days=n % 4), days=n,
        document=tx.next_number("suspension"),
        counting="from_start" if n % 3 == 0 else "after_start",
    ),
    "resume": lambda tx, case, n: _resumed(tx, case, n),
    "extend": lambda tx, case, n: ops.CaseExtended(
        days=Decimal(n % 16), by="agency", approver="局长", reason="复杂",
        document=tx.next_number("extension"),
    ),
    "restart": lambda tx, case, n: ops.CaseRestarted(on=tx.today, reason="重报", basis="规定"),
    "amend": lambda tx, case, n: _amended(tx, n),
    "decide": lambda tx, case, n: ops.CaseDecided(
        outcome="refused" if n % 3 == 0 else "granted", document=tx.next_number("decision"),
        reason="理由", alternative="另选场所",
    ),
    "serve": lambda tx, case, n: ops.CaseServed(document=tx.next_number("service")),
    "check_commitment": lambda tx, case, n: ops.CaseCommitmentChecked(
        outcome="false" if n % 2 else "kept"
    ),
    "see_late_request": lambda tx, case, n: ops.CaseLateRequestSeen(
        document=case.rounds[-1].document if case.rounds else "", note="已看"
    ),
    "review_no": lambda tx, case, n: ops.CaseNoReviewed(outcome="stands", note="已看"),
    "add_leg": lambda tx, case, n: ops.CaseLegAdded(step=step(f"x{n}", 1 + n % 3), reason="涉及"),
    "assign": lambda tx, case, n: ops.CaseLegAssigned(step="ab"[n % 2], to=f"officer{n}"),
    "ask_more": lambda tx, case, n: ops.CaseMoreAsked(
        step="ab"[n % 2], asked=(ops.Asked("map", "不清"),)
    ),
    "notify_more": lambda tx, case, n: ops.CaseMoreNotified(
        document=tx.next_number("request"), steps=("a", "b")[: 1 + n % 2]
    ),
    "return_more": lambda tx, case, n: ops.CaseMoreReturned(),
    "remind": lambda tx, case, n: ops.CaseReminded(step="ab"[n % 2]),
    "call_meeting": lambda tx, case, n: ops.CaseMeetingCalled(
        meets=tx.now + timedelta(days=n), place="三楼", steps=("a", "b")
    ),
    "hold_meeting": lambda tx, case, n: ops.CaseMeetingHeld(
        meeting=case.meetings[-1].id if case.meetings else "", minutes="同意",
        attendance=(ops.Attendee("周工", "a局"),), opinions=(ops.Opinion("a", "agreed", "周工"),),
        document=tx.next_number("minutes"),
    ),
    "cancel_meeting": lambda tx, case, n: ops.CaseMeetingCancelled(
        meeting=case.meetings[-1].id if case.meetings else "", reason="改期"
    ),
}  # fmt: skip


CLOCK_ACTS: tuple[Act, ...] = ("suspend", "resume", "extend", "restart", "amend")


def _resumed(tx: Change, case: Case, n: int) -> Op:
    running = [each for each in case.suspensions if each.end is None]
    if not running:
        return ops.CasePromiseBroken(materials=("map",))
    chosen = running[n % len(running)]
    return ops.CaseResumed(suspension=chosen.id, end=max(chosen.start, tx.today))


def _amended(tx: Change, n: int) -> Op:
    if n % 3 == 0:
        return ops.CaseAmendmentAsked(reason="日期录错", accepted_on=tx.today)
    if n % 3 == 1:
        return ops.CaseAmendmentRefused(reason="没有错")
    day = tx.today - timedelta(days=n % 10)
    document = tx.next_number("acceptance")
    if n % 2:
        return ops.CaseAmended(reason="日期录错", document=document, accepted_on=day)
    return ops.CaseAmended(
        reason="事项选错", document=document, item="T-2", item_version=1,
        promised=Limit(Decimal(n % 20)), statutory=Limit(Decimal(30)), lead="乙局",
        steps=(step("a", 3),),
    )  # fmt: skip


class Ledger(RuleBasedStateMachine):
    """A few cases, every act that their state allows, and notices that come in between."""

    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="window-desk-ledger-"))
        self.clock = Clock()
        self.desk = Desk(copy_desk(self.template, self.folder / "desk.db"), self.clock)
        self.cases: list[str] = []
        self.last: tuple[str, str, dict[str, Any]] | None = None

    def teardown(self) -> None:
        """Close the desk."""
        self.desk.close()
        shutil.rmtree(self.folder)

    def row(self, case: str) -> dict[str, Any]:
        """A case's row without which op was its last."""
        with self.desk.read() as connection:
            found = connection.execute("SELECT * FROM service_case WHERE id = ?", (case,))
            names = [each[1] for each in connection.execute("PRAGMA table_info(service_case)")]
            row = dict(zip(names, found.one(), strict=True))
        return {name: row[name] for name in row if not name.startswith("last")}

    def dates(self) -> Dates:
        """Every date of every case as it is indexed, and those of the legs."""
        with self.desk.read() as connection:
            listed = ", ".join(DATED)
            found = connection.execute(f"SELECT id, {listed} FROM service_case")
            rows = {str(row[0]): tuple(row[1:]) for row in found}
            legs = connection.execute('SELECT "case", step, due FROM leg ORDER BY "case", step')
            for case, *due in legs:
                rows[case] = (*rows[case], tuple(due))
        return rows

    @initialize(count=st.integers(1, 3), n=st.integers(0, 60))
    def some_cases(self, count: int, n: int) -> None:
        """The desk does not begin empty."""
        for which in range(count):
            self.open()
            self.act(which, "accept", n + which)
            self.act(which, "dispatch", n)

    @rule()
    def open(self) -> None:
        """Somebody applies."""
        with self.desk.change(by="clerk1") as tx:
            self.cases.append(tx.record(ops.CaseOpened("T-1", 1, "h1/desk1:1")))
        self.last = None

    @rule(which=st.integers(0, 9), act=st.sampled_from(sorted(ACTS)), n=st.integers(0, 60))
    def act(self, which: int, act: Act, n: int) -> None:
        """Something happens to a case, if its state allows it."""
        case = self.cases[which % len(self.cases)]
        before = self.row(case)
        with self.desk.change(by="clerk1") as tx:
            found = tx.case(case)
            if found.state not in cases.allowed_from[act]:
                return
            op = ACTS[act](tx, found, n)
            place = len(tx.history(case))
            tx.record(op, on=case)
            recorded = tx.history(case)[place].id
        self.last = (case, recorded, before)

    @rule(which=st.integers(0, 9), n=st.integers(0, 60), days=st.integers(0, 20))
    def stop_for(self, which: int, n: int, days: int) -> None:
        """A special procedure was carried out, from its first day to its last."""
        case = self.cases[which % len(self.cases)]
        with self.desk.change(by="clerk1") as tx:
            found = tx.case(case)
            # The service lets no second suspension begin while one lasts.
            if found.state != "under_review" or found.suspended_since:
                return
            begun = ACTS["suspend"](tx, found, n)
            assert isinstance(begun, ops.CaseSuspended)
            place = len(tx.history(case))
            tx.record(begun, on=case)
            suspension = tx.history(case)[place].id
            tx.record(ops.CaseResumed(suspension, begun.start + timedelta(days=days)), on=case)
        self.last = None

    @rule(which=st.integers(0, 9), act=st.sampled_from(CLOCK_ACTS), n=st.integers(0, 60))
    def move_a_clock(self, which: int, act: Act, n: int) -> None:
        """What moves limits happens more often here than in a hall."""
        self.act(which, act, n)

    @precondition(lambda self: self.last)
    @rule()
    def undo(self) -> None:
        """The last act is taken back, and the row is the one before it."""
        assert self.last is not None
        case, op, before = self.last
        with self.desk.change(by="clerk1") as tx:
            tx.record(ops.CaseUndone(undoes=op), on=case)
        self.last = None
        assert self.row(case) == before

    @rule(days=st.integers(1, 12))
    def wait(self, days: int) -> None:
        """Time passes."""
        if self.clock.now.date() < date(2027, 6, 1):
            self.clock.advance(days=days)

    @rule(
        day=st.dates(date(2026, 11, 10), date(2027, 3, 1)),
        off=st.booleans(),
        year=st.sampled_from([2026, 2027]),
    )
    def notice(self, day: date, off: bool, year: int) -> None:
        """A notice comes: what it moves is moved and said, and nothing else is touched."""
        if not date(year - 1, 12, 1) <= day <= date(year, 12, 31):
            return
        with self.desk.look() as look:
            old = look.calendar
            there = [each for each in old.notices if each.year == year]
            named = {each.date: each for each in (there[0].days if there else ())}
            named[day] = Day(day, NAME, off)
            notice = Notice(year, ("试验",), date(year, 12, 31), tuple(named.values()))
            new = old.with_notice(notice)
            before = {case: look.case(case) for case in self.cases}
            looked_at = set(derived.affected_by(look, notice))
            today = look.today
        rows = self.dates()
        moved = publishing.import_notice(self.desk, ADMIN, notice)
        after = self.dates()
        differing = {case for case in self.cases if rows[case] != after[case]}
        expected = {
            case for case in self.cases if by_hand(before[case], old) != by_hand(before[case], new)
        }
        assert differing == expected
        assert differing <= looked_at
        open_and_moved = {
            case
            for case in self.cases
            if before[case].state == "under_review"
            and as_of(before[case], old, today) != as_of(before[case], new, today)
        }
        assert {each.case for each in moved} == open_and_moved
        self.last = None

    @invariant()
    def everything_made_again_is_the_same(self) -> None:
        """Fold and projection agree, byte for byte."""
        assert_sound(self.desk)

    @invariant()
    def the_index_is_what_the_clock_says(self) -> None:
        """What lists show equals what is derived from the case."""
        with self.desk.look() as look:
            for case in self.cases:
                row = self.row(case)
                found = look.case(case)
                promised, statutory = limits(found, look.calendar)
                assert (row["promised_due"], row["statutory_due"]) == (promised, statutory)


def limits(case: Case, calendar: WorkingCalendar) -> tuple[str | None, str | None]:
    """Both due dates as text, by the clock alone."""

    def last(limit: Limit | None) -> str | None:
        if limit is None or case.accepted_on is None:
            return None
        return clock.due(calendar, case.accepted_on, limit, case.ledger).date.isoformat()

    return last(case.promised), last(case.statutory)


def as_of(case: Case, calendar: WorkingCalendar, today: date) -> tuple[object, ...]:
    """Both due dates as they stand on a day: a suspension that lasts counts up to it."""
    if case.suspended_since is None:
        return limits(case, calendar)
    explained = (
        case_clocks.explain(case, limit, calendar, today)
        for limit in (case.promised, case.statutory)
        if limit
    )
    return tuple(each and each.due.date for each in explained)


def by_hand(case: Case, calendar: WorkingCalendar) -> tuple[object, ...]:
    """Every date of a case that a calendar has a part in, and whether it is provisional."""
    stops = [each for each in case.ledger if isinstance(each, clock.Suspension)]
    legs = [
        clock.due(calendar, each.dispatched_at.date(), clock.Budget(each.step.days), stops).date
        for each in case.legs
        if each.dispatched_at
    ]
    provisional = case.accepted_on is not None and any(
        clock.due(calendar, case.accepted_on, limit, case.ledger).provisional
        for limit in (case.promised, case.statutory)
        if limit
    )
    terms = (case_terms.answer_by(case, calendar), case_terms.serve_by(case, calendar))
    return (*limits(case, calendar), *terms, *legs, provisional)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> type[Ledger]:
    """Desks with settings and the working days of this year, and nothing else."""
    path = tmp_path_factory.mktemp("ledger") / "desk.db"
    desk = make_desk(path, "h1/desk1", Clock())
    with desk.change(by="setup") as tx:
        publishing.put_centre(tx, load_centre(data_folder() / "centre" / "demo.toml"))
        for each in load_notices(data_folder() / "calendar")[-2:]:
            publishing.put_notice(tx, each)
    desk.close()
    Ledger.template = path
    return Ledger


def test_any_history(ledger: type[Ledger]) -> None:
    run_state_machine_as_test(ledger, settings=settings(max_examples=12, stateful_step_count=25))


@pytest.mark.parametrize("wrong", ["a notice is not followed", "the ledger is forgotten"])
def test_a_date_left_behind_would_be_noticed(
    ledger: type[Ledger], monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    if wrong == "a notice is not followed":
        monkeypatch.setattr(derived, "affected_by", lambda view, notice: [])
    else:
        monkeypatch.setattr(
            project_case, "_due", lambda calendar, day, limit, _=(): clock.due(calendar, day, limit)
        )
    with pytest.raises(AssertionError):
        run_state_machine_as_test(
            ledger,
            # Finding it is enough; the shortest way to it is not asked for.
            settings=settings(
                max_examples=50, stateful_step_count=30, phases=[Phase.generate], derandomize=True
            ),
        )
