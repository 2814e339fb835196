"""The queue that several desks share: whose a ticket is, and what was asked of the hub.

The table of tickets is a projection: it is made anew, and filled again from the ops.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"

statements = (
    """
CREATE TABLE claim (
    claim TEXT NOT NULL,
    verb TEXT NOT NULL,
    window TEXT NOT NULL,
    ticket TEXT NOT NULL,
    account TEXT NOT NULL,
    request TEXT NOT NULL,
    wanted INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (claim)
) WITHOUT ROWID, STRICT
    """,
    """
CREATE UNIQUE INDEX claim_of_window ON claim (window)
    WHERE verb = 'call' AND wanted = 1
    """,
    "DROP TABLE ticket",
    """
CREATE TABLE ticket (
    id TEXT NOT NULL,
    maker TEXT NOT NULL,
    desk TEXT NOT NULL,
    own INTEGER NOT NULL,
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
    PRIMARY KEY (id)
) STRICT
    """,
    "CREATE INDEX ticket_number ON ticket (day, number)",
    "CREATE UNIQUE INDEX ticket_serial ON ticket (day, prefix, serial, maker) WHERE own = 1",
    "CREATE INDEX ticket_at_window ON ticket (window) WHERE state IN ('called', 'serving')",
    """
CREATE UNIQUE INDEX ticket_own_at_window ON ticket
    (window, maker)
    WHERE own = 1 AND state IN ('called', 'serving')
    """,
    "CREATE INDEX ticket_open ON ticket (state) WHERE ended_at IS NULL",
    "CREATE INDEX ticket_touched ON ticket (last_by, last_at)",
    "CREATE INDEX ticket_waiting ON ticket (queue, rank_at) WHERE state = 'waiting'",
)


def upgrade() -> None:
    """Make them; the statements stand as they were when this version was made."""
    for statement in statements:
        op.execute(statement.strip())
