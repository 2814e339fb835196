"""The rows of an entity that other desks have a part in: its own, and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from window_desk.domain import case as cases
from window_desk.domain.numbering import is_number
from window_desk.domain.ownership import Kept, Run, Unread
from window_desk.domain.streams import desk_of
from window_desk.storage import project
from window_desk.storage.project_case import number_rows
from window_desk.storage.projected import Derive, Rows, milliseconds

_most = 1 << 63


def project_run(entity: str, run: Run, home: str, derive: Derive) -> Rows:
    """All rows that an entity's ops add up to; what cannot be folded is named and not raised.

    Somebody else wrote the ops, so that a fault in them must not hold up the others.
    """
    rows: Rows = {}
    unread = run.unread
    if run.applied:
        try:
            rows = project.project(entity, run.applied, derive)
            check_rows(rows)
        except Exception:
            last = run.applied[-1]
            rows = {}
            unread = unread or Unread(last.id, last.op.kind, last.op.version, "broken")
    if unread is not None:
        rows["unfolded", (entity,)] = {
            "entity": entity,
            "op": unread.id,
            "kind": unread.kind,
            "version": unread.version,
            "why": unread.why,
        }
    if run.owner != home and ("service_case", (entity,)) in rows:
        rows["elsewhere", (entity,)] = {"case": entity, "owner": run.owner}
    for each in run.kept:
        rows |= _kept(entity, each)
    return rows


def check_rows(rows: Rows) -> None:
    """Raise `ValueError` for a number or a text that not every desk's tables can hold.

    A server keeps no text with a NUL. Every desk leaves it out, so that all agree.
    """
    for row in rows.values():
        for value in row.values():
            if isinstance(value, int) and not -_most <= value < _most:
                raise ValueError(value)
            if isinstance(value, str) and "\0" in value:
                raise ValueError(value)


def _kept(entity: str, kept: Kept) -> Rows:
    written = kept.written
    rows: Rows = {
        ("conflict", (entity, written.id)): {
            "case": entity,
            "op": written.id,
            "kind": written.kind,
            "desk": desk_of(written.stream),
            "by": written.by,
            "at": milliseconds(datetime.fromisoformat(written.at)),
            "outcome": kept.outcome,
            "decided_by": kept.decided_by,
        }
    }
    return rows | number_rows(entity, _given(kept))


def _given(kept: Kept) -> Iterator[tuple[str, str]]:
    """The numbers that the op gave out: they stay used by its desk, whatever becomes of the op."""
    if kept.recorded is None or kept.outcome == "taken":
        return
    for number in cases.numbers_in(kept.recorded.op):
        if is_number(number):
            yield desk_of(kept.written.stream), number
