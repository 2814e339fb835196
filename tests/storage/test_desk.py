"""A desk opens, changes or says in one sentence why not, and nothing is ever half written."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from tests.storage.files import CLERK, files, issue, run
from tests.support import Clock, assert_sound, projections, start_python
from window_desk.domain import ops
from window_desk.domain.errors import RuleBroken, Unusable
from window_desk.services import tickets
from window_desk.storage import maintenance
from window_desk.storage.desk import Desk, make_desk
from window_desk.storage.driver import find_driver
from window_desk.storage.file_errors import usable


class Interrupted(Exception):
    """What a test raises inside a change."""


def test_a_new_desk_is_empty_and_sound(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "deep" / "folder" / "desk.db", "h7/desk3")
    assert desk.stream == "h7/desk3"
    assert maintenance.verify(desk) == maintenance.Verified(0, 1, ())
    assert_sound(desk)
    desk.close()


def test_making_a_desk_twice_leaves_the_first(desk_file: Path) -> None:
    issue(desk_file)
    desk = make_desk(desk_file, "h9/desk9", Clock())
    assert desk.stream == "h1/desk1"
    assert tickets.issue(desk, CLERK, "A").ticket.number == "A002"
    desk.close()


def test_a_desk_that_was_not_made_to_the_end_is_finished_by_making_it_again(
    desk_file: Path,
) -> None:
    run(desk_file, "DELETE FROM meta")
    with pytest.raises(Unusable) as caught:
        Desk(desk_file)
    assert caught.value.code == "db.unfinished"
    make_desk(desk_file, "h1/desk1").close()
    assert issue(desk_file) == "A001"


@pytest.mark.parametrize("opening", [Desk, lambda path: make_desk(path, "h1/desk1")])
def test_another_programs_database_is_not_touched(tmp_path: Path, opening: type[Desk]) -> None:
    path = tmp_path / "songs.db"
    run(path, "CREATE TABLE song (name TEXT)", "INSERT INTO song VALUES ('月光')")
    before = path.read_bytes()
    with pytest.raises(Unusable) as caught:
        opening(path)
    assert caught.value.code == "db.not_ours"
    assert path.read_bytes() == before
    assert files(tmp_path) == {"songs.db"}


def test_a_path_without_a_file_stays_without(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as caught:
        Desk(tmp_path / "desk.db")
    assert caught.value.code == "db.missing"
    assert "window-desk init" in caught.value.hint
    assert files(tmp_path) == set()


def test_a_folder_in_place_of_a_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unusable):
        Desk(tmp_path)
    with pytest.raises(Unusable):
        make_desk(tmp_path, "h1/desk1")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"Dear clerk, this is a letter.\n" * 200, id="text"),
        pytest.param(b"SQLite format 3\0" + b"\xff" * 8000, id="a header and rubbish"),
    ],
)
def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(content)
    for opening in (Desk, lambda path: make_desk(path, "h1/desk1")):
        with pytest.raises(Unusable) as caught:
            opening(path)
        assert caught.value.code == "db.corrupt"
        assert "db restore" in caught.value.hint
    assert path.read_bytes() == content


@pytest.mark.spoils
@pytest.mark.on_file("a file cut short")
def test_a_truncated_desk_is_one_sentence(desk_file: Path) -> None:
    size = desk_file.stat().st_size
    with desk_file.open("r+b") as file:
        file.truncate(size // 2)
    with pytest.raises(Unusable) as caught:
        maintenance.verify(Desk(desk_file))
    assert caught.value.code == "db.corrupt"


@pytest.mark.on_file("a file's lock")
def test_a_locked_desk_waits_a_while_and_then_says_so(desk_file: Path) -> None:
    desk = Desk(desk_file, Clock(), busy=50)
    holder = find_driver().connect(str(desk_file), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Unusable) as caught:
        tickets.issue(desk, CLERK, "A")
    assert caught.value.code == "db.locked"
    assert "in use by another program" in caught.value.message
    holder.execute("ROLLBACK")
    assert tickets.issue(desk, CLERK, "A").ticket.number == "A001"
    holder.close()
    desk.close()


@pytest.mark.on_file("a file's lock")
def test_a_lock_that_is_given_up_in_time_is_not_noticed(desk_file: Path) -> None:
    script = """
        import sys, time
        from window_desk.storage.driver import find_driver
        holder = find_driver().connect(sys.argv[1], isolation_level=None)
        holder.execute("BEGIN EXCLUSIVE")
        print("held", flush=True)
        time.sleep(0.4)
        holder.execute("ROLLBACK")
    """
    desk = Desk(desk_file, Clock())
    with start_python(script, desk_file) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert tickets.issue(desk, CLERK, "A").ticket.number == "A001"
    desk.close()


def fill(desk: Desk) -> tuple[Unusable, int]:
    """Give out numbers until one fails; gives why, and how many there were."""
    for issued in range(5000):
        try:
            tickets.issue(desk, CLERK, "A")
        except Unusable as error:
            return error, issued
    raise AssertionError("nothing stopped it")


@pytest.mark.on_file("the disk of a file")
def test_a_full_disk_stops_the_act_and_not_the_desk(desk_file: Path) -> None:
    desk = Desk(desk_file, Clock())
    tickets.issue(desk, CLERK, "A")
    before = projections(desk)
    with desk.pool.lend() as connection:
        pages = connection.execute("PRAGMA page_count").scalar()
        connection.execute(f"PRAGMA max_page_count = {pages}")
    error, more = fill(desk)
    issued = 1 + more
    assert error.code == "db.full"
    assert "The disk is full" in error.message
    after = projections(desk)
    assert len(after["ticket"]) == issued
    assert after["item"] == before["item"]
    assert_sound(desk)
    # The connection that failed is gone, and with it the limit that stands for the full disk.
    assert tickets.issue(desk, CLERK, "A").ticket.number == f"A{issued + 1:03d}"
    assert_sound(desk)
    desk.close()


_filling = """
    import resource, signal, sys
    from pathlib import Path
    from tests.storage.files import CLERK
    from tests.support import Clock
    from window_desk.domain.errors import Unusable
    from window_desk.services import tickets
    from window_desk.storage.desk import Desk

    path = Path(sys.argv[1])
    desk = Desk(path, Clock())
    most = path.stat().st_size + 400_000
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        for _ in range(5000):
            print(tickets.issue(desk, CLERK, "A").ticket.number, flush=True)
    except Unusable as error:
        with desk.read() as connection:
            count = connection.execute("SELECT count(*) FROM ticket").scalar()
        print(error.code, count, flush=True)
