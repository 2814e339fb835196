"""Files for other desks written and read, beside json, sha256 and one signature of the lines."""

from __future__ import annotations

import hashlib
import json
import statistics
import time
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks import foreign
from window_desk.domain.actor import Actor
from window_desk.storage.desk import Desk
from window_desk.sync import bundle, send, trusting
from window_desk.sync.keys import PublicKey
from window_desk.sync.send import Wish

_admin = Actor("admin", "", "admin")


class Measured(NamedTuple):
    """The median milliseconds of the desk and of the floor, for so many acts and megabytes."""

    acts: int
    megabytes: float
    ours: float
    floor: float

    @property
    def speed(self) -> str:
        """Acts and megabytes a second."""
        seconds = self.ours / 1000
        return f"{self.acts / seconds:,.0f} acts, {self.megabytes / seconds:.1f} MB a second"


def measure(folder: Path, rounds: int = 7, cases: int = 2_000) -> tuple[Measured, Measured]:
    """A desk's whole log written to files, and those files read and proven."""
    files = foreign.prepare(folder, cases)
    contents = [each.read_bytes() for each in files]
    desk = Desk(folder / "writer.db")
    key = trusting.own_key(desk).public
    lines = [json.loads(each) for text in contents for each in text.splitlines()]
    times = [_once(desk, folder / f"again{n}.wdb", contents, lines, key) for n in range(rounds)]
    desk.close()
    writing, writing_floor, reading, reading_floor = map(
        statistics.median, zip(*times, strict=True)
    )
    acts, size = cases * 10, sum(map(len, contents)) / 1e6
    return (
        Measured(acts, size, writing, writing_floor),
        Measured(acts, size, reading, reading_floor),
    )


def _once(
    desk: Desk, target: Path, contents: list[bytes], lines: list[Any], key: PublicKey
) -> tuple[float, float, float, float]:
    began = time.perf_counter()
    send.export_bundle(desk, _admin, target, Wish(from_start=True))
    written = time.perf_counter()
    _write_plainly(target.with_suffix(".json"), lines)
    written_plainly = time.perf_counter()
    for each in contents:
        bundle.read(each, lambda _fingerprint: key)
    read = time.perf_counter()
    for each in contents:
        for line in each.splitlines():
            json.loads(line)
    read_plainly = time.perf_counter()
    moments = (began, written, written_plainly, read, read_plainly)
    first, second, third, fourth = ((after - before) * 1000 for before, after in pairwise(moments))
    return first, second, third, fourth


def _write_plainly(target: Path, lines: list[Any]) -> None:
    """The same lines as any program would write them to a file, signed as a whole."""
    content = "\n".join(
        json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in lines
    ).encode()
    signature = Ed25519PrivateKey.generate().sign(hashlib.sha256(content).digest())
    target.write_bytes(content + signature)
