"""The ways on from an intake: the law's text, the person in clear, the next item, the queue."""

from __future__ import annotations

import msgspec

from window_desk.domain.explanation import sentences
from window_desk.domain.live_plan import JointPlan
from window_desk.locale import _, current, word
from window_desk.locale.punctuation import clauses
from window_desk.storage.rows import Person
from window_desk.tui.bundle_words import bundle_lines
from window_desk.tui.cells import day_text
from window_desk.tui.draft import Draft, encode
from window_desk.tui.finishing import FinishesTicket
from window_desk.tui.intake_opening import IntakeOpening
from window_desk.tui.item_since import TellsSince
from window_desk.tui.open_cases import names_of
from window_desk.tui.plan_text import plan_before, plan_pages
from window_desk.tui.widgets.page import PageScreen
from window_desk.tui.window_acts import WindowActs

looks = ("article", "plan", "show_person", "item_changes")
"""The actions that only show something."""


class IntakeWays(IntakeOpening, WindowActs, TellsSince, FinishesTicket):
    """A form, then a case, and what is looked at or begun from there."""

    def why_not_look(self, verb: str) -> str:
        """Why one of `looks` shows nothing now."""
        if verb == "item_changes":
            return self.why_not_since()
        if verb in ("article", "plan"):
            if not (self.view or self.outlook):
                return _("Choose an item first.")
            if verb == "plan" and self.joint_plan() is None:
                return _("Nothing has to be planned between departments.")
            return ""
        return "" if self.known_person() else _("Nobody is known by this certificate yet.")

    def known_person(self) -> Person | None:
        """The applicant, where the desk knows who it is."""
        return self.shown.person if self.shown else self.known.person

    def action_show_person(self) -> None:
        """Show or mask the applicant; that it was looked at is recorded."""
        found = self.known_person()
        if self.refuse("show_person") or found is None:
            return
        if self.person is not None:
            self._show_person(None)
            return
        desk, actor = self.desk, self.actor

        def work() -> Person:
            from window_desk.services import people

            return people.show_person(desk, actor, found.id)

        self.act(work, self._show_person)

    def _show_person(self, person: Person | None) -> None:
        self.person = person
        if self.view is None and person is not None:
            for name, value in (("name", person.name), ("phone", person.phone)):
                if not self.form.field(name).value:
                    self.form.field(name).value = value
        self.show_known()

    def action_article(self) -> None:
        """The article of the verdict, and how the dates come about."""
        outlook = self.view or self.outlook
        if self.refuse("article") or outlook is None or self.desk_app.law is None:
            return
        law, key = self.desk_app.law, outlook.verdict.article
        quoted = law.article(key)
        text = word(quoted.text) if quoted else _("The text of this article is not kept here.")
        dates = [
            f"{title}\n" + "\n".join(sentences(each, current()))
            for title, each in (
                (_("Promised"), outlook.promised),
                (_("By law"), outlook.statutory),
            )
            if each is not None
        ]
        parts = bundle_lines(outlook.item, outlook.parts, names_of(self.desk_app.centre))
        lines = [*parts, text, *dates]
        self.app.push_screen(PageScreen(law.cite(key, current()), lines))

    def joint_plan(self) -> JointPlan | None:
        """How several departments will have what is shown, before it is accepted."""
        outlook = self.view or self.outlook
        return plan_before(outlook.item, outlook.case, self.desk_app.centre) if outlook else None

    def action_plan(self) -> None:
        """The whole plan, drawn."""
        joint = self.joint_plan()
        if self.refuse("plan") or joint is None:
            return
        names = names_of(self.desk_app.centre)
        title = _("The plan of this application")
        self.app.push_screen(PageScreen(title, plan_pages(joint, names)))

    def action_finish(self) -> None:
        """The ticket is finished: back to the queue, which says so and what was promised."""
        if self.refuse("finish"):
            return
        if self.ticket is None:
            self._leave_for_queue("")
        else:
            self.finish_ticket(self.ticket.id, self.ticket.number, self._leave_for_queue)

    def _leave_for_queue(self, number: str) -> None:
        app = self.desk_app
        app.intake_ticket = app.chosen_case = ""
        app.said = self._parting_words(number)
        app.action_home("queue")

    def _parting_words(self, number: str) -> str:
        view = self.view
        said = [self.finished_text(number) if number else _("This intake is finished.")]
        if view is not None and view.case.state == "under_review" and view.promised is not None:
            told = _("{case} is promised for {day}.")
            said.append(told.format(case=view.case.number, day=day_text(view.promised.due.date)))
        return clauses(said)

    def action_another(self) -> None:
        """Another item for the same applicant, on the same ticket."""
        shown = self.shown
        if self.refuse("another") or shown is None:
            return
        desk, actor, case = self.desk, self.actor, shown.view.case
        if self.before.name:
            self._begin_another(self.before)
            return

        def work() -> Draft:
            from window_desk.services import people

            who = people.show_person(desk, actor, case.applicant)
            return Draft(
                kind="organisation" if who.organisation else "person",
                name=who.name,
                certificate_type=who.certificate_type,
                number=who.certificate_number,
                phone=who.phone,
            )

        self.act(work, self._begin_another)

    def _begin_another(self, draft: Draft) -> None:
        self.desk_app.chosen_case = ""
        if self.keeper is not None:
            self.keeper.resume()
        cleared = msgspec.structs.replace(draft, item="", item_text="", focus="item_text", cursor=0)
        self.notice.clear()
        self.show_form(cleared)
        if self.keeper is not None:
            self.keeper.note(encode(cleared))
