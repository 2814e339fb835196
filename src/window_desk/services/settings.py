"""The centre's settings: put in force as a whole, and not under somebody who is being served."""

from __future__ import annotations

import msgspec

from window_desk.domain.actor import Actor
from window_desk.domain.centre import Centre
from window_desk.domain.errors import RuleBroken
from window_desk.services import publishing
from window_desk.storage import reads, ticket_reads
from window_desk.storage.change import Look
from window_desk.storage.desk import Desk


def changed_parts(before: Centre, after: Centre) -> tuple[str, ...]:
    """The names of the parts of the settings that differ, in their order."""
    names = (each.name for each in msgspec.structs.fields(Centre))
    return tuple(each for each in names if getattr(before, each) != getattr(after, each))


def preview_centre(desk: Desk, centre: Centre) -> tuple[str, ...]:
    """What putting these settings in force would change; raises `RuleBroken` as that would."""
    with desk.look() as look:
        _check_in_use(look, centre)
        return changed_parts(look.centre, centre)


def publish_centre(desk: Desk, actor: Actor, centre: Centre) -> tuple[str, ...]:
    """Put the settings in force; gives the parts that changed, and records nothing where none did.

    Raises `RuleBroken` where they leave out a queue in which somebody waits or a window at which
    somebody sits, and where another desk publishes the settings.
    """
    actor.require("administer")
    with desk.change(by=actor.account) as tx:
        publishing.require_own(tx, "centre")
        _check_in_use(tx, centre)
        changed = changed_parts(tx.centre, centre)
        if changed:
            publishing.put_centre(tx, centre)
        return changed


def _check_in_use(look: Look, centre: Centre) -> None:
    kept = {each.code for each in centre.queues}
    for queue in look.centre.queues:
        if queue.code not in kept and ticket_reads.is_waited_in(
            look.connection, queue.code, look.today
        ):
            raise RuleBroken(
                "centre.queue_in_use",
                "Somebody waits in queue {queue}, which these settings leave out.",
                hint="Transfer or finish its numbers first, or keep the queue until the evening.",
                queue=queue.code,
            )
    kept = {each.code for each in centre.windows}
    for window in look.centre.windows:
        state = reads.window_state(look.connection, window.code)
        if window.code not in kept and state is not None and state.state != "closed":
            raise RuleBroken(
                "centre.window_in_use",
                "{account} sits at window {window}, which these settings leave out.",
                hint="Close the window first, or keep it until the evening.",
                account=state.account,
                window=window.code,
            )
