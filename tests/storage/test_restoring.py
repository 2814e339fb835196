"""A restored desk is what the backup was, and never gives out a number of its log twice."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.storage.files import CLERK, NOW, files, issue, run
from tests.support import Clock, assert_sound, projections
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.errors import Unusable
from window_desk.services import tickets
from window_desk.storage import maintenance
from window_desk.storage.backups import backup
from window_desk.storage.desk import Desk, make_desk
from window_desk.storage.restoring import restore

pytestmark = pytest.mark.on_file("files that take the place of files")


@pytest.fixture
def saved(desk_file: Path, tmp_path: Path) -> Path:
    """A backup of a desk that went on afterwards: the desk has two more numbers."""
    target = tmp_path / "backup.db"
    desk = Desk(desk_file, Clock())
    tickets.issue(desk, CLERK, "A")
    backup(desk, target)
    desk.close()
    issue(desk_file, 2)
    return target


def test_the_desk_is_as_it_was_and_the_later_file_is_kept(desk_file: Path, saved: Path) -> None:
    done = restore(desk_file, saved, NOW)
    assert done.aside == desk_file.with_name("desk-before-20261123T101500.db")
    assert files(desk_file.parent) == {"desk.db", "backup.db", done.aside.name}
    desk, aside = Desk(desk_file), Desk(done.aside)
    assert len(projections(desk)["ticket"]) == 1
    assert len(projections(aside)["ticket"]) == 3
    assert maintenance.verify(desk).ops == done.ops == maintenance.verify(aside).ops - 2
    for each in (desk, aside):
        assert_sound(each)
        each.close()


def test_it_writes_to_a_new_epoch_of_its_stream(desk_file: Path, saved: Path) -> None:
    assert restore(desk_file, saved).stream == "h1/desk1.2"
    desk = Desk(desk_file, Clock())
    issued = tickets.issue(desk, CLERK, "A").ticket
    assert (issued.id, issued.number) == ("h1/desk1.2:1", "A002")
    with desk.read() as connection:
        streams = connection.execute("SELECT id, owner FROM stream").all()
    assert streams == [("h1/desk1", "h1/desk1"), ("h1/desk1.2", "h1/desk1")]
    assert maintenance.verify(desk).streams == 2
    assert_sound(desk)
    desk.close()


def test_the_logs_clock_never_runs_back(desk_file: Path, saved: Path) -> None:
    restore(desk_file, saved)
    desk = Desk(desk_file, Clock(datetime(2020, 1, 2, 9, 0, tzinfo=CENTRE_TIME)))
    tickets.issue(desk, CLERK, "A")
    with desk.read() as connection:
        newest = connection.execute("SELECT stream FROM op ORDER BY hlc DESC LIMIT 1").scalar()
    assert newest == "h1/desk1.2"
    desk.close()


def test_the_same_backup_twice_opens_two_epochs(desk_file: Path, saved: Path) -> None:
    restore(desk_file, saved)
    issue(desk_file)
    assert restore(desk_file, saved).stream == "h1/desk1.3"
    issue(desk_file)
    assert restore(desk_file, saved).stream == "h1/desk1.4"


def test_a_lost_desk_comes_back(desk_file: Path, saved: Path) -> None:
    desk_file.unlink()
    done = restore(desk_file, saved)
    assert done.aside is None
    assert issue(desk_file) == "A002"


def test_a_ruined_desk_is_kept_aside_with_what_lies_beside_it(desk_file: Path, saved: Path) -> None:
    desk_file.write_bytes(b"not a database at all" * 400)
    wal = desk_file.with_name("desk.db-wal")
    wal.write_bytes(b"old pages")
    done = restore(desk_file, saved, NOW)
    assert done.aside is not None
    assert done.aside.read_bytes().startswith(b"not a database")
    assert done.aside.with_name(f"{done.aside.name}-wal").read_bytes() == b"old pages"
    assert not wal.exists()
    assert issue(desk_file) == "A002"


def test_a_desk_that_somebody_has_open_is_not_replaced(desk_file: Path, saved: Path) -> None:
    window = Desk(desk_file, Clock())
    with window.read() as connection:
        connection.execute("SELECT 1").scalar()
    before = files(desk_file.parent)
    with pytest.raises(Unusable) as caught:
        restore(desk_file, saved)
    assert caught.value.code == "db.locked"
    assert files(desk_file.parent) == before
    assert tickets.issue(window, CLERK, "A").ticket.number == "A004"
    window.close()


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        pytest.param(("UPDATE op SET prev = x'00' WHERE seq = 7",), "backup.broken", id="chain"),
        pytest.param(("DROP TABLE alembic_version",), "backup.none", id="not ours"),
        pytest.param(("UPDATE alembic_version SET version_num = '9999'",), "db.newer", id="newer"),
        pytest.param(
            ("UPDATE alembic_version SET version_num = '0000'",), "backup.older", id="older"
        ),
    ],
)
def test_a_backup_that_does_not_hold_changes_nothing(
    desk_file: Path, saved: Path, damage: tuple[str, ...], code: str
) -> None:
    run(saved, *damage)
    before, bytes_before = files(desk_file.parent), desk_file.read_bytes()
    with pytest.raises(Unusable) as caught:
        restore(desk_file, saved)
    assert caught.value.code == code
    assert files(desk_file.parent) == before
    assert desk_file.read_bytes() == bytes_before


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(None, "backup.missing", id="no file"),
        pytest.param(b"", "backup.none", id="empty"),
        pytest.param(b"a letter, not a backup" * 300, "backup.none", id="another file"),
        pytest.param(b"code,name\n1,2\n", "backup.none", id="a small table"),
    ],
)
def test_what_is_no_backup_changes_nothing(
    desk_file: Path, content: bytes | None, code: str
) -> None:
    source = desk_file.with_name("source.db")
    if content is not None:
        source.write_bytes(content)
    before = files(desk_file.parent)
    with pytest.raises(Unusable) as caught:
        restore(desk_file, source)
    assert caught.value.code == code
    assert str(source) in caught.value.message
    assert not {"init", "restore"} & set(caught.value.hint.split())
    assert files(desk_file.parent) == before
    assert issue(desk_file) == "A001"


def test_a_desk_restored_over_nothing_keeps_the_name_of_its_stream(tmp_path: Path) -> None:
    made = make_desk(tmp_path / "a.db", "h1.north/desk1")
    backup(made, tmp_path / "b.db")
    made.close()
    assert restore(tmp_path / "c.db", tmp_path / "b.db").stream == "h1.north/desk1.2"
