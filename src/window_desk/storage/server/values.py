"""How values go to the server and come back: as the desk's statements know them from SQLite."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.adapt import Dumper, Loader
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumper


class BooleanDumper(Dumper):
    """True and False are 1 and 0 in every table."""

    oid = Int8Dumper.oid

    def dump(self, obj: bool) -> bytes:
        """The number."""
        return b"1" if obj else b"0"


class NumberLoader(Loader):
    """Sums are whole numbers and means are not."""

    def load(self, data: bytes | bytearray | memoryview) -> int | float:
        """The number."""
        text = bytes(data)
        return float(text) if b"." in text else int(text)


def adapt(raw: psycopg.Connection[Any]) -> None:
    """Let every text be a text and every number one of 64 bits: nothing is left to be guessed."""
    raw.adapters.register_dumper(str, StrDumper)
    raw.adapters.register_dumper(int, Int8Dumper)
    raw.adapters.register_dumper(bool, BooleanDumper)
    raw.adapters.register_loader("numeric", NumberLoader)
