"""What a desk's login may see and do at the hub, tried by the login itself; holes are noticed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.hubs import Hub
from tests.postgres import Server
from window_desk.sync.hub import install
from window_desk.sync.hub.address import Joined

TABLES = (
    "member", "stream", "op", "signed_head", "ack", "digest", "envelope", "erased", "returned",
    "about",
)  # fmt: skip

STREAMS = ("h1/desk1", "h1/queue", "h2/desk1", "mse/desk1", "city/desk1", "h1/keeper", "h9/desk1")
"""One op stands in each of them; nobody of h9 is a member any more."""


@pytest.fixture(scope="module")
def house(postgres: Server) -> Iterator[Hub]:
    """A hub with an op in the stream of everybody, and the desks that look at it."""
    hub = Hub(postgres)
    with hub.owner() as connection:
        for stream in STREAMS:
            hall, owner = stream.partition("/")[0], stream
            connection.execute(
                "SELECT hub.append(%s, %s, '', 'x.done', 1, '{}', 'a', 0)", (hall, stream)
            )
            connection.execute(
                "INSERT INTO hub.signed_head SELECT hall, stream, seq, hash, 'k', 's' FROM hub.op"
                " WHERE stream = %s", (stream,)
            )  # fmt: skip
            connection.execute(
                "INSERT INTO hub.ack VALUES (%s, %s, %s, 1, '', now())", (hall, owner, stream)
            )
            connection.execute(
                "INSERT INTO hub.digest VALUES (%s, %s, '', '', now())", (hall, owner)
            )
            connection.execute(
                "INSERT INTO hub.envelope VALUES (%s, %s, %s, 's')", (hall, owner, f"{owner}:1")
            )
            connection.execute("INSERT INTO hub.erased VALUES (%s, %s)", (hall, f"{owner}:1"))
            connection.execute(
                "INSERT INTO hub.returned VALUES (%s, %s, 1, 1, %s, now())", (hall, stream, owner)
            )
    yield hub
    hub.drop()


@pytest.fixture(scope="module")
def desks(house: Hub) -> dict[str, Joined]:
    return {
        "window": house.admit("h1/desk1"),
        "elsewhere": house.admit("h2/desk1"),
        "department": house.admit("mse/desk1", role="department", halls=("h1",)),
        "city": house.admit("city/desk1", role="city"),
    }


OPEN = {"h1/keeper", "city/desk1"}
"""Whoever keeps the hub and whoever reads everything are read by everybody."""

SEEN = {
    "window": {"h1/desk1", "h1/queue", "mse/desk1"} | OPEN,
    "elsewhere": {"h2/desk1"} | OPEN,
    "department": {"h1/desk1", "h1/queue", "mse/desk1"} | OPEN,
    "city": set(STREAMS),
}


def seen(hub: Hub, joined: Joined) -> set[str]:
    with hub.login(joined) as connection:
        return {row[0] for row in connection.execute("SELECT stream FROM hub.op")}


@pytest.mark.parametrize("who", SEEN)
def test_whose_streams_are_seen(house: Hub, desks: dict[str, Joined], who: str) -> None:
    assert seen(house, desks[who]) == SEEN[who]
    with house.login(desks[who]) as connection:
        for query in (
            "SELECT id FROM hub.stream", "SELECT stream FROM hub.signed_head",
            "SELECT stream FROM hub.heads()", "SELECT stream FROM hub.ack",
        ):  # fmt: skip
            found = {row[0] for row in connection.execute(query.encode())}
            assert found == SEEN[who], query


@pytest.mark.parametrize("table", ["digest", "envelope", "erased", "returned"])
def test_a_window_sees_nothing_of_another_hall_in_any_table(
    house: Hub, desks: dict[str, Joined], table: str
) -> None:
    with house.login(desks["elsewhere"]) as connection:
        found = connection.execute(f"SELECT DISTINCT hall FROM hub.{table}".encode()).fetchall()
    assert found == [("h2",)]


@pytest.mark.parametrize(
    ("who", "members"),
    [
        ("window", {"h1/desk1", "h1/keeper", "mse/desk1", "city/desk1"}),
        ("elsewhere", {"h2/desk1", "h1/keeper", "city/desk1"}),
        ("city", {"h1/desk1", "h1/keeper", "mse/desk1", "city/desk1", "h2/desk1"}),
    ],
)
def test_which_members_are_seen(
    house: Hub, desks: dict[str, Joined], who: str, members: set[str]
) -> None:
    with house.login(desks[who]) as connection:
        found = {row[0] for row in connection.execute("SELECT desk FROM hub.member")}
    assert found >= members
    assert ("h2/desk1" in found) == ("h2/desk1" in members)


FORBIDDEN = {
    "a row written to a table": [
        f"INSERT INTO hub.{each} SELECT * FROM hub.{each} LIMIT 0"
        for each in TABLES
        if each != "member"
    ],
    "a row changed": [
        "UPDATE hub.stream SET have_seq = 9", "UPDATE hub.op SET body = NULL",
        "UPDATE hub.member SET role = 'city'", "UPDATE hub.about SET value = 'x'",
        "UPDATE hub.ack SET seq = 9", "UPDATE hub.envelope SET sealed = NULL",
    ],
    "a row taken away": [f"DELETE FROM hub.{each}" for each in TABLES],
    "a table emptied or dropped": ["TRUNCATE hub.op", "DROP TABLE hub.op"],
    "what is not for everybody's eyes": [
        "SELECT login FROM hub.member", "SELECT proof FROM hub.member", "SELECT * FROM hub.member",
    ],
    "a function that is not for desks": [
        "SELECT hub.append('h1', 'h1/queue', '', 'x.done', 1, '{}', 'a', 0)",
        "SELECT hub.chain('', 1, 1, '', '', '', '', 1, '', '')",
        "SELECT hub.me()", "SELECT hub.erase('h1/desk1:1')",
        "SELECT hub.drop_login('postgres')", "SELECT hub.is_erased('', '')",
        "SELECT hub.keep_signature(NULL, 'h1/desk1', 1, '', '', '')",
        "SELECT hub.lock_pool('h1')",
    ],
    "another role": [
        "SET ROLE postgres", "SET SESSION AUTHORIZATION postgres",
        "SELECT set_config('role', rolname, false) FROM pg_roles WHERE rolname LIKE 'wd%owner'",
        "CREATE ROLE mine LOGIN", "ALTER ROLE CURRENT_USER CREATEROLE",
    ],
    "things of its own": [
        "CREATE TABLE hub.mine (x int)", "CREATE TABLE public.mine (x int)",
        "CREATE TEMP TABLE mine (x int)", "CREATE SCHEMA mine",
        "CREATE FUNCTION hub.me() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
    "the policies": [
        "ALTER TABLE hub.op DISABLE ROW LEVEL SECURITY", "DROP POLICY seen ON hub.op",
    ],
    "what only the keeper does": [
        "SELECT hub.invite('h1/x', 'city', 'x', 'SCRAM-SHA-256$1:aa$aa:aa', '', '{}', now())",
        "SELECT hub.hold()", "SELECT hub.resume()",
        "SELECT hub.remove('h1/keeper', 'x')", "SELECT hub.remove('city/desk1', 'x')",
    ],
    "another's stream": [
        "SELECT hub.ingest('h2/desk1', 1, '', '{1}', '{a}', '{a}', '{a}', '{x.y}', '{1}',"
        " '{a}', '{a}', '{a}', 'k', 's')",
        "SELECT hub.ingest('h1/queue', 1, '', '{1}', '{a}', '{a}', '{a}', '{x.y}', '{1}',"
        " '{a}', '{a}', '{a}', 'k', 's')",
        "SELECT hub.ingest('h1/desk1.2:3', 1, '', '{1}', '{a}', '{a}', '{a}', '{x.y}', '{1}',"
        " '{a}', '{a}', '{a}', 'k', 's')",
        "SELECT hub.witness('h2/queue', 1, '', repeat('k', 32), decode(repeat('00', 64), 'hex'))",
        "SELECT hub.witness('h1/desk2', 1, '', repeat('k', 32), decode(repeat('00', 64), 'hex'))",
    ],
    "a password that the server would learn": [
        "SELECT hub.enroll('public of h1/desk1', 'age1', '', 'in clear')",
    ],
    "another key under its own name": [
        "SELECT hub.enroll('another', 'age1', '', 'SCRAM-SHA-256$1:aa$aa:aa')",
    ],
}  # fmt: skip

ATTEMPTS = [(name, each) for name, tries in FORBIDDEN.items() for each in tries]
REFUSALS = {"42501", "WD002", "WD003", "WD006", "0LP01"}


def state_of(hub: Hub, joined: Joined, statement: str) -> str | None:
    """How a statement of a desk's login ended: empty where it was done; it is undone then."""
    with hub.login(joined) as connection:
        connection.autocommit = False
        try:
            connection.execute(statement.encode())
        except psycopg.Error as error:
            return error.sqlstate
        finally:
            connection.rollback()
    return ""


