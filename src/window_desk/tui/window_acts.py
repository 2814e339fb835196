"""More acts at the intake: put right, come back, receipt, licence, declaration, all ways out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from window_desk.domain.acceptance_words import way_labels, why_text
from window_desk.domain.case import Case
from window_desk.locale import _, current, word
from window_desk.tui.case_acts import CaseActs
from window_desk.tui.cells import day_text
from window_desk.tui.widgets.choice import ChoiceScreen
from window_desk.tui.widgets.page import PageScreen

if TYPE_CHECKING:
    from window_desk.domain.actor import Actor
    from window_desk.services.intake import CaseView
    from window_desk.services.receipts import Receipt
    from window_desk.storage.desk import Desk


class WindowActs(CaseActs):
    """The acts on the case that is shown which do not end its intake, and the declaration."""

    def _do(self, work: Callable[[str], CaseView], said: str) -> None:
        view = self.view
        assert view is not None
        case = view.case.id

        def after(done: CaseView) -> None:
            self.show_view(done)
            self.notice.done(said)

        self.act(lambda: work(case), after)

    def action_correct_on_spot(self) -> None:
        """The applicant puts the chosen paper right at once; what was changed is asked."""
        need = self.papers.need
        if self.refuse("correct_on_spot") or need is None:
            return
        desk, actor, material = self.desk, self.actor, need.material
        name = word(material.name)

        def told(what: str | None) -> None:
            if what is None:
                return

            def work(case: str) -> CaseView:
                from window_desk.services import corrections

                return corrections.correct_on_spot(desk, actor, case, material.code, what)

            self._do(work, _("{name} was put right on the spot.").format(name=name))

        title = _("What was put right in {name}?").format(name=name)
        usual = (
            _("signed or stamped"),
            _("a slip of the pen corrected and signed"),
            _("a copy made here"),
        )
        rows = [(each, each) for each in usual]
        self.app.push_screen(ChoiceScreen(title, rows, free=_("own words")), told)

    def action_return_corrections(self) -> None:
        """The applicant is back with what the notice asked for."""
        desk, actor = self.desk, self.actor
        if self.refuse("return_corrections"):
            return

        def work(case: str) -> CaseView:
            from window_desk.services import corrections

            return corrections.return_corrections(desk, actor, case)

        self._do(work, _("Back with the corrections: only what was asked is listed."))

    def action_licence(self) -> None:
        """The last day of the licence that is to be renewed."""
        desk, actor, view = self.desk, self.actor, self.view
        if self.refuse("licence") or view is None:
            return

        def dated(text: str | None) -> None:
            if text is None:
                return
            try:
                day = date.fromisoformat(text.strip())
            except ValueError:
                self.notice.refused(_("This is not a date: write it like 2026-12-03."))
                return

            def work(case: str) -> CaseView:
                from window_desk.services import licences

                return licences.note_licence(desk, actor, case, day)

            self._do(work, _("The licence ends on {day}.").format(day=day_text(day)))

        known = view.case.licence_until
        title = _("The last day of the licence: undecided by then, it counts as renewed.")
        text = known.isoformat() if known else ""
        self.app.push_screen(ChoiceScreen(title, (), free=_("date"), text=text), dated)

    def action_receipt(self) -> None:
        """A receipt for everything handed in, to read at once."""
        desk, actor, view = self.desk, self.actor, self.view
        if self.refuse("receipt") or view is None:
            return
        case = view.case.id

        def work() -> tuple[CaseView, Receipt, str]:
            from window_desk.services import intake, receipts
            from window_desk.storage import reads

            given = receipts.give_receipt(desk, actor, case)
            with desk.read() as connection:
                found = reads.person(connection, given.applicant)
            return intake.view_case(desk, case), given, found.shown_name if found else ""

        def after(done: tuple[CaseView, Receipt, str]) -> None:
            self.show_view(done[0])
            self._show_receipt(*done[1:])

        self.act(work, after)

    def _show_receipt(self, receipt: Receipt, applicant: str) -> None:
        from window_desk.services.receipts import start_of_clock

        papers = "\n".join(
            f"{at}. {word(each.material.name)}  {each.material.originals}+{each.copies}"
            + ("" if each.in_order else f"  {_('not in order')}")
            for at, each in enumerate(receipt.papers, 1)
        )
        head = _("Received {at} by {receiver}").format(
            at=f"{receipt.at:%Y-%m-%d %H:%M}", receiver=self.actor.name
        )
        about = " · ".join(each for each in (applicant, word(receipt.item)) if each)
        title = _("Receipt {document}").format(document=receipt.document)
        self.app.push_screen(
            PageScreen(title, [about, head, papers, word(start_of_clock(receipt))])
        )

    def action_commit(self) -> None:
        """Tell the conditions; with Enter the applicant has declared, and it is decided."""
        desk, actor, view = self.desk, self.actor, self.view
        if self.refuse("commit") or view is None or view.item.commitment is None:
            return
        terms = view.item.commitment
        told = [f"{at}. {word(each)}" for at, each in enumerate(terms.conditions, 1)]
        told.append(
            _("Checked within {days} working days; a false declaration excludes.").format(
                days=terms.check_days
            )
        )

        def declared(confirmed: bool | None) -> None:
            if confirmed:
                self._end(
                    lambda _cases, case: _commit(desk, actor, case),
                    _("Granted on the declaration: {number}. Documents: {documents}."),
                )

        title = _("The applicant declares in writing (告知承诺)")
        self.app.push_screen(PageScreen(title, told, _("Enter decides")), declared)

    def action_ways(self) -> None:
        """Every way out with its article, and why it is closed."""
        view = self.view
        if self.refuse("ways") or view is None:
            return
        names = {each.code: each.name for each in view.item.materials}
        lines = []
        for each in view.verdict.ways:
            why = why_text(each, names, current()) or _("open now")
            sign = "+" if each.allowed else "-"
            article = self.desk_app.cite(each.article)
            lines.append(f"{sign} {word(way_labels[each.name])} {article}\n   {why}")
        self.app.push_screen(PageScreen(_("The ways of article 32"), lines))


def _commit(desk: Desk, actor: Actor, case: str) -> Case:
    from window_desk.services import commitments

    return commitments.commit(desk, actor, case)
