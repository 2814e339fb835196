"""Where a desk lies: in a file, or in a database on a PostgreSQL server."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from window_desk.domain.errors import Unusable

if TYPE_CHECKING:
    from urllib.parse import SplitResult

private_folder = "WINDOW_DESK_PRIVATE"
"""The variable that names a folder for the secrets of desks on servers."""


class Address(msgspec.Struct, frozen=True):
    """A database on a PostgreSQL server; as text it is without account, password and options.

    A desk's tables lie in a schema of their own.
    """

    url: str
    schema: str = "window_desk"

    def __str__(self) -> str:
        return f"postgresql://{self.hosts}/{self.database}"

    @property
    def hosts(self) -> str:
        """The server with its port, as they stand in the address; several are joined by commas."""
        return self._parts.netloc.rpartition("@")[2]

    @property
    def database(self) -> str:
        """The name of the database."""
        return self._parts.path.removeprefix("/")

    @property
    def _parts(self) -> SplitResult:
        return _split(self.url)


def _split(url: str) -> SplitResult:
    # A desk in a file never needs it, and opens sooner without it.
    from urllib.parse import urlsplit

    return urlsplit(url)


Place: TypeAlias = Path | Address
"""The file of a desk, or its database on a server."""


def read_address(text: str) -> Address:
    """The database that an address names; raises `Unusable` where it names none."""
    try:
        parts = _split(text)
        database = parts.path.removeprefix("/")
    except ValueError:
        database = ""
    if not database or "/" in database:
        raise Unusable(
            "db.address_form",
            "This is not the address of a database on a PostgreSQL server.",
            hint="Write it like postgresql://ACCOUNT@SERVER/DATABASE.",
        )
    return Address(f"postgresql://{text.partition('://')[2]}")


def require_path(place: Place) -> Path:
    """The file of a desk; raises `Unusable` for what only a file has."""
    if isinstance(place, Path):
        return place
    raise Unusable(
        "db.server",
        "{path} is a desk on a server and not a file.",
        hint="docs/postgresql.md says how it is backed up and looked after.",
        path=str(place),
    )


def data_home() -> Path:
    """The folder for this user's data of this program."""
    from platformdirs import user_data_path

    return user_data_path("window-desk", appauthor=False)


def folder_of(place: Place) -> Path:
    """The folder for what belongs to a desk and does not lie in it; it may not be there yet.

    That of a desk on a server is in this user's data folder, or in the one that the environment
    names; it is named after server and database.
    """
    if isinstance(place, Path):
        return place.parent
    named = os.environ.get(private_folder, "")
    servers = Path(named) if named else data_home() / "servers"
    return servers / re.sub(r"[^\w.-]", "_", f"{place.hosts}-{place.database}")


def made_folder_of(place: Address) -> Path:
    """The private folder of a desk on a server, made for its owner alone."""
    folder = folder_of(place)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def beside(place: Place, kind: str) -> Path:
    """Where a desk's secret of a kind lies: beside its file, or in its private folder.

    It belongs to the place and not to the data, so that a copy of the data is without it. The
    folder of a desk on a server is made, for its owner alone.
    """
    if isinstance(place, Path):
        return place.with_name(f"{place.name}.{kind}")
    return made_folder_of(place) / f"desk.db.{kind}"
