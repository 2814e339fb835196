"""A hub for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hubs import Hub
from tests.postgres import Server


@pytest.fixture(scope="module")
def hub(postgres: Server) -> Iterator[Hub]:
    """A hub that the tests of a module share: desks have names of their own in each of them."""
    made = Hub(postgres)
    yield made
    made.drop()
