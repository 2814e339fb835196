"""Whose an entity is, and which of its ops count: only those of the desk that owned it then.

A case belongs to the desk that opened it until an op of its owner hands it on; a leg that was sent
to a department's desk is that desk's to answer (`leg_custody`). A person is their recorder's, until
the desk that has all their cases holds them beside it. A number of a hall's shared queue belongs to
the queue, is its desk's from the call on, and the queue's again with the next op of the queue. An
op of another desk is kept and shown, and counts only from the moment at which the owner takes it.
All of this follows from the ops and their canonical order alone, so that every desk comes to the
same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import msgspec

from window_desk.domain import ops
from window_desk.domain.errors import RuleBroken
from window_desk.domain.leg_custody import Legs, concerns, legs_of, may_write
from window_desk.domain.ops import Op, Recorded
from window_desk.domain.sources import Source
from window_desk.domain.streams import desk_of, desk_of_op, is_pool, maker_of, shared_families

open_kinds = frozenset({"person.shown", "ticket.conflict_set_aside"})
"""What any desk may say about an entity of another: who looked at a person, or at a conflict."""


dividing_kinds = frozenset(
    {"case.handed", "case.conflict_decided", "person.handed", "ticket.conflict_set_aside"}
)
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

    `maker` is the desk that made it, or the shared queue, whose ops always count; `legs` of a case
    who has which part of it, None where one stream wrote everything and nobody asked yet.
    """

    owner: str
    maker: str = ""
    applied: list[Recorded] = []
    kept: list[Kept] = []
    unread: Unread | None = None
    legs: Legs | None = None


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
    run = Run(owner=maker or home, maker=maker, applied=[], kept=[])
    if not maker:
        rows = _named_rows(entity, home, rows, sources)
    elif not _is_whole(run, entity, home, rows):
        return run
    else:
        # Whatever a strange clock says: nothing comes before the op that the entity is named after.
        rows = sorted(rows, key=lambda each: each.id != entity)
        if rows[0].kind.startswith("case.") and any(x.stream != rows[0].stream for x in rows):
            run.legs = Legs()
    for each in rows:
        if not _walk(run, each, read):
            break
    return run


def holder_after(recorded: Recorded, pool: str) -> str:
    """Whose a number of a shared queue is after an op of the queue itself."""
    return recorded.op.desk if isinstance(recorded.op, ops.TicketClaimed) else pool


def _named_rows(
    entity: str, home: str, rows: Sequence[Written], sources: Sequence[Source]
) -> list[Written]:
    """The ops that count of a thing which desks name by themselves."""
    family = entity.partition("/")[0]
    own = [each for each in rows if desk_of(each.stream) == home]
    return own + [
        each
        for each in rows
        if any(source.counts(family, each.stream, each.seq) for source in sources)
    ]


def _is_whole(run: Run, entity: str, home: str, rows: Sequence[Written]) -> bool:
    """Whether the op that made the entity is here, of a kind that is folded at this desk."""
    first = next((each for each in rows if each.id == entity), None)
    if first is None:
        first = rows[0]
        run.unread = Unread(first.id, first.kind, first.version, "incomplete")
        return False
    if run.maker != home and first.kind.partition(".")[0] not in shared_families:
        if first.kind not in ops.kinds:
            run.unread = Unread(first.id, first.kind, first.version, "newer")
        return False
    return True


def _walk(run: Run, row: Written, read: Read) -> bool:
    """Let an op count or keep it; False where it cannot be read, for nothing after it can be."""
    desk = desk_of(row.stream)
    if run.maker and desk != run.owner and not _may_have_part(run, desk, row.kind):
        found = read(row)
        run.kept.append(Kept(row, found if isinstance(found, Recorded) else None))
        return True
    found = read(row)
    if isinstance(found, Unread):
        run.unread = found
        return False
    if found is None:
        return True
    if _counts(run, desk, found.op):
        return _apply(run, found)
    run.kept.append(Kept(row, found))
    return True


def _may_have_part(run: Run, desk: str, kind: str) -> bool:
    """Whether an op of a desk that is not the owner may count, by what is known without reading."""
    if kind in open_kinds or (desk == run.maker and is_pool(desk)):
        return True
    if kind == "person.erased":
        return desk == run.maker
    is_of_a_part = concerns.get(kind, ("case", ""))[0] != "case"
    return is_of_a_part and run.legs is not None and bool(run.legs.held_by(desk))


