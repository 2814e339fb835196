"""PIN hashes and the delays of wrong PINs: beside the log, because they must be able to go."""

from __future__ import annotations

from window_desk.storage.connection import Connection
from window_desk.storage.rows import Credential


def find(connection: Connection, account: str) -> Credential | None:
    """An account's PIN hash and the delay it is under."""
    row = connection.execute(
        "SELECT pin_hash, failures, blocked_until FROM credential WHERE account = ?", (account,)
    ).one_or_none()
    return Credential(*row) if row else None


def put(connection: Connection, account: str, pin_hash: str) -> None:
    """Keep a new PIN hash and forget the wrong tries."""
    connection.execute(
        "INSERT INTO credential (account, pin_hash, failures, blocked_until) VALUES (?, ?, 0, 0)"
        " ON CONFLICT (account) DO UPDATE SET pin_hash = excluded.pin_hash, failures = 0,"
        " blocked_until = 0",
        (account, pin_hash),
    )


def set_failures(connection: Connection, account: str, failures: int, blocked_until: int) -> None:
    """Keep the count of wrong PINs, and until when (milliseconds) none is tried."""
    connection.execute(
        "UPDATE credential SET failures = ?, blocked_until = ? WHERE account = ?",
        (failures, blocked_until, account),
    )
