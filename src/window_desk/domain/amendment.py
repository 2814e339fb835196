"""When an acceptance can be put right afterwards, and what it said before that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import ServiceItem
from window_desk.domain.ops import Recorded
from window_desk.domain.streams import author


def same_papers(before: ServiceItem, after: ServiceItem) -> tuple[str, ...]:
    """The codes under which both items ask for the same paper, by its name and issuer."""
    asked = {each.code: (each.name.zh, each.issuer) for each in before.materials}
    return tuple(
        each.code for each in after.materials if asked.get(each.code) == (each.name.zh, each.issuer)
    )


def check_ask(case: Case, actor: Actor) -> None:
    """Raise `RuleBroken` if this account cannot ask for an amendment of this case now."""
    actor.require("intake")
    cases.check_act(case, "amend")
    if case.amendment is not None:
        raise RuleBroken(
            "amendment.asked",
            "An amendment of this case is asked for already.",
            hint="A supervisor approves or refuses it first.",
        )


def check_amendment(
    case: Case, item: ServiceItem | None, accepted_on: date | None, today: date
) -> None:
    """Raise `RuleBroken` if the acceptance cannot be changed to this item or this day.

    Another item only as long as no department has answered. The day of acceptance is between
    the day on which the papers came in and today, and no clock stood still before it.
    """
    cases.check_act(case, "amend")
    if item is None and accepted_on is None:
        raise RuleBroken(
            "amendment.nothing",
            "Say what was wrong: the item or the day of acceptance.",
            hint="Give the right item, the right day, or both.",
        )
    if item is not None:
        _check_item(case, item)
    if accepted_on is not None:
        _check_day(case, accepted_on, today)


def _check_item(case: Case, item: ServiceItem) -> None:
    name = (item.name.zh, item.name.text("en"))
    if item.code == case.item:
        raise RuleBroken(
            "amendment.same_item",
            "The case is for {name} already.",
            hint="Choose the item that is right.",
            name=name,
        )
    answered = [each for each in case.legs if each.answered_at is not None]
    if answered:
        raise RuleBroken(
            "amendment.answered",
            "{step} is answered already: the item cannot be changed any more.",
            hint="The applicant can take the application back and hand it in for the right item.",
            step=(answered[0].step.name.zh, answered[0].step.name.text("en")),
        )
    if set(case.promises) - {each.code for each in item.materials}:
        raise RuleBroken(
            "amendment.promises",
            "Papers are still promised that {name} does not know.",
            hint="Take them in first; then ask for the other item.",
            name=name,
        )


def _check_day(case: Case, day: date, today: date) -> None:
    if day == case.accepted_on:
        raise RuleBroken(
            "amendment.same_day",
            "The case was accepted on {day} already.",
            hint="Give the day that is right.",
            day=day,
        )
    if not case.received_on <= day <= today:
        raise RuleBroken(
            "amendment.day",
            "The day of acceptance has to be from {first} to {last}, not {day}.",
            hint="It is not before the papers came in, and not in the future.",
            first=case.received_on,
            last=today,
            day=day,
        )
    stops = [each.start for each in case.suspensions]
    if stops and day > min(stops):
        raise RuleBroken(
            "amendment.suspended",
            "The clocks stood still on {stop}: the case was accepted before that.",
            hint="Give a day that is not after {stop}.",
            stop=min(stops),
        )


def asked_by(history: Iterable[Recorded], home: str) -> str:
    """Who asked for the newest amendment that counts, as a desk sees them, or an empty text."""
    asked = [each for each in ops.standing(list(history))
             if isinstance(each.op, ops.CaseAmendmentAsked)]  # fmt: skip
    return author(asked[-1].by, asked[-1].id, home) if asked else ""


def before(history: Iterable[Recorded], identity: str) -> Case:
    """The case as it stood before the op with that id."""
    run: list[Recorded] = []
    for each in history:
        if each.id == identity:
            break
        run.append(each)
    return cases.fold(run)
