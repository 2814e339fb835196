"""Intake: from the ticket to an accepted case, the verdict and the dates always beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import msgspec
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.widgets import Input, Static

from window_desk.domain.errors import DeskError
from window_desk.domain.explanation import sentences
from window_desk.domain.identity import mask_name, mask_number
from window_desk.domain.item import Bilingual
from window_desk.domain.ticket import Ticket
from window_desk.locale import _, current, say, word
from window_desk.storage.rows import ItemLine, Person
from window_desk.tui import intake_reading as reading
from window_desk.tui.bindings import bindings_of
from window_desk.tui.case_acts import CaseActs, verb_of
from window_desk.tui.draft import Draft, DraftKeeper, applicant, decode, encode
from window_desk.tui.intake_reading import Known, Opened, Outlook, Shown
from window_desk.tui.widgets.applicant_form import ApplicantForm
from window_desk.tui.widgets.checklist import Checklist
from window_desk.tui.widgets.fields import Turn
from window_desk.tui.widgets.item_picker import ItemList, best_items, item_name, why_not_item
from window_desk.tui.widgets.known import known_text
from window_desk.tui.widgets.lines import Lines
from window_desk.tui.widgets.page import PageScreen
from window_desk.tui.widgets.verdict_panel import VerdictPanel

if TYPE_CHECKING:
    from window_desk.services.intake import CaseView

_form_actions = ("switch_kind", "switch_type", "agent")


class IntakeScreen(CaseActs):
    """A form until the case is opened, then its checklist."""

    name_ = "intake"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("intake")]
    CSS_PATH = "intake.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.ticket: Ticket | None = None
        self.items: tuple[tuple[ItemLine, str], ...] = ()
        self.item: ItemLine | None = None
        self.outlook: Outlook | None = None
        self.known = Known()
        self.person: Person | None = None
        self.keeper: DraftKeeper | None = None
        self.before = Draft()
        self.acts_begun = 0

    def body(self) -> ComposeResult:
        """Who and what; the form or the checklist; the verdict."""
        yield Static(id="who", classes="strong")
        with Container(id="work"):
            with Vertical(id="left"):
                yield ApplicantForm()
                yield ItemList()
                yield Static(id="known")
                yield Checklist()
                yield Static(id="detail")
            yield VerdictPanel()

    @property
    def form(self) -> ApplicantForm:
        """The form."""
        return self.query_one(ApplicantForm)

    def refresh_rows(self) -> None:
        """Open what is there the first time; later read the case that is shown again."""
        if self.keeper is None:
            desk, app = self.desk, self.desk_app
            account, ticket, case = self.actor.account, app.intake_ticket, app.chosen_case
            self.read(lambda: reading.opened(desk, account, ticket, case), self._opened)
        elif self.view is not None:
            self._read_case(self.view.case.id)

    def _read_case(self, case: str) -> None:
        desk, begun = self.desk, self.acts_begun

        def work() -> Shown:
            with desk.look() as look:
                return reading.shown(look, case)

        def then(shown: Shown) -> None:
            if begun == self.acts_begun:
                self._show_case(shown)

        self.read(work, then)

    def _opened(self, found: Opened) -> None:
        if self.keeper is not None:
            return
        app = self.desk_app
        self.keeper = DraftKeeper(self.desk, app.crew, found.scope, self.post_message)
        self.keeper.began_with(found.draft)
        self.ticket, self.items = found.ticket, found.items
        if found.ticket is None:
            app.intake_ticket = ""
        if found.shown is not None:
            self._show_case(found.shown)
        else:
            self._show_form(decode(found.draft) or Draft())

    def _show_form(self, draft: Draft) -> None:
        """Show the form with a draft, the ticket's item chosen where none was."""
        self.shown = self.outlook = None
        self.known, self.person = Known(), None
        wanted = draft.item or (self.ticket.item if self.ticket and not draft.item_text else "")
        self.item = next((line for line, _keys in self.items if line.code == wanted), None)
        if self.item is not None:
            draft = msgspec.structs.replace(draft, item_text=item_name(self.item))
        self.form.fill(draft)
        self.set_class(False, "-case")
        self._read_outlook()
        self._look_up()
        self._find_items()
        usual = "item_text" if self.item is None else "name"
        self.form.go_to(draft.focus or usual, draft.cursor if draft.focus else None)
        self._show_who()

    def _show_case(self, shown: Shown) -> None:
        if shown.view.case.state == "void":
            self._show_form(self.before)
            return
        first = self.shown is None or self.shown.view.case.id != shown.view.case.id
        self.shown = shown
        self.set_class(True, "-case")
        self.papers.show_view(shown.view)
        if first or self.focused is None:
            self.papers.focus()
        self._show_detail()
        self._show_who()
        self._show_verdict()

    def show_view(self, view: CaseView) -> None:
        """Show what an act left behind."""
        if self.shown is not None:
            self._show_case(msgspec.structs.replace(self.shown, view=view))

    def act(self, work, then, done=""):  # type: ignore[no-untyped-def]  # the same as above it
        """An act makes every read that began before it late."""
        self.acts_begun += 1
        super().act(work, then, done)

    def _show_who(self) -> None:
        parts = [self.ticket.number if self.ticket else _("no ticket")]
        if self.view is not None and self.shown is not None:
            parts += [self._person_text(self.shown.person), word(self.view.item.name)]
        elif self.item is not None:
            parts += [_("new case"), item_name(self.item)]
        else:
            parts.append(_("new case"))
        text = Text(" · ".join(parts), no_wrap=True, overflow="ellipsis")
        self.query_one("#who", Static).update(text)

    def _person_text(self, found: Person | None) -> str:
        if found is None:
            return ""
        if self.person is not None and self.person.id == found.id:
            clear = self.person
            return " ".join(
                each for each in (clear.name, clear.certificate_number, clear.phone) if each
            )
        return f"{mask_name(found.name)} {mask_number(found.certificate_number)}".strip()

    def _show_verdict(self) -> None:
        outlook = self.view or self.outlook
        cited = self.desk_app.cite(outlook.verdict.article) if outlook else ""
        self.query_one(VerdictPanel).show(outlook, cited)

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
