"""The report as people read it: tables, both languages, and nothing that steers the terminal."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import msgspec
import pytest
from rich.cells import cell_len, set_cell_size
from rich.text import Text

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


def letters(text: str) -> str:
    """The text without blanks and the frame's lines."""
    return re.sub(r"[\s─]", "", text)


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
        assert not set("\x1b─│━┃…") & set("".join(lines))
        assert all(each == each.rstrip() for each in lines)

    @pytest.mark.parametrize("heading", ["已办结", "在窗口", "暂离", "过号"])
    def test_columns_of_wide_characters_are_aligned(self, hall: Desk, heading: str) -> None:
        locale.use("zh")
        lines = plain(reports.build(hall, "queue", TODAY, TODAY))
        first = lines.index("排队叫号") + 1
        end = cell_len(lines[first].partition(heading)[0] + heading)
        below = lines[first + 1 : lines.index("", first)]
        assert len(below) == 1 + 6 + 9
        assert all(re.search(r"\s\d+$", set_cell_size(each, end)) for each in below)


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
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_fits_its_width_and_cuts_nothing(
        self, hall: Desk, monkeypatch: pytest.MonkeyPatch, columns: int, lang: str
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("TERM", "xterm-256color")
        locale.use("zh" if lang == "zh" else "en")
        report = reports.build(hall, None, TODAY, TODAY)
        file = Terminal()
        write_table(report, file, explain=True)
        shown = Text.from_ansi(file.getvalue()).plain
        assert max(map(cell_len, shown.splitlines())) <= columns
        # Names and headings are broken over lines, so that characters are compared, not lines.
        assert Counter(letters(shown)) == Counter(letters("".join(plain(report, explain=True))))

    def test_has_bold_headings(self, hall: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TERM", "xterm-256color")
        file = Terminal()
        write_table(reports.build(hall, None, TODAY, TODAY), file)
        assert "\x1b[1mQueue\x1b[0m" in file.getvalue()

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
