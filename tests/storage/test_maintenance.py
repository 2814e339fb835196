"""Proof that a desk is sound, and what is said when it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import (
    PARALLEL,
    PLAIN,
    Clock,
    accept_complete,
    answer_all,
    open_complete,
    projections,
)
from window_desk.domain.actor import Actor
from window_desk.domain.errors import Unusable
from window_desk.services import acts, cases, review, tickets
from window_desk.storage import maintenance
from window_desk.storage.desk import Desk
from window_desk.storage.maintenance import Difference


def spoil(desk: Desk, *statements: str) -> None:
    """Change the file behind the desk's back."""
    with desk.pool.writing() as connection:
        for each in statements:
            connection.execute(each)


def full_day(desk: Desk, clock: Clock, clerk: Actor, supervisor: Actor) -> None:
    """A little of everything: tickets, a case through all departments, an undone act, a refusal."""
    number = tickets.issue(desk, clerk, "A").ticket.number
    tickets.issue(desk, clerk, PLAIN, priority="senior")
    clock.advance(minutes=3)
    tickets.call_chosen(desk, clerk, "1", number)
    clock.advance(seconds=40)
    tickets.start(desk, clerk, number, "1")
    case = accept_complete(desk, clerk, PARALLEL, number)
    clock.advance(seconds=5)
    acts.undo(desk, clerk)
    clock.advance(seconds=5)
    case = answer_all(desk, cases.accept(desk, clerk, case.id))
    review.decide(desk, supervisor, case.id, "granted")
    cases.serve(desk, clerk, case.id)
    tickets.finish(desk, clerk, number, "1")
    open_complete(desk, clerk)


def test_a_sound_desk_has_no_differences(
    desk: Desk, clock: Clock, clerk: Actor, supervisor: Actor
) -> None:
    full_day(desk, clock, clerk, supervisor)
    found = maintenance.check(desk)
    assert found.sound
    assert found.tables["ticket"] == 2
    assert found.tables["service_case"] == 2
    assert found.tables["document"] == 8
    assert {name: len(rows) for name, rows in projections(desk).items()} == found.tables


def test_a_check_changes_nothing_and_leaves_nothing(
    desk: Desk, clerk: Actor, tmp_path: Path
) -> None:
    tickets.issue(desk, clerk, "A")
    spoil(desk, "UPDATE ticket SET queue = 'B'")
    before, lying_there = projections(desk), set(tmp_path.iterdir())
    assert not maintenance.check(desk).sound
    assert projections(desk) == before
    assert set(tmp_path.iterdir()) == lying_there
    assert maintenance.rebuild(desk).different == 1


def test_every_kind_of_difference_is_named_and_mended(
    desk: Desk, clock: Clock, clerk: Actor, supervisor: Actor
) -> None:
    full_day(desk, clock, clerk, supervisor)
    before = projections(desk)
    spoil(
        desk,
        "UPDATE ticket SET wait_s = wait_s + 1 WHERE number = 'A001'",
        "DELETE FROM window_state",
        "DELETE FROM paper WHERE material = 'food_rules'",
        "INSERT INTO window_state VALUES ('9', 'open', 'nobody', '', NULL)",
        "UPDATE person SET name = '李四'",
        "UPDATE publication SET body = CAST('0' AS BLOB) WHERE entity = 'centre/main'",
    )
    found = maintenance.check(desk)
    assert {(each.table, each.kind) for each in found.differences} == {
        ("ticket", "changed"),
        ("paper", "missing"),
        ("window_state", "extra"),
        ("person", "changed"),
        ("publication", "changed"),
    }
    assert Difference("window_state", "9", "extra") in found.differences
    assert maintenance.rebuild(desk) == found
    assert projections(desk) == before


def test_a_projection_that_is_gone_whole_comes_back(
    desk: Desk, clock: Clock, clerk: Actor, supervisor: Actor
) -> None:
    full_day(desk, clock, clerk, supervisor)
    before = projections(desk)
    spoil(desk, *(f"DELETE FROM {name}" for name in before))
    assert maintenance.rebuild(desk).different == sum(map(len, before.values()))
    assert projections(desk) == before


def test_swapped_unique_numbers_are_put_back(desk: Desk, clerk: Actor) -> None:
    for _ in range(2):
        tickets.issue(desk, clerk, "A")
    before = projections(desk)
    spoil(
        desk,
        "UPDATE ticket SET number = 'X', serial = 9 WHERE number = 'A001'",
        "UPDATE ticket SET number = 'A001', serial = 1 WHERE number = 'A002'",
        "UPDATE ticket SET number = 'A002', serial = 2 WHERE number = 'X'",
    )
    assert maintenance.rebuild(desk).different == 2
    assert projections(desk) == before


