"""Findings on the command line: of the desk, of files, and what an import says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

RULES = Path(__file__).parents[1] / "catalogue" / "lint"
KEYS = {
    "rule", "severity", "item", "name", "department", "place", "message", "mend", "article", "file",
    "line",
}  # fmt: skip


def bad(rule: str) -> Path:
    return RULES / rule / "bad.toml"


def test_without_a_path_the_items_of_the_desk_are_looked_at(run: Run) -> None:
    ran = run("catalogue", "lint", "--json")
    assert ran.status == 0
    document = ran.document
    assert document["checked"] > 1000
    assert {each["severity"] for each in document["findings"]} == {"warning", "hint"}
    assert all(set(each) == KEYS for each in document["findings"])
    assert {each["file"] for each in document["findings"]} == {None}
    assert all(each["reason"] for each in document["waived"])
    assert len(document["waived"]) > 10


def test_an_error_in_a_file_ends_with_status_1(run: Run) -> None:
    path = bad("circle.always")
    ran = run("catalogue", "lint", path, "--json")
    assert ran.status == 1
    assert ran.err == ""
    (finding,) = ran.document["findings"]
    assert (finding["rule"], finding["severity"], finding["item"]) == (
        "circle.always",
        "error",
        "A1",
    )
    assert (finding["file"], finding["place"]) == (str(path), "water")
    line = path.read_text("utf-8").splitlines()[finding["line"] - 1]
    assert line == "[[guides.materials]]"
    assert finding["article"] == "yshj.35"


@pytest.mark.parametrize("rule", ["permit.without-basis", "route.over-promise"], ids=str)
def test_what_the_import_refuses_is_a_finding_too(run: Run, rule: str) -> None:
    path = bad(rule)
    ran = run("catalogue", "lint", path, "--json")
    assert ran.status == 1
    assert {each["rule"] for each in ran.document["findings"]} == {rule}
    assert all(each["line"] and each["file"] for each in ran.document["findings"])
    assert run("catalogue", "import", path, "--dry-run", "--json").status == 3


@pytest.mark.parametrize("rule", ["route.in-a-row", "answers.same-effect"], ids=str)
def test_warnings_and_hints_end_with_status_0(run: Run, rule: str) -> None:
    ran = run("catalogue", "lint", bad(rule), "--json")
    assert ran.status == 0
    assert {each["rule"] for each in ran.document["findings"]} == {rule}


def test_files_that_are_no_catalogue_are_refused_as_by_the_import(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('[item]\ncode = "X"\nnam = "x"\n', encoding="utf-8")
    ran = run("catalogue", "lint", path, "--json")
    assert ran.status == 3
    assert ran.error["code"] == "source.bad"
    assert ran.document["errors"][0]["line"] > 0
    told = run("catalogue", "lint", path)
    assert (told.status, told.out) == (3, "")
    assert "Nothing was looked at. Errors to correct: 5." in told.err
    assert run("catalogue", "lint", tmp_path / "none.toml", "--json").status == 3
    assert run("catalogue", "lint", tmp_path / "none.doc", "--json").error["code"] == (
        "catalogue.format"
    )


def test_a_file_is_looked_at_beside_the_items_of_the_desk(run: Run, tmp_path: Path) -> None:
    """An item of the desk asks for what the file's item issues, and that for what it issues."""
    path = tmp_path / "drawing.toml"
    path.write_text(
        """\
[item]
code = "511A0024700001-511602000000-000-11511301MB1550442U-1-00"
name = { zh = "规划许可", en = "Planning permit" }
type = "20"
department = "区自然资源和规划局"
promised = { value = 5 }
[item.result]
name = { zh = "建设工程规划许可证", en = "Planning permit" }
kind = "licence"
[[item.materials]]
code = "review"
name = { zh = "审查合格书", en = "Review certificate" }
issuer = "审查机构"
issued_by_item = "XC-ZJFW-001"
basis = "建设工程质量管理条例 第十一条"
shared = true
""",
        encoding="utf-8",
    )
    ran = run("catalogue", "lint", path, "--json")
    assert ran.status == 1
    (finding,) = [each for each in ran.document["findings"] if each["rule"] == "circle.always"]
    assert "XC-ZJFW-001" not in finding["message"]
    assert "Review of working drawings" in finding["message"]
    assert ran.document["checked"] == 1


