"""No read that a key press waits for walks through a whole table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.storage.plans import plan
from tests.support import MORNING, PLAIN, accept_complete
from window_desk.domain.actor import Actor
from window_desk.services import tickets
from window_desk.storage import boards, hall, handover, listings, log, reads, ticket_reads
from window_desk.storage.connection import Connection
from window_desk.storage.desk import Desk

pytestmark = pytest.mark.on_file("the query plans of SQLite")

DAY, LATER = MORNING.date(), MORNING + timedelta(hours=1)

READS: dict[str, Callable[[Connection], object]] = {
    "ticket by number": lambda c: ticket_reads.find_ticket(c, DAY, "A001", "1"),
    "ticket that is not there": lambda c: ticket_reads.find_ticket(c, DAY, "A999", "1"),
    "last serial": lambda c: ticket_reads.last_serial(c, DAY, "A"),
    "next ticket": lambda c: ticket_reads.next_own(c, ("A", "Q"), LATER),
    "earlier tickets": lambda c: ticket_reads.count_earlier(c, ("A", "Q"), LATER),
    "tickets ahead": lambda c: ticket_reads.count_ahead(c, "A", (LATER, LATER, ""), LATER),
    "number at a window": lambda c: ticket_reads.number_at_window(c, "1"),
    "person by certificate": lambda c: reads.find_person(c, "111", "11010519491231002X"),
    "last act": lambda c: reads.last_touched(c, "clerk1", MORNING),
    "cases of one act": lambda c: reads.touched_together(c, "clerk1", MORNING),
    "what an account answers for": lambda c: handover.answered_for(c, "clerk1"),
    "case by number": lambda c: reads.find_case(c, "511602-20261123-0001"),
    "waiting": lambda c: boards.waiting(c, ("A", "Q"), LATER),
    "day figures": lambda c: boards.day_figures(c, DAY),
    "all cases": lambda c: listings.cases_in(c),
    "cases of a state": lambda c: listings.cases_in(c, "under_review"),
    "earlier cases": lambda c: listings.earlier_cases(c, "h1/desk1:1"),
    "search of cases": lambda c: listings.find_cases(c, "5116"),
    "search of people": lambda c: listings.find_people(c, "张"),
    "items in force": lambda c: listings.item_lines(c, DAY),
    "item of a day": lambda c: reads.item_on(c, PLAIN, DAY),
    "versions of an item": lambda c: reads.item_versions(c, PLAIN),
}

LARGE = {
    "op",
    "ticket",
    "service_case",
    "paper",
    "leg",
    "document",
    "person",
    "item",
    "t",
    "c",
    "s",
}
"""The tables that grow for ever, and what statements call them."""


def walked(desk: Desk, read: Callable[[Connection], object]) -> list[str]:
    """The plan's steps that look at every row of a table that grows."""
    with desk.read() as connection:
        steps = plan(connection, read)
    assert steps
    return [
        each
        for each in steps
        if each.startswith("SCAN")
        and each.split()[1] in LARGE
        # An index in the order of the list ends with the page.
        and not any(name in each for name in ("case_newest", "ticket_at_window"))
    ]


@pytest.fixture
def used(desk: Desk, clerk: Actor) -> Desk:
    """A desk with a ticket and an accepted case."""
    ticket = tickets.issue(desk, clerk, "A").ticket
    accept_complete(desk, clerk, PLAIN, ticket.number)
    return desk


@pytest.mark.parametrize("name", READS)
def test_it_goes_by_an_index(used: Desk, name: str) -> None:
    assert walked(used, READS[name]) == []


def test_a_walk_through_a_table_is_seen(used: Desk) -> None:
    def by_clerk(connection: Connection) -> object:
        return connection.execute("SELECT * FROM ticket WHERE clerk = 'x'").all()

    assert walked(used, by_clerk) == ["SCAN ticket"]


@pytest.mark.parametrize("read", [hall.here, log.read_sources])
def test_what_every_act_asks_of_the_log_goes_by_the_entity(
    desk: Desk, read: Callable[[Connection], object]
) -> None:
    with desk.read() as connection:
        steps = [each for each in plan(connection, read) if each.split()[1] == "op"]
    # By the stream it would be a search, too, and walk through all that this desk ever did.
    assert steps == ["SEARCH op USING INDEX op_entity (entity>? AND entity<?)"]