def test_differences_are_listed_up_to_a_limit_and_all_counted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maintenance, "most_listed", 3)
    spoil(desk, "UPDATE item SET name_zh = 'x' WHERE guide = 0", "DELETE FROM account")
    found = maintenance.check(desk)
    assert len(found.differences) == 3
    assert found.different > 500
    assert maintenance.rebuild(desk).different == found.different


def test_due_dates_come_from_the_calendar_in_the_ops_not_from_its_projection(
    desk: Desk, clerk: Actor
) -> None:
    accept_complete(desk, clerk)
    before = projections(desk)
    spoil(desk, "DELETE FROM publication WHERE entity >= 'calendar/' AND entity < 'calendar0'")
    maintenance.rebuild(desk)
    assert projections(desk) == before


@pytest.mark.spoils
@pytest.mark.parametrize(
    ("damage", "why"),
    [
        pytest.param(
            "UPDATE op SET body = CAST(body || ' ' AS BLOB) WHERE kind = 'ticket.issued'",
            "the body was changed",
            id="a body changed",
        ),
        pytest.param(
            "UPDATE op SET \"by\" = 'clerk9' WHERE kind = 'ticket.issued'",
            "the envelope was changed",
            id="another account in the envelope",
        ),
        pytest.param(
            "DELETE FROM op WHERE kind = 'ticket.issued'",
            "a gap in the numbers",
            id="an op taken out",
        ),
        pytest.param(
            "DELETE FROM op WHERE kind = 'ticket.called'",
            "the log does not end at its head",
            id="the end cut off",
        ),
        pytest.param(
            "INSERT INTO op SELECT 'h9/desk9', seq, hlc, at, \"by\", entity, kind, version, body,"
            " digest, prev, hash FROM op WHERE kind = 'ticket.called'",
            "a gap in the numbers",
            id="an op under another stream",
        ),
    ],
)
def test_a_broken_log_is_found_and_nothing_is_rebuilt_from_it(
    desk_file: Path, clock: Clock, damage: str, why: str
) -> None:
    desk = Desk(desk_file, clock)
    clerk = Actor("clerk1", "", "clerk", window="1")
    tickets.issue(desk, clerk, "A")
    tickets.call_next(desk, clerk, "1")
    assert maintenance.verify(desk).broken == ()
    spoil(desk, damage)
    assert maintenance.verify(desk).broken[0].why == why
    found = maintenance.check(desk)
    assert {each.kind for each in found.differences} == {"broken"}
    assert all(all(each.words) for each in found.differences)
    zh, en = found.differences[0].words
    assert en == f"broken: {why}"
    assert zh.startswith("链不成立：")
    before = projections(desk)
    with pytest.raises(Unusable) as caught:
        maintenance.rebuild(desk)
    assert caught.value.code == "db.log_broken"
    assert projections(desk) == before
    desk.close()


@pytest.mark.spoils
@pytest.mark.on_file("its trigger is in SQLite's words")
def test_a_rebuild_that_cannot_end_changes_nothing(desk_file: Path, clock: Clock) -> None:
    desk = Desk(desk_file, clock)
    tickets.issue(desk, Actor("clerk1", "", "clerk", window="1"), "A")
    spoil(desk, "UPDATE ticket SET queue = 'B'")
    before = projections(desk)
    spoil(
        desk,
        "CREATE TRIGGER stop BEFORE INSERT ON ticket BEGIN SELECT RAISE(ABORT, 'disk I/O error');"
        " END",
    )
    with pytest.raises(Unusable):
        maintenance.rebuild(desk)
    assert projections(desk) == before
    desk.close()


@pytest.mark.spoils
@pytest.mark.on_file("pages of a file")
def test_pages_that_were_overwritten_are_found(desk_file: Path, clock: Clock) -> None:
    desk = Desk(desk_file, clock)
    with desk.read() as connection:
        root = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'case_due'"
        ).scalar()
        size = connection.execute("PRAGMA page_size").scalar()
    desk.close()
    with desk_file.open("r+b") as file:
        file.seek((root - 1) * size)
        # The header of an index page that claims a cell it does not have.
        file.write(bytes([10, 0, 0, 0, 1, 0, 0, 0]))
    desk = Desk(desk_file, clock)
    found = maintenance.check(desk)
    assert {each.kind for each in found.differences} == {"damaged"}
    desk.close()