def succeeds(hub: Hub, joined: Joined, statement: str) -> bool:
    """Whether a desk's login gets through with it; it is undone. Another fault is no answer."""
    said = state_of(hub, joined, statement)
    assert said in {"", *REFUSALS}, statement
    return not said


def test_what_a_desk_may_not_do(house: Hub, desks: dict[str, Joined]) -> None:
    assert [each for each in ATTEMPTS if succeeds(house, desks["window"], each[1])] == []


HOLES: dict[str, tuple[str, Callable[[Hub, Joined], bool]]] = {
    "a policy that lets all through": (
        "ALTER POLICY seen ON hub.op USING (true)",
        lambda hub, desk: seen(hub, desk) != SEEN["window"],
    ),
    "no row security": (
        "ALTER TABLE hub.op DISABLE ROW LEVEL SECURITY",
        lambda hub, desk: seen(hub, desk) != SEEN["window"],
    ),
    "a table that desks may write": (
        "GRANT INSERT, UPDATE, DELETE ON hub.op TO {group}",
        lambda hub, desk: succeeds(hub, desk, "INSERT INTO hub.op SELECT * FROM hub.op LIMIT 0"),
    ),
    "a helper that desks may call": (
        "GRANT EXECUTE ON FUNCTION hub.drop_login(text) TO {group}",
        lambda hub, desk: succeeds(hub, desk, "SELECT hub.drop_login('nobody')"),
    ),
    "a schema that anybody writes": (
        "GRANT CREATE ON SCHEMA hub TO {group}",
        lambda hub, desk: succeeds(hub, desk, "CREATE TABLE hub.mine (x int)"),
    ),
    "proofs for everybody": (
        "GRANT SELECT ON hub.member TO {group}",
        lambda hub, desk: succeeds(hub, desk, "SELECT proof FROM hub.member"),
    ),
    "a writer that is not asked who he is": (
        "CREATE OR REPLACE FUNCTION hub.desk_of(name text) RETURNS text LANGUAGE sql IMMUTABLE"
        " AS $$ SELECT 'h1/desk1' $$",
        lambda hub, desk: state_of(hub, desk, FORBIDDEN["another's stream"][0]) != "WD002",
    ),
}


