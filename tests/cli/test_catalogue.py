"""Items on the command line: searched, shown, and files brought in and out."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.cli.conftest import Run
from tests.support import PARALLEL
from window_desk.catalogue import data_folder

LISTED = "511A0005200001-511602000000-000-115113016823646795-1-00"
"""A directory entry without a guide."""

GUIDES = data_folder() / "catalogue" / "guides"


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    """A shipped guide, one word changed."""
    text = (GUIDES / "drug-retail-licence.toml").read_text(encoding="utf-8")
    path = tmp_path / "guide.toml"
    path.write_text(text.replace("Drug retail licence", "Pharmacy licence"), encoding="utf-8")
    return path


class TestList:
    def test_everything(self, run: Run) -> None:
        document = run("catalogue", "list", "--json").document
        assert document["total"] == len(document["items"]) > 1000
        keys = {"code", "name", "department", "kind", "guide"}
        assert all(set(each) >= keys for each in document["items"])
        assert sum(each["guide"] for each in document["items"]) >= 30

    @pytest.mark.parametrize("text", ["食品经营", "spjy", "shipinjingying", "food business"])
    def test_by_name_initials_pinyin_and_english(self, run: Run, text: str) -> None:
        document = run("catalogue", "list", text, "--json").document
        assert "511A0005200004-511602000000-000-115113016823646795-1-00" in {
            each["code"] for each in document["items"]
        }
        assert 0 < document["total"] < 200

    @pytest.mark.parametrize(
        "department", ["区消防大队", "消防", "fire and RESCUE", "130501003"], ids=str
    )
    def test_by_department(self, run: Run, department: str) -> None:
        found = run("catalogue", "list", "--department", department, "--json").document["items"]
        assert {each["department"] for each in found} == {"区消防大队"}

    @pytest.mark.parametrize("words", [["zzzzzz"], ["***"], ["--department", "nobody"]], ids=str)
    def test_what_nothing_fits_is_no_error(self, run: Run, words: list[str]) -> None:
        assert run("catalogue", "list", *words, "--json").document == {"items": [], "total": 0}
        assert run("catalogue", "list", *words).out == "No item fits.\n"

    def test_people_read_names_in_their_language(self, run: Run) -> None:
        assert "Drug retail licence" in run("catalogue", "list", "drug retail").out
        assert "Drug retail" not in run("--lang", "zh", "catalogue", "list", "drug retail").out


class TestShow:
    def test_a_guide_whole(self, run: Run) -> None:
        document = run("catalogue", "show", PARALLEL, "--json").document
        assert document["guide"] is True
        assert document["name"]["en"] == "Opening a restaurant in parallel"
        assert {each["code"] for each in document["materials"]} >= {"application", "lease"}
        assert document["promised"] == {"value": 7, "unit": "working_days", "basis": ""}
        assert next(each for each in document["steps"] if each["code"] == "tax")["days"] == 0.5

    def test_people_see_every_part(self, run: Run) -> None:
        out = run("catalogue", "show", PARALLEL).out
        for part in ("Papers", "Situations", "Route", "45 working days", "Complaints"):
            assert part in out

    def test_a_bundle_names_its_items_with_their_departments(self, run: Run) -> None:
        out = run("catalogue", "show", "XX-open-a-restaurant").out
        held = out.split("Items of the bundle")[1].split("Papers")[0]
        assert len(held.strip().splitlines()) == 6
        assert "Company registration" in held
        assert "District Fire and Rescue Brigade" in held

    def test_a_directory_entry_says_that_its_guide_is_missing(self, run: Run) -> None:
        assert run("catalogue", "show", LISTED, "--json").document["guide"] is False
        assert "not here yet" in run("catalogue", "show", LISTED).out

    def test_an_unknown_code(self, run: Run) -> None:
        ran = run("catalogue", "show", "[/x]", "--json")
        assert (ran.status, ran.error["code"]) == (1, "item.unknown")
        assert "[/x]" in ran.err


class TestImport:
    def test_a_changed_guide_becomes_a_new_version(self, run: Run, guide: Path) -> None:
        dry = run("catalogue", "import", guide, "--dry-run", "--json")
        expected = {"added": 0, "changed": 1, "unchanged": 0, "errors": [], "findings": []}
        assert (dry.status, dry.document) == (0, expected)
        assert run("catalogue", "list", "pharmacy licence", "--json").document["total"] == 0
        done = run("catalogue", "import", guide, "--as", "admin", "--json")
        assert (done.status, done.document) == (0, expected)
        assert run("catalogue", "list", "pharmacy licence", "--json").document["total"] == 1
        again = run("catalogue", "import", guide, "--as", "admin", "--json")
        assert again.document == expected | {"changed": 0, "unchanged": 1}

    def test_only_an_admin_imports(self, run: Run, guide: Path) -> None:
        ran = run("catalogue", "import", guide, "--as", "supervisor", "--json")
        assert (ran.status, ran.error["code"]) == (1, "access.role")

    def test_a_dry_run_needs_neither_a_person_nor_a_database(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("WINDOW_DESK_DATABASE", str(tmp_path / "none.db"))
        monkeypatch.delenv("WINDOW_DESK_PIN")
        ran = run("catalogue", "import", GUIDES, "--dry-run", "--json")
        assert ran.status == 0
        assert ran.document["errors"] == []
        assert not (tmp_path / "none.db").exists()

    def test_every_error_is_told_with_its_line_and_nothing_is_imported(
        self, run: Run, guide: Path, tmp_path: Path
    ) -> None:
        bad = tmp_path / "bad.toml"
        bad.write_text(
            dedent(
                """\
                [item]
                code = "XX-bad"
                name = "no table"
                type = "01"
                department = "nobody [/x] \\u001b[31m"
                """
            ),
            encoding="utf-8",
        )
        ran = run("catalogue", "import", guide, bad, "--as", "admin", "--json")
        assert ran.status == 3
        document = ran.document
        assert (document["added"], document["changed"], document["unchanged"]) == (0, 0, 0)
        assert len(document["errors"]) >= 3
        assert {each["file"] for each in document["errors"]} == {str(bad)}
        keys = {"file", "line", "path", "message", "rule", "item"}
        assert all(set(each) == keys for each in document["errors"])
        assert 3 in {each["line"] for each in document["errors"]}
        assert document["error"]["code"] == "source.bad"
        told = run("catalogue", "import", guide, bad, "--as", "admin")
        assert (told.status, told.out) == (3, "")
        assert f"{bad}:3:" in told.err
        assert "\x1b" not in told.err
        assert run("catalogue", "list", "pharmacy licence", "--json").document["total"] == 0

    @pytest.mark.parametrize("name", ["items.txt", "items.xls", "items", "items.toml.bak"])
    def test_other_formats_are_refused_with_a_sentence(
        self, run: Run, tmp_path: Path, name: str
    ) -> None:
        path = tmp_path / name
        path.write_text("code,name\n", encoding="utf-8")
        for verb in ("import", "export"):
            ran = run("catalogue", verb, path, "--json")
            assert (ran.status, ran.error["code"]) == (3, "catalogue.format")
        assert path.read_text(encoding="utf-8") == "code,name\n"


class TestExport:
    @pytest.mark.parametrize("form", ["toml", "csv", "xlsx"])
    def test_what_is_exported_is_imported_as_it_was(
        self, run: Run, tmp_path: Path, form: str
    ) -> None:
        path = tmp_path / f"all.{form}"
        total = run("catalogue", "list", "--json").document["total"]
        ran = run("catalogue", "export", path, "--json")
        assert (ran.status, ran.document) == (0, {"path": str(path), "items": total})
        dry = run("catalogue", "import", path, "--dry-run", "--json").document
        found = run("catalogue", "lint", "--json").document["findings"]
        told = [(each["rule"], each["item"], each["place"]) for each in dry.pop("findings")]
        assert sorted(told) == sorted((each["rule"], each["item"], each["place"]) for each in found)
        assert dry == {"added": 0, "changed": 0, "unchanged": total, "errors": []}
        assert [each.name for each in tmp_path.glob("all*")] == [f"all.{form}"]

    def test_a_folder_that_is_not_there(self, run: Run, tmp_path: Path) -> None:
        ran = run("catalogue", "export", tmp_path / "none" / "all.toml", "--json")
        assert (ran.status, ran.error["code"]) == (3, "file.no_folder")
        assert not (tmp_path / "none").exists()
