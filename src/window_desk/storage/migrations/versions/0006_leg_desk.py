"""Where each leg lies: with the desk that owns the case, or at a department's own desk.

The table is a projection: it is made anew, and filled again from the ops. Cases are found by their
agent, for whoever is to be able to read one.
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

statements = (
    "DROP TABLE leg",
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
    officer TEXT NOT NULL,
    asked INTEGER NOT NULL,
    reminded_at INTEGER,
    meeting_at INTEGER,
    desk TEXT NOT NULL,
    PRIMARY KEY ("case", step)
) WITHOUT ROWID, STRICT
    """,
    "CREATE INDEX leg_asking ON leg (department, due) WHERE state = 'asking'",
    "CREATE INDEX leg_late ON leg (due) WHERE state IN ('open', 'asking')",
    """
CREATE INDEX leg_answered ON leg
    (answered_at, department, due)
    WHERE answered_at IS NOT NULL
    """,
    "CREATE INDEX leg_of_officer ON leg (officer, due) WHERE state = 'open'",
    "CREATE INDEX leg_elsewhere ON leg (desk, state, due) WHERE desk <> ''",
    "CREATE INDEX leg_open ON leg (department, due) WHERE state = 'open'",
    "CREATE INDEX case_agent ON service_case (agent) WHERE agent <> ''",
)


def upgrade() -> None:
    """Make it; the statements stand as they were when this version was made."""
    for statement in statements:
        op.execute(statement.strip())