@pytest.mark.parametrize("name", HOLES)
def test_a_hole_is_noticed_and_making_the_hub_again_closes_it(
    house: Hub, desks: dict[str, Joined], name: str
) -> None:
    hole, is_open = HOLES[name]
    group = house.rows("SELECT value FROM hub.about WHERE key = 'group'")[0][0]
    assert not is_open(house, desks["window"])
    with house.owner() as connection:
        connection.execute(hole.replace("{group}", f'"{group}"').encode())
    assert is_open(house, desks["window"])
    keeper = install.Keeper("h1/keeper", "public of h1/keeper", "age1keeper")
    house.installed = install.install(house.address, "hub1", keeper)
    assert not is_open(house, desks["window"])


def test_the_plan_for_several_machines_names_every_table(house: Hub) -> None:
    plan = (Path(__file__).parents[3] / "docs" / "scale.md").read_text("utf-8")
    tables = house.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'hub'")
    assert {name for (name,) in tables if f"'hub.{name}'" not in plan} == set()
    # The hall leads every key of those that are distributed by it.
    keys = house.rows(
        "SELECT i.indrelid::regclass::text, a.attname FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
        " WHERE n.nspname = 'hub' AND i.indisprimary"
    )
    assert {table for table, column in keys if column != "hall"} == {"hub.about"}


def test_every_function_and_table_was_looked_at(house: Hub, desks: dict[str, Joined]) -> None:
    """What is added later has to be given to desks on purpose, and to nobody else at all."""
    with house.login(desks["window"]) as connection:
        callable_ = {
            row[0]
            for row in connection.execute(
                "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
                " WHERE n.nspname = 'hub' AND has_function_privilege(p.oid, 'EXECUTE')"
            )
        }
        open_ = connection.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'hub' AND c.relkind = 'r' AND NOT c.relrowsecurity"
        ).fetchall()
        written = connection.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'hub' AND c.relkind = 'r'"
            " AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES')"
        ).fetchall()
    assert callable_ == {
        "my_halls", "my_desks", "is_keeper", "desk_of", "hall_of", "invite", "remove", "enroll",
        "proofs", "keeper", "heads", "ingest", "witness", "ack", "put_digest", "put_envelopes",
        "take_envelopes", "issue", "call", "release", "is_restored", "note_restored", "hold",
        "unheard", "resume", "give_back", "want_keys", "forget",
    }  # fmt: skip
    assert open_ == []
    assert written == []


