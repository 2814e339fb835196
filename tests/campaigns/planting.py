"""Faults that are planted into the program: what shows one, and that nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest


def caught(
    simulate: Callable[[int], None],
    planted: pytest.MonkeyPatch,
    seeds: Iterable[int],
    *by: type[Exception],
) -> bool:
    """Whether a seed fails a check with what is planted, and comes to its end without it.

    `by` are errors with which the program itself stumbles over this fault. Any other error shows
    nothing, and the next seed is tried.
    """
    shown: tuple[type[Exception], ...] = (AssertionError, *by)
    for seed in seeds:
        try:
            simulate(seed)
        except shown:
            planted.undo()
            simulate(seed)
            return True
        except Exception:
            continue
    return False
