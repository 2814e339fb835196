"""The centre: its departments, queues, windows, priority classes, staff and house rules."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Literal

import msgspec

from window_desk.domain.item import Bilingual

CENTRE_TIME = timezone(timedelta(hours=8), "CST")
"""China Standard Time, the one zone of every centre: business days are local, not UTC."""

Role = Literal["clerk", "reviewer", "supervisor", "admin"]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A piece of the centre's settings."""


class HouseRules(_Part, frozen=True):
    """The local switches of a centre, with their units."""

    undo_seconds: int = 60
    missed_after_calls: int = 2
    missed_after_seconds: int = 60
    requeue_head_start_minutes: int = 10
    quick_head_start_minutes: int = 5
    appointment_early_minutes: int = 10
    appointment_late_minutes: int = 15
    appointment_head_start_minutes: int = 30
    idle_lock_minutes: int = 10
    pin_delay_seconds: int = 2


class Policies(_Part, frozen=True):
    """What the law leaves to the place, each under its name; the defaults are the law's reading.

    `suspension_days`: whether the first day of a suspension still counts (`after_start`, the
    stricter reading for the agency) or not (`from_start`). `yellow_working_days`: how many working
    days before the promise a light turns yellow. `warn_from_day`: from which working day after
    receipt the desk warns that nothing was said yet. `missing_opinion`: what a department's
    silence at its limit means. `correction_silence`: what becomes of an application whose
    corrections do not come within `correction_working_days`.
    """

    suspension_days: Literal["after_start", "from_start"] = "after_start"
    yellow_working_days: int = 1
    warn_from_day: int = 3
    missing_opinion: Literal["waits", "deemed_consent"] = "waits"
    correction_silence: Literal["stays_open", "deemed_withdrawn"] = "stays_open"
    correction_working_days: int = 30


class Priority(_Part, frozen=True):
    """A priority class: its holder is called as if they had come `head_start_minutes` earlier.

    Because waiting time keeps counting for everybody, nobody can be overtaken by somebody who
    comes more than the largest head start after them: ageing is built in.
    """

    code: str
    name: Bilingual
    head_start_minutes: int = 0


class Queue(_Part, frozen=True):
    """A waiting line: numbers `prefix` + three digits; `quick` is the lane for instant items.

    `departments` are the departments whose items wait here; `service_minutes` is the usual time
    at the window until the day's own figures are known.
    """

    code: str
    prefix: str
    name: Bilingual
    quick: bool = False
    departments: tuple[str, ...] = ()
    service_minutes: int = 8


class Window(_Part, frozen=True):
    """A clerk's window and the queues it serves."""

    code: str
    name: Bilingual
    queues: tuple[str, ...]


class Department(_Part, frozen=True):
    """A department present at the centre; `code` is its own (mostly unified social credit) code.

    `desk` is the desk of its own to which its legs are sent, such as `h7/dept-fire`; empty where
    its reviewers work at the centre's desk.
    """

    code: str
    name: Bilingual
    desk: str = ""


class StaffMember(_Part, frozen=True):
    """A person of the demo centre: an account with a role, at a window or in a department.

    `powers` are the items it decides on the spot (`*`: every one), by the paper `authority`.
    """

    account: str
    name: str
    role: Role
    window: str = ""
    department: str = ""
    powers: tuple[str, ...] = ()
    authority: str = ""


class Reason(_Part, frozen=True):
    """A reason to choose from a list: for a pause, a hold, a paper returned, a refusal."""

    code: str
    name: Bilingual


class OpinionGround(Reason, frozen=True):
    """A reason that a department's answer may give; `outcomes` are the answers that it fits.

    Where none is named it fits every answer.
    """

    outcomes: tuple[Literal["agreed", "disagreed", "returned"], ...] = ()


class Centre(_Part, frozen=True):
    """The whole of a centre's settings, published as one op and versioned by it.

    `opinion_grounds` are the reasons that a department's answer may choose from.
    """

    code: str
    name: Bilingual
    departments: tuple[Department, ...]
    queues: tuple[Queue, ...]
    windows: tuple[Window, ...]
    priorities: tuple[Priority, ...]
    pause_reasons: tuple[Reason, ...] = ()
    hold_reasons: tuple[Reason, ...] = ()
    opinion_grounds: tuple[OpinionGround, ...] = ()
    rules: HouseRules = HouseRules()
    policies: Policies = Policies()
    staff: tuple[StaffMember, ...] = ()

    def queue(self, code: str) -> Queue | None:
        """The queue with that code, if there is one."""
        return next((each for each in self.queues if each.code == code), None)

    def window(self, code: str) -> Window | None:
        """The window with that code, if there is one."""
        return next((each for each in self.windows if each.code == code), None)

    def priority(self, code: str) -> Priority | None:
        """The priority class with that code, if there is one."""
        return next((each for each in self.priorities if each.code == code), None)

    def desk_of(self, department: str) -> str:
        """The desk that a department has, by its Chinese name; empty where it has none."""
        found = (each.desk for each in self.departments if each.name.zh == department)
        return next(found, "")

    def reason(self, given: str) -> Bilingual:
        """The words of a listed pause or hold reason, or the own words that were given."""
        listed = (*self.pause_reasons, *self.hold_reasons)
        return next((each.name for each in listed if each.code == given), Bilingual(given, given))

    def opinion_ground(self, code: str) -> Bilingual | None:
        """The words of a listed ground of an opinion, if there is one with that code."""
        return next((each.name for each in self.opinion_grounds if each.code == code), None)

    def grounds_for(self, outcome: str) -> tuple[OpinionGround, ...]:
        """The listed grounds that fit an answer, in their order."""
        return tuple(
            each for each in self.opinion_grounds if not each.outcomes or outcome in each.outcomes
        )

    def queue_of_department(self, name: str, *, instant: bool = False) -> Queue | None:
        """The queue where a department's items wait; instant items prefer its quick lane."""
        found = [each for each in self.queues if name in each.departments]
        return next((each for each in found if each.quick == instant), found[0] if found else None)
