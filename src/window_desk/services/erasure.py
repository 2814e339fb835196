"""Erasing a person: what was sealed is gone here at once, and at every desk that hears of it."""

from __future__ import annotations

from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken
from window_desk.domain.text import require_text
from window_desk.storage import reads
from window_desk.storage.desk import Desk


def erase_person(desk: Desk, actor: Actor, person: str, reason: str) -> None:
    """Destroy a person's key and what it sealed, for good; cases stay, without a name.

    By the desk that recorded the person, or the one to which all their cases were handed. Raises
    `RuleBroken` anywhere else, and where a case is open.
    """
    actor.require("administer")
    with desk.change(by=actor.account) as tx:
        found = reads.person(tx.connection, person)
        if found is None or not found.name:
            raise RuleBroken(
                "person.unknown",
                "There is no person {person}.",
                hint="Search again.",
                person=person,
            )
        if reads.has_open_case(tx.connection, person):
            raise RuleBroken(
                "person.open_case",
                "This person still has a case that is not closed.",
                hint="Close it first: its decision has to be served on somebody.",
            )
        said = require_text(reason, ("删除原因", "reason"))
        tx.erase_person(ops.PersonErased(reason=said), person)
