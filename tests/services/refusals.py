"""How a test says that something is refused, and by which rule."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from window_desk.domain.errors import RuleBroken
from window_desk.storage.desk import Desk


@contextmanager
def refused(code: str, desk: Desk | None = None) -> Iterator[pytest.ExceptionInfo[RuleBroken]]:
    """The block is refused with that code; given a desk, nothing is written to its log."""
    before = recorded(desk)
    with pytest.raises(RuleBroken) as caught:
        yield caught
    assert caught.value.code == code
    assert caught.value.message
    assert caught.value.hint
    assert recorded(desk) == before


def recorded(desk: Desk | None) -> int:
    """How many ops there are."""
    if desk is None:
        return 0
    with desk.read() as connection:
        return int(connection.execute("SELECT count(*) FROM op").scalar())
