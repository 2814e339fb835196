"""Ops of older versions: each step is a pure function from one version's body to the next's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Body = dict[str, Any]
"""A body as plain JSON."""

Upcaster = Callable[[Body], Body]
"""Makes the body of the next version; gives a new one and changes nothing."""

upcasters: dict[tuple[str, int], Upcaster] = {}
"""By the kind of op and the version that is read; every op still has its first version."""


def upcast(
    kind: str,
    version: int,
    newest: int,
    body: Body,
    steps: Mapping[tuple[str, int], Upcaster] = upcasters,
) -> Body:
    """The body in the newest version; raises `LookupError` where a step is missing."""
    for each in range(version, newest):
        body = steps[kind, each](body)
    return body
