"""The command as a process of its own: statuses, pipes, terminals, and first starts."""

from __future__ import annotations

import ctypes
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.on_server import address_of
from tests.support import PIN

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "window_desk"]


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that finds this checkout and no desk of ours."""
    return os.environ | {"PYTHONPATH": str(ROOT / "src"), "TERM": "xterm-256color"} | more


def window_desk(*words: object, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [*COMMAND, *map(address_of, words)],
        env=environment(**more),
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


class OnTerminal:
    """The command on a terminal of its own, with everything that it drew there."""

    def __init__(self, *words: object, **more: str) -> None:
        self.drawn = b""
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            os.execve(COMMAND[0], [*COMMAND, *map(address_of, words)], environment(**more))

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Read what is drawn until something holds."""
        until = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < until, self.drawn[-2000:]
            self._read(0.05)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._terminal], [], [], seconds)[0]:
            return True
        try:
            new = os.read(self._terminal, 65_536)
        except OSError:
            return False
        self.drawn += new
        return bool(new)

    def press(self, keys: bytes) -> None:
        """Type something."""
        os.write(self._terminal, keys)

    def kill(self, number: signal.Signals) -> None:
        """Send a signal."""
        os.kill(self._pid, number)

    def close(self) -> None:
        """Close the terminal's window."""
        os.close(self._terminal)
        self._terminal = -1

    def end(self) -> int:
        """Its exit status, once it has ended."""
        until = time.monotonic() + 60
        ended, status = 0, 0
        while not ended:
            if self._terminal < 0 or not self._read(0.05):
                time.sleep(0.05)
            if time.monotonic() > until:
                self.kill(signal.SIGKILL)
            ended, status = os.waitpid(self._pid, os.WNOHANG)
        if self._terminal >= 0:
            while self._read(0):
                pass
            self.close()
        return os.waitstatus_to_exitcode(status)


def test_the_statuses_of_a_process(desk_file: Path) -> None:
    def status(*words: object, **more: str) -> int:
        return window_desk("--database", desk_file, *words, WINDOW_DESK_PIN=PIN, **more).returncode

    assert status("queue", "issue", "A", "--as", "clerk1") == 0
    assert status("queue", "issue", "A", "--as", "admin") == 1
    assert status("queue", "issue") == 2
    assert window_desk("--database", ROOT, "queue", "list").returncode == 3


def test_help_in_chinese() -> None:
    ran = window_desk("--lang", "zh", "--help", LANG="C")
    assert ran.returncode == 0
    assert "Traceback" not in ran.stderr
    assert any("\u4e00" <= each <= "\u9fff" for each in ran.stdout)
    assert window_desk("--help", WINDOW_DESK_LANG="zh").stdout == ran.stdout


def test_names_reach_a_terminal_that_knows_no_chinese(desk_file: Path) -> None:
    ran = window_desk("--database", desk_file, "account", "list", PYTHONIOENCODING="ascii")
    assert ran.returncode == 0
    assert "\\u674e" in ran.stdout
    listed = window_desk(
        "--database", desk_file, "account", "list", "--json", PYTHONIOENCODING="ascii"
    )
    names = {each["name"] for each in json.loads(listed.stdout)["accounts"]}
    assert "李晓燕" in names


def test_a_word_that_is_no_text_is_a_sentence(desk_file: Path) -> None:
    ran = subprocess.run(
        [*COMMAND, "--database", address_of(desk_file), "case", "show", b"\xff\xfe"],
        env=environment(),
        capture_output=True,
        timeout=60,
    )
    assert ran.returncode == 2
    assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize("words", ["catalogue list", "catalogue list --json", "--help"])
