"""A program on a pseudo-terminal: when it paints a text, how it answers keys, what it weighs."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from pathlib import Path

_escape = re.compile(rb"\x1b\[[0-9;?<>=]*[a-zA-Z~]|\x1b[()][A-Z0-9]|\x1b[=>]")


class Terminal:
    """A command running on a terminal of its own, 120 x 40 unless told otherwise."""

    def __init__(self, command: Sequence[str], columns: int = 120, rows: int = 40) -> None:
        self.started = time.perf_counter()
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            os.execvp(command[0], list(command))
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.seen = b""
        self.clock_painted = self.started

    def wait_for(self, text: str, seconds: float = 30) -> float:
        """Milliseconds from the start until the text has been painted."""
        needle = text.encode()
        while needle not in _escape.sub(b"", self.seen):
            if not self._read(seconds):
                raise TimeoutError(f"{text!r} was not painted; last bytes: {self.seen[-300:]!r}")
        return (time.perf_counter() - self.started) * 1000

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.handle], [], [], seconds)
        if not ready:
            return False
        try:
            self.seen += os.read(self.handle, 65536)
        except OSError:
            return False
        return True

    def settle(self, quiet: float = 1.2) -> None:
        """Read until nothing is painted for a while; a running clock paints once a second."""
        end = time.perf_counter() + quiet
        while time.perf_counter() < end:
            self._read(0.1)

    def key(self, key: str) -> float:
        """Milliseconds from a key to the next paint."""
        while self._read(0.05):
            self.seen = b""
        began = time.perf_counter()
        os.write(self.handle, key.encode())
        self._read(5)
        return (time.perf_counter() - began) * 1000

    def answer(self, keys: str, quiet: float = 0.12) -> float:
        """Milliseconds from a key to the last paint that it caused, `quiet` seconds being silent.

        What is read in a thread is painted later than what the key itself changes, so the first
        paint would not be the answer.
        """
        while self._read(0.05):
            self.seen = b""
        began = last = time.perf_counter()
        os.write(self.handle, keys.encode())
        while self._read(5 if last == began else quiet):
            last = time.perf_counter()
        return (last - began) * 1000

    def after_clock(self) -> None:
        """Wait until the clock of the screen, which paints once a second, has just painted.

        What it paints beside a key is no answer to the key. Where nothing runs that could be
        seen, it would have painted a whole number of seconds after the last time.
        """
        if self._read(1.1):
            self.clock_painted = time.perf_counter()
        else:
            time.sleep(1.02 - (time.perf_counter() - self.clock_painted) % 1)

    def peak_megabytes(self) -> float:
        """The most memory the process has held, from /proc (Linux)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else float("nan")

    def close(self) -> None:
        """End the program."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.handle)
