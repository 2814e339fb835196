"""Erasing a person: gone at once, not while a case is open, and only where they were recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.refusals import refused
from tests.support import APPLICANT, accept_complete, actor, open_complete
from window_desk.domain.actor import Actor
from window_desk.services import cases, erasure, people
from window_desk.storage import maintenance, reads
from window_desk.storage.desk import Desk
from window_desk.storage.tables import Schema


def files_with(folder: Path, text: str) -> list[str]:
    """The files in which a text stands."""
    return [
        each.name
        for each in folder.iterdir()
        if each.is_file() and text.encode() in each.read_bytes()
    ]


def rows_with(desk: Desk, text: str) -> set[str]:
    """The tables in which a text stands, as it is or in bytes."""
    with desk.read() as connection:
        return {
            name
            for name in Schema.tables
            for row in connection.execute(f"SELECT * FROM {name}").all()
            if any(text.encode() in (x if isinstance(x, bytes) else str(x).encode()) for x in row)
        }


def test_no_table_holds_an_erased_person(desk: Desk, clerk: Actor, admin: Actor) -> None:
    case = cases.withdraw(desk, clerk, open_complete(desk, clerk).id)
    told = (APPLICANT.name, APPLICANT.certificate_number, APPLICANT.phone)
    for text in told:
        assert rows_with(desk, text) == {"person"}
    erasure.erase_person(desk, admin, case.applicant, "本人要求")
    for text in told:
        assert rows_with(desk, text) == set()


@pytest.mark.on_file("the bytes of a file")
def test_nothing_of_an_erased_person_is_left(desk: Desk, clerk: Actor, admin: Actor) -> None:
    case = cases.withdraw(desk, clerk, open_complete(desk, clerk).id)
    with desk.pool.lend() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert files_with(desk.path.parent, APPLICANT.name)
    erasure.erase_person(desk, admin, case.applicant, "本人要求")
    with desk.pool.lend() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for text in (APPLICANT.name, APPLICANT.certificate_number, APPLICANT.phone):
        assert files_with(desk.path.parent, text) == []
    assert maintenance.verify(desk).broken == ()
    with desk.read() as connection:
        found = reads.person(connection, case.applicant)
    assert found is not None
    assert (found.name, found.certificate_number, found.phone) == ("", "", "")
    with refused("person.unknown", desk):
        erasure.erase_person(desk, admin, case.applicant, "again")


def test_whoever_comes_again_is_somebody_new(desk: Desk, clerk: Actor, admin: Actor) -> None:
    case = cases.withdraw(desk, clerk, open_complete(desk, clerk).id)
    erasure.erase_person(desk, admin, case.applicant, "本人要求")
    with desk.change(by="clerk1") as tx:
        assert people.record_person(tx, APPLICANT) != case.applicant


def test_not_while_a_case_is_open(desk: Desk, clerk: Actor, admin: Actor) -> None:
    case = accept_complete(desk, clerk)
    with refused("person.open_case", desk):
        erasure.erase_person(desk, admin, case.applicant, "本人要求")


@pytest.mark.parametrize("account", ["clerk1", "supervisor", "reviewer-approval"])
def test_only_an_admin_erases(desk: Desk, clerk: Actor, account: str) -> None:
    case = cases.withdraw(desk, clerk, open_complete(desk, clerk).id)
    with refused("access.role", desk):
        erasure.erase_person(desk, actor(desk, account), case.applicant, "x")


def test_it_needs_a_reason(desk: Desk, clerk: Actor, admin: Actor) -> None:
    case = cases.withdraw(desk, clerk, open_complete(desk, clerk).id)
    with refused("text.empty", desk):
        erasure.erase_person(desk, admin, case.applicant, " ")
