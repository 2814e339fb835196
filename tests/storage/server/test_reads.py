"""What is read on a server is what is read in a file, whoever reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.on_server import copy_place
from tests.support import Clock, accept_complete, actor, open_complete
from window_desk.services import tickets
from window_desk.storage import (
    agreement,
    boards,
    custody_reads,
    deadlines,
    due,
    handover,
    listings,
    maintenance,
    measures,
    measures_legs,
    receivers,
    review_lists,
    rounds,
    scope,
    stuck,
    supervision,
)
from window_desk.storage.change import Look
from window_desk.storage.desk import Desk
from window_desk.storage.place import Address


@pytest.fixture(scope="module")
def twins(
    seeded_place: Address, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Desk, Desk]]:
    """A desk on a server with a little of everything, and its copy in a file."""
    folder: Path = tmp_path_factory.mktemp("twins")
    clock = Clock()
    with closing(Desk(copy_place(seeded_place, folder), clock)) as server:
        clerk = actor(server, "clerk1")
        for queue in "AAB":
            tickets.issue(server, clerk, queue)
        tickets.call_next(server, clerk, "1")
        accept_complete(server, clerk)
        open_complete(server, clerk)
        maintenance.backup(server, folder / "twin.db")
        later = clock.advance(minutes=5)
        server.clock = lambda: later
        with closing(Desk(folder / "twin.db", lambda: later)) as file:
            yield server, file


def person(look: Look) -> str:
    """Whoever applied first."""
    return str(look.connection.execute("SELECT min(applicant) FROM service_case").scalar())


def cases(look: Look) -> list[str]:
    """Every case."""
    return look.connection.execute("SELECT id FROM service_case ORDER BY id").scalars()


READS: dict[str, Callable[[Look], object]] = {
    "the queue": lambda x: boards.queue_board(x.connection, x.centre, "1", x.now),
    "cases": lambda x: listings.cases_in(x.connection),
    "a search": lambda x: listings.find_cases(x.connection, "张"),
    "people": lambda x: listings.find_people(x.connection, "张"),
    "lights": lambda x: deadlines.light_counts(
        x.connection, x.today.isoformat(), deadlines.soon(x)
    ),
    "deadlines": lambda x: deadlines.open_cases(
        x.connection,
        deadlines.Wish(x.today.isoformat(), deadlines.soon(x), text="0001", terms=("a",)),
    ),
    "reviews": lambda x: review_lists.read_list(x, "all"),
    "who asks": lambda x: review_lists.asking_cases(x.connection, cases(x)),
    "who holds": lambda x: stuck.read_stuck(x),
    "late legs": lambda x: due.cases_with_late_legs(x.connection, x.today),
    "a sheet": lambda x: handover.read_sheet(x, "clerk1"),
    "a supervisor's": lambda x: supervision.read_waiting(x),
    "halls": lambda x: (scope.halls(x.connection), scope.own_scope(x.connection)),
    "who may read": lambda x: receivers.readers_of(x.connection, x.home, [person(x)]),
    "people of cases": lambda x: sorted(receivers.people_of_cases(x.connection, cases(x))),
    "windows": lambda x: sorted(receivers.windows_of(x.connection, x.home)),
    "owners": lambda x: custody_reads.owners_of_cases(
        x.connection, person(x), but_not="", home=x.home
    ),
    "keys to send": lambda x: sorted(
        rounds.people_to_send(x.connection, "hub", "h1/desk2", [x.home], 9)
    ),
    "keys of others": lambda x: rounds.people_of_others(x.connection, "hub", [x.home], 9),
    "rounds": lambda x: (rounds.read_rounds(x.connection), rounds.differing_desk(x.connection)),
    "heads": lambda x: agreement.heads_digest(x.connection),
    "state": lambda x: agreement.cases_digest(x.connection),
}


def _of_report(x: Look, whose: scope.Scope) -> object:
    """Everything that a report counts."""
    days = (x.today, x.today, x.today)
    return (
        sorted(measures.tickets(x.connection, whose, *days), key=repr),
        measures.cases(x.connection, whose, x.calendar, *days),
        measures_legs.department_legs(x.connection, whose, *days),
    )


READS["a report"] = lambda x: _of_report(x, scope.everywhere)
READS["a hall's report"] = lambda x: _of_report(x, scope.scope_of("h1"))


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_it_is_the_same(twins: tuple[Desk, Desk], read: Callable[[Look], object]) -> None:
    server, file = twins
    with server.look() as there, file.look() as here:
        assert read(there) == read(here)
