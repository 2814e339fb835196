"""Two catalogues compared on the command line, and what a case says of its changed item."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support import INSTANT, PARALLEL, PLAIN
from window_desk.catalogue import data_folder

GUIDES = data_folder() / "catalogue" / "guides"
REDUCTIONS = ("materials", "steps", "handovers", "days")


@pytest.fixture
def reformed(tmp_path: Path) -> Path:
    """A shipped guide with a shorter promise, more visits and one paper fewer."""
    text = (GUIDES / "drug-retail-licence.toml").read_text("utf-8")
    head, *papers = text.split("[[item.materials]]")
    kept = [each for each in papers if 'code = "otc_undertaking"' not in each]
    dropped = len(papers) - len(kept)
    text = "[[item.materials]]".join([head, *kept]).replace("visits = 1", "visits = 2")
    text = text.replace("promised = { value = 10,", "promised = { value = 9.5,")
    path = tmp_path / "reformed.toml"
    path.write_text(text if dropped else text.replace("deferrable = true\n", ""), "utf-8")
    return path


def four(document: dict[str, dict[str, object]]) -> list[object]:
    """The changes of the four reductions."""
    assert all(set(document[each]) == {"before", "after", "change"} for each in REDUCTIONS)
    return [document[each]["change"] for each in REDUCTIONS]


def test_a_version_in_the_desk_against_a_file(run: Run, reformed: Path) -> None:
    ran = run("catalogue", "diff", PLAIN, reformed, "--json")
    assert ran.status == 0
    assert four(ran.document)[2:] == [1, -0.5]
    (item,) = ran.document["items"]
    assert (item["code"], item["before_version"]) == (PLAIN, 1)
    assert four(item) == four(ran.document)
    fields = {each["field"]: each for each in item["changes"]}
    assert (fields["visits"]["before"], fields["visits"]["after"]) == (1, 2)
    assert fields["visits"]["message"] == "visits: 1 → 2"
    assert ran.document["added"] == ran.document["dropped"] == []
    back = run("catalogue", "diff", reformed, PLAIN, "--json").document
    assert four(back) == [-each for each in four(ran.document) if isinstance(each, int | float)]


def test_people_read_the_figures_with_what_they_count(run: Run, reformed: Path) -> None:
    out = run("catalogue", "diff", PLAIN, reformed).out
    assert "visits: 1 → 2" in out
    assert "how often the applicant must come" in out
    chinese = run("--lang", "zh", "catalogue", "diff", PLAIN, reformed).out
    for word in ("减材料", "减环节", "减跑动", "减时限", "到办事现场次数：1 → 2"):
        assert word in chinese


def test_a_folder_against_the_whole_desk(run: Run) -> None:
    document = run("catalogue", "diff", GUIDES, "desk", "--json").document
    assert document["items"] == []
    assert document["dropped"] == []
    assert document["compared"] == len(list(GUIDES.glob("*.toml")))
    assert len(document["added"]) > 1000
    assert four(document) == [0, 0, 0, 0]


def test_nothing_differs_is_said(run: Run) -> None:
    assert "Nothing differs." in run("catalogue", "diff", PLAIN, f"{PLAIN}@1").out


def test_two_items_are_compared_as_one(run: Run) -> None:
    document = run("catalogue", "diff", INSTANT, PARALLEL, "--json").document
    assert [each["code"] for each in document["items"]] == [PARALLEL]


def test_a_file_with_errors_is_told_and_nothing_is_compared(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("[item]\ncode = 1\n", "utf-8")
    ran = run("catalogue", "diff", PLAIN, bad, "--json")
    assert ran.status == 3
    assert {(each["line"], each["path"]) for each in ran.document["errors"]} >= {(2, "item.code")}


def test_a_version_that_is_not_there(run: Run) -> None:
    ran = run("catalogue", "diff", f"{PLAIN}@7", PLAIN, "--json")
    assert (ran.status, ran.error["code"]) == (1, "item.version")


def test_a_case_says_that_its_item_changed_and_what(
    run: Run, reformed: Path, tmp_path: Path
) -> None:
    person = {"name": "张三", "certificate_number": "11010519491231002X"}
    opened = run(
        "case", "open", "--item", PLAIN, "--applicant", "-", "--as", "clerk1", "--json",
        stdin=json.dumps(person),
    ).document  # fmt: skip
    before = run("case", "show", opened["case"], "--json").document
    assert (before["item_version"], before["current_version"], before["changes"]) == (1, 1, [])
    assert "Item changed since" not in run("case", "show", opened["case"]).out
    assert run("catalogue", "import", reformed, "--as", "admin").status == 0
    after = run("case", "show", opened["case"], "--json").document
    assert (after["item_version"], after["current_version"]) == (1, 2)
    assert "visits: 1 → 2" in {each["message"] for each in after["changes"]}
    assert after["item"] == before["item"]
    out = run("case", "show", opened["case"]).out
    assert "v1 → v2: " in out
    assert "promised limit: " in out


def test_an_old_version_and_a_planned_one_are_shown(run: Run, reformed: Path) -> None:
    text = reformed.read_text("utf-8")
    assert "valid_from = 2026-01-01" in text
    reformed.write_text(text.replace("valid_from = 2026-01-01", "valid_from = 2099-01-01"), "utf-8")
    run("catalogue", "import", reformed, "--as", "admin")
    shown = run("catalogue", "show", PLAIN, "--json").document
    assert (shown["version"], shown["visits"]) == (1, 1)
    assert [(each["version"], each["standing"]) for each in shown["versions"]] == [
        (2, "planned"),
        (1, "in_force"),
    ]
    assert run("catalogue", "show", f"{PLAIN}@2", "--json").document["visits"] == 2
    out = run("catalogue", "show", PLAIN).out
    assert "2099-01-01" in out
    assert "in force now" in out
    file = reformed.with_name("all.toml")
    assert f"{PLAIN}: version 2 comes later" in run("catalogue", "export", file).err
    assert run("catalogue", "diff", "desk", file, "--json").document["items"] == []
    assert run("catalogue", "export", file, "--on", "2099-01-01").err == ""
    later = run("catalogue", "diff", f"{PLAIN}@2", file, "--json").document
    assert (later["items"], later["dropped"]) == ([], [])
    told = run("catalogue", "import", GUIDES / "drug-retail-licence.toml", "--as", "admin")
    assert told.err == ""
    reformed.write_text(text, "utf-8")
    assert "called off" in run("catalogue", "import", reformed, "--as", "admin").err
