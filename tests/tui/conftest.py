"""What the tests of the screens share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from window_desk.locale import current, use


@pytest.fixture(autouse=True)
def language_as_before() -> Iterator[None]:
    """Leave the language as it was: it is one for the whole program."""
    before = current()
    yield
    use(before)
