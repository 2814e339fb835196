"""Texts that are painted only when they changed and move nothing as long as they fit."""

from __future__ import annotations

from itertools import pairwise

import pytest
from rich.text import Text
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui.support import settled
from window_desk.tui.widgets.prose import Prose, Words


class Placed(App[None]):
    """Texts in places of their own, and how often everything was laid out or one was painted."""

    CSS = """
    #fixed { height: 1; } #auto { height: auto; }
    Prose { min-height: 1; max-height: 3; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.laid_out = 0
        self.painted: list[str] = []

    def compose(self) -> ComposeResult:
        """One whose place is fixed, one whose place grows, sentences, and the framework's own."""
        app = self

        class Told(Words):
            def render(self) -> Text:
                app.painted.append(str(self.content))
                return Text(str(self.content))

        yield Told(id="fixed")
        yield Words(id="auto")
        yield Prose(id="prose")
        yield Static(id="usual")

    def on_mount(self) -> None:
        """Count from the first layout on."""
        self.screen.screen_layout_refresh_signal.subscribe(self, self._count)

    def _count(self, _screen: object) -> None:
        self.laid_out += 1


async def laid_out(pilot: Pilot[None], name: str, *texts: Text) -> list[bool]:
    """Whether everything was laid out, for each of the texts that a place showed."""
    app = pilot.app
    assert isinstance(app, Placed)
    await settled(pilot)
    counts = [app.laid_out]
    for each in texts:
        app.query_one(f"#{name}", Static).update(each)
        await settled(pilot)
        counts.append(app.laid_out)
    return [after > before for before, after in pairwise(counts)]


@pytest.mark.parametrize(
    ("name", "texts", "expected"),
    [
        pytest.param("fixed", ("a", "b\nc"), [False, False], id="a fixed place moves nothing"),
        pytest.param("auto", ("a", "a\nb"), [True, True], id="a growing place is laid out"),
        pytest.param("auto", ("a", "a"), [True, False], id="the same text is not"),
        pytest.param("prose", ("a", "b", ""), [False] * 3, id="as many lines move nothing"),
        pytest.param("prose", ("b " * 30, "c"), [True, True], id="more and fewer lines do"),
        pytest.param("prose", ("b " * 300, "c " * 400), [True, False], id="up to the most lines"),
        pytest.param("usual", ("a", "b"), [True, True], id="the framework's own always does"),
    ],
)
async def test_only_a_place_that_grows_is_laid_out(
    name: str, texts: tuple[str, ...], expected: list[bool]
) -> None:
    app = Placed()
    async with app.run_test(size=(40, 12)) as pilot:
        assert await laid_out(pilot, name, *map(Text, texts)) == expected


async def test_the_same_text_is_not_painted_again_and_another_look_is() -> None:
    app = Placed()
    async with app.run_test(size=(40, 12)) as pilot:
        await laid_out(pilot, "fixed", Text("a"))
        app.painted.clear()
        await laid_out(pilot, "fixed", Text("a"))
        assert app.painted == []
        looks = (Text("a", "bold"), Text("a", no_wrap=True), Text.assemble(("a", "red")))
        await laid_out(pilot, "fixed", *looks)
    assert app.painted == ["a", "a", "a"]
