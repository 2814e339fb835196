"""The acts at the window on a case: accept, settle, ask for corrections, turn away, hand out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import msgspec

from window_desk.domain import case as cases
from window_desk.domain import checklist, clock, ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Limit, ServiceItem
from window_desk.domain.saying_no import check_alternative
from window_desk.domain.text import clean_text, require_text
from window_desk.services.intake import pinned_item, require_case
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk


def accept(desk: Desk, actor: Actor, case: str, *, supply_by: date | None = None) -> Case:
    """Accept a case, at once sent to every department that can begin.

    With promised papers (容缺受理) `supply_by` says until when they come, by default the
    promised date; a later day is refused.
    """
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        _accept(tx, actor, found, supply_by)
        return tx.case(found.id)


def settle(desk: Desk, actor: Actor, case: str) -> Case:
    """Accept, grant and hand out an instant item on the spot (即办件), in one act."""
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        item = pinned_item(tx, found)
        if item.kind != "instant":
            raise RuleBroken(
                "case.not_instant",
                "{name} is not decided on the spot.",
                hint="Accept it; its departments decide.",
                article="xkf.34",
                name=(item.name.zh, item.name.text("en")),
            )
        _accept(tx, actor, found, None)
        accepted = tx.case(found.id)
        if accepted.promises:
            raise RuleBroken(
                "case.promised_papers",
                "{count} promised papers have not come yet.",
                hint="Accept it with the promise; decide when the papers are here.",
                count=len(accepted.promises),
            )
        for leg in accepted.legs:
            tx.record(ops.CaseLegAnswered(step=leg.step.code, outcome="agreed"), on=found.id)
        tx.record(
            ops.CaseDecided(outcome="granted", document=tx.next_number("decision")), on=found.id
        )
        tx.record(ops.CaseServed(document=tx.next_number("service")), on=found.id)
        return tx.case(found.id)


def _accept(tx: Change, actor: Actor, case: Case, supply_by: date | None) -> None:
    cases.check_act(case, "accept")
    item = pinned_item(tx, case)
    verdict = checklist.judge(item, case.answers, case.checks)
    if verdict.outcome not in ("accept", "conditional"):
        raise _not_acceptable(item, verdict)
    op = acceptance(tx, item, case.answers, verdict, window=actor.window, supply_by=supply_by)
    tx.record(op, on=case.id)
    ready = cases.ready_legs(tx.case(case.id))
    if ready:
        tx.record(ops.CaseDispatched(steps=ready), on=case.id)


def acceptance(
    tx: Change,
    item: ServiceItem,
    answers: Mapping[str, str],
    verdict: checklist.Verdict,
    *,
    window: str,
    supply_by: date | None = None,
) -> ops.CaseAccepted:
    """The acceptance that a verdict allows, with its numbers, its limits and its route."""
    assert item.promised is not None, "only items with a guide are opened"
    promises = tuple(each.code for each in verdict.grounds if each.what == "promised")
    return ops.CaseAccepted(
        number=tx.next_number("case"),
        document=tx.next_number("acceptance"),
        article=verdict.article,
        promised=item.promised,
        statutory=item.statutory,
        steps=checklist.steps(item, answers),
        lead=item.department,
        instant=item.kind == "instant",
        promises=promises,
        supply_by=_supply_by(tx, item.promised, supply_by) if promises else None,
        window=window,
    )


def _not_acceptable(item: ServiceItem, verdict: checklist.Verdict) -> RuleBroken:
    names = {each.code: each.name for each in item.materials}
    named = [names[each.code] for each in verdict.grounds if each.code in names]
    return RuleBroken(
        f"case.{verdict.outcome}",
        "This case cannot be accepted: {outcome}{papers}.",
        hint=_way_out[verdict.outcome],
        article=verdict.article,
        outcome=outcome_labels[verdict.outcome],
        papers=(
            "：" * bool(named) + "、".join(each.zh for each in named),
            ": " * bool(named) + ", ".join(each.text("en") for each in named),
        ),
    )


_way_out: dict[checklist.Outcome, str] = {
    "open": "Look at every paper first.",
    "correct": "Tell the applicant once everything that has to be corrected.",
    "not_required": "Say that no permit is needed.",
    "not_ours": "Name the competent body.",
}

outcome_labels: dict[checklist.Outcome, tuple[str, str]] = {
    "open": ("材料未核对完", "papers not looked at"),
    "accept": ("予以受理", "accept"),
    "conditional": ("容缺受理", "accept with papers to follow"),
    "correct": ("一次性告知补正", "corrections needed"),
    "not_required": ("无需许可，不受理", "no permit needed"),
    "not_ours": ("不属本机关职权，不予受理", "not within our power"),
}
"""Each verdict's words in Chinese and English."""


