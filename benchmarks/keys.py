"""From a key to its answer on the screen: moving, acting at a window, deadlines and search."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.terminal import Terminal

Times = list[float]


def measure(path: Path, pin: str) -> dict[str, Times]:
    """Milliseconds of every press, by what was pressed."""
    here = Path(__file__).parent
    terminal = Terminal([sys.executable, str(here / "at_queue.py"), str(path), pin])
    try:
        terminal.wait_for("waiting. Who")
        terminal.settle()
        return {
            "move in the queue": [terminal.key("jk"[each % 2]) for each in range(200)],
            "call, start, finish": _serve(terminal, 20),
            "move in the deadlines": _at(terminal, "4", "jk" * 50),
            "filter by light": _at(terminal, "4", "l" * 30),
            "search as it is typed": _search(terminal, ("5116", "kcy", "zhang", "2026")),
        }
    finally:
        terminal.close()


def _serve(terminal: Terminal, rounds: int) -> Times:
    """Whole services at the window: each press is a durable act."""
    found: Times = []
    for _ in range(rounds):
        for key in "nsf":
            terminal.after_clock()
            found.append(terminal.answer(key))
    return found


def _at(terminal: Terminal, home: str, keys: str) -> Times:
    terminal.answer(home)
    terminal.settle(0.5)
    return [terminal.answer(key) for key in keys]


def _search(terminal: Terminal, texts: tuple[str, ...]) -> Times:
    terminal.answer("5")
    terminal.settle(0.5)
    found: Times = []
    for text in texts:
        found += [terminal.answer(letter) for letter in text]
        for _ in text:
            terminal.answer("\x7f")
    return found


def p50_and_p99(times: Times) -> tuple[float, float]:
    """The median and the 99th percentile, the largest of fewer than a hundred."""
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
