"""Limits against 行政许可法 art. 42, 50 and 82, and limits in two units beside each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from window_desk.catalogue.lint.collection import Collection
from window_desk.catalogue.lint.finding import Found, Rule, of_each
from window_desk.domain import bundle
from window_desk.domain.item import Limit, ServiceItem
from window_desk.domain.route import plan

permit = "01"
"""The item type for which 行政许可法 holds."""

alone_days = 20
joint_days = 45
"""Working days to decide, by one agency and by several (art. 42(1) and (2))."""

renewal_days = 30
"""Calendar days before its end on which a renewal is applied for at the latest (art. 50(1))."""

_permit_law = re.compile("行政许可法")
_higher_law = re.compile(r"(?<![办司])法(?![律院])|条例|国务院.*决定")


def is_higher_law(text: str) -> bool:
    """Whether a citation names a law, a regulation or a decision of the State Council.

    Judged by the title: 法 and 条例 are laws and regulations, 办法, 规定 and 通知 stand below them.
    """
    return bool(_higher_law.search(text))


def plainly(days: Decimal) -> str:
    """A number of days as people write it: 30, 20.5."""
    return f"{days.normalize():f}"


def ordinary_span(days: Decimal) -> int:
    """The calendar days that so many working days last in weeks without holidays, at the least."""
    whole = int(days.to_integral_value(ROUND_CEILING))
    return whole + 2 * ((whole - 1) // 5) if whole else 0


def _over_law(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    limit = item.statutory
    if item.type != permit or limit is None or limit.unit != "working_days":
        return
    highest = joint_days if item.joint else alone_days
    own_law = is_higher_law(limit.basis) and not _permit_law.search(limit.basis)
    # Paragraph 1 gives way to other laws and regulations, paragraph 2 to none.
    if limit.value <= highest or (own_law and not item.joint):
        return
    longer, days = 15 if item.joint else 10, plainly(limit.value)
    yield Found(
        ("statutory", "value"),
        "",
        f"许可的法定时限写为{days}个工作日，超过法律规定的{highest}个工作日；"
        f"{longer}个工作日的延长须逐件批准，不能写入时限。",
        f"The limit of this permit is {days} working days and the law gives {highest}; the "
        f"extension of {longer} is granted case by case and is no part of it.",
    )


def _alone(item: ServiceItem, collection: Collection) -> Iterator[Found]:
    limit = item.statutory
    route = bundle.compose_all(item, collection.children(item)).steps
    departments = {item.department, *(each.department for each in route)}
    is_long = limit is not None and limit.unit == "working_days" and limit.value > alone_days
    if item.type == permit and item.joint and is_long and len(departments) == 1:
        assert limit is not None
        days = plainly(limit.value)
        yield Found(
            ("statutory", "value"),
            "",
            f"{days}个工作日是多部门联合办理的时限，而流程中只有一个部门。",
            f"{days} working days are for permits that several departments handle together, "
            "and the route has only one.",
        )


def _missing(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    if item.type == permit and item.statutory is None:
        yield Found(
            (), "", "许可事项没有写明法定时限。", "The permit's statutory limit is not written."
        )


def _calendar_days(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    limit = item.statutory
    if item.type != permit or limit is None or limit.unit == "working_days":
        return
    if not is_higher_law(limit.basis) or _permit_law.search(limit.basis):
        yield Found(
            ("statutory", "unit"),
            "",
            "许可的法定时限按自然日计算，而没有其他法律、法规这样规定。",
            "The permit's limit is in calendar days, and no other law or regulation says so.",
        )


def _other_unit(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    """What the import cannot compare: working days against calendar days."""
    promised, law = item.promised, item.statutory
    assert promised is not None
    if promised.unit == "calendar_days":
        route = ordinary_span(plan(item.steps).days)
        if route > promised.value:
            yield _too_long("promised", "环节合计", "The steps", route, "承诺", "promise", promised)
    elif law is not None and law.unit == "calendar_days":
        span = ordinary_span(promised.value)
        if span > law.value:
            yield _too_long("promised", "承诺时限", "The promise", span, "法定", "law", law)


def _too_long(
    path: str, zh: str, en: str, span: int, limit_zh: str, limit_en: str, limit: Limit
) -> Found:
    return Found(
        (path, "value"),
        "",
        f"{zh}在没有节假日的周里也要{span}个自然日，超过{limit_zh}的{plainly(limit.value)}个自然日。",
        f"{en} last {span} calendar days even in weeks without holidays, and the {limit_en} gives "
        f"{plainly(limit.value)}.".replace("The promise last", "The promise lasts"),
    )


def _renewal(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    promised = item.promised
    if not item.renewal or promised is None:
        return
    is_working = promised.unit == "working_days"
    span = ordinary_span(promised.value) if is_working else int(promised.value)
    if span > renewal_days:
        yield Found(
            ("promised", "value"),
            "",
            f"承诺时限至少{span}个自然日，届满前{renewal_days}日申请延续的，到期前作不出决定。",
            f"The promise lasts {span} calendar days at least: who applies {renewal_days} days "
            "before the licence ends is not answered by then.",
        )


rules = (
    Rule(
        "limit.over-law",
        "error",
        ("许可时限超过法定上限", "a permit's limit over the law's maximum"),
        (
            f"改为{alone_days}个工作日以内（联合办理{joint_days}个），或者写明另有规定的法律、法规。",
            f"Write {alone_days} working days at most ({joint_days} in joint handling), or cite "
            "the law or regulation that provides otherwise.",
        ),
        "xkf.42",
        of_each(_over_law),
    ),
    Rule(
        "limit.alone",
        "error",
        ("单部门事项使用联合办理时限", "the limit of joint handling for one department"),
        (
            f"改为{alone_days}个工作日以内，或者写明参与办理的部门的环节。",
            f"Write {alone_days} working days at most, or add the steps of the others.",
        ),
        "xkf.42.2",
        of_each(_alone),
    ),
    Rule(
        "limit.missing",
        "warning",
        ("许可未写明法定时限", "a permit without its statutory limit"),
        ("写明法定时限（statutory）及其依据。", 'Write it as "statutory", with its basis.'),
        "xkf.42.1",
        of_each(_missing),
    ),
    Rule(
        "limit.calendar-days",
        "error",
        ("许可时限按自然日计算", "a permit's limit in calendar days"),
        (
            "改按工作日计算，或者写明另有规定的法律、法规。",
            "Write it in working days, or cite the law or regulation that provides otherwise.",
        ),
        "xkf.82",
        of_each(_calendar_days),
    ),
    Rule(
        "limit.other-unit",
        "error",
        ("不同单位的时限相抵触", "limits in two units that do not fit"),
        (
            "缩短环节或者承诺时限，使其在平常周内也不超限。",
            "Shorten the steps or the promise until they fit in ordinary weeks.",
        ),
        "yshj.36",
        of_each(_other_unit),
    ),
    Rule(
        "limit.renewal",
        "warning",
        ("延续的承诺晚于许可届满", "a renewal promised for after the licence's end"),
        (
            "缩短承诺时限，使届满前作出决定；逾期未决定的视为准予延续。",
            "Promise less: what is not decided by the licence's end counts as renewed.",
        ),
        "xkf.50.2",
        of_each(_renewal),
    ),
)
