"""What several departments do with a demo case this morning: ask, meet, remind, add a body."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from window_desk.domain import joint_moves, ops
from window_desk.domain.item import Step
from window_desk.services.demo_life import Life
from window_desk.services.demo_time import at

_wanted = ("请补充完整的平面尺寸", "请补盖公章并注明日期", "请更换为有效期内的材料")
_places = ("政务服务中心三楼会商室", "政务服务中心二楼联审室")
_notes = ("申请人来电询问进度，请尽快答复。", "临近到期，请尽快答复。")
_added_reason = "现场踏勘发现项目紧邻河道，需征求意见。"
_outsiders = ("区水务局", "区林业局", "区气象局")


def handle_jointly(life: Life, lead: str, away: tuple[Step, ...]) -> Iterator[datetime]:
    """Do this morning what the plot wishes with the legs that are away, if any is."""
    if not away:
        return
    stage, plot = life.stage, life.plot
    yield life.wait(max(life.now, stage.hall.now - timedelta(minutes=stage.rng.randrange(25, 60))))
    match plot.joint:
        case "asking":
            _ask(life, away[0])
        case "told":
            yield from _ask_and_tell(life, away)
        case "meeting":
            _call(life, lead, away)
        case "reminded":
            yield from _take_up_and_remind(life, away[0])
        case "added":
            _add(life, lead, away)


def _ask(life: Life, step: Step) -> None:
    item = life.visit.item
    # Only what everybody brings: what a situation adds may not be on this checklist.
    added = {code for each in item.situations for option in each.options for code in option.adds}
    asked_of_all = [each for each in item.materials if each.code not in added and not each.shared]
    paper = life.stage.rng.choice(asked_of_all)
    life.act(life.stage.reviewer(step.department))
    asked = (ops.Asked(paper.code, life.stage.pick(_wanted)),)
    life.record(ops.CaseMoreAsked(step=step.code, asked=asked))


def _ask_and_tell(life: Life, away: tuple[Step, ...]) -> Iterator[datetime]:
    chosen = away[:2]
    for each in chosen:
        _ask(life, each)
        yield life.wait(life.now + timedelta(minutes=3))
    life.act(life.visit.clerk)
    document = life.stage.bulk.next_number("request")
    steps = tuple(each.code for each in chosen)
    life.record(ops.CaseMoreNotified(document=document, steps=steps))


def _call(life: Life, lead: str, away: tuple[Step, ...]) -> None:
    stage = life.stage
    meets = at(stage.bulk.calendar.add(stage.hall.today, 1), time(9, 30))
    life.act(stage.reviewer(lead))
    steps = tuple(each.code for each in away)
    life.record(ops.CaseMeetingCalled(meets=meets, place=stage.pick(_places), steps=steps))


def _take_up_and_remind(life: Life, step: Step) -> Iterator[datetime]:
    officer = life.stage.reviewer(step.department)
    life.act(officer)
    life.record(ops.CaseLegAssigned(step=step.code, to=officer))
    yield life.wait(life.now + timedelta(minutes=10))
    life.act(life.stage.supervisor)
    life.record(ops.CaseReminded(step=step.code, note=life.stage.pick(_notes)))


def _add(life: Life, lead: str, away: tuple[Step, ...]) -> None:
    has_it = {each.department for each in life.visit.item.steps}
    body = next((each for each in _outsiders if each not in has_it), "")
    if not body:
        return
    step = Step(f"{joint_moves.added_prefix}-1", joint_moves.opinion, body, away[0].days)
    life.act(life.stage.reviewer(lead))
    life.record(ops.CaseLegAdded(step=step, reason=_added_reason))
    life.record(ops.CaseDispatched(steps=(step.code,)))
