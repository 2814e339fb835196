"""What a joint review meeting (联合会审) may be called for, and what it may record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from window_desk.domain import case as cases
from window_desk.domain.case import Case, Meeting
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.errors import RuleBroken
from window_desk.domain.joint_moves import check_away, step_name
from window_desk.domain.ops import Attendee, Opinion


def called(case: Case) -> tuple[Meeting, ...]:
    """The meetings that are called and were neither held nor cancelled."""
    return tuple(each for each in case.meetings if each.state == "called")


def check_call(case: Case, meets: datetime, steps: Sequence[str], now: datetime) -> tuple[str, ...]:
    """The steps of a meeting, by default every leg that is away; raises `RuleBroken` if none fits.

    It is in the future, and a leg is in one called meeting at a time.
    """
    if meets <= now:
        raise RuleBroken(
            "meeting.past",
            "{at} is over: a meeting is called for later.",
            hint="Give a time that is still to come.",
            at=f"{meets.astimezone(CENTRE_TIME):%Y-%m-%d %H:%M}",
        )
    chosen = tuple(dict.fromkeys(steps)) or tuple(
        each.step.code for each in case.legs if each.state in ("open", "asking")
    )
    if not chosen:
        raise RuleBroken(
            "meeting.nobody",
            "No department has this case now: there is nothing to meet about.",
            hint="Send the legs first, or decide.",
        )
    for code in chosen:
        check_away(cases.require_leg(case, code))
        _check_free(case, code)
    return chosen


def _check_free(case: Case, code: str) -> None:
    for each in called(case):
        if code in each.steps:
            raise RuleBroken(
                "meeting.called",
                "A joint review of {step} is called for {at} already.",
                hint="Cancel it first, or record what it said.",
                step=step_name(cases.require_leg(case, code)),
                at=f"{each.meets.astimezone(CENTRE_TIME):%Y-%m-%d %H:%M}",
            )


def find_called(case: Case, identity: str) -> Meeting:
    """The meeting with that id, or the only one; raises `RuleBroken` when it is not to be held."""
    found = [each for each in called(case) if identity in ("", each.id)]
    if len(found) != 1:
        raise RuleBroken(
            "meeting.which",
            "There is no such meeting to be held, or there are several.",
            hint="Those that are called: {known}.",
            known=[each.id for each in called(case)] or "-",
        )
    return found[0]


def check_day(meeting: Meeting, now: datetime) -> None:
    """Raise `RuleBroken` for a meeting whose day has not come."""
    if now.astimezone(CENTRE_TIME).date() < meeting.meets.astimezone(CENTRE_TIME).date():
        raise RuleBroken(
            "meeting.early",
            "The meeting is on {at}: it was not held yet.",
            hint="Cancel it where it was held earlier, and call another.",
            at=f"{meeting.meets.astimezone(CENTRE_TIME):%Y-%m-%d %H:%M}",
        )


def check_minutes(
    case: Case,
    meeting: Meeting,
    attendance: Sequence[Attendee],
    opinions: Sequence[Opinion],
    now: datetime,
) -> None:
    """Raise `RuleBroken` for minutes that cannot stand.

    Somebody attended; an opinion is of a step of the meeting, by a person who was there for its
    department; a department that was not there has said nothing, and its leg stays open.
    """
    check_day(meeting, now)
    if not attendance:
        raise RuleBroken(
            "meeting.attendance",
            "Nobody attended.",
            hint="Write who was there, and for which department.",
        )
    for step in (each.step for each in opinions):
        if sum(1 for each in opinions if each.step == step) > 1:
            raise RuleBroken(
                "meeting.twice",
                "{step} has two opinions.",
                hint="One department, one opinion.",
                step=step,
            )
    for each in opinions:
        _check_opinion(case, meeting, attendance, each)


def _check_opinion(
    case: Case, meeting: Meeting, attendance: Sequence[Attendee], opinion: Opinion
) -> None:
    leg = cases.require_leg(case, opinion.step)
    if opinion.step not in meeting.steps:
        raise RuleBroken(
            "meeting.step",
            "The meeting was not called for {step}.",
            hint="It was called for: {steps}.",
            step=step_name(leg),
            steps=list(meeting.steps),
        )
    check_away(leg)
    there = [each.person for each in attendance if each.body == leg.step.department]
    if not there:
        raise RuleBroken(
            "meeting.absent",
            "Nobody was there for {department}.",
            hint="A department that did not attend answers by itself; its leg stays open.",
            department=leg.step.department,
        )
    if opinion.person not in there:
        raise RuleBroken(
            "meeting.absent",
            "{person} was not there for {department}.",
            hint="A department that did not attend answers by itself; its leg stays open.",
            person=opinion.person,
            department=leg.step.department,
        )
    if opinion.outcome != "agreed" and not opinion.reason:
        raise RuleBroken(
            "case.reason",
            "This answer needs a written reason.",
            hint="Say what stands against it or what is missing.",
            article="xkf.38",
        )
