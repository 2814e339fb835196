"""A desk on a server is made whole or not at all, and its tables are those of a file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import msgspec
import psycopg
import pytest

from tests.on_server import new_place
from tests.postgres import Server
from tests.storage.files import CLERK
from tests.support import Clock, assert_sound
from window_desk.bootstrap import open_or_make
from window_desk.domain.errors import Unusable
from window_desk.services import tickets
from window_desk.storage import maintenance, reads
from window_desk.storage.connection import Connection
from window_desk.storage.desk import Desk, make_desk
from window_desk.storage.place import Address, read_address
from window_desk.storage.server.making import is_there, make


@pytest.fixture
def empty(postgres: Server, tmp_path: Path) -> Address:
    """A database with nothing in it."""
    return new_place(postgres, tmp_path)


def run(place: Address, *statements: str) -> None:
    """Change a database behind the program's back."""
    with psycopg.connect(place.url, autocommit=True) as connection:
        for each in statements:
            connection.execute(each.encode())


def schemas(place: Address) -> list[str]:
    with psycopg.connect(place.url) as connection:
        found = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'window%' ORDER BY 1"
        )
        return [row[0] for row in found]


def test_a_new_desk_is_empty_and_sound(empty: Address) -> None:
    with closing(make_desk(empty, "h7/desk3", Clock())) as desk:
        assert desk.stream == "h7/desk3"
        assert maintenance.verify(desk) == maintenance.Verified(0, 1, ())
        assert_sound(desk)


def test_making_a_desk_twice_leaves_the_first(place: Address) -> None:
    with closing(make_desk(place, "h9/desk9", Clock())) as desk:
        assert desk.stream == "h1/desk1"
        assert tickets.issue(desk, CLERK, "A").ticket.number == "A001"


def test_several_who_make_one_at_once_make_one(empty: Address) -> None:
    with ThreadPoolExecutor(3) as threads:
        names = [f"h1/desk{number}" for number in range(3)]
        made = list(threads.map(lambda name: open_or_make(empty, Clock(), name), names))
    with closing(made[0]) as desk, desk.look() as look:
        assert look.items
        assert len({each.stream for each in made}) == 1
        assert not reads.has_accounts(look.connection)
    for each in made:
        each.close()
    assert schemas(empty) == ["window_desk"]


def test_what_is_not_finished_is_no_desk_and_makes_room_for_the_next(empty: Address) -> None:
    def fail(_fresh: Address) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        make(empty, "h1/desk1", fail)
    assert not is_there(empty)
    assert schemas(empty) == ["window_desk_new"]
    make_desk(empty, "h2/desk2").close()
    assert schemas(empty) == ["window_desk"]


@pytest.mark.parametrize("opening", [Desk, lambda place: make_desk(place, "h1/desk1")])
def test_another_programs_schema_is_not_touched(empty: Address, opening: type[Desk]) -> None:
    run(empty, "CREATE SCHEMA window_desk", "CREATE TABLE window_desk.song (name text)")
    with pytest.raises(Unusable) as refused:
        opening(empty)
    assert refused.value.code == "db.not_ours"
    assert "window-desk init" in refused.value.hint


def test_a_database_without_a_desk_says_how_to_make_one(empty: Address) -> None:
    with pytest.raises(Unusable) as refused:
        Desk(empty)
    assert "window-desk init" in refused.value.hint
    assert schemas(empty) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({":": ":wrong-"}, "db.denied", id="a wrong password"),
        pytest.param({"/wd": "/no"}, "db.missing", id="no such database"),
    ],
)
def test_what_does_not_let_us_in_is_one_sentence(
    empty: Address, change: dict[str, str], code: str
) -> None:
    account, _, rest = empty.url.removeprefix("postgresql://").partition(":")
    for before, after in change.items():
        rest = f":{rest}".replace(before, after, 1).removeprefix(":")
    with pytest.raises(Unusable) as refused:
        Desk(read_address(f"postgresql://{account}:{rest}"))
    assert refused.value.code == code
    assert rest.partition("@")[0] not in str(refused.value)


def test_an_account_without_the_right_to_make_a_desk_is_told(
    empty: Address, postgres: Server
) -> None:
    run(empty, "CREATE ROLE guest LOGIN PASSWORD 'guest'")
    with pytest.raises(Unusable) as refused:
        make_desk(read_address(postgres.url(empty.database, "guest", "guest")), "h1/desk1")
    assert refused.value.code == "db.read_only"
    assert "owner" in refused.value.hint


def test_a_database_of_another_encoding_is_refused(postgres: Server, tmp_path: Path) -> None:
    place = new_place(postgres, tmp_path)
    name = f"{place.database}_ascii"
    run(place, f"CREATE DATABASE {name} ENCODING 'LATIN1' TEMPLATE template0")
    try:
        with pytest.raises(Unusable) as refused:
            make_desk(read_address(postgres.url(name)), "h1/desk1")
        assert refused.value.code == "db.encoding"
    finally:
        postgres.drop_database(name)


def test_the_tables_are_those_of_a_file(desk: Desk, tmp_path: Path) -> None:
    def shapes(connection: Connection) -> dict[str, list[tuple[str, str, int]]]:
        known = connection.tables() - {"alembic_version"}
        return {name: connection.columns_of(name) for name in known}

    with (
        closing(make_desk(tmp_path / "desk.db", "h1/desk1")) as other,
        other.read() as file,
        desk.read() as server,
    ):
        assert shapes(server) == shapes(file)
        named = "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
        indexes = set(file.execute(named).scalars())
        found = server.raw.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = 'window_desk'"
        )
        assert indexes <= {row[0] for row in found}


def test_texts_are_in_the_order_of_their_bytes(desk: Desk) -> None:
    texts = ["a", "B", "_", "0", "é", "中", "\U0010ffff", "Z", "a b", "ab"]
    with desk.change() as tx:
        tx.put("draft", [{"scope": each, "body": "", "at": 1} for each in texts])
        found = tx.connection.execute("SELECT scope FROM draft ORDER BY scope").scalars()
        above = tx.connection.execute("SELECT count(*) FROM draft WHERE scope > ?", ("a",))
        assert found == sorted(texts)
        assert above.scalar() == sum(each > "a" for each in texts)
        tx.connection.execute("DELETE FROM draft")


def test_an_address_of_another_schema_is_another_desk(place: Address) -> None:
    second = msgspec.structs.replace(place, schema="window_desk_two")
    with closing(make_desk(second, "h2/desk1")) as desk:
        assert desk.stream == "h2/desk1"
    with closing(Desk(place)) as desk:
        assert desk.stream == "h1/desk1"


def test_a_character_that_no_table_holds_is_one_sentence(desk: Desk) -> None:
    with pytest.raises(Unusable) as refused, desk.change() as tx:
        tx.put("draft", [{"scope": "a\0b", "body": "", "at": 1}])
    assert refused.value.code == "db.text"
