"""What differs between two items, in figures, in fields and in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from window_desk.domain.item import (
    Basis,
    Bilingual,
    Limit,
    Material,
    Option,
    ServiceItem,
    Situation,
    Step,
)
from window_desk.domain.item_diff import compare, compare_catalogues, definitions
from window_desk.domain.item_diff_words import change_text, summary

FORM = Material("form", Bilingual("申请书", "Form"), "applicant", originals=1)
PLAN = Material("plan", Bilingual("平面图", "Plan"), "applicant", copies=2)
LICENCE = Material("licence", Bilingual("营业执照", "Licence"), "甲局", shared=True)
REVIEW = Step("review", Bilingual("审查", "Review"), "甲局", Decimal(2))
VISIT = Step("visit", Bilingual("核查", "Visit"), "乙局", Decimal(3), needs=("review",))
SIGN = Step("sign", Bilingual("签发", "Sign"), "甲局", Decimal(1))
AGENT = Option("agent", Bilingual("代理人", "Agent"), adds=("plan",))
WHO = Situation(
    "who",
    Bilingual("由谁办理？", "Who?"),
    (Option("self", Bilingual("本人", "Self")), Option("agent", Bilingual("代理人", "Agent"))),
)

ITEM = ServiceItem(
    code="T-1",
    name=Bilingual("甲证", "Permit"),
    type="01",
    department="甲局",
    visits=2,
    statutory=Limit(Decimal(20)),
    promised=Limit(Decimal(10)),
    conditions=(Bilingual("有场所", "Premises"),),
    basis=(Basis("某法", "第一条"),),
    materials=(FORM, PLAN, LICENCE),
    situations=(WHO,),
    steps=(REVIEW, VISIT),
)


def with_(**fields: object) -> ServiceItem:
    """The item with other fields."""
    return msgspec.structs.replace(ITEM, **fields)


CHANGES = [
    pytest.param({"materials": (FORM, LICENCE)}, "取消材料“平面图”", 'paper "Plan" dropped',
                 id="a paper less"),
    pytest.param({"steps": (REVIEW, VISIT, SIGN)},
                 "新增环节“签发”", 'step "Sign" added', id="a step more"),
    pytest.param({"promised": Limit(Decimal("5.5"))}, "承诺办结时限：10个工作日 → 5.5个工作日",
                 "promised limit: 10 working days → 5.5 working days", id="a shorter promise"),
    pytest.param({"promised": Limit(Decimal(1), "calendar_days")},
                 "承诺办结时限：10个工作日 → 1个自然日",
                 "promised limit: 10 working days → 1 calendar day", id="a promise of other days"),
    pytest.param({"statutory": None}, "法定办结时限：20个工作日 → 无",
                 "limit by law: 20 working days → none", id="no limit by law"),
    pytest.param({"visits": 1}, "到办事现场次数：2 → 1", "visits: 2 → 1", id="a visit less"),
    pytest.param({"kind": "instant"}, "办件类型：承诺件 → 即办件",
                 "kind: within a promised limit → settled on the spot", id="a code in words"),
    pytest.param({"renewal": True}, "是否延续许可：否 → 是", "renewal: no → yes", id="yes or no"),
    pytest.param({"conditions": ()}, "取消受理条件：有场所", "condition dropped: Premises",
                 id="a condition less"),
    pytest.param({"basis": (*ITEM.basis, Basis("某法", "第二条"))}, "新增设定依据：某法 第二条",
                 "legal basis added: 某法 第二条", id="a ground more"),
    pytest.param({"materials": (FORM, msgspec.structs.replace(PLAN, copies=1), LICENCE)},
                 "材料“平面图” · 复印件份数：2 → 1", 'paper "Plan" · copies: 2 → 1',
                 id="a copy less"),
    pytest.param({"steps": (VISIT, REVIEW)}, "环节：顺序调整", "step: in another order",
                 id="another order"),
    pytest.param({"situations": (msgspec.structs.replace(WHO, options=(
                     WHO.options[0], AGENT)),)},
                 "情形“由谁办理？” · 选项 · agent · 增加的材料：无 → plan",
                 'situation "Who?" · answers · agent · adds papers: none → plan',
                 id="an answer that brings a paper"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "zh", "en"), CHANGES)
def test_one_change_is_one_sentence(fields: dict[str, Any], zh: str, en: str) -> None:
    (change,) = compare(ITEM, with_(**fields)).changes
    assert (change_text(change, "zh"), change_text(change, "en")) == (zh, en)


def test_the_number_and_the_day_of_a_version_are_no_change() -> None:
    assert compare(ITEM, with_(version=2, valid_from=date(2027, 1, 1))).changes == ()


def test_there_and_back_drops_what_was_added() -> None:
    other = with_(materials=(FORM,), steps=(), visits=0)
    there, back = compare(ITEM, other), compare(other, ITEM)
    swapped = {"added": "dropped", "dropped": "added", "changed": "changed"}
    assert sorted((each.field, swapped[each.what], each.code) for each in there.changes) == sorted(
        (each.field, each.what, each.code) for each in back.changes
    )
    for name in definitions:
        assert there.reductions[name].change == -(back.reductions[name].change or 0)


def test_the_four_reductions_count_what_they_say() -> None:
    found = compare(
        ITEM,
        with_(materials=(FORM, LICENCE), steps=(REVIEW,), visits=1, promised=Limit(Decimal("0.5"))),
    ).reductions
    told = {str(name): (each.before, each.after, each.change) for name, each in found.items()}
    # The licence is read from another office, so that the applicant brings two papers, then one.
    assert told == {
        "materials": tuple(map(Decimal, (2, 1, -1))),
        "steps": tuple(map(Decimal, (2, 1, -1))),
        "handovers": tuple(map(Decimal, (2, 1, -1))),
        "days": (Decimal(10), Decimal("0.5"), Decimal("-9.5")),
    }


def test_only_guides_on_both_sides_make_the_sums() -> None:
    entry = ServiceItem(code="T-2", name=Bilingual("乙"), type="20", department="甲局")
    in_calendar_days = with_(code="T-3", promised=Limit(Decimal(9), "calendar_days"))
    gone, come = with_(code="T-4"), with_(code="T-5")
    before = [ITEM, entry, in_calendar_days, gone]
    after = [with_(materials=(FORM,), visits=0), with_(code="T-2"), in_calendar_days, come]
    found = compare_catalogues(before, after)
    assert [each.code for each in found.added] == ["T-5"]
    assert [each.code for each in found.dropped] == ["T-4"]
    assert (found.compared, found.left_out) == (2, 1)
    assert found.totals["materials"].change == -1
    assert found.totals["handovers"].change == -2
    assert found.totals["days"].before == 10
    assert found.totals["days"].change == 0
    assert [each.code for each in found.items] == ["T-1", "T-2"]


def test_the_summary_names_papers_limits_and_steps() -> None:
    found = compare(
        ITEM,
        with_(
            materials=(FORM, msgspec.structs.replace(LICENCE, shared=False, originals=1)),
            promised=Limit(Decimal(5)),
            steps=(REVIEW,),
            visits=1,
        ),
    ).changes
    assert summary(found, "en") == (
        "papers: 1 dropped, 1 changed; promised limit: 10 working days → 5 working days; "
        "steps: 1 dropped; visits: 2 → 1"
    )
    assert summary(found, "zh") == (
        "材料取消1项、变更1项；承诺办结时限：10个工作日 → 5个工作日；环节取消1项；"
        "到办事现场次数：2 → 1"
    )
    assert summary((), "zh") == ""
