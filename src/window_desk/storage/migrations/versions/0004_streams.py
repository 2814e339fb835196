"""What joins desks: parked and rejected ops, peers, keys, forks, conflicts, and whose a case is.

Numbers are counted by each desk: the table of them is made anew, and that of cases loses its
UNIQUE on them. Both are projections, filled again from the ops.
"""

from __future__ import annotations

import re

from alembic import op

revision = "0004"
down_revision = "0003"

statements = (
    "DROP TABLE document",
    """
CREATE TABLE document (
    desk TEXT NOT NULL,
    kind TEXT NOT NULL,
    run INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    number TEXT NOT NULL,
    "case" TEXT NOT NULL,
    PRIMARY KEY (desk, kind, run, serial)
) WITHOUT ROWID, STRICT
    """,
    """CREATE INDEX document_case ON document ("case")""",
    """CREATE INDEX document_number ON document (number)""",
    """CREATE INDEX document_run ON document (kind, run, serial)""",
    """
CREATE TABLE parked (
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    line BLOB NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)
) WITHOUT ROWID, STRICT
    """,
    """
CREATE TABLE rejected (
    id INTEGER NOT NULL,
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    hint TEXT NOT NULL,
    facts TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT
    """,
    """
CREATE TABLE peer (
    desk TEXT NOT NULL,
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (desk, stream)
) WITHOUT ROWID, STRICT
    """,
    """
CREATE TABLE signed_head (
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    "key" TEXT NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (stream, seq)
) WITHOUT ROWID, STRICT
    """,
    """
CREATE TABLE desk_key (
    fingerprint TEXT NOT NULL,
    desk TEXT NOT NULL,
    public TEXT NOT NULL,
    trusted_at INTEGER,
    revoked_at INTEGER,
    reason TEXT NOT NULL,
    PRIMARY KEY (fingerprint)
) WITHOUT ROWID, STRICT
    """,
    """
CREATE TABLE fork (
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    ours TEXT NOT NULL,
    theirs TEXT NOT NULL,
    source TEXT NOT NULL,
    at INTEGER NOT NULL,
    settled_at INTEGER,
    settled_by TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (stream, seq)
) WITHOUT ROWID, STRICT
    """,
    """
CREATE TABLE "conflict" (
    "case" TEXT NOT NULL,
    op TEXT NOT NULL,
    kind TEXT NOT NULL,
    desk TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    PRIMARY KEY ("case", op)
) WITHOUT ROWID, STRICT
    """,
    """CREATE INDEX conflict_open ON "conflict" ("case") WHERE outcome = ''""",
    """
CREATE TABLE elsewhere (
    "case" TEXT NOT NULL,
    owner TEXT NOT NULL,
    PRIMARY KEY ("case")
) WITHOUT ROWID, STRICT
    """,
    """
CREATE TABLE unfolded (
    entity TEXT NOT NULL,
    op TEXT NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (entity)
) WITHOUT ROWID, STRICT
    """,
    """CREATE INDEX case_number ON service_case (number) WHERE number IS NOT NULL""",
)


def upgrade() -> None:
    """Make them; the statements stand as they were when this version was made."""
    _drop_unique_number()
    for statement in statements:
        op.execute(statement.strip())


def _drop_unique_number() -> None:
    """Make the table of cases again as it is, but for its UNIQUE; it is empty until the rebuild."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.execute("ALTER TABLE service_case DROP CONSTRAINT service_case_number_key")
        return
    table, *indexes = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_schema WHERE tbl_name = 'service_case' AND sql IS NOT NULL"
        " ORDER BY type DESC, name"
    ).scalars()
    op.execute("DROP TABLE service_case")
    for statement in (re.sub(r",\s*UNIQUE \(number\)", "", table), *indexes):
        connection.exec_driver_sql(statement)
