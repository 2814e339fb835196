"""The first tables."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

statements = (
    """
CREATE TABLE meta (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY ("key")
) WITHOUT ROWID, STRICT
    """,
    """
CREATE TABLE stream (
    id TEXT NOT NULL,
    owner TEXT NOT NULL,
    have_seq INTEGER NOT NULL,
    have_hash BLOB NOT NULL,
    hlc INTEGER NOT NULL,
    PRIMARY KEY (id)
) WITHOUT ROWID, STRICT
    """,
    """
CREATE TABLE op (
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hlc INTEGER NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    entity TEXT NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    body BLOB,
    digest BLOB NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (stream, seq)
) WITHOUT ROWID, STRICT
    """,
    "CREATE INDEX op_entity ON op (entity, hlc)",
    """
CREATE TABLE subject_key (
    subject TEXT NOT NULL,
    "key" BLOB,
    destroyed_at INTEGER,
    PRIMARY KEY (subject)
) WITHOUT ROWID, STRICT
    """,
    """
CREATE TABLE credential (
    account TEXT NOT NULL,
    pin_hash TEXT NOT NULL,
    failures INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL,
    PRIMARY KEY (account)
) WITHOUT ROWID, STRICT
    """,
    """
CREATE TABLE draft (
    scope TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (scope)
) WITHOUT ROWID, STRICT
    """,
    """
CREATE TABLE ticket (
    id TEXT NOT NULL,
    day TEXT NOT NULL,
    prefix TEXT NOT NULL,
    serial INTEGER NOT NULL,
    number TEXT NOT NULL,
    queue TEXT NOT NULL,
    priority TEXT NOT NULL,
    rule TEXT NOT NULL,
    head_start INTEGER NOT NULL,
    state TEXT NOT NULL,
    item TEXT NOT NULL,
    appointment_at INTEGER,
    issued_at INTEGER NOT NULL,
    rank_at INTEGER NOT NULL,
    eligible_from INTEGER NOT NULL,
    stage_since INTEGER,
    called_at INTEGER,
    last_called_at INTEGER,
    started_at INTEGER,
    ended_at INTEGER,
    calls INTEGER NOT NULL,
    wait_s INTEGER NOT NULL,
    way_s INTEGER NOT NULL,
    service_s INTEGER NOT NULL,
    hold_s INTEGER NOT NULL,
    window TEXT NOT NULL,
    clerk TEXT NOT NULL,
    why TEXT NOT NULL,
    hold_reason TEXT NOT NULL,
    last TEXT NOT NULL,
    last_at INTEGER NOT NULL,
    last_by TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (day, number),
    UNIQUE (day, prefix, serial)
) STRICT
    """,
    """
CREATE UNIQUE INDEX ticket_at_window ON ticket
    (window)
    WHERE state IN ('called', 'serving')
    """,
    "CREATE INDEX ticket_open ON ticket (state) WHERE ended_at IS NULL",
    "CREATE INDEX ticket_touched ON ticket (last_by, last_at)",
    "CREATE INDEX ticket_waiting ON ticket (queue, rank_at) WHERE state = 'waiting'",
    """
CREATE TABLE service_case (
    id TEXT NOT NULL,
    number TEXT,
    item TEXT NOT NULL,
    item_version INTEGER NOT NULL,
    state TEXT NOT NULL,
    applicant TEXT NOT NULL,
    agent TEXT NOT NULL,
    ticket TEXT NOT NULL,
    window TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    opened_by TEXT NOT NULL,
    accepted_at INTEGER,
    accepted_by TEXT NOT NULL,
    promised_due TEXT,
    statutory_due TEXT,
    last_due TEXT,
    provisional INTEGER NOT NULL,
    supply_by TEXT,
    lead TEXT NOT NULL,
    holders TEXT NOT NULL,
    instant INTEGER NOT NULL,
    rounds INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    decided_at INTEGER,
    decided_by TEXT NOT NULL,
    served_at INTEGER,
    closed_at INTEGER,
    last TEXT NOT NULL,
    last_at INTEGER NOT NULL,
    last_by TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (number)
) STRICT
    """,
    "CREATE INDEX case_accepted ON service_case (accepted_at) WHERE accepted_at IS NOT NULL",
    "CREATE INDEX case_any_due ON service_case (last_due)",
    "CREATE INDEX case_applicant ON service_case (applicant)",
    "CREATE INDEX case_closed ON service_case (closed_at, state) WHERE closed_at IS NOT NULL",
    """
