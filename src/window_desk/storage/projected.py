"""Rows as they are made from an entity's state, and what they are derived with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from window_desk.domain.calendar import WorkingCalendar
from window_desk.storage.seal import Identity

Key = tuple[str, tuple[Any, ...]]
"""A row's table and primary key."""

Rows = dict[Key, dict[str, Any]]
"""The rows of one entity."""

Unseal = Callable[[str, str], Identity | None]
"""Opens sealed data: person id and sealed text to identity, None when the key is gone."""


class Derive(msgspec.Struct, frozen=True):
    """What rows are derived with besides the ops: the desk, the calendar, and the people's keys."""

    home: str
    calendar: WorkingCalendar | None
    unseal: Unseal


def milliseconds(at: datetime | None) -> int | None:
    """A moment as milliseconds since the epoch."""
    return None if at is None else round(at.timestamp() * 1000)
