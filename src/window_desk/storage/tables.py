"""The tables: the log of ops, what only this desk holds, and the projections that screens read.

Times are integers of milliseconds since the epoch, dates `YYYY-MM-DD`, durations integer seconds.
Every table is STRICT; every projection can be made again from the ops.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index, LargeBinary, Table, text
from sqlalchemy.ext.compiler import compiles
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import AutoString

from window_desk.storage import stream_tables


@compiles(AutoString, "sqlite")
def _strict_text(_type: AutoString, _compiler: object, **_options: object) -> str:
    return "TEXT"


_strict = {"sqlite_strict": True}
_keyed = {"sqlite_strict": True, "sqlite_with_rowid": False}


class Meta(SQLModel, table=True):
    """Facts about this database file itself."""

    __tablename__ = "meta"
    __table_args__ = _keyed
    key: str = Field(primary_key=True)
    value: str


class Stream(SQLModel, table=True):
    """The head of every one-writer log that is kept here."""

    __tablename__ = "stream"
    __table_args__ = _keyed
    id: str = Field(primary_key=True)
    owner: str
    have_seq: int
    have_hash: bytes = Field(sa_type=LargeBinary)
    hlc: int


class OpRow(SQLModel, table=True):
    """One op: its envelope, its body byte for byte (NULL once erased) and its link in the chain."""

    __tablename__ = "op"
    __table_args__ = (Index("op_entity", "entity", "hlc"), _keyed)
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
    __table_args__ = _keyed
    subject: str = Field(primary_key=True)
    key: bytes | None = Field(default=None, sa_type=LargeBinary)
    destroyed_at: int | None = None


class Credential(SQLModel, table=True):
    """An account's PIN hash, and the delay that wrong PINs have earned."""

    __tablename__ = "credential"
    __table_args__ = _keyed
    account: str = Field(primary_key=True)
    pin_hash: str
    failures: int = 0
    blocked_until: int = 0


class Draft(SQLModel, table=True):
    """What a clerk has typed and not yet acted on."""

    __tablename__ = "draft"
    __table_args__ = _keyed
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
        _keyed,
    )
    claim: str = Field(primary_key=True)
    verb: str
    window: str
    ticket: str
    account: str
    request: str
    wanted: int
    at: int


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
        _strict,
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


class CaseRow(SQLModel, table=True):
    """A case as lists and reports read it; the due dates are derived and only indexed here.

    `last_due` is the last of them, those of the legs included: a notice that changes only later
    days does not move the case. `answer_by` is the day until when something has to be said to the
    applicant, `serve_by` until when a decision has to be served, `check_by` until when a
    declaration has to be checked; each is NULL where nothing is due. `no_at` is the time of a no
    that no supervisor has looked at yet.
    """

    __tablename__ = "service_case"
    __table_args__ = (
        # Two desks that worked apart may have given out one number: each counts by itself.
        Index("case_number", "number", sqlite_where=text("number IS NOT NULL")),
        Index(
            "case_due", "promised_due", "id", "statutory_due", "suspended_since", "licence_until",
            sqlite_where=text("state = 'under_review'"),
        ),
        Index(
            "case_due_of_item", "item", "promised_due", "id", "statutory_due", "suspended_since",
            "licence_until",
            sqlite_where=text("state = 'under_review'"),
        ),
        Index(
            "case_to_decide", "lead", "promised_due", "id",
            sqlite_where=text("state = 'under_review' AND holders = lead"),
        ),
        Index("case_any_due", "last_due"),
        Index("case_applicant", "applicant"),
        Index("case_agent", "agent", sqlite_where=text("agent <> ''")),
        Index("case_ticket", "ticket"),
        Index("case_touched", "last_by", "last_at"),
        Index("case_newest", "opened_at", "id"),
        Index("case_state", "state", "opened_at", "id"),
        Index("case_accepted", "accepted_at", sqlite_where=text("accepted_at IS NOT NULL")),
        # Reports over many years read these two alone, without the rows.
        Index(
            "case_decided", "decided_at", "accepted_at", "promised_due", "statutory_due",
            "instant", "outcome", sqlite_where=text("decided_at IS NOT NULL"),
        ),
        Index("case_closed", "closed_at", "state", sqlite_where=text("closed_at IS NOT NULL")),
        # The few whose light follows other rules than the two dates.
        Index(
            "case_suspended", "suspended_since", "promised_due", "id",
            sqlite_where=text("state = 'under_review' AND suspended_since IS NOT NULL"),
        ),
        Index(
            "case_licence", "licence_until", "promised_due", "id",
            sqlite_where=text("state = 'under_review' AND licence_until IS NOT NULL"),
        ),
        Index("case_answer_by", "answer_by", "id", sqlite_where=text("answer_by IS NOT NULL")),
        Index("case_serve_by", "serve_by", "id", sqlite_where=text("serve_by IS NOT NULL")),
        Index("case_supply_by", "supply_by", "id", sqlite_where=text("promise = 'open'")),
        Index("case_check_by", "check_by", "id", sqlite_where=text("check_by IS NOT NULL")),
        Index("case_no", "no_at", "id", sqlite_where=text("no_at IS NOT NULL")),
        Index("case_amendment", "id", sqlite_where=text("amendment = 1")),
        Index(
            "case_answered_for", "first_contact", "state", "id",
            sqlite_where=text("state IN ('intake', 'correction', 'under_review')"),
        ),
        _strict,
    )  # fmt: skip
    id: str = Field(primary_key=True)
    number: str | None
    item: str
    item_version: int
    state: str
    applicant: str
    agent: str
    ticket: str
    window: str
    opened_at: int
    opened_by: str
    first_contact: str
    received_on: str
    answer_by: str | None
    accepted_at: int | None
    accepted_by: str
    accepted_on: str | None
    promised_due: str | None
    statutory_due: str | None
    last_due: str | None
    provisional: int
    suspended_since: str | None
    licence_until: str | None
    supply_by: str | None
    promise: str
    check_by: str | None
    commitment: str
    amendment: int
    no_at: int | None
    lead: str
    holders: str
    instant: int
    rounds: int
    outcome: str
    decided_at: int | None
    decided_by: str
    serve_by: str | None
    served_at: int | None
    closed_at: int | None
    last: str
    last_at: int
    last_by: str