"""


@pytest.mark.on_file("the disk of a file")
def test_a_write_that_the_system_refuses_loses_nothing_acknowledged(desk_file: Path) -> None:
    with start_python(_filling, desk_file) as process:
        said, _ = process.communicate()
    *numbers, last = said.splitlines()
    code, count = last.split()
    assert code in ("db.full", "db.io")
    assert int(count) == len(numbers) > 10
    desk = Desk(desk_file, Clock())
    assert [row[7] for row in projections(desk)["ticket"]] == numbers
    assert_sound(desk)
    desk.close()


@pytest.mark.parametrize(("free", "code"), [(0, "db.full"), (1 << 30, "db.io")])
@pytest.mark.on_file("the disk of a file")
def test_a_disk_without_room_to_open_a_desk_is_called_full(
    desk_file: Path, monkeypatch: pytest.MonkeyPatch, free: int, code: str
) -> None:
    usage = shutil.disk_usage(desk_file.parent)._replace(free=free)
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: usage)
    with pytest.raises(Unusable) as caught, usable(desk_file):
        raise find_driver().OperationalError("disk I/O error")
    assert caught.value.code == code
    assert str(desk_file) in caught.value.message


@pytest.mark.on_file("a file's mode")
def test_a_desk_that_may_only_be_read_says_so(desk_file: Path) -> None:
    desk = Desk(desk_file, Clock())
    with desk.pool.lend() as connection:
        connection.execute("PRAGMA query_only = ON")
    with pytest.raises(Unusable) as caught:
        tickets.issue(desk, CLERK, "A")
    assert caught.value.code == "db.read_only"
    desk.close()


def change_and_raise(desk: Desk, op: ops.Op, on: str, raised: BaseException) -> None:
    """A change that does everything but end."""
    with desk.change(by="clerk1") as tx:
        tx.record(op, on=on)
        tx.connection.execute("UPDATE account SET name = 'x'")
        tx.finish()
        assert tx.centre
        raise raised


@pytest.mark.parametrize(
    "raised",
    [Interrupted("a test"), KeyboardInterrupt(), RuleBroken("x", "x"), SystemExit(1)],
    ids=lambda error: type(error).__name__,
)
def test_a_change_that_does_not_end_cleanly_never_was(desk: Desk, raised: BaseException) -> None:
    before = projections(desk)
    count = maintenance.verify(desk).ops
    with pytest.raises(type(raised)):
        change_and_raise(desk, ops.WindowOpened(account="clerk1"), "window/1", raised)
    assert projections(desk) == before
    assert maintenance.verify(desk).ops == count


def test_an_op_that_fails_at_the_very_end_takes_the_change_with_it(desk: Desk) -> None:
    number = tickets.issue(desk, CLERK, "A").ticket
    again = ops.TicketIssued(
        number=number.number,
        serial=number.serial,
        queue="A",
        day=number.day,
        priority="normal",
        rank_at=number.rank_at,
        eligible_from=number.eligible_from,
    )
    before = projections(desk)
    with pytest.raises(Exception, match=r"(?i)unique constraint"):
        change_and_raise(desk, again, "", Interrupted())
    assert projections(desk) == before


def test_settings_read_in_a_change_that_failed_are_not_kept(desk: Desk) -> None:
    def published(code: str) -> ops.CentrePublished:
        return ops.CentrePublished(centre=msgspec.structs.replace(centre, code=code))

    with desk.look() as look:
        centre = look.centre
    with pytest.raises(Interrupted):
        change_and_raise(desk, published("999999"), "centre/main", Interrupted())
    with desk.change(by="admin") as tx:
        # The same op id again, with other settings.
        tx.record(published("111111"), on="centre/main")
    with desk.look() as look:
        assert look.centre.code == "111111"


def test_two_programs_see_each_others_acts(desk: Desk) -> None:
    other = Desk(desk.place, Clock())
    assert tickets.issue(desk, CLERK, "A").ticket.number == "A001"
    assert tickets.issue(other, CLERK, "A").ticket.number == "A002"
    assert tickets.issue(desk, CLERK, "A").ticket.number == "A003"
    other.close()


def test_a_reader_keeps_its_view_while_another_writes(desk: Desk) -> None:
    with desk.pool.reading() as reader:
        assert reader.execute("SELECT count(*) FROM ticket").scalar() == 0
        tickets.issue(desk, CLERK, "A")
        assert reader.execute("SELECT count(*) FROM ticket").scalar() == 0
        reader.rollback()
        assert reader.execute("SELECT count(*) FROM ticket").scalar() == 1
