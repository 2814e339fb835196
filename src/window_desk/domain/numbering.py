"""Numbers that people see: tickets, acceptances and documents, gap-free within their run.

Every desk counts by itself, also without a network. So that two desks of one hall never give the
same number, that of any desk but the first has a mark in it that no other desk has: `h7/desk3`
writes `511602-20261123-3-0007` and `受字〔2026〕3-12号`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

import msgspec

NumberKind = Literal[
    "case", "receipt", "acceptance", "correction", "turned_away", "commitment", "suspension",
    "extension", "moved", "decision", "service", "request", "minutes",
]  # fmt: skip

characters: dict[str, NumberKind] = {
    "收字": "receipt",
    "受字": "acceptance",
    "补字": "correction",
    "不受字": "turned_away",
    "诺字": "commitment",
    "特字": "suspension",
    "延字": "extension",
    "期字": "moved",
    "决字": "decision",
    "送字": "service",
    "充字": "request",
    "纪字": "minutes",
}
"""The character of each kind of document in its number (文号)."""

_mark = r"(?:[0-9A-Z_.-]+-)?"
_document = re.compile(rf"^(\D+)〔(\d{{4}})〕{_mark}(\d+)号$")
_case = re.compile(rf"^.+?-(\d{{8}})-{_mark}(\d{{4,}})$")
_counted = re.compile(r"desk([1-9][0-9]*)")


class Numbered(msgspec.Struct, frozen=True):
    """A number taken apart: its kind, its run (a year, or a day as YYYYMMDD) and its serial."""

    kind: NumberKind
    run: int
    serial: int
    number: str


def ticket_number(prefix: str, serial: int) -> str:
    """A ticket's number: the queue's prefix and at least three digits."""
    return f"{prefix}{serial:03d}"


def run_of(kind: NumberKind, day: date) -> int:
    """The run in which a number of this kind is counted on that day."""
    return day.year * 10_000 + day.month * 100 + day.day if kind == "case" else day.year


def mark_of(desk: str) -> str:
    """What tells the numbers of a desk from those of the others of its hall.

    Empty for `h7/desk1`, `3` for `h7/desk3`, `DEPT-FIRE` for `h7/dept-fire`; no two are the same.
    """
    own = desk.partition("/")[2].replace("/", ".")
    found = _counted.fullmatch(own)
    if found is not None:
        return "" if found[1] == "1" else found[1]
    # A name of digits alone is not the number of a counted desk, which never begins with 0.
    return f"0{own}" if own.isdigit() else own.upper()


def make_number(kind: NumberKind, centre: str, run: int, serial: int, mark: str = "") -> str:
    """The number as people see it: `511602-20261123-0007`, or `受字〔2026〕12号`.

    `mark` is that of the desk which gives it (`mark_of`).
    """
    between = f"{mark}-" if mark else ""
    if kind == "case":
        return f"{centre}-{run}-{between}{serial:04d}"
    character = next(text for text, each in characters.items() if each == kind)
    return f"{character}〔{run}〕{between}{serial}号"


def read_number(number: str) -> Numbered:
    """Take a number apart; raises `ValueError` for text that `make_number` never makes."""
    if found := _document.match(number):
        return Numbered(characters[found[1]], int(found[2]), int(found[3]), number)
    if found := _case.match(number):
        return Numbered("case", int(found[1]), int(found[2]), number)
    raise ValueError(number)


def is_number(number: str) -> bool:
    """Whether `make_number` could have made this."""
    return bool(_document.match(number) or _case.match(number)) and len(number) < 100
