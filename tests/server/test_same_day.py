"""The scripted day at the screens holds on a server; fewer citizens come."""

from __future__ import annotations

import pytest

from tests.on_server import same_tests
from tests.tui import test_day

globals().update(same_tests(test_day))


@pytest.fixture(autouse=True)
def few_citizens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty of them take the time of all the other tests on a server together."""
    for name, count in (("instant", 3), ("committed", 1), ("left", 1)):
        monkeypatch.setattr(test_day, f"{name}_citizens", count)
