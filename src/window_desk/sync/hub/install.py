"""Making a hub: schema, roles and the keeper's login, in one transaction, as often as wanted."""

from __future__ import annotations

import re
import secrets
from importlib.resources import files
from time import monotonic, sleep
from typing import Any

import msgspec
import psycopg
from psycopg import sql

from window_desk.domain.errors import RuleBroken, Unusable
from window_desk.domain.streams import hall_of
from window_desk.sync.hub.codes import scram_verifier
from window_desk.sync.hub.errors import lane_used, other_version, refused
from window_desk.sync.hub.link import Row, connect

version = 1
"""Of the hub's tables and functions; a hub that is newer than the program is left alone."""

oldest_server = 140000

_name = re.compile(r"[a-z0-9][a-z0-9_-]{0,30}")
_patience = 30.0

_lock_patience = "30ms"
"""So long everybody else waits for one try; a server looks for deadlocks later than that."""

_lock_pause = 0.1

_close_public = """DO $$ BEGIN
    IF EXISTS (
        SELECT FROM pg_catalog.pg_namespace n
        WHERE n.nspname = 'public' AND pg_catalog.has_schema_privilege('public', n.oid, 'CREATE')
    ) THEN
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    END IF;
END $$"""
"""Before version 15 anybody makes things there, and a cluster that was upgraded goes on so."""


class Keeper(msgspec.Struct, frozen=True):
    """The desk that runs the hub: its name, its lane if it is a window too, its public key.

    It `knows_queue` where its hall had a hub before: a new one does not begin to count anew.
    Without a `password` that it has it gets one.
    """

    desk: str
    public: str
    recipient: str
    lane: str = ""
    knows_queue: bool = False
    password: str = ""


class Installed(msgspec.Struct, frozen=True):
    """A hub as it stands: its name, its database, and the keeper's login on it."""

    hub: str
    database: str
    login: str
    password: str
    lane: str


def new_password() -> str:
    """A password that nobody types."""
    return secrets.token_urlsafe(24)


def login_of(desk: str) -> str:
    """A login for a desk that no other database of the same server has."""
    return f"wd_{desk.replace('/', '_')[:40]}_{secrets.token_hex(4)}"


def install(address: dict[str, Any], hub: str, keeper: Keeper) -> Installed:
    """Make the hub in this database, or bring it up to date, and its keeper's login.

    Raises `RuleBroken` where it is another keeper's, `Unusable` where the login may not do it or
    the hub is newer than this program, or has given the keeper's lane to another desk.
    """
    if not _name.fullmatch(hub):
        raise RuleBroken(
            "hub.name",
            "{hub} is not a name for a hub.",
            hint="Small letters and figures, like hub1.",
            hub=hub,
        )
    try:
        connection = connect(address, _patience)
    except TimeoutError as error:
        raise Unusable(
            "hub.closed",
            "There is no answer from the database at {host}.",
            hint="Check the address, and that the server lets this machine in (pg_hba.conf).",
            host=str(address.get("host", "")),
        ) from error
    except psycopg.Error as error:
        raise refused(hub, error) from error
    try:
        with connection, connection.transaction():
            return _install(connection, hub, keeper)
    except psycopg.Error as error:
        raise refused(hub, error) from error


