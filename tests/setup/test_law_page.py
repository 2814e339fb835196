"""The page on the law names the switches that there are, with the defaults that they have."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from window_desk.domain.centre import Policies
from window_desk.domain.item import Material, ServiceItem

PAGE = (Path(__file__).parents[2] / "docs" / "law.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| `(\w+)` \|", re.MULTILINE)


def test_every_policy_stands_there_with_its_default() -> None:
    policies = {name: str(value) for name, value in msgspec.structs.asdict(Policies()).items()}
    assert dict(ROW.findall(PAGE)) == policies


def test_every_field_it_names_is_a_field() -> None:
    table = PAGE[PAGE.index("| field | means |") :]
    named = set(re.findall(r"^\| `(\w+)`(?: \|| of a paper)", table, re.MULTILINE))
    fields = {*ServiceItem.__struct_fields__, *Material.__struct_fields__}
    assert named <= fields
    assert {"special", "own_suspensions", "renewal", "quota", "commitment"} <= named


def test_every_module_it_names_is_there() -> None:
    package = Path(__file__).parents[2] / "src" / "window_desk"
    modules = re.findall(r"`(domain/\w+\.py)`", PAGE)
    assert modules
    assert all((package / each).is_file() for each in modules)
