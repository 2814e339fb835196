"""What a timeline says in words: nothing of it is a code of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.services.test_children import SIGN, decide_all
from tests.support import BUNDLE, PARALLEL, PLAIN, accept_complete, answer_all, open_complete
from window_desk.cli.case_document import timeline_of
from window_desk.domain.actor import Actor
from window_desk.domain.item import ServiceItem
from window_desk.domain.ops import PaperCheck
from window_desk.locale import Lang, current, use
from window_desk.services import amendments, cases, intake
from window_desk.storage import items
from window_desk.storage.desk import Desk


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> Iterator[Lang]:
    before = current()
    use(request.param)
    yield request.param
    use(before)


def said(desk: Desk, identity: str) -> dict[str, str]:
    """The words of each kind of act, and every item's codes are in none of them."""
    found: dict[str, str] = {}
    with desk.look() as look:
        case = look.case(identity)
        item = items.every_part_of(look.connection, case)
        for each in timeline_of(look, case):
            assert not _codes(item) & set(str(each["said"]).replace("=", " ").split())
            found[str(each["act"])] = found.get(str(each["act"]), "") + f" | {each['said']}"
    return found


def _codes(item: ServiceItem) -> set[str]:
    codes = [each.code for each in item.materials]
    codes += [each.code for each in item.steps]
    codes += [each.code for each in item.situations]
    # A code of one word is a word of English too.
    return {each for each in codes if "_" in each}


def test_papers_answers_steps_and_items_go_by_their_names(
    desk: Desk, clerk: Actor, lang: Lang
) -> None:
    opened = open_complete(desk, clerk, BUNDLE)
    intake.answer(desk, clerk, opened.id, {"premises": "owned"})
    intake.answer(desk, clerk, opened.id, {"premises": "rented"})
    case = decide_all(desk, answer_all(desk, cases.accept(desk, clerk, opened.id)), refused=SIGN)
    words = said(desk, case.id)
    item = intake.view_case(desk, case.id).item
    rented = {"zh": "租赁的店面", "en": "A rented shop"}[lang]
    assert rented in words["case.answered"]
    papers = words["case.papers_checked"]
    assert {"zh": "已收：", "en": "received: "}[lang] in papers
    for code in case.papers:
        names = {each.code: each.name.text(lang) for each in item.materials}
        assert names.get(code, "") in papers
    decided = words["case.child_decided"]
    for child in case.children:
        assert child.part.name.text(lang) in decided
        assert child.document in decided
    assert {"zh": "不予许可", "en": "refused"}[lang] in decided
    # Two departments look at papers in a step of the same name.
    sent = words["case.dispatched"]
    assert {"zh": "（区消防大队）", "en": "Fire and Rescue Brigade)"}[lang] in sent


def test_before_an_amendment_the_names_are_those_of_the_item_then(
    desk: Desk, clerk: Actor, supervisor: Actor, lang: Lang
) -> None:
    case = accept_complete(desk, clerk, PARALLEL)
    before = said(desk, case.id)
    amendments.ask_amendment(desk, clerk, case.id, item=PLAIN, reason="选错事项")
    amendments.approve_amendment(desk, supervisor, case.id)
    after = said(desk, case.id)
    assert after["case.papers_checked"] == before["case.papers_checked"]
    assert after["case.dispatched"].startswith(before["case.dispatched"])


def test_a_defect_has_its_reason(desk: Desk, clerk: Actor, lang: Lang) -> None:
    case = intake.view_case(desk, open_complete(desk, clerk, PLAIN).id)
    first = case.needs[0].material
    intake.check_papers(desk, clerk, case.case.id, [PaperCheck(first.code, "defective", "未签名")])
    wanted = {"zh": f"不合要求：{first.name.zh}（未签名）",
              "en": f"not in order: {first.name.text('en')} (未签名)"}[lang]  # fmt: skip
    assert wanted in said(desk, case.case.id)["case.papers_checked"]
