"""An applicant as JSON, from a file or from standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.services.people import Applicant

_largest = 1_000_000
"""How many bytes are read at most; an applicant has some hundred."""


def read_applicant(place: str) -> Applicant:
    """The applicant from a file or stdin; an agent may say itself by what it acts."""
    import msgspec

    from window_desk.domain.errors import Unusable
    from window_desk.services.people import Applicant

    named = _("standard input") if place == "-" else place
    try:
        raw = _read(place)
        typed = msgspec.convert(_without_nulls(msgspec.json.decode(raw)), Applicant)
    except (OSError, RecursionError, UnicodeError, msgspec.DecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Unusable(
            "applicant.file",
            "The applicant in {place} cannot be read: {reason}.",
            hint="It is a JSON object such as {example}.",
            place=named,
            reason=reason or type(error).__name__,
            example='{"name": "张三", "certificate_number": "11010519491231002X"}',
        ) from error
    agent = typed.agent
    if agent is not None and agent.authority and not typed.authority:
        return msgspec.structs.replace(typed, authority=agent.authority)
    return typed


def _read(place: str) -> bytes:
    if place == "-":
        return sys.stdin.buffer.read(_largest)
    with Path(place).open("rb") as file:
        return file.read(_largest)


def _without_nulls(value: object) -> object:
    """What is null was not given."""
    if not isinstance(value, dict):
        return value
    return {name: _without_nulls(each) for name, each in value.items() if each is not None}
