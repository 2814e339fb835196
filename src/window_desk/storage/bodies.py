"""Bodies of ops: canonical JSON, written once and read in whatever version they were written."""

from __future__ import annotations

from datetime import datetime
from typing import NoReturn

import msgspec

from window_desk.domain.errors import RuleBroken, Unusable
from window_desk.domain.ops import Op, Recorded, kinds
from window_desk.domain.ops.upcast import upcast
from window_desk.domain.ownership import Unread, Why, Written

encoder = msgspec.json.Encoder(order="sorted")
decoders = {kind: msgspec.json.Decoder(struct) for kind, struct in kinds.items()}

unreadable = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError, LookupError)
"""What reading a body that somebody else wrote may raise."""


def write_body(op: Op) -> bytes:
    """The op as canonical JSON: sorted keys, no blanks."""
    return encoder.encode(op)


def read_op(kind: str, body: bytes, version: int | None = None) -> Op:
    """The op that a body holds, `version` None for the newest.

    Raises `Unusable` when its kind, version or shape is not known here.
    """
    decoder = decoders.get(kind)
    if decoder is None:
        _refuse_kind(kind)
    newest = kinds[kind].version
    try:
        if version is None or version == newest:
            return decoder.decode(body)
        if version > newest:
            _refuse_kind(kind)
        old = msgspec.json.decode(body, type=dict)
        return msgspec.convert(upcast(kind, version, newest, old), kinds[kind])
    except unreadable as error:
        raise Unusable(
            "log.shape",
            "An act ({kind}) in this database has a form that this program cannot read.",
            hint="Run window-desk audit verify; if it finds nothing, update window-desk.",
            kind=kind,
        ) from error


def _refuse_kind(kind: str) -> NoReturn:
    raise Unusable(
        "log.kind",
        "This database holds acts of a kind ({kind}) that this program does not know.",
        hint="Update window-desk.",
        kind=kind,
    )


def read_written(row: Written) -> Recorded | Unread | None:
    """An op of the log, why it cannot be read here, or None when its body was erased."""
    if row.body is None:
        return None
    try:
        op = read_op(row.kind, row.body, row.version)
    except Unusable as error:
        why: Why = "newer" if error.code == "log.kind" else "broken"
        return Unread(row.id, row.kind, row.version, why)
    return Recorded(id=row.id, at=datetime.fromisoformat(row.at), by=row.by, op=op)


def as_read(op: Op) -> Op:
    """The op as reading it back gives it: what is folded now is what a rebuild folds.

    Encoding also leaves out fields that are their default object, not those that merely equal
    it, so that the bytes of an op that was read back are the same every time. Raises `RuleBroken`
    for one that could not be read again.
    """
    try:
        return decoders[op.kind].decode(encoder.encode(op))
    except (msgspec.MsgspecError, UnicodeEncodeError) as error:
        raise RuleBroken(
            "op.form",
            "This cannot be recorded: {reason}.",
            hint="Check the words and values that were given.",
            reason=str(error),
        ) from error


class _People(msgspec.Struct, frozen=True):
    applicant: str = ""
    agent: str = ""


_people = msgspec.json.Decoder(_People)


def people_of(entity: str, kind: str, body: bytes | None) -> tuple[str, ...]:
    """The people whom an op records, or whose case it opens."""
    if kind == "person.recorded":
        return (entity,)
    if kind != "case.opened" or body is None:
        return ()
    try:
        found = _people.decode(body)
    except unreadable:
        return ()
    return tuple(each for each in (found.applicant, found.agent) if each)
