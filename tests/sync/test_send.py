"""What is written: only what another lacks, in parts that each stand alone, whole or not at all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.desks import ADMIN, answer, befriend, carry, copy_as, export, open_case, rows
from tests.support import Clock
from window_desk.domain.errors import RuleBroken, Unusable
from window_desk.domain.streams import most_number
from window_desk.storage import streams
from window_desk.storage.desk import Desk
from window_desk.storage.log import Entry
from window_desk.storage.op_line import write_line
from window_desk.sync import bundle, receive, sealing, send
from window_desk.sync.send import Wish
from window_desk.sync.status import read_status


def move(desk: Desk, days: int) -> None:
    """Let days go by at a desk."""
    assert isinstance(desk.clock, Clock)
    desk.clock.now += timedelta(days=days)


def ops_in(paths: list[Path]) -> int:
    """How many ops the files hold."""
    return sum(b'"q":' in line for each in paths for line in each.read_bytes().split(b"\n"))


def test_what_was_acknowledged_is_not_sent_again(two_desks: tuple[Desk, Desk]) -> None:
    first, second = two_desks
    _person, case = open_case(first)
    to = Wish(to="h2/desk1")
    carry(first, second, to)
    # Nothing came back yet: it is sent again, with what is new.
    answer(first, case)
    assert ops_in(export(first, to)) == 4
    carry(second, first, Wish(to="h1/desk1"))
    assert ops_in(export(first, to)) == 1
    carry(first, second, to)
    carry(second, first, Wish(to="h1/desk1"))
    # For who has everything it is an acknowledgement.
    (path,) = export(first, to)
    assert ops_in([path]) == 0
    assert receive.import_bundle(second, ADMIN, path).error is None
    assert ops_in(export(first, Wish(to="h2/desk1", from_start=True))) == 5


def test_a_desk_that_never_answers_gets_the_last_days(two_desks: tuple[Desk, Desk]) -> None:
    first, second = two_desks
    _person, case = open_case(first)
    move(first, 10)
    answer(first, case)
    assert ops_in(export(first)) == 4
    move(first, 10)
    answer(first, case)
    answer(first, case)
    sent = send.export_bundle(first, ADMIN, first.beside("wdb").with_name("w.wdb"), Wish())
    assert (sent.ops, sent.needs) == (3, {"h1/desk1": 3})
    # Who lacks what came before keeps it until that comes too.
    assert receive.import_bundle(second, ADMIN, sent.files[0]).taken.parked == 3
    whole = send.export_bundle(
        first, ADMIN, first.beside("wdb").with_name("a.wdb"), Wish(from_start=True)
    )
    assert receive.import_bundle(second, ADMIN, whole.files[0]).taken.appended == 6


def test_where_nothing_was_recorded_there_is_nothing_to_write(
    two_desks: tuple[Desk, Desk],
) -> None:
    first, _ = two_desks
    move(first, 30)
    with pytest.raises(RuleBroken) as caught:
        export(first)
    assert caught.value.code == "sync.nothing"


def test_parts_stand_alone_in_any_order(two_desks: tuple[Desk, Desk]) -> None:
    first, second = two_desks
    for number in range(8):
        _person, case = open_case(first, f"申请人{number}")
        answer(first, case)
    paths = export(first, Wish(room=3_000, with_people=True))
    assert len(paths) > 1
    assert [each.name.endswith(".wdb") for each in paths] == [True] * len(paths)
    assert all(each.stat().st_size < 12_000 for each in paths)
    for path in reversed(paths):
        assert receive.import_bundle(second, ADMIN, path).error is None
    assert rows(second, "SELECT * FROM parked") == []
    for query in ("SELECT * FROM service_case ORDER BY id", "SELECT * FROM person ORDER BY id"):
        assert rows(second, query) == rows(first, query)


def entries_of(desk: Desk, stream: str) -> list[Entry]:
    """Every op of a stream that is here."""
    with desk.read() as connection:
        return list(streams.read_entries(connection, stream, 1, most_number))


def test_a_part_is_never_longer_than_a_bundle_may_be(
    two_desks: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two_desks
    for number in range(60):
        open_case(first, f"申请人{number}")
    # As tight as with the real sizes: beside the room there is one for the header.
    monkeypatch.setattr(bundle, "most_bytes", 18_000)
    for room, encrypt_to in ((16_000, ""), (15_000, sealing.find_recipient(second.place))):
        wish = Wish(room=room, with_people=True, from_start=True, encrypt_to=encrypt_to)
        paths = export(first, wish)
        assert len(paths) > 3
        assert max(each.stat().st_size for each in paths) <= 18_000
        for path in paths:
            assert receive.import_bundle(second, ADMIN, path).error is None
    assert len(rows(second, "SELECT * FROM person WHERE name <> ''")) == 60


def test_keys_that_have_no_room_beside_their_ops_follow_them(
    bare: Path, tmp_path: Path, two_desks: tuple[Desk, Desk]
) -> None:
    """Acts of others are cut only where they were signed, and so may fill a part."""
    first, second = two_desks
    for number in range(60):
        open_case(first, f"申请人{number}")
    carry(first, second)
    third = copy_as(bare, tmp_path / "3.db", "h3/desk1")
    befriend(first, second, third)
    size = sum(len(write_line(each)) + 1 for each in entries_of(second, "h1/desk1"))
    sent = export(second, Wish(room=size, with_people=True, from_start=True))
    assert len(sent) == 2
    for path in sent:
        assert receive.import_bundle(third, ADMIN, path).error is None
    assert len(rows(third, "SELECT * FROM person WHERE name <> ''")) == 60
    third.close()


def test_a_file_in_the_way_stays(two_desks: tuple[Desk, Desk], tmp_path: Path) -> None:
    first, _ = two_desks
    open_case(first)
    path = tmp_path / "there.wdb"
    path.write_bytes(b"mine")
    with pytest.raises(Unusable) as caught:
        send.export_bundle(first, ADMIN, path, Wish())
    assert caught.value.code == "bundle.exists"
    assert path.read_bytes() == b"mine"
    assert list(tmp_path.glob("*.part")) == []


def test_a_write_that_fails_leaves_nothing(
    two_desks: tuple[Desk, Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = two_desks
    open_case(first)

    def full(_part: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(send, "put", full)
    with pytest.raises(Unusable) as caught:
        send.export_bundle(first, ADMIN, tmp_path / "x.wdb", Wish())
    assert caught.value.code == "db.full"
    assert [each for each in tmp_path.iterdir() if each.suffix in (".wdb", ".part")] == []


def test_only_a_desk_can_be_written_to(two_desks: tuple[Desk, Desk], tmp_path: Path) -> None:
    with pytest.raises(RuleBroken) as caught:
        send.export_bundle(two_desks[0], ADMIN, tmp_path / "x.wdb", Wish(to="../../etc"))
    assert caught.value.code == "sync.desk"


def test_the_status_says_what_the_others_have(two_desks: tuple[Desk, Desk]) -> None:
    first, second = two_desks
    _person, case = open_case(first)
    (before,) = read_status(first).streams
    assert (before.theirs, before.peers, before.own) == (None, {}, True)
    assert before.oldest_unsent is not None
    carry(first, second)
    carry(second, first)
    ours, theirs = read_status(first).streams
    assert (ours.ours, ours.theirs, ours.oldest_unsent) == (3, 3, None)
    assert (theirs.stream, theirs.own, theirs.peers) == ("h2/desk1", False, {"h2/desk1": 1})
    answer(first, case)
    at = read_status(first).streams[0].oldest_unsent
    assert at is not None
    assert at > before.oldest_unsent
