"""Demo halls that the tests of this folder share; nobody may write to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.demo_desks import fill, make_empty
from window_desk.storage.desk import Desk


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a seeded desk without accounts; copy it, never open it."""
    return make_empty(tmp_path_factory.mktemp("empty") / "desk.db")


@pytest.fixture(scope="session")
def hall(empty: Path) -> Iterator[Desk]:
    """The usual demo hall, on a Monday afternoon; read it only."""
    desk = fill(empty)
    yield desk
    desk.close()
