"""Histories of cases for these tests: the usual ops, and the fold of a run of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from window_desk.catalogue import data_folder
from window_desk.catalogue.settings import load_notices
from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case import Case
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.item import Bilingual, Limit, Step
from window_desk.domain.ops import Defect, Op, PaperCheck, Recorded

START = datetime(2026, 11, 23, 9, 0, tzinfo=CENTRE_TIME)
CALENDAR = WorkingCalendar(load_notices(data_folder() / "calendar"))


def step(code: str, *needs: str) -> Step:
    """A step of two days at a department of its own."""
    return Step(
        code=code, name=Bilingual(zh=code), department=f"{code}局", days=Decimal(2), needs=needs
    )


OPENED = ops.CaseOpened(item="T-1", item_version=2, applicant="h:90")
CHECKED = ops.CasePapersChecked(
    checks=(PaperCheck("form", "received"), PaperCheck("map", "promised"))
)
CORRECTED = ops.CaseCorrectionNotified(
    document="补字〔2026〕1号", defects=(Defect(material="form", state="missing"),)
)
RETURNED = ops.CaseCorrectionsReturned()
ACCEPTED = ops.CaseAccepted(
    number="511602-20261123-0001",
    document="受字〔2026〕1号",
    article="yshj.40",
    promised=Limit(value=Decimal(5)),
    statutory=Limit(value=Decimal(20)),
    lead="甲局",
    steps=(step("a"), step("b"), step("c", "a", "b")),
    promises=("map",),
    supply_by=date(2026, 11, 30),
)
SENT = ops.CaseDispatched(steps=("a", "b"))
GRANTED = ops.CaseDecided(outcome="granted", document="决字〔2026〕1号")
REFUSED = ops.CaseDecided(
    outcome="refused", document="决字〔2026〕1号", reason="理由", alternative="改用另一处场所"
)
SERVED = ops.CaseServed(document="送字〔2026〕1号")
WITHDRAWN = ops.CaseWithdrawn(reason="不办了")
AWAY = ops.CaseTurnedAway(
    form="not_ours", document="不受字〔2026〕1号", article="xkf.32.1.2", reason="理由",
    body="市局", alternative="到市局窗口",
)  # fmt: skip


def suspended(day: int, **more: object) -> ops.CaseSuspended:
    """The clock is stopped from that day of November or, past 30, December on."""
    start = date(2026, 11, 1) + timedelta(days=day - 1)
    fields = {"ground": "testing", "document": f"特字〔2026〕{day}号", "days": 5, **more}
    return ops.CaseSuspended(start=start, **fields)  # type: ignore[arg-type]  # a test's words


def resumed(suspension: int, day: int) -> ops.CaseResumed:
    """The suspension that the op with that place began ended on that day."""
    return ops.CaseResumed(
        suspension=f"h:{suspension}", end=date(2026, 11, 1) + timedelta(days=day - 1)
    )


EXTENDED = ops.CaseExtended(
    days=Decimal(10), by="agency", approver="王局长", reason="案情复杂", document="延字〔2026〕1号"
)


def folded(run: Iterable[tuple[datetime, str, Op | None]]) -> Case:
    """The case after these acts, at their times and by their accounts; None opens it."""
    return cases.fold(
        Recorded(id=f"h:{place}", at=at, by=by, op=OPENED if op is None else op)
        for place, (at, by, op) in enumerate(run)
    )


def fold(*acts: Op) -> Case:
    """The case after its opening and these acts, a minute apart, each by another account."""
    return folded(
        (START + timedelta(minutes=place), f"acc{place}", op)
        for place, op in enumerate((None, *acts))
    )


def undone(*acts: Op) -> Case:
    """The case after these acts, of which the last is undone."""
    return fold(*acts, ops.CaseUndone(undoes=f"h:{len(acts)}"))
