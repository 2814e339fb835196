"""What may move the limits of a case: suspension, extension, restart, each with its article."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from window_desk.domain import case as cases
from window_desk.domain import clock
from window_desk.domain.actor import Actor
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case import Act, Case, ClockSuspension
from window_desk.domain.errors import Label, RuleBroken
from window_desk.domain.explanation import ground_words
from window_desk.domain.item import Bilingual, Limit, ServiceItem
from window_desk.domain.ops import Extender

permit = "01"
"""The type of items to which 行政许可法 applies (GB/T 39046-2020 A.1)."""

most_days_told = 999
"""The longest time, in working days, that a special procedure can be told to need."""

most_days: dict[Extender, int] = {"agency": 10, "government": 15}
"""Working days by which each may lengthen a limit, once (行政许可法 art. 42)."""

extender_labels: dict[Extender, Label] = {
    "agency": ("本行政机关负责人", "the head of the agency"),
    "government": ("本级人民政府负责人", "the head of the government at its level"),
}
"""Who may lengthen a limit, in Chinese and English."""


class Ground(msgspec.Struct, frozen=True):
    """A ground that stops the clock: what is recorded for it, and its words."""

    code: str
    name: Bilingual


def grounds(item: ServiceItem) -> tuple[Ground, ...]:
    """What may stop the clock of an item: the eight of art. 45 for a permit, else its own list.

    Those that a permit's guide names come first.
    """
    if item.type != permit:
        return tuple(Ground(each.zh, each) for each in item.own_suspensions)
    named = [code for code in ground_words if code in item.special]
    rest = [code for code in ground_words if code not in item.special]
    return tuple(Ground(code, ground_words[code]) for code in (*named, *rest))


def check_actor(case: Case, actor: Actor, act: Act) -> None:
    """Raise `RuleBroken` unless this account may move the limits and the case's state allows it.

    A reviewer of the lead department or of one that has the case does, or a supervisor.
    """
    actor.require("review")
    cases.check_act(case, act)
    away = (each for each in case.legs if each.state in ("open", "asking"))
    holders = {case.lead, *(each.step.department for each in away)}
    if actor.role == "reviewer" and actor.department not in holders:
        raise RuleBroken(
            "case.other_department",
            "This case is not with {department} now.",
            hint="A reviewer of the lead department, or of one with an open leg, does it.",
            department=actor.department,
        )


def check_stoppable(item: ServiceItem) -> tuple[Ground, ...]:
    """The grounds that may stop the item's clock; raises `RuleBroken` where there is none."""
    found = grounds(item)
    if not found:
        raise RuleBroken(
            "clock.no_ground",
            "Nothing stops the clock of {name}: it is no permit, and its guide names no ground.",
            hint="Its time runs on. An admin can add a ground to the guide where a rule gives one.",
            article="xkf.45",
            name=(item.name.zh, item.name.text("en")),
        )
    return found


def check_suspension(
    case: Case, item: ServiceItem, ground: str, start: date, days: int, today: date
) -> str:
    """The ground as it is recorded; raises `RuleBroken` for a suspension that is not lawful.

    Only the procedures of art. 45 stop a permit's clock, with the time they need told in writing
    (`days`, working days). Several may overlap.
    """
    found = check_stoppable(item)
    code = _code_of(found, ground)
    if code is None:
        raise RuleBroken(
            "clock.ground",
            "{ground} does not stop the clock of this item.",
            hint="What stops it: {known}. A visit or a question to another office runs on it.",
            article="xkf.45",
            ground=ground or "-",
            known=_list_of(found),
        )
    if not 0 < days <= most_days_told:
        raise RuleBroken(
            "clock.days_told",
            "{days} is not a number of days from 1 to {most}.",
            hint="Say how many working days the procedure needs: the applicant is told in writing.",
            article="xkf.45",
            days=days,
            most=most_days_told,
        )
    _check_between(case, start, today, "xkf.45")
    return code


def _code_of(found: tuple[Ground, ...], ground: str) -> str | None:
    wanted = ground.strip().lower()
    for each in found:
        words = (each.code.lower(), each.name.zh.lower(), each.name.text("en").lower())
        if wanted in words:
            return each.code
    return None


def _list_of(found: tuple[Ground, ...]) -> Label:
    return (
        "、".join(each.name.zh for each in found),
        ", ".join(each.name.text("en") for each in found),
    )


def _check_between(case: Case, day: date, today: date, article: str) -> None:
    first = case.accepted_on
    assert first is not None, "only accepted cases are under review"
    if case.restart is not None:
        first = max(first, case.restart.on)
    if not first <= day <= today:
        raise RuleBroken(
            "clock.day",
            "{day} is not a day from {first} to {today}.",
            hint="Choose a day since the limit began to count that is not in the future.",
            article=article,
            day=day,
            first=first,
            today=today,
        )


def running(case: Case) -> tuple[ClockSuspension, ...]:
    """The suspensions that still last, the earliest first."""
    found = [each for each in case.suspensions if each.end is None]
    return tuple(sorted(found, key=lambda each: each.start))


