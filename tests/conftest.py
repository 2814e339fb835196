"""What every test has: a desk path of its own and properties without a stopwatch."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("desk", deadline=None, print_blob=True)
settings.load_profile("desk")


@pytest.fixture(scope="session", autouse=True)
def no_real_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests, and the programs they start, away from the desk of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        own = {name for name in os.environ if name.startswith("WINDOW_DESK_")}
        for name in (own | {"NO_COLOR", "FORCE_COLOR"}) - {"WINDOW_DESK_ROUNDS"}:
            patch.delenv(name, raising=False)
        patch.setenv("WINDOW_DESK_DATABASE", str(tmp_path_factory.mktemp("home") / "desk.db"))
        yield
