"""The line of keys: painted again when a key became possible or impossible, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.text import Text

from tests.support import Clock, actor
from tests.tui.support import at_desk, press
from window_desk.services import tickets
from window_desk.storage.desk import Desk
from window_desk.tui.widgets.bars import KeyBar


def is_dim(text: Text, label: str) -> bool:
    """Whether the key with that label is dimmed."""
    at = text.plain.index(label)
    return any(
        not isinstance(each.style, str) and bool(each.style.dim)
        for each in text.spans
        if each.start <= at < each.end
    )


async def test_a_key_is_painted_again_when_it_became_possible(
    desk_file: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(desk_file, clock)
    tickets.issue(desk, actor(desk, "clerk1"), "A")
    desk.close()
    painted: list[Text] = []
    render = KeyBar.render

    def told(bar: KeyBar) -> Text:
        painted.append(render(bar))
        return painted[-1]

    monkeypatch.setattr(KeyBar, "render", told)
    async with at_desk(desk_file, clock=clock) as pilot:
        assert is_dim(painted[-1], "finish")
        await press(pilot, "n", "s")
        assert not is_dim(painted[-1], "finish")
        assert is_dim(painted[-1], "call next")
        painted.clear()
        # Reading the same board again changes no key.
        await press(pilot, "1")
    assert painted == []
