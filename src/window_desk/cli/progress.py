"""A bar on stderr for what takes long; nothing for what does not, or where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import TaskID

worth_a_bar = 300
"""Acts or cases to do before it is shown how far they are."""


@contextmanager
def bar(name: str, worth: int = worth_a_bar) -> Iterator[Callable[[int, int], None]]:
    """Something to be told how much is done of how much; each other total is a bar of its own."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(file=sys.stderr, markup=False, emoji=False, highlight=False)
    shown = Progress(
        TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
    tasks: dict[int, TaskID] = {}

    def progress(done: int, total: int) -> None:
        if total < worth:
            return
        if not tasks:
            shown.start()
        if total not in tasks:
            tasks[total] = shown.add_task(name, total=total)
        shown.update(tasks[total], completed=done)

    try:
        yield progress
    finally:
        if tasks:
            shown.stop()
