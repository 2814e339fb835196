"""What every test has: a seeded desk of its own that is sound when the test is over."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.departments import PLACES, House, make_department, make_house
from tests.desks import befriend, copy_as, make_bare
from tests.on_server import drop_made_in, is_chosen, is_on_server, place_for
from tests.postgres import Server, running_server
from tests.support import MORNING, Clock, actor, assert_sound, copy_desk, make_seeded
from window_desk.domain.actor import Actor
from window_desk.storage.desk import Desk
from window_desk.storage.place import Place

settings.register_profile("desk", deadline=None, print_blob=True)
settings.load_profile("desk")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what is about files where desks lie on a server."""
    only = item.get_closest_marker("on_file")
    if only is not None and (is_chosen or is_on_server(item)):
        pytest.skip(f"only on a file: {only.args[0]}")


@pytest.fixture(scope="session", autouse=True)
def no_real_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests, and the programs they start, away from the desk of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        own = {name for name in os.environ if name.startswith("WINDOW_DESK_")}
        asked = {
            "WINDOW_DESK_ROUNDS",
            "WINDOW_DESK_TEST_DATABASE",
            "WINDOW_DESK_TEST_POSTGRES",
        }
        for name in (own | {"NO_COLOR", "FORCE_COLOR"}) - asked:
            patch.delenv(name, raising=False)
        home = tmp_path_factory.mktemp("home")
        patch.setenv("WINDOW_DESK_DATABASE", str(home / "desk.db"))
        patch.setenv("WINDOW_DESK_PRIVATE", str(home / "private"))
        yield


@pytest.fixture(scope="session", autouse=True)
def rare_collections() -> None:
    """Look for cycles rarely, and not in what was loaded: it was a quarter of the tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 20)


@pytest.fixture(scope="session")
def seeded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A seeded desk that nobody has open; copy it, never open it."""
    place = place_for(tmp_path_factory.mktemp("seeded") / "desk.db", request)
    make_seeded(place)
    return place


@pytest.fixture(scope="session")
def bare(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A desk without any op; copy it, never open it."""
    return make_bare(place_for(tmp_path_factory.mktemp("bare") / "desk.db", request))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of these tests; every test makes its own databases on it."""
    with running_server() as server:
        yield server


@pytest.fixture(autouse=True)
def no_database_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Drop what a test made on a server: thousands of databases fill a disk."""
    if "seeded" not in request.fixturenames and not is_chosen:
        yield
        return
    folder = request.getfixturevalue("tmp_path")
    yield
    drop_made_in(folder)


@pytest.fixture
def two_desks(bare: Path, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Two desks that trust each other, sound when the test is over."""
    first, second = (copy_as(bare, tmp_path / f"{n}.db", f"h{n}/desk1") for n in (1, 2))
    befriend(first, second)
    yield first, second
    for each in (first, second):
        assert_sound(each)
        each.close()


@pytest.fixture(scope="session")
def department_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files of desks of departments by their names; copy them, never open them."""
    folder = tmp_path_factory.mktemp("departments")
    return {
        name: make_department(folder / f"{n}.db", name, department)
        for n, (department, name) in enumerate(PLACES.items())
    }


@pytest.fixture(scope="session")
def house_files(
    seeded: Path, department_files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder of a hall and two departments; copy it, never open it."""
    if not isinstance(seeded, Path):
        # They exchange files and lie in files, also where every other desk is on a server.
        seeded = tmp_path_factory.mktemp("hall") / "desk.db"
        make_seeded(seeded)
    return make_house(seeded, department_files, tmp_path_factory.mktemp("house"))


@pytest.fixture
def house(house_files: Path, tmp_path: Path) -> Iterator[House]:
    """A hall and two departments with desks of their own, sound when the test is over."""
    house = House(Path(shutil.copytree(house_files, tmp_path / "house")), MORNING.replace(hour=10))
    yield house
    for each in house.desks:
        assert_sound(each)
    house.close()


@pytest.fixture
def desk_file(seeded: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A seeded desk of this test, as a file; sound when the test is over, if it is not `spoils`."""
    path = copy_desk(seeded, tmp_path / "desk.db")
    yield path
    # Where there is a `desk` it has been looked at already.
    if request.node.get_closest_marker("spoils") is None and "desk" not in request.fixturenames:
        desk = Desk(path)
        assert_sound(desk)
        desk.close()


@pytest.fixture
def clock() -> Clock:
    """A clock that stands almost still until it is moved."""
    return Clock()


@pytest.fixture
def desk(desk_file: Path, clock: Clock) -> Iterator[Desk]:
    """A seeded desk of this test, open; whatever the test did, it is sound afterwards."""
    desk = Desk(desk_file, clock)
    yield desk
    assert_sound(desk)
    desk.close()


@pytest.fixture
def clerk(desk: Desk) -> Actor:
    """The clerk of window 1."""
    return actor(desk, "clerk1")


@pytest.fixture
def other_clerk(desk: Desk) -> Actor:
    """The clerk of window 2, which serves the same queues as window 1."""
    return actor(desk, "clerk2")


@pytest.fixture
def reviewer(desk: Desk) -> Actor:
    """A reviewer of the administrative approval bureau."""
    return actor(desk, "reviewer-approval")


@pytest.fixture
def supervisor(desk: Desk) -> Actor:
    """The supervisor."""
    return actor(desk, "supervisor")


@pytest.fixture
def admin(desk: Desk) -> Actor:
    """The admin."""
    return actor(desk, "admin")
