"""Intake: from the ticket to an accepted case, the verdict and the dates always beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, TypeVar

import msgspec
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.widgets import Input, Static

from window_desk.domain.errors import DeskError
from window_desk.domain.identity import mask_number
from window_desk.locale import _
from window_desk.storage.rows import Person
from window_desk.tui import intake_reading as reading
from window_desk.tui.bindings import Key, bindings_of, keys_of
from window_desk.tui.bundle_words import bundle_name
from window_desk.tui.draft import Draft, DraftKeeper, decode
from window_desk.tui.intake_reading import Asked, Opened, Shown
from window_desk.tui.intake_ways import IntakeWays, looks
from window_desk.tui.item_since import SinceLine
from window_desk.tui.open_cases import names_of, short_names
from window_desk.tui.paper_acts import verb_of
from window_desk.tui.plan_text import plan_lines, plan_parts
from window_desk.tui.widgets.applicant_form import ApplicantForm
from window_desk.tui.widgets.bars import KeyBar
from window_desk.tui.widgets.checklist import Checklist
from window_desk.tui.widgets.item_picker import ItemList, item_name
from window_desk.tui.widgets.known import owed_text, wanted_text
from window_desk.tui.widgets.lines import Lines
from window_desk.tui.widgets.prose import Words
from window_desk.tui.widgets.verdict_panel import VerdictPanel

if TYPE_CHECKING:
    from window_desk.services.intake import CaseView

T = TypeVar("T")
form_foot = ("go_on", "switch_kind", "switch_type", "agent", "leave_field")
"""The keys of the footer while the form is filled in."""
_form_actions = ("switch_kind", "switch_type", "agent")
_ended = ("turned_away", "under_review", "granted", "refused", "served", "withdrawn")
"""The states in which nothing is left to do at the intake."""


class IntakeScreen(IntakeWays):
    """A form until the case is opened, then its checklist."""

    name_ = "intake"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("intake")]
    CSS_PATH = "intake.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.acts_begun = 0

    def body(self) -> ComposeResult:
        """Who and what; the form or the checklist; the verdict."""
        yield Words(id="who", classes="strong")
        yield SinceLine()
        with Container(id="work"):
            with Vertical(id="left"):
                yield ApplicantForm()
                yield ItemList()
                yield Words(id="known")
                yield Checklist()
                yield Words(id="detail")
            yield VerdictPanel()

    def on_mount(self) -> None:
        """Read, and keep what is typed from now on."""
        super().on_mount()
        self.watch_cursors()

    def refresh_rows(self) -> None:
        """Open what is there the first time; later read the case that is shown again."""
        if self.keeper is None:
            desk, app, actor = self.desk, self.desk_app, self.actor
            asked = Asked(
                actor.account, actor.window, app.intake_ticket, app.chosen_case, app.intake_beside
            )
            self.read(lambda: reading.opened(desk, asked), self._opened)
        elif self.view is not None:
            self._read_case(self.view.case.id)

    def _read_case(self, case: str) -> None:
        desk, begun = self.desk, self.acts_begun

        def work() -> Shown:
            with desk.look() as look:
                return reading.shown(look, case)

        def then(shown: Shown) -> None:
            if begun == self.acts_begun:
                self.show_case(shown)

        self.read(work, then)

    def _opened(self, found: Opened) -> None:
        if self.keeper is not None:
            return
        app = self.desk_app
        self.keeper = DraftKeeper(self.desk, app.crew, found.scope, self.post_message)
        self.keeper.began_with(found.draft)
        self.ticket, self.items = found.ticket, found.items
        app.intake_ticket = found.ticket.id if found.ticket else ""
        if found.shown is not None:
            self.show_case(found.shown)
        else:
            self.show_form(decode(found.draft) or Draft())
            if found.called:
                text = _("{number} is at your window: i on the queue screen opens its intake.")
                self.notice.waits(text.format(number=found.called))

    def show_form(self, draft: Draft) -> None:
        """Show the form instead of a case."""
        self.shown = None
        self.show_since(None)
        self.set_class(False, "-case")
        table = {each.action: each for each in keys_of("intake")}
        self._show_keys([table[each] for each in form_foot])
        super().show_form(draft)
        self._show_who()

    def _show_keys(self, keys: list[Key]) -> None:
        bar = self.query_one(KeyBar)
        bar.keys = tuple(keys)
        bar.refresh()

    def show_opened(self, shown: Shown) -> None:
        """The case is open: its checklist."""
        self.is_opening = False
        self.show_case(shown)

    def show_case(self, shown: Shown) -> None:
        """Show a case; one whose opening was undone is a form again."""
        if shown.view.case.state == "void":
            if self.keeper is not None:
                self.keeper.resume()
            self.show_form(self.before)
            return
        is_new = self.view is None or self.view.case.id != shown.view.case.id
        self.shown = shown
        self.set_class(True, "-case")
        self.set_class(False, "-picking")
        self.show_since(shown.since)
        self.papers.show_view(shown.view)
        if is_new:
            self._show_keys([each for each in keys_of("intake") if each.foot])
            self.notice.clear()
            self.papers.focus()
        self._show_detail()
        self._show_who()
        self.show_verdict()

    def show_view(self, view: CaseView) -> None:
        """Show what an act left behind."""
        if self.shown is not None:
            self.show_case(msgspec.structs.replace(self.shown, view=view))

    def act(self, work: Callable[[], T], then: Callable[[T], None], done: str = "") -> None:
        """Act; every read that began before it is late."""
        self.acts_begun += 1
        super().act(work, then, done)

    def refused(self, error: DeskError) -> None:
        """Say why at the field it is about, or below."""
        if not self.refused_open(error):
            super().refused(error)

    def retranslate(self) -> None:
        """Everything in the language that was just chosen."""
        self.form.retranslate()
        self.matches.retranslate()
        self.papers.retranslate()
        if self.item is not None:
            field = self.form.field("item_text")
            with field.prevent(Input.Changed):
                field.value = item_name(self.item)
        self.show_known()
        self._show_detail()
        self._show_who()
        self.show_since(self.since)
        self.show_verdict()
        super().retranslate()

    def show_known(self) -> None:
        """The line above names the item, too."""
        super().show_known()
        self._show_who()

    def _show_who(self) -> None:
        parts = [self.ticket.number if self.ticket else _("no ticket")]
        if self.view is not None and self.shown is not None:
            parts += [self._person_text(self.shown.person)]
            parts += [owed_text(each) for each in self.shown.owes if each.case != self.view.case.id]
            parts += [wanted_text(each) for each in self.shown.wanted]
            parts += [bundle_name(self.view.item, self.view.parts)]
        else:
            parts += [_("new case"), item_name(self.item) if self.item else ""]
        text = Text(" · ".join(filter(None, parts)), no_wrap=True, overflow="ellipsis")
        self.query_one("#who", Static).update(text)

    def _person_text(self, found: Person | None) -> str:
        if found is None:
            return ""
        if self.person is not None and self.person.id == found.id:
            clear = (found.name, found.certificate_number, found.phone)
            return " ".join(each for each in clear if each)
        return f"{found.shown_name} {mask_number(found.certificate_number)}".strip()

    def show_verdict(self) -> None:
        """The verdict with its article, and the dates."""
        outlook = self.view or self.outlook
        cited = self.desk_app.cite(outlook.verdict.article) if outlook else ""
        names, joint = short_names(names_of(self.desk_app.centre)), self.joint_plan()
        plan = (*plan_lines(joint, names), *plan_parts(joint, names)) if joint else ()
        self.set_class(joint is not None, "-planned")
        self.query_one(VerdictPanel).show(outlook, cited, plan)

    def _show_detail(self) -> None:
        first, second = self.papers.detail()
        need = self.papers.need
        if need and self.shown and (past := self.shown.on_file.get(need.material.code)):
            offer = _("on file from {number}: y").format(number=past.number)
            second = " · ".join(each for each in (offer, second) if each)
        text = Text(f"{first}\n{second}", no_wrap=True, overflow="ellipsis")
        self.query_one("#detail", Static).update(text)

    @on(Lines.Chosen, "#papers")
    def row_chosen(self) -> None:
        """Show the row in full."""
        self._show_detail()

    def why_not(self, action: str) -> str:
        """Why a key does nothing now."""
        verb = verb_of(action)
        if self.keeper is None:
            return _("The intake is still being read.")
        if verb in _form_actions:
            return _("The case is open: its applicant stays.") if self.view else ""
        if verb in ("go_on", "leave_field", "pick"):
            return ""
        if verb in looks:
            return self.why_not_look(verb)
        if verb == "show_person":
            return "" if self.known_person() else _("Nobody is known by this certificate yet.")
        if verb in ("finish", "another") and self.view and self.view.case.state not in _ended:
            if verb == "another" or self.view.case.state == "intake":
                return _("The case is still open here: accept, correct, turn away or withdraw it.")
            return ""
        return self.why_not_case(action)

    def action_go_on(self) -> None:
        """Enter: the next field, the next answer, or on from a case that is done."""
        if self.view is None:
            self.go_to_text()
        elif self.view.case.state in _ended:
            self.action_finish()
        elif self.papers.situation is not None:
            self.action_turn(1)
        else:
            self.papers.action_move(1)


def make() -> IntakeScreen:
    """This screen."""
    return IntakeScreen()
