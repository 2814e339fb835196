"""A hall and two departments with desks of their own, which exchange files."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from tests.desks import ADMIN, befriend, carry
from tests.services.joint_house import FIRE, SIGN, answer
from tests.support import MORNING, PARALLEL, PIN, Clock, accept_complete, actor, quick_hasher
from window_desk.catalogue import data_folder
from window_desk.catalogue.settings import load_centre, load_notices
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.services import access, departments, publishing
from window_desk.storage.desk import Desk, make_desk
from window_desk.sync.send import Wish

HALL, FIRE_DESK, SIGN_DESK = "h1/desk1", "h1/dept-fire", "h1/dept-sign"
PLACES = {FIRE: FIRE_DESK, SIGN: SIGN_DESK}


def make_department(path: Path, name: str, department: str) -> Path:
    """A department's desk with its own staff and the working days; it has no item."""
    desk = make_desk(path, name, Clock())
    centre = load_centre(data_folder() / "centre" / "demo.toml")
    staff = [
        each for each in centre.staff
        if each.department == department or each.account in ("supervisor", "admin", "clerk1")
    ]  # fmt: skip
    with desk.change(by="setup") as tx:
        publishing.put_centre(tx, msgspec.structs.replace(centre, staff=tuple(staff)))
        for notice in load_notices(data_folder() / "calendar"):
            publishing.put_notice(tx, notice)
        access.hire(tx, staff, quick_hasher.hash(PIN))
    desk.close()
    return path


def make_house(seeded: Path, made: dict[str, Path], folder: Path) -> Path:
    """The three desks of a `House` as files: they trust each other, and one case has been sent."""
    for source, name in ((seeded, HALL), *((made[name], name) for name in PLACES.values())):
        shutil.copyfile(source, folder / _file(name))
    house = House(folder)
    befriend(*house.desks)
    for department, name in PLACES.items():
        departments.place_department(house.hall, ADMIN, department, name)
    case = accept_complete(house.hall, actor(house.hall, "clerk1"), PARALLEL)
    answer(house.hall, case, "register")
    house.out()
    house.close()
    return folder


def _file(name: str) -> str:
    return f"{name.replace('/', '-')}.db"


class House:
    """The hall with the desks of its fire brigade and of its law enforcement, open.

    A restaurant has been accepted, and all its departments have it, two at their own desks.
    """

    def __init__(self, folder: Path, now: datetime = MORNING + timedelta(minutes=5)) -> None:
        clock = Clock(now)
        self.hall, self.fire, self.sign = self.desks = (
            Desk(folder / _file(HALL), clock),
            Desk(folder / _file(FIRE_DESK), clock),
            Desk(folder / _file(SIGN_DESK), clock),
        )

    def case(self) -> Case:
        """The restaurant, as the hall has it."""
        with self.hall.look() as look:
            (found,) = look.connection.execute("SELECT id FROM service_case").scalars()
            return look.case(found)

    def out(self) -> None:
        """What the hall has goes to the departments, with the people who may be read there."""
        for desk, name in ((self.fire, FIRE_DESK), (self.sign, SIGN_DESK)):
            carry(self.hall, desk, Wish(to=name, with_people=True))

    def back(self) -> None:
        """What the departments have goes to the hall."""
        for desk in (self.fire, self.sign):
            carry(desk, self.hall, Wish(to=HALL))

    def officer(self, desk: Desk) -> Actor:
        """The reviewer at a department's desk."""
        return actor(desk, "reviewer-fire" if desk is self.fire else "reviewer-enforcement")

    def close(self) -> None:
        """Close every desk."""
        for each in self.desks:
            each.close()
