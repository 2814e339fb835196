"""An op, its envelope, and which ops count."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec


class Op(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A fact of one kind. `salt` keeps an erased body from being guessed by its digest."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1
    salt: str = msgspec.field(default="", name="_")


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of an op."""


class Recorded(msgspec.Struct, frozen=True):
    """An op in its envelope: `id` is `stream:seq`, `at` wall time with offset, `by` an account."""

    id: str
    at: datetime
    by: str
    op: Op
