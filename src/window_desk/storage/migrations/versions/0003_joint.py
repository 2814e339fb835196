"""What several departments ask of a case, and the items of a bundle.

These tables are projections: they are made anew, and filled again from the ops.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

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
    "CREATE INDEX leg_open ON leg (department, due) WHERE state = 'open'",
    """
CREATE TABLE case_child (
    "case" TEXT NOT NULL,
    item TEXT NOT NULL,
    position INTEGER NOT NULL,
    version INTEGER NOT NULL,
    department TEXT NOT NULL,
    outcome TEXT NOT NULL,
    document TEXT NOT NULL,
    decided_at INTEGER,
    decided_by TEXT NOT NULL,
    statutory_due TEXT,
    PRIMARY KEY ("case", item)
) WITHOUT ROWID, STRICT
    """,
    """
CREATE INDEX child_to_decide ON case_child
    (department, statutory_due)
    WHERE decided_at IS NULL
    """,
    "DROP TABLE account",
    """
CREATE TABLE account (
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    window TEXT NOT NULL,
    department TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    powers TEXT NOT NULL,
    PRIMARY KEY (account)
) WITHOUT ROWID, STRICT
    """,
    "DROP TABLE item",
    """
CREATE TABLE item (
    code TEXT NOT NULL,
    version INTEGER NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    type TEXT NOT NULL,
    kind TEXT NOT NULL,
    department TEXT NOT NULL,
    guide INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    replaced_from TEXT NOT NULL,
    keys TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (code, version)
) STRICT
    """,
    "CREATE INDEX item_in_force ON item (replaced_from)",
)


def upgrade() -> None:
    """Make them; the statements stand as they were when this version was made."""
    for statement in statements:
        op.execute(statement.strip())
