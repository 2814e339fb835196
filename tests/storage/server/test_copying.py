"""A desk goes from a server into a file and back, and older tables are brought up in one go."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.on_server import copy_place, new_place
from tests.postgres import Server
from tests.storage.files import CLERK, NOW
from tests.support import Clock, accept_complete, actor, assert_sound, projections
from window_desk.domain.errors import Unusable
from window_desk.services import tickets
from window_desk.storage import log, maintenance, schema
from window_desk.storage.desk import Desk
from window_desk.storage.place import Address
from window_desk.storage.restoring import restore
from window_desk.storage.server import making, migrating
from window_desk.storage.server.pool import ServerPool
from window_desk.storage.upgrading import upgrade


def beside_the_log(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """What only a copy of the tables brings along: ops, keys, PINs."""
    with desk.read() as connection:
        return {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").all()
            for name in ("op", "subject_key", "credential")
        }


def test_a_backup_is_a_file_that_is_a_desk(desk: Desk, tmp_path: Path) -> None:
    accept_complete(desk, actor(desk, "clerk1"))
    target = tmp_path / "backup.db"

    count = maintenance.backup(desk, target)

    assert target.stat().st_mode & 0o777 == 0o600
    with closing(Desk(target, Clock())) as copy:
        assert maintenance.verify(copy).ops == count
        assert beside_the_log(copy) == beside_the_log(desk)
        assert projections(copy) == projections(desk)
        assert_sound(copy)
        assert tickets.issue(copy, CLERK, "A").ticket.number == "A001"


def test_a_backup_takes_no_files_place(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "backup.db").write_text("mine")
    with pytest.raises(Unusable) as refused:
        maintenance.backup(desk, tmp_path / "backup.db")
    assert refused.value.code == "backup.exists"


def test_a_backup_comes_back_and_the_earlier_desk_is_kept(
    seeded_place: Address, tmp_path: Path
) -> None:
    place = copy_place(seeded_place, tmp_path)
    with closing(Desk(place, Clock())) as desk:
        accept_complete(desk, actor(desk, "clerk1"))
        saved = beside_the_log(desk)
        maintenance.backup(desk, tmp_path / "backup.db")
        tickets.issue(desk, CLERK, "A")

    done = restore(place, tmp_path / "backup.db", NOW)

    assert done.stream == "h1/desk1.2"
    assert done.earlier == "window_desk_before_20261123t101500"
    with closing(Desk(place, Clock())) as desk:
        assert beside_the_log(desk) == saved
        assert desk.stream == "h1/desk1.2"
        assert tickets.issue(desk, CLERK, "A").ticket.number == "A001"
        assert_sound(desk)
    with closing(Desk(Address(place.url, done.earlier), Clock())) as earlier:
        assert tickets.issue(earlier, CLERK, "A").ticket.number == "A002"


def test_a_file_becomes_a_desk_where_there_is_none(
    desk: Desk, postgres: Server, tmp_path: Path
) -> None:
    maintenance.backup(desk, tmp_path / "backup.db")
    place = new_place(postgres, tmp_path)

    done = restore(place, tmp_path / "backup.db", NOW)

    assert done.earlier == ""
    with closing(Desk(place, Clock())) as copy:
        assert projections(copy) == projections(desk)
        assert_sound(copy)


def test_nothing_is_put_in_the_place_of_a_desk_in_use(desk: Desk, tmp_path: Path) -> None:
    tickets.issue(desk, CLERK, "A")
    maintenance.backup(desk, tmp_path / "backup.db")
    with pytest.raises(Unusable) as refused:
        restore(desk.place, tmp_path / "backup.db", NOW)
    assert refused.value.code == "db.locked"
    assert tickets.issue(desk, CLERK, "A").ticket.number == "A002"


@pytest.fixture
def older(postgres: Server, tmp_path: Path) -> Address:
    """A desk without acts whose tables are two versions old."""
    place = new_place(postgres, tmp_path)
    with closing(ServerPool(place)) as pool, pool.lend() as connection:
        connection.raw.execute("BEGIN")
        making.lay_out(connection, place.schema)
        migrating.migrate(connection, "0002")
        log.begin(connection, "h3/desk1")
        connection.commit()
    return place


def test_older_tables_are_backed_up_and_brought_up(older: Address) -> None:
    with pytest.raises(Unusable) as refused:
        Desk(older)
    assert refused.value.code == "db.older"

    done = upgrade(older, NOW)

    assert (done.before, done.after) == ("0002", schema.newest)
    assert done.backup is not None
    assert done.backup.is_file()
    with closing(Desk(older, Clock())) as desk:
        assert desk.stream == "h3/desk1"
        assert_sound(desk)
    assert upgrade(older, NOW).backup is None


def test_an_upgrade_that_fails_leaves_the_desk_as_it_was(
    older: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_connection: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(maintenance, "rebuild_in", fail)
    with pytest.raises(ZeroDivisionError):
        upgrade(older, NOW)
    with psycopg.connect(older.url) as connection:
        found = connection.execute("SELECT version_num FROM window_desk.alembic_version")
        assert found.fetchone() == ("0002",)
