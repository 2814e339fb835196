"""Who is next and why: arrival, priority, appointment and quick lane, and nobody starves."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from window_desk.domain import lineup
from window_desk.domain.centre import CENTRE_TIME, HouseRules, Priority, Queue
from window_desk.domain.item import Bilingual
from window_desk.domain.lineup import Place
from window_desk.domain.ticket import Ticket

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=CENTRE_TIME)
RULES = HouseRules()
ANY = Bilingual(zh="任意")
NORMAL = Priority(code="normal", name=ANY)
SENIOR = Priority(code="senior", name=ANY, head_start_minutes=15)
URGENT = Priority(code="urgent", name=ANY, head_start_minutes=60)
PLAIN = Queue(code="A", prefix="A", name=ANY)
QUICK = Queue(code="Q", prefix="Q", name=ANY, quick=True)


def minutes(number: float) -> datetime:
    """A moment so many minutes after noon."""
    return NOON + timedelta(minutes=number)


@pytest.mark.parametrize(
    ("priority", "queue", "appointment", "place"),
    [
        pytest.param(NORMAL, PLAIN, None, Place(NOON, NOON, 0, "arrival"), id="whoever comes"),
        pytest.param(SENIOR, PLAIN, None, Place(minutes(-15), NOON, 15, "priority"), id="a class"),
        pytest.param(NORMAL, QUICK, None, Place(minutes(-5), NOON, 5, "quick"), id="quick lane"),
        pytest.param(
            SENIOR, QUICK, None, Place(minutes(-20), NOON, 20, "priority"),
            id="a class in the quick lane",
        ),
        pytest.param(
            NORMAL, PLAIN, minutes(40), Place(minutes(10), minutes(30), 30, "appointment"),
            id="much too early",
        ),
        pytest.param(
            NORMAL, PLAIN, minutes(5), Place(minutes(-25), minutes(-5), 30, "appointment"),
            id="a little early",
        ),
        pytest.param(
            NORMAL, PLAIN, minutes(-15), Place(minutes(-45), minutes(-25), 30, "appointment"),
            id="just not too late",
        ),
        pytest.param(
            NORMAL, PLAIN, minutes(-15.1), Place(NOON, NOON, 0, "arrival"), id="too late"
        ),
        pytest.param(
            URGENT, PLAIN, minutes(0), Place(minutes(-60), minutes(-10), 60, "appointment"),
            id="the larger head start counts",
        ),
        pytest.param(
            SENIOR, PLAIN, minutes(-60), Place(minutes(-15), NOON, 15, "priority"),
            id="too late, but of a class",
        ),
    ],
)  # fmt: skip
def test_the_place_of_a_new_ticket(
    priority: Priority, queue: Queue, appointment: datetime | None, place: Place
) -> None:
    assert lineup.place(NOON, priority, queue, appointment, RULES) == place


def ticket(number: str, came: float, place: Place | None = None, **changes: object) -> Ticket:
    """A waiting ticket that came so many minutes after noon."""
    at = minutes(came)
    where = place or lineup.place(at, NORMAL, PLAIN, None, RULES)
    values: dict[str, object] = {
        "id": number, "number": number, "serial": 1, "day": NOON.date(), "queue": "A",
        "priority": "normal", "rule": where.rule, "head_start": where.head_start,
        "issued_at": at, "rank_at": where.rank_at, "eligible_from": where.eligible_from,
    }  # fmt: skip
    return Ticket(**(values | changes))  # type: ignore[arg-type]  # from a table


def order(now: float, *tickets: Ticket) -> list[str]:
    """The numbers in calling order."""
    return [each.number for each in lineup.order(tickets, minutes(now))]


class TestOrder:
    def test_first_come_first_called(self) -> None:
        assert order(9, ticket("B", 1), ticket("C", 2), ticket("A", 0)) == ["A", "B", "C"]

    def test_at_one_moment_the_number_decides(self) -> None:
        assert order(9, ticket("A010", 0), ticket("A002", 0)) == ["A002", "A010"]

    def test_only_those_who_wait(self) -> None:
        gone = [ticket(state, 0, state=state) for state in ("called", "missed", "left", "void")]
        assert order(9, *gone, ticket("here", 5)) == ["here"]

    def test_a_class_passes_those_who_came_within_its_head_start(self) -> None:
        senior = ticket("senior", 16, lineup.place(minutes(16), SENIOR, PLAIN, None, RULES))
        assert order(20, ticket("early", 0), ticket("late", 2), senior) == [
            "early", "senior", "late",
        ]  # fmt: skip

    def test_an_appointment_before_its_time_comes_last(self) -> None:
        place = lineup.place(NOON, NORMAL, PLAIN, minutes(30), RULES)
        booked = ticket("booked", 0, place)
        assert order(10, booked, ticket("walk-in", 9)) == ["walk-in", "booked"]
        assert order(20, booked, ticket("walk-in", 9)) == ["booked", "walk-in"]

    @given(
        came=st.lists(
            st.tuples(
                st.integers(0, 480), st.sampled_from([NORMAL, SENIOR, URGENT]), st.booleans()
            ),
            max_size=30,
        ),
        now=st.integers(480, 1000),
        later=st.integers(0, 500),
    )
    def test_the_order_does_not_change_while_people_wait(
        self, came: list[tuple[int, Priority, bool]], now: int, later: int
    ) -> None:
        waiting = [
            ticket(
                f"{seq:03d}",
                at,
                lineup.place(minutes(at), priority, QUICK if quick else PLAIN, None, RULES),
            )
            for seq, (at, priority, quick) in enumerate(came)
        ]
        assert order(now, *waiting) == order(now + later, *reversed(waiting))

    @given(
        others=st.lists(st.sampled_from([NORMAL, SENIOR, URGENT]), min_size=1, max_size=60),
        pace=st.integers(1, 20),
    )
    def test_nobody_is_passed_by_who_comes_an_hour_and_five_minutes_later(
        self, others: list[Priority], pace: int
    ) -> None:
        me = ticket("me", 0)
        rest = [
            ticket(f"{at:04d}", at, lineup.place(minutes(at), priority, QUICK, None, RULES))
            for at, priority in zip(range(0, pace * len(others), pace), others, strict=True)
        ]
        before_me = order(2000, me, *rest)
        passed_by = before_me[: before_me.index("me")]
        assert all(int(each) <= 65 for each in passed_by)


class TestWhy:
    def test_the_reason_is_what_decided(self) -> None:
        senior = ticket("A", 0, lineup.place(NOON, SENIOR, PLAIN, None, RULES))
        why = lineup.why(senior, 3, minutes(7.5))
        assert (why.rule, why.head_start, why.waited, why.passed) == ("priority", 15, 450, 3)

    def test_a_choice_is_called_a_choice(self) -> None:
        assert lineup.why(ticket("A", 0), 0, NOON, chosen=True).rule == "chosen"


@pytest.mark.parametrize(
    ("rule", "queue", "reason"),
    [
        pytest.param("quick", QUICK, "quick", id="in the quick lane"),
        pytest.param("quick", PLAIN, "quick_before", id="moved out of the quick lane"),
        pytest.param("quick", None, "quick_before", id="in a queue that is no more"),
        pytest.param("arrival", QUICK, "arrival", id="moved into the quick lane"),
        pytest.param("priority", PLAIN, "priority", id="a class goes along"),
        pytest.param("appointment", PLAIN, "appointment", id="an appointment goes along"),
        pytest.param("requeued", PLAIN, "requeued", id="came back"),
        pytest.param("chosen", PLAIN, "chosen", id="a choice"),
    ],
)
def test_the_reason_is_true_in_the_queue_that_the_ticket_is_in(
    rule: str, queue: Queue | None, reason: str
) -> None:
    assert lineup.reason_in(rule, queue) == reason


@pytest.mark.parametrize(
    ("ahead", "windows", "seconds", "expected"),
    [
        pytest.param(0, 3, 480, 0, id="nobody ahead"),
        pytest.param(6, 3, 480, 960, id="three windows"),
        pytest.param(6, 1, 480, 2880, id="one window"),
        pytest.param(6, 0, 480, 2880, id="no window counts as one"),
        pytest.param(1, 3, 100, 33, id="rounded"),
    ],
)
def test_expected_wait(ahead: int, windows: int, seconds: float, expected: int) -> None:
    assert lineup.expected_wait(ahead, windows, seconds) == expected
