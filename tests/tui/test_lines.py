"""Lists of rows: fixed columns in cells, a cursor that stays on its key, keys and clicks."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult
from textual.color import Color
from textual.pilot import Pilot
from textual.strip import Strip

from tests.tui.support import settled
from window_desk.tui.theme import themes
from window_desk.tui.widgets.lines import Column, Line, Lines


class Listed(App[None]):
    """A list alone on a screen; it remembers what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        """The list."""
        yield Lines([Column("no", 4), Column("name"), Column("min", 5, right=True)])

    def on_mount(self) -> None:
        """The keys go to the list."""
        self.query_one(Lines).focus()

    @on(Lines.Chosen)
    def chosen(self, message: Lines.Chosen) -> None:
        """Remember."""
        self.told.append((type(message).__name__, message.key))

    @on(Lines.Pressed)
    def pressed(self, message: Lines.Pressed) -> None:
        """Remember."""
        self.told.append((type(message).__name__, message.key))


def rows(*keys: str) -> list[Line]:
    """Rows with wide names."""
    return [Line(each, (each, f"姓名{each}", "1:05")) for each in keys]


def painted(pilot: Pilot[None]) -> list[str]:
    """What is painted, a text for each line."""
    strips = pilot.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


async def test_columns_are_fixed_in_cells_and_the_open_one_takes_the_rest() -> None:
    app = Listed()
    async with app.run_test(size=(40, 10)) as pilot:
        lines = app.query_one(Lines)
        lines.show([Line("a", ("A001", "一二三四五六七八九十一二三四五六七八", "12:34"))])
        await settled(pilot)
        title, row = painted(pilot)[:2]
        assert lines.widths(40) == [4, 29, 5]
    assert title == "no   name                            min"
    assert row == "A001 一二三四五六七八九十一二三四~ 12:34"
    assert cell_len(row) == 40


async def test_the_cursor_stays_on_its_key_when_rows_come_and_go() -> None:
    app = Listed()
    async with app.run_test(size=(40, 10)) as pilot:
        lines = app.query_one(Lines)
        lines.show(rows("a", "b", "c"))
        await pilot.press("down")
        lines.show(rows("x", "a", "b", "c"))
        assert lines.chosen is not None
        assert (lines.cursor, lines.chosen.key) == (2, "b")
        lines.show(rows("x", "c"))
        assert lines.chosen is not None
        assert (lines.cursor, lines.chosen.key) == (1, "c")
        lines.show([])
        assert lines.chosen is None
        lines.show(rows("d"))
        await settled(pilot)
        assert lines.chosen is not None
        assert app.told[-1] == ("Chosen", "d")


async def test_keys_move_within_the_rows() -> None:
    app = Listed()
    async with app.run_test(size=(40, 10)) as pilot:
        lines = app.query_one(Lines)
        lines.show(rows(*(f"{each:02d}" for each in range(50))))
        seen = []
        for key in ("k", "j", "down", "up", "pagedown", "end", "j", "g", "G", "home"):
            await pilot.press(key)
            seen.append(lines.cursor)
    assert seen == [0, 1, 2, 1, 11, 49, 49, 0, 49, 0]


async def test_the_chosen_row_is_always_in_sight_below_the_titles() -> None:
    app = Listed()
    async with app.run_test(size=(40, 10)) as pilot:
        app.query_one(Lines).show(rows(*(f"{each:02d}" for each in range(50))))
        await pilot.press("end")
        await settled(pilot)
        at_end = painted(pilot)
        for _row in range(30):
            await pilot.press("k")
        await settled(pilot)
        above = painted(pilot)
    assert at_end[0].startswith("no ")
    assert at_end[-1].startswith("49 ")
    assert above[0].startswith("no ")
    assert any(line.startswith("19 ") for line in above[1:])


async def test_a_click_chooses_and_a_second_one_presses() -> None:
    app = Listed()
    async with app.run_test(size=(40, 10)) as pilot:
        app.query_one(Lines).show(rows("a", "b", "c"))
        await settled(pilot)
        app.told.clear()
        await pilot.click(Lines, offset=(3, 3))
        await settled(pilot)
        assert app.told == [("Chosen", "c")]
        await pilot.click(Lines, offset=(3, 3))
        await settled(pilot)
        assert ("Pressed", "c") in app.told
        await pilot.click(Lines, offset=(3, 0))
        await settled(pilot)
        assert app.query_one(Lines).cursor == 2


