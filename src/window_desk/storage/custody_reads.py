"""Whose the cases of a person are."""

from __future__ import annotations

from window_desk.storage.connection import Connection


def owners_of_cases(
    connection: Connection, person: str, *, but_not: str, home: str
) -> frozenset[str]:
    """The desks that own the other cases of a person, as applicant or agent."""
    found = connection.execute(
        "SELECT DISTINCT coalesce(e.owner, :home) FROM service_case c"
        ' LEFT JOIN elsewhere e ON e."case" = c.id'
        " WHERE (c.applicant = :person OR c.agent = :person) AND c.id <> :but_not"
        " AND c.state <> 'void'",
        {"home": home, "person": person, "but_not": but_not},
    )
    return frozenset(found.scalars())
