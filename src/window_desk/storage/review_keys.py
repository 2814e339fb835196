"""The keys of what waits for reviewers, each read in the order of the list by its own index."""

from __future__ import annotations

from window_desk.storage.leg_place import here, made_here

_leg_keys = (
    'SELECT l.due, l."case", l.step FROM leg l INDEXED BY {index} WHERE {condition}'
    ' AND (l.due, l."case", l.step) > (:due, :case, :step)'
    ' ORDER BY l.due, l."case", l.step LIMIT :limit'
)
of_department = _leg_keys.format(
    index="leg_open", condition=f"l.state = 'open' AND l.department = :department AND {here}"
)
asking_of_department = _leg_keys.format(
    index="leg_asking", condition=f"l.state = 'asking' AND l.department = :department AND {here}"
)
by_officer = (
    f"l.officer = :officer AND {made_here} AND {here}",
    # In the rows of a case that another desk opened, ours are named with their desk.
    f"l.officer = :officer || '@' || :home AND {here}",
)
"""What an officer has here, by both ways in which rows name one."""

of_officer = tuple(
    _leg_keys.format(index="leg_of_officer", condition=f"l.state = 'open' AND {each}")
    for each in by_officer
)
asking_of_officer = tuple(
    _leg_keys.format(
        index="leg_asking",
        condition=f"l.state = 'asking' AND l.department = :department AND {each}",
    )
    for each in by_officer
)
to_decide = (
    "SELECT c.promised_due, c.id, '' FROM service_case c INDEXED BY case_to_decide"
    " WHERE c.state = 'under_review' AND c.holders = c.lead AND c.lead = :department"
    " AND (c.promised_due, c.id) > (:due, :case)"
    ' AND NOT EXISTS (SELECT 1 FROM elsewhere e WHERE e."case" = c.id)'
    ' AND NOT EXISTS (SELECT 1 FROM leg l WHERE l."case" = c.id'
    " AND l.state IN ('open', 'asking', 'returned'))"
    " ORDER BY c.promised_due, c.id LIMIT :limit"
)
"""The streams of keys, each read in the order of the list by its own index."""
