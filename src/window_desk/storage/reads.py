"""What services and screens read: small, indexed questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from window_desk.domain.actor import Actor
from window_desk.domain.centre import CENTRE_TIME, Role
from window_desk.domain.item import ServiceItem
from window_desk.domain.law import Law
from window_desk.domain.ops import LawPublished
from window_desk.domain.streams import maker_of
from window_desk.storage import log, rows
from window_desk.storage.connection import Connection

_laws = msgspec.json.Decoder(LawPublished)

_item_decoder = msgspec.json.Decoder(ServiceItem)


def moment(value: int | None) -> datetime | None:
    """Milliseconds since the epoch as a moment in the centre's zone."""
    return None if value is None else datetime.fromtimestamp(value / 1000, CENTRE_TIME)


def stamp(at: datetime) -> int:
    """A moment as milliseconds since the epoch."""
    return round(at.timestamp() * 1000)


def local_day(at: datetime) -> date:
    """The business day of a moment."""
    return at.astimezone(CENTRE_TIME).date()


def head(connection: Connection) -> int:
    """How many ops all streams hold: it differs whenever anything was recorded."""
    return int(connection.execute("SELECT coalesce(sum(have_seq), 0) FROM stream").scalar())


def actor(connection: Connection, account: str) -> Actor | None:
    """The account as somebody who may act, or None when it is unknown or disabled."""
    row = connection.execute(
        f"SELECT {_actor}, enabled FROM account WHERE account = ? AND enabled = 1", (account,)
    ).one_or_none()
    return _read_actor(row) if row else None


def accounts(connection: Connection) -> list[tuple[Actor, bool]]:
    """Every account and whether it is enabled."""
    found = connection.execute(f"SELECT {_actor}, enabled FROM account ORDER BY account")
    return [(_read_actor(row), bool(row[6])) for row in found]


_actor = "account, name, role, window, department, powers"


def _read_actor(row: Sequence[Any]) -> Actor:
    account, name, role, window, department, powers, _enabled = row
    held = tuple(powers.split("\n")) if powers else ()
    return Actor(account, name, role, window, department, held)


def has_accounts(connection: Connection) -> bool:
    """Whether anybody may sign in here yet."""
    return connection.execute("SELECT 1 FROM account LIMIT 1").one_or_none() is not None


def count_with_role(connection: Connection, role: Role) -> int:
    """How many enabled accounts have that role."""
    count = connection.execute(
        "SELECT count(*) FROM account WHERE role = ? AND enabled = 1", (role,)
    ).scalar()
    return int(count)


def item(connection: Connection, code: str, version: int) -> ServiceItem | None:
    """An item in one version."""
    body = connection.execute(
        "SELECT body FROM item WHERE code = ? AND version = ?", (code, version)
    ).scalar()
    return None if body is None else _item_decoder.decode(body)


def item_on(connection: Connection, code: str, day: date) -> ServiceItem | None:
    """An item in the version that is in force on a day."""
    body = connection.execute(
        "SELECT body FROM item WHERE code = ?1 AND valid_from <= ?2 AND replaced_from > ?2",
        (code, day.isoformat()),
    ).scalar()
    return None if body is None else _item_decoder.decode(body)


def item_versions(connection: Connection, code: str) -> tuple[ServiceItem, ...]:
    """Every version of an item, the newest first, also those that are not in force yet."""
    found = connection.execute(
        "SELECT body FROM item WHERE code = ? ORDER BY version DESC", (code,)
    )
    return tuple(_item_decoder.decode(body) for (body,) in found)


_person = (
    "SELECT id, organisation, name, certificate_type, certificate_number, phone, address"
    " FROM person"
)


def person(connection: Connection, identity: str) -> rows.Person | None:
    """A person by id."""
    row = connection.execute(f"{_person} WHERE id = ?", (identity,)).one_or_none()
    return rows.Person(row[0], bool(row[1]), *row[2:]) if row else None


