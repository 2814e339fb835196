"""What the tests of the screens share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.support import assert_sound, copy_desk
from tests.tui.joint_desk import JointDesk, make_joint
from window_desk.locale import current, use


@pytest.fixture(autouse=True)
def language_as_before() -> Iterator[None]:
    """Leave the language as it was: it is one for the whole program."""
    before = current()
    yield
    use(before)


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
