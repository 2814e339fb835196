"""Which departments have a desk of their own, to which their legs are sent."""

from __future__ import annotations

import msgspec

from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.centre import Centre, Department
from window_desk.domain.errors import RuleBroken
from window_desk.domain.streams import is_desk
from window_desk.domain.text import clean_text
from window_desk.storage.desk import Desk


def place_department(desk: Desk, actor: Actor, department: str, at: str) -> Department:
    """Say which desk a department has, by its name or code; an empty `at` says that it has none.

    Legs that are out stay where they were sent. Raises `RuleBroken` for a department that the
    centre does not have, and for a name that is no desk's.
    """
    actor.require("administer")
    with desk.change(by=actor.account) as tx:
        found = _find(tx.centre, clean_text(department))
        name = clean_text(at)
        if name and not is_desk(name):
            raise RuleBroken(
                "custody.desk",
                "{to} is not another desk.",
                hint="A desk is called like h1/desk1; it shows its name with window-desk sync key.",
                to=name,
            )
        placed = msgspec.structs.replace(found, desk="" if name == tx.home else name)
        departments = tuple(
            placed if each.code == found.code else each for each in tx.centre.departments
        )
        centre = msgspec.structs.replace(tx.centre, departments=departments)
        tx.record(ops.CentrePublished(centre=centre), on="centre/main")
        return placed


def _find(centre: Centre, name: str) -> Department:
    found = [each for each in centre.departments if name in (each.name.zh, each.code)]
    if not found:
        raise RuleBroken(
            "joint.department",
            "There is no department {department} in this centre.",
            hint="Give the name as it stands in the centre's settings, such as {example}.",
            department=name or "-",
            example=next((each.name.zh for each in centre.departments), "-"),
        )
    return found[0]
