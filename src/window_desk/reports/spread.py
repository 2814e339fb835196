"""Means, percentiles and shares, rounded as their definitions say."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

_share_step = Decimal("0.0001")
_day_step = Decimal("0.01")


def mean_of(spread: Mapping[int, int]) -> int | None:
    """The mean of whole numbers (value to how often), a half rounded up; None without any."""
    n = sum(spread.values())
    if not n:
        return None
    total = sum(value * count for value, count in spread.items())
    return (2 * total + n) // (2 * n)


def nearest_rank(spread: Mapping[int, int], percent: int) -> int | None:
    """The value at the rank that is `percent` of n, rounded up; None without any value."""
    n = sum(spread.values())
    if not n:
        return None
    rank = max(1, -(-percent * n // 100))
    reached = 0
    for value in sorted(spread):
        reached += spread[value]
        if reached >= rank:
            break
    return value


def share_of(part: int, n: int) -> Decimal | None:
    """The part of n to four places; only all of them are 1, and only none are 0."""
    if not n:
        return None
    share = (Decimal(part) / n).quantize(_share_step, ROUND_HALF_UP)
    if part < n:
        share = min(share, 1 - _share_step)
    return max(share, _share_step) if part else share


def mean_days(total: int, n: int) -> Decimal | None:
    """The mean number of days to two places; None without any."""
    return (Decimal(total) / n).quantize(_day_step, ROUND_HALF_UP) if n else None
