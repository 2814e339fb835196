"""What an acceptance says: its numbers, limits and route, or what stands against it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from window_desk.domain import acceptance as rule
from window_desk.domain import checklist, clock, ops
from window_desk.domain.bundle import child_of
from window_desk.domain.case import Case
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Child, Limit, ServiceItem
from window_desk.services.judging import promise_refused
from window_desk.storage import items
from window_desk.storage.change import Change


def acceptance(
    tx: Change,
    item: ServiceItem,
    answers: Mapping[str, str],
    verdict: checklist.Verdict,
    *,
    window: str,
    supply_by: date | None = None,
    accepted_on: date | None = None,
    children: tuple[Child, ...] = (),
) -> ops.CaseAccepted:
    """The acceptance that a verdict allows, with its numbers, its limits and its route.

    `accepted_on` is day 0 of the limits, by default today; `children` are the items of a bundle.
    """
    assert item.promised is not None, "only items with a guide are opened"
    day_zero = accepted_on or tx.today
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
        joins=item.joins,
        missing_opinion=item.missing_opinion,
        children=children,
        promises=promises,
        supply_by=_supply_by(tx, item.promised, day_zero, supply_by) if promises else None,
        window=window,
        accepted_on=None if day_zero == tx.today else day_zero,
    )


def included_children(tx: Change, case: Case) -> tuple[Child, ...]:
    """The items of a bundle's case that its answers include, as they are decided one by one."""
    if not case.pinned:
        return ()
    found = items.parts_of(tx.connection, case)
    return tuple(child_of(each.item) for each in found if each.included)


def check_acceptable(item: ServiceItem, verdict: checklist.Verdict, name: rule.Name) -> None:
    """Raise `RuleBroken` when this form of acceptance is not open, with what stands against it."""
    way = verdict.way(name)
    if way.allowed:
        return
    if way.why == "licence":
        raise RuleBroken(
            "case.licence",
            "This renewal needs the last day of the licence first.",
            hint="Note it: undecided by then, the renewal counts as granted.",
            article="xkf.50",
        )
    if way.why in ("broken_promise", "false_declaration"):
        is_promise = way.why == "broken_promise"
        raise promise_refused(way.source if is_promise else "", way.source)
    raise _not_acceptable(item, verdict)


def _not_acceptable(item: ServiceItem, verdict: checklist.Verdict) -> RuleBroken:
    names = {each.code: each.name for each in item.materials}
    named = [names[each.code] for each in verdict.grounds if each.code in names]
    return RuleBroken(
        f"case.{verdict.outcome}",
        "This case cannot be accepted: {outcome}{papers}.",
        hint=way_out[verdict.outcome],
        article=verdict.article,
        outcome=outcome_labels[verdict.outcome],
        papers=(
            "：" * bool(named) + "、".join(each.zh for each in named),
            ": " * bool(named) + ", ".join(each.text("en") for each in named),
        ),
    )


way_out: dict[checklist.Outcome, str] = {
    "open": "Look at every paper first.",
    "correct": "Tell the applicant once everything that has to be corrected.",
    "not_required": "Say that no permit is needed.",
    "not_ours": "Name the competent body.",
}
"""What to do instead, by verdict."""

outcome_labels: dict[checklist.Outcome, tuple[str, str]] = {
    "open": ("材料未核对完", "papers not looked at"),
    "accept": ("予以受理", "accept"),
    "conditional": ("容缺受理", "accept with papers to follow"),
    "correct": ("一次性告知补正", "corrections needed"),
    "not_required": ("无需许可，不受理", "no permit needed"),
    "not_ours": ("不属本机关职权，不予受理", "not within our power"),
}
"""Each verdict's words in Chinese and English."""


def _supply_by(tx: Change, promised: Limit, day_zero: date, wished: date | None) -> date:
    latest = clock.due(tx.calendar, day_zero, clock.Budget.of(promised)).date
    day = wished or latest
    if not tx.today <= day <= latest:
        raise RuleBroken(
            "case.supply_by",
            "The promised papers have to come from {today} to {latest}, not on {day}.",
            hint="Choose a day that is not after the promised date.",
            article=rule.articles["conditional"],
            today=tx.today,
            latest=latest,
            day=day,
        )
    return day
