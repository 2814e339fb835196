"""Draw the pictures of the README from a demo hall: python docs/make_pictures.py."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from textual.pilot import Pilot

from window_desk.catalogue import data_folder
from window_desk.services import demo_hall, setting_up, tickets
from window_desk.storage import reads
from window_desk.storage.desk import Desk, make_desk
from window_desk.tui.app import DeskApp

item = "XP-POL-0003"
"""What the citizen at the window comes for: an instant item with three papers."""

folder = Path(__file__).parent / "pictures"
keys = {
    "queue": ("s",),
    "intake": (
        "i",
        *"Zhang San",
        "enter",
        *"11010519491231002X",
        "enter",
        *"13800138000",
        "enter",
        "r",
        "r",
    ),
    "deadlines": ("4",),
    "routing": ("enter",),
}
"""The keys that lead to each picture, one after the other, from the queue on."""


async def settled(pilot: Pilot[int], app: DeskApp) -> None:
    """Wait until nothing is under way."""
    for _round in range(4):
        await pilot.pause(0.05)
        while not app.crew.is_idle:
            await pilot.pause(0.02)


async def draw(path: Path, pin: str, lang: str) -> None:
    """All four screens in one language."""
    app = DeskApp(lambda: Desk(path), "zh" if lang == "zh" else "en", ("clerk1", pin, "1"))
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot, app)
        for name, presses in keys.items():
            for key in presses:
                await pilot.press(key)
                await settled(pilot, app)
            app.save_screenshot(f"{name}.{lang}.svg", str(folder))


def call_somebody(desk: Desk) -> None:
    """Give out a number for the item and call it to window 1."""
    with desk.read() as connection:
        clerk = reads.actor(connection, "clerk1")
    assert clerk is not None
    number = tickets.issue(desk, clerk, item).ticket.number
    tickets.call_chosen(desk, clerk, "1", number)


def main() -> None:
    """Make a hall and draw it in English and Chinese."""
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for lang in ("en", "zh"):
            path = Path(scratch) / f"{lang}.db"
            desk = make_desk(path, "demo/desk1")
            with desk.change(by="setup") as tx:
                setting_up.seed(tx, data_folder())
            accounts = demo_hall.fill(desk, seed=1)
            call_somebody(desk)
            desk.close()
            asyncio.run(draw(path, accounts[0].pin, lang))


if __name__ == "__main__":
    main()