CREATE INDEX case_decided ON service_case
    (decided_at, accepted_at, promised_due, statutory_due, instant, outcome)
    WHERE decided_at IS NOT NULL
    """,
    """
CREATE INDEX case_due ON service_case
    (promised_due, id, statutory_due)
    WHERE state = 'under_review'
    """,
    """
CREATE INDEX case_due_of_item ON service_case
    (item, promised_due, id, statutory_due)
    WHERE state = 'under_review'
    """,
    "CREATE INDEX case_newest ON service_case (opened_at, id)",
    "CREATE INDEX case_state ON service_case (state, opened_at, id)",
    "CREATE INDEX case_ticket ON service_case (ticket)",
    """
CREATE INDEX case_to_decide ON service_case
    (lead, promised_due, id)
    WHERE state = 'under_review' AND holders = lead
    """,
    "CREATE INDEX case_touched ON service_case (last_by, last_at)",
    """
CREATE TABLE paper (
    "case" TEXT NOT NULL,
    material TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    copies INTEGER,
    source TEXT NOT NULL,
    at INTEGER NOT NULL,
    "by" TEXT NOT NULL,
    PRIMARY KEY ("case", material)
) WITHOUT ROWID, STRICT
    """,
    """
CREATE TABLE correction_notice (
    "case" TEXT NOT NULL,
    position INTEGER NOT NULL,
    document TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY ("case", position)
) WITHOUT ROWID, STRICT
    """,
    "CREATE INDEX correction_told ON correction_notice (at)",
    """
CREATE TABLE leg (
    "case" TEXT NOT NULL,
    step TEXT NOT NULL,
    position INTEGER NOT NULL,
    department TEXT NOT NULL,
    state TEXT NOT NULL,
    dispatched_at INTEGER,
    answered_at INTEGER,
    answered_by TEXT NOT NULL,
    due TEXT,
    PRIMARY KEY ("case", step)
) WITHOUT ROWID, STRICT
    """,
    "CREATE INDEX leg_open ON leg (department, due) WHERE state = 'open'",
    """
CREATE TABLE document (
    kind TEXT NOT NULL,
    run INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    number TEXT NOT NULL,
    "case" TEXT NOT NULL,
    PRIMARY KEY (kind, run, serial),
    UNIQUE (number)
) WITHOUT ROWID, STRICT
    """,
    """CREATE INDEX document_case ON document ("case")""",
    """
CREATE TABLE person (
    id TEXT NOT NULL,
    organisation INTEGER NOT NULL,
    name TEXT NOT NULL,
    certificate_type TEXT NOT NULL,
    certificate_number TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT
    """,
    "CREATE INDEX person_certificate ON person (certificate_number)",
    "CREATE INDEX person_name ON person (name)",
    """
CREATE TABLE window_state (
    window TEXT NOT NULL,
    state TEXT NOT NULL,
    account TEXT NOT NULL,
    reason TEXT NOT NULL,
    since INTEGER,
    PRIMARY KEY (window)
) WITHOUT ROWID, STRICT
    """,
    """
CREATE TABLE account (
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    window TEXT NOT NULL,
    department TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    PRIMARY KEY (account)
) WITHOUT ROWID, STRICT
    """,
    """
CREATE TABLE item (
    code TEXT NOT NULL,
    version INTEGER NOT NULL,
    current INTEGER NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    type TEXT NOT NULL,
    kind TEXT NOT NULL,
    department TEXT NOT NULL,
    guide INTEGER NOT NULL,
    keys TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (code, version)
) STRICT
    """,
    "CREATE INDEX item_current ON item (department, code) WHERE current = 1",
    """
CREATE TABLE publication (
    entity TEXT NOT NULL,
    op TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (entity)
) WITHOUT ROWID, STRICT
    """,
)


def upgrade() -> None:
    """Make every table and index."""
    for statement in statements:
        op.execute(statement)