def has_open_case(connection: Connection, person: str) -> bool:
    """Whether a case of the person, as applicant or agent, is not closed yet."""
    found = connection.execute(
        "SELECT 1 FROM service_case WHERE (applicant = ?1 OR agent = ?1)"
        " AND closed_at IS NULL LIMIT 1",
        (person,),
    ).scalar()
    return found is not None


def find_person(connection: Connection, kind: str, number: str) -> rows.Person | None:
    """The person with that certificate whom this desk recorded."""
    found = connection.execute(
        f"{_person} WHERE certificate_number = ? AND certificate_type = ? ORDER BY id",
        (number, kind),
    )
    home = log.home_of(connection)
    return next(
        (rows.Person(row[0], bool(row[1]), *row[2:]) for row in found if maker_of(row[0]) == home),
        None,
    )


def window_state(connection: Connection, window: str) -> rows.WindowState | None:
    """Who sits at a window, or None before anybody did."""
    row = connection.execute(
        "SELECT window, state, account, reason, since FROM window_state WHERE window = ?", (window,)
    ).one_or_none()
    return rows.WindowState(row[0], row[1], row[2], row[3], moment(row[4])) if row else None


def find_case(connection: Connection, name: str) -> str | None:
    """The id of the case with that acceptance or document number, or with that id."""
    identity: str | None = connection.execute(
        'SELECT id FROM service_case WHERE id = ?1 UNION ALL SELECT "case" FROM document'
        " WHERE number = ?1 AND desk = ?2 UNION ALL"
        ' SELECT "case" FROM document WHERE number = ?1 LIMIT 1',
        (name, log.home_of(connection)),
    ).scalar()
    return identity


_ours_by_name = (
    # In the rows of a case that another desk opened, accounts of this desk carry its name.
    "(c.last_by = ?1 || '@' || ?3 OR substr(c.id, 1, length(?3) + 1) IN (?3 || ':', ?3 || '.'))"
)
_ours_to_undo = (
    '(NOT EXISTS (SELECT 1 FROM elsewhere e WHERE e."case" = c.id)'
    ' OR EXISTS (SELECT 1 FROM leg l WHERE l."case" = c.id AND l.desk = ?3))'
)
"""What a department's desk did with a leg it takes back like any act on a case of its own."""


def last_touched(connection: Connection, account: str, since: datetime) -> str | None:
    """The ticket or case that this account acted on last, not before `since`."""
    identity: str | None = connection.execute(
        "SELECT id FROM ("
        " SELECT id, last_at FROM ticket"
        " WHERE last_by IN (?1, ?1 || '@' || ?3) AND last_at >= ?2 AND state <> 'void'"
        # The account's own, not that of somebody with this name at another desk.
        " AND (desk = ?3 OR last_by = ?1 || '@' || ?3)"
        " UNION ALL"
        " SELECT c.id, c.last_at FROM service_case c"
        " WHERE c.last_by IN (?1, ?1 || '@' || ?3) AND c.last_at >= ?2 AND c.state <> 'void'"
        f" AND {_ours_by_name} AND {_ours_to_undo}"
        ") ORDER BY last_at DESC LIMIT 1",
        (account, stamp(since), log.home_of(connection)),
    ).scalar()
    return identity


def touched_together(connection: Connection, account: str, at: datetime) -> tuple[str, ...]:
    """The cases whose last act that counts is this account's of that very moment."""
    found = connection.execute(
        "SELECT c.id FROM service_case c"
        " WHERE c.last_by IN (?1, ?1 || '@' || ?3) AND c.last_at = ?2 AND c.state <> 'void'"
        f" AND {_ours_by_name} AND {_ours_to_undo} ORDER BY c.id",
        (account, stamp(at), log.home_of(connection)),
    )
    return tuple(row[0] for row in found)


def law(connection: Connection) -> Law:
    """Every article that the desk quotes."""
    bodies = connection.execute(
        "SELECT body FROM publication WHERE entity >= 'law/' AND entity < 'law0' ORDER BY entity"
    )
    return Law(tuple(each for (body,) in bodies for each in _laws.decode(body).articles))