def _counts(run: Run, desk: str, op: Op) -> bool:
    if isinstance(op, ops.CaseHanded):
        # Two lives of one desk handed it on: the second one did not know of the first.
        return _follows(run, desk, op.follows)
    return run.legs is None or may_write(run.legs, run.applied, run.owner, desk, op)


def _follows(run: Run, desk: str, last: str) -> bool:
    """Whether the desk wrote nothing that counts after that op; departments may have answered."""
    for each in reversed(run.applied):
        if each.id == last:
            return True
        if desk_of_op(each.id) == desk:
            return False
    return False


def _apply(run: Run, found: Recorded) -> bool:
    if isinstance(found.op, ops.TicketConflictSetAside):
        # It is no act on the number itself.
        return _decide(run, found, found.op.op, "set_aside")
    _append(run, found)
    match found.op:
        case ops.CaseHanded() | ops.PersonHanded():
            run.owner = found.op.to
        case ops.CaseConflictDecided():
            return _decide(run, found, found.op.op, found.op.outcome)
        case _ if is_pool(run.maker) and desk_of_op(found.id) == run.maker:
            run.owner = holder_after(found, run.maker)
    return True


def _append(run: Run, found: Recorded) -> None:
    run.applied.append(found)
    if run.legs is not None:
        if isinstance(found.op, ops.CaseUndone):
            run.legs = legs_of(run.applied)
        else:
            run.legs.follow(found.op)


def go_on(run: Run, recorded: Recorded) -> None:
    """Let an op that is being recorded here count; `refusal` was asked before."""
    _apply(run, recorded)


def _decide(run: Run, decision: Recorded, op: str, outcome: ops.ConflictOutcome) -> bool:
    for place, each in enumerate(run.kept):
        if each.written.id == op and not each.outcome:
            run.kept[place] = msgspec.structs.replace(each, outcome=outcome, decided_by=decision.by)
            if outcome == "taken":
                if each.recorded is None:
                    written = each.written
                    run.unread = Unread(written.id, written.kind, written.version, "newer")
                    return False
                _append(run, each.recorded)
    return True


def refusal(run: Run, home: str, op: Op | None = None) -> RuleBroken | None:
    """Why nothing, or not this op, may be recorded here about the entity; None where it may."""
    if run.unread is not None:
        return _unread(run, run.unread)
    if run.owner == home:
        return _went_on(run, home, op)
    if op is not None and op.kind in open_kinds:
        return None
    if run.legs is None and concerns.get(run.applied[0].op.kind if run.applied else ""):
        run.legs = legs_of(run.applied)
    if op is not None and _may_have_part(run, home, op.kind) and _counts(run, home, op):
        return None
    return RuleBroken(
        "entity.elsewhere",
        "This belongs to {desk}, not to this desk.",
        hint="Only that desk acts on it, or hands it over; here only legs that were sent here.",
        desk=run.owner,
    )


def _went_on(run: Run, home: str, op: Op | None) -> RuleBroken | None:
    """Why the owner may not do this any more; None where another desk did not go on since."""
    if op is None or _counts(run, home, op):
        return None
    return RuleBroken(
        "entity.went_on",
        "Another desk has gone on from there: this cannot be done any more.",
        hint="Look at its timeline; what is wrong is put right by the next act.",
    )


def _unread(run: Run, unread: Unread) -> RuleBroken:
    """Why what another desk wrote cannot be gone on with."""
    if unread.why == "newer":
        return RuleBroken(
            "entity.newer",
            "This needs an update of window-desk: another desk wrote {kind} (version {version}).",
            hint="Until then it can only be read. After the update run window-desk db rebuild.",
            kind=unread.kind,
            version=unread.version,
        )
    if unread.why == "incomplete":
        return RuleBroken(
            "entity.incomplete",
            "The beginning of this has not arrived from {desk} yet.",
            hint="Import what that desk exported before.",
            desk=run.owner,
        )
    return RuleBroken(
        "entity.broken",
        "What {desk} wrote about this cannot be put together here.",
        hint="Tell the admin; window-desk sync status names it.",
        desk=run.owner,
    )
