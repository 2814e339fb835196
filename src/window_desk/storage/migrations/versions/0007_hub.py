"""What a hub adds: keys with what their desks are there, the last exchange, and what was left.

The table of keys is a projection: it is made anew, and filled again from the ops.
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"

statements = (
    "DROP TABLE desk_key",
    """
CREATE TABLE desk_key (
    fingerprint TEXT NOT NULL,
    desk TEXT NOT NULL,
    public TEXT NOT NULL,
    recipient TEXT NOT NULL,
    role TEXT NOT NULL,
    lane TEXT NOT NULL,
    halls TEXT NOT NULL,
    trusted_at INTEGER,
    revoked_at INTEGER,
    reason TEXT NOT NULL,
    PRIMARY KEY (fingerprint)
) WITHOUT ROWID, STRICT
    """,
    """
CREATE TABLE hub_round (
    hub TEXT NOT NULL,
    at INTEGER NOT NULL,
    since INTEGER NOT NULL,
    done_at INTEGER,
    clock_ms INTEGER NOT NULL,
    pushed INTEGER NOT NULL,
    pulled INTEGER NOT NULL,
    failed TEXT NOT NULL,
    refused TEXT NOT NULL,
    heads TEXT NOT NULL,
    hub_id TEXT NOT NULL,
    PRIMARY KEY (hub)
) WITHOUT ROWID, STRICT
    """,
    """
CREATE TABLE hub_envelope (
    hub TEXT NOT NULL,
    desk TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (hub, desk, person)
) WITHOUT ROWID, STRICT
    """,
)


def upgrade() -> None:
    """Make them; the statements stand as they were when this version was made."""
    for statement in statements:
        op.execute(statement.strip())
