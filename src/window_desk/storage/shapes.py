"""How the tables are shaped, as the database says itself, and the statements that write rows.

The models in `tables` say the same, but loading SQLModel takes a third of a second, and only
making or changing the tables needs it.
"""

from __future__ import annotations

from functools import cached_property

import msgspec

from window_desk.storage.connection import Connection

projections = (
    "ticket", "service_case", "paper", "correction_notice", "leg", "case_child", "document",
    "person", "window_state", "account", "item", "publication",
    "desk_key", "fork", "conflict", "elsewhere", "unfolded",
)  # fmt: skip
"""The tables that can be made again from the ops."""


class Shape(msgspec.Struct, frozen=True, dict=True):
    """A table: its columns with their types, in order, and the names of its primary key."""

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    keys: tuple[str, ...]

    @cached_property
    def upsert(self) -> str:
        """INSERT that replaces a row with the same primary key, its values in the table's order."""
        updates = ", ".join(
            f'"{each}" = excluded."{each}"' for each in self.columns if each not in self.keys
        )
        return (
            f'INSERT INTO "{self.name}" ({quoted(self.columns)})'
            f" VALUES ({', '.join('?' * len(self.columns))})"
            f" ON CONFLICT ({quoted(self.keys)}) DO UPDATE SET {updates}"
        )

    @cached_property
    def delete(self) -> str:
        """DELETE of the row with a primary key."""
        keys = " AND ".join(f'"{each}" = ?' for each in self.keys)
        return f'DELETE FROM "{self.name}" WHERE {keys}'


def quoted(names: tuple[str, ...], side: str = "") -> str:
    """Column names for a statement: `"case", "step"`, or with a side `now."case", now."step"`."""
    return ", ".join(f'{side}."{each}"' if side else f'"{each}"' for each in names)


# Only databases whose tables are at this program's version are opened: one look serves them all.
_known: dict[str, Shape] = {}


def shape_of(connection: Connection, name: str) -> Shape:
    """The shape of one of this program's tables."""
    if name not in _known:
        found = connection.columns_of(name)
        keys = sorted((place, column) for column, _, place in found if place)
        _known[name] = Shape(
            name=name,
            columns=tuple(row[0] for row in found),
            types=tuple(row[1] for row in found),
            keys=tuple(column for _, column in keys),
        )
    return _known[name]