def check_running(case: Case) -> tuple[ClockSuspension, ...]:
    """The suspensions that still last; raises `RuleBroken` when the clock runs."""
    found = running(case)
    if not found:
        raise RuleBroken(
            "clock.not_suspended",
            "The clock of this case is not stopped.",
            hint="Only a suspension that still lasts can end.",
            article="xkf.45",
        )
    return found


def check_resume(
    case: Case, item: ServiceItem, end: date, today: date, ground: str = ""
) -> ClockSuspension:
    """The suspension that ends with the day `end`; raises `RuleBroken` when there is none.

    Of several that last, `ground` says which.
    """
    found = check_running(case)
    if ground:
        code = _code_of(grounds(item), ground) or ground
        found = tuple(each for each in found if each.ground == code)
    if not found or (len(found) > 1 and len({each.ground for each in found}) > 1):
        raise RuleBroken(
            "clock.which",
            "Several suspensions last, or none for this ground.",
            hint="Name the ground of the one that ends: {known}.",
            article="xkf.45",
            known=_list_of(
                tuple(
                    Ground(each.ground, ground_words.get(each.ground, Bilingual(each.ground)))
                    for each in running(case)
                )
            ),
        )
    chosen = found[0]
    if not chosen.start <= end <= today:
        raise RuleBroken(
            "clock.end",
            "The suspension from {start} cannot end on {end}.",
            hint="Give its last day: from {start} to {today}.",
            article="xkf.45",
            start=chosen.start,
            end=end,
            today=today,
        )
    return chosen


def old_due(case: Case, calendar: WorkingCalendar, today: date) -> date | None:
    """The day before whose end an extension is told: the law's date, else the promised one."""
    limit = case.statutory or case.promised
    if limit is None or case.accepted_on is None:
        return None
    return clock.due(calendar, case.accepted_on, limit, case.ledger, today=today).date


def check_extendable(case: Case, calendar: WorkingCalendar, today: date) -> None:
    """Raise `RuleBroken` when the limit was lengthened before, or has run out already (art. 42)."""
    if case.extension is not None:
        raise RuleBroken(
            "clock.extended",
            "The limit was extended before, by {days} days.",
            hint="It can be extended once only: decide within it.",
            article="xkf.42",
            days=case.extension.value,
        )
    due = old_due(case, calendar, today)
    if due is not None and today > due:
        raise RuleBroken(
            "clock.too_late",
            "The limit ended on {due}, so it cannot be extended any more.",
            hint="An extension is told before the old date ends. Decide now and explain the delay.",
            article="xkf.42",
            due=due,
        )


def check_extension(
    case: Case,
    item: ServiceItem,
    days: Decimal,
    by: Extender,
    calendar: WorkingCalendar,
    today: date,
) -> None:
    """Raise `RuleBroken` for an extension that art. 42 does not allow.

    Once only; at most 10 working days by the head of the agency, at most 15 by the head of the
    government and only where several departments handle the case jointly (art. 26(2)); a limit of
    art. 42(2) is lengthened by the government's head alone.
    """
    check_extendable(case, calendar, today)
    if by == "agency" and item.joint and is_joint_limit(case.statutory):
        raise RuleBroken(
            "clock.joint",
            "{name} is handled jointly, so no single agency extends its limit.",
            hint="The head of the government may extend it by up to {most} working days.",
            article="xkf.42",
            name=(item.name.zh, item.name.text("en")),
            most=most_days["government"],
        )
    if by == "government" and not item.joint:
        raise RuleBroken(
            "clock.not_joint",
            "{name} is not handled jointly, so the government does not extend its limit.",
            hint="The head of the agency may extend it by up to {most} working days.",
            article="xkf.42",
            name=(item.name.zh, item.name.text("en")),
            most=most_days["agency"],
        )
    limits = [each for each in (case.promised, case.statutory) if each is not None]
    whole = any(each.unit == "calendar_days" for each in limits)
    is_length = days.is_finite() and days > 0 and (days * (1 if whole else 2)) % 1 == 0
    if not is_length or days > most_days[by]:
        raise RuleBroken(
            "clock.extension_days",
            "Approved by {who}, the limit is extended by {most} days at most, not by {days}.",
            hint="Give a number of days up to {most}.",
            article="xkf.42",
            who=extender_labels[by],
            most=most_days[by],
            days=days,
        )


def is_joint_limit(limit: Limit | None) -> bool:
    """Whether a limit is longer than the 20 days of one agency alone: that of art. 42(2)."""
    return limit is not None and limit.unit == "working_days" and limit.value > 20


def check_restart(case: Case, on: date, today: date) -> None:
    """Raise `RuleBroken` when the limit cannot start again from zero on that day.

    A restart is not a suspension: all the time that ran before it is lost to the applicant, so
    that a rule has to say so.
    """
    _check_between(case, on, today, "")
