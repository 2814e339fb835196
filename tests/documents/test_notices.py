"""Each notice says what the law asks of it, as the case was when it was given."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from tests.services.houses import change_item, change_policies
from tests.services.refusals import refused
from tests.support import (
    MORNING,
    NOT_OURS,
    PLAIN,
    Clock,
    accept_complete,
    answer_all,
    open_complete,
)
from window_desk.documents.notices import Notice as Told
from window_desk.documents.notices import make_notice, notices_of
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.calendar import Day, Notice
from window_desk.domain.explanation import sentences
from window_desk.domain.item import Bilingual
from window_desk.locale import Lang
from window_desk.services import cases, clocks, intake, publishing, receipts, review
from window_desk.storage import reads
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
    assert notice(desk, case.id, before.number) == before


@pytest.mark.parametrize("suspended", [False, True])
def test_moved_dates_are_told_with_the_old_one_the_new_one_and_why(
    desk: Desk, clerk: Actor, supervisor: Actor, admin: Actor, clock: Clock, suspended: bool
) -> None:
    clock.advance(days=30)
    case = accept_complete(desk, clerk, PLAIN)
    if suspended:
        clocks.suspend(desk, supervisor, case.id, "hearing", 5)
    clock.advance(days=2)
    before = intake.view_case(desk, case.id)
    off = tuple(Day(date(2027, 1, day), Bilingual(zh="元旦"), off=True) for day in (1, 4, 5))
    coming = Notice(2027, ("国办发明电〔2026〕9号",), date(2027, 12, 31), off)
    publishing.import_notice(desk, admin, coming)
    after = intake.view_case(desk, case.id)
    found = notice(desk, case.id)
    said = facts(found)
    assert found.title == "Notice of dates that moved"
    assert found.number in after.case.numbers
    assert said["Dates before"] == _both(before)
    assert said["Dates now"] == _both(after)
    assert said["Dates before"] != said["Dates now"]
    assert "2027" in said["Because of"]
    assert said["Published at"] == "国办发明电〔2026〕9号"
    assert after.statutory is not None
    assert "\n".join(sentences(after.statutory, "en")) in "\n".join(found.paragraphs)


def _both(view: intake.CaseView) -> str:
    both = [each.due for each in (view.promised, view.statutory) if each is not None]
    return " / ".join(f"{each.date}" + " (provisional)" * each.provisional for each in both)


def test_every_moved_case_has_a_number_of_its_own(
    desk: Desk, clerk: Actor, admin: Actor, clock: Clock
) -> None:
    found = [accept_complete(desk, clerk, PLAIN).id for _case in range(3)]
    day = Day(date(2026, 11, 26), Bilingual(zh="补休"), off=True)
    with desk.look() as look:
        notices = {each.year: each for each in look.calendar.notices}
    changed = msgspec.structs.replace(notices[2026], days=(*notices[2026].days, day))
    moved = publishing.import_notice(desk, admin, changed)
    assert {each.case for each in moved} == set(found)
    numbers = [notice(desk, each).number for each in found]
    assert numbers == ["期字〔2026〕1号", "期字〔2026〕2号", "期字〔2026〕3号"]
    publishing.import_notice(desk, admin, notices[2026])
    assert notice(desk, found[0]).number == "期字〔2026〕4号"


def test_a_later_house_rule_changes_nothing_that_was_said(desk: Desk, clerk: Actor) -> None:
    opened = open_complete(desk, clerk, PLAIN)
    needs = intake.view_case(desk, opened.id).needs
    missing = next(each.material.code for each in needs if not each.material.shared)
    check = ops.PaperCheck(material=missing, state="missing")
    intake.check_papers(desk, clerk, opened.id, [check])
    cases.correct(desk, clerk, opened.id)
    before = notice(desk, opened.id)
    assert "withdrawn" not in "\n".join(before.paragraphs)
    change_policies(desk, correction_silence="deemed_withdrawn", correction_working_days=15)
    assert notice(desk, opened.id) == before
    later = open_complete(desk, clerk, PLAIN)
    intake.check_papers(desk, clerk, later.id, [check])
    cases.correct(desk, clerk, later.id)
    assert "within 15 working days" in "\n".join(notice(desk, later.id).paragraphs)


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
    assert f"1. {names[codes[0]]}：未提交" in whole
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


@pytest.mark.parametrize(
    ("kind", "title", "cited"),
    [("01", "不予许可决定书", True), ("07", "不予办理决定书", False)],
    ids=["permit", "confirmation"],
)
def test_only_a_permits_decision_rests_on_the_permit_law(
    desk: Desk, clerk: Actor, supervisor: Actor, kind: str, title: str, cited: bool
) -> None:
    change_item(desk, PLAIN, type=kind)
    case = answer_all(desk, accept_complete(desk, clerk, PLAIN))
    review.decide(desk, supervisor, case.id, "refused", "理由", alternative="整改后再申请")
    found = notice(desk, case.id, lang="zh")
    assert found.title == title
    assert ("依据" in facts(found)) is cited
    cases.serve(desk, clerk, case.id)
    assert ("依据" in facts(notice(desk, case.id, lang="zh"))) is cited


def test_a_receipt_says_what_was_given_back_at_once(desk: Desk, clerk: Actor) -> None:
    with desk.read() as connection:
        item = reads.item_on(connection, PLAIN, MORNING.date())
    assert item is not None
    materials = tuple(
        msgspec.structs.replace(each, returned=each.code == "application")
        for each in item.materials
    )
    change_item(desk, PLAIN, materials=materials)
    case = accept_complete(desk, clerk, PLAIN)
    with desk.look() as look:
        number = next(each for each, kind in notices_of(look, case.id) if "receipt" in kind)
    lines = "\n".join(notice(desk, case.id, number, "zh").paragraphs).split("\n")
    assert [each for each in lines if "核验后当场退还" in each] == [
        f"1. {materials[0].name.zh}（原件1份，核验后当场退还）"
    ]


def test_a_receipt_has_time_pieces_the_start_of_the_clock_and_room_for_both_signatures(
    desk: Desk, clerk: Actor
) -> None:
    case = open_complete(desk, clerk, PLAIN)
    receipt = receipts.give_receipt(desk, clerk, case.id)
    found = notice(desk, case.id, receipt.document)
    said, whole = facts(found), "\n".join(found.paragraphs)
    assert said["Received at"] == "2026-11-23 09:00"
    assert said["Officer"] == "李晓燕"
    assert "originals: 1" in whole
    assert receipts.start_of_clock(receipt)[1] in whole
    assert "Handed in by (signature)" in whole
    cases.accept(desk, clerk, case.id)
    assert notice(desk, case.id, receipt.document) == found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_notice_has_its_day_and_the_place_of_the_seal(
    desk: Desk, clerk: Actor, lang: Lang
) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    with desk.look() as look:
        for number, _kind in notices_of(look, case.id):
            last = make_notice(look, case.id, number, lang).paragraphs[-1]
            assert ("专用印章" if lang == "zh" else "special seal") in last
            assert ("2026年11月23日" if lang == "zh" else "2026-11-23") in last


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


@pytest.mark.parametrize(
    ("lang", "authority", "due"),
    [
        ("zh", "区市监局", "到期日：2026年12月7日。"),
        ("en", "District Market Regulation Bureau", "Due on 2026-12-07."),
    ],
)
def test_a_notice_names_the_authority_and_writes_days_as_its_language_does(
    desk: Desk, clerk: Actor, lang: Lang, authority: str, due: str
) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    with desk.look() as look:
        found = make_notice(look, case.id, "", lang)
    assert authority in dict(found.facts).values()
    assert due in "\n".join(found.paragraphs)
