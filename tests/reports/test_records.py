"""Figures for programs: the JSON list and the CSV file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import msgspec
import pytest

from tests.reports.script import TODAY
from window_desk import locale, reports
from window_desk.domain.item import Bilingual
from window_desk.reports.figure import Report
from window_desk.reports.records import as_csv, as_json, columns
from window_desk.services import publishing
from window_desk.storage.desk import Desk


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    locale.use("en")
    yield
    locale.use("en")


def cells(report: Report) -> list[dict[str, str]]:
    text = as_csv(report).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


class TestJson:
    def test_is_a_list_of_figures_with_the_promised_keys(self, hall: Desk) -> None:
        report = reports.build(hall, None, TODAY, TODAY)
        found = json.loads(as_json(report))
        assert len(found) == len(report.figures)
        assert {tuple(each) for each in found} == {columns}
        assert {"name", "value", "n", "excluded", "definition"} <= set(columns)

    def test_values_are_numbers_or_null(self, hall: Desk) -> None:
        found = json.loads(as_json(reports.build(hall, None, TODAY, TODAY)))
        by_key = {(each["name"], each["group"]): each for each in found}
        assert by_key["wait_mean", ""]["value"] == 465
        assert by_key["missed_rate", ""]["value"] == 0.1111
        assert by_key["wait_mean", "queue B"]["value"] is None
        assert by_key["wait_mean", ""]["excluded"] == 6
        assert by_key["wait_mean", ""]["left_out"][0] == {
            "reason": "void", "label": "void", "count": 1,
        }  # fmt: skip

    def test_every_word_is_in_the_current_language(self, hall: Desk) -> None:
        report = reports.build(hall, None, TODAY, TODAY)
        english = json.loads(as_json(report))
        locale.use("zh")
        chinese = json.loads(as_json(report))
        for key in ("label", "definition"):
            assert all(a[key] != b[key] for a, b in zip(english, chinese, strict=True))
        assert chinese[0]["group_label"] == "合计"


class TestCsv:
    def test_holds_every_figure_under_its_heading(self, hall: Desk) -> None:
        report = reports.build(hall, None, TODAY, TODAY)
        found = cells(report)
        assert list(found[0]) == list(columns)
        assert [(each["name"], each["group"]) for each in found] == [
            (each.name, each.group.key) for each in report.figures
        ]
        waited = next(each for each in found if each["name"] == "wait_mean")
        assert (waited["value"], waited["n"], waited["excluded"]) == ("465", "4", "6")
        assert waited["left_out"] == "void 1; missed 1; left 1; not finished yet 3"

    def test_what_is_unknown_is_an_empty_cell(self, desk: Desk) -> None:
        found = cells(reports.build(desk, "cases", TODAY, TODAY))
        assert [each["value"] for each in found if each["name"] == "early_rate"] == [""]

    def test_opens_as_utf_8_in_a_spreadsheet(self, hall: Desk) -> None:
        locale.use("zh")
        content = as_csv(reports.build(hall, "queue", TODAY, TODAY))
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\r\n") == content.count(b"\n")
        assert "综合受理" in content.decode("utf-8")

    def test_a_name_that_is_a_formula_stays_text(self, hall: Desk) -> None:
        with hall.change(by="admin") as tx:
            hostile = Bilingual(zh="=cmd|'/c calc'!A0", en="＝1+1")
            window = msgspec.structs.replace(tx.centre.windows[0], name=hostile)
            windows = (window, *tx.centre.windows[1:])
            publishing.put_centre(tx, msgspec.structs.replace(tx.centre, windows=windows))
        report = reports.build(hall, "queue", TODAY, TODAY)
        for lang, shown in (("en", "'＝1+1"), ("zh", "'=cmd|'/c calc'!A0")):
            locale.use("en" if lang == "en" else "zh")
            found = {each["group_label"] for each in cells(report) if each["group"] == "window 1"}
            assert found == {shown}
