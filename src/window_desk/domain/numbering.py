"""Numbers that people see: tickets, acceptances and documents, gap-free within their run."""

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

_document = re.compile(r"^(\D+)〔(\d{4})〕(\d+)号$")
_case = re.compile(r"^.+-(\d{8})-(\d{4,})$")


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


def make_number(kind: NumberKind, centre: str, run: int, serial: int) -> str:
    """The number as people see it: `511602-20261123-0007`, or `受字〔2026〕12号`."""
    if kind == "case":
        return f"{centre}-{run}-{serial:04d}"
    character = next(text for text, each in characters.items() if each == kind)
    return f"{character}〔{run}〕{serial}号"


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
