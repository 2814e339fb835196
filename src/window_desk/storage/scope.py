"""Which halls a report counts: one, or every one that this desk has acts of."""

from __future__ import annotations

from typing import NamedTuple

from window_desk.domain.streams import hall_of
from window_desk.storage.connection import Connection
from window_desk.storage.log import home_of


class Scope(NamedTuple):
    """Tickets and cases whose ids lie from `first` to before `last`; all of them without names.

    An id begins with the desk that made it, and a desk with its hall.
    """

    hall: str = ""
    first: str = ""
    last: str = ""

    def within(self, column: str) -> str:
        """The condition on a column that holds an id."""
        # Only names that desks may have come here, so that nothing has to be quoted.
        return f"{column} >= '{self.first}' AND {column} < '{self.last}'" if self.last else "1 = 1"

    def cases(self, alias: str = "service_case", index: str = "") -> str:
        """The cases as a statement reads from them, by an index that serves it."""
        by = f" INDEXED BY {index}" if index else ""
        if not self.last:
            return f"service_case AS {alias}{by}"
        return f"(SELECT rowid, * FROM service_case{by} WHERE {self.within('id')}) AS {alias}"


everywhere = Scope()


def scope_of(hall: str) -> Scope:
    """The rows of a hall."""
    return Scope(hall, f"{hall}/", f"{hall}0")


def own_scope(connection: Connection) -> Scope:
    """The rows of this desk's hall; where there are no others, reading all of them is faster."""
    own = scope_of(hall_of(home_of(connection)))
    elsewhere = (f"id < '{own.first}'", f"id >= '{own.last}'")
    if any(_has_rows(connection, each) for each in elsewhere):
        return own
    return everywhere._replace(hall=own.hall)


def halls(connection: Connection) -> tuple[str, ...]:
    """Every hall of which there are tickets or cases here."""
    owners = connection.execute("SELECT DISTINCT owner FROM stream ORDER BY owner").scalars()
    names = dict.fromkeys(map(hall_of, owners))
    return tuple(each for each in names if _has_rows(connection, scope_of(each).within("id")))


def _has_rows(connection: Connection, condition: str) -> bool:
    return any(
        connection.execute(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1").scalar() is not None
        for table in ("service_case", "ticket")
    )
