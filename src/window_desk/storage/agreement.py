"""What this desk makes of the acts that it has, as one number that other desks can compare."""

from __future__ import annotations

import hashlib

import msgspec

from window_desk import __version__
from window_desk.storage import streams
from window_desk.storage.connection import Connection

_questions = (
    "SELECT id, number, item, item_version, state, applicant, agent, opened_at, accepted_at,"
    " rounds, outcome, decided_at, served_at, closed_at, last, last_at FROM service_case"
    " ORDER BY id",
    'SELECT "case", step, position, department, state, dispatched_at, answered_at FROM leg'
    ' ORDER BY "case", step',
    'SELECT "case", material, state, copies, at FROM paper ORDER BY "case", material',
)
"""What follows from the ops alone: no dates, which depend on the notices, and no names."""

_encoder = msgspec.json.Encoder()


def heads_digest(connection: Connection) -> bytes:
    """How far every stream is here, and which version of the program reads them; 32 bytes."""
    made = hashlib.sha256(__version__.encode())
    for stream, head in sorted(streams.read_heads(connection).items()):
        if head.seq:
            made.update(f"{stream} {head.seq} {head.hash.hex()}\n".encode())
    return made.digest()


def cases_digest(connection: Connection) -> bytes:
    """What the cases are here; the same on every desk whose streams are equally far; 32 bytes."""
    made = hashlib.sha256()
    for question in _questions:
        for row in connection.execute(question):
            made.update(_encoder.encode(row))
    return made.digest()
