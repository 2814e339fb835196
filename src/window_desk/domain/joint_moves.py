"""What may be done to the legs of a case that several departments have: add, assign, remind."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from window_desk.domain import case as cases
from window_desk.domain.actor import Actor
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case import Act, Case, Leg
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.errors import Label, RuleBroken
from window_desk.domain.item import Bilingual, Step

most_days = 60
"""The longest limit, in working days, of a body that is added by hand."""

added_prefix = "added"
"""What the codes of steps that were added by hand begin with."""

opinion = Bilingual(zh="会办意见", en="Opinion")
"""What the step of a body that was added by hand is called unless somebody says it better."""


def check_leads(case: Case, actor: Actor, act: Act) -> None:
    """Raise `RuleBroken` unless this account may run a joint case: its lead, or a supervisor."""
    actor.require("review")
    cases.check_act(case, act)
    _check_lead(case, actor)


def check_steers(case: Case, actor: Actor, act: Act) -> None:
    """Raise `RuleBroken` unless this account speaks with everybody: the window, or the lead."""
    actor.require("review" if actor.role == "reviewer" else "intake")
    cases.check_act(case, act)
    _check_lead(case, actor)


def _check_lead(case: Case, actor: Actor) -> None:
    if actor.role == "reviewer" and actor.department != case.lead:
        raise RuleBroken(
            "case.other_department",
            "{department} leads this case.",
            hint="A reviewer of that department does it, or a supervisor.",
            department=case.lead,
        )


def step_name(leg: Leg) -> Label:
    """A leg's step in Chinese and English."""
    return leg.step.name.zh, leg.step.name.text("en")


def check_own_leg(case: Case, actor: Actor, act: Act, step: str) -> Leg:
    """The leg of that step, if it is with this account's department; else raises `RuleBroken`."""
    actor.require("review")
    cases.check_act(case, act)
    leg = cases.require_leg(case, step)
    if actor.role == "reviewer" and actor.department != leg.step.department:
        raise RuleBroken(
            "case.other_department",
            "This leg belongs to {department}.",
            hint="A reviewer of that department does it.",
            department=leg.step.department,
        )
    return leg


def check_away(leg: Leg) -> None:
    """Raise `RuleBroken` unless the department has the leg: sent, and not answered yet."""
    if leg.state not in ("open", "asking"):
        raise RuleBroken(
            "case.leg_state",
            "{step} is {state}, not open.",
            hint="Only a leg that is with its department.",
            step=step_name(leg),
            state=cases.leg_labels[leg.state],
        )


def new_step(case: Case, department: str, name: str, days: Decimal) -> Step:
    """The step of a body that is added by hand; its code is the next free one."""
    taken = {each.step.code for each in case.legs}
    code = next(
        code for n in range(1, len(taken) + 2) if (code := f"{added_prefix}-{n}") not in taken
    )
    return Step(code, Bilingual(zh=name) if name else opinion, department, days)


def check_new_body(
    case: Case, department: str, days: Decimal, departments: Collection[str]
) -> None:
    """Raise `RuleBroken` for a body that cannot be added: unknown, heard already, without days."""
    if department not in departments:
        raise RuleBroken(
            "joint.department",
            "There is no department {department} in this centre.",
            hint="Give the name as it stands in the centre's settings, such as {example}.",
            department=department or "-",
            example=next(iter(departments), "-"),
        )
    has = next((each for each in case.legs if each.step.department == department), None)
    if has is not None:
        raise RuleBroken(
            "joint.has_it",
            "{department} has this case already: {step} is {state}.",
            hint="Remind it, or send its leg again when it came back.",
            department=department,
            step=step_name(has),
            state=cases.leg_labels[has.state],
        )
    if not (days.is_finite() and 0 < days <= most_days and (days * 2) % 1 == 0):
        raise RuleBroken(
            "joint.days",
            "{days} is no limit for a department.",
            hint="Give working days from 0.5 to {most}, halves allowed.",
            days=days,
            most=most_days,
        )


def check_officer(leg: Leg, to: Actor | None, name: str) -> None:
    """Raise `RuleBroken` unless that account is a reviewer of the leg's department."""
    check_away(leg)
    if to is None or to.role != "reviewer" or to.department != leg.step.department:
        raise RuleBroken(
            "joint.officer",
            "{account} is no reviewer of {department}.",
            hint="A leg is handed on inside its department; account list shows who is there.",
            account=name or "-",
            department=leg.step.department,
        )
    if leg.officer == to.account:
        raise RuleBroken(
            "joint.has_leg",
            "{account} has this leg already.",
            hint="Hand it to somebody else, or answer it.",
            account=to.account,
        )


def was_reminded_today(leg: Leg, calendar: WorkingCalendar, now: datetime) -> bool:
    """Whether the leg was reminded on this working day, or since the last one."""
    if not leg.reminded:
        return False
    last = leg.reminded[-1].astimezone(CENTRE_TIME).date()
    return calendar.count(last, now.astimezone(CENTRE_TIME).date()) == 0


def check_reminder(leg: Leg, calendar: WorkingCalendar, now: datetime, note: str) -> None:
    """Raise `RuleBroken` for a reminder of a leg that is not open, or a second one on a day.

    A second one on the same working day says why.
    """
    if leg.state != "open":
        raise RuleBroken(
            "case.leg_state",
            "{step} is {state}, not open.",
            hint="Only a department that has to answer is reminded.",
            step=step_name(leg),
            state=cases.leg_labels[leg.state],
        )
    if not note and was_reminded_today(leg, calendar, now):
        raise RuleBroken(
            "joint.reminded",
            "{department} was reminded of {step} today already.",
            hint="Once a working day is enough; say why where it is not.",
            department=leg.step.department,
            step=step_name(leg),
        )
