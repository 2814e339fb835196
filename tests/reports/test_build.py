"""A report is one consistent view: sections, periods and what every figure carries."""

from __future__ import annotations

from datetime import date

import pytest

from tests.reports.script import TODAY, values
from window_desk import reports
from window_desk.domain.errors import RuleBroken
from window_desk.reports.figure import Section
from window_desk.storage.desk import Desk


class TestSections:
    def test_all_sections_stand_in_their_order(self, hall: Desk) -> None:
        report = reports.build(hall, None, TODAY, TODAY)
        assert list(dict.fromkeys(each.metric.section for each in report.figures)) == [
            "queue",
            "cases",
        ]

    @pytest.mark.parametrize("section", ["queue", "cases"])
    def test_one_section_is_the_same_as_in_the_whole(self, hall: Desk, section: Section) -> None:
        whole = reports.build(hall, None, TODAY, TODAY).figures
        one = reports.build(hall, section, TODAY, TODAY).figures
        assert one == tuple(each for each in whole if each.metric.section == section)
        assert one


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(date(2026, 11, 24), TODAY, id="the last day before the first"),
        pytest.param(date(1989, 12, 31), TODAY, id="before the calendar begins"),
        pytest.param(TODAY, date(9999, 12, 31), id="after the calendar ends"),
    ],
)
def test_days_that_make_no_period_are_refused(desk: Desk, first: date, last: date) -> None:
    with pytest.raises(RuleBroken) as caught:
        reports.build(desk, None, first, last)
    assert caught.value.code == "report.period"


def test_the_longest_period_holds_every_day_within_it(hall: Desk) -> None:
    longest = reports.build(hall, None, date(1990, 1, 1), date(2099, 12, 31))
    week = reports.build(hall, None, date(2026, 11, 16), TODAY)
    assert values(longest) == values(week)


def test_a_report_of_today_is_running_and_one_of_friday_is_not(desk: Desk) -> None:
    friday = date(2026, 11, 20)
    assert reports.build(desk, None, friday, TODAY).is_running
    assert not reports.build(desk, None, friday, friday).is_running


def test_nothing_happened_gives_zero_for_counts_and_nothing_for_the_unknown(desk: Desk) -> None:
    report = reports.build(desk, None, date(2026, 3, 2), date(2026, 3, 2))
    counted = ("tickets", "cases", "notices", "legs")
    assert {each.value for each in report.figures if each.unit in counted} == {0}
    assert {each.value for each in report.figures if each.unit not in counted} == {None}
    assert {(each.n, each.excluded) for each in report.figures} == {(0, 0)}


class TestEveryFigure:
    def test_is_there_once(self, hall: Desk) -> None:
        report = reports.build(hall, None, TODAY, TODAY)
        keys = [(each.name, each.group.key) for each in report.figures]
        assert len(keys) == len(set(keys))

    def test_keeps_its_name(self, desk: Desk) -> None:
        assert list(values(reports.build(desk, None, TODAY, TODAY))) == [
            "issued", "served", "at_window", "waiting", "on_hold", "missed", "left", "forgotten",
            "missed_rate", "wait_mean", "wait_p90", "way_mean", "way_p90", "service_mean",
            "service_p90",
            "opened", "accepted", "corrected", "told_once_rate", "turned_away", "withdrawn",
            "decided", "granted", "refused", "handed_out", "under_review", "on_time_rate",
            "on_time_rate_law", "decided_late", "decided_late_law", "overdue", "overdue_law",
            "early_rate", "instant_rate", "working_days_mean", "late_legs",
        ]  # fmt: skip

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_is_named_and_defined_in_both_languages(self, hall: Desk, lang: str) -> None:
        report = reports.build(hall, None, TODAY, TODAY)
        for each in report.figures:
            for text in (each.label, each.definition, each.group.label):
                assert text.zh if lang == "zh" else text.en, (each.name, lang)
        definitions = {each.name: each.definition.text(lang) for each in report.figures}
        assert len(set(definitions.values())) == len(definitions)

    @pytest.mark.parametrize("name", ["wait_p90", "way_p90", "service_p90"])
    def test_that_is_a_percentile_says_how_it_is_ranked(self, desk: Desk, name: str) -> None:
        report = reports.build(desk, "queue", TODAY, TODAY)
        definition = next(each.definition for each in report.figures if each.name == name)
        assert "nearest rank" in definition.en
        assert "最近秩法" in definition.zh

    def test_says_in_words_why_rows_were_left_out(self, hall: Desk) -> None:
        report = reports.build(hall, "queue", TODAY, TODAY)
        words = {one.label.en: one.label.zh for each in report.figures for one in each.left_out}
        assert words == {
            "void": "已作废",
            "missed": "过号",
            "left": "离开",
            "not finished yet": "尚未办完",
        }
