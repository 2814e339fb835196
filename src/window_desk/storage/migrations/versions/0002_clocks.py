"""What the clocks, the corrections and the supervisor ask of a case.

The table of cases is a projection: it is made anew, and filled again from the ops.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

statements = (
    "DROP TABLE service_case",
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
    first_contact TEXT NOT NULL,
    received_on TEXT NOT NULL,
    answer_by TEXT,
    accepted_at INTEGER,
    accepted_by TEXT NOT NULL,
    accepted_on TEXT,
    promised_due TEXT,
    statutory_due TEXT,
    last_due TEXT,
    provisional INTEGER NOT NULL,
    suspended_since TEXT,
    licence_until TEXT,
    supply_by TEXT,
    promise TEXT NOT NULL,
    check_by TEXT,
    commitment TEXT NOT NULL,
    amendment INTEGER NOT NULL,
    no_at INTEGER,
    lead TEXT NOT NULL,
    holders TEXT NOT NULL,
    instant INTEGER NOT NULL,
    rounds INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    decided_at INTEGER,
    decided_by TEXT NOT NULL,
    serve_by TEXT,
    served_at INTEGER,
    closed_at INTEGER,
    last TEXT NOT NULL,
    last_at INTEGER NOT NULL,
    last_by TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (number)
) STRICT
    """,
    """
CREATE INDEX case_accepted ON service_case
    (accepted_at)
    WHERE accepted_at IS NOT NULL
    """,
    "CREATE INDEX case_amendment ON service_case (id) WHERE amendment = 1",
    """
CREATE INDEX case_answer_by ON service_case
    (answer_by, id)
    WHERE answer_by IS NOT NULL
    """,
    """
CREATE INDEX case_answered_for ON service_case
    (first_contact, state, id)
    WHERE state IN ('intake', 'correction', 'under_review')
    """,
    "CREATE INDEX case_any_due ON service_case (last_due)",
    "CREATE INDEX case_applicant ON service_case (applicant)",
    "CREATE INDEX case_check_by ON service_case (check_by, id) WHERE check_by IS NOT NULL",
    """
CREATE INDEX case_closed ON service_case
    (closed_at, state)
    WHERE closed_at IS NOT NULL
    """,
    """
CREATE INDEX case_decided ON service_case
    (decided_at, accepted_at, promised_due, statutory_due, instant, outcome)
    WHERE decided_at IS NOT NULL
    """,
    """
CREATE INDEX case_due ON service_case
    (promised_due, id, statutory_due, suspended_since, licence_until)
    WHERE state = 'under_review'
    """,
    """
CREATE INDEX case_due_of_item ON service_case
    (item, promised_due, id, statutory_due, suspended_since, licence_until)
    WHERE state = 'under_review'
    """,
    """
CREATE INDEX case_licence ON service_case
    (licence_until, promised_due, id)
    WHERE state = 'under_review' AND licence_until IS NOT NULL
    """,
    "CREATE INDEX case_newest ON service_case (opened_at, id)",
    "CREATE INDEX case_no ON service_case (no_at, id) WHERE no_at IS NOT NULL",
    "CREATE INDEX case_serve_by ON service_case (serve_by, id) WHERE serve_by IS NOT NULL",
    "CREATE INDEX case_state ON service_case (state, opened_at, id)",
    "CREATE INDEX case_supply_by ON service_case (supply_by, id) WHERE promise = 'open'",
    """
CREATE INDEX case_suspended ON service_case
    (suspended_since, promised_due, id)
    WHERE state = 'under_review' AND suspended_since IS NOT NULL
    """,
    "CREATE INDEX case_ticket ON service_case (ticket)",
    """
CREATE INDEX case_to_decide ON service_case
    (lead, promised_due, id)
    WHERE state = 'under_review' AND holders = lead
    """,
    "CREATE INDEX case_touched ON service_case (last_by, last_at)",
)


def upgrade() -> None:
    """Make them; the statements stand as they were when this version was made."""
    for statement in statements:
        op.execute(statement.strip())