def test_a_reader_that_goes_away_is_no_error(desk_file: Path, words: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run(
        [*COMMAND, "--database", address_of(desk_file), *words.split()],
        env=environment(),
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=60,
    )
    os.close(writing)
    assert ran.returncode == 141
    assert ran.stderr == b""


def without_privileges() -> None:
    """Let file modes count for the superuser too: drop what overrides them before the program."""
    drop, override_modes = 24, (1, 2)
    for each in override_modes:
        assert ctypes.CDLL(None).prctl(drop, each, 0, 0, 0) == 0


@pytest.mark.parametrize("words", ["queue issue A --as clerk1", "init", "db rebuild"])
@pytest.mark.on_file("a file's mode")
def test_a_database_that_may_only_be_read(desk_file: Path, words: str) -> None:
    desk_file.chmod(0o444)
    desk_file.parent.chmod(0o555)
    try:
        ran = subprocess.run(
            [*COMMAND, "--database", address_of(desk_file), *words.split(), "--json"],
            env=environment(WINDOW_DESK_PIN=PIN),
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            preexec_fn=without_privileges if os.geteuid() == 0 else None,
        )
    finally:
        desk_file.parent.chmod(0o755)
    assert ran.returncode == 3, ran.stderr
    assert json.loads(ran.stdout)["error"]["code"] in ("db.read_only", "db.file")
    assert "Traceback" not in ran.stderr


class TestFirstStart:
    def test_several_processes_at_once_make_one_desk(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "desk.db"
        together = [
            subprocess.Popen(
                [*COMMAND, "--database", str(path), "init", "--json"],
                env=environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
            )
            for _ in range(3)
        ]
        ends = [(*each.communicate(timeout=120), each.returncode) for each in together]
        assert [status for *_, status in ends] == [0, 0, 0], ends
        assert len({out for out, *_ in ends}) == 1
        assert [each.name for each in path.parent.iterdir()] == ["desk.db"]
        assert window_desk("--database", path, "db", "check").returncode == 0

    def test_killed_while_it_is_made_there_is_no_half_desk(self, tmp_path: Path) -> None:
        path = tmp_path / "desk.db"
        for seconds in (0.3, 0.6, 0.9, 1.2):
            making = subprocess.Popen(
                [*COMMAND, "--database", str(path), "init"],
                env=environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            time.sleep(seconds)
            making.kill()
            making.wait()
            if path.exists():
                break
        ran = window_desk("--database", path, "init", "--json")
        assert ran.returncode == 0
        assert json.loads(ran.stdout)["items"] > 1000
        assert window_desk("--database", path, "db", "check").returncode == 0

    def test_without_a_command_the_desk_opens_and_is_made_behind_its_first_frame(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "new" / "desk.db"
        desk = OnTerminal("--database", path)
        desk.wait_for(path.exists)
        desk.press(b"\x11")
        assert desk.end() == 0
        assert b"\x1b[?1049h" in desk.drawn
        assert window_desk("--database", path, "queue", "list").returncode == 0


class TestTerminal:
    def test_the_pin_is_asked_for_and_not_shown(self, desk_file: Path) -> None:
        asked = OnTerminal("--database", desk_file, "queue", "issue", "A", "--as", "clerk1")
        asked.wait_for(lambda: b"PIN of clerk1" in asked.drawn)
        asked.press(PIN.encode() + b"\n")
        assert asked.end() == 0
        assert b"A001" in asked.drawn
        assert PIN.encode() not in asked.drawn

    @pytest.mark.parametrize("key", [b"\x03", b"\x04"], ids=["ctrl+c", "ctrl+d"])
    def test_who_does_not_want_to_say_it_leaves_quietly(self, desk_file: Path, key: bytes) -> None:
        asked = OnTerminal("--database", desk_file, "queue", "issue", "A", "--as", "clerk1")
        asked.wait_for(lambda: b"PIN of clerk1" in asked.drawn)
        asked.press(key)
        assert asked.end() == 130
        assert b"Traceback" not in asked.drawn

    def test_a_new_pin_is_asked_for_twice(self, desk_file: Path) -> None:
        def add(name: str, *pins: bytes) -> int:
            words = ("account", "add", name, "--role", "clerk", "--as", "admin")
            asked = OnTerminal("--database", desk_file, *words, WINDOW_DESK_PIN=PIN)
            for question, pin in zip((b"New PIN", b"again"), pins, strict=True):
                asked.wait_for(lambda question=question: question in asked.drawn)  # type: ignore[misc]
                asked.press(pin + b"\n")
            return asked.end()

        assert add("one", b"97531", b"97531") == 0
        assert add("two", b"97531", b"13579") == 2


class TestDemo:
    @pytest.mark.parametrize(
        ("leave", "status"),
        [
            (lambda demo: demo.press(b"\x11"), 0),
            (lambda demo: demo.kill(signal.SIGTERM), 143),
            (OnTerminal.close, 129),
        ],
        ids=["the desk's own key", "asked to end", "the terminal is closed"],
    )
    def test_it_opens_signed_in_and_leaves_nothing_behind(
        self, tmp_path: Path, leave: Callable[[OnTerminal], None], status: int
    ) -> None:
        passing = tmp_path / "passing"
        passing.mkdir()
        demo = OnTerminal("demo", "--cases", "8", TMPDIR=str(passing))
        demo.wait_for(lambda: "李晓燕".encode() in demo.drawn)
        assert len(list(passing.iterdir())) == 1
        leave(demo)
        assert demo.end() == status
        assert list(passing.iterdir()) == []
