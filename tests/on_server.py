"""Desks of tests in databases on a real PostgreSQL: copied as files are, dropped with their test.

`WINDOW_DESK_TEST_DATABASE=postgresql` lets every test have its desk there: `make postgresql`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from tests.postgres import Server
from window_desk.storage.place import Address, Place, read_address

is_chosen = os.environ.get("WINDOW_DESK_TEST_DATABASE") == "postgresql"
"""Whether this run has its desks on a server."""

home = Path(__file__).parent / "server"
"""Where the tests lie that have their desks on a server in every run."""

_servers: dict[str, Server] = {}
_made: list[tuple[Path, Address]] = []
"""The databases by the folder of the test that they belong to."""


def is_on_server(item: pytest.Item) -> bool:
    """Whether a test has its desks on a server in every run."""
    return item.path.is_relative_to(home)


def new_place(server: Server, folder: Path, template: str = "template1") -> Address:
    """A database of its own that belongs to a folder."""
    place = read_address(server.url(server.make_database(template)))
    _servers[place.hosts] = server
    _made.append((folder, place))
    return place


def copy_place(source: Address, folder: Path) -> Address:
    """A desk that nobody has open, copied to a database that belongs to a folder."""
    return new_place(_servers[source.hosts], folder, source.database)


def place_for(path: Path, request: pytest.FixtureRequest) -> Place:
    """Where a desk of tests is made: in that file, or on the server of this run."""
    if not is_chosen:
        return path
    return new_place(request.getfixturevalue("postgres"), path.parent)


def drop_made_in(folder: Path) -> None:
    """Drop the databases that belong to a folder."""
    for each in [each for each in _made if each[0].is_relative_to(folder)]:
        _made.remove(each)
        _servers[each[1].hosts].drop_database(each[1].database)


def address_of(place: object) -> str:
    """How a desk is named to another process, its password included."""
    return place.url if isinstance(place, Address) else str(place)


def place_of(name: str) -> Place:
    """The desk that another process was given."""
    return read_address(name) if "://" in name else Path(name)


def same_tests(module: ModuleType, *names: str) -> dict[str, object]:
    """The tests of a module, or those of these names, and its fixtures, to be run once more."""
    return {
        name: each
        for name, each in vars(module).items()
        if type(each).__name__ == "FixtureFunctionDefinition"
        or (name in names if names else name.startswith(("test_", "Test")))
    }


@contextmanager
def dropping(folder: Path) -> Iterator[None]:
    """Leave nothing of a folder's databases."""
    yield
    drop_made_in(folder)
