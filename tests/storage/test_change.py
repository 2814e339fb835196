"""What a service works with: entities folded, rows that follow, numbers without a gap."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from tests.support import MORNING, open_complete
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.errors import RuleBroken
from window_desk.services import cases, tickets
from window_desk.storage.desk import Desk, make_desk


def test_a_change_sees_what_it_recorded(desk: Desk) -> None:
    with desk.change(by="clerk1") as tx:
        entity = tx.record(_issued("A001"))
        assert tx.ticket(entity).state == "waiting"
        tx.record(ops.TicketLeft(), on=entity)
        assert tx.ticket(entity).state == "left"


def _issued(number: str) -> ops.TicketIssued:
    return ops.TicketIssued(
        number=number,
        serial=int(number[1:]),
        queue="A",
        day=MORNING.date(),
        priority="normal",
        rank_at=MORNING,
        eligible_from=MORNING,
    )


def test_rows_are_written_once_at_the_end(desk: Desk) -> None:
    with desk.change(by="clerk1") as tx:
        entity = tx.record(_issued("A001"))
        count = tx.connection.execute("SELECT count(*) FROM ticket").scalar()
        assert count == 0
        tx.record(ops.TicketLeft(), on=entity)
    with desk.read() as connection:
        assert connection.execute("SELECT state FROM ticket").scalars() == ["left"]


@pytest.mark.parametrize(
    ("moment", "kept"),
    [
        pytest.param(
            datetime(2026, 11, 23, 9, 0, 0, 123_999, CENTRE_TIME),
            datetime(2026, 11, 23, 9, 0, 0, 123_000, CENTRE_TIME),
            id="microseconds are cut off",
        ),
        pytest.param(
            datetime(2026, 11, 23, 1, 0, tzinfo=UTC), MORNING, id="another zone is the same moment"
        ),
    ],
)
def test_a_moment_is_kept_as_the_log_keeps_it(desk: Desk, moment: datetime, kept: datetime) -> None:
    with desk.change(by="clerk1", now=moment) as tx:
        tx.record(ops.WindowOpened(account="clerk1"), on="window/1")
        assert tx.now == kept
    with desk.look() as look:
        assert look.history("window/1")[0].at == kept


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param(datetime(2026, 11, 22, 16, 0, tzinfo=UTC), date(2026, 11, 23), id="midnight"),
        pytest.param(
            datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC), date(2026, 11, 22), id="a second before"
        ),
    ],
)
def test_the_day_is_the_centres_day(desk: Desk, moment: datetime, day: date) -> None:
    with desk.change(now=moment) as tx:
        assert tx.today == day


@pytest.mark.parametrize("identity", ["h1/desk1:999999", "nonsense", "", "centre/main"])
def test_an_unknown_entity_is_one_sentence(desk: Desk, identity: str) -> None:
    with desk.look() as look:
        for reading, code in ((look.ticket, "ticket.unknown"), (look.case, "case.unknown")):
            with pytest.raises(RuleBroken) as caught:
                reading(identity)
            assert caught.value.code == code


def test_a_ticket_is_not_a_case(desk: Desk, clerk: Actor) -> None:
    identity = tickets.issue(desk, clerk, "A").ticket.id
    with desk.look() as look, pytest.raises(RuleBroken) as caught:
        look.case(identity)
    assert caught.value.code == "case.unknown"


def test_numbers_in_one_change_follow_each_other(desk: Desk, clerk: Actor) -> None:
    case = open_complete(desk, clerk)
    with desk.change(by="clerk1") as tx:
        numbers = []
        for _ in range(3):
            numbers.append(tx.next_number("service"))
            tx.record(ops.CaseServed(document=numbers[-1]), on=case.id)
        assert tx.next_number("decision") == "决字〔2026〕1号"
    assert numbers == [f"送字〔2026〕{serial}号" for serial in (1, 2, 3)]


def test_numbers_go_on_where_they_stopped_and_begin_anew_with_their_run(
    desk: Desk, clerk: Actor
) -> None:
    first = cases.accept(desk, clerk, open_complete(desk, clerk).id).numbers
    second = cases.accept(desk, clerk, open_complete(desk, clerk).id).numbers
    assert first == ("511602-20261123-0001", "受字〔2026〕1号", "收字〔2026〕1号")
    assert second == ("511602-20261123-0002", "受字〔2026〕2号", "收字〔2026〕2号")
    for moment, number, document in (
        (MORNING + timedelta(days=1), "511602-20261124-0001", "受字〔2026〕3号"),
        (MORNING + timedelta(days=60), "511602-20270122-0001", "受字〔2027〕1号"),
    ):
        with desk.change(now=moment) as tx:
            assert tx.next_number("case") == number
            assert tx.next_number("acceptance") == document


def test_a_desk_without_settings_says_how_to_get_them(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    desk = make_desk(tmp_path_factory.mktemp("new") / "desk.db", "h1/desk1")
    with desk.look() as look:
        for name, code in (("centre", "centre.none"), ("calendar", "calendar.none")):
            with pytest.raises(RuleBroken) as caught:
                getattr(look, name)
            assert caught.value.code == code
            assert "window-desk init" in caught.value.hint
    desk.close()


def test_settings_of_another_program_count_from_the_next_look(desk: Desk) -> None:
    other = Desk(desk.place)
    with desk.look() as look:
        before = look.centre
    with other.change(by="admin") as tx:
        tx.record(
            ops.CentrePublished(centre=msgspec.structs.replace(before, code="1")), on="centre/main"
        )
    with desk.look() as look:
        assert look.centre.code == "1"
    other.close()
