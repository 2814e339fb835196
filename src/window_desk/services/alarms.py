"""What a desk warns of before a day comes: applicants not answered, next year not announced."""

from __future__ import annotations

from datetime import date

import msgspec

from window_desk.domain.case_terms import answer_days
from window_desk.locale import _
from window_desk.services.following import stale_source
from window_desk.storage import due, rounds
from window_desk.storage.change import Look
from window_desk.storage.supervision import promise_ahead

alarm_month = 11
"""From its first day on, next year's working-day notice is missed."""


class Alarms(msgspec.Struct, frozen=True):
    """The open warnings of a day.

    `unanswered` cases have to be answered soon, the first by `answer_by`; `silent` are past that
    day, and silence alone did not accept them; `owed` are cases whose promised papers are to come
    by `owed_by`; `year` is the year whose notice is missing (0 when
    none is), and `reaching` how many open cases have a date in it. `silent_source` is a desk whose
    catalogue counts here and of which nothing was heard for a week, `heard_on` when it was last.
    `differing` is a desk that makes something else of the same acts than this one.
    """

    unanswered: int = 0
    answer_by: date | None = None
    silent: int = 0
    owed: int = 0
    owed_by: date | None = None
    year: int = 0
    reaching: int = 0
    silent_source: str = ""
    heard_on: date | None = None
    differing: str = ""


def find_alarms(look: Look) -> Alarms:
    """The warnings of today; applicants from the policy `warn_from_day` on."""
    until = look.calendar.add(look.today, answer_days - look.centre.policies.warn_from_day)
    found = due.unanswered(look.connection, until)
    waiting = [(case, day) for case, day in found if day >= look.today]
    owed_by = look.calendar.add(look.today, promise_ahead)
    owed = due.owed(look.connection, owed_by)
    year = look.today.year + 1
    first = date(year, 1, 1)
    is_missing = look.today.month >= alarm_month and look.calendar.announced_through < first
    source, heard_on = stale_source(look) or ("", None)
    return Alarms(
        unanswered=len(waiting),
        answer_by=waiting[0][1] if waiting else None,
        silent=len(found) - len(waiting),
        owed=owed,
        owed_by=owed_by if owed else None,
        year=year if is_missing else 0,
        reaching=due.reaching(look.connection, first) if is_missing else 0,
        silent_source=source,
        heard_on=heard_on,
        differing=rounds.differing_desk(look.connection),
    )


def sentences(alarms: Alarms) -> list[str]:
    """The warnings in the present language, each with what to do."""
    said = []
    if alarms.unanswered:
        said.append(
            _(
                "Applications without an answer: {count}, the first until {day};"
                " after that they count as accepted."
            ).format(count=alarms.unanswered, day=alarms.answer_by)
        )
    if alarms.silent:
        said.append(
            _(
                "Applications past their last day without an answer: {count}. Those that need no"
                " permit or are another body's are not accepted by silence: tell the applicant."
            ).format(count=alarms.silent)
        )
    if alarms.owed:
        said.append(
            _(
                "Cases whose promised papers are to come by {day}: {count}"
                " (window-desk case promises)."
            ).format(day=alarms.owed_by, count=alarms.owed)
        )
    if alarms.year:
        said.append(
            _(
                "The working days of {year} are not announced here; open cases that reach into"
                " it: {count}. An admin imports the notice: window-desk calendar import FILE."
            ).format(year=alarms.year, count=alarms.reaching)
        )
    if alarms.silent_source and alarms.heard_on:
        said.append(
            _(
                "Nothing was heard of {desk} since {day}: its catalogue may have changed. Go on"
                " with what is here; an admin looks at window-desk sync status."
            ).format(desk=alarms.silent_source, day=alarms.heard_on)
        )
    elif alarms.silent_source:
        said.append(
            _(
                "Nothing was heard of {desk} yet, whose catalogue counts here. Go on with what is"
                " here; an admin looks at window-desk sync status."
            ).format(desk=alarms.silent_source)
        )
    if alarms.differing:
        said.append(
            _(
                "{desk} makes something else of the same acts than this desk: an admin runs"
                " window-desk db check on both."
            ).format(desk=alarms.differing)
        )
    return said
