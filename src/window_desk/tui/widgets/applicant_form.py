"""The form of an intake: the item, the applicant, and an agent where there is one."""

from __future__ import annotations

import msgspec
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from window_desk.domain.errors import DeskError
from window_desk.domain.holders import certificates_of
from window_desk.domain.identity import certificate_types
from window_desk.domain.phone import longest_phone
from window_desk.locale import _, word
from window_desk.tui.cells import fit
from window_desk.tui.draft import Draft
from window_desk.tui.widgets.fields import Field, ItemField, Turn
from window_desk.tui.widgets.prose import Prose, Words

_applicant_order: tuple[str, ...] = ("item_text", "name", "number", "phone")
_agent_order: tuple[str, ...] = ("agent_name", "authority", "agent_number")
_every_field: tuple[str, ...] = (*_applicant_order, *_agent_order)
_turns = ("kind", "certificate_type", "agent_type")
_refused_at = {
    "identity.holder": "number",
    "phone.form": "phone",
    "intake.authority": "authority",
    "intake.agent_number": "agent_number",
}
"""The field that a refusal is always about."""


def kind_word(code: str) -> str:
    """A person or an organisation."""
    return _("organisation") if code == "organisation" else _("person")


def certificate_word(code: str) -> str:
    """A certificate type."""
    return word(certificate_types[code]) if code in certificate_types else code


