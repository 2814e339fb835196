"""Every desk of these tests lies on a server; what they are otherwise, stands in their own file."""

from __future__ import annotations

import pytest

from tests.on_server import new_place
from tests.postgres import Server
from tests.support import make_seeded
from tests.tui.conftest import language_as_before as language_as_before
from tests.tui.conftest import no_guessed_waits as no_guessed_waits
from tests.tui.conftest import styles_are_read_once as styles_are_read_once
from window_desk.storage.place import Address


@pytest.fixture(scope="session")
def seeded(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Address:
    """A seeded desk that nobody has open; copy it, never open it."""
    place = new_place(postgres, tmp_path_factory.mktemp("seeded-on-server"))
    make_seeded(place)
    return place