def _supply_by(tx: Change, promised: Limit, wished: date | None) -> date:
    latest = clock.due(tx.calendar, tx.today, clock.Budget.of(promised)).date
    day = wished or latest
    if not tx.today <= day <= latest:
        raise RuleBroken(
            "case.supply_by",
            "The promised papers have to come from {today} to {latest}, not on {day}.",
            hint="Choose a day that is not after the promised date.",
            today=tx.today,
            latest=latest,
            day=day,
        )
    return day


def correct(
    desk: Desk, actor: Actor, case: str, late_reasons: Mapping[str, str] | None = None
) -> Case:
    """Tell the applicant, once and completely, everything to correct (行政许可法 art. 32(1)4).

    In a second round a paper that was in order in the first is asked for only with a written
    reason (`late_reasons`, by material).
    """
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "correct")
        item = pinned_item(tx, found)
        verdict = checklist.judge(item, found.answers, found.checks)
        if verdict.outcome != "correct":
            raise RuleBroken(
                "case.nothing_to_correct" if verdict.outcome != "open" else "case.open",
                "A correction notice is not possible now: {outcome}.",
                hint=_way_out.get(verdict.outcome, "Accept the case."),
                article="xkf.32.1.4",
                outcome=outcome_labels[verdict.outcome],
            )
        reasons = {key: clean_text(text) for key, text in (late_reasons or {}).items()}
        defects = checklist.defects(verdict)
        if found.rounds:
            defects = tuple(_in_later_round(item, found, each, reasons) for each in defects)
        notice = ops.CaseCorrectionNotified(document=tx.next_number("correction"), defects=defects)
        tx.record(notice, on=found.id)
        return tx.case(found.id)


def _in_later_round(
    item: ServiceItem, case: Case, defect: ops.Defect, reasons: Mapping[str, str]
) -> ops.Defect:
    asked = {each.material for round_ in case.rounds for each in round_.defects}
    if defect.material in asked:
        return defect
    reason = reasons.get(defect.material, "")
    if not reason:
        name = next(each.name for each in item.materials if each.code == defect.material)
        raise RuleBroken(
            "case.asked_later",
            "{name} was not asked for in the first notice.",
            hint="Accept it as it is, or give the reason why it could not be seen then.",
            article="xkf.32.1.4",
            name=(name.zh, name.text("en")),
        )
    return msgspec.structs.replace(defect, late_reason=reason)


def turn_away(
    desk: Desk,
    actor: Actor,
    case: str,
    reason: str,
    *,
    alternative: str,
    body: str = "",
    form: ops.NoForm | None = None,
) -> Case:
    """Refuse to accept: no permit is needed, or another body is competent and named.

    Missing papers are never a ground (行政许可法 art. 32(1)). The form follows from the
    situations; where they do not say it, `form` does. `alternative` says what the applicant can
    do instead; a supervisor looks at every no.
    """
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "refuse")
        verdict = checklist.judge(pinned_item(tx, found), found.answers, found.checks)
        chosen = verdict.outcome if verdict.outcome in ("not_required", "not_ours") else form
        if chosen is None:
            raise RuleBroken(
                "case.no_ground",
                "Missing or wrong papers are no ground to turn an application away.",
                hint="Ask for corrections, or say that no permit is needed or who is competent.",
                article="xkf.32.1",
            )
        competent = clean_text(body) or verdict.body
        if chosen == "not_ours" and not competent:
            raise RuleBroken(
                "case.body",
                "Name the body that is competent.",
                hint="The applicant has to be told where to go.",
                article="xkf.32.1.2",
            )
        tx.record(
            ops.CaseTurnedAway(
                form="not_ours" if chosen == "not_ours" else "not_required",
                document=tx.next_number("turned_away"),
                article=checklist.articles[chosen],
                reason=require_text(reason, ("理由", "reason")),
                body=competent,
                alternative=check_alternative(alternative),
            ),
            on=found.id,
        )
        return tx.case(found.id)


def withdraw(desk: Desk, actor: Actor, case: str, reason: str = "") -> Case:
    """The applicant takes the application back before it is decided."""
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "withdraw")
        tx.record(ops.CaseWithdrawn(reason=clean_text(reason)), on=found.id)
        return tx.case(found.id)


Manner = Literal["in_person", "post", "electronic"]


def serve(desk: Desk, actor: Actor, case: str, manner: Manner = "in_person") -> Case:
    """Hand out the decision or licence (行政许可法 art. 44)."""
    actor.require("hand_out")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "serve")
        tx.record(ops.CaseServed(document=tx.next_number("service"), manner=manner), on=found.id)
        return tx.case(found.id)
