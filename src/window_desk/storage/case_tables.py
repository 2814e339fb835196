"""The tables of cases: a row for each case, with its papers, legs, documents and people."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from window_desk.storage.table_kinds import keyed, strict


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
        strict,
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
    __table_args__ = keyed
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
    __table_args__ = (Index("correction_told", "at"), keyed)
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
        keyed,
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
        keyed,
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
        keyed,
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
        strict,
    )
    id: str = Field(primary_key=True)
    organisation: int
    name: str
    certificate_type: str
    certificate_number: str
    phone: str
    address: str


models: tuple[type[SQLModel], ...] = (
    CaseRow,
    PaperRow,
    CorrectionRow,
    LegRow,
    ChildRow,
    DocumentRow,
    PersonRow,
)
"""Every one of them."""
