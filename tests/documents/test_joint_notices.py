"""What joint handling puts on paper: one request, the minutes, every opinion in the decision."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from tests.documents.test_notices import facts, notice
from tests.services.joint_house import FIRE, four_legs, lead, own
from tests.support import MORNING, PLAIN, Clock, accept_complete, answer_all
from window_desk.documents.joint_notices import opinion_paragraphs
from window_desk.domain import case as cases
from window_desk.domain.actor import Actor
from window_desk.domain.ops import Attendee, Opinion
from window_desk.locale import Lang
from window_desk.services import asking_more, meetings, review
from window_desk.storage.desk import Desk


def test_one_request_names_every_paper_with_whose_it_is(desk: Desk, clerk: Actor) -> None:
    case = four_legs(desk, clerk)
    for step, wanted in (("fire_review", "缺疏散宽度"), ("food_visit", "缺清洗区")):
        asking_more.ask_more(desk, own(desk, case, step), case.id, step, {"layout": wanted})
    case = asking_more.notify_more(desk, clerk, case.id)
    found = notice(desk, case.id, lang="zh")
    assert (found.title, found.number) == ("补充材料一次性告知书", "充字〔2026〕1号")
    first, *others = found.paragraphs
    assert first.split("\n")[1:] == [
        "1. 主要设备设施、经营布局和操作流程文件：缺清洗区（区市监局）；缺疏散宽度（区消防大队）",
    ]
    assert any("办理期限不中止" in each for each in others)


def names_in(desk: Desk, lang: Lang) -> dict[str, str]:
    """The centre's departments by the Chinese name that items use."""
    with desk.look() as look:
        return {each.name.zh: each.name.text(lang) for each in look.centre.departments}


def test_an_english_notice_calls_departments_by_their_english_names(
    desk: Desk, clerk: Actor, clock: Clock
) -> None:
    case = four_legs(desk, clerk)
    head = lead(desk, case)
    asking_more.ask_more(
        desk, own(desk, case, "fire_review"), case.id, "fire_review", {"layout": "x"}
    )
    case = asking_more.notify_more(desk, clerk, case.id)
    request = notice(desk, case.id, lang="en")
    meetings.call_meeting(desk, head, case.id, MORNING + timedelta(hours=2), "3.01")
    clock.advance(hours=3)
    case = meetings.hold_meeting(
        desk, head, case.id, attendance=(Attendee("Zhou", FIRE),), minutes="Wide enough.",
        opinions=(Opinion("fire_review", "agreed", "Zhou", ""),),
    )  # fmt: skip
    names = names_in(desk, "en")
    assert FIRE in names
    for found in (request, notice(desk, case.id, case.meetings[0].document, "en")):
        whole = "\n".join((*(f"{head} {said}" for head, said in found.facts), *found.paragraphs))
        assert names[FIRE] in whole
        assert not [zh for zh in names if zh in whole]


def test_minutes_say_who_was_there_what_was_said_and_who_still_answers(
    desk: Desk, clerk: Actor, clock: Clock
) -> None:
    case = four_legs(desk, clerk)
    head = lead(desk, case)
    meetings.call_meeting(desk, head, case.id, MORNING + timedelta(hours=2), "三楼会商室")
    clock.advance(hours=3)
    case = meetings.hold_meeting(
        desk, head, case.id,
        attendance=(Attendee("周工", FIRE),),
        minutes="疏散宽度符合要求。",
        opinions=(Opinion("fire_review", "agreed", "周工", "符合规范"),),
    )  # fmt: skip
    found = notice(desk, case.id, case.meetings[0].document, "zh")
    assert found.title == "联合会审纪要"
    said = facts(found)
    assert (said["会审时间"], said["会审地点"]) == ("2026年11月23日 11:00", "三楼会商室")
    assert said["依据"] == "《行政许可法》第二十六条第二款"
    whole = "\n".join(found.paragraphs)
    for each in ("周工（区消防大队）", "疏散宽度符合要求。", "同意。符合规范（周工，2026-11-23）"):
        assert each in whole
    assert "未到会部门另行答复：区市监局、区综合执法局、广安区税务局" in whole
    # The applicant's newest notice is still the acceptance.
    assert notice(desk, case.id, lang="zh").title == "受理通知书"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_decision_lists_the_opinion_of_every_body(desk: Desk, clerk: Actor, lang: Lang) -> None:
    case = answer_all(desk, four_legs(desk, clerk))
    review.decide(desk, lead(desk, case), case.id, "granted")
    found = notice(desk, case.id, lang=lang)
    opinions, _seal = found.paragraphs
    assert opinions.count("\n") == len(case.legs)
    for leg in case.legs:
        assert names_in(desk, lang)[leg.step.department] in opinions
        assert leg.step.name.text(lang) in opinions


@pytest.mark.usefixtures("clock")
def test_a_decision_by_parts_says_which_were_refused(desk: Desk, clerk: Actor) -> None:
    case = four_legs(desk, clerk)
    case = review.answer_leg(
        desk, own(desk, case, "food_visit"), case.id, "food_visit", "disagreed", "无清洗区"
    )
    each_decides = msgspec.structs.replace(case, joins="each_decides")
    (opinions, parts) = opinion_paragraphs(each_decides, "granted", {}, "zh")
    assert "不同意。无清洗区" in opinions
    assert parts == "不予办理的部分：区行政审批局、区市监局。其余部分准予。"
    assert opinion_paragraphs(case, "granted", {}, "zh") == [opinions]
    assert {each.standing for each in cases.parts_of(each_decides)} == {"refused", "open"}


def test_a_case_without_opinions_says_nothing_of_them(desk: Desk, clerk: Actor) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    assert opinion_paragraphs(case, "granted", {}, "zh") == []
