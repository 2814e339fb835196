"""A hub for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hubs import Hub
from tests.postgres import Server
from tests.town import Town


@pytest.fixture(scope="module")
def hub(postgres: Server) -> Iterator[Hub]:
    """A hub that the tests of a module share: desks have names of their own in each of them."""
    made = Hub(postgres)
    yield made
    made.drop()


@pytest.fixture
def town(postgres: Server, bare: Path, tmp_path: Path) -> Iterator[Town]:
    """A hub whose keeper is the only desk so far; every desk is sound when the test is over."""
    made = Town(postgres, bare, tmp_path)
    yield made
    made.close()
