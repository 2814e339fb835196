"""The intake before its case is open: typed fields kept as a draft, checked as they are left."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

import msgspec
from rich.text import Text
from textual import on
from textual.widgets import Input, Static

from window_desk.domain.ticket import Ticket
from window_desk.locale import _, say
from window_desk.storage.rows import ItemLine, Person
from window_desk.tui import intake_reading as reading
from window_desk.tui.base import DeskScreen
from window_desk.tui.draft import Draft, DraftKeeper, encode
from window_desk.tui.intake_reading import Known, Outlook
from window_desk.tui.widgets.applicant_form import ApplicantForm
from window_desk.tui.widgets.fields import Turn
from window_desk.tui.widgets.item_picker import ItemList, best_items, item_name, why_not_item
from window_desk.tui.widgets.known import known_text

if TYPE_CHECKING:
    from textual import events

_certificates: dict[str, tuple[str, str]] = {
    "number": ("certificate_type", "number"),
    "agent_number": ("agent_type", "agent_number"),
}
"""The field of each certificate's number, with the choice of its type."""


class IntakeForm(DeskScreen):
    """A screen with the form of an intake; the subclass opens its case and shows it."""

    ticket: Ticket | None = None
    items: tuple[tuple[ItemLine, str], ...] = ()
    item: ItemLine | None = None
    outlook: Outlook | None = None
    known: Known = Known()
    person: Person | None = None
    keeper: DraftKeeper | None = None
    is_opening: bool = False
    is_filling: bool = False
    found_for: str | None = None
    goes_on_when_found: bool = False

    @abstractmethod
    def open_case(self) -> None:
        """Open the case of what is typed."""

    @abstractmethod
    def show_verdict(self) -> None:
        """Show the verdict and the dates of the chosen item."""

    @property
    def is_expecting(self) -> bool:
        """While the form, the items or the opened case are under way, the next key waits."""
        is_coming = self.keeper is None or self.goes_on_when_found or self.is_opening
        return is_coming and not self.desk_app.crew.is_idle

    @property
    def form(self) -> ApplicantForm:
        """The fields."""
        return self.query_one(ApplicantForm)

    @property
    def matches(self) -> ItemList:
        """The items that fit what is typed."""
        return self.query_one(ItemList)

    def show_form(self, draft: Draft) -> None:
        """Show a draft; the ticket's item is chosen where none was typed."""
        self.outlook, self.known, self.person = None, Known(), None
        self.is_opening = False
        is_new = draft.is_blank and not draft.item_text
        wanted = draft.item or (self.ticket.item if self.ticket and is_new else "")
        self.item = next((line for line, _keys in self.items if line.code == wanted), None)
        if self.item is not None:
            draft = msgspec.structs.replace(draft, item_text=item_name(self.item))
        self.is_filling = True
        self.form.fill(draft)
        self.is_filling = False
        self._read_outlook()
        self._look_up("number")
        self.find_items()
        left = self.form.last_text
        self.form.go_to(left or self.first_text(), draft.cursor if left else None)
        self.show_known()

    def first_text(self) -> str:
        """The text to begin with: the item's until one is chosen, then the first empty one."""
        return "item_text" if self.item is None else self.form.first_empty

    def draft(self) -> Draft:
        """Everything as it is typed now."""
        code = self.item.code if self.item else ""
        return msgspec.structs.replace(self.form.draft(), item=code)

    def watch_cursors(self) -> None:
        """Keep where the cursor is, too: it moves without anything being typed."""
        for each in self.form.query(Input):
            self.watch(each, "selection", self.note_draft, init=False)

    def note_draft(self) -> None:
        """Keep what is typed now, where it is a form that is shown."""
        is_form = self.keeper is not None and not self.has_class("-case")
        if not is_form or self.is_opening or self.is_filling:
            return
        assert self.keeper is not None
        draft = self.draft()
        own = self.ticket.item if self.ticket else ""
        same_item = draft.item == own if draft.item else not draft.item_text
        is_untouched = draft.is_blank and same_item
        self.keeper.note("" if is_untouched else encode(draft))

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Keep every keystroke; look for items while one is typed."""
        event.stop()
        name = event.input.id or ""
        if name == "item_text":
            self.goes_on_when_found = False
            if self.item is not None and event.value != item_name(self.item):
                self.item = self.outlook = None
                self.show_verdict()
            self.find_items()
        self.form.tell(name, "")
        self.note_draft()

    def find_items(self) -> None:
        """Find the items that fit, in a thread."""
        items, text = self.items, self.form.field("item_text").value

        def then(found: tuple[ItemLine, ...]) -> None:
            self.found_for = text
            self._found_items(found)

        self.read(lambda: best_items(items, text), then, "items")

    def _found_items(self, found: tuple[ItemLine, ...]) -> None:
        self.matches.show_items(found)
        self.matches.cursor = 0
        if self.item is not None:
            self.matches.choose(self.item.code)
        self.show_known()
        if self.goes_on_when_found:
            self.goes_on_when_found = False
            self._go_on_from("item_text")

    def action_pick(self, by: int) -> None:
        """Move in the list of items."""
        self.matches.action_move(by)

    @on(ItemList.Pressed, "#matches")
    def item_pressed(self) -> None:
        """A click on the chosen item takes it."""
        self._take_item()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The list of items is there while one is searched."""
        if event.widget.id in ("item_text", "name", "number", "phone"):
            self.set_class(event.widget.id == "item_text", "-picking")
        self.note_draft()

    @on(Input.Blurred)
    def left(self, event: Input.Blurred) -> None:
        """A certificate's number is checked when its field is left."""
        event.stop()
        self._look_up(event.input.id or "")

    def _look_up(self, name: str) -> None:
        if name not in _certificates:
            return
        turn, field = _certificates[name]
        type_, number = self.form.turn(turn).value, self.form.field(field).value
        if not number.strip():
            self.form.tell(field, "")
            if name == "number":
                self.known = Known()
                self.show_known()
            return
        desk, item = self.desk, self.item.code if self.item else ""

        def then(known: Known) -> None:
            self.form.tell(field, say(known.error) if known.error else "")
            if name == "number":
                self.known = known
                self.show_known()

        self.read(lambda: reading.look_up(desk, type_, number, item), then, name)

    def show_known(self) -> None:
        """Show what is known of the applicant, or that no item fits."""
        text = known_text(self.known, self.person, self.outlook.item if self.outlook else None)
        nothing = self.has_class("-picking") and not self.matches.found
        if nothing and self.items:
            text = _("No item fits. Type a name, pinyin, initials or a code; 6 has the catalogue.")
        self.set_class(nothing, "-nothing")
        self.query_one("#known", Static).update(Text(text))

    @on(Turn.Turned)
    def turned(self, event: Turn.Turned) -> None:
        """Another kind or certificate type: its number is checked again."""
        event.stop()
        if event.turn.id == "kind":
            self.form.fit_certificate()
        self._look_up("agent_number" if event.turn.id == "agent_type" else "number")
        self.note_draft()

    @on(Input.Submitted)
    def entered(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and from the last one opens the case."""
        event.stop()
        self._go_on_from(event.input.id or "")

    def _go_on_from(self, name: str) -> None:
        if name == "item_text" and not self._take_item():
            return
        following = self.form.next_of(name)
        if following is not None:
            self.form.go_to(following)
        else:
            self.open_case()

    def _take_item(self) -> bool:
        text = self.form.field("item_text").value
        if self.item is None and self.found_for != text:
            # Enter came before the list: it goes on once the list fits what was typed.
            self.goes_on_when_found = True
            return False
        picked = self.matches.picked if text.strip() or self.matches.cursor else None
        if self.item is not None and (picked is None or picked.code == self.item.code):
            return True
        if picked is None:
            self.form.tell("item_text", _("Choose an item: type its name, initials or code."))
            return False
        reason = why_not_item(picked)
        if reason:
            self.form.tell("item_text", reason)
            return False
        self.item = picked
        field = self.form.field("item_text")
        with field.prevent(Input.Changed):
            field.value = item_name(picked)
        self.form.tell("item_text", "")
        self._read_outlook()
        self._look_up("number")
        self.note_draft()
        return True

    def _read_outlook(self) -> None:
        if self.item is None:
            self.show_verdict()
            return
        desk, code = self.desk, self.item.code

        def then(outlook: Outlook | None) -> None:
            self.outlook = outlook
            self.show_verdict()

        self.read(lambda: reading.outlook(desk, code), then, "outlook")
