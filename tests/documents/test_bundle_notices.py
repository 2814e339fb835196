"""What a bundle puts on paper: its items at the acceptance, each one's decision, and the sum."""

from __future__ import annotations

from tests.documents.test_notices import facts, notice
from tests.services.test_children import SIGN, decide_all
from tests.support import BUNDLE, PLAIN, accept_complete, answer_all
from window_desk.documents.notices import notices_of
from window_desk.domain.actor import Actor
from window_desk.services import cases
from window_desk.storage import items
from window_desk.storage.desk import Desk


def test_the_acceptance_names_every_item_and_who_decides_it(desk: Desk, clerk: Actor) -> None:
    case = accept_complete(desk, clerk, BUNDLE)
    listed = next(
        each for each in notice(desk, case.id, lang="zh").paragraphs if "本件包含" in each
    )
    assert listed.split("\n")[1:] == [
        f"{at}. {each.part.name.zh}（{each.part.department}）"
        for at, each in enumerate(case.children, 1)
    ]
    plain = notice(desk, accept_complete(desk, clerk, PLAIN).id, lang="zh")
    assert not any("本件包含" in each for each in plain.paragraphs)


def test_xkf_38_each_item_has_a_decision_of_its_own_on_paper(desk: Desk, clerk: Actor) -> None:
    case = decide_all(desk, answer_all(desk, accept_complete(desk, clerk, BUNDLE)), refused=SIGN)
    with desk.look() as look:
        kinds = [kind for _number, kind in notices_of(look, case.id)]
        parts = items.parts_of(look.connection, case)
        names = {each.name.zh: each.name.text("en") for each in look.centre.departments}
    assert kinds.count("case.child_decided") == len(case.children)
    kinds_of = {each.item.code: each.item.type for each in parts}
    assert {"01"} < {kinds_of[each.part.item] for each in case.children}
    for each in case.children:
        found = notice(desk, case.id, each.document)
        said, whole = facts(found), "\n".join(found.paragraphs)
        is_no = each.part.item == SIGN
        assert found.number == each.document
        assert found.title == ("Decision to refuse" if is_no else "Decision to grant")
        assert said["Decided"] == each.part.name.text("en")
        assert said["Decided by"] == names[each.part.department] != each.part.department
        assert ("Ground" in said) == (kinds_of[each.part.item] == "01"), "art. 38 is of permits"
        assert ("Reason" in said, "What you can do instead" in whole) == (is_no, is_no)
        assert ("sixty days" in whole) == is_no
        mine = [leg for leg in case.legs if leg.step.child == each.part.item]
        assert [f"({leg.step.name.text('en')}) agrees" in whole for leg in mine] == [True] * len(
            mine
        )
        others = {leg.step.department for leg in case.legs} - {leg.step.department for leg in mine}
        assert not any(names[department] in whole for department in others)


def test_the_result_lists_every_decision_and_its_service_hands_all_of_them_over(
    desk: Desk, clerk: Actor
) -> None:
    case = decide_all(desk, answer_all(desk, accept_complete(desk, clerk, BUNDLE)), refused=SIGN)
    found = notice(desk, case.id, lang="zh")
    assert found.title == "一件事办理结果告知书"
    listed, remedy, *_seal = found.paragraphs
    for line, each in zip(listed.split("\n")[1:], case.children, strict=True):
        said = "不予办理" if each.part.item == SIGN else "准予"
        assert f"{each.part.name.zh}：{said}（{each.document}）" in line
        assert each.reason in line
    assert "行政复议" in remedy
    served = facts(notice(desk, cases.serve(desk, clerk, case.id).id, lang="zh"))["送达文书"]
    assert served.split("、") == [*(each.document for each in case.children), found.number]


def test_a_bundle_that_is_granted_whole_names_no_remedy(desk: Desk, clerk: Actor) -> None:
    case = decide_all(desk, answer_all(desk, accept_complete(desk, clerk, BUNDLE)))
    assert not any("行政复议" in each for each in notice(desk, case.id, lang="zh").paragraphs)
