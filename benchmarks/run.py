"""Print every figure beside its floor: python benchmarks/run.py [CASES] (10,000 unless told)."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import (
    acts,
    catalogue,
    claims,
    clocks,
    foreign,
    joint,
    keys,
    rounds,
    server,
    sharing,
)
from benchmarks.terminal import Terminal
from window_desk.catalogue import data_folder
from window_desk.services import demo_hall, setting_up, tickets
from window_desk.storage import reads
from window_desk.storage.desk import make_desk

here = Path(__file__).parent
runs = 7


def prepare(path: Path, cases: int) -> str:
    """A demo hall with that many cases and 200 people waiting; gives the demo PIN."""
    desk = make_desk(path, "bench/desk1")
    with desk.change(by="setup") as tx:
        setting_up.seed(tx, data_folder())
    accounts = demo_hall.fill(desk, seed=1, cases=cases)
    with desk.read() as connection:
        clerk = reads.actor(connection, "clerk2")
    assert clerk is not None
    for number in range(200):
        tickets.issue(desk, clerk, "ABC"[number % 3])
    desk.close()
    return next(each.pin for each in accounts if each.account == "clerk1")


def painted(command: Sequence[str], text: str) -> tuple[float, float]:
    """Milliseconds until the text is painted, and the peak memory in MB at rest."""
    terminal = Terminal(command)
    try:
        shown = terminal.wait_for(text)
        terminal.settle(0.8)
        return shown, terminal.peak_megabytes()
    finally:
        terminal.close()


def elapsed(command: Sequence[str]) -> float:
    """Milliseconds of a whole process."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - began) * 1000


def in_turn(ours: Callable[[], float], floor: Callable[[], float]) -> tuple[float, float]:
    """The medians of both, measured alternately after one warm-up each."""
    ours(), floor()
    pairs = [(ours(), floor()) for _run in range(runs)]
    return statistics.median(x for x, _ in pairs), statistics.median(y for _, y in pairs)


def in_turn_of(both: Callable[[], tuple[float, float]]) -> tuple[float, float]:
    """The medians of what measures itself and its floor in one go."""
    pairs = [both() for _run in range(runs)]
    return statistics.median(x for x, _ in pairs), statistics.median(y for _, y in pairs)


def line(name: str, ours: float, floor: float, budget: str, unit: str = "ms") -> None:
    """One figure with its floor, their ratio and the budget."""
    print(f"{name:<34}{ours:>9.1f}{floor:>9.1f} {unit:<3}{ours / floor:>7.2f}   {budget}")


def starts(path: Path, pin: str) -> None:
    """First frame, first rows, --help and memory."""
    python = sys.executable
    desk = [python, str(here / "at_queue.py"), str(path), pin]
    empty = [python, str(here / "floors" / "textual_app.py")]
    querying = [python, str(here / "floors" / "sqlmodel_app.py"), str(path)]
    typer = [python, str(here / "floors" / "typer_app.py"), "--help"]
    weights: dict[str, list[float]] = {"desk": [], "floor": []}

    def rows() -> float:
        shown, weight = painted(desk, "waiting. Who")
        weights["desk"].append(weight)
        return shown

    def floor_rows() -> float:
        shown, weight = painted(querying, "floor is ready")
        weights["floor"].append(weight)
        return shown

    ours, floor = in_turn(
        lambda: painted(desk, "sign in")[0], lambda: painted(empty, "floor is ready")[0]
    )
    line("first frame (sign-in)", ours, floor, "<= 1.6 x an empty Textual app")
    ours, floor = in_turn(rows, floor_rows)
    line("first rows (queue)", ours, floor, "<= 1.3 x Textual + sqlmodel + query")
    ours, floor = (statistics.median(weights[name]) for name in ("desk", "floor"))
    line("memory at rest", ours, floor, "<= 1.5 x the same app", "MB")
    ours, floor = in_turn(
        lambda: elapsed([python, "-m", "window_desk", "--help"]), lambda: elapsed(typer)
    )
    line("--help", ours, floor, "<= 1.3 x an empty typer app")


def presses(path: Path, pin: str) -> None:
    """From a key to its answer on the screen."""
    for name, times in keys.measure(path, pin).items():
        median, p99 = keys.p50_and_p99(times)
        label = f"{name}, {len(times)} presses"
        print(f"{label:<34}{median:>9.1f}{p99:>9.1f} ms p50, p99   p99 <= 50 ms")


def derive_again(path: Path) -> None:
    """Every case that a new notice touches, beside a hand-made UPDATE of as many rows."""
    cases, ours, floor = clocks.derive_again(path)
    name = f"{cases} cases after a new notice"
    line(name, ours, floor, f"a hand-made UPDATE; {cases / ours * 1000:,.0f} cases a second")


def joint_review(folder: Path) -> None:
    """Each step of a four-way parallel review, and what a case of it takes on the disk."""
    times, (ours, floor) = joint.measure(folder, 60)
    for name, (mine, theirs) in times.items():
        line(f"4-way review: {name}", mine, theirs, "<= SpiffWorkflow, stored as durably")
    line("4-way review: stored", ours / 1000, floor / 1000, "<= SpiffWorkflow's JSON", "kB")


def shared_queue() -> None:
    """A call at the hub, by one window and by many at once."""
    for windows, times in claims.measure().items():
        ours = statistics.median(mine for mine, _ in times) * 1000
        floor = statistics.median(bare for _, bare in times) * 1000
        who = "1 window" if windows == 1 else f"{windows} windows"
        budget = f"a bare SKIP LOCKED; {1000 / ours:,.0f} calls a second"
        line(f"a call from the hall's queue, {who}", ours, floor, budget)


def exchange(folder: Path) -> None:
    """Acts that go to other desks: taken in, in files, and over a hub."""
    count, ours, floor = foreign.measure(_made(folder / "foreign"))
    name = f"{count} acts of another desk"
    line(name, ours, floor, f"<= 2 x Core executemany; {count / ours * 1000:,.0f} acts a second")
    written, read = sharing.measure(_made(folder / "sharing"))
    name = f"{written.acts} acts written to a file"
    line(name, written.ours, written.floor, f"json.dumps, sha256, Ed25519; {written.speed}")
    line("the file read and proven", read.ours, read.floor, f"json.loads of it; {read.speed}")
    found = rounds.measure(_made(folder / "rounds"))
    line("500 acts given to a hub", found.push, found.push_floor, "psycopg executemany, as durable")
    line(
        "500 acts taken from a hub",
        found.pull,
        found.pull_floor,
        "psycopg SELECT, sqlite3 executemany",
    )


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main() -> None:
    """Everything, one line each."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}; {cases} cases, 200 waiting; medians of {runs} runs in turn")
    print(f"{'':<34}{'desk':>9}{'floor':>9}    {'ratio':>7}   budget")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        pin = prepare(path, cases)
        starts(path, pin)
        presses(path, pin)
        ours, floor = acts.measure(path, Path(folder) / "floor.db", 300)
        line("a durable act (give a number)", ours, floor, "<= 2.5 x hand-made sqlite3")
        ours, floor = server.measure(path, 300)
        line("the same act on a server", ours, floor, "<= 2.5 x bare psycopg")
        joint_review(Path(folder))
        ours, floor = in_turn_of(clocks.due_dates)
        line("a million due dates", ours, floor, "<= 1,000 ms; date + timedelta")
        derive_again(path)
        ours, floor = in_turn_of(catalogue.linted)
        line("1,152 items linted", ours, floor, "<= 3,000 ms; reading the same files")
        exchange(Path(folder))
    shared_queue()


if __name__ == "__main__":
    main()
