"""Desks that make something else of the same acts notice, mend themselves, or name each other."""

from __future__ import annotations

import pytest

from tests.desks import answer, open_case, rows
from tests.town import Town
from window_desk.storage import agreement, maintenance, rounds
from window_desk.storage.desk import Desk


def spoil(desk: Desk) -> None:
    """A damaged table: the log is right, and a row is not."""
    with desk.pool.writing() as connection:
        connection.execute("UPDATE service_case SET state = 'closed'")


def digests(town: Town) -> set[bytes]:
    return {bytes(row[0]) for row in town.rows("SELECT digest FROM hub.digest")}


def quiet(town: Town) -> None:
    """Rounds until nothing moves, and long after that."""
    town.settle()
    town.rows("UPDATE hub.digest SET at = at - interval '1 hour'")
    town.round()


def test_desks_that_are_equally_far_say_the_same(town: Town) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    answer(first, open_case(first)[1])
    quiet(town)
    assert [row[0] for row in town.rows("SELECT desk FROM hub.digest ORDER BY desk")] == [
        "h1/desk1", "h1/desk2", "h1/keeper",
    ]  # fmt: skip
    assert len(digests(town)) == 1
    assert all(each.refused == () for each in town.round())
    answer(second, open_case(second)[1])
    before = digests(town)
    quiet(town)
    assert len(digests(town)) == 1
    assert digests(town) != before


def test_a_damaged_table_is_made_again_and_the_sound_desk_names_the_other(town: Town) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    case, later = open_case(first)[1], open_case(first)[1]
    town.settle()
    spoil(second)
    answer(first, later)
    quiet(town)
    assert len(digests(town)) == 2
    (sound,) = town.round("h1/desk1")
    assert [(desk, why.code) for desk, why in sound.refused] == [("h1/desk2", rounds.differs)]
    with first.read() as connection:
        assert rounds.differing_desk(connection) == "h1/desk2"
    (mended,) = town.round("h1/desk2")
    assert mended.refused == ()
    assert rows(second, "SELECT state FROM service_case WHERE id = '" + case + "'") == [("intake",)]
    (sound,) = town.round("h1/desk1")
    assert sound.refused == ()
    with first.read() as connection:
        assert rounds.differing_desk(connection) == ""


def test_what_cannot_be_mended_is_said_until_it_is(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    open_case(first)
    later = open_case(first)[1]
    town.settle()
    spoil(second)
    answer(first, later)
    quiet(town)
    rebuilt: list[Desk] = []
    whole = maintenance.rebuild

    def looked(desk: Desk) -> maintenance.Checked:
        rebuilt.append(desk)
        return whole(desk)

    monkeypatch.setattr(maintenance, "rebuild", looked)
    for _ in range(3):
        (done,) = town.round("h1/desk1")
        assert [why.code for _desk, why in done.refused] == [rounds.differs]
    # It is looked at once, not with every round, and written down once.
    assert rebuilt == [first]
    said = rows(first, "SELECT count(*) FROM rejected WHERE code = 'agree.differs'")
    assert said == [(1,)]
    town.round("h1/desk2")


def test_a_desk_with_another_version_is_not_compared(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = town.join("h1/desk1")
    with first.read() as connection:
        before = agreement.heads_digest(connection)
        monkeypatch.setattr(agreement, "__version__", "99")
        assert agreement.heads_digest(connection) != before
