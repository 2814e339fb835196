"""Cuts, kills, lost hubs, copied disks and old backups: nothing is lost, nothing is there twice."""

from __future__ import annotations

import hashlib
import shutil
import signal
from collections.abc import Iterator

import pytest

from tests.desks import ADMIN, BOSS, answer, open_case, rows
from tests.proxy import Proxy, proxied
from tests.support import Clock, assert_sound, start_python
from tests.town import Town
from window_desk.domain import ops
from window_desk.services import custody, erasure, forks
from window_desk.storage import backups, log, maintenance, restoring, seal, streams
from window_desk.storage.desk import Desk
from window_desk.sync.hub import people
from window_desk.sync.hub.errors import HubGone
from window_desk.sync.hub.exchange import run_round
from window_desk.sync.hub.link import Link

LOG = "SELECT stream, seq, hash FROM op ORDER BY stream, seq"


def cases(desk: Desk) -> list[tuple[object, ...]]:
    return rows(desk, "SELECT id, last_at FROM service_case ORDER BY id")


def hub_log(town: Town) -> list[tuple[object, ...]]:
    return [
        (stream, seq, bytes(own))
        for stream, seq, own in town.rows(
            'SELECT stream, seq, hash FROM hub.op ORDER BY stream COLLATE "C", seq'
        )
    ]


@pytest.fixture
def proxy(town: Town) -> Iterator[Proxy]:
    with proxied("127.0.0.1", town.server.port) as made:
        yield made


def test_a_round_that_is_cut_anywhere_is_gone_on_with(town: Town, proxy: Proxy) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    town.settle()
    links = {name: town.connect(name, proxy.port) for name in ("h1/desk1", "h1/desk2")}
    cut = 0
    for pieces in range(1, 40, 3):
        _person, case = open_case(first)
        answer(second, open_case(second)[1])
        for name, desk in (("h1/desk1", first), ("h1/desk2", second)):
            proxy.after(pieces)
            try:
                run_round(desk, links[name])
            except HubGone:
                cut += 1
            proxy.heal()
            links[name].close()
        answer(first, case)
    assert cut > 12
    for name in ("h1/desk1", "h1/desk2"):
        town.connect(name)
    town.settle()
    assert rows(first, LOG) == rows(second, LOG) == hub_log(town)
    assert cases(first) == cases(second)
    assert len(cases(first)) == 26
    names = "SELECT count(*) FROM person WHERE name = '张三'"
    assert rows(first, names) == rows(second, names) == [(26,)]


def test_a_desk_that_is_killed_in_a_round_goes_on_with_the_next(town: Town) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    town.settle()
    script = """
        import sys
        from tests.desks import open_case
        from tests.on_server import place_of
        from window_desk.storage.desk import Desk
        from window_desk.sync.hub.address import open_link
        from window_desk.sync.hub.exchange import run_round
        desk = Desk(place_of(sys.argv[1]))
        link = open_link(desk)
        print("begun", flush=True)
        while True:
            print(open_case(desk)[1], flush=True)
            run_round(desk, link)
    """
    first.close()
    said: set[str] = set()
    for number in range(3):
        with start_python(script, first.place) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if line.strip() != "begun":
                    said.add(line.strip())
                if len(said) > 3 * (number + 1):
                    break
            process.send_signal(signal.SIGKILL)
            said |= {x.strip() for x in process.stdout if x.endswith("\n")} - {"begun", ""}
    reopened = town.desks["h1/desk1"] = Desk(first.place, Clock())
    town.connect("h1/desk1")
    town.settle()
    assert {row[0] for row in cases(reopened)} >= said
    assert rows(reopened, LOG) == rows(second, LOG) == hub_log(town)
    reopened.close()


def test_a_hub_that_lost_everything_is_given_it_again(town: Town) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    open_case(first)
    town.settle()
    before = hub_log(town)
    for table in ("op", "stream", "signed_head", "ack", "envelope", "digest"):
        town.rows(f"DELETE FROM hub.{table}")
    town.rows("UPDATE hub.about SET value = 'another' WHERE key = 'id'")
    open_case(second)
    town.settle()
    assert set(before) < set(hub_log(town))
    assert rows(first, LOG) == rows(second, LOG) == hub_log(town)
    # Who joins afterwards reads what was written before, with the names.
    third = town.join("h1/desk3")
    town.settle()
    town.settle()
    assert rows(third, "SELECT name FROM person ORDER BY id") == [("张三",), ("张三",)]


