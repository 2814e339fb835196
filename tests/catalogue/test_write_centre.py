"""Settings that were written are read back as they were."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from window_desk.catalogue import data_folder
from window_desk.catalogue.settings import load_centre
from window_desk.catalogue.source import BadSource
from window_desk.catalogue.write_centre import write_centre
from window_desk.domain.centre import Centre
from window_desk.domain.item import Bilingual


@pytest.fixture(scope="module")
def centre() -> Centre:
    return load_centre(data_folder() / "centre" / "demo.toml")


def read_back(centre: Centre, folder: Path) -> Centre:
    path = folder / "centre.toml"
    path.write_text(write_centre(centre), "utf-8")
    return load_centre(path)


def test_the_shipped_settings_come_back(centre: Centre, tmp_path: Path) -> None:
    assert read_back(centre, tmp_path) == centre


@pytest.mark.parametrize("name", ['a "b" \\ c', "行政审批（试点）", "[centre]", "#", "'''"])
def test_any_name_comes_back(centre: Centre, tmp_path: Path, name: str) -> None:
    named = msgspec.structs.replace(centre, name=Bilingual(name, name))
    assert read_back(named, tmp_path) == named


def test_rules_that_differ_come_back(centre: Centre, tmp_path: Path) -> None:
    rules = msgspec.structs.replace(centre.rules, undo_seconds=5, missed_after_calls=4)
    first = msgspec.structs.replace(centre.departments[0], desk="mse/desk1")
    other = msgspec.structs.replace(
        centre, rules=rules, departments=(first, *centre.departments[1:])
    )
    assert read_back(other, tmp_path) == other
    assert 'desk = "mse/desk1"' in write_centre(other)


def test_a_name_of_no_desk_is_refused(centre: Centre, tmp_path: Path) -> None:
    first = msgspec.structs.replace(centre.departments[0], desk="MSE")
    other = msgspec.structs.replace(centre, departments=(first, *centre.departments[1:]))
    with pytest.raises(BadSource):
        read_back(other, tmp_path)
