"""What the law or a rule of the house does by itself when a day has passed, recorded as acts.

Doing it twice does nothing: an act takes away the reason for which its case was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal

import msgspec

from window_desk.domain import case as cases
from window_desk.domain import case_clocks, case_terms, checklist, clock, ops
from window_desk.domain.case import Case
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.item import ServiceItem
from window_desk.services.accepting import acceptance, included_children
from window_desk.services.going_on import decide_bundle, send_what_waited
from window_desk.services.intake import pinned_item
from window_desk.services.sending import send_legs, send_ready
from window_desk.storage import due, reads
from window_desk.storage.change import Change, Look
from window_desk.storage.desk import Desk

doer = "desk"
"""By whom these acts are recorded: nobody did them."""

article = "xkf.32.1.4"
"""Silence for five working days accepts an application as of the day of receipt."""

broken_promise = "容缺承诺的材料逾期未交，视为撤回申请"
silent_applicant = "逾期未补正，视为撤回申请"
silent_by_item = "逾期未反馈意见，按本事项规定视为同意"
silent_by_centre = "逾期未反馈意见，按本中心规定视为同意"
"""The reasons as they stand in the log and on paper."""

What = Literal["accepted", "promise_broken", "withdrawn", "leg_agreed", "leg_sent", "decided"]


class DueAct(msgspec.Struct, frozen=True):
    """One thing that was done: with which case, what, and for a leg which step."""

    case: str
    number: str
    what: What
    step: str = ""


class DueRun(msgspec.Struct, frozen=True):
    """What a run did, and the cases in which nobody said that the application ends here."""

    done: tuple[DueAct, ...] = ()
    left: tuple[str, ...] = ()


def run_due(desk: Desk) -> DueRun:
    """Do everything whose day has passed; each case in a transaction of its own."""
    with desk.look() as look:
        jobs = list(_jobs(look))
    return _run(desk, jobs)


def run_answered(desk: Desk) -> DueRun:
    """Go on where the answers of departments' own desks have arrived; cheap where none have."""
    with desk.look() as look:
        jobs = list(_answered(look))
    return _run(desk, jobs)


def _run(desk: Desk, jobs: Sequence[tuple[str, Job]]) -> DueRun:
    done: list[DueAct] = []
    left: list[str] = []
    for identity, job in jobs:
        with desk.change(by=doer) as tx:
            if tx.closed(identity) is not None:
                # Another desk's: it does what is due there.
                continue
            # Somebody may have acted since it was found.
            found = job(tx, tx.case(identity))
        done += found or ()
        if found is None:
            left.append(identity)
    return DueRun(tuple(done), tuple(left))


Job = Callable[[Change, Case], tuple[DueAct, ...] | None]
"""Does what is due with a case; None where a person has to."""


def _jobs(look: Look) -> Iterator[tuple[str, Job]]:
    policies, yesterday = look.centre.policies, look.today - timedelta(days=1)
    for identity, _by in due.unanswered(look.connection, yesterday):
        yield identity, _accept
    for identity in due.late_promises(look.connection, look.today):
        yield identity, _break_promise
    if policies.correction_silence == "deemed_withdrawn":
        # So many working days are never fewer calendar days.
        before = look.today - timedelta(days=policies.correction_working_days)
        for identity in due.long_in_correction(look.connection, before):
            yield identity, _withdraw_silent
    for late in due.cases_with_late_legs(look.connection, look.today):
        # Folding every late case would cost more than asking its item first.
        item = reads.item(look.connection, late.item, late.version)
        own = item.missing_opinion if item is not None else ""
        if (own or policies.missing_opinion) == "deemed_consent":
            yield late.case, _agree_silent
    yield from _answered(look)


def _answered(look: Look) -> Iterator[tuple[str, Job]]:
    for identity in due.answered_elsewhere(look.connection, look.home):
        yield identity, _go_on


