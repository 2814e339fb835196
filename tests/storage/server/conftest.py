"""A seeded desk on a server for each test of these."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.on_server import copy_place, new_place
from tests.postgres import Server
from tests.support import Clock, assert_sound, make_seeded
from window_desk.storage.desk import Desk
from window_desk.storage.place import Address


@pytest.fixture(scope="session")
def seeded_place(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Address:
    """A seeded desk that nobody has open; copy it, never open it."""
    place = new_place(postgres, tmp_path_factory.mktemp("seeded-on-server"))
    make_seeded(place)
    return place


@pytest.fixture
def place(seeded_place: Address, tmp_path: Path) -> Address:
    """A seeded desk of this test."""
    return copy_place(seeded_place, tmp_path)


@pytest.fixture
def desk(place: Address, clock: Clock) -> Iterator[Desk]:
    """A seeded desk of this test, open; whatever the test did, it is sound afterwards."""
    with closing(Desk(place, clock)) as desk:
        yield desk
        assert_sound(desk)
