"""A file is taken in whole or refused with a sentence; erased people do not come back."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec
import pytest

from tests.desks import (
    ADMIN,
    BOSS,
    answer,
    befriend,
    carry,
    copy_as,
    export,
    meddle,
    open_case,
    rows,
)
from tests.support import APPLICANT, Clock, assert_sound, projections
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken, Unusable
from window_desk.services import custody, people
from window_desk.storage import maintenance, peers, restoring
from window_desk.storage.desk import Desk
from window_desk.sync import receive, send, trusting
from window_desk.sync.keys import key_file
from window_desk.sync.send import Wish


def refused(desk: Desk, path: Path) -> str:
    """The code with which a file is refused; nothing but the refusal is written."""
    before = (projections(desk), rows(desk, "SELECT * FROM op"))
    imported = receive.import_bundle(desk, ADMIN, path)
    assert (projections(desk), rows(desk, "SELECT * FROM op")) == before
    assert imported.error is not None
    with desk.read() as connection:
        last = peers.read_rejected(connection)[0]
    assert (last.source, last.code) == (path.name, imported.error.code)
    assert str(last.as_error()) == str(imported.error)
    return imported.error.code


def test_only_an_admin_exchanges_files(two_desks: tuple[Desk, Desk], tmp_path: Path) -> None:
    first, second = two_desks
    open_case(first)
    (path,) = export(first)
    for verb in (
        lambda: receive.import_bundle(second, BOSS, path),
        lambda: send.export_bundle(first, BOSS, tmp_path / "x.wdb", Wish()),
        lambda: trusting.trust_key(first, BOSS, trusting.own_key(second).public, ""),
        lambda: trusting.revoke_key(first, BOSS, "ab", "r"),
    ):
        with pytest.raises(RuleBroken) as caught:
            verb()
        assert caught.value.code == "access.role"
    assert not (tmp_path / "x.wdb").exists()


def test_a_file_that_cannot_be_read_is_no_refusal(
    two_desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    desk, _ = two_desks
    for path in (tmp_path / "none.wdb", tmp_path):
        with pytest.raises(Unusable) as caught:
            receive.import_bundle(desk, ADMIN, path)
        assert str(path) in caught.value.message
    assert rows(desk, "SELECT * FROM rejected") == []


def test_a_huge_file_costs_no_more_than_a_bundle(
    two_desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    desk, _ = two_desks
    path = tmp_path / "huge.wdb"
    path.touch()
    os.truncate(path, 1 << 40)
    assert refused(desk, path) == "bundle.form"


def test_a_desk_that_is_not_trusted_is_refused(bare: Path, tmp_path: Path) -> None:
    first, second = (copy_as(bare, tmp_path / f"{n}.db", f"h{n}/desk1") for n in (1, 2))
    open_case(first)
    (path,) = export(first)
    assert refused(second, path) == "bundle.key_unknown"
    befriend(first, second)
    assert receive.import_bundle(second, ADMIN, path).error is None
    key = trusting.own_key(first).public
    trusting.revoke_key(second, ADMIN, key.fingerprint[:8], "电脑遗失")
    answer(first, str(rows(first, "SELECT id FROM service_case")[0][0]))
    (later,) = export(first)
    assert refused(second, later) == "bundle.key_revoked"
    # What was revoked is not trusted again, and what was taken in stays.
    with pytest.raises(RuleBroken) as caught:
        trusting.trust_key(second, ADMIN, key, key.fingerprint)
    assert caught.value.code == "key.revoked"
    assert len(rows(second, "SELECT * FROM service_case")) == 1
    for each in (first, second):
        assert_sound(each)
        each.close()


def test_two_desks_of_one_name_do_not_trust_each_other(bare: Path, tmp_path: Path) -> None:
    first, second = (copy_as(bare, tmp_path / f"{n}.db", "h1/desk1") for n in (1, 2))
    with pytest.raises(RuleBroken) as caught:
        befriend(first, second)
    assert caught.value.code == "key.own_name"
    first.close()
    second.close()


def test_a_wrong_fingerprint_is_not_trusted(two_desks: tuple[Desk, Desk]) -> None:
    first, second = two_desks
    key = msgspec.structs.replace(trusting.own_key(second).public, desk="h3/desk1")
    with pytest.raises(RuleBroken) as caught:
        trusting.trust_key(first, ADMIN, key, trusting.own_key(second).public.fingerprint)
    assert caught.value.code == "key.fingerprint"


@pytest.mark.parametrize("typed", ["", "zz"])
def test_a_key_that_is_not_there_is_not_revoked(two_desks: tuple[Desk, Desk], typed: str) -> None:
    desk, _ = two_desks
    with pytest.raises(RuleBroken) as caught:
        trusting.revoke_key(desk, ADMIN, typed, "r")
    assert caught.value.code == "key.unknown"


def test_a_file_for_another_desk_is_not_read(two_desks: tuple[Desk, Desk]) -> None:
    first, second = two_desks
    open_case(first)
    (path,) = export(first, Wish(to="h3/desk1"))
    assert refused(second, path) == "bundle.receiver"


def test_a_third_desk_gets_what_a_courier_brings(bare: Path, tmp_path: Path) -> None:
    desks = [copy_as(bare, tmp_path / f"{n}.db", f"h{n}/desk1") for n in (1, 2, 3)]
    first, courier, third = desks
    befriend(*desks)
    open_case(first)
    carry(first, courier)
    carry(courier, third)
    query = "SELECT * FROM service_case JOIN person ON person.id = applicant"
    assert rows(third, query) == rows(first, query) != []
    # The third one revokes the first one's key: the courier's own acts still come.
    fingerprint = trusting.own_key(first).public.fingerprint
    trusting.revoke_key(third, ADMIN, fingerprint, "r")
    open_case(first)
    carry(first, courier)
    open_case(courier)
    (done,) = carry(courier, third)
    assert [(stream, error.code) for stream, error in done.taken.refused] == [
        ("h1/desk1", "bundle.key_revoked"), ("h1/desk1", "bundle.key_revoked"),
    ][:1]  # fmt: skip
    assert rows(third, "SELECT count(*) FROM service_case") == [(2,)]
    for each in desks:
        assert_sound(each)
        each.close()


class TestPeople:
    """Personal data travels sealed, and opens only where the key came along."""

    def test_without_keys_a_name_stays_sealed(self, two_desks: tuple[Desk, Desk]) -> None:
        first, second = two_desks
        open_case(first, "王小明")
        (path,) = export(first, Wish())
        assert "王小明" not in path.read_text("utf-8")
        receive.import_bundle(second, ADMIN, path)
        assert rows(second, "SELECT name FROM person") == [("",)]
        # The keys may come later, with a file of everything.
        carry(first, second, Wish(from_start=True, with_people=True))
        assert rows(second, "SELECT name FROM person") == [("王小明",)]

    def test_a_wrong_key_opens_nothing_and_takes_no_ones_place(
        self, two_desks: tuple[Desk, Desk]
    ) -> None:
        first, second = two_desks
        person, _case = open_case(first, "王小明")
        carry(first, second)
        from window_desk.storage.foreign import Intake

        with second.change(by="admin") as tx:
            intake = Intake(tx, "x")
            intake.take_key(person, bytes(32))
            intake.take_key("h9/desk1:1", bytes(32))
            intake.finish()
        assert rows(second, "SELECT name FROM person") == [("王小明",)]
        assert len(rows(second, "SELECT * FROM subject_key")) == 1

    def test_who_is_erased_is_erased_everywhere_and_stays_so(
        self, two_desks: tuple[Desk, Desk], tmp_path: Path
    ) -> None:
        first, second = two_desks
        person, _case = open_case(first, "王小明")
        (before,) = export(first)
        receive.import_bundle(second, ADMIN, before)
        assert rows(second, "SELECT name FROM person") == [("王小明",)]
        with first.change(by="admin") as tx:
            tx.erase_person(ops.PersonErased(reason="本人要求"), person)
        (after,) = export(first, Wish(from_start=True, with_people=True))
        receive.import_bundle(second, ADMIN, after)
        for desk in two_desks:
            assert rows(desk, "SELECT name FROM person") == [("",)]
            assert rows(desk, "SELECT key FROM subject_key") == [(None,)]
            sealed = "SELECT body FROM op WHERE kind = 'person.recorded'"
            assert rows(desk, sealed) == [(None,)]
            receive.import_bundle(desk, ADMIN, before)
            assert rows(desk, "SELECT name FROM person") == [("",)]
            assert rows(desk, "SELECT key FROM subject_key") == [(None,)]
            assert rows(desk, sealed) == [(None,)]

    def test_an_old_file_after_the_erasure_brings_no_body(
        self, bare: Path, tmp_path: Path, two_desks: tuple[Desk, Desk]
    ) -> None:
        first, _ = two_desks
        person, _case = open_case(first, "王小明")
        (before,) = export(first)
        with first.change(by="admin") as tx:
            tx.erase_person(ops.PersonErased(reason="本人要求"), person)
        (after,) = export(first, Wish(from_start=True))
        third = copy_as(bare, tmp_path / "3.db", "h3/desk1")
        befriend(first, third)
        for path in (before, after, before):
            receive.import_bundle(third, ADMIN, path)
        assert rows(third, "SELECT name FROM person") == [("",)]
        assert rows(third, "SELECT body FROM op WHERE kind = 'person.recorded'") == [(None,)]
        assert_sound(third)
        third.close()

    def test_looking_at_another_desks_person_is_on_record_everywhere(
        self, two_desks: tuple[Desk, Desk]
    ) -> None:
        first, second = two_desks
        person, _case = open_case(first, "王小明")
        carry(first, second)
        reviewer = Actor("reviewer", "", "reviewer")
        assert people.show_person(second, reviewer, person).name == "王小明"
        carry(second, first)
        for desk in two_desks:
            with desk.look() as look:
                acts = [(each.by, each.op.kind, each.id[:8]) for each in look.history(person)]
            assert acts[1:] == [("reviewer", "person.shown", "h2/desk1")]

    def test_who_comes_to_another_desk_is_recorded_there_too(
        self, two_desks: tuple[Desk, Desk]
    ) -> None:
        first, second = two_desks
        found = []
        for desk in two_desks:
            with desk.change(by="clerk1") as tx:
                found.append(people.record_person(tx, APPLICANT))
            carry(first, second)
        with second.change(by="clerk1") as tx:
            found.append(people.record_person(tx, APPLICANT))
        # Never the one whom the other desk recorded: that is not this desk's to change.
        assert [each.partition(":")[0] for each in found] == ["h1/desk1", "h2/desk1", "h2/desk1"]
        assert found[1] == found[2]

    def test_only_the_desk_that_recorded_a_person_erases_them(
        self, two_desks: tuple[Desk, Desk]
    ) -> None:
        first, second = two_desks
        person, _case = open_case(first, "王小明")
        carry(first, second)
        meddle(second, person, ops.PersonErased(reason="x"))
        carry(second, first)
        for desk in two_desks:
            assert rows(desk, "SELECT name FROM person") == [("王小明",)]


class TestLives:
    """A desk that was copied or restored, and writes under numbers that are taken."""

    def test_a_restored_desk_gets_back_what_it_had_sent(
        self, two_desks: tuple[Desk, Desk], tmp_path: Path
    ) -> None:
        first, second = two_desks
        open_case(first)
        old = tmp_path / "old.db"
        maintenance.backup(first, old)
        open_case(first)
        carry(first, second)
        first.close()
        restoring.restore(first.place, old)
        again = Desk(first.place, Clock())
        assert again.stream == "h1/desk1.2"
        carry(second, again)
        assert rows(again, "SELECT count(*) FROM service_case") == [(2,)]
        assert again.stream == "h1/desk1.2"
        _person, case = open_case(again)
        carry(again, second)
        assert rows(second, "SELECT count(*) FROM service_case") == [(3,)]
        assert case.startswith("h1/desk1.2:")

    def test_a_file_put_back_by_hand_is_noticed_before_it_writes(
        self, two_desks: tuple[Desk, Desk], tmp_path: Path
    ) -> None:
        first, second = two_desks
        open_case(first)
        old = tmp_path / "old.db"
        maintenance.backup(first, old)
        shutil.copy(key_file(first.place), key_file(old))
        open_case(first)
        carry(first, second)
        twin = Desk(old, Clock())
        (done,) = carry(second, twin)
        assert done.taken.epoch == twin.stream != "h1/desk1"
        assert twin.stream.startswith("h1/desk1.")
        assert rows(twin, "SELECT count(*) FROM service_case") == [(2,)]
        assert done.taken.forks == []
        assert_sound(twin)
        twin.close()

    def test_two_lives_part_and_never_meet_in_one_epoch(
        self, two_desks: tuple[Desk, Desk], tmp_path: Path
    ) -> None:
        first, second = two_desks
        open_case(first)
        twin_file = tmp_path / "twin.db"
        maintenance.backup(first, twin_file)
        shutil.copy(key_file(first.place), key_file(twin_file))
        twin = Desk(twin_file, Clock())
        for number, each in enumerate((first, twin)):
            with each.change(by="x") as tx:
                tx.record(ops.WindowOpened(account=str(number)), on="window/1")
        carry(first, second)
        (done,) = carry(second, twin)
        assert [stream for stream, _seq in done.taken.forks] == ["h1/desk1"]
        assert twin.stream not in ("h1/desk1", "h1/desk1.2")
        carry(twin, second)
        (here,) = carry(twin, first, Wish(from_start=True))
        assert here.taken.epoch == first.stream
        assert first.stream not in ("h1/desk1", twin.stream)
        # Everybody goes on, and a supervisor is told at every desk that met both.
        for each in (first, twin):
            open_case(each)
            assert rows(each, "SELECT stream FROM fork") == [("h1/desk1",)]
            assert_sound(each)
        twin.close()


def test_a_case_goes_to_another_desk_and_comes_back(two_desks: tuple[Desk, Desk]) -> None:
    first, second = two_desks
    _person, case = open_case(first)
    custody.hand_case(first, BOSS, case, "h2/desk1", "由区局办理")
    with pytest.raises(RuleBroken) as caught:
        answer(first, case)
    assert caught.value.code == "entity.elsewhere"
    carry(first, second)
    answer(second, case, "there")
    custody.hand_case(second, BOSS, case, "h1/desk1")
    carry(second, first)
    answer(first, case, "back")
    carry(first, second)
    for desk in two_desks:
        with desk.look() as look:
            assert look.case(case).answers == {"a": "back"}
    assert rows(first, "SELECT * FROM elsewhere") == []
    assert rows(second, "SELECT * FROM elsewhere") == [(case, "h1/desk1")]


def test_numbers_are_counted_by_each_desk(two_desks: tuple[Desk, Desk]) -> None:
    first, second = two_desks
    numbers = []
    for desk in two_desks:
        _person, case = open_case(desk)
        with desk.change(by="x") as tx:
            number = "收字〔2026〕1号"
            tx.record(ops.CaseReceiptGiven(document=number, papers=("m",)), on=case)
            numbers.append(number)
    carry(first, second)
    carry(second, first)
    assert len(set(numbers)) == 1
    for desk in two_desks:
        assert rows(desk, "SELECT desk, number FROM document ORDER BY desk") == [
            ("h1/desk1", numbers[0]), ("h2/desk1", numbers[0]),
        ]  # fmt: skip
