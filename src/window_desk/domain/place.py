"""At which desk an act on a case is done: the owner's, or for a leg that of its department."""

from __future__ import annotations

import msgspec

from window_desk.domain import case as cases
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.errors import RuleBroken


class Place(msgspec.Struct, frozen=True):
    """This desk, and the desk that owns the case."""

    home: str
    owner: str

    @property
    def is_ours(self) -> bool:
        """Whether the case is this desk's."""
        return self.home == self.owner


def check_case_here(place: Place) -> None:
    """Raise `RuleBroken` for an act on the case as a whole where another desk owns it."""
    if not place.is_ours:
        raise RuleBroken(
            "entity.elsewhere",
            "This belongs to {desk}, not to this desk.",
            hint="Only that desk acts on it, or hands it over; here only legs that were sent here.",
            desk=place.owner,
        )


def check_leg_here(case: Case, place: Place, actor: Actor, step: str) -> None:
    """Raise `RuleBroken` for an act on a leg that lies at another desk.

    A supervisor of the desk that owns the case may record there what a department said by letter
    or telephone; what that department's desk writes before it counts.
    """
    leg = cases.require_leg(case, step)
    at = leg.desk or place.owner
    if at == place.home or (place.is_ours and actor.role == "supervisor"):
        return
    if not place.is_ours and not leg.desk:
        raise RuleBroken(
            "leg.not_sent_here",
            "{step} was not sent to this desk; the case belongs to {desk}.",
            hint="Only legs that were sent here are answered here.",
            step=(leg.step.name.zh, leg.step.name.text("en")),
            desk=place.owner,
        )
    raise RuleBroken(
        "leg.elsewhere",
        "{step} was sent to {desk}, the desk of {department}.",
        hint="It is answered there. A supervisor can record what was answered in writing.",
        step=(leg.step.name.zh, leg.step.name.text("en")),
        desk=leg.desk,
        department=leg.step.department,
    )


def check_child_here(case: Case, place: Place, actor: Actor, item: str) -> None:
    """Raise `RuleBroken` where an item of a bundle is decided at another desk.

    It is decided where its own department has its legs, else where the case is.
    """
    child = next((each.part for each in case.children if each.part.item == item), None)
    legs = (each for each in case.legs if each.step.child == item and each.desk)
    desks = {each.desk for each in legs if child and each.step.department == child.department}
    if place.home in desks or (place.is_ours and (not desks or actor.role == "supervisor")):
        return
    if desks and child is not None:
        raise RuleBroken(
            "child.elsewhere",
            "{name} is decided at {desk}, the desk of {department}.",
            hint="Its legs were sent there.",
            name=(child.name.zh, child.name.text("en")),
            desk=min(desks),
            department=child.department,
        )
    check_case_here(place)
