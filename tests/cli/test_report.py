"""Figures on the command line, in every form that this version writes."""

from __future__ import annotations

import csv
import io

import pytest

from tests.cli.conftest import Run
from window_desk.storage.desk import local_now


@pytest.fixture(autouse=True)
def served(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day with one number that was served and one that waits."""
    monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "clerk1")
    for words in ("issue A", "issue A", "call", "start A001", "finish A001"):
        assert run("queue", *words.split()).status == 0


def test_each_figure_has_its_definition(run: Run) -> None:
    ran = run("report", "--format", "json")
    assert ran.status == 0
    keys = {"name", "value", "n", "excluded", "definition"}
    assert all(set(each) >= keys and each["definition"] for each in ran.document)
    assert {each["section"] for each in ran.document} == {"queue", "cases"}
    total = {each["name"]: each["value"] for each in ran.document if each["group"] == ""}
    assert (total["issued"], total["served"]) == (2, 1)
    assert run("report", "--json").document == ran.document


def test_one_section(run: Run) -> None:
    assert {each["section"] for each in run("report", "cases", "--json").document} == {"cases"}
    ran = run("report", "nonsense", "--json")
    assert ran.status == run("supervise", "nonsense").status == 2
    assert "queue, cases" in ran.document["error"]["message"]


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("", "today", "today"),
        ("--from 2026-01-05", "2026-01-05", "today"),
        ("--to 2026-01-05", "2026-01-05", "2026-01-05"),
        ("--from 2026-01-05 --to 2026-01-09", "2026-01-05", "2026-01-09"),
        ("--from 2099-01-05", "2099-01-05", "2099-01-05"),
    ],
)
def test_the_period(run: Run, words: str, first: str, last: str) -> None:
    today = local_now().date().isoformat()
    found = run("report", "cases", *words.split(), "--json").document[0]
    expected = [today if each == "today" else each for each in (first, last)]
    assert [found["from"], found["to"]] == expected


def test_a_period_that_ends_before_it_begins(run: Run) -> None:
    ran = run("report", "--from", "2026-11-23", "--to", "2026-11-01", "--json")
    assert (ran.status, ran.error["code"]) == (1, "report.period")


def test_a_table_and_its_definitions(run: Run) -> None:
    plain = run("report").out
    explained = run("report", "--explain").out
    assert "Integrated affairs" in plain
    assert explained.startswith(plain.rstrip("\n"))
    assert "Definitions" in explained.removeprefix(plain)
    assert "综合受理" in run("--lang", "zh", "report").out


def test_csv_for_spreadsheets(run: Run) -> None:
    ran = run("report", "--format", "csv")
    assert ran.out.startswith("\ufeff")
    lines = list(csv.DictReader(io.StringIO(ran.out.removeprefix("\ufeff"))))
    issued = next(each for each in lines if each["name"] == "issued" and not each["group"])
    assert issued["value"] == "2"