def _install(connection: psycopg.Connection[Row], hub: str, keeper: Keeper) -> Installed:
    if connection.info.server_version < oldest_server:
        raise Unusable(
            "hub.server_old",
            "This PostgreSQL is too old for a hub (version {version}).",
            hint="Use version 14 or a later one.",
            version=connection.info.server_version // 10000,
        )
    database = connection.info.dbname
    owner, group = f"wd_{database}_owner"[:63], f"wd_{database}"[:63]
    connection.execute("SELECT pg_advisory_xact_lock(hashtext('window-desk hub'))")
    _make_roles(connection, database, owner, group)
    about = _read_about(connection)
    _check_about(about, hub, keeper)
    connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(owner)))
    if about:
        _have_alone(connection)
    # The function that makes logins refers to tables that a later file makes.
    connection.execute("SET LOCAL check_function_bodies = off")
    quoted = sql.Identifier(group).as_string(connection)
    for name, text in read_statements():
        del name
        connection.execute(text.replace("{group}", quoted).encode())
    facts = {
        "name": hub,
        "keeper": keeper.desk,
        "version": str(version),
        "group": group,
        "id": about.get("id") or secrets.token_hex(16),
    }
    for key, value in facts.items():
        connection.execute(
            "INSERT INTO hub.about (key, value) VALUES (%s, %s)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )
    if not about:
        _begin_queue(connection, keeper)
    login, password, lane = _make_keeper(connection, hub, group, keeper)
    return Installed(hub, database, login, password, lane)


def read_statements() -> list[tuple[str, str]]:
    """The hub's SQL in its order: the files' names and texts."""
    folder = files("window_desk.sync.hub") / "sql"
    found = [each for each in folder.iterdir() if each.name.endswith(".sql")]
    return [(each.name, each.read_text("utf-8")) for each in sorted(found, key=lambda x: x.name)]


def _make_roles(connection: psycopg.Connection[Row], database: str, owner: str, group: str) -> None:
    """A role that owns the schema and makes logins, and one that every desk's login is in."""
    names = {
        "owner": sql.Identifier(owner),
        "group": sql.Identifier(group),
        "database": sql.Identifier(database),
    }
    if not _has_role(connection, owner):
        connection.execute(sql.SQL("CREATE ROLE {owner} NOLOGIN CREATEROLE").format(**names))
    # Who made a role may use it, from version 16 on, only once it is granted.
    connection.execute(sql.SQL("GRANT {owner} TO CURRENT_USER").format(**names))
    connection.execute(sql.SQL("GRANT CREATE ON DATABASE {database} TO {owner}").format(**names))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {database} FROM PUBLIC").format(**names))
    connection.execute(_close_public)
    if not _has_role(connection, group):
        connection.execute(sql.SQL("SET LOCAL ROLE {owner}").format(**names))
        connection.execute(sql.SQL("CREATE ROLE {group} NOLOGIN").format(**names))
        connection.execute("RESET ROLE")
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {database} TO {group}").format(**names))


def _has_role(connection: psycopg.Connection[Row], name: str) -> bool:
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone()
    return found is not None


def _read_about(connection: psycopg.Connection[Row]) -> dict[str, str]:
    (found,) = connection.execute("SELECT to_regclass('hub.about') IS NOT NULL").fetchone() or (0,)
    if not found:
        return {}
    return dict(connection.execute("SELECT key, value FROM hub.about").fetchall())


def _have_alone(connection: psycopg.Connection[Row]) -> None:
    """Have every table of a hub that desks are working with, before anything is changed.

    One after the other, as they are changed, would meet desks that hold one and wait for the next.
    What cannot be had soon is let go of again: they get on meanwhile, and nothing fails.
    """
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'hub'")
    names = sql.SQL(", ").join(sql.Identifier("hub", row[0]) for row in found)
    deadline = monotonic() + _patience
    while True:
        try:
            with connection.transaction():
                connection.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(_lock_patience))
                connection.execute(sql.SQL("LOCK TABLE {}").format(names))
                return
        except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
            if monotonic() > deadline:
                raise
            sleep(_lock_pause)


def _check_about(about: dict[str, str], hub: str, keeper: Keeper) -> None:
    if int(about.get("version", 0)) > version:
        raise other_version(about.get("name", hub), newer=True)
    if about and (about["name"], about["keeper"]) != (hub, keeper.desk):
        raise RuleBroken(
            "hub.other",
            "This database is the hub {hub} of {keeper}.",
            hint="Run this on that desk, with that name; or make another database.",
            hub=about["name"],
            keeper=about["keeper"],
        )


def _begin_queue(connection: psycopg.Connection[Row], keeper: Keeper) -> None:
    """A hub that is made anew waits for what the desks know of the queue."""
    if keeper.knows_queue:
        connection.execute("SELECT hub.note_restored()")
    else:
        connection.execute("INSERT INTO hub.about (key, value) VALUES ('place', hub.place())")


def _make_keeper(
    connection: psycopg.Connection[Row], hub: str, group: str, keeper: Keeper
) -> tuple[str, str, str]:
    """The keeper's own membership: its login and password, and its lane."""
    # An invitation that is being made must not be given the same lane.
    connection.execute("SELECT 1 FROM hub.about WHERE key = 'version' FOR UPDATE")
    hall, password = hall_of(keeper.desk), keeper.password or new_password()
    known = connection.execute(
        "SELECT login, coalesce(lane, '') FROM hub.member WHERE hall = %s AND desk = %s",
        (hall, keeper.desk),
    ).fetchone()
    login = known[0] if known else login_of(keeper.desk)
    lane = keeper.lane or (known[1] if known else "")
    if lane != (known[1] if known else ""):
        taken = connection.execute("SELECT hub.is_lane_used(%s, %s)", (hall, lane)).fetchone()
        if taken and taken[0]:
            raise lane_used(hub)
    words = {
        "login": sql.Identifier(login),
        "group": sql.Identifier(group),
        "verifier": sql.Literal(scram_verifier(password)),
    }
    if not _has_role(connection, login):
        connection.execute(sql.SQL("CREATE ROLE {login} IN ROLE {group}").format(**words))
    connection.execute(
        sql.SQL("ALTER ROLE {login} LOGIN PASSWORD {verifier} CONNECTION LIMIT 20").format(**words)
    )
    connection.execute(
        "INSERT INTO hub.member"
        " (hall, desk, role, login, lane, expires_at, public, recipient, joined_at)"
        " VALUES (%s, %s, 'keeper', %s, nullif(%s, ''), 'infinity', %s, %s, clock_timestamp())"
        " ON CONFLICT (hall, desk) DO UPDATE SET lane = excluded.lane, public = excluded.public,"
        " recipient = excluded.recipient, left_at = NULL",
        (hall, keeper.desk, login, lane, keeper.public, keeper.recipient),
    )
    return login, password, lane
