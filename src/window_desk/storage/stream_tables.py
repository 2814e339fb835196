"""The tables of desks among desks: what waits, keys, forks, and whose a case is."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from window_desk.storage.table_kinds import keyed, strict


class ParkedRow(SQLModel, table=True):
    """An op that came before the ones it follows, as its line; it waits for them."""

    __tablename__ = "parked"
    __table_args__ = keyed
    stream: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    line: bytes = Field(sa_type=LargeBinary)
    since: int


class RejectedRow(SQLModel, table=True):
    """What was not taken in: from which file, and the sentence that says why."""

    __tablename__ = "rejected"
    __table_args__ = strict
    id: int = Field(primary_key=True)
    source: str
    sha256: str
    code: str
    message: str
    hint: str
    facts: str
    at: int


class PeerRow(SQLModel, table=True):
    """Up to which op of a stream another desk has said that it has it."""

    __tablename__ = "peer"
    __table_args__ = keyed
    desk: str = Field(primary_key=True)
    stream: str = Field(primary_key=True)
    seq: int
    hash: bytes = Field(sa_type=LargeBinary)
    at: int


class SignedHeadRow(SQLModel, table=True):
    """A place in a stream that its writer signed: what lies before it can be passed on."""

    __tablename__ = "signed_head"
    __table_args__ = keyed
    stream: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    hash: bytes = Field(sa_type=LargeBinary)
    key: str
    signature: bytes = Field(sa_type=LargeBinary)


class DeskKeyRow(SQLModel, table=True):
    """A key of another desk, by its fingerprint, that is trusted here or is no longer."""

    __tablename__ = "desk_key"
    __table_args__ = keyed
    fingerprint: str = Field(primary_key=True)
    desk: str
    public: str
    recipient: str
    role: str
    lane: str
    halls: str
    trusted_at: int | None
    revoked_at: int | None
    reason: str


class ForkRow(SQLModel, table=True):
    """Two different ops under one number of a stream, and who looked at it."""

    __tablename__ = "fork"
    __table_args__ = keyed
    stream: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    ours: str
    theirs: str
    source: str
    at: int
    settled_at: int | None
    settled_by: str
    note: str


class ConflictRow(SQLModel, table=True):
    """An op of a desk that did not own the case; `outcome` is empty until the owner decides."""

    __tablename__ = "conflict"
    __table_args__ = (
        Index("conflict_open", "case", sqlite_where=text("outcome = ''")),
        keyed,
    )
    case: str = Field(primary_key=True)
    op: str = Field(primary_key=True)
    kind: str
    desk: str
    by: str
    at: int
    outcome: str
    decided_by: str


class ElsewhereRow(SQLModel, table=True):
    """A case that another desk owns."""

    __tablename__ = "elsewhere"
    __table_args__ = keyed
    case: str = Field(primary_key=True)
    owner: str


class UnfoldedRow(SQLModel, table=True):
    """An entity that can only be read here, and the op at which reading ended."""

    __tablename__ = "unfolded"
    __table_args__ = keyed
    entity: str = Field(primary_key=True)
    op: str
    kind: str
    version: int
    why: str


class HubRoundRow(SQLModel, table=True):
    """The last exchange with a hub: when, what came of it, and since when it is as it is.

    `clock_ms` is the hub's clock minus this desk's; `failed` is the code of what went wrong, empty
    where it went well, `heads` what this desk made a digest of last.
    """

    __tablename__ = "hub_round"
    __table_args__ = keyed
    hub: str = Field(primary_key=True)
    at: int
    since: int
    done_at: int | None
    clock_ms: int
    pushed: int
    pulled: int
    failed: str
    refused: str
    heads: str
    hub_id: str


class HubEnvelopeRow(SQLModel, table=True):
    """A person's key that was left at a hub for a desk."""

    __tablename__ = "hub_envelope"
    __table_args__ = keyed
    hub: str = Field(primary_key=True)
    desk: str = Field(primary_key=True)
    person: str = Field(primary_key=True)


models: tuple[type[SQLModel], ...] = (
    ParkedRow,
    RejectedRow,
    PeerRow,
    SignedHeadRow,
    DeskKeyRow,
    ForkRow,
    ConflictRow,
    ElsewhereRow,
    UnfoldedRow,
    HubRoundRow,
    HubEnvelopeRow,
)
"""Every one of them."""
