"""The tables of the log, and of what only this desk holds: keys, PINs, drafts, open claims."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from window_desk.storage.table_kinds import keyed


class Meta(SQLModel, table=True):
    """Facts about this database file itself."""

    __tablename__ = "meta"
    __table_args__ = keyed
    key: str = Field(primary_key=True)
    value: str


class Stream(SQLModel, table=True):
    """The head of every one-writer log that is kept here."""

    __tablename__ = "stream"
    __table_args__ = keyed
    id: str = Field(primary_key=True)
    owner: str
    have_seq: int
    have_hash: bytes = Field(sa_type=LargeBinary)
    hlc: int


class OpRow(SQLModel, table=True):
    """One op: its envelope, its body byte for byte (NULL once erased) and its link in the chain."""

    __tablename__ = "op"
    __table_args__ = (Index("op_entity", "entity", "hlc"), keyed)
    stream: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    hlc: int
    at: str
    by: str
    entity: str
    kind: str
    version: int
    body: bytes | None = Field(default=None, sa_type=LargeBinary)
    digest: bytes = Field(sa_type=LargeBinary)
    prev: bytes = Field(sa_type=LargeBinary)
    hash: bytes = Field(sa_type=LargeBinary)


class SubjectKey(SQLModel, table=True):
    """The key that seals one person's data; erasing the person destroys it."""

    __tablename__ = "subject_key"
    __table_args__ = keyed
    subject: str = Field(primary_key=True)
    key: bytes | None = Field(default=None, sa_type=LargeBinary)
    destroyed_at: int | None = None


class Credential(SQLModel, table=True):
    """An account's PIN hash, and the delay that wrong PINs have earned."""

    __tablename__ = "credential"
    __table_args__ = keyed
    account: str = Field(primary_key=True)
    pin_hash: str
    failures: int = 0
    blocked_until: int = 0


class Draft(SQLModel, table=True):
    """What a clerk has typed and not yet acted on."""

    __tablename__ = "draft"
    __table_args__ = keyed
    scope: str = Field(primary_key=True)
    body: str
    at: int


class ClaimRow(SQLModel, table=True):
    """What was asked of the hub for its shared queue and is not known to be answered.

    `request` is the call that is repeated until it is; it is no longer `wanted` once its window
    went on with something else: what it got then goes back.
    """

    __tablename__ = "claim"
    __table_args__ = (
        Index(
            "claim_of_window",
            "window",
            unique=True,
            sqlite_where=text("verb = 'call' AND wanted = 1"),
        ),
        keyed,
    )
    claim: str = Field(primary_key=True)
    verb: str
    window: str
    ticket: str
    account: str
    request: str
    wanted: int
    at: int


models: tuple[type[SQLModel], ...] = (
    Meta,
    Stream,
    OpRow,
    SubjectKey,
    Credential,
    Draft,
    ClaimRow,
)
"""Every one of them."""
