"""A notice that is issued again names what was handed in as it was called when it came in."""

from __future__ import annotations

from tests.documents.test_notices import notice
from tests.support import PARALLEL, PLAIN, accept_complete
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.services import amendments, intake
from window_desk.storage.desk import Desk


def test_papers_keep_the_names_that_they_came_in_under(
    desk: Desk, clerk: Actor, supervisor: Actor
) -> None:
    case = accept_complete(desk, clerk, PARALLEL)
    came_in = [
        each.material.name.text("en")
        for each in intake.view_case(desk, case.id).needs
        if each.check is not None and each.check.state == "received"
    ]
    amendments.ask_amendment(desk, clerk, case.id, item=PLAIN, reason="选错事项")
    amendments.approve_amendment(desk, supervisor, case.id)
    found = notice(desk, case.id)
    papers = next(each for each in found.paragraphs if each.startswith("Papers handed in"))
    assert sorted(each.partition(". ")[2] for each in papers.split("\n")[1:]) == sorted(came_in)
    other = intake.view_case(desk, case.id).item
    known = {each.code: each.name.text("en") for each in other.materials}
    renamed = [code for code in case.papers if known.get(code) not in came_in]
    assert renamed, "otherwise the names of the other item would do as well"


def test_the_checklist_takes_no_paper_of_the_other_item_for_its_own(
    desk: Desk, clerk: Actor, supervisor: Actor
) -> None:
    case = accept_complete(desk, clerk, PARALLEL)
    before = intake.view_case(desk, case.id).item
    amendments.ask_amendment(desk, clerk, case.id, item=PLAIN, reason="选错事项")
    amendments.approve_amendment(desk, supervisor, case.id)
    view = intake.view_case(desk, case.id)
    names = {each.code: each.name.zh for each in before.materials}
    checked = {each.material.code: each.check is not None for each in view.needs}
    same = {each.code for each in view.item.materials if names.get(each.code) == each.name.zh}
    assert "application" in checked, "both items have a form under this code"
    assert "application" not in same
    assert not checked["application"]
    assert all(checked[code] for code in same & set(case.papers) & set(checked))
    intake.check_papers(
        desk, clerk, case.id, [ops.PaperCheck(material="application", state="received")]
    )
    now = {x.material.code: x.check is not None for x in intake.view_case(desk, case.id).needs}
    assert now["application"]
