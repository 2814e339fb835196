"""Saying how far something long has come."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with how much is done, and of how much."""


def untold(_done: int, _total: int) -> None:
    """Nobody watches."""
