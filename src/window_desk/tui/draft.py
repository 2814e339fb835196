"""What a clerk has typed at the intake, kept durably while it is being typed."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

import msgspec
from textual.message import Message

from window_desk.tui.work import Crew

if TYPE_CHECKING:
    from window_desk.services.people import Applicant
    from window_desk.storage.desk import Desk


class Draft(msgspec.Struct, frozen=True, omit_defaults=True):
    """Every field of the intake form, and where the cursor was."""

    item: str = ""
    item_text: str = ""
    kind: str = "person"
    name: str = ""
    certificate_type: str = "111"
    number: str = ""
    phone: str = ""
    with_agent: bool = False
    agent_name: str = ""
    authority: str = ""
    agent_type: str = "111"
    agent_number: str = ""
    focus: str = ""
    cursor: int = 0

    @property
    def is_blank(self) -> bool:
        """Whether nothing of the applicant was typed."""
        return not any((self.name, self.number, self.phone, self.agent_name, self.agent_number,
                        self.authority))  # fmt: skip


def encode(draft: Draft) -> str:
    """The draft as it is kept."""
    return msgspec.json.encode(draft).decode()


def decode(body: str) -> Draft | None:
    """The draft that was kept, or None where there is none that can be read."""
    try:
        return msgspec.json.decode(body, type=Draft) if body else None
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None


def applicant(draft: Draft) -> Applicant:
    """The applicant as the services want it; called in a thread."""
    from window_desk.services.people import Applicant

    agent = None
    if draft.with_agent:
        agent = Applicant(
            name=draft.agent_name,
            certificate_type=draft.agent_type,
            certificate_number=draft.agent_number,
        )
    return Applicant(
        name=draft.name,
        kind="organisation" if draft.kind == "organisation" else "person",
        certificate_type=draft.certificate_type,
        certificate_number=draft.number,
        phone=draft.phone,
        agent=agent,
        authority=draft.authority if draft.with_agent else "",
    )


class DraftKeeper:
    """Writes the newest text in the thread of acts, one write at a time, whatever came between.

    At most one write is queued; it takes the text that is newest when it begins.
    """

    def __init__(
        self, desk: Desk, crew: Crew, scope: str, post: Callable[[Message], object]
    ) -> None:
        self.scope = scope
        self._desk = desk
        self._crew = crew
        self._post = post
        self._lock = Lock()
        self._newest = ""
        self._kept = ""
        self._is_queued = False
        self._is_paused = False

    def began_with(self, body: str) -> None:
        """This is what the database has already."""
        self._newest = self._kept = body

    def note(self, body: str) -> None:
        """Keep this text; an empty one forgets the draft."""
        with self._lock:
            if self._is_paused or body == self._newest:
                return
            self._newest = body
            if self._is_queued:
                return
            self._is_queued = True
        self._crew.act(self._write, lambda _done: None, self._post)

    def pause(self) -> None:
        """The act that takes the draft away was begun: nothing is kept behind it."""
        with self._lock:
            self._is_paused = True

    def resume(self) -> None:
        """That act was refused, or another form begins."""
        with self._lock:
            self._is_paused = False

    def _write(self) -> None:
        from window_desk.storage import drafts

        with self._lock:
            body, self._is_queued = self._newest, False
        if body != self._kept:
            drafts.keep(self._desk, self.scope, body)
            self._kept = body
