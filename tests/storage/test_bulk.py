"""A bulk change leaves the same desk as single acts do, however it is cut into transactions."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.support import Clock, copy_desk, projections
from window_desk.domain import ops
from window_desk.domain.errors import RuleBroken
from window_desk.storage import bulk, log, reads, seal
from window_desk.storage.bulk import Bulk
from window_desk.storage.desk import Desk


def record_person(tx: Bulk, name: str) -> str:
    key = seal.new_key()
    sealed = seal.seal(key, seal.Identity(name=name))
    return tx.new_person(ops.PersonRecorded(sealed=sealed, certificate_type="111"), key)


def open_case(tx: Bulk, name: str = "张三") -> str:
    person = record_person(tx, name)
    return tx.record(ops.CaseOpened(item="XP-POL-0003", item_version=1, applicant=person))


def correct(tx: Bulk, case: str) -> str:
    document = tx.next_number("correction")
    tx.record(ops.CaseCorrectionNotified(document=document, defects=()), on=case)
    return document


def state_of(desk: Desk, case: str) -> str:
    with desk.read() as connection:
        found: str = connection.execute(
            "SELECT state FROM service_case WHERE id = ?", (case,)
        ).scalar()
    return found


def test_an_act_has_its_own_time_and_author_and_the_log_stays_monotone(
    desk: Desk, clock: Clock
) -> None:
    long_ago = clock.now - timedelta(days=40)
    with bulk.filling(desk) as tx:
        tx.act(long_ago, "clerk2")
        case = open_case(tx)
        tx.act(long_ago + timedelta(microseconds=1_999), "clerk3")
        correct(tx, case)
    with desk.look() as view:
        first, second = view.history(case)
        stamps = [
            row[0] for row in view.connection.execute("SELECT hlc FROM op ORDER BY stream, seq")
        ]
        assert log.verify(view.connection)[2] == []
    assert (first.at, first.by) == (long_ago, "clerk2")
    assert (second.at, second.by) == (long_ago + timedelta(milliseconds=1), "clerk3")
    assert stamps == sorted(set(stamps))


def test_an_entity_goes_on_after_it_was_settled_and_after_a_commit(
    desk: Desk, clock: Clock
) -> None:
    with bulk.filling(desk) as tx:
        tx.act(clock.now, "clerk1")
        settled, left_open = open_case(tx), open_case(tx)
        tx.settle(settled)
        correct(tx, settled)
        tx.commit()
        tx.act(clock.now + timedelta(seconds=1), "clerk1")
        correct(tx, left_open)
    assert state_of(desk, settled) == state_of(desk, left_open) == "correction"


def test_numbers_go_on_without_a_gap_and_a_commit_is_durable(desk: Desk, clock: Clock) -> None:
    def one_of_two_parts() -> None:
        with bulk.filling(desk) as tx:
            tx.act(clock.now, "clerk1")
            given.append(correct(tx, open_case(tx)))
            tx.commit()
            given.append(correct(tx, open_case(tx)))
            if len(given) > 2:
                raise RuleBroken("test.stop", "Stop.")

    given: list[str] = []
    one_of_two_parts()
    with pytest.raises(RuleBroken):
        one_of_two_parts()
    assert given == [f"补字〔2026〕{serial}号" for serial in (1, 2, 3, 4)]
    with desk.read() as connection:
        kept = connection.execute("SELECT number FROM document ORDER BY serial")
        assert [row[0] for row in kept] == given[:3]


def test_nothing_is_written_when_it_fails_before_a_commit(desk: Desk, clock: Clock) -> None:
    def fail() -> None:
        with bulk.filling(desk) as tx:
            tx.act(clock.now, "clerk1")
            open_case(tx)
            raise RuleBroken("test.stop", "Stop.")

    before = projections(desk)
    with pytest.raises(RuleBroken):
        fail()
    assert projections(desk) == before


def test_people_are_sealed_with_keys_of_their_own(desk: Desk, clock: Clock) -> None:
    with bulk.filling(desk) as tx:
        tx.act(clock.now, "clerk1")
        people = [record_person(tx, name) for name in ("张三", "李四")]
    with desk.read() as connection:
        names = [found.name for each in people if (found := reads.person(connection, each))]
        keys = {seal.find_key(connection, each) for each in people}
    assert names == ["张三", "李四"]
    assert len(keys) == 2
    assert None not in keys


def test_the_lots_do_not_show(
    desk: Desk, clock: Clock, seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now

    def fill(one: Desk) -> None:
        with bulk.filling(one) as tx:
            for turn in range(30):
                tx.act(start + timedelta(minutes=turn), "clerk1")
                case = open_case(tx)
                correct(tx, case)
                if turn % 2:
                    tx.settle(case)

    other = Desk(copy_desk(seeded, tmp_path / "other.db"), clock)
    fill(desk)
    monkeypatch.setattr(bulk, "lot", 3)
    fill(other)
    assert projections(other) == projections(desk)
    other.close()


def test_a_new_entity_keeps_its_row_when_a_later_op_leaves_it_as_it_is(desk: Desk) -> None:
    key = seal.new_key()
    sealed = seal.seal(key, seal.Identity(name="王五"))
    with desk.change(by="clerk1") as tx:
        one = tx.new_person(ops.PersonRecorded(sealed=sealed, certificate_type="111"), key)
        tx.record(ops.PersonShown(), on=one)
    with bulk.filling(desk) as tx:
        other = record_person(tx, "赵六")
        tx.record(ops.PersonShown(), on=other)
    with desk.read() as connection:
        found = [reads.person(connection, each) for each in (one, other)]
    assert [each.name for each in found if each] == ["王五", "赵六"]
