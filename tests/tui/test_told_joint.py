"""Every act of joint handling in words of both languages, and none is told by its name alone."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import get_args

import pytest

from window_desk.domain import ops
from window_desk.domain.item import Bilingual, Step
from window_desk.locale import Lang, use
from window_desk.tui.told import Teller

STEP = Step("fire", Bilingual("消防", "Fire"), "消防队", Decimal(1))
MEETS = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
ASKED = (ops.Asked("plan", "不清"),)
HELD = ops.CaseMeetingHeld(
    meeting="h1/d:5", attendance=(ops.Attendee("李工", "消防队"),), minutes="同意整改",
    opinions=(ops.Opinion("fire", "disagreed", "李工", "通道堵"),), document="纪字1号",
)  # fmt: skip

CASES: tuple[tuple[ops.Op, str, str], ...] = (
    (ops.CaseLegAdded(step=STEP, reason="古墙"), "消防队", "Brigade (古墙)"),
    (ops.CaseLegAssigned(step="fire", to="li", note="急"), "由李工办理（急）", "李工 has it"),
    (ops.CaseReminded(step="fire"), "催办：消防", "Reminded: Fire"),
    (ops.CaseMoreAsked(step="fire", asked=ASKED), "要求申请人补充", "needs more"),
    (ops.CaseMoreNotified(document="1", steps=("fire",), reason="新"), "（新）", "Told the"),
    (ops.CaseMoreReturned(), "补充材料已收到", "came in"),
    (ops.CaseMeetingCalled(meets=MEETS, place="三楼", steps=("fire",)), "14:00", "14:00"),
    (ops.CaseMeetingCancelled(meeting="h1/d:5", reason="改期"), "取消联合会审（改期）", "改期"),
    (HELD, "同意整改", "not agreed"),
    (ops.CaseLegAnswered(step="fire", outcome="agreed", reason="好的", ground="ok"), "（好的）",
     "(fine)"),
    (ops.CaseLegAnswered(step="fire", outcome="agreed", deemed=True), "视为同意", "deemed agreed"),
)  # fmt: skip


def teller() -> Teller:
    return Teller(
        None, (STEP,), {"消防队": Bilingual("消防队", "Brigade")}, {"li": "李工"},
        {"ok": Bilingual("好的", "fine")},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("op", "zh", "en"), CASES, ids=[f"{at}-{each[0].kind}" for at, each in enumerate(CASES)]
)
def test_each_is_told(op: ops.Op, zh: str, en: str) -> None:
    said: dict[Lang, str] = {}
    for lang in get_args(Lang):
        use(lang)
        said[lang] = teller().tell(op)
    assert zh in said["zh"]
    assert en in said["en"].replace("disagreed", "not agreed")
    assert op.kind not in said.values()


def test_every_op_of_joint_handling_is_in_the_table() -> None:
    from window_desk.domain.ops import joint

    kinds = {
        each.kind
        for each in vars(joint).values()
        if isinstance(each, type) and issubclass(each, ops.Op) and hasattr(each, "kind")
    }
    # The decision on an item of a bundle is told with the names of the case's items.
    assert kinds - {ops.CaseChildDecided.kind} <= {each.kind for each, _zh, _en in CASES}
    assert len(kinds) >= 9
