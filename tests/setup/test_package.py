"""What a built package carries: the program, its seed data and its command."""

from __future__ import annotations

import configparser
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def build(kind: str, project: Path, into: Path) -> Path:
    """The wheel or sdist that the build backend makes of `project`."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", into],
        cwd=project,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (made,) = into.iterdir()
    return made


def seed_files() -> set[str]:
    """The data files of the checkout as they are named inside a wheel."""
    data = ROOT / "data"
    files = (path for path in data.rglob("*") if path.is_file())
    return {f"window_desk/_data/{path.relative_to(data).as_posix()}" for path in files}


def source_files() -> set[str]:
    """The package's files, without what Python leaves beside them."""
    package = ROOT / "src" / "window_desk"
    files = (path for path in package.rglob("*") if path.is_file())
    kept = (path for path in files if "__pycache__" not in path.parts)
    return {path.relative_to(ROOT / "src").as_posix() for path in kept}


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, unpacked."""
    made = build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(made) as archive:
        archive.extractall(folder, filter="data")
    (project,) = folder.iterdir()
    return project


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel as an installer makes it: from the source distribution."""
    return zipfile.ZipFile(build("wheel", sdist, tmp_path_factory.mktemp("wheel")))


def test_the_wheel_carries_the_program_and_its_data(wheel: zipfile.ZipFile) -> None:
    carried = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert seed_files()
    assert carried == seed_files() | source_files()


def test_the_data_arrives_unchanged(wheel: zipfile.ZipFile) -> None:
    for name in seed_files():
        original = ROOT / "data" / name.removeprefix("window_desk/_data/")
        assert wheel.read(name) == original.read_bytes(), name


def test_the_wheel_offers_the_command(wheel: zipfile.ZipFile) -> None:
    (listed,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    offered = configparser.ConfigParser()
    offered.read_string(wheel.read(listed).decode())
    assert dict(offered["console_scripts"]) == {"window-desk": "window_desk.__main__:main"}


def test_the_checkout_builds_the_same_wheel(
    wheel: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory
) -> None:
    direct = zipfile.ZipFile(build("wheel", ROOT, tmp_path_factory.mktemp("direct")))
    assert set(direct.namelist()) == set(wheel.namelist())
