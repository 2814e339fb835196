"""Whose an entity is, and which of its ops count: only those of the desk that owned it then.

A case belongs to the desk that opened it until an op of its owner hands it on. An op of another
desk is kept and shown, and counts only from the moment at which the owner takes it. A number of a
hall's shared queue belongs to the queue, is its desk's from the call on, and the queue's again with
the next op of the queue. All of this follows from the ops and their canonical order alone, so that
every desk comes to the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import msgspec

from window_desk.domain import ops
from window_desk.domain.errors import RuleBroken
from window_desk.domain.ops import Recorded
from window_desk.domain.sources import Source
from window_desk.domain.streams import desk_of, is_pool, maker_of, shared_families

open_kinds = frozenset({"person.shown"})
"""What any desk may say about an entity of another: who looked at a person."""


dividing_kinds = frozenset({"case.handed", "case.conflict_decided"})
"""What changes whose an entity is, or which ops of others count."""


class Written(NamedTuple):
    """An op as it lies in the log; the body is None once it is erased."""

    stream: str
    seq: int
    at: str
    by: str
    kind: str
    version: int
    body: bytes | None

    @property
    def id(self) -> str:
        """What the op is called."""
        return f"{self.stream}:{self.seq}"


Why = Literal["newer", "broken", "incomplete"]


class Unread(msgspec.Struct, frozen=True):
    """Why an entity cannot be acted on here, and the op at which reading ended."""

    id: str
    kind: str
    version: int
    why: Why


class Kept(msgspec.Struct, frozen=True):
    """An op of a desk that did not own the case; `outcome` is empty until the owner decides."""

    written: Written
    recorded: Recorded | None
    outcome: str = ""
    decided_by: str = ""


class Run(msgspec.Struct):
    """The ops of an entity in canonical order: those that count, and those that are only kept.

    `pool` is the shared queue that made it, whose ops always count.
    """

    owner: str
    applied: list[Recorded] = []
    kept: list[Kept] = []
    unread: Unread | None = None
    pool: str = ""


Read = Callable[[Written], Recorded | Unread | None]
"""Reads an op; None for one whose body was erased."""


def divide(
    entity: str, home: str, rows: Sequence[Written], read: Read, sources: Sequence[Source] = ()
) -> Run:
    """Walk the ops of an entity in canonical order as the desk `home` has to see them.

    A thing that desks name by themselves has the ops of this desk, and after them those of the
    desks that are followed in its family: what they publish comes later than what was here before.
    """
    maker = maker_of(entity)
    run = Run(owner=maker or home, applied=[], kept=[], pool=maker if is_pool(maker) else "")
    if not maker:
        _walk_named(run, entity, home, rows, read, sources)
        return run
    # Whatever a strange clock says: nothing comes before the op that the entity is named after.
    rows = sorted(rows, key=lambda each: each.id != entity)
    first = rows[0]
    if first.id != entity:
        run.unread = Unread(first.id, first.kind, first.version, "incomplete")
        return run
    if maker != home and first.kind.partition(".")[0] not in shared_families:
        if first.kind not in ops.kinds:
            run.unread = Unread(first.id, first.kind, first.version, "newer")
        return run
    for each in rows:
        desk = desk_of(each.stream)
        if desk not in (run.owner, run.pool) and each.kind not in open_kinds:
            _keep(run, each, read)
        elif not _apply(run, each, read):
            break
    return run


def holder_after(recorded: Recorded, pool: str) -> str:
    """Whose a number of a shared queue is after an op of the queue itself."""
    return recorded.op.desk if isinstance(recorded.op, ops.TicketClaimed) else pool


def _walk_named(
    run: Run,
    entity: str,
    home: str,
    rows: Sequence[Written],
    read: Read,
    sources: Sequence[Source],
) -> None:
    family = entity.partition("/")[0]
    own = [each for each in rows if desk_of(each.stream) == home]
    published = [
        each
        for each in rows
        if any(source.counts(family, each.stream, each.seq) for source in sources)
    ]
    for each in (*own, *published):
        if not _apply(run, each, read):
            break


def _keep(run: Run, row: Written, read: Read) -> None:
    found = read(row)
    run.kept.append(Kept(row, found if isinstance(found, Recorded) else None))


def _apply(run: Run, row: Written, read: Read) -> bool:
    """Let an op of the owner count; False where it cannot be read, for nothing after it can be."""
    found = read(row)
    if isinstance(found, Unread):
        run.unread = found
        return False
    if found is None:
        return True
    match found.op:
        case ops.CaseHanded() if not run.applied or found.op.follows != run.applied[-1].id:
            # Two lives of one desk handed it on: the second one did not know of the first.
            run.kept.append(Kept(row, found))
        case ops.CaseHanded():
            run.applied.append(found)
            run.owner = found.op.to
        case ops.CaseConflictDecided():
            run.applied.append(found)
            return _decide(run, found, found.op)
        case _:
            run.applied.append(found)
            if run.pool and desk_of(row.stream) == run.pool:
                run.owner = holder_after(found, run.pool)
    return True


def _decide(run: Run, decision: Recorded, op: ops.CaseConflictDecided) -> bool:
    for place, each in enumerate(run.kept):
        if each.written.id == op.op and not each.outcome:
            run.kept[place] = msgspec.structs.replace(
                each, outcome=op.outcome, decided_by=decision.by
            )
            if op.outcome == "taken":
                if each.recorded is None:
                    written = each.written
                    run.unread = Unread(written.id, written.kind, written.version, "newer")
                    return False
                run.applied.append(each.recorded)
    return True


def refusal(run: Run, home: str) -> RuleBroken | None:
    """Why nothing may be recorded here about the entity; None where this desk may."""
    if run.unread is not None and run.unread.why == "newer":
        return RuleBroken(
            "entity.newer",
            "This needs an update of window-desk: another desk wrote {kind} (version {version}).",
            hint="Until then it can only be read. After the update run window-desk db rebuild.",
            kind=run.unread.kind,
            version=run.unread.version,
        )
    if run.unread is not None and run.unread.why == "incomplete":
        return RuleBroken(
            "entity.incomplete",
            "The beginning of this has not arrived from {desk} yet.",
            hint="Import what that desk exported before.",
            desk=run.owner,
        )
    if run.unread is not None:
        return RuleBroken(
            "entity.broken",
            "What {desk} wrote about this cannot be put together here.",
            hint="Tell the admin; window-desk sync status names it.",
            desk=run.owner,
        )
    if run.owner != home:
        return RuleBroken(
            "entity.elsewhere",
            "This belongs to {desk}, not to this desk.",
            hint="Only that desk can act on it, or hand it over.",
            desk=run.owner,
        )
    return None
