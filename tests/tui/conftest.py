"""What the tests of the screens share."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from tests.support import assert_sound, copy_desk
from tests.tui.joint_desk import JointDesk, make_joint
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


@pytest.fixture(scope="session", autouse=True)
def styles_are_read_once() -> Iterator[None]:
    """Share what was read from a style sheet between the applications of a test process.

    An application keeps it as well, but only for itself; it depends on nothing but the words, where
    they stand and the colours of the theme.
    """
    read: dict[tuple[object, ...], list[RuleSet]] = {}
    parse = Stylesheet._parse_rules

    def parse_once(
        sheet: Stylesheet,
        css: str,
        read_from: tuple[str, str],
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        where = (css, read_from, is_default_rules, tie_breaker, scope)
        key = (*where, *sheet._variables.items())
        if key not in read:
            read[key] = parse(sheet, *where)
        return read[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        yield


@pytest.fixture(scope="session")
def joint_made(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> JointDesk:
    """A desk with joint cases that nobody has open; copy it, never open it."""
    return make_joint(copy_desk(seeded, tmp_path_factory.mktemp("joint") / "desk.db"))


@pytest.fixture
def joint(joint_made: JointDesk, tmp_path: Path) -> Iterator[JointDesk]:
    """A desk with joint cases of this test; sound when the test is over."""
    copied = copy_desk(joint_made.path, tmp_path / "joint.db")
    found = msgspec.structs.replace(joint_made, path=copied)
    yield found
    desk = found.open(days=30)
    assert_sound(desk)
    desk.close()
