"""Figures of one hall among several, of each, and of all of them together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desks import ADMIN, befriend, carry, copy_as, open_case
from tests.support import MORNING, assert_sound, copy_desk
from window_desk import reports
from window_desk.domain import ops
from window_desk.domain.centre import Centre
from window_desk.domain.errors import RuleBroken
from window_desk.reports.figure import Report
from window_desk.services import following, publishing
from window_desk.storage.desk import Desk
from window_desk.storage.scope import halls, own_scope

DAY = MORNING.date()


@pytest.fixture
def city(bare: Path, tmp_path: Path, seeded: Path) -> Iterator[Desk]:
    """A city's desk that has the acts of three halls, `h3`, `h30` and `h4`, and none of its own."""
    made = {"h3/desk1": 1, "h3/desk2": 2, "h30/desk1": 4, "h4/desk1": 0}
    city = copy_as(bare, tmp_path / "city.db", "city/desk1")
    source = Desk(copy_desk(seeded, tmp_path / "seeded.db"))
    with source.look() as look:
        notices, centre = look.calendar.notices, look.centre
    source.close()
    with city.change(by="admin") as tx:
        publishing.put_centre(tx, centre)
        for each in notices:
            publishing.put_notice(tx, each)
    for number, (name, count) in enumerate(made.items()):
        desk = copy_as(bare, tmp_path / f"{number}.db", name)
        befriend(desk, city)
        for _ in range(count):
            open_case(desk)
        issue(desk, centre)
        carry(desk, city)
        desk.close()
    yield city
    assert_sound(city)
    city.close()


def issue(desk: Desk, centre: Centre) -> None:
    """A number is given out."""
    queue = centre.queues[0]
    with desk.change(by="clerk1") as tx:
        tx.record(
            ops.TicketIssued(
                number=f"{queue.prefix}001", serial=1, queue=queue.code, day=DAY,
                priority="normal", rank_at=tx.now, eligible_from=tx.now,
            )
        )  # fmt: skip


def values(report: Report, group: str = "") -> dict[str, object]:
    return {each.name: each.value for each in report.figures if each.group.key == group}


@pytest.mark.parametrize(
    ("hall", "opened", "issued"), [("h3", 3, 2), ("h30", 4, 1), ("h4", 0, 1), ("all", 7, 4)]
)
def test_a_hall_s_figures_are_its_own(city: Desk, hall: str, opened: int, issued: int) -> None:
    report = reports.build(city, None, DAY, DAY, hall)
    found = values(report)
    assert (found["opened"], found["issued"]) == (opened, issued)
    assert report.hall == hall
    assert not report.is_own


def test_each_hall_and_all_of_them_add_up(city: Desk) -> None:
    each = reports.build_each(city, None, DAY, DAY)
    assert [report.hall for report in each] == ["h3", "h30", "h4"]
    whole = values(reports.build(city, None, DAY, DAY, "all"))
    for name in ("opened", "issued", "waiting", "accepted", "under_review"):
        assert sum(int(str(values(report)[name])) for report in each) == whole[name]


def test_the_own_hall_is_what_nobody_has_to_name(city: Desk) -> None:
    report = reports.build(city, None, DAY, DAY)
    assert (report.hall, report.is_own) == ("city", True)
    assert values(report)["opened"] == 0


def test_a_desk_without_others_acts_reads_everything_at_once(desk: Desk) -> None:
    open_case(desk)
    with desk.read() as connection:
        assert own_scope(connection).last == ""
        assert halls(connection) == ("h1",)
    assert values(reports.build(desk, None, DAY, DAY))["opened"] == 1


def test_queues_of_several_halls_are_not_mixed(city: Desk) -> None:
    groups = {each.group.key for each in reports.build(city, "queue", DAY, DAY, "all").figures}
    assert groups == {""}
    one = reports.build(city, "queue", DAY, DAY, "h3")
    assert len({each.group.key for each in one.figures}) == 2


def test_a_hall_that_is_not_here_is_named_with_those_that_are(city: Desk) -> None:
    with pytest.raises(RuleBroken) as caught:
        reports.build(city, None, DAY, DAY, "h'; DROP")
    assert caught.value.code == "report.hall"
    assert "h3, h30, h4" in str(caught.value.hint)


def test_leaving_a_source_does_not_change_what_was_counted(city: Desk) -> None:
    before = values(reports.build(city, None, DAY, DAY, "all"))
    following.follow_desk(city, ADMIN, "h3/desk1")
    following.leave_desk(city, ADMIN, "h3/desk1")
    assert values(reports.build(city, None, DAY, DAY, "all")) == before
