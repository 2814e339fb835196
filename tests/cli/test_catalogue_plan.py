"""An item's route on the command line, its workbook for offices and its linked data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.conftest import Run
from tests.support import INSTANT, PARALLEL


def test_in_a_row_and_in_parallel(run: Run) -> None:
    document = run("catalogue", "plan", PARALLEL, "--json").document
    assert (document["item"], document["version"]) == (PARALLEL, 1)
    steps = {each["step"]: each for each in document["steps"]}
    row, parallel = document["in_a_row_working_days"], document["working_days"]
    assert row == sum(each["working_days"] for each in steps.values())
    assert document["saved_working_days"] == row - parallel > 0
    assert parallel == sum(steps[code]["working_days"] for code in document["critical_path"])
    assert all(each["critical"] is (each["slack_working_days"] == 0) for each in steps.values())
    assert "fire_visit" not in steps


def test_an_answer_brings_its_steps(run: Run) -> None:
    usual = run("catalogue", "plan", PARALLEL, "--json").document
    other = run("catalogue", "plan", PARALLEL, "fire=ordinary", "--json").document
    assert other["answers"]["fire"] == "ordinary" != usual["answers"]["fire"]
    more = {each["step"] for each in other["steps"]} - {each["step"] for each in usual["steps"]}
    assert "fire_visit" in more


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_drawn_in_eighty_cells(run: Run, lang: str) -> None:
    out = run("--lang", lang, "catalogue", "plan", PARALLEL).out.splitlines()
    rows = [each for each in out if "#" in each or "=" in each]
    assert len(rows) >= 7
    assert all(cell_len(each) <= 80 for each in rows)
    assert any(each.startswith("* ") and "#" in each for each in rows)


def test_an_instant_item_takes_no_day(run: Run) -> None:
    document = run("catalogue", "plan", INSTANT, "--json").document
    assert document["working_days"] == document["saved_working_days"] == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(["x=y"], "case.situation", id="no such situation"),
        pytest.param(["fire=x"], "case.option", id="no such answer"),
    ],
)
def test_answers_that_the_item_does_not_know(run: Run, words: list[str], code: str) -> None:
    ran = run("catalogue", "plan", PARALLEL, *words, "--json")
    assert (ran.status, ran.error["code"]) == (1, code)


def test_the_template_holds_the_desks_departments_and_nothing_to_import(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "office.xlsx"
    assert run("catalogue", "template", path, "--json").document["departments"] > 30
    dry = run("catalogue", "import", path, "--dry-run", "--json").document
    assert dry == {"added": 0, "changed": 0, "unchanged": 0, "errors": [], "findings": []}
    ran = run("catalogue", "template", tmp_path / "office.csv", "--json")
    assert (ran.status, ran.error["code"]) == (3, "catalogue.template")
    assert not (tmp_path / "office.csv").exists()


def test_linked_data_by_the_files_name_or_by_the_format(run: Run, tmp_path: Path) -> None:
    named, asked = tmp_path / "all.jsonld", tmp_path / "all.json"
    assert run("catalogue", "export", named).status == 0
    assert run("catalogue", "export", asked, "--format", "jsonld").status == 0
    assert named.read_bytes() == asked.read_bytes()
    kinds = [each["type"] for each in json.loads(named.read_bytes())["@graph"]]
    assert kinds.count("PublicService") == kinds.count("schema:GovernmentService") > 1000
