"""Both versions of a conflict: the act that is only kept, and the one that counts in its place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from window_desk.domain import ops
from window_desk.domain.item import Step
from window_desk.domain.leg_custody import concerns
from window_desk.domain.ops import Op, Recorded
from window_desk.domain.ownership import Kept
from window_desk.domain.streams import author, desk_of_op
from window_desk.storage import log
from window_desk.storage.change import Look


class Version(msgspec.Struct, frozen=True):
    """An act, by whom at which desk and when; `op` is None for one that cannot be read here."""

    desk: str
    by: str
    at: datetime
    kind: str
    op: Op | None


class Versions(msgspec.Struct, frozen=True):
    """The act that is kept and the one that counts, what the case's steps are, and whose it is.

    `owner` is empty where it is this desk's to decide.
    """

    theirs: Version
    ours: Version | None
    steps: tuple[Step, ...]
    owner: str


def read_versions(look: Look, case: str, op: str) -> Versions | None:
    """Both versions; None where nothing is kept of the case under that name."""
    run = log.run_of(look.connection, case)
    kept = next((each for each in run.kept if each.written.id == op), None) if run else None
    if run is None or kept is None:
        return None
    ours = _counterpart(run.applied, kept.recorded.op if kept.recorded else None)
    return Versions(
        _theirs(kept, look.home),
        None if ours is None else _version(ours, look.home),
        tuple(each.step for each in look.case(case).legs),
        "" if run.owner == look.home else run.owner,
    )


def _theirs(kept: Kept, home: str) -> Version:
    if kept.recorded is not None:
        return _version(kept.recorded, home)
    written = kept.written
    by, at = author(written.by, written.id, home), datetime.fromisoformat(written.at)
    return Version(desk_of_op(written.id), by, at, written.kind, None)


def _version(recorded: Recorded, home: str) -> Version:
    by = author(recorded.by, recorded.id, home)
    op = recorded.op
    return Version(desk_of_op(recorded.id), by, recorded.at, op.kind, op)


def _counterpart(applied: list[Recorded], op: Op | None) -> Recorded | None:
    """What counts in place of the act: the last one about the same leg or item, else the last."""
    concern, field = concerns.get(op.kind, ("case", "")) if op else ("case", "")
    about = str(getattr(op, field)) if field else ""
    same = (
        each
        for each in reversed(ops.standing(applied))
        if concern not in ("leg", "child") or about in _parts_of(each.op)
    )
    return next(same, applied[-1] if applied else None)


def _parts_of(op: Op) -> Iterable[str]:
    """The legs and items that an op is about."""
    match op:
        case ops.CaseDispatched():
            return op.steps
        case ops.CaseMeetingHeld():
            return tuple(each.step for each in op.opinions)
    concern, field = concerns.get(op.kind, ("case", ""))
    return (str(getattr(op, field)),) if concern in ("leg", "child") else ()
