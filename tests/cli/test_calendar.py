"""Working days on the command line: with a desk and without any database."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support import PLAIN, accept_complete, actor
from window_desk.catalogue import data_folder
from window_desk.storage.desk import Desk


@pytest.fixture(params=["with a desk", "without a database"])
def anywhere(
    request: pytest.FixtureRequest, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """The command where there is a desk, and where there is none."""
    if request.param == "without a database":
        monkeypatch.setenv("WINDOW_DESK_DATABASE", str(tmp_path / "none" / "desk.db"))
    return run


class TestDue:
    def test_the_date_with_what_is_skipped_and_why(self, anywhere: Run) -> None:
        ran = anywhere("calendar", "due", "--from", "2026-11-23", "--days", "5", "--json")
        assert ran.status == 0
        document = ran.document
        assert document["due"] == "2026-11-30"
        assert document["provisional"] is False
        assert document["skipped"] == [
            {"date": "2026-11-28", "why": "weekend"},
            {"date": "2026-11-29", "why": "weekend"},
        ]
        assert "2026-11-30" in document["explanation"]

    @pytest.mark.parametrize(
        ("words", "due"),
        [
            pytest.param("--days 1", "2026-09-20", id="the next day, a make-up Sunday"),
            pytest.param("--days 0", "2026-09-18", id="the same day"),
            pytest.param("--days 0.5", "2026-09-20", id="half a day"),
            pytest.param("--days 2 --extend 3", "2026-09-24", id="extended"),
            pytest.param("--days 2 --suspend 2026-09-20..2026-09-22", "2026-09-23", id="suspended"),
            pytest.param(
                "--days 2 --suspend 2026-09-20..2026-09-21 --suspend 2026-09-21..2026-09-22",
                "2026-09-23",
                id="suspended twice, overlapping",
            ),
            pytest.param(
                "--days 2 --suspend 2026-09-20..2026-09-21 --counting from_start",
                "2026-09-23",
                id="the first day of the suspension does not count either",
            ),
            pytest.param(
                "--days 4 --suspend 2026-09-20..2026-09-20 --suspend 2026-09-22..2026-09-22"
                " --counting after_start --counting from_start",
                "2026-09-24",
                id="each suspension in the reading of its own day",
            ),
            pytest.param("--days 2 --restart 2026-09-21", "2026-09-23", id="started again"),
            pytest.param(
                "--days 2 --extend 3 --told-on 2026-09-20 --restart 2026-09-21",
                "2026-09-23",
                id="a restart spends what was told before",
            ),
            pytest.param(
                "--days 2 --extend 1 --told-on 2026-09-22 --restart 2026-09-21",
                "2026-09-24",
                id="what is told after a restart lengthens it",
            ),
            pytest.param("--days 2 --unit calendar_days", "2026-09-20", id="calendar days"),
        ],
    )
    def test_periods(self, run: Run, words: str, due: str) -> None:
        ran = run("calendar", "due", "--from", "2026-09-18", *words.split(), "--json")
        assert ran.document["due"] == due

    def test_past_what_is_announced_it_is_provisional(self, anywhere: Run) -> None:
        ran = anywhere("calendar", "due", "--from", "2026-12-20", "--days", "30", "--json")
        assert ran.document["provisional"] is True

    def test_people_read_the_explanation(self, anywhere: Run) -> None:
        ran = anywhere("calendar", "due", "--from", "2026-11-23", "--days", "5")
        assert ran.out.splitlines()[-1] == "Due on 2026-11-30."

    def test_in_chinese(self, run: Run) -> None:
        ran = run("--lang", "zh", "calendar", "due", "--from", "2026-11-23", "--days", "5")
        assert ran.out.splitlines()[-1] == "到期日：2026-11-30。"

    @pytest.mark.parametrize(
        ("words", "status"),
        [
            ("--from 2026-02-30 --days 1", 2),
            ("--from 2026-W01-1 --days 1", 2),
            ("--from 2026-11-23 --days x", 2),
            ("--from 2026-11-23 --days NaN", 2),
            ("--from 2026-11-23 --days １", 2),
            ("--from 2026-11-23 --days 1 --suspend 2026-11-24", 2),
            ("--from 2026-11-23 --days 1 --suspend 2026-11-24..", 2),
            ("--from 2026-11-23 --days 1 --counting from_end", 2),
            ("--from 2026-11-23 --days 1 --counting from_start --counting from_start", 2),
            ("--from 2026-11-23 --days 1 --told-on 2026-11-23", 2),
            ("--from 2026-11-23 --days 1 --restart 2026-11-22", 2),
            ("--from 2026-11-23 --days 1 --restart x", 2),
            ("--from 2026-11-23 --days 1 --unit weeks", 2),
            ("--from 2026-11-23 --days 0.5 --unit calendar_days", 1),
            ("--from 2026-11-23 --days 0.3", 1),
            ("--from 2026-11-23 --days -1", 1),
            ("--from 2026-11-23 --days 1e999", 1),
            ("--from 2026-11-23 --days 36500", 1),
            ("--from 1980-01-01 --days 1", 1),
            ("--from 2026-11-23 --days 1 --suspend 2026-11-25..2026-11-24", 1),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, run: Run, words: str, status: int) -> None:
        ran = run("calendar", "due", *words.split())
        assert ran.status == status
        assert ran.out == ""
        assert ran.err.strip()


class TestCount:
    @pytest.mark.parametrize(
        ("first", "last", "days", "provisional"),
        [
            pytest.param("2026-11-23", "2026-11-30", 5, False, id="a week on"),
            pytest.param("2026-11-30", "2026-11-23", -5, False, id="a week back"),
            pytest.param("2026-11-23", "2026-11-23", 0, False, id="the same day"),
            pytest.param("2026-10-01", "2026-10-10", 3, False, id="with a make-up Saturday"),
            pytest.param("2026-12-31", "2027-01-04", 1, True, id="into a year not announced"),
        ],
    )
    def test_spans(
        self, anywhere: Run, first: str, last: str, days: int, provisional: bool
    ) -> None:
        ran = anywhere("calendar", "count", "--from", first, "--to", last, "--json")
        assert ran.status == 0
        assert ran.document == {"working_days": days, "provisional": provisional}


class TestShow:
    def test_a_year(self, anywhere: Run) -> None:
        document = anywhere("calendar", "show", "2026", "--json").document
        assert document["working_days"] == 248
        assert document["announced_through"] == "2026-12-31"
        days = {each["date"]: each["works"] for each in document["days"]}
        assert days["2026-10-10"] is True
        assert days["2026-10-01"] is False

    def test_a_year_that_is_not_announced(self, run: Run) -> None:
        document = run("calendar", "show", "2030", "--json").document
        assert document["provisional"] is True
        assert "not announced" in run("calendar", "show", "2030").out

    def test_a_year_that_no_calendar_has(self, run: Run) -> None:
        assert run("calendar", "show", "1900").status == 1


class TestImport:
    @pytest.fixture
    def notice(self, tmp_path: Path) -> Path:
        """The notice of 2026 with a day off at the end of November."""
        path = tmp_path / "2026.toml"
        shutil.copyfile(data_folder() / "calendar" / "2026.toml", path)
        with path.open("a", encoding="utf-8") as file:
            file.write('\n[[days]]\ndate = 2026-11-30\nname = { zh = "补休" }\noff = true\n')
        return path

    def test_a_preview_saves_nothing_and_the_import_moves_open_cases(
        self, run: Run, desk: Desk, notice: Path
    ) -> None:
        case = accept_complete(desk, actor(desk, "clerk1"), PLAIN)
        preview = run("calendar", "import", notice, "--preview", "--json")
        assert preview.status == 0
        (moved,) = preview.document["moved"]
        assert moved["number"] == case.number
        assert moved["promised_before"] < moved["promised_after"]
        due = run("case", "show", case.number, "--json").document["promised_due"]
        assert due == moved["promised_before"]
        saved = run("calendar", "import", notice, "--as", "admin", "--json")
        assert saved.document["moved"] == [moved]
        due = run("case", "show", case.number, "--json").document["promised_due"]
        assert due == moved["promised_after"]
        count = run(
            "calendar", "count", "--from", "2026-11-27", "--to", "2026-11-30", "--json"
        ).document
        assert count["working_days"] == 0

    def test_a_paper_for_each_applicant(
        self, run: Run, desk: Desk, notice: Path, tmp_path: Path
    ) -> None:
        folder = tmp_path / "papers"
        numbers = {accept_complete(desk, actor(desk, "clerk1"), PLAIN).number for _ in range(2)}
        words = ("calendar", "import", notice, "--as", "admin", "--papers", folder)
        ran = run("--lang", "zh", *words)
        assert (ran.status, "2份" in ran.out) == (0, True)
        assert {each.stem for each in folder.iterdir()} == numbers
        for number in numbers:
            paper = (folder / f"{number}.txt").read_text(encoding="utf-8")
            assert paper == run("--lang", "zh", "case", "notice", number).out
            day = date.fromisoformat(run("case", "show", number, "--json").document["promised_due"])
            due = f"{day.year}年{day.month}月{day.day}日"
            assert "办理期限变动告知书" in paper
            assert f"/ {due}" in paper or f"{due} /" in paper
        assert run(*words, "--json").document["papers"] == []

    def test_a_folder_that_cannot_be_written_saves_nothing(
        self, run: Run, desk: Desk, notice: Path, tmp_path: Path
    ) -> None:
        case = accept_complete(desk, actor(desk, "clerk1"), PLAIN)
        due = run("case", "show", case.number, "--json").document["promised_due"]
        (tmp_path / "file").touch()
        words = ("calendar", "import", notice, "--as", "admin", "--papers", tmp_path / "file")
        ran = run(*words, "--json")
        assert (ran.status, ran.error["code"]) == (3, "papers.folder")
        assert run("case", "show", case.number, "--json").document["promised_due"] == due

    def test_a_preview_tells_nobody(self, run: Run, notice: Path, tmp_path: Path) -> None:
        ran = run("calendar", "import", notice, "--preview", "--papers", tmp_path / "papers")
        assert ran.status == 2
        assert not (tmp_path / "papers").exists()

    def test_only_an_admin_saves(self, run: Run, notice: Path) -> None:
        assert run("calendar", "import", notice, "--as", "clerk1").status == 1
        assert "2026-11-30" not in run("calendar", "show", "2026").out

    def test_people_see_what_moves(self, run: Run, desk: Desk, notice: Path) -> None:
        assert "No open case" in run("calendar", "import", notice, "--preview").out
        case = accept_complete(desk, actor(desk, "clerk1"), PLAIN)
        assert case.number in run("calendar", "import", notice, "--preview").out

    @pytest.mark.parametrize("text", ["", "not toml [", "[notice]\nyear = 1", "\x00", None])
    def test_a_file_that_is_no_notice_is_unusable(
        self, run: Run, tmp_path: Path, text: str | None
    ) -> None:
        path = tmp_path / "bad.toml"
        if text is not None:
            path.write_text(text, encoding="utf-8")
        ran = run("calendar", "import", path, "--preview", "--json")
        assert ran.status == 3
        assert ran.error["message"]

    def test_a_folder_is_no_notice(self, run: Run) -> None:
        ran = run("calendar", "import", data_folder() / "calendar", "--preview", "--json")
        assert (ran.status, ran.error["code"]) == (3, "calendar.one_file")
