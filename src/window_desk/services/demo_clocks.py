"""What moves the limits of a demo case: special procedures, extensions, promises that break."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from window_desk.domain import ops
from window_desk.domain.item import ServiceItem
from window_desk.services import due_acts
from window_desk.services.demo_life import Life
from window_desk.services.demo_time import at, opening

_bodies = ("市产品质量检验检测中心", "省专家库抽取的专家组", "区政务服务中心听证室")
_extension_reasons = ("案情复杂，需要进一步核实现场情况。", "涉及多个部门意见，需要协调。")
_approvers = ("王局长", "李局长", "张局长")
_government = "刘区长"


def suspension_grounds(item: ServiceItem) -> tuple[str, ...]:
    """What may stop this item's clock: procedures of art. 45 for a permit, otherwise its own."""
    return item.special or tuple(each.zh for each in item.own_suspensions)


def can_be_extended(item: ServiceItem) -> bool:
    """Whether art. 42 lets this item's limit be lengthened: a permit's, in working days."""
    limits = [each for each in (item.promised, item.statutory) if each is not None]
    return item.type == "01" and all(each.unit == "working_days" for each in limits)


def move_clocks(life: Life, accepted: ops.CaseAccepted) -> Iterator[datetime]:
    """Let happen to the accepted case's limits what its plot says."""
    clock = life.plot.clock
    if clock in ("suspended", "resumed") and suspension_grounds(life.visit.item):
        yield from _suspend(life, accepted.lead, ends=clock == "resumed")
    elif clock == "extended" and can_be_extended(life.visit.item):
        yield from _extend(life, accepted.lead)
    if life.plot.breaks_promise and accepted.supply_by is not None:
        after = life.stage.bulk.calendar.add(accepted.supply_by, 1)
        yield life.wait(max(life.now, at(after, opening) + timedelta(minutes=5)))
        # Nobody does it: the desk finds it out in the morning.
        life.act(due_acts.doer)
        life.record(ops.CasePromiseBroken(materials=accepted.promises))


def _suspend(life: Life, lead: str, *, ends: bool) -> Iterator[datetime]:
    stage = life.stage
    yield life.wait(stage.office.later(life.now, 1))
    life.act(stage.reviewer(lead))
    suspension = stage.bulk.record_about(
        ops.CaseSuspended(
            ground=stage.pick(suspension_grounds(life.visit.item)),
            start=life.now.date(),
            document=stage.bulk.next_number("suspension"),
            days=stage.rng.randrange(5, 16),
            body=stage.pick(_bodies),
            counting=stage.bulk.centre.policies.suspension_days,
        ),
        life.case,
    )
    if ends:
        days = 1 if life.plot.ending == "review" else stage.rng.randrange(1, 8)
        yield life.wait(stage.office.later(life.now, days))
        life.act(stage.reviewer(lead))
        life.record(ops.CaseResumed(suspension=suspension, end=life.now.date()))


def _extend(life: Life, lead: str) -> Iterator[datetime]:
    stage, joint = life.stage, life.visit.item.joint
    yield life.wait(stage.office.later(life.now, 1))
    life.act(stage.reviewer(lead))
    life.record(
        ops.CaseExtended(
            days=Decimal(15 if joint else 10),
            by="government" if joint else "agency",
            approver=_government if joint else stage.pick(_approvers),
            reason=stage.pick(_extension_reasons),
            document=stage.bulk.next_number("extension"),
        )
    )