async def test_columns_can_be_named_in_another_language() -> None:
    app = Listed()
    async with app.run_test(size=(40, 10)) as pilot:
        lines = app.query_one(Lines)
        lines.show(rows("a"))
        lines.retitle(["号", "姓名", "时间"])
        await settled(pilot)
        assert painted(pilot)[0].split() == ["号", "姓名", "时间"]


class Counting(Listed):
    """The same, and it remembers which rows were painted."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[int] = []

    def compose(self) -> ComposeResult:
        """A list that tells what it paints."""
        app = self

        class Told(Lines):
            def render_line(self, y: int) -> Strip:
                app.painted.append(y)
                return super().render_line(y)

        yield Told([Column("no", 4), Column("name"), Column("min", 5, right=True)])


async def test_it_paints_only_the_rows_in_sight() -> None:
    app = Counting()
    async with app.run_test(size=(40, 10)) as pilot:
        app.query_one(Lines).show(rows(*(str(each) for each in range(100_000))))
        await settled(pilot)
    assert app.painted
    assert max(app.painted) < 10


async def test_a_move_paints_the_two_rows_alone() -> None:
    app = Counting()
    async with app.run_test(size=(40, 10)) as pilot:
        app.query_one(Lines).show(rows("a", "b", "c", "d"))
        await settled(pilot)
        app.painted.clear()
        await pilot.press("j")
        await settled(pilot)
    assert sorted(app.painted) == [1, 2]


async def test_rows_that_are_the_same_are_not_painted_again() -> None:
    app = Counting()
    async with app.run_test(size=(40, 10)) as pilot:
        lines = app.query_one(Lines)
        lines.show(rows("a", "b", "c", "d"))
        await settled(pilot)
        app.painted.clear()
        lines.show(rows("a", "b", "c", "d"))
        await settled(pilot)
        assert app.painted == []
        lines.show(rows("a", "x", "c"))
        await settled(pilot)
        assert sorted(app.painted) == [2, 4]
        text = painted(pilot)
    assert [line.split()[0] for line in text[1:4]] == ["a", "x", "c"]
    assert text[4].strip() == ""


async def test_more_rows_lay_nothing_out_until_there_is_a_scrollbar() -> None:
    app = Counting()
    laid_out: list[object] = []
    async with app.run_test(size=(40, 10)) as pilot:
        lines = app.query_one(Lines)
        await settled(pilot)
        app.screen.screen_layout_refresh_signal.subscribe(lines, laid_out.append)
        for count in (2, 5, 1):
            lines.show(rows(*map(str, range(count))))
            await settled(pilot)
        assert laid_out == []
        lines.show(rows(*map(str, range(30))))
        await settled(pilot)
        assert lines.show_vertical_scrollbar
        assert laid_out != []
        await pilot.press("end")
        await settled(pilot)
        assert painted(pilot)[-1].startswith("29 ")
        lines.show(rows("a", "b"))
        await settled(pilot)
        assert not lines.show_vertical_scrollbar
        assert [line.split()[0] for line in painted(pilot)[1:3]] == ["a", "b"]


def ratio(front: Color, back: Color) -> float:
    """The contrast of two opaque colours as WCAG 2 measures it."""

    def light(colour: Color) -> float:
        parts = [
            each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4
            for each in colour.normalized
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(front), light(back)), reverse=True)
    return (high + 0.05) / (low + 0.05)


class Toned(App[None]):
    """A row of each tone, in one of the desk's themes."""

    def __init__(self, theme: str) -> None:
        super().__init__()
        for each in themes:
            self.register_theme(each)
        self.theme = theme

    def compose(self) -> ComposeResult:
        """The rows alone."""
        yield Lines([Column("one")])

    def on_mount(self) -> None:
        """One row for each tone."""
        self.query_one(Lines).show([Line(each, (each,), each) for each in tones])
        self.query_one(Lines).focus()


tones = ("plain", "dim", "green", "blue", "yellow", "red", "double_red")


@pytest.mark.parametrize("theme", [each.name for each in themes])
@pytest.mark.parametrize("at", range(len(tones)), ids=tones)
async def test_the_chosen_row_can_be_read_in_every_theme(theme: str, at: int) -> None:
    app = Toned(theme)
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press(*["down"] * at)
        await settled(pilot)
        strip = app.query_one(Lines).render_line(at + 1)
        style = next(iter(strip)).style
        assert style is not None
        assert style.color is not None
        assert style.bgcolor is not None
        colours = [Color.from_rich_color(each) for each in (style.color, style.bgcolor)]
    assert ratio(*colours) >= 4.5
