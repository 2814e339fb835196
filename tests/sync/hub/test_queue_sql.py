"""What the hub writes of tickets has the bytes that a desk would have written."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hubs import Hub
from window_desk.domain import ops
from window_desk.domain.centre import CENTRE_TIME
from window_desk.storage import bodies

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
counts = st.sampled_from([0, 1, 7]) | st.integers(0, 1_000_000)
moments = st.integers(1_600_000_000_000, 4_000_000_000_000).map(
    lambda at: datetime.fromtimestamp(at // 1000, CENTRE_TIME).replace(microsecond=at % 1000 * 1000)
)
whole = moments.map(lambda at: at.replace(microsecond=0))
rules = st.sampled_from(["arrival", "priority", "appointment", "quick"])
issued = st.builds(
    ops.TicketIssued,
    number=texts, serial=counts, queue=texts, day=st.dates(date(2020, 1, 1)),
    priority=texts, rank_at=moments | whole, eligible_from=moments | whole, head_start=counts,
    rule=rules, item=texts, appointment=st.none() | moments | whole,
)  # fmt: skip
claimed = st.builds(
    ops.TicketClaimed,
    window=texts, desk=texts,
    why=st.builds(
        ops.Why, rule=rules | st.sampled_from(["requeued", "chosen"]), head_start=counts,
        waited=counts, passed=counts,
    ),
)  # fmt: skip


def written(op: ops.Op) -> str:
    """What a desk writes of an op."""
    return bodies.write_body(bodies.as_read(op)).decode()


@settings(max_examples=20)
@given(st.lists(issued, min_size=10, max_size=20))
def test_a_number_that_was_given_out(hub: Hub, numbers: list[ops.TicketIssued]) -> None:
    ask = "SELECT hub.issued_body(%s, %s, %s, %s::integer, %s, %s, %s, %s, %s, %s, %s::integer)"
    with hub.owner() as connection:
        found = [
            connection.execute(
                ask,
                (
                    each.appointment, each.day, each.eligible_from, each.head_start, each.item,
                    each.number, each.priority, each.queue, each.rank_at, each.rule, each.serial,
                ),
            ).fetchone()
            for each in numbers
        ]  # fmt: skip
    assert found == [(written(each),) for each in numbers]


@settings(max_examples=20)
@given(st.lists(claimed, min_size=10, max_size=20))
def test_a_number_that_was_called(hub: Hub, calls: list[ops.TicketClaimed]) -> None:
    ask = "SELECT hub.claimed_body(%s, %s::integer, %s::bigint, %s, %s::bigint, %s)"
    with hub.owner() as connection:
        found = [
            connection.execute(
                ask,
                (
                    each.desk, each.why.head_start, each.why.passed, each.why.rule,
                    each.why.waited, each.window,
                ),
            ).fetchone()
            for each in calls
        ]  # fmt: skip
    assert found == [(written(each),) for each in calls]


def test_the_control_another_form_of_a_moment_is_seen(hub: Hub) -> None:
    at = datetime(2026, 11, 23, 9, 0, 0, 120_000, CENTRE_TIME)
    op = ops.TicketRequeued(head_start=5, rank_at=at)
    ask = "SELECT hub.body(hub.part('head_start', 5, NULL) || hub.part('rank_at', %s))"
    with hub.owner() as connection:
        assert connection.execute(ask, (at,)).fetchone() == (written(op),)
        later = connection.execute(ask, (at + timedelta(milliseconds=1),)).fetchone()
    assert later != (written(op),)
