"""What the tests of the screens share."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from window_desk.locale import current, use


@pytest.fixture(autouse=True)
def language_as_before() -> Iterator[None]:
    """Leave the language as it was: it is one for the whole program."""
    before = current()
    yield
    use(before)


@pytest.fixture(scope="session", autouse=True)
def no_guessed_waits() -> Iterator[None]:
    """Keep the pilot from sleeping until the processor looks idle: `settled` knows when it is."""

    async def one_turn(_least: float = 0, _most: float = 0) -> None:
        await asyncio.sleep(0)

    with pytest.MonkeyPatch.context() as patch:
        for place in ("app", "pilot"):
            patch.setattr(f"textual.{place}.wait_for_idle", one_turn)
        yield