class ApplicantForm(Vertical):
    """All fields of an intake before its case is opened; Enter goes from one to the next.

    `last_text` is the text that has the focus or had it last, empty before the first one.
    """

    last_text: str = ""

    DEFAULT_CSS = """
    ApplicantForm { height: auto; padding: 0 1; }
    ApplicantForm Horizontal { height: 1; }
    ApplicantForm .label { width: 13; }
    ApplicantForm Input { width: 1fr; }
    ApplicantForm Turn { width: 24; margin-right: 1; }
    ApplicantForm .error { height: auto; color: $error; text-style: bold; padding-left: 14;
                           display: none; }
    ApplicantForm .error.-shown { display: block; }
    ApplicantForm .label#no_agent { width: 1fr; height: 1; }
    ApplicantForm #agent { height: auto; display: none; }
    ApplicantForm.-agent #agent { display: block; }
    ApplicantForm.-agent #no_agent { display: none; }
    """

    def compose(self) -> ComposeResult:
        """A line for each field, and a place for its error below."""
        types = certificates_of("person")
        with Horizontal():
            yield Words(id="item-label", classes="label")
            yield ItemField(id="item_text", max_length=80, select_on_focus=False)
        yield Prose(id="item_text-error", classes="error")
        with Horizontal():
            yield Words(id="name-label", classes="label")
            yield Turn("kind", ("person", "organisation"), kind_word)
            yield Field("name", 200)
        yield Prose(id="name-error", classes="error")
        with Horizontal():
            yield Words(id="number-label", classes="label")
            yield Turn("certificate_type", types, certificate_word)
            yield Field("number", 60)
        yield Prose(id="number-error", classes="error")
        with Horizontal():
            yield Words(id="phone-label", classes="label")
            yield Field("phone", longest_phone)
        yield Prose(id="phone-error", classes="error")
        yield Words(id="no_agent", classes="label")
        with Vertical(id="agent"):
            with Horizontal():
                yield Words(id="agent_name-label", classes="label")
                yield Field("agent_name", 200)
            yield Prose(id="agent_name-error", classes="error")
            with Horizontal():
                yield Words(id="authority-label", classes="label")
                yield Field("authority", 200)
            yield Prose(id="authority-error", classes="error")
            with Horizontal():
                yield Words(id="agent_number-label", classes="label")
                yield Turn("agent_type", types, certificate_word)
                yield Field("agent_number", 60)
            yield Prose(id="agent_number-error", classes="error")

    def on_mount(self) -> None:
        """Name the fields."""
        self.retranslate()

    def retranslate(self) -> None:
        """Name the fields in the present language."""
        words = {
            "item": _("Item"),
            "name": _("Applicant"),
            "number": _("Certificate"),
            "phone": _("Phone"),
            "agent_name": _("Agent"),
            "authority": _("Acts by"),
            "agent_number": _("Certificate"),
        }
        for name, text in words.items():
            self.query_one(f"#{name}-label", Static).update(Text(text, no_wrap=True))
        agent = fit(_("Agent"), 14)
        self.query_one("#no_agent", Static).update(Text(agent + _("none; ^g adds one")))
        self.query_one("#item_text", Input).placeholder = _("name, pinyin, initials or code")
        self.query_one("#authority", Input).placeholder = _(
            "power of attorney, legal representative ..."
        )
        for each in self.query(Turn):
            each.refresh()

    @property
    def order(self) -> tuple[str, ...]:
        """The fields in which Enter goes on."""
        return (*_applicant_order, *_agent_order) if self.has_class("-agent") else _applicant_order

    def next_of(self, name: str) -> str | None:
        """The field after this one, or None after the last."""
        order = self.order
        at = next((at for at, each in enumerate(order) if each == name), len(order))
        return order[at + 1] if at + 1 < len(order) else None

    def field(self, name: str) -> Input:
        """A field by its name."""
        return self.query_one(f"#{name}", Input)

    def turn(self, name: str) -> Turn:
        """A choice by its name."""
        return self.query_one(f"#{name}", Turn)

    def draft(self) -> Draft:
        """Everything as it is typed now; the item's code is not known here."""
        values: dict[str, object] = {name: self.field(name).value for name in _every_field}
        values |= {name: self.turn(name).value for name in _turns}
        values["with_agent"] = self.has_class("-agent")
        values["focus"] = self.last_text
        values["cursor"] = self.field(self.last_text).cursor_position if self.last_text else 0
        return msgspec.convert(values, Draft)

    def fill(self, draft: Draft) -> None:
        """Put a draft into the fields; nothing counts as typed by it."""
        self.set_class(draft.with_agent, "-agent")
        self.last_text = draft.focus if draft.focus in self.order else ""
        with self.prevent(Input.Changed):
            for name in _every_field:
                self.field(name).value = getattr(draft, name)
        for turn in _turns:
            self.turn(turn).value = getattr(draft, turn)
        self._offer_certificates()
        for each in self.query(".error"):
            each.set_class(False, "-shown")

    @property
    def first_empty(self) -> str:
        """The first text with nothing in it, or the last one."""
        empty = (each for each in self.order if not self.field(each).value)
        return next(empty, self.order[-1])

    def go_to(self, name: str, cursor: int | None = None) -> None:
        """Focus a text; the cursor goes to its end, or where it was."""
        target = self.field(name)
        target.focus()
        target.cursor_position = len(target.value) if cursor is None else cursor
        self.last_text = name

    def refuse(self, name: str, text: str) -> None:
        """Say what is wrong with a text and go there, with all of it selected to be replaced."""
        self.tell(name, text)
        self.go_to(name)
        self.field(name).action_select_all()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A text was entered, by whatever key."""
        if isinstance(event.widget, Input):
            self.last_text = event.widget.id or ""

    def tell(self, name: str, text: str) -> None:
        """Show what is wrong with a field right below it; an empty text takes it away."""
        place = self.query_one(f"#{name}-error", Prose)
        # Chinese has no blank to break at: with one here the sentence would begin a line below.
        mark = "! "
        place.update(Text(f"{mark}{text}" if text else ""))
        place.set_class(bool(text), "-shown")

    def switch_kind(self) -> None:
        """Person or organisation, with the certificate that is usual for it."""
        self.turn("kind").action_turn(1)

    def fit_certificate(self) -> None:
        """After another kind: its usual certificate, where it cannot hold the chosen one."""
        turn = self._offer_certificates()
        if turn.value not in turn.codes:
            turn.value = turn.codes[0]

    def _offer_certificates(self) -> Turn:
        turn = self.turn("certificate_type")
        turn.codes = certificates_of(self.turn("kind").value)
        return turn

    def switch_agent(self) -> None:
        """With an agent or without."""
        self.toggle_class("-agent")
        self.go_to("agent_name" if self.has_class("-agent") else "phone")


def field_of(error: DeskError, draft: Draft, *, own_number_fits: bool) -> str:
    """The field that a refused opening is about, or an empty text."""
    if error.code in _refused_at:
        return _refused_at[error.code]
    if error.code.startswith("identity."):
        return "agent_number" if draft.with_agent and own_number_fits else "number"
    if error.code.startswith("item."):
        return "item_text"
    if error.code == "text.empty":
        return "agent_name" if draft.name.strip() else "name"
    return ""
