"""What can be recorded of people, accounts, items and settings."""

from __future__ import annotations

from typing import ClassVar

from window_desk.domain.calendar import Notice
from window_desk.domain.centre import Centre, Role
from window_desk.domain.item import ServiceItem
from window_desk.domain.law import Article
from window_desk.domain.ops.base import Op


class PersonRecorded(Op, frozen=True):
    """Who an applicant or agent is; `sealed` holds name, number, phone and address, encrypted."""

    kind: ClassVar[str] = "person.recorded"
    sealed: str
    certificate_type: str
    organisation: bool = False


class PersonShown(Op, frozen=True):
    """An account looked at a person's unmasked data."""

    kind: ClassVar[str] = "person.shown"


class AccountAdded(Op, frozen=True):
    """A person may act here under `role`; the PIN is never in an op."""

    kind: ClassVar[str] = "account.added"
    name: str
    role: Role
    window: str = ""
    department: str = ""


class AccountDisabled(Op, frozen=True):
    """The account may not act any more."""

    kind: ClassVar[str] = "account.disabled"


class AccountEmpowered(Op, frozen=True):
    """The account may decide these items on the spot (`*`: every instant one); none takes it back.

    `authority` says who gave the power, and by which paper.
    """

    kind: ClassVar[str] = "account.empowered"
    items: tuple[str, ...]
    authority: str


class AccountPinReset(Op, frozen=True):
    """The account got a new PIN."""

    kind: ClassVar[str] = "account.pin_reset"


class ItemPublished(Op, frozen=True):
    """A version of a service item is in force; `keys` is its search text, made at import."""

    kind: ClassVar[str] = "item.published"
    item: ServiceItem
    keys: str


class CentrePublished(Op, frozen=True):
    """The centre's settings are in force."""

    kind: ClassVar[str] = "centre.published"
    centre: Centre


class CalendarPublished(Op, frozen=True):
    """A working-day notice is in force."""

    kind: ClassVar[str] = "calendar.published"
    notice: Notice


class LawPublished(Op, frozen=True):
    """The articles of a law that the desk quotes."""

    kind: ClassVar[str] = "law.published"
    articles: tuple[Article, ...]
