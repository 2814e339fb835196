"""The queue's figures of a scripted morning, worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.reports.script import TODAY, figure, values, why
from window_desk import reports
from window_desk.reports.figure import Report, Value
from window_desk.storage.desk import Desk

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def report(hall: Desk) -> Report:
    return reports.build(hall, "queue", TODAY, TODAY)


class TestTheMorning:
    def test_in_total(self, report: Report) -> None:
        assert values(report) == {
            "issued": 9, "served": 4, "at_window": 1, "waiting": 1, "on_hold": 1, "missed": 1,
            "left": 1, "forgotten": 0, "missed_rate": Decimal("0.1111"),
            # (300 + 900 + 600 + 60) / 4, (30 + 20 + 160 + 10) / 4, (600 + 600 + 1200 + 181) / 4
            "wait_mean": 465, "wait_p90": 900, "way_mean": 55, "way_p90": 160,
            "service_mean": 645, "service_p90": 1200,
        }  # fmt: skip

    def test_by_queue_a_transferred_ticket_counts_where_it_is(self, report: Report) -> None:
        assert values(report, "queue A") == {
            "issued": 7, "served": 3, "at_window": 0, "waiting": 1, "on_hold": 1, "missed": 1,
            "left": 1, "forgotten": 0, "missed_rate": Decimal("0.1429"),
            "wait_mean": 600, "wait_p90": 900, "way_mean": 70, "way_p90": 160,
            "service_mean": 800, "service_p90": 1200,
        }  # fmt: skip
        assert values(report, "queue Q") == {
            "issued": 2, "served": 1, "at_window": 1, "waiting": 0, "on_hold": 0, "missed": 0,
            "left": 0, "forgotten": 0, "missed_rate": Decimal(0),
            "wait_mean": 60, "wait_p90": 60, "way_mean": 10, "way_p90": 10,
            "service_mean": 181, "service_p90": 181,
        }  # fmt: skip

    def test_by_window_what_it_called_last(self, report: Report) -> None:
        assert values(report, "window 1") == {
            "served": 2, "at_window": 0, "on_hold": 1, "missed": 0, "left": 0, "forgotten": 0,
            "wait_mean": 600, "wait_p90": 900, "way_mean": 25, "way_p90": 30,
            "service_mean": 600, "service_p90": 600,
        }  # fmt: skip
        assert values(report, "window 2") == {
            "served": 2, "at_window": 1, "on_hold": 0, "missed": 1, "left": 0, "forgotten": 0,
            # 1381 / 2 is rounded up.
            "wait_mean": 330, "wait_p90": 600, "way_mean": 85, "way_p90": 160,
            "service_mean": 691, "service_p90": 1200,
        }  # fmt: skip

    @pytest.mark.parametrize("group", ["", "queue A", "queue Q"])
    def test_the_states_add_up_to_those_issued(self, report: Report, group: str) -> None:
        found = values(report, group)
        parts = [found[each] for each in states]
        assert sum(each for each in parts if isinstance(each, int)) == found["issued"]

    @pytest.mark.parametrize(
        ("group", "n", "reasons"),
        [
            ("", 4, {"void": 1, "missed": 1, "left": 1, "open": 3}),
            ("queue A", 3, {"void": 1, "missed": 1, "left": 1, "open": 2}),
            ("queue Q", 1, {"open": 1}),
            ("window 1", 2, {"open": 1}),
            ("window 2", 2, {"missed": 1, "open": 1}),
        ],
    )
    @pytest.mark.parametrize("name", ["wait_mean", "wait_p90", "way_mean", "service_p90"])
    def test_times_say_what_they_leave_out(
        self, report: Report, group: str, name: str, n: int, reasons: dict[str, int]
    ) -> None:
        found = figure(report, name, group)
        assert (found.n, why(found)) == (n, reasons)
        assert found.excluded == sum(reasons.values())

    @pytest.mark.parametrize("name", ["issued", "served", "left", "missed_rate"])
    def test_counts_leave_out_the_voided_one(self, report: Report, name: str) -> None:
        found = figure(report, name)
        assert (found.n, why(found)) == (9, {"void": 1})

    @pytest.mark.parametrize(
        ("group", "known"), [("queue B", 0), ("window 3", 0)], ids=["a queue", "a window"]
    )
    def test_where_nobody_was_counts_are_zero_and_times_unknown(
        self, report: Report, group: str, known: Value
    ) -> None:
        found = values(report, group)
        assert (found["served"], found["wait_mean"], found["wait_p90"]) == (known, None, None)


states = ("served", "at_window", "waiting", "on_hold", "missed", "left")


class TestOpenOvernight:
    """Friday's four: served, missed, finished on Monday only, never called."""

    def test_is_counted_and_has_no_part_in_any_time(self, hall: Desk) -> None:
        report = reports.build(hall, "queue", FRIDAY, FRIDAY)
        found = values(report)
        assert [found[each] for each in (*states, "forgotten")] == [2, 0, 1, 0, 1, 0, 2]
        for name, seconds in (("wait", 600), ("way", 30), ("service", 600)):
            for kind in ("mean", "p90"):
                one = figure(report, f"{name}_{kind}")
                assert (one.value, one.n) == (seconds, 1)
                assert why(one) == {"forgotten": 2, "missed": 1}

    def test_is_seen_by_queue_and_window_too(self, hall: Desk) -> None:
        report = reports.build(hall, "queue", FRIDAY, FRIDAY)
        found = [figure(report, "forgotten", each).value for each in ("queue A", "window 1")]
        assert found == [2, 1]

    def test_today_nobody_is_forgotten_yet(self, hall: Desk) -> None:
        both = reports.build(hall, "queue", FRIDAY, TODAY)
        today = reports.build(hall, "queue", TODAY, TODAY)
        assert figure(both, "forgotten").value == 2
        assert figure(today, "forgotten").value == 0


def test_the_day_is_the_local_one(hall: Desk) -> None:
    """At 16:00 UTC the next local day begins; the tickets' day is what counts."""
    sunday = date(2026, 11, 22)
    assert figure(reports.build(hall, "queue", sunday, sunday), "issued").value == 0
    assert figure(reports.build(hall, "queue", FRIDAY, sunday), "issued").value == 4
