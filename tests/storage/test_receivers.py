"""Who is to be able to read a person: the own hall, who has a leg, who was handed the case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.departments import FIRE_DESK, HALL, SIGN_DESK, House
from tests.desks import BOSS, rows
from tests.support import accept_complete
from window_desk.domain.actor import Actor
from window_desk.services import custody
from window_desk.storage import receivers
from window_desk.storage.desk import Desk

pytestmark = pytest.mark.on_file("three desks as files in one folder")


def trust(desk: Desk, *names: str, role: str = "") -> None:
    """Keys of these desks are believed here; one that was revoked is not."""
    with desk.pool.writing() as connection:
        for name in names:
            connection.execute(
                "INSERT INTO desk_key (fingerprint, desk, public, recipient, role, lane, halls,"
                " trusted_at, revoked_at, reason) VALUES (?, ?, '', '', ?, '', '', 1, ?, '')",
                (name, name, role, 2 if name.endswith("gone") else None),
            )


@pytest.fixture
def hall(house: House) -> Iterator[Desk]:
    """The hall, which knows two more windows of its own, a lost one, and another hall."""
    trust(house.hall, "h1/desk2", "h1/desk3", "h1/gone", "h2/desk1")
    yield house.hall
    with house.hall.pool.writing() as connection:
        connection.execute("DELETE FROM desk_key WHERE fingerprint = desk")


def readers(desk: Desk, *people: str) -> list[frozenset[str]]:
    """Who reads each of them."""
    with desk.read() as connection:
        found = receivers.readers_of(connection, HALL, people)
    return [found[each] for each in people]


def test_the_windows_of_the_hall_and_the_departments_with_a_leg(house: House, hall: Desk) -> None:
    windows = {"h1/desk2", "h1/desk3"}
    assert readers(hall, house.case().applicant) == [windows | {FIRE_DESK, SIGN_DESK}]
    with hall.read() as connection:
        assert receivers.windows_of(connection, HALL) == windows


def test_a_listed_window_stays_one_whatever_leg_it_was_sent(house: House, hall: Desk) -> None:
    with hall.pool.writing() as connection:
        connection.execute("UPDATE desk_key SET role = 'department' WHERE desk = 'h1/desk2'")
    trust(hall, SIGN_DESK, role="window")
    with hall.read() as connection:
        assert receivers.windows_of(connection, HALL) == {SIGN_DESK, "h1/desk3"}
    assert readers(hall, "h1/desk1:7") == [{SIGN_DESK, "h1/desk3"}]


def test_somebody_without_a_case_is_read_in_the_hall_that_recorded_them(hall: Desk) -> None:
    assert readers(hall, "h1/desk2:7", "h2/desk1:7") == [{"h1/desk2", "h1/desk3"}, frozenset()]


def test_who_was_handed_the_case(house: House, hall: Desk) -> None:
    case = house.case()
    custody.hand_case(hall, BOSS, case.id, "h2/desk1")
    (found,) = readers(hall, case.applicant)
    assert found == {"h1/desk2", "h1/desk3", "h2/desk1", FIRE_DESK, SIGN_DESK}
    with hall.read() as connection:
        for desk, may in (("h2/desk1", True), ("h3/desk1", False), ("h1/gone", False)):
            there = receivers.readable_at(connection, HALL, desk, [case.applicant])
            assert bool(there) is may


def test_both_who_applies_and_who_acts_for_them(house: House, hall: Desk) -> None:
    case = house.case()
    with hall.read() as connection:
        found = receivers.people_of_cases(connection, [case.id])
    assert found == (case.applicant,)
    with hall.pool.writing() as connection:
        connection.execute("UPDATE service_case SET agent = 'h1/desk1:9'")
    with hall.read() as connection:
        assert receivers.people_of_cases(connection, [case.id, "none"]) == (
            case.applicant, "h1/desk1:9",
        )  # fmt: skip
    assert FIRE_DESK in readers(hall, "h1/desk1:9")[0]
    with hall.pool.writing() as connection:
        connection.execute("UPDATE service_case SET agent = ''")


def test_on_any_database_who_reads_whom_is_found(desk: Desk, clerk: Actor) -> None:
    case = accept_complete(desk, clerk)
    trust(desk, "h1/desk2")
    assert readers(desk, case.applicant) == [{"h1/desk2"}]
    with desk.read() as connection:
        assert receivers.people_of_cases(connection, [case.id]) == (case.applicant,)
        assert receivers.windows_of(connection, HALL) == {"h1/desk2"}
    with desk.pool.writing() as connection:
        connection.execute("DELETE FROM desk_key")


def test_it_costs_no_walk_over_the_cases(hall: Desk) -> None:
    plan = rows(
        hall,
        "EXPLAIN QUERY PLAN "
        + receivers._of_people.replace(":home", "'h1/desk1'").replace(":people", "'[\"x\"]'"),
    )
    assert not [row for row in plan if row[3].startswith("SCAN c")]
