"""A desk that is killed at any moment loses nothing that it said was done, on a server either."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest

from tests.campaigns.test_kills import half_done, kill_while, missing
from tests.support import Clock, assert_sound, copy_desk
from window_desk.storage.desk import Desk


def test_nothing_that_was_said_is_lost(seeded: Path, tmp_path: Path) -> None:
    place = copy_desk(seeded, tmp_path / "desk.db")
    said = [
        each
        for number in range(3)
        for each in kill_while("serve", place, ("1", "2"), random.Random(number))
    ]
    assert said
    assert missing(place, said) == []
    assert half_done(place) == []
    with closing(Desk(place, Clock())) as desk:
        assert_sound(desk)


def test_saying_it_too_early_is_noticed(seeded: Path, tmp_path: Path) -> None:
    place = copy_desk(seeded, tmp_path / "desk.db")
    for number in range(10):
        if missing(place, kill_while("boast", place, ("1",), random.Random(number))):
            return
    pytest.fail("No act that was announced before it was durable was found missing.")
