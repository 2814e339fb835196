"""The keys of the form of an intake: its choices, and out of a text and back into it."""

from __future__ import annotations

from textual.widgets import Input

from window_desk.tui.intake_form import IntakeForm

_text_behind = {"certificate_type": "number", "agent_type": "agent_number"}
"""The number that stands behind each choice of a certificate's type."""


class FieldKeys(IntakeForm):
    """A form with the keys that are not a text's own."""

    def action_switch_kind(self) -> None:
        """Person or organisation."""
        if not self.refuse("switch_kind"):
            self.form.switch_kind()

    def action_switch_type(self) -> None:
        """The next certificate type, of the agent where the agent is typed."""
        if self.refuse("switch_type"):
            return
        focused = self.focused.id if self.focused else ""
        agent = focused in ("agent_name", "authority", "agent_type", "agent_number")
        self.form.turn("agent_type" if agent else "certificate_type").action_turn(1)

    def action_agent(self) -> None:
        """With an agent or without."""
        if not self.refuse("agent"):
            self.form.switch_agent()
            self.note_draft()

    def action_leave_field(self) -> None:
        """Out of the text, so that single letters and digits are keys again."""
        if isinstance(self.focused, Input):
            self.form.turn("kind").focus()

    def go_to_text(self) -> None:
        """From a choice of certificates to the number, from elsewhere to the text that was left."""
        form, choice = self.form, self.focused.id if self.focused else ""
        number = _text_behind.get(choice or "")
        if number is None and form.last_text:
            form.go_to(form.last_text, form.field(form.last_text).cursor_position)
        else:
            form.go_to(number or self.first_text())