class PaperRow(SQLModel, table=True):
    """A paper of a case as it was last looked at."""

    __tablename__ = "paper"
    __table_args__ = _keyed
    case: str = Field(primary_key=True)
    material: str = Field(primary_key=True)
    state: str
    reason: str
    copies: int | None
    source: str
    at: int
    by: str


class CorrectionRow(SQLModel, table=True):
    """A correction notice of a case, in the order they were given; an undone one is not here."""

    __tablename__ = "correction_notice"
    __table_args__ = (Index("correction_told", "at"), _keyed)
    case: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    document: str
    at: int


class LegRow(SQLModel, table=True):
    """One department's part of a case; `officer` has it there.

    `asked` counts what the applicant is asked for, `meeting_at` is when its joint review meets.
    A leg that was away when its case ended is `lapsed`; `desk` is the department's own desk where
    it was sent, empty where it is with the desk that owns the case.
    """

    __tablename__ = "leg"
    __table_args__ = (
        Index("leg_open", "department", "due", sqlite_where=text("state = 'open'")),
        Index("leg_of_officer", "officer", "due", sqlite_where=text("state = 'open'")),
        Index("leg_asking", "department", "due", sqlite_where=text("state = 'asking'")),
        # Whoever holds something, whatever the department; and what reports count by department.
        Index("leg_late", "due", sqlite_where=text("state IN ('open', 'asking')")),
        Index(
            "leg_answered",
            "answered_at",
            "department",
            "due",
            sqlite_where=text("answered_at IS NOT NULL"),
        ),
        # What departments have at desks of their own.
        Index("leg_elsewhere", "desk", "state", "due", sqlite_where=text("desk <> ''")),
        _keyed,
    )
    case: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    position: int
    department: str
    state: str
    dispatched_at: int | None
    answered_at: int | None
    answered_by: str
    due: str | None
    officer: str
    asked: int
    reminded_at: int | None
    meeting_at: int | None
    desk: str


class ChildRow(SQLModel, table=True):
    """One item of a bundle inside its case, and what its department decided."""

    __tablename__ = "case_child"
    __table_args__ = (
        Index(
            "child_to_decide", "department", "statutory_due",
            sqlite_where=text("decided_at IS NULL"),
        ),
        _keyed,
    )  # fmt: skip
    case: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    position: int
    version: int
    department: str
    outcome: str
    document: str
    decided_at: int | None
    decided_by: str
    statutory_due: str | None


class DocumentRow(SQLModel, table=True):
    """A number that a desk gave out; it stays used even when its act was undone.

    `run` is the year of a document, or the day (YYYYMMDD) of an acceptance number.
    """

    __tablename__ = "document"
    __table_args__ = (
        Index("document_number", "number"),
        Index("document_run", "kind", "run", "serial"),
        Index("document_case", "case"),
        _keyed,
    )
    desk: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    run: int = Field(primary_key=True)
    serial: int = Field(primary_key=True)
    number: str
    case: str


class PersonRow(SQLModel, table=True):
    """An applicant or agent in clear, opened with the person's key; emptied by erasure."""

    __tablename__ = "person"
    __table_args__ = (
        Index("person_certificate", "certificate_number"),
        Index("person_name", "name"),
        _strict,
    )
    id: str = Field(primary_key=True)
    organisation: int
    name: str
    certificate_type: str
    certificate_number: str
    phone: str
    address: str


class WindowRow(SQLModel, table=True):
    """Who sits at a window and whether it calls."""

    __tablename__ = "window_state"
    __table_args__ = _keyed
    window: str = Field(primary_key=True)
    state: str
    account: str
    reason: str
    since: int | None


class AccountRow(SQLModel, table=True):
    """Who may act here."""

    __tablename__ = "account"
    __table_args__ = _keyed
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
        _strict,
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
    __table_args__ = _keyed
    entity: str = Field(primary_key=True)
    op: str
    body: bytes = Field(sa_type=LargeBinary)


def _table(model: type[SQLModel]) -> Table:
    table = model.__table__  # type: ignore[attr-defined]  # set by SQLModel's metaclass, not declared
    assert isinstance(table, Table)
    return table


_models: tuple[type[SQLModel], ...] = (
    Meta,
    Stream,
    OpRow,
    SubjectKey,
    Credential,
    Draft,
    ClaimRow,
    TicketRow,
    CaseRow,
    PaperRow,
    CorrectionRow,
    LegRow,
    ChildRow,
    DocumentRow,
    PersonRow,
    WindowRow,
    AccountRow,
    ItemRow,
    PublicationRow,
    *stream_tables.models,
)


class Schema:
    """The tables by name."""

    tables: ClassVar[dict[str, Table]] = {str(each.name): each for each in map(_table, _models)}
