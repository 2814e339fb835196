"""Text in cells: widths of wide characters, durations, dates, and no control character painted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.color import Color
from textual.filter import LineFilter
from textual.widgets import Static

from tests.support import APPLICANT, PLAIN, Clock, accept_complete, actor
from tests.tui.support import at_desk, press, screen_text, settled
from window_desk.locale import use
from window_desk.services import tickets
from window_desk.storage.desk import Desk
from window_desk.tui.app import DeskApp
from window_desk.tui.cells import HarmlessLines, clock, day_text, fit, fold, minutes, short_day
from window_desk.tui.widgets.lines import Column, Line, Lines

planted = {
    "escape": "\x1b[2J\x1b]0;owned\x07",
    "C1": "\x9b31m\x9d0;owned\x9c",
    "bidi": "\u202eevil\u2066hidden\u2069",
    "newline": "one\r\ntwo\ttab",
    "delete": "\x7f\x08",
    "NUL": "\x00",
}
"""What must never reach the terminal."""

harmful = {
    *map(chr, range(0x20)),
    *map(chr, range(0x7F, 0xA0)),
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
}


@pytest.mark.parametrize(
    ("text", "width", "right", "wanted"),
    [
        pytest.param("ab", 4, False, "ab  ", id="padded"),
        pytest.param("ab", 4, True, "  ab", id="to the right"),
        pytest.param("abcdef", 4, False, "abc~", id="cut"),
        pytest.param("排队", 4, False, "排队", id="two wide ones fill four cells"),
        pytest.param("排队取号", 5, False, "排队~", id="wide ones cut"),
        pytest.param("排队取号", 4, False, "排 ~", id="half a wide one becomes a blank"),
        pytest.param("𠮷野家", 6, False, "𠮷野家", id="beyond the basic plane"),
        pytest.param("x", 0, False, "", id="no room"),
        pytest.param("排", 1, False, "~", id="room for the sign alone"),
        pytest.param("a\x1b[2Jb", 6, False, "a [2Jb", id="a control character is a blank"),
    ],
)
def test_fit(text: str, width: int, right: bool, wanted: str) -> None:
    assert fit(text, width, right=right) == wanted


@given(
    st.text(alphabet=st.characters(exclude_categories=("Cc", "Cf", "Cs")), max_size=60),
    st.integers(0, 60),
    st.booleans(),
)
def test_fit_always_fills_its_cells(text: str, width: int, right: bool) -> None:
    assert cell_len(fit(text, width, right=right)) == width


@pytest.mark.parametrize(
    ("text", "width", "wanted"),
    [
        pytest.param("one two three", 8, ["one two", "three"], id="after a blank"),
        pytest.param("+ 已受理，请等候", 10, ["+ 已受理，", "请等候"], id="beside a wide one"),
        pytest.param("已经受理。好", 8, ["已经受", "理。好"], id="no line begins with a stop"),
        pytest.param("按法律（第三条）", 8, ["按法律", "（第三", "条）"], id="no line ends open"),
        pytest.param("abcdefghij", 4, ["abcd", "efgh", "ij"], id="a word wider than a line"),
        pytest.param(
            "! 511602-20261126-0014", 12, ["! 511602-202", "61126-0014"], id="no sign alone"
        ),
        pytest.param("办理中，@ 超时", 9, ["办理中，", "@ 超时"], id="no sign ends a line"),
        pytest.param("with us, @ late", 11, ["with us,", "@ late"], id="nor beside a blank"),
        pytest.param("is it late? no", 12, ["is it late?", "no"], id="a stop is no sign"),
        pytest.param("= 同意 |\u00a0今天", 9, ["= 同意", "|\u00a0今天"], id="a fixed blank holds"),
        pytest.param("a\nb", 9, ["a", "b"], id="its own lines stay"),
        pytest.param("", 9, [""], id="nothing"),
    ],
)
def test_fold(text: str, width: int, wanted: list[str]) -> None:
    assert fold(text, width) == wanted


@given(st.text(alphabet="ab 已受。，（）\U00020bb7", max_size=80), st.integers(2, 40))
def test_folded_lines_fit_and_lose_nothing_but_blanks(text: str, width: int) -> None:
    lines = fold(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("seconds", "wanted"),
    [(-5, "0:00"), (0, "0:00"), (59, "0:59"), (61, "1:01"), (3599, "59:59"), (3661, "1h01")],
)
def test_clock(seconds: int, wanted: str) -> None:
    assert clock(seconds) == wanted


@pytest.mark.parametrize(("seconds", "wanted"), [(-5, 0), (0, 0), (1, 1), (60, 1), (61, 2)])
def test_a_begun_minute_counts(seconds: int, wanted: int) -> None:
    assert minutes(seconds) == wanted


def test_dates_in_both_languages() -> None:
    day = date(2026, 12, 3)
    use("en")
    assert day_text(day) == "Thu 3 Dec"
    assert day_text(day, year=True) == "Thu 3 Dec 2026"
    assert short_day(day) == "3 Dec"
    use("zh")
    assert day_text(day) == "12月3日（周四）"
    assert day_text(day, year=True) == "2026年12月3日（周四）"
    assert short_day(day) == "12月3日"


@pytest.mark.parametrize("text", planted.values(), ids=planted)
def test_the_filter_takes_out_what_a_terminal_would_obey(text: str) -> None:
    (segment,) = HarmlessLines().apply([Segment(text)], Color.parse("black"))
    assert set(segment.text) & harmful == set()
    assert cell_len(segment.text) == cell_len(text)


def test_the_filter_leaves_other_text_alone() -> None:
    text = Segment("Zhang [/x] 张三 𠮷 =cmd|' /C calc'!A0")
    assert HarmlessLines().apply([text], Color.parse("black")) == [text]


class Bare(App[None]):
    """Rows and a text with planted characters, with or without the filter."""

    def __init__(self, text: str, filtered: bool) -> None:
        super().__init__()
        self.text = text
        self.filtered = filtered

    def get_line_filters(self) -> list[LineFilter]:
        """Only ours, or none of ours."""
        return [*super().get_line_filters(), *([HarmlessLines()] if self.filtered else [])]

    def compose(self) -> ComposeResult:
        """The text in both ways in which a screen shows text."""
        yield Static(self.text, markup=False)
        yield Lines([Column("one"), Column("two", 20)])

    def on_mount(self) -> None:
        """A row with the text in both cells."""
        self.query_one(Lines).show([Line("a", (self.text, self.text))])


async def painted_by(app: Bare) -> str:
    """Every character that is painted."""
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        strips = app.screen._compositor.render_strips()
        return "".join(segment.text for strip in strips for segment in strip)


@pytest.mark.parametrize("text", planted.values(), ids=planted)
async def test_no_widget_paints_a_control_character(text: str) -> None:
    assert set(await painted_by(Bare(text, filtered=True))) & harmful == set()


async def test_without_the_filter_an_escape_would_be_painted() -> None:
    assert "\x1b" in await painted_by(Bare(planted["escape"], filtered=False))


@pytest.mark.spoils
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            text,
            id=name,
            marks=[pytest.mark.on_file("no text of a server holds it")] if name == "NUL" else [],
        )
        for name, text in planted.items()
    ],
)
async def test_rows_that_hold_control_characters_are_painted_clean(
    desk_file: Path, clock: Clock, text: str
) -> None:
    desk = Desk(desk_file, clock)
    clerk = actor(desk, "clerk1")
    tickets.issue(desk, clerk, "A")
    case = accept_complete(desk, clerk, PLAIN)
    with desk.pool.writing() as raw:
        raw.execute("UPDATE person SET name = name || ?", (text,))
        raw.execute("UPDATE item SET name_zh = ? || name_zh, name_en = ? || name_en", (text, text))
        raw.execute("UPDATE ticket SET number = ? || number", (text,))
    desk.close()
    async with at_desk(desk_file, clock=clock) as pilot:
        app = pilot.app
        assert isinstance(app, DeskApp)
        painted = screen_text(pilot)
        app.chosen_case = case.id
        app.action_home("timeline")
        await settled(pilot)
        await press(pilot, "v")
        painted += screen_text(pilot)
        await press(pilot, "5")
        await press(pilot, *APPLICANT.name)
        await settled(pilot)
        painted += screen_text(pilot)
        await press(pilot, "escape", "escape", "6")
        painted += screen_text(pilot)
    assert set("".join(painted)) & harmful == set()
    assert [line for line in painted if cell_len(line) != 80] == []
    assert APPLICANT.name in "".join(painted)