def _go_on(tx: Change, case: Case) -> tuple[DueAct, ...]:
    """Send what waited for the answer of another desk, and decide a bundle that it completed."""
    sent = tuple(
        DueAct(case.id, case.number, "leg_sent", step) for step in send_what_waited(tx, case)
    )
    is_decided = decide_bundle(tx, tx.case(case.id))
    return (*sent, DueAct(case.id, case.number, "decided")) if is_decided else sent


def _accept(tx: Change, case: Case) -> tuple[DueAct, ...] | None:
    """Accept as of the day of receipt, because nobody said anything within five working days."""
    last = case_terms.answer_by(case, tx.calendar)
    if last is None or tx.today <= last:
        return ()
    item = pinned_item(tx, case)
    verdict = checklist.judge(item, case.answers, case.checks)
    if verdict.outcome in ("not_required", "not_ours"):
        # Silence about papers accepts; it neither makes a permit needed nor a body competent.
        return None
    op = acceptance(
        tx, item, case.answers, verdict,
        window=case.window, children=included_children(tx, case),
    )  # fmt: skip
    op = msgspec.structs.replace(
        op, article=article, accepted_on=case.received_on, deemed=True,
        supply_by=_supply_by(tx, case, item) if op.promises else None,
    )  # fmt: skip
    tx.record(op, on=case.id)
    send_legs(tx, case.id, cases.ready_legs(tx.case(case.id)))
    return (DueAct(case.id, op.number, "accepted"),)


def _supply_by(tx: Change, case: Case, item: ServiceItem) -> date:
    assert item.promised is not None, "only items with a guide are opened"
    latest = clock.due(tx.calendar, case.received_on, item.promised).date
    return max(tx.today, latest)


def _break_promise(tx: Change, case: Case) -> tuple[DueAct, ...]:
    """Record that promised papers did not come, and what the item makes of it."""
    if case_terms.promise_of(case) != "open":
        return ()
    assert case.supply_by is not None, "an open promise has its day"
    if tx.today <= case.supply_by:
        return ()
    tx.record(ops.CasePromiseBroken(materials=case.promises), on=case.id)
    broken = DueAct(case.id, case.number, "promise_broken")
    if pinned_item(tx, case).late_promise != "withdrawn":
        return (broken,)
    tx.record(ops.CaseWithdrawn(reason=broken_promise, deemed=True), on=case.id)
    return (broken, DueAct(case.id, case.number, "withdrawn"))


def _withdraw_silent(tx: Change, case: Case) -> tuple[DueAct, ...]:
    """Take the application as withdrawn: what was asked for did not come in time."""
    if case.state != "correction" or case.returned_at is not None:
        return ()
    told = case.rounds[-1].at.astimezone(CENTRE_TIME).date()
    if tx.today <= tx.calendar.add(told, tx.centre.policies.correction_working_days):
        return ()
    tx.record(ops.CaseWithdrawn(reason=silent_applicant, deemed=True), on=case.id)
    return (DueAct(case.id, case.number, "withdrawn"),)


def _agree_silent(tx: Change, case: Case) -> tuple[DueAct, ...]:
    """Take the silence of supporting departments as consent; the lead has to speak itself.

    What silence means is the item's rule, and where it has none the centre's; the reason says so.
    """
    policy = case.missing_opinion or tx.centre.policies.missing_opinion
    if case.state != "under_review" or policy != "deemed_consent":
        return ()
    said = silent_by_item if case.missing_opinion else silent_by_centre
    done = tuple(each.step.code for each in case.legs if _is_silent(tx, case, each))
    for step in done:
        op = ops.CaseLegAnswered(step=step, outcome="agreed", reason=said, deemed=True)
        tx.record(op, on=case.id)
    if done:
        send_ready(tx, case)
    return tuple(DueAct(case.id, case.number, "leg_agreed", step) for step in done)


def _is_silent(tx: Change, case: Case, leg: cases.Leg) -> bool:
    limit = case_clocks.leg_due(case, leg, tx.calendar, tx.today)
    is_late = limit is not None and limit.date < tx.today
    return leg.state == "open" and leg.step.department != case.lead and is_late
