"""Names of streams and desks: a stream is one epoch of a desk, an op's id is its place in one."""

from __future__ import annotations

import re
from functools import lru_cache

_desk = re.compile(r"[a-z0-9][a-z0-9_-]{0,30}(?:/[a-z0-9][a-z0-9_-]{0,30}){1,3}")
_epoch = re.compile(r"(?P<desk>.+?)(?:\.(?P<epoch>[1-9][0-9]{0,9}))?", re.DOTALL)
_op = re.compile(r"(?P<stream>[^:]+):[1-9][0-9]*")

most_number = 1 << 62
"""Numbers of ops and clocks lie below this: what is reckoned with them still fits into a table."""

named_families = frozenset(
    {
        "window",
        "account",
        "item",
        "centre",
        "calendar",
        "law",
        "key",
        "stream",
        "hub",
        "source",
        "catalogue",
    }
)
"""Families of entities that every desk names by itself: `window/3` of two desks are two windows."""

shared_families = frozenset({"case", "person", "ticket"})
"""Families that other desks' ops are folded into."""


def is_desk(name: str) -> bool:
    """Whether this may be a desk's name: `h1/desk1`, two to four short parts."""
    return _desk.fullmatch(name) is not None and name.partition("/")[0] not in named_families


@lru_cache(maxsize=10_000)
def is_stream(name: str) -> bool:
    """Whether this may be a stream: a desk's name, with `.2` for its second epoch."""
    return bool(name) and is_desk(epoch_of(name)[0])


@lru_cache(maxsize=10_000)
def epoch_of(stream: str) -> tuple[str, int]:
    """A stream's desk and the number of its epoch."""
    found = _epoch.fullmatch(stream)
    assert found is not None, "a stream has a name"
    return found["desk"], int(found["epoch"] or 1)


def hall_of(desk: str) -> str:
    """The hall that a desk stands in, or a stream is written in: `h7` of `h7/desk3`."""
    return desk.partition("/")[0]


def pool_of(hall: str) -> str:
    """The name under which a hall's hub writes its common queue; no desk has it."""
    return f"{hall}/queue"


def is_pool(desk: str) -> bool:
    """Whether this is no desk but the common queue of a hall."""
    return desk == pool_of(hall_of(desk))


def may_sign(desk: str, stream: str) -> bool:
    """Whether a desk's key may sign places in a stream: its own, and as a witness its hall's pool.

    The hub, which writes the pool, has no key.
    """
    writer = desk_of(stream)
    return desk == writer or (is_pool(writer) and hall_of(desk) == hall_of(writer))


def desk_of(stream: str) -> str:
    """The desk that writes a stream."""
    return epoch_of(stream)[0]


def desk_of_op(identity: str) -> str:
    """The desk that wrote the op with this id, `h1/desk1` for `h1/desk1.2:7`."""
    return desk_of(identity.rpartition(":")[0])


def maker_of(entity: str) -> str:
    """The desk that made an entity which is named after its first op; empty for a named thing."""
    found = _op.fullmatch(entity)
    if found is None or not is_stream(found["stream"]):
        return ""
    return desk_of(found["stream"])


def author(account: str, op: str, home: str) -> str:
    """Who did an op, as people are shown it: accounts of another desk are other people."""
    desk = desk_of_op(op)
    if is_pool(desk):
        # The hub itself notes whose account it was.
        return account.removesuffix(f"@{home}")
    return account if desk == home or not account else f"{account}@{desk}"


def seen_from(home: str, account: str, entity: str) -> str:
    """An account as the rows of an entity have it, seen from the desk `home`.

    The rows are the same at every desk: in them the accounts of whoever made the entity stand
    without a desk.
    """
    maker = desk_of_op(entity)
    if not account or maker == home:
        return account
    name, _, desk = account.rpartition("@")
    if is_desk(desk):
        return name if desk == home else account
    return f"{account}@{maker}"
