"""The small questions of services and screens, answered from the rows of a desk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support import APPLICANT, INSTANT, MORNING, Clock, accept_complete, actor
from window_desk.domain.actor import Actor
from window_desk.services import access, intake, tickets
from window_desk.storage import reads, ticket_reads
from window_desk.storage.desk import Desk

QUEUES = ("A", "Q")


def test_a_moment_survives_its_milliseconds() -> None:
    at = MORNING + timedelta(milliseconds=17)
    assert reads.moment(reads.stamp(at)) == at
    assert reads.moment(None) is None


def test_an_account_may_act_while_it_is_enabled(desk: Desk, admin: Actor) -> None:
    with desk.read() as connection:
        assert reads.actor(connection, "clerk1") == Actor(
            "clerk1", "李晓燕", "clerk", window="1", powers=("*",)
        )
        assert reads.actor(connection, "nobody") is None
        assert reads.has_accounts(connection)
        assert reads.count_with_role(connection, "admin") == 1
    access.disable_account(desk, admin, "clerk1")
    with desk.read() as connection:
        assert reads.actor(connection, "clerk1") is None
        enabled = {each.account: on for each, on in reads.accounts(connection)}
    assert enabled["clerk1"] is False
    assert enabled["clerk2"] is True


def test_an_item_in_its_newest_or_in_an_older_version(desk: Desk, admin: Actor) -> None:
    import msgspec

    from window_desk.services import publishing

    with desk.read() as connection:
        first = reads.item_on(connection, INSTANT, MORNING.date())
    assert first is not None
    changed = msgspec.structs.replace(first, visits=3)
    publishing.publish_items(desk, admin, [changed], lambda _: "keys")
    with desk.read() as connection:
        newest = reads.item_on(connection, INSTANT, MORNING.date())
        assert newest is not None
        assert (newest.version, newest.visits) == (first.version + 1, 3)
        assert reads.item(connection, INSTANT, first.version) == first
        assert reads.item(connection, INSTANT, 99) is None
        assert reads.item_on(connection, "nothing", MORNING.date()) is None


def test_a_person_is_found_by_certificate_and_kind(desk: Desk, clerk: Actor) -> None:
    case = intake.open_case(desk, clerk, INSTANT, APPLICANT)
    number = APPLICANT.certificate_number
    with desk.read() as connection:
        found = reads.find_person(connection, "111", number)
        assert found is not None
        assert found == reads.person(connection, case.applicant)
        assert (found.name, found.phone, found.organisation) == ("张三", "13800138000", False)
        assert reads.find_person(connection, "414", number) is None
        assert reads.find_person(connection, "111", number[:-1]) is None
        assert reads.person(connection, "h1/desk1:999999") is None


class TestTickets:
    def test_a_number_is_todays(self, desk: Desk, clock: Clock, clerk: Actor) -> None:
        tickets.leave(desk, clerk, tickets.issue(desk, clerk, "A").ticket.number)
        clock.advance(days=1)
        second = tickets.issue(desk, clerk, "A").ticket
        with desk.read() as connection:
            assert ticket_reads.find_ticket(connection, MORNING.date(), "A001") != second.id
            today = MORNING.date() + timedelta(days=1)
            assert ticket_reads.find_ticket(connection, today, "A001") == second.id
            assert ticket_reads.find_ticket(connection, today, "A002") is None
            later = today + timedelta(days=1)
            assert ticket_reads.find_ticket(connection, later, "A001") == second.id

    def test_an_ended_ticket_of_an_earlier_day_is_not_found(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        tickets.leave(desk, clerk, tickets.issue(desk, clerk, "A").ticket.number)
        with desk.read() as connection:
            tomorrow = MORNING.date() + timedelta(days=1)
            assert ticket_reads.find_ticket(connection, tomorrow, "A001") is None

    def test_the_one_at_the_window_comes_before_todays(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        left_over = tickets.issue(desk, clerk, "A").ticket
        tickets.call_next(desk, clerk, "1")
        clock.advance(days=1)
        todays = tickets.issue(desk, clerk, "A").ticket
        today = reads.local_day(clock.now)
        with desk.read() as connection:
            assert ticket_reads.find_ticket(connection, today, "A001", "1") == left_over.id
            assert ticket_reads.find_ticket(connection, today, "A001", "2") == todays.id
            assert ticket_reads.find_ticket(connection, today, "A001") == todays.id

    def test_nobody_of_an_earlier_day_is_next(self, desk: Desk, clock: Clock, clerk: Actor) -> None:
        tickets.issue(desk, clerk, "A")
        clock.advance(days=1)
        with desk.read() as connection:
            assert ticket_reads.next_own(connection, QUEUES, clock.now) is None
        second = tickets.issue(desk, clerk, "A")
        assert second.ahead == 0
        with desk.read() as connection:
            assert ticket_reads.next_own(connection, QUEUES, clock.now) == second.ticket.id
            later = clock.now + timedelta(seconds=1)
            assert ticket_reads.count_earlier(connection, QUEUES, later) == 1
            assert ticket_reads.count_ahead(connection, "A", (later, later, ""), later) == 1

    def test_the_wait_follows_the_days_own_figures_from_the_fifth_service(
        self, desk: Desk, clock: Clock, clerk: Actor, other_clerk: Actor
    ) -> None:
        def expected() -> int:
            with desk.look() as look:
                queue = look.centre.queue("A")
                assert queue is not None
                return ticket_reads.expected_wait(look.connection, look.centre, queue, 3, look.now)

        assert expected() == 3 * 8 * 60
        for _ in range(5):
            tickets.issue(desk, clerk, "A")
            number = tickets.call_next(desk, clerk, "1").number
            tickets.start(desk, clerk, number, "1")
            clock.advance(seconds=100)
            tickets.finish(desk, clerk, number, "1")
        assert expected() == 3 * 100
        for account, window in (("clerk1", "1"), ("clerk2", "2")):
            access.sign_in(desk, account, "2468", window)
        assert expected() == 3 * 100 // 2


def test_what_an_account_did_last(desk: Desk, clock: Clock, clerk: Actor) -> None:
    ticket = tickets.issue(desk, clerk, "A").ticket
    since = clock.now
    with desk.read() as connection:
        assert reads.last_touched(connection, "clerk1", since) == ticket.id
        assert reads.last_touched(connection, "clerk2", since) is None
        assert reads.last_touched(connection, "clerk1", since + timedelta(milliseconds=2)) is None
    case = intake.open_case(desk, clerk, INSTANT, APPLICANT)
    with desk.read() as connection:
        assert reads.last_touched(connection, "clerk1", since) == case.id


@pytest.mark.parametrize("name", ["number", "document", "id"])
def test_a_case_is_found_by_everything_it_is_called(desk: Desk, clerk: Actor, name: str) -> None:
    case = accept_complete(desk, clerk)
    names = {"number": case.number, "document": case.numbers[1], "id": case.id}
    with desk.read() as connection:
        assert reads.find_case(connection, names[name]) == case.id
        assert reads.find_case(connection, names[name] + "0") is None


def test_a_window_before_and_after_somebody_sat_down(desk: Desk, clerk: Actor) -> None:
    with desk.read() as connection:
        assert reads.window_state(connection, "1") is None
        assert ticket_reads.number_at_window(connection, "1") is None
    access.sign_in(desk, "clerk1", "2468", "1")
    tickets.issue(desk, clerk, "A")
    tickets.call_next(desk, actor(desk, "clerk1"), "1")
    with desk.read() as connection:
        state = reads.window_state(connection, "1")
        assert state is not None
        assert (state.state, state.account) == ("open", "clerk1")
        assert ticket_reads.number_at_window(connection, "1") == "A001"