def test_without_a_desk_a_file_is_looked_at_beside_the_shipped_items(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WINDOW_DESK_DATABASE", str(tmp_path / "none.db"))
    assert run("catalogue", "lint", bad("limit.over-law"), "--json").status == 1
    assert not (tmp_path / "none.db").exists()
    assert run("catalogue", "lint", "--json").status == 3


def test_the_findings_can_be_narrowed_down(run: Run) -> None:
    def found(*words: str) -> list[dict[str, str]]:
        return list(run("catalogue", "lint", *words, "--json").document["findings"])

    everything = found()
    assert {each["severity"] for each in found("--severity", "warning")} == {"warning"}
    assert found("--severity", "error") == []
    assert len(found("--severity", "hint")) == len(everything)
    assert {each["rule"] for each in found("--rule", "name.twice")} == {"name.twice"}
    both = found("--rule", "name.twice", "--rule", "paper.held")
    assert {each["rule"] for each in both} == {"name.twice", "paper.held"}
    police = found("--department", "公安")
    assert {each["department"] for each in police} == {"区公安分局"}
    assert 0 < len(police) < len(everything)
    assert found("--department", "nobody") == []
    (refused,) = found("--department", "公安", str(bad("permit.without-basis")))
    assert refused["rule"] == "permit.without-basis"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--rule", "paper.hold"), "did you mean paper.held?"),
        (("--rule", "zzz"), "the rules are circle.always,"),
        (("--severity", "grave"), "grave"),
    ],
    ids=["nearly a rule", "no rule", "no severity"],
)
def test_wrong_words_name_the_right_ones(run: Run, words: tuple[str, ...], sentence: str) -> None:
    ran = run("catalogue", "lint", *words)
    assert ran.status == 2
    assert sentence in " ".join(ran.err.split())


def test_people_read_each_rule_once_with_the_way_out(run: Run) -> None:
    ran = run("catalogue", "lint", bad("circle.always"))
    lines = ran.out.splitlines()
    assert lines[1] == "✗ error  circle.always  items that wait for each other"
    assert "art. 35" in lines[2]
    assert "Drainage registration (District Housing" in lines[3]
    assert "circle.always/bad.toml:" in lines[4]
    assert lines[-1] == (
        "Items looked at: 2. Found: errors 1, warnings 0, hints 0; 0 more have a written reason."
    )
    chinese = run("--lang", "zh", "catalogue", "lint", bad("circle.always")).out
    assert "✗ 错误  circle.always  事项互为前置" in chinese
    assert "检查事项2项。发现错误1个、警告0个、提示0个；另有0个已写明理由。" in chinese


def test_when_nothing_is_found_that_is_said(run: Run) -> None:
    ran = run("catalogue", "lint", RULES / "circle.always" / "good.toml")
    assert ran.status == 0
    assert ran.out.startswith("Items looked at: 2. Found: errors 0,")


def test_hostile_names_stay_text(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "hostile.toml"
    text = bad("paper.held").read_text("utf-8")
    path.write_text(text.replace("取水许可证", "[red]证[/red] {x}"), encoding="utf-8")
    ran = run("--lang", "zh", "catalogue", "lint", path)
    assert "“[red]证[/red] {x}”政府已有" in ran.out


class TestImport:
    def test_an_import_says_how_much_is_found_and_takes_the_items_in(self, run: Run) -> None:
        ran = run("catalogue", "import", bad("circle.always"), "--as", "admin")
        assert ran.status == 0
        assert "Added" in ran.out
        assert "! A1: These items wait for each other" in ran.err
        assert "! errors 1, warnings 0, hints 0: window-desk catalogue lint shows" in ran.err
        found = run("catalogue", "lint", "--rule", "circle.always", "--json")
        assert (found.status, len(found.document["findings"])) == (1, 1)

    def test_nothing_found_is_nothing_said(self, run: Run) -> None:
        ran = run("catalogue", "import", RULES / "circle.always" / "good.toml", "--as", "admin")
        assert (ran.status, ran.err) == (0, "")

    def test_a_dry_run_tells_the_findings_as_a_document_too(self, run: Run) -> None:
        ran = run("catalogue", "import", bad("paper.held"), "--dry-run", "--json")
        assert ran.status == 0
        assert [each["rule"] for each in ran.document["findings"]] == ["paper.held"]
