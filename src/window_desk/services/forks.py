"""A stream with two lives: somebody looks at it, and what this desk has goes on."""

from __future__ import annotations

from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken
from window_desk.domain.text import require_text
from window_desk.storage.desk import Desk
from window_desk.storage.supervise_streams import first_fork


def settle_fork(desk: Desk, actor: Actor, stream: str, note: str) -> None:
    """Let a stopped stream go on with what this desk has of it; the other run stays out.

    Raises `RuleBroken` where no fork of that stream waits.
    """
    actor.require("supervise")
    with desk.change(by=actor.account) as tx:
        seq = first_fork(tx.connection, stream)
        if seq is None:
            raise RuleBroken(
                "fork.none",
                "No fork of {stream} waits here.",
                hint="window-desk supervise forks lists those that do.",
                stream=stream,
            )
        said = require_text(note, ("处理意见", "note"))
        tx.record(ops.StreamForkSettled(seq=seq, note=said), on=f"stream/{stream}")