def test_a_hub_from_an_old_backup_is_given_what_it_lacks(town: Town) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    _person, case = open_case(first)
    town.settle()
    ((seq, own, hlc),) = town.rows(
        "SELECT have_seq, have_hash, hlc FROM hub.stream WHERE id = 'h1/desk1'"
    )
    answer(first, case)
    answer(first, case)
    town.settle()
    whole = hub_log(town)
    town.rows("DELETE FROM hub.op WHERE stream = 'h1/desk1' AND seq > %s", seq)
    town.rows("DELETE FROM hub.signed_head WHERE stream = 'h1/desk1' AND seq > %s", seq)
    town.rows(
        "UPDATE hub.stream SET have_seq = %s, have_hash = %s, hlc = %s WHERE id = 'h1/desk1'",
        seq, own, hlc,
    )  # fmt: skip
    town.settle()
    assert hub_log(town) == whole
    assert rows(first, LOG) == rows(second, LOG) == whole
    assert rows(first, "SELECT * FROM fork") == rows(second, "SELECT * FROM fork") == []


def twin_of(town: Town, name: str) -> tuple[Desk, Link]:
    """A copy of a desk's disk: its file, its key, its login."""
    desk = town.desks[name]
    desk.close()
    folder = town.folder / "twin"
    folder.mkdir()
    for each in desk.path.parent.glob(f"{desk.path.name}*"):
        shutil.copy(each, folder / each.name)
    twin = Desk(folder / desk.path.name, Clock())
    return twin, Link(town.joined(name), twin.clock)


@pytest.mark.on_file("files that are copied")
def test_a_copied_disk_writes_elsewhere_once_it_meets_the_other(town: Town) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    open_case(first)
    town.settle()
    twin, link = twin_of(town, "h1/desk1")
    open_case(first, "李四")
    open_case(twin, "王五")
    town.round("h1/desk1")
    done = run_round(twin, link)
    assert done.epoch.startswith("h1/desk1.")
    assert [why.code for _stream, why in done.refused] == ["stream.forked"]
    open_case(twin, "赵六")
    done = run_round(twin, link)
    town.round("h1/desk2")
    # Everybody goes on; only the twin does not read on in the stream that has two runs.
    open_case(first, "孙七")
    town.round("h1/desk1")
    town.round("h1/desk2")
    people = "SELECT count(*) FROM person"
    assert rows(second, people) == [(4,)]
    assert rows(second, "SELECT * FROM fork") == []
    assert rows(twin, people) == [(3,)]
    assert run_round(twin, link).refused == ()
    # A supervisor lets the twin keep what it has; the other run stays out, without a word more.
    forks.settle_fork(twin, BOSS, "h1/desk1", "复制的硬盘")
    assert run_round(twin, link).refused == ()
    assert_sound(twin)
    link.close()
    twin.close()


@pytest.mark.on_file("files that take the place of files")
def test_a_backup_that_was_put_back_by_hand_writes_elsewhere(town: Town) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    open_case(first)
    town.settle()
    first.close()
    old = town.folder / "old.db"
    shutil.copy(first.path, old)
    _person, case = open_case(first, "李四")
    town.settle()
    first.close()
    shutil.copy(old, first.path)
    for each in first.path.parent.glob(f"{first.path.name}-*"):
        each.unlink()
    done = town.round("h1/desk1")[0]
    assert done.epoch.startswith("h1/desk1.")
    assert case in {row[0] for row in cases(first)}
    open_case(first, "王五")
    town.settle()
    assert rows(first, LOG) == rows(second, LOG)
    assert len(cases(second)) == 3
    assert rows(second, "SELECT * FROM fork") == []


def test_a_restored_desk_gets_back_what_it_lost(town: Town) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    open_case(first)
    town.settle()
    copy = town.folder / "copy.db"
    backups.backup(first, copy)
    _person, case = open_case(first, "李四")
    town.settle()
    first.close()
    restoring.restore(first.place, copy)
    restored = town.desks["h1/desk1"] = Desk(first.place, Clock())
    town.connect("h1/desk1")
    open_case(restored, "王五")
    town.settle()
    assert case in {row[0] for row in cases(restored)}
    assert rows(restored, LOG) == rows(second, LOG)
    assert rows(second, "SELECT * FROM fork") == rows(restored, "SELECT * FROM fork") == []
    restored.close()


def test_an_op_of_the_future_is_kept_and_passed_on(town: Town) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    town.settle()
    case = open_case(first)[1]
    with first.pool.writing() as connection:
        head = streams.read_head(connection, "h1/desk1")
        body = b'{"x":1}'
        digest = hashlib.sha256(body).digest()
        at = "2026-11-23T09:00:00.000+08:00"
        header = ("h1/desk1", head.seq + 1, head.hlc + 1, at, "clerk1", case, "case.beamed", 7)
        own = log.chain(header, digest, head.hash)
        streams.append(
            connection, "h1/desk1", "h1/desk1", [(*header, body, digest, head.hash, own)]
        )
    maintenance.rebuild(first)
    town.settle()
    kept = "SELECT kind, version, body FROM op WHERE kind = 'case.beamed'"
    assert rows(second, kept) == [("case.beamed", 7, body)]
    assert rows(second, "SELECT entity, why FROM unfolded") == [(case, "newer")]
    late = town.join("h1/desk3")
    town.settle()
    assert rows(late, kept) == [("case.beamed", 7, body)]


