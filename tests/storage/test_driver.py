"""Durable by the library's version, and no transaction that begins as a reader and then writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from window_desk.domain.errors import Unusable
from window_desk.storage import driver
from window_desk.storage.desk import Desk

pytestmark = pytest.mark.on_file("SQLite's driver")


@pytest.mark.parametrize(
    ("version", "pragmas"),
    [
        pytest.param((3, 40, 1), ("DELETE", "EXTRA"), id="older than the WAL-reset repair"),
        pytest.param((3, 51, 2), ("DELETE", "EXTRA"), id="the last one before the repair"),
        pytest.param((3, 51, 3), ("WAL", "FULL"), id="the repair"),
        pytest.param((3, 53, 4), ("WAL", "FULL"), id="later"),
        pytest.param((4, 0, 0), ("WAL", "FULL"), id="the next major version"),
    ],
)
def test_the_journal_follows_the_librarys_version(
    version: tuple[int, ...], pragmas: tuple[str, str]
) -> None:
    assert driver.journal_pragmas(version) == pragmas


def test_every_connection_keeps_what_it_acknowledges(desk: Desk) -> None:
    journal, synchronous = driver.journal_pragmas(tuple(driver.find_driver().sqlite_version_info))
    levels = {"FULL": 2, "EXTRA": 3}
    with desk.pool.lend() as one, desk.pool.lend() as other:
        assert one.raw is not other.raw
        for raw in (one.raw, other.raw):
            values = {
                name: raw.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
            }
            assert values == {
                "journal_mode": journal.lower(),
                "synchronous": levels[synchronous],
                "foreign_keys": 1,
                "secure_delete": 1,
            }


def test_a_file_left_by_another_version_gets_the_safe_journal(
    desk_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Desk(desk_file).close()
    for older, journal in (((3, 40, 1), "delete"), ((3, 53, 0), "wal")):
        monkeypatch.setattr(
            driver, "journal_pragmas", lambda _, version=older: _real_pragmas(version)
        )
        desk = Desk(desk_file)
        with desk.pool.lend() as connection:
            assert connection.execute("PRAGMA journal_mode").scalar() == journal
        desk.close()


_real_pragmas = driver.journal_pragmas


def test_a_writer_has_the_lock_before_it_reads(desk: Desk) -> None:
    impatient = Desk(desk.place, busy=0)
    with (
        desk.change(by="clerk1"),
        pytest.raises(Unusable) as caught,
        impatient.change(by="clerk2"),
    ):
        pytest.fail("Two writers at once.")
    assert caught.value.code == "db.locked"
    impatient.close()


def test_a_reader_neither_waits_for_a_writer_nor_stops_it(desk: Desk) -> None:
    with desk.change(by="clerk1") as tx:
        tx.connection.execute("UPDATE meta SET value = value")
        with desk.read() as connection:
            assert connection.execute("SELECT count(*) FROM meta").scalar() == 1


@pytest.mark.spoils
def test_a_path_is_never_read_as_an_address(tmp_path: Path, desk_file: Path) -> None:
    odd = tmp_path / "hall 7?mode=memory#x%41.db"
    desk_file.rename(odd)
    desk = Desk(odd)
    with desk.read() as connection:
        found = connection.execute("PRAGMA database_list").one()
    assert Path(found[2]) == odd
    desk.close()


def test_waiting_to_write_leaves_the_wait_of_everything_else(desk_file: Path) -> None:
    desk = Desk(desk_file, busy=60)
    holder = driver.find_driver().connect(str(desk_file), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unusable) as caught, desk.change(by="clerk1"):
        pass
    assert caught.value.code == "db.locked"
    holder.execute("ROLLBACK")
    holder.close()
    with desk.change(by="clerk1") as tx:
        assert tx.connection.execute("PRAGMA busy_timeout").scalar() == 60
    desk.close()
