"""The report as people read it: tables, both languages, and nothing that steers the terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import msgspec
import pytest
from rich.cells import cell_len

from tests.reports.script import TODAY
from window_desk import locale, reports
from window_desk.domain.item import Bilingual
from window_desk.reports.figure import Report
from window_desk.reports.table import write_table
from window_desk.services import publishing
from window_desk.storage.desk import Desk


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    locale.use("en")
    yield
    locale.use("en")


class Terminal(io.StringIO):
    """A file that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def plain(report: Report, *, explain: bool = False) -> list[str]:
    file = io.StringIO()
    write_table(report, file, explain=explain)
    return file.getvalue().splitlines()


def words(line: str) -> list[str]:
    return line.split()


class TestPlain:
    def test_shows_the_figures_in_words_people_use(self, hall: Desk) -> None:
        lines = plain(reports.build(hall, "queue", TODAY, TODAY))
        assert lines[0] == "2026-11-23 (not over, as of 2026-11-23 10:00)"
        totals = [words(each) for each in lines if each.startswith("total")]
        assert totals == [
            ["total", "9", "4", "1", "1", "1", "1", "1", "0", "11.11", "%"],
            ["total", "4", "6", "7:45", "15:00", "0:55", "2:40", "10:45", "20:00"],
        ]
        assert lines[-1] == "Left out of the times: void 1, missed 1, left 1, not finished yet 3"

    def test_shows_what_is_not_known_as_such(self, hall: Desk) -> None:
        lines = plain(reports.build(hall, "queue", TODAY, TODAY))
        third = [words(each)[2:] for each in lines if each.startswith("Window 3")]
        assert third == [["0"] * 6, ["0", "0", *"––––––"]]

    def test_cases_stand_one_to_a_line_with_n_and_what_is_left_out(self, office: Desk) -> None:
        lines = plain(reports.build(office, "cases", date(2026, 11, 16), date(2026, 11, 20)))
        assert lines[0] == "2026-11-16 to 2026-11-20"
        assert any(
            words(each)[:6] == ["on", "time", "(law)", "50.00", "%", "4"]
            and each.endswith("without this limit 1, withdrawn after acceptance 1")
            for each in lines
        )

    def test_has_no_frames_no_colours_and_no_line_is_cut(self, hall: Desk) -> None:
        lines = plain(reports.build(hall, None, TODAY, TODAY), explain=True)
        text = "\n".join(lines)
        assert "\x1b" not in text
        assert not set("─│━┃+|") & set(text.replace("+ cases", ""))
        assert "…" not in text
        assert all(each == each.rstrip() for each in lines)

    def test_columns_of_wide_characters_are_aligned(self, hall: Desk) -> None:
        locale.use("zh")
        lines = plain(reports.build(hall, "queue", TODAY, TODAY))
        begin = lines.index("排队叫号") + 1
        served = [each for each in lines[begin : begin + 8] if each]
        ends = {cell_len(each[: each.index("已办结") + 3]) for each in served[:1]}
        for each in served[1:]:
            cells = 0
            for position, one in enumerate(each):
                cells += cell_len(one)
                if cells in ends:
                    assert one.isdigit()
                    assert not each[position + 1 : position + 2].strip()
        assert len(served) > 5


class TestExplain:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_prints_every_definition_once(self, hall: Desk, lang: str) -> None:
        locale.use("zh" if lang == "zh" else "en")
        report = reports.build(hall, None, TODAY, TODAY)
        lines = plain(report, explain=True)
        totals = [each for each in report.figures if not each.group.key]
        for each in totals:
            wanted = f"[{each.name}]: {each.definition.text(lang)}"
            assert sum(line.endswith(wanted) for line in lines) == 1, each.name
        assert len({each.name for each in report.figures}) == len(totals)

    def test_is_asked_for(self, hall: Desk) -> None:
        report = reports.build(hall, None, TODAY, TODAY)
        assert not any("nearest rank" in each for each in plain(report))


class TestTerminal:
    @pytest.mark.parametrize("columns", [80, 120])
    def test_fits_its_width(
        self, hall: Desk, monkeypatch: pytest.MonkeyPatch, columns: int
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setenv("NO_COLOR", "1")
        for lang in ("zh", "en"):
            locale.use("zh" if lang == "zh" else "en")
            file = Terminal()
            write_table(reports.build(hall, None, TODAY, TODAY), file, explain=True)
            lines = [each.replace("\x1b[1m", "").replace("\x1b[0m", "") for each in
                     file.getvalue().splitlines()]  # fmt: skip
            assert max(map(cell_len, lines)) <= columns
            assert "900" not in lines
            assert any("15:00" in each for each in lines)

    def test_nothing_in_a_name_is_interpreted(self, hall: Desk) -> None:
        hostile = Bilingual(
            zh="窗[bold]口[/bold]:smile:\x1b[31m\u202e", en="w[red]x[/x]\x1b]0;t\x07"
        )
        with hall.change(by="admin") as tx:
            window = msgspec.structs.replace(tx.centre.windows[0], name=hostile)
            windows = (window, *tx.centre.windows[1:])
            publishing.put_centre(tx, msgspec.structs.replace(tx.centre, windows=windows))
        report = reports.build(hall, "queue", TODAY, TODAY)
        assert any("w[red]x[/x]]0;t" in each for each in plain(report))
        locale.use("zh")
        text = "\n".join(plain(report))
        assert "窗[bold]口[/bold]:smile:[31m" in text
        assert not set("\x1b\u202e\x07") & set(text)