def test_an_erased_person_is_gone_at_the_hub_and_does_not_come_back(town: Town) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    with first.change(by="clerk1") as tx:
        key = seal.new_key()
        sealed = seal.seal(key, seal.Identity("张三"))
        person = tx.new_person(ops.PersonRecorded(sealed=sealed, certificate_type="111"), key)
    town.settle()
    assert rows(second, "SELECT name FROM person") == [("张三",)]
    erasure.erase_person(first, ADMIN, person, "申请人要求删除")
    town.settle()
    body = "SELECT body FROM hub.op WHERE entity = %s AND kind = 'person.recorded'"
    assert town.rows(body, person) == [(None,)]
    for desk in (first, second):
        assert rows(desk, "SELECT name FROM person") == [("",)]
        assert rows(desk, "SELECT key FROM subject_key") == [(None,)]
    assert town.rows("SELECT * FROM hub.envelope WHERE person = %s", person) == []
    # A hub that lost its ops gets them from a desk's old backup: the body stays away.
    town.rows("DELETE FROM hub.op WHERE stream = 'h1/desk1'")
    town.rows("DELETE FROM hub.stream WHERE id = 'h1/desk1'")
    town.settle()
    assert town.rows(body, person) == [(None,)]
    late = town.join("h1/desk3")
    town.settle()
    assert rows(late, "SELECT name FROM person") == [("",)]


def test_keys_of_people_nobody_knows_do_not_hold_up_the_others(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    town.settle()
    monkeypatch.setattr(people, "_lot", 1)
    for number, sealed in ((1, b"of nobody"), (2, b"of nobody"), (3, None), (4, None)):
        town.rows(
            "INSERT INTO hub.envelope (hall, to_desk, person, sealed) VALUES ('h1', %s, %s, %s)",
            "h1/desk2" if sealed else "h1/aaa", f"h1/aaa:{number}", sealed,
        )  # fmt: skip
    person, _case = open_case(first)
    town.settle()
    assert rows(second, f"SELECT key IS NOT NULL FROM subject_key WHERE subject = '{person}'") == [
        (1,)
    ]
    mine = "WHERE to_desk = 'h1/desk2' AND person = %s"
    town.rows(f"UPDATE hub.envelope SET sealed = NULL, taken_at = NULL {mine}", person)
    town.settle()
    assert town.rows(f"SELECT taken_at IS NOT NULL FROM hub.envelope {mine}", person) == [(True,)]


def test_who_is_erased_where_the_cases_went_is_gone_at_the_hub_too(town: Town) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    person, case = open_case(first)
    custody.hand_case(first, BOSS, case, "h1/desk2", "转办")
    town.settle()
    with second.change(by="clerk1") as tx:
        tx.record(ops.CaseWithdrawn(reason="申请人撤回"), on=case)
    erasure.erase_person(second, ADMIN, person, "申请人要求删除")
    town.settle()
    body = "SELECT body FROM hub.op WHERE entity = %s AND kind = 'person.recorded'"
    assert town.rows(body, person) == [(None,)]
    assert town.rows("SELECT * FROM hub.envelope WHERE person = %s", person) == []
    assert town.rows("SELECT person FROM hub.erased") == [(person,)]


def test_nobody_lets_the_hub_forget_who_was_recorded_elsewhere(town: Town) -> None:
    first = town.join("h1/desk1")
    town.join("h1/desk2")
    person, _case = open_case(first)
    town.settle()
    town.links["h1/desk2"].query("SELECT hub.forget(%s::text[])", ([person],))
    assert town.rows("SELECT person FROM hub.erased") == []


def test_a_stream_that_was_changed_at_the_hub_is_not_taken_in(town: Town) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    town.settle()
    _person, case = open_case(first)
    answer(first, case)
    town.round("h1/desk1")
    town.rows(
        'UPDATE hub.op SET body = convert_to(\'{"answers":{"a":"y"}}\', \'UTF8\')'
        " WHERE stream = 'h1/desk1' AND kind = 'case.answered'"
    )
    (done,) = town.round("h1/desk2")
    assert [why.code for _stream, why in done.refused] == ["line.form"]
    town.rows(
        'UPDATE hub.op o SET digest = sha256(body), hash = hub.chain(stream, seq, hlc, at, "by",'
        " entity, kind, version, sha256(body), prev)"
        " WHERE stream = 'h1/desk1' AND kind = 'case.answered'"
    )
    (done,) = town.round("h1/desk2")
    assert [why.code for _stream, why in done.refused] == ["stream.hub_unsound"]
    assert cases(second) == []
    town.rows(
        "UPDATE hub.stream s SET have_hash = (SELECT hash FROM hub.op o WHERE o.stream = s.id"
        " AND o.seq = s.have_seq) WHERE id = 'h1/desk1'"
    )
    # Its writer sees that this is not what it wrote, and goes on writing where it did.
    (done,) = town.round("h1/desk1")
    assert [why.code for _stream, why in done.refused] == ["stream.hub_unsound"]
    assert done.epoch == ""
