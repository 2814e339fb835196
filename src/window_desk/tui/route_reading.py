"""A case under review as the routing screen reads it, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from window_desk.domain import asking, case_clocks
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case import Case, leg_labels, state_labels
from window_desk.domain.case_clocks import Standing
from window_desk.domain.item import Bilingual, ServiceItem
from window_desk.domain.place import Place
from window_desk.domain.route import Plan
from window_desk.locale import _, word
from window_desk.locale.punctuation import clauses, listed, named, phrased
from window_desk.storage.rows import CaseLine
from window_desk.tui.cells import day_text
from window_desk.tui.due_words import clocks_text, left_text
from window_desk.tui.open_cases import is_provisional
from window_desk.tui.route_days import Lane, Layout, lay_out
from window_desk.tui.told import department_text, working_days

if TYPE_CHECKING:
    from window_desk.services.item_versions import Since
    from window_desk.storage.desk import Desk


class Routed(msgspec.Struct, frozen=True):
    """A case with its lanes on the day it was read; `layout` is None before it is accepted.

    `names` are the people's, by their accounts.
    """

    case: Case
    line: CaseLine
    standing: Standing
    item: ServiceItem
    layout: Layout | None
    calendar: WorkingCalendar
    today: date
    names: Mapping[str, str]
    since: Since | None
    place: Place


def read_route(desk: Desk, identity: str) -> Routed | None:
    """Read a case, in a thread; None when it is not here."""
    from window_desk.services.item_versions import changed_since
    from window_desk.storage import items, listings, reads
    from window_desk.storage.standing import standing

    with desk.look() as view:
        line = listings.case_line(view.connection, identity)
        if line is None:
            return None
        case = view.case(identity)
        layout = lay_out(case, view.calendar, view.today)
        names = {each.account: each.name for each, _on in reads.accounts(view.connection)}
        item = items.every_part_of(view.connection, case)
        stands = standing(view, line)
        since = changed_since(view, case.item, case.item_version)
        return Routed(
            case, line, stands, item, layout, view.calendar, view.today, names, since,
            view.place(identity),
        )  # fmt: skip


def number(days: Decimal) -> str:
    """Working days without needless zeros."""
    return f"{days.normalize():f}"


def saved_text(plan: Plan) -> str:
    """How many days running the legs side by side saves."""
    return _("in parallel {days} days, in a row {row}: {saved} saved").format(
        days=number(plan.days), row=number(plan.in_a_row), saved=number(plan.saved)
    )


def state_text(routed: Routed) -> str:
    """How the case stands: its light with both clocks, or its state."""
    if routed.case.state == "under_review":
        return clocks_text(routed.standing, routed.calendar)
    return word(state_labels[routed.case.state])


def holder_text(routed: Routed, departments: Mapping[str, Bilingual]) -> str:
    """Who holds the case, and whether a supervisor has its amendment before them."""
    case = routed.case
    if case.state != "under_review":
        return ""
    asked = f"{_('amendment asked')} · " if case.amendment else ""
    return elsewhere_text(routed.place) + asked + _held_text(case, departments)


def elsewhere_text(place: Place) -> str:
    """Whose the case is, where it is not this desk's."""
    return "" if place.is_ours else _("case of {desk} · ").format(desk=place.owner)


def _held_text(case: Case, departments: Mapping[str, Bilingual]) -> str:
    names = [department_text(each, departments) for each in dict.fromkeys(case.holders)]
    held = listed(names)
    asked = _asked_text(case)
    if any(each.state == "open" for each in case.legs):
        said = _("held by {names}").format(names=held)
        return f"{asked} · {said}" if asked else said
    if asked:
        return asked
    if any(each.state in ("waiting", "returned") for each in case.legs):
        return _("held by {names}, with legs that have to be sent").format(names=held)
    return _("every leg is answered: {names} decides").format(names=held)


def _asked_text(case: Case) -> str:
    """Whether the applicant has to bring something, or to be told so, and the key for it."""
    if all(each.state != "asking" for each in case.legs):
        return ""
    out = asking.round_out(case)
    if out is None:
        return _("? the applicant has to be told what is needed: N")
    return _("? the applicant was told in {document}: i takes the papers in").format(
        document=out.document
    )


def leg_lines(lane: Lane, routed: Routed) -> tuple[str, ...]:
    """The leg in focus: what and how late it may be, when, and after what."""
    leg = lane.leg
    days = working_days(leg.step.days)
    path = (
        _("on the critical path")
        if lane.critical
        else _("may be {days} days late").format(days=number(lane.slack))
    )
    first = f"{named(word(leg.step.name), word(leg_labels[leg.state]))} · {days} · {path}"
    return first, _when(lane, routed), _after(lane, routed)


def _when(lane: Lane, routed: Routed) -> str:
    if lane.sent is None:
        if lane.first is None or lane.last is None:
            return _("never sent")
        return _("not sent yet; as things stand from {first} to {last}").format(
            first=day_text(lane.first), last=day_text(lane.last)
        )
    sent = _("sent {day}").format(day=day_text(lane.sent))
    due = _("due {day}").format(day=day_text(lane.due)) if lane.due else ""
    if is_provisional(lane.due, routed.calendar):
        due += f" {_('? provisional')}"
    if lane.answered is not None:
        account = lane.leg.answered_by
        answered = _("answered {day} by {name}").format(
            day=day_text(lane.answered), name=routed.names.get(account, account)
        )
        return phrased(each for each in (sent, due, answered) if each)
    days = case_clocks.leg_left(routed.case, lane.leg, routed.calendar, routed.today)
    left = left_text(days) if days is not None else ""
    return phrased(each for each in (sent, due, left) if each)


def _after(lane: Lane, routed: Routed) -> str:
    if lane.waits_for and lane.leg.state == "waiting":
        names = listed(word(each.name) for each in lane.waits_for)
        return _("waits for: {steps}").format(steps=names)
    needs = [each for each in routed.case.legs if each.step.code in lane.leg.step.needs]
    if needs:
        names = listed(word(each.step.name) for each in needs)
        return _("came after: {steps}").format(steps=names)
    return _("waits for nothing")


def leg_when(routed: Routed, step: str) -> str:
    """When a leg was sent, is due and was answered; an empty text where there is no such leg."""
    lanes = routed.layout.lanes if routed.layout else ()
    return next((_when(each, routed) for each in lanes if each.leg.step.code == step), "")


def every_leg(routed: Routed) -> tuple[str, ...]:
    """For each leg in the order of the route: its name, when, and after what."""
    lanes = routed.layout.lanes if routed.layout else ()
    return tuple(
        named(word(lane.leg.step.name), clauses((_when(lane, routed), _after(lane, routed))))
        for lane in lanes
    )