def test_a_stranger_on_the_same_server_does_not_even_come_in(house: Hub) -> None:
    with house.owner() as connection:
        connection.execute("CREATE ROLE stranger LOGIN PASSWORD 'x'")
    try:
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(house.server.url(house.database, "stranger", "x"))
    finally:
        with house.owner() as connection:
            connection.execute("DROP ROLE stranger")


def test_what_definers_do_is_done_with_a_path_that_nobody_sets(house: Hub) -> None:
    loose = house.rows(
        "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'hub' AND p.prosecdef"
        " AND NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=pg_catalog, pg_temp']"
    )
    assert loose == []


PLANTED = """
    CREATE FUNCTION public.split_part(text, text, integer) RETURNS text LANGUAGE sql
        AS $$ SELECT 'city/desk1' $$;
    CREATE FUNCTION public.regexp_replace(text, text, text) RETURNS text LANGUAGE sql
        AS $$ SELECT 'city/desk1' $$;
    SET search_path = public, pg_catalog;
"""
"""What a window makes so that every stream is read as one that everybody may see."""


def seen_with_planted(hub: Hub, joined: Joined) -> set[str]:
    """What a window sees after it put functions of its own before the server's; it is undone."""
    with hub.login(joined) as connection:
        connection.autocommit = False
        try:
            connection.execute(PLANTED.encode())
            found = connection.execute("SELECT stream FROM hub.op").fetchall()
        finally:
            connection.rollback()
    return {row[0] for row in found}


def test_functions_that_a_window_puts_before_the_server_s_open_nothing(
    house: Hub, desks: dict[str, Joined]
) -> None:
    with house.owner() as connection:
        connection.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
    assert seen_with_planted(house, desks["window"]) == SEEN["window"]
    # Without the schema in its names the policies' own function is open to it.
    with house.owner() as connection:
        connection.execute(
            "CREATE OR REPLACE FUNCTION hub.desk_of(name text) RETURNS text LANGUAGE sql"
            " IMMUTABLE AS $$ SELECT split_part(name, ':', 1) $$"
        )
    assert seen_with_planted(house, desks["window"]) > SEEN["window"]
    # Making the hub again closes both.
    keeper = install.Keeper("h1/keeper", "public of h1/keeper", "age1keeper")
    house.installed = install.install(house.address, "hub1", keeper)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        seen_with_planted(house, desks["window"])


def test_no_function_of_a_policy_finds_its_names_by_the_path_of_whoever_looks(house: Hub) -> None:
    used = house.rows(
        "SELECT DISTINCT p.proname, p.prosrc, coalesce(p.proconfig, '{}') FROM pg_policy y"
        " JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = y.oid"
        " JOIN pg_proc p ON d.refclassid = 'pg_proc'::regclass AND p.oid = d.refobjid"
    )
    assert {"desk_of", "hall_of", "my_halls", "my_desks", "is_keeper"} == {row[0] for row in used}
    # Neither a call without a schema nor an operator, outside of the literals.
    loose = [
        name
        for name, text, settings in used
        if "search_path=pg_catalog, pg_temp" not in settings
        and re.search(r"(?<![.\w])\w+\(|[|=<>+*/~-]", re.sub(r"'[^']*'", "", text))
    ]
    assert loose == []


UNESCAPED = "SET standard_conforming_strings = off"
"""What makes a backslash in a text mean something else, also in the functions that are called."""


@pytest.fixture
def told_apart(postgres: Server) -> Iterator[tuple[Hub, Joined]]:
    """A hub where names are a mark and a number longer than others, and a window there."""
    hub = Hub(postgres)
    with hub.owner() as connection:
        for hall, stream in (("h1", "h1/desk-1"), ("h9", "h1/keeper-1")):
            connection.execute(
                "SELECT hub.append(%s, %s, '', 'x.done', 1, '{}', 'a', 0)", (hall, stream)
            )
    yield hub, hub.admit("h1/desk")
    hub.drop()


def test_a_setting_makes_no_desk_another(told_apart: tuple[Hub, Joined]) -> None:
    hub, window = told_apart
    with hub.login(window) as connection:
        connection.execute(UNESCAPED)
        found = connection.execute("SELECT stream FROM hub.op").fetchall()
        with pytest.raises(psycopg.Error) as caught:
            connection.execute(
                "SELECT hub.ingest('h1/desk-1', 2, decode(repeat('00', 32), 'hex'), '{1}', '{a}',"
                " '{a}', '{a}', '{x.y}', '{1}', '{a}', '{a}', '{a}', 'k', 's')"
            )
    assert found == [("h1/desk-1",)]
    assert caught.value.sqlstate == "WD002"


