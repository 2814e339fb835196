"""A desk with joint cases for the tests of the screens, made once and copied."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec

from tests.services.joint_house import FIRE, four_legs, own, second_reviewer
from tests.support import MORNING, PLAIN, Clock, accept_complete, actor
from window_desk.domain.case import Case, Leg
from window_desk.services import asking_more
from window_desk.storage.desk import Desk

fire = "reviewer-fire"
boss = "supervisor"
lead = "reviewer-approval"


class JointDesk(msgspec.Struct):
    """The file, and the ids of its cases: with four departments at once, another, a plain one."""

    path: Path
    case: str
    other: str
    plain: str

    def clock(self, **later: float) -> Clock:
        """A clock that begins after everything that was done here."""
        return Clock(MORNING + timedelta(hours=1) + timedelta(**later))

    def read(self, case: str = "") -> Case:
        """A case as the log has it."""
        desk = Desk(self.path, self.clock(days=30))
        try:
            with desk.look() as view:
                return view.case(case or self.case)
        finally:
            desk.close()

    def leg(self, step: str, case: str = "") -> Leg:
        """One of its legs."""
        leg = self.read(case).leg(step)
        assert leg is not None
        return leg

    def open(self, **later: float) -> Desk:
        """The desk, to do something before the screen opens."""
        return Desk(self.path, self.clock(**later))


def make_joint(path: Path) -> JointDesk:
    """Two restaurants whose four departments have them, a pharmacy, and a second fire reviewer."""
    desk = Desk(path, Clock())
    clerk = actor(desk, "clerk1")
    case, other = four_legs(desk, clerk), four_legs(desk, clerk)
    plain = accept_complete(desk, clerk, PLAIN)
    second_reviewer(desk, FIRE)
    desk.close()
    return JointDesk(path, case.id, other.id, plain.id)


def two_ask(joint: JointDesk) -> None:
    """Fire and food ask for papers; nobody told the applicant yet."""
    desk = joint.open()
    with desk.look() as view:
        case = view.case(joint.case)
    for step, wanted in (("fire_review", "缺疏散宽度"), ("food_visit", "缺清洗区")):
        asking_more.ask_more(desk, own(desk, case, step), case.id, step, {"layout": wanted})
    desk.close()
