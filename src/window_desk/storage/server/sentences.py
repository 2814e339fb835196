"""What is said when a desk's server cannot be used, and whether anything was written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from window_desk.domain.errors import Unusable
from window_desk.storage.place import Address

_by_state = {
    "55P03": (
        "db.locked",
        "{path} is in use by another program and did not become free.",
        "Close the other program (a backup or a database tool), then do it again.",
    ),
    "53100": (
        "db.full",
        "The disk is full: {path} could not be written and nothing was changed.",
        "Make room on the disk, then do it again.",
    ),
    "28P01": (
        "db.denied",
        "{path} does not let this account in.",
        "Check the account and its password in the address, or in ~/.pgpass.",
    ),
    "28000": (
        "db.denied",
        "{path} does not let this account in.",
        "Check the account and its password in the address, or in ~/.pgpass.",
    ),
    "3D000": (
        "db.missing",
        "There is no database at {path}.",
        "Have whoever runs the server make it: docs/postgresql.md says how.",
    ),
    "42501": (
        "db.read_only",
        "{path} may not be written.",
        "Have the account made the owner of the database: docs/postgresql.md says how.",
    ),
    "25006": (
        "db.read_only",
        "{path} may not be written.",
        "It is a copy that only reads: give the address of the server that is written to.",
    ),
    "42P01": (
        "db.unreadable",
        "{path} could not be opened as a window-desk database.",
        "Check the path, or make a new one: window-desk init.",
    ),
    "22021": (
        "db.text",
        "A text holds a character that {path} cannot store.",
        "Leave the character out, then do it again.",
    ),
    "53300": (
        "db.crowded",
        "{path} has no connection left.",
        "Close desks that nobody uses, or have max_connections raised.",
    ),
}


@contextmanager
def usable(place: Address) -> Iterator[None]:
    """Turn the driver's errors into one sentence each, with the way out."""
    try:
        yield
    except psycopg.Error as error:
        raise sentence(place, error) or error from error


def sentence(place: Address, error: psycopg.Error) -> Unusable | None:
    """What is said of a server for an error; None for one that nobody foresaw."""
    known = _by_state.get(error.sqlstate or "")
    if known is not None:
        code, message, hint = known
        return Unusable(code, message, hint=hint, path=str(place))
    if error.pgconn is not None:
        return _by_words(place, str(error))
    if is_gone(error):
        return lost(place)
    if isinstance(error, psycopg.DataError) and "NUL" in str(error):
        code, message, hint = _by_state["22021"]
        return Unusable(code, message, hint=hint, path=str(place))
    return None


def is_gone(error: psycopg.Error) -> bool:
    """Whether an error says that the connection is no more."""
    if error.sqlstate is None:
        return isinstance(error, psycopg.OperationalError)
    return error.sqlstate.startswith(("57P", "08", "25P03"))


def _by_words(place: Address, words: str) -> Unusable:
    """A connection that was never made has only words, in the language of the server."""
    said = words.lower()
    for state, needles in (
        ("28P01", ("password", "pg_hba", "authentication", "no encryption")),
        ("3D000", ("does not exist",)),
        ("53300", ("too many", "remaining connection slots")),
    ):
        if any(each in said for each in needles):
            code, message, hint = _by_state[state]
            return Unusable(code, message, hint=hint, path=str(place))
    if "certificate" in said or "ssl" in said:
        return Unusable(
            "db.certificate",
            "The server at {path} could not prove that it is the right one.",
            hint="Check sslmode and sslrootcert in the address: docs/postgresql.md says how.",
            path=str(place),
        )
    return Unusable(
        "db.unreachable",
        "The server at {path} cannot be reached: {reason}.",
        hint="Check the network and the address, then do it again.",
        path=str(place),
        reason=words.partition("\n")[0].rpartition(": ")[2].rstrip("."),
    )


def lost(place: Address) -> Unusable:
    """The connection is gone before anything was committed."""
    return Unusable(
        "db.lost",
        "The connection to {path} was lost; nothing was changed.",
        hint="Do it again: the desk connects by itself.",
        path=str(place),
    )


def unsure(place: Address) -> Unusable:
    """The connection is gone and nobody knows whether the act was committed."""
    return Unusable(
        "db.unsure",
        "The connection to {path} was lost while the act was written: it may have happened or not.",
        hint="Look whether your last act is there before you repeat it.",
        path=str(place),
    )


def undone(place: Address) -> Unusable:
    """The server has undone what the program took for written."""
    return Unusable(
        "db.undone",
        "{path} has undone the act; nothing was changed.",
        hint="Do it again; if it comes back, run window-desk db check.",
        path=str(place),
    )


def check_server(raw: psycopg.Connection[Any], place: Address, oldest: int) -> None:
    """Raise `Unusable` for a server that is too old, or a database that holds no UTF-8."""
    if raw.info.server_version < oldest:
        raise Unusable(
            "db.old_server",
            "The server at {path} is PostgreSQL {version}; a desk needs {oldest} or newer.",
            hint="Have the server updated.",
            path=str(place),
            version=raw.info.server_version // 10_000,
            oldest=oldest // 10_000,
        )
    if raw.info.parameter_status("server_encoding") != "UTF8":
        raise Unusable(
            "db.encoding",
            "The database at {path} does not hold every character.",
            hint="Have it made with ENCODING 'UTF8': docs/postgresql.md says how.",
            path=str(place),
        )