def test_a_setting_makes_no_other_chain(told_apart: tuple[Hub, Joined]) -> None:
    hub, window = told_apart
    with hub.login(window) as connection:
        connection.execute(UNESCAPED)
        connection.execute(
            "SELECT hub.issue('c', true, 0, 'a', now(), 'A', 'A', '', 'normal', 'arrival', 0,"
            " NULL, now())"
        )
    sound = hub.rows(
        'SELECT hash = hub.chain(stream, seq, hlc, at, "by", entity, kind, version, digest, prev)'
        " FROM hub.op WHERE stream = 'h1/queue'"
    )
    assert sound == [(True,)]


@pytest.mark.parametrize("style", ["German", "SQL, DMY", "Postgres, MDY"])
def test_days_and_moments_have_one_form(told_apart: tuple[Hub, Joined], style: str) -> None:
    hub, window = told_apart
    with hub.login(window) as connection, hub.keeper() as keeper:
        connection.execute("SELECT set_config('datestyle', %s, false)", (style,))
        connection.execute(
            "SELECT hub.issue('c', true, 0, 'a', now(), 'A', 'A', '', 'normal', 'arrival', 0,"
            " NULL, now())"
        )
        # An abbreviation that is read back as that of another zone.
        keeper.execute("SELECT set_config('datestyle', %s, false)", (style,))
        keeper.execute("SET timezone = 'Asia/Shanghai'")
        keeper.execute("SELECT hub.hold()")
    ((body, day),) = hub.rows(
        "SELECT convert_from(o.body, 'UTF8')::json ->> 'day', t.day FROM hub.op o, hub.ticket t"
        " WHERE o.entity = t.id"
    )
    ((passed,),) = hub.rows(
        "SELECT abs(extract(epoch FROM now() - value::timestamptz)) FROM hub.about"
        " WHERE key = 'restored_at'"
    )
    assert body == day.isoformat()
    assert passed < 60


def test_no_function_hangs_on_what_a_backslash_means() -> None:
    assert [name for name, text in install.read_statements() if "\\" in text] == []


@pytest.mark.parametrize(
    "made", ["SELECT lo_create(0)", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC"]
)
def test_no_desk_makes_its_login_stay(told_apart: tuple[Hub, Joined], made: str) -> None:
    hub, window = told_apart
    with hub.login(window) as connection:
        connection.execute(made.encode())
        with hub.keeper() as keeper:
            keeper.execute("SELECT hub.remove('h1/desk', 'stolen')")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT stream FROM hub.op")
    with pytest.raises(psycopg.OperationalError):
        hub.login(window)


@pytest.mark.parametrize(
    ("account", "item"), [("x" * 300, ""), ("a", "x" * 5_000_000)], ids=["account", "item"]
)
def test_no_act_is_written_that_no_desk_can_read(
    told_apart: tuple[Hub, Joined], account: str, item: str
) -> None:
    hub, window = told_apart
    ask = (
        "SELECT hub.issue(%s, true, 0, %s, now(), 'A', 'A', %s, 'normal', 'arrival', 0, NULL,"
        " now())"
    )
    with hub.login(window) as connection:
        with pytest.raises(psycopg.Error) as caught:
            connection.execute(ask, ("c", account, item))
        connection.execute(ask, ("c", "a", ""))
    assert caught.value.sqlstate == "WD007"
    assert hub.rows("SELECT number FROM hub.ticket") == [("A001",)]


@pytest.mark.parametrize(
    "held",
    [
        "SELECT hub.issue('c', true, 0, 'a', now(), 'A', 'A', '', 'normal', 'arrival', 0, NULL,"
        " now())",
        "SELECT hub.remove('h1/desk', '')",
    ],
    ids=["the queue", "its own row"],
)
def test_a_desk_that_is_taken_out_holds_nothing_any_more(
    told_apart: tuple[Hub, Joined], held: str
) -> None:
    hub, window = told_apart
    with hub.login(hub.admit("h1/desk2")) as other, hub.keeper() as keeper:
        lost = hub.login(window)
        lost.execute("SET idle_in_transaction_session_timeout = 0")
        lost.execute("BEGIN")
        lost.execute(held.encode())
        for each in (keeper, other):
            each.execute("SET statement_timeout = 2500")
        keeper.execute("SELECT hub.remove('h1/desk', 'stolen')")
        other.execute(ISSUE)
        lost.close()


ISSUE = (
    "SELECT hub.issue('o', true, 0, 'a', now(), 'A', 'A', '', 'normal', 'arrival', 0, NULL, now())"
)
