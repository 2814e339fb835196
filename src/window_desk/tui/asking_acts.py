"""Asking the applicant for more: each department asks, one request tells it, one key ends it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from window_desk.domain import asking, checklist, joint_moves, ops
from window_desk.domain import case as cases
from window_desk.domain.case import Case, Leg, MoreRound
from window_desk.domain.errors import Label
from window_desk.domain.item import Material
from window_desk.domain.ops import Asked
from window_desk.locale import _, current, word
from window_desk.locale.punctuation import listed, with_aside
from window_desk.tui.joint_acts import JointActs
from window_desk.tui.open_cases import names_of
from window_desk.tui.route_reading import Routed
from window_desk.tui.told import department_text
from window_desk.tui.widgets.page import PageScreen

_done = ">"
"""The row that ends the choice of papers; no paper has this code."""

_why_another_round: tuple[Label, ...] = (
    ("补充材料反映出新问题", "what came in showed something else"),
    ("现场核查后方能发现", "it could be seen only at the visit"),
)


class AskingActs(JointActs):
    """A screen with a joint case whose departments may need more from the applicant."""

    def _check(self, action: str, case: Case) -> None:
        match action:
            case "ask_more":
                self._check_asking(case)
            case "notify_more":
                joint_moves.check_steers(case, self.actor, "notify_more")
                asking.check_request(case, "-")
            case "return_more":
                self.actor.require("intake")
                cases.check_act(case, "return_more")
                asking.check_return(case)
            case _:
                super()._check(action, case)

    def _check_asking(self, case: Case) -> None:
        leg = joint_moves.check_own_leg(case, self.actor, "ask_more", self.focused_step)
        if self.routed is not None:
            some = [Asked(code, "-") for code in _may_be_asked(self.routed)]
            asking.check_asked(case, leg, self.routed.item, some[:1])

    def action_ask_more(self) -> None:
        """Ask the applicant for papers, each with what is wanted of it."""
        self.begin("ask_more", self._ask_more())

    async def _ask_more(self) -> None:
        routed, leg = self._leg
        wanted = {each.material: each.reason for each in leg.asked}
        materials = _may_be_asked(routed)
        while True:
            rows = [
                (code, f"{'x' if code in wanted else ' '} "
                       f"{with_aside(word(each.name), wanted.get(code, ''))}")
                for code, each in materials.items()
            ]  # fmt: skip
            if wanted:
                rows.insert(0, (_done, _("= ask for these: {count}").format(count=len(wanted))))
            code = await self.choose(self._asked_title(routed, leg), rows)
            if code is None:
                return
            if code == _done:
                self._ask_for(routed, leg, wanted)
                return
            if code in wanted:
                del wanted[code]
                continue
            name = word(materials[code].name)
            usual = [(word(each),) * 2 for each in materials[code].defects]
            reason = await self.choose(
                _("{paper}: what is wanted?").format(paper=name), usual, free=_("own words")
            )
            if reason is not None:
                wanted[code] = reason

    def _asked_title(self, routed: Routed, leg: Leg) -> str:
        title = _("Which papers does the applicant have to bring? All goes into one request.")
        others = [each for each in routed.case.legs if each.asked and each is not leg]
        if not others:
            return title
        papers = {each.code: word(each.name) for each in routed.item.materials}
        asked = listed(dict.fromkeys(papers.get(one.material, one.material)
                                     for each in others for one in each.asked))  # fmt: skip
        return f"{title} " + _("Others ask for: {papers}.").format(papers=asked)

    def _ask_for(self, routed: Routed, leg: Leg, wanted: Mapping[str, str]) -> None:
        desk, actor, identity, step = self.desk, self.actor, routed.case.id, leg.step.code

        def verb() -> Case:
            from window_desk.services import asking_more

            return asking_more.ask_more(desk, actor, identity, step, dict(wanted))

        self._do(verb, _("Asked; the applicant is told together with what the others need."))

    def action_notify_more(self) -> None:
        """Tell the applicant once what all departments need, after a look at the whole notice."""
        self.begin("notify_more", self._notify())

    async def _notify(self) -> None:
        assert self.routed is not None
        case, reason = self.routed.case, ""
        if asking.seen_before(case):
            title = _("This could have been asked for in the round before. Why another one?")
            said = await self.choose_words(title, _why_another_round)
            if said is None:
                return
            reason = said
        title = _("One request to the applicant, from all departments")
        pages = self._request_pages(self.routed, reason)
        if not await self.app.push_screen_wait(PageScreen(title, pages, _("Enter issues it"))):
            return
        desk, actor = self.desk, self.actor

        def verb() -> Case:
            from window_desk.services import asking_more

            return asking_more.notify_more(desk, actor, case.id, reason)

        def told(found: Case) -> None:
            document = found.more[-1].document
            self.notice.done(_("The applicant is told: {document}.").format(document=document))
            self.refresh_rows()

        self.act(verb, told)

    def _request_pages(self, routed: Routed, reason: str) -> list[str]:
        """The notice as it will be, with who was not heard yet before it."""
        from window_desk.documents.joint_notices import request_paragraphs

        case, centre = routed.case, self.desk_app.centre
        legs = asking.asking_legs(case)
        op = ops.CaseMoreNotified(
            document="", steps=tuple(each.step.code for each in legs), reason=reason
        )
        told = MoreRound(
            "", self.desk.clock(), tuple((each.step.code, each.asked) for each in legs)
        )
        told_case = msgspec.structs.replace(case, more=(*case.more, told))
        place = word(routed.item.place) or (word(centre.name) if centre else "")
        bodies = {zh: word(name) for zh, name in names_of(centre).items()}
        pages = request_paragraphs(told_case, routed.item, op, place, bodies, current())
        silent = [department_text(each.step.department, names_of(centre))
                  for each in asking.silent_legs(case)]  # fmt: skip
        if silent:
            said = _("Not heard yet: {departments}. What they need later takes another round.")
            pages.insert(0, said.format(departments=listed(silent)))
        return [each for each in pages if each]

    def action_return_more(self) -> None:
        """The applicant brought what was asked for: every leg goes on with who asked."""
        if self.refuse("return_more") or self.routed is None:
            return
        desk, actor, identity = self.desk, self.actor, self.routed.case.id

        def verb() -> Case:
            from window_desk.services import asking_more

            return asking_more.return_more(desk, actor, identity)

        self._do(verb, _("Everything came in; each leg goes on with the officer who asked."))


def _may_be_asked(routed: Routed) -> dict[str, Material]:
    """The papers of this applicant's checklist that the applicant brings, by their codes."""
    case = routed.case
    needs = checklist.needs(routed.item, case.answers, case.checks)
    return {each.material.code: each.material for each in needs if not each.material.shared}
