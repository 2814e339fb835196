"""Each notice says what the law asks of it, as the case was when it was given."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.services.refusals import refused
from tests.support import NOT_OURS, PLAIN, Clock, accept_complete, answer_all, open_complete
from window_desk.documents.notices import Notice as Told
from window_desk.documents.notices import make_notice, notices_of
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.calendar import Day, Notice
from window_desk.domain.explanation import sentences
from window_desk.domain.item import Bilingual
from window_desk.locale import Lang
from window_desk.services import cases, clocks, intake, publishing, review
from window_desk.storage.desk import Desk


def notice(desk: Desk, case: str, number: str = "", lang: Lang = "en") -> Told:
    with desk.look() as look:
        return make_notice(look, case, number, lang)


def facts(found: Told) -> dict[str, str]:
    return dict(found.facts)


def test_an_acceptance_says_both_dates_and_how_they_come_about(desk: Desk, clerk: Actor) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    found = notice(desk, case.id)
    view = intake.view_case(desk, case.id)
    assert view.promised is not None
    assert view.statutory is not None
    assert found.title == "Notice of acceptance"
    said = facts(found)
    assert said["Case number"] == case.number
    assert said["Promised by"] == str(view.promised.due.date)
    assert said["Due by law"] == str(view.statutory.due.date)
    assert said["Ground"] == "Administrative Permit Law art. 32(1)5"
    assert said["Officer"] == "李晓燕"
    whole = "\n".join(found.paragraphs)
    for each in (view.promised, view.statutory):
        assert "\n".join(sentences(each, "en")) in whole
    for need in view.needs:
        if need.check is not None and need.check.state == "received":
            assert need.material.name.text("en") in whole


def test_a_later_calendar_changes_nothing_that_was_said(
    desk: Desk, clerk: Actor, admin: Actor, clock: Clock
) -> None:
    clock.advance(days=30)
    case = accept_complete(desk, clerk, PLAIN)
    before = notice(desk, case.id)
    assert "provisional" in facts(before)["Due by law"]
    clock.advance(days=1)
    off = tuple(
        Day(date(2027, 1, day), Bilingual(zh="元旦", en="New Year"), off=True) for day in (1, 4, 5)
    )
    coming = Notice(2027, ("试验通知",), date(2027, 12, 31), off)
    assert [each.case for each in publishing.import_notice(desk, admin, coming)] == [case.id]
    view = intake.view_case(desk, case.id)
    assert view.statutory is not None
    assert str(view.statutory.due.date) not in facts(before)["Due by law"]
    assert notice(desk, case.id) == before


def test_a_correction_notice_names_every_defect_and_where_to_go(desk: Desk, clerk: Actor) -> None:
    opened = open_complete(desk, clerk, PLAIN)
    view = intake.view_case(desk, opened.id)
    codes = [
        each.material.code for each in view.needs if each.check and each.check.state == "received"
    ]
    intake.check_papers(
        desk,
        clerk,
        opened.id,
        [
            ops.PaperCheck(material=codes[0], state="missing"),
            ops.PaperCheck(material=codes[1], state="defective", reason="缺少签字"),
        ],
    )
    cases.correct(desk, clerk, opened.id)
    found = notice(desk, opened.id, lang="zh")
    assert found.title == "补正材料一次性告知书"
    whole = "\n".join(found.paragraphs)
    names = {each.material.code: each.material.name.zh for each in view.needs}
    assert f"1. {names[codes[0]]}：缺少" in whole
    assert f"2. {names[codes[1]]}：缺少签字" in whole
    assert "受理" in whole
    assert facts(found)["依据"] == "《行政许可法》第三十二条第一款第（四）项"


def test_a_no_names_the_body_the_way_out_and_the_remedy(desk: Desk, clerk: Actor) -> None:
    opened = open_complete(desk, clerk, NOT_OURS)
    intake.answer(desk, clerk, opened.id, {"respondent": "tax_or_vertical"})
    cases.turn_away(
        desk, clerk, opened.id, "不属于本机关职权", alternative="请到市级窗口办理", body="市局"
    )
    found = notice(desk, opened.id)
    assert found.title == "Decision not to accept"
    assert facts(found)["Competent body"] == "市局"
    whole = "\n".join(found.paragraphs)
    assert "请到市级窗口办理" in whole
    assert "sixty days" in whole


def test_the_clocks_notices_say_what_article_45_and_42_ask(
    desk: Desk, clerk: Actor, supervisor: Actor, clock: Clock
) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    before = facts(notice(desk, case.id))
    clock.advance(days=1)
    clocks.suspend(desk, supervisor, case.id, "expert_review", 5, body="省中心")
    suspended = facts(notice(desk, case.id))
    assert suspended["Procedure"] == "expert review"
    assert suspended["Time it needs"] == "5 working days"
    assert suspended["Carried out by"] == "省中心"
    clocks.resume(desk, supervisor, case.id)
    clock.advance(days=1)
    clocks.extend(desk, supervisor, case.id, Decimal(10), "agency", approver="李局长", reason="难")
    extended = facts(notice(desk, case.id))
    assert extended["Dates before"].startswith(before["Promised by"])
    view = intake.view_case(desk, case.id)
    assert view.promised is not None
    assert extended["Dates now"].startswith(str(view.promised.due.date))
    assert extended["Approved by"] == "李局长"
    # The first notice still says what it said.
    with desk.look() as look:
        first = next(number for number, kind in notices_of(look, case.id) if "accepted" in kind)
    assert facts(notice(desk, case.id, first)) == before


@pytest.mark.parametrize(
    ("outcome", "title", "remedy"),
    [("granted", "Decision to grant", False), ("refused", "Decision to refuse", True)],
)
def test_a_refusal_tells_of_the_remedy_and_a_grant_does_not(
    desk: Desk,
    clerk: Actor,
    supervisor: Actor,
    outcome: ops.Outcome,
    title: str,
    remedy: bool,
) -> None:
    case = answer_all(desk, accept_complete(desk, clerk, PLAIN))
    review.decide(desk, supervisor, case.id, outcome, "理由", alternative="整改后再申请")
    found = notice(desk, case.id)
    assert found.title == title
    assert any("sixty days" in each for each in found.paragraphs) is remedy
    cases.serve(desk, clerk, case.id, "post")
    served = notice(desk, case.id)
    assert served.title == "Proof of service"
    assert facts(served)["Documents served"] == found.number
    assert facts(served)["Manner"] == "by post"


def test_a_number_that_the_case_did_not_give_out_is_refused(desk: Desk, clerk: Actor) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    with refused("notice.unknown", desk) as caught:
        notice(desk, case.id, "受字〔2026〕99号")
    assert "受字〔2026〕1号" in caught.value.hint


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_heading_or_sentence_is_left_open(desk: Desk, clerk: Actor, lang: Lang) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    with desk.look() as look:
        for number, _kind in notices_of(look, case.id):
            found = make_notice(look, case.id, number, lang)
            for text in (found.title, *(each for pair in found.facts for each in pair),
                         *found.paragraphs):  # fmt: skip
                assert text.strip()
                assert "{" not in text
