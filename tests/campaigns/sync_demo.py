"""Two desks, a hub, a department and a city as real processes, to watch: `make sync-demo`.

Everything lies in a folder of its own and is gone afterwards. Every line that begins with `$` is
a command as anybody would type it at that desk.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from rich.console import Console

from tests.postgres import Server, running_server
from tests.proxy import Proxy, proxied

ITEM = "XX-drug-retail-licence"
DEPARTMENT = "区市监局"
PATIENCE = 60.0
"""Seconds that what one desk did may take to be seen at another, on a slow machine."""

_program = [sys.executable, "-m", "window_desk"]
_applicant = {
    "kind": "person", "certificate_type": "111", "certificate_number": "11010519491231002X",
    "name": "张三", "phone": "13900000000",
}  # fmt: skip


Answer: TypeAlias = Any
"""What a command answers: JSON of any shape."""


class Failed(AssertionError):
    """The demonstration did not show what it is there to show."""


class Site:
    """A desk: its database, and the service that exchanges for it."""

    def __init__(
        self, folder: Path, name: str, title: str, console: Console, database: str = ""
    ) -> None:
        self.name, self.title, self.console = name, title, console
        self.pins: dict[str, str] = {}
        self._service: subprocess.Popen[bytes] | None = None
        self.environment = os.environ | {
            "WINDOW_DESK_DATABASE": database or str(folder / f"{name.replace('/', '-')}.db"),
            "WINDOW_DESK_PRIVATE": str(folder / "private"),
            "WINDOW_DESK_LANG": "en",
            "PYTHONIOENCODING": "utf-8",
        }

    def start(self, *words: str, account: str = "") -> subprocess.Popen[str]:
        """Begin a command at this desk."""
        shown = " ".join(each if len(each) < 60 else f"{each[:24]}..." for each in words)
        more = ["--as", account] if account else []
        self.console.print(
            f"  [dim]{self.title:>11}[/] $ window-desk {' '.join([shown, *more])}", highlight=False
        )
        environment = self.environment | {"WINDOW_DESK_PIN": self.pins.get(account, "2468")}
        return subprocess.Popen(
            [*_program, *words, *more, "--json"], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def end(self, process: subprocess.Popen[str], given: str = "", *, refused: str = "") -> Answer:
        """What a command answers; it has to be `refused` with that code where one is named."""
        out, err = process.communicate(given, timeout=PATIENCE)
        if process.returncode and not refused:
            raise Failed(f"{self.name}: {process.args!r}\n{err or out}")
        answer = json.loads(out)
        if refused and answer.get("error", {}).get("code") != refused:
            raise Failed(f"{self.name}: {refused} was expected, not {out}")
        return answer

    def run(self, *words: str, account: str = "", given: str = "", refused: str = "") -> Answer:
        """Do a command to its end."""
        return self.end(self.start(*words, account=account), given, refused=refused)

    def serve(self) -> None:
        """Exchange from now on, as the service does."""
        self._service = subprocess.Popen(
            [*_program, "sync", "watch"], env=self.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def stop(self) -> None:
        """End the service in order."""
        if self._service is not None:
            self._service.send_signal(signal.SIGTERM)
            self._service.wait(PATIENCE)
            self._service = None

    def wait(self, what: str, question: Callable[[], Answer]) -> Answer:
        """Ask until the answer is there; nobody at this desk does anything meanwhile."""
        began = time.monotonic()
        quiet, self.console.quiet = self.console.quiet, True
        try:
            while time.monotonic() - began < PATIENCE:
                if found := question():
                    break
            else:
                raise Failed(f"{self.name}: {what} did not come in {PATIENCE:.0f} s")
        finally:
            self.console.quiet = quiet
        took = time.monotonic() - began
        self.console.print(f"  [dim]{self.title:>11}[/]   {what} ({took:.1f} s)", highlight=False)
        return found


class Demo:
    """The hall `h7` with two desks, the department `mse`, the city, and their hub."""

    def __init__(self, folder: Path, server: Server, proxy: Proxy, console: Console) -> None:
        self.folder, self.server, self.proxy, self.console = folder, server, proxy, console
        self.first = Site(folder, "h7/desk1", "window 1", console)
        self.second = Site(folder, "h7/desk2", "window 2", console)
        self.department = Site(folder, "mse/desk1", "department", console)
        made = server.url(server.make_database())
        self.city = Site(folder, "city/desk1", "city", console, made)
        self.sites = (self.first, self.second, self.department, self.city)

    def say(self, title: str, *lines: str) -> None:
        """A heading, and what to look at."""
        self.console.print(f"\n[bold]{title}[/]", highlight=False)
        for each in lines:
            self.console.print(f"  {each}", style="cyan", highlight=False)

    def show(self, text: str) -> None:
        """What came of it."""
        self.console.print(f"  [green]=[/] {text}", highlight=False)

    def check(self, found: bool, text: str) -> None:
        """Say that something is so; raises `Failed` where it is not."""
        if not found:
            raise Failed(text)
        self.show(text)

    def found(self) -> None:
        """The desks are made, and the hub, and everybody joins."""
        self.say(
            "1  Four desks and a hub",
            "each desk is a database and a program of its own; the city's is on a server",
        )
        made = [each.start("init", "--desk", each.name) for each in self.sites]
        for each, process in zip(self.sites, made, strict=True):
            each.end(process)
        self._hire()
        hub = self.server.url(self.server.make_database())
        self.first.run("sync", "hub", "init", hub, "--lane", "1", account="admin")
        at = ("--at", f"127.0.0.1:{self.proxy.port}")
        for each, more in (
            (self.second, ()),
            (self.department, ("--role", "department", "--hall", "h7")),
            (self.city, ("--role", "city")),
        ):
            words = ("sync", "hub", "invite", each.name, *more, *at)
            code = self.first.run(*words, account="admin")["code"]
            each.run("sync", "join", code, account="admin")
        self.first.run("sync", "department", DEPARTMENT, "--desk", "mse/desk1", account="admin")
        for each in (self.first, self.second):
            each.run("sync", "follow", "city/desk1", account="admin")
        for each in self.sites:
            each.serve()
        members = self.first.run("sync", "hub", "members")["members"]
        self.check(len(members) == len(self.sites), f"{len(members)} desks at the hub")

    def _hire(self) -> None:
        """The people who act at each desk, and nobody else."""
        market = ("--role", "reviewer", "--department", DEPARTMENT)
        for site, account, words in (
            *((each, "admin", ("--role", "admin")) for each in self.sites),
            (self.first, "clerk1", ("--role", "clerk", "--window", "1")),
            (self.first, "supervisor", ("--role", "supervisor")),
            (self.second, "clerk2", ("--role", "clerk", "--window", "2")),
            (self.department, "reviewer", market),
        ):
            by = "" if account == "admin" else "admin"
            added = site.run("account", "add", account, *words, account=by)["accounts"]
            # Whoever is added by somebody else is told a PIN once.
            site.pins[account] = added[0]["pin"] or "2468"

    def share_a_queue(self) -> None:
        """Numbers of one window are called at the other, each once."""
        self.say("2  One queue, two windows", "both call at the same moment: nobody gets the same")
        given = [self.first.run("queue", "issue", "A", account="clerk1")["number"]
                 for _ in range(2)]  # fmt: skip
        both = [
            self.first.start("queue", "call", "--window", "1", account="clerk1"),
            self.second.start("queue", "call", "--window", "2", account="clerk2"),
        ]
        called = [
            site.end(process)["number"]
            for site, process in zip((self.first, self.second), both, strict=True)
        ]
        self.check(sorted(called) == sorted(given), f"window 1: {called[0]}, window 2: {called[1]}")
        self.second.run("queue", "start", called[1], "--window", "2", account="clerk2")
        self.number = called[0]

    def send_a_case(self) -> None:
        """A case is taken in, answered by the department at its own desk, and decided."""
        self.say("3  A case goes to its department", "the citizen has the date before leaving")
        first, number = self.first, self.number
        first.run("queue", "start", number, "--window", "1", account="clerk1")
        opened = first.run(
            "case", "open", "--item", ITEM, "--ticket", number, "--applicant", "-",
            account="clerk1", given=json.dumps(_applicant),
        )  # fmt: skip
        case = opened["case"]
        answers = ("range=class_b", "cold=no", "who=self")
        first.run("case", "answer", case, *answers, account="clerk1")
        needed = first.run("case", "show", case)["materials"]
        papers = [f"{each['material']}=received" for each in needed]
        first.run("case", "check", case, *papers, account="clerk1")
        accepted = first.run("case", "accept", case, account="clerk1")
        self.show(f"{accepted['number']}: promised by {accepted['promised_due']},"
                  f" by law {accepted['statutory_due']}")  # fmt: skip
        first.run("queue", "finish", number, "--window", "1", account="clerk1")
        while step := self._open_step(case):
            self.department.wait(f"the leg {step} is here", lambda: self._has_leg(case))
            self.department.run("case", "review", case, step, "agreed", account="reviewer")
            self._wait_past(case, step)
        decided = first.run("case", "decide", case, "granted", account="supervisor")
        self.check(decided["state"] == "granted", f"{accepted['number']} is granted")

    def _wait_past(self, case: str, step: str) -> None:
        self.first.wait("the answer is back", lambda: self._open_step(case) != step)

    def _legs(self, site: Site, case: str) -> list[dict[str, Any]]:
        legs: list[dict[str, Any]] = site.run("case", "show", case).get("legs", [])
        return legs

    def _open_step(self, case: str) -> str:
        open_legs = [x for x in self._legs(self.first, case) if x["state"] == "open"]
        return str(open_legs[0]["step"]) if open_legs else ""

    def _has_leg(self, case: str) -> bool:
        found = self.department.run("reviews", "--department", DEPARTMENT)
        return any(each["case"] == case for each in found["reviews"])

    def pull_the_cable(self) -> None:
        """One window is cut off, works on with its own numbers, and is back by itself."""
        self.say("4  The cable is pulled at window 2", "it says so and goes on with its own lane")
        self.proxy.is_silent = True
        began = time.monotonic()
        own = self.second.run("queue", "issue", "A", account="clerk2")["number"]
        self.check(own.startswith("W"), f"{own} is its own number"
                   f" (known after {time.monotonic() - began:.1f} s)")  # fmt: skip
        ticket = self.second.run("queue", "list")["tickets"][0]["number"]
        self.check(ticket == own, "and waits in the list of window 2")
        given = self.first.run("queue", "issue", "A", account="clerk1")["number"]
        self.show(f"window 1 goes on with {given}")
        self.say("5  The cable is back", "nobody does anything")
        self.proxy.heal()
        self.proxy.cut()
        self.second.wait(f"{given} is in the list here, too", lambda: given in self._waiting())

    def _waiting(self) -> list[str]:
        return [each["number"] for each in self.second.run("queue", "list")["tickets"]]

    def publish(self) -> None:
        """The city changes an item; the halls have it once it is whole."""
        self.say("6  The city publishes its catalogue", "a hall never works with half of one")
        items = self.folder / "items.toml"
        items.write_text(_new_item, "utf-8")
        self.city.run("catalogue", "import", str(items), account="admin")
        self.city.run("catalogue", "publish", "--note", "a new item", account="admin")
        self.second.wait(
            "the new item is here",
            lambda: self.second.run("catalogue", "list", "ZZ-DEMO")["items"],
        )

    def look_back(self) -> None:
        """The city reports on every hall; every chain holds."""
        self.say("7  The city's figures, and proof", "what happened is at the city, without names")
        self.city.wait("both numbers are here", lambda: self._issued() >= 3)
        figures = self.city.run("report", "--hall", "h7")
        shown = {each["name"]: each["value"] for each in figures if not each["group"]}
        self.show(", ".join(f"{name} {shown[name]}" for name in ("issued", "accepted", "decided")))
        for each in self.sites:
            verified = each.run("audit", "verify")
            self.check(not verified["broken"], f"{each.name}: {verified['ops']} acts in"
                       f" {verified['streams']} streams hold")  # fmt: skip

    def _issued(self) -> int:
        try:
            figures = self.city.run("report", "queue", "--hall", "h7")
        except Failed:
            return 0
        return next(int(x["value"]) for x in figures if x["name"] == "issued" and not x["group"])

    def run(self) -> None:
        """All of it."""
        self.found()
        self.share_a_queue()
        self.send_a_case()
        self.pull_the_cable()
        self.publish()
        self.look_back()


_new_item = """
[[departments]]
name = "区市监局"
code = "115113010087783353"

[[departments.items]]
code = "ZZ-DEMO"
name = "示范事项"
type = "20"
"""


@contextmanager
def prepared(console: Console) -> Iterator[Demo]:
    """Server, cable and desks; all of it is gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wd-sync-demo-")))
        server = stack.enter_context(running_server())
        proxy = stack.enter_context(proxied("127.0.0.1", server.port))
        demo = Demo(folder, server, proxy, console)
        for each in demo.sites:
            stack.callback(each.stop)
        yield demo


def main() -> int:
    """Show it, and say whether all of it was as it should be."""
    console = Console()
    began = time.monotonic()
    try:
        with prepared(console) as demo:
            demo.run()
    except Failed as error:
        console.print(f"\n[bold red]{error}[/]")
        return 1
    console.print(f"\nAll of it in {time.monotonic() - began:.0f} s; nothing is left behind.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
