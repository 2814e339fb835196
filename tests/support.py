"""What tests stand on: a seeded desk, a clock that they move, and what holds afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from textwrap import dedent
from typing import Any

from argon2 import PasswordHasher

from tests import on_server
from window_desk.catalogue import data_folder
from window_desk.catalogue.load import load_items
from window_desk.catalogue.search import search_keys
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.checklist import Need
from window_desk.services import access, cases, intake, people, publishing, review, setting_up
from window_desk.storage import maintenance, reads
from window_desk.storage.desk import Desk, make_desk
from window_desk.storage.place import Place
from window_desk.storage.shapes import projections as projections_of_a_desk
from window_desk.storage.shapes import quoted, shape_of

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=CENTRE_TIME)
"""A Monday inside the announced years."""

PIN = "2468"
"""The PIN of every account of the seeded desk."""

INSTANT = "XP-POL-0003"
"""An instant item with three papers: renewing a driving licence."""

PARALLEL = "XX-in-parallel"
"""An item with departments side by side and papers that may follow; the tests' own."""

BUNDLE = "XX-open-a-restaurant"
"""One matter, one visit: a bundle of five items, four of which are applied for at once."""

samples = Path(__file__).parent / "samples"

PLAIN = "XX-drug-retail-licence"
"""A committed item of one department with a shared paper and one that may follow."""

quick_hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""argon2id at its cheapest: a hash carries its own cost, so the desk checks it as any other."""

NOT_OURS = "XP-JUS-0001"
"""An item in whose situations other bodies are competent."""


def start_python(script: str, *words: object) -> subprocess.Popen[str]:
    """Another process of this Python that runs a script and can import what this one can."""
    root = Path(__file__).parents[1]
    paths = os.pathsep.join([str(root / "src"), str(root)])
    return subprocess.Popen(
        [sys.executable, "-c", dedent(script), *map(on_server.address_of, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": paths},
    )


class Clock:
    """A clock that stands still but for a millisecond each time it is read, until it is moved.

    Two acts of a desk never share a moment: they take longer than that.
    """

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def advance(self, **amount: float) -> datetime:
        """Move on by a `timedelta`'s words: `seconds=5`, `minutes=2`, `days=1`."""
        self.now += timedelta(**amount)
        return self.now


def make_seeded(path: Place) -> None:
    """Make a desk with everything in `data/` and an account for everybody on the staff."""
    desk = make_desk(path, "h1/desk1", Clock())
    pin_hash = quick_hasher.hash(PIN)
    with desk.change(by="setup") as tx:
        setting_up.seed(tx, data_folder())
    with desk.change(by="setup") as tx:
        known = {each.name.zh for each in tx.centre.departments}
        sample = load_items([samples / "restaurant-in-parallel.toml"], departments=known)
        assert not sample.errors, sample.errors
        publishing.put_items(tx, sample.items, search_keys)
        access.hire(tx, tx.centre.staff, pin_hash)
    desk.close()


def copy_desk(source: Path, target: Path) -> Path:
    """A desk that nobody has open, copied to a file.

    In a run on a server both are addresses of databases, which tests hand on as they do paths.
    """
    if isinstance(source, Path):
        return Path(shutil.copyfile(source, target))
    copied: Any = on_server.copy_place(source, target.parent)
    return copied


def actor(desk: Desk, account: str) -> Actor:
    """The account as somebody who may act."""
    with desk.read() as connection:
        found = reads.actor(connection, account)
    assert found is not None
    return found


def reviewer_of(desk: Desk, department: str) -> Actor:
    """The reviewer of a department."""
    with desk.read() as connection:
        return next(
            each
            for each, _ in reads.accounts(connection)
            if each.role == "reviewer" and each.department == department
        )


def projections(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every projection, in the order of the keys."""
    with desk.read() as connection:
        return {
            name: connection.execute(
                f"SELECT * FROM {name} ORDER BY {quoted(shape_of(connection, name).keys)}"
            ).all()
            for name in projections_of_a_desk
        }


def assert_sound(desk: Desk) -> None:
    """File and chains hold, and every projection made again is the live one byte for byte."""
    assert maintenance.check(desk).differences == ()


APPLICANT = people.Applicant(
    name="张三", certificate_number="11010519491231002X", phone="13800138000"
)


def received(needs: Iterable[Need]) -> list[ops.PaperCheck]:
    """Every paper that the applicant brings, in order."""
    return [
        ops.PaperCheck(material=each.material.code, state="received")
        for each in needs
        if not each.material.shared
    ]


def open_complete(desk: Desk, clerk: Actor, item: str = PLAIN, ticket: str = "") -> Case:
    """A case with every paper received, ready to be accepted."""
    case = intake.open_case(desk, clerk, item, APPLICANT, ticket=ticket)
    needs = intake.view_case(desk, case.id).needs
    return intake.check_papers(desk, clerk, case.id, received(needs)).case


def accept_complete(desk: Desk, clerk: Actor, item: str = PLAIN, ticket: str = "") -> Case:
    """An accepted case."""
    return cases.accept(desk, clerk, open_complete(desk, clerk, item, ticket).id)


def answer_all(desk: Desk, case: Case) -> Case:
    """Every leg agreed to by its own department, in the order in which they become open."""
    while open_legs := [each for each in case.legs if each.state == "open"]:
        for each in open_legs:
            reviewer = reviewer_of(desk, each.step.department)
            case = review.answer_leg(desk, reviewer, case.id, each.step.code, "agreed")
    return case
