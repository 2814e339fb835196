"""The tables of a hall: its queue and windows, its accounts, its catalogue and its notices."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from window_desk.storage.table_kinds import keyed, strict


class TicketRow(SQLModel, table=True):
    """A ticket as the queue screen and the reports read it.

    `maker` is the stream that gave it out, `desk` whose it is: a desk, or the queue of a hall.
    `own` is 1 for what this desk gave out; only of those can be held what must never be, for the
    faults of another desk must not keep its other ops out.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ticket_number", "day", "number"),
        Index(
            "ticket_serial", "day", "prefix", "serial", "maker",
            unique=True,
            sqlite_where=text("own = 1"),
        ),
        Index("ticket_waiting", "queue", "rank_at", sqlite_where=text("state = 'waiting'")),
        Index("ticket_at_window", "window", sqlite_where=text("state IN ('called', 'serving')")),
        Index(
            "ticket_own_at_window", "window", "maker",
            unique=True,
            sqlite_where=text("own = 1 AND state IN ('called', 'serving')"),
        ),
        Index("ticket_open", "state", sqlite_where=text("ended_at IS NULL")),
        Index("ticket_touched", "last_by", "last_at"),
        strict,
    )  # fmt: skip
    id: str = Field(primary_key=True)
    maker: str
    desk: str
    own: int
    day: str
    prefix: str
    serial: int
    number: str
    queue: str
    priority: str
    rule: str
    head_start: int
    state: str
    item: str
    appointment_at: int | None
    issued_at: int
    rank_at: int
    eligible_from: int
    stage_since: int | None
    called_at: int | None
    last_called_at: int | None
    started_at: int | None
    ended_at: int | None
    calls: int
    wait_s: int
    way_s: int
    service_s: int
    hold_s: int
    window: str
    clerk: str
    why: str
    hold_reason: str
    last: str
    last_at: int
    last_by: str


class WindowRow(SQLModel, table=True):
    """Who sits at a window and whether it calls."""

    __tablename__ = "window_state"
    __table_args__ = keyed
    window: str = Field(primary_key=True)
    state: str
    account: str
    reason: str
    since: int | None


class AccountRow(SQLModel, table=True):
    """Who may act here."""

    __tablename__ = "account"
    __table_args__ = keyed
    account: str = Field(primary_key=True)
    name: str
    role: str
    window: str
    department: str
    enabled: int
    powers: str


class ItemRow(SQLModel, table=True):
    """A version of a service item with its search keys.

    It is in force from `valid_from` until the day before `replaced_from`, the first day on which
    a newer version is.
    """

    __tablename__ = "item"
    __table_args__ = (
        Index("item_in_force", "replaced_from"),
        strict,
    )
    code: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    name_zh: str
    name_en: str
    type: str
    kind: str
    department: str
    guide: int
    valid_from: str
    replaced_from: str
    keys: str
    body: bytes = Field(sa_type=LargeBinary)


class PublicationRow(SQLModel, table=True):
    """Settings, notices and laws as last published."""

    __tablename__ = "publication"
    __table_args__ = keyed
    entity: str = Field(primary_key=True)
    op: str
    body: bytes = Field(sa_type=LargeBinary)


models: tuple[type[SQLModel], ...] = (
    TicketRow,
    WindowRow,
    AccountRow,
    ItemRow,
    PublicationRow,
)
"""Every one of them."""
