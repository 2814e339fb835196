"""Steps that wait for others without a declared reason (串联), and routes without the lead."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from window_desk.catalogue.lint import reach
from window_desk.catalogue.lint.collection import Collection, both
from window_desk.catalogue.lint.finding import Found, Rule, of_each
from window_desk.catalogue.lint.limits import plainly
from window_desk.domain.item import ServiceItem, Step
from window_desk.domain.route import plan


def _undeclared(item: ServiceItem) -> list[tuple[int, Step, Step]]:
    """The needs for a step that hands nothing on: position and step that waits, and for which."""
    by_code = {each.code: each for each in item.steps}
    return [
        (position, step, by_code[need])
        for position, step in enumerate(item.steps)
        for need in step.needs
        if need in by_code and not by_code[need].result.text("zh")
    ]


def _is_bare_row(item: ServiceItem) -> bool:
    """Whether every step waits for the one before, and none says what it waits for."""
    if len(item.steps) < 2:
        return False
    counted = [msgspec.structs.replace(each, days=Decimal(1)) for each in item.steps]
    needed = {need for each in item.steps for need in each.needs}
    declared = any(each.result.text("zh") for each in item.steps if each.code in needed)
    return plan(counted).days == len(item.steps) and not declared


def _in_a_row(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    if not _is_bare_row(item):
        return
    days = plainly(plan(item.steps).days)
    longest = plainly(max(each.days for each in item.steps))
    yield Found(
        ("steps",),
        "",
        f"{len(item.steps)}个环节依次办理，共{days}天，没有一个环节写明交给下一环节的成果；"
        f"同时办理最短{longest}天。",
        f"The {len(item.steps)} steps run one after the other for {days} days and none says what "
        f"it hands on; at the same time they would take {longest}.",
    )


def _undeclared_need(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    if _is_bare_row(item):
        return
    for position, step, need in _undeclared(item):
        (zh, en), (need_zh, need_en) = both(step.name), both(need.name)
        yield Found(
            ("steps", position, "needs"),
            step.code,
            f"“{zh}”要等“{need_zh}”办完，但后者没有写明交出什么成果。",
            f'"{en}" waits for "{need_en}", which hands on no declared result.',
        )


def _redundant_need(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    """A need that another need has already, by way of steps that are always taken."""
    by_code = {each.code: each for each in item.steps}
    for position, step in enumerate(item.steps):
        for need in step.needs:
            others = [
                each for each in step.needs if each != need and reach.is_always(item, "steps", each)
            ]
            if any(need in _before(other, by_code, item) for other in others):
                name_zh, name_en = both(step.name)
                need_zh, need_en = both(by_code[need].name)
                yield Found(
                    ("steps", position, "needs"),
                    step.code,
                    f"“{name_zh}”对“{need_zh}”的等待，已经包含在它的其他前置环节之中。",
                    f'"{name_en}" need not name "{need_en}": its other needs wait for that anyway.',
                )


def _before(code: str, by_code: dict[str, Step], item: ServiceItem) -> set[str]:
    """What a step waits for, directly or through steps that are always taken."""
    found: set[str] = set()
    waiting = [code]
    while waiting:
        step = by_code.get(waiting.pop())
        for need in step.needs if step else ():
            if need not in found:
                found.add(need)
                if reach.is_always(item, "steps", need):
                    waiting.append(need)
    return found


def _lead_absent(item: ServiceItem, collection: Collection) -> Iterator[Found]:
    if not item.steps or item.department in {each.department for each in item.steps}:
        return
    zh, en = collection.department(item.department)
    yield Found(
        ("steps",),
        "",
        f"办理流程中没有{zh}的环节，看不出由谁作出决定。",
        f"No step of the route is with {en}, so nobody of the item's own department decides.",
    )


rules = (
    Rule(
        "route.in-a-row",
        "warning",
        ("全程串联且未写明理由", "a whole route in a row without a reason"),
        (
            "写明各环节交给下一环节的成果（result）；没有成果交接的，取消等待（needs），改为并联。",
            'Write what each step hands on as its "result"; where it is nothing, take the need out '
            "and let the steps run at the same time.",
        ),
        "yshj.35",
        of_each(_in_a_row),
    ),
    Rule(
        "route.undeclared-need",
        "warning",
        ("环节等待但未写明成果", "a step that waits for nothing declared"),
        (
            "给前一环节写明成果（result），或者取消等待（needs），改为并联。",
            'Write what the earlier step hands on as its "result", or take the need out.',
        ),
        "yshj.35",
        of_each(_undeclared_need),
    ),
    Rule(
        "route.redundant-need",
        "hint",
        ("重复的等待关系", "a need that follows from another"),
        ("删去这一等待（needs），结果不变。", "Take the need out; nothing changes."),
        "",
        of_each(_redundant_need),
    ),
    Rule(
        "route.lead-absent",
        "warning",
        ("办理流程没有主办部门的环节", "a route without the item's own department"),
        (
            "补上作出决定的环节，或者更正事项的主办部门。",
            "Add the step that decides, or correct the item's department.",
        ),
        "",
        of_each(_lead_absent),
    ),
)
