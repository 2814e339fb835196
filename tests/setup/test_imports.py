"""What importing a room of the house really loads, seen in `sys.modules` of a new process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src"

STORE = {"sqlmodel", "sqlalchemy", "pydantic"}
# msgspec looks for typing_extensions and uses it where it is there.
DOMAIN_MAY_LOAD = {"window_desk", "msgspec", "stdnum", "typing_extensions"}

# Runs its first argument, then writes the modules that it added to the file named second.
PROBE = """
import json, sys
code, report = sys.argv[1:]
before = set(sys.modules)
status = 0
try:
    exec(code, {"__name__": "probe"})
except SystemExit as end:
    status = end.code or 0
added = sorted(set(sys.modules) - before)
home = getattr(sys.modules.get("window_desk"), "__file__", "")
with open(report, "w", encoding="utf-8") as out:
    json.dump({"status": status, "added": added, "home": home}, out)
"""

HELP = """
import runpy, sys
sys.argv = ["window-desk", "--help"]
runpy.run_module("window_desk", run_name="__main__", alter_sys=True)
"""


def loaded(code: str, sources: Path, tmp_path: Path) -> set[str]:
    """The modules that a new interpreter loads to run `code` with the package in `sources`."""
    report = tmp_path / "loaded.json"
    run = subprocess.run(
        [sys.executable, "-c", PROBE, code, str(report)],
        env={**os.environ, "PYTHONPATH": str(sources)},
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    seen = json.loads(report.read_text(encoding="utf-8"))
    assert seen["status"] == 0, run.stderr
    assert Path(seen["home"]).is_relative_to(sources)
    return set(seen["added"])


def packages(modules: set[str]) -> set[str]:
    """The top-level packages of `modules` that are not of the standard library."""
    tops = {name.partition(".")[0] for name in modules}
    return {top for top in tops if top not in sys.stdlib_module_names and not top.startswith("_")}


def import_the_domain(sources: Path) -> str:
    """A program that imports every module of the domain."""
    files = sorted((sources / "window_desk" / "domain").rglob("*.py"))
    names = [".".join(file.relative_to(sources).with_suffix("").parts) for file in files]
    assert len(names) > 10
    return "\n".join(f"import {name.removesuffix('.__init__')}" for name in names)


def outside_the_domain(modules: set[str]) -> set[str]:
    """Our own modules among `modules` that are neither the package itself nor the domain's."""
    ours = {name for name in modules if name.startswith("window_desk.")}
    return {name for name in ours if name.split(".")[1] != "domain"}


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A copy of the sources in which a test may break the rules."""
    copy = tmp_path / "src"
    shutil.copytree(SOURCES, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def plant(file: Path, line: str) -> None:
    """Write `line` into a module, below its first import."""
    before = file.read_text(encoding="utf-8")
    mark = "from __future__ import annotations\n"
    after = before.replace(mark, f"{mark}\n{line}\n", 1)
    assert after != before
    file.write_text(after, encoding="utf-8")


class TestScreens:
    CODE = "import window_desk.tui.app"
    NEVER = STORE | {"typer"}

    def test_the_app_loads_no_store_and_no_commands(self, tmp_path: Path) -> None:
        found = packages(loaded(self.CODE, SOURCES, tmp_path))
        assert "textual" in found
        assert found & self.NEVER == set()

    @pytest.mark.parametrize("module", sorted(NEVER))
    def test_a_planted_import_is_caught(self, planted: Path, tmp_path: Path, module: str) -> None:
        plant(planted / "window_desk" / "tui" / "app.py", f"import {module}")
        assert module in packages(loaded(self.CODE, planted, tmp_path)) & self.NEVER


class TestDesk:
    # The driver of servers is for desks on servers.
    NEVER = STORE | {"psycopg"}
    CODE = """
import sys
from pathlib import Path
from window_desk.services import tickets
from window_desk.storage import reads
from window_desk.storage.desk import Desk
desk = Desk(Path({path!r}))
with desk.read() as connection:
    clerk = reads.actor(connection, "clerk1")
tickets.issue(desk, clerk, "A")
desk.close()
"""

    def test_opening_reading_and_acting_load_no_models(
        self, desk_file: Path, tmp_path: Path
    ) -> None:
        found = packages(loaded(self.CODE.format(path=str(desk_file)), SOURCES, tmp_path))
        assert "msgspec" in found
        assert found & self.NEVER == set()

    @pytest.mark.parametrize("module", sorted(NEVER))
    def test_a_planted_import_is_caught(
        self, desk_file: Path, planted: Path, tmp_path: Path, module: str
    ) -> None:
        plant(planted / "window_desk" / "storage" / "change.py", f"import {module}")
        code = self.CODE.format(path=str(desk_file))
        assert module in packages(loaded(code, planted, tmp_path)) & self.NEVER


class TestCommands:
    NEVER = STORE | {"textual"}

    def test_help_loads_no_screens_and_no_store(self, tmp_path: Path) -> None:
        found = packages(loaded(HELP, SOURCES, tmp_path))
        assert "typer" in found
        assert found & self.NEVER == set()

    @pytest.mark.parametrize("module", sorted(NEVER))
    def test_a_planted_import_is_caught(self, planted: Path, tmp_path: Path, module: str) -> None:
        plant(planted / "window_desk" / "__main__.py", f"import {module}")
        assert module in packages(loaded(HELP, planted, tmp_path)) & self.NEVER

    def test_the_way_in_loads_neither_face(self, tmp_path: Path) -> None:
        found = packages(loaded("import window_desk.__main__", SOURCES, tmp_path))
        assert found & (self.NEVER | {"typer"}) == set()


class TestDomain:
    def test_it_loads_nothing_of_ours_and_little_of_others(self, tmp_path: Path) -> None:
        found = loaded(import_the_domain(SOURCES), SOURCES, tmp_path)
        assert outside_the_domain(found) == set()
        assert packages(found) <= DOMAIN_MAY_LOAD

    def test_a_planted_import_of_ours_is_caught(self, planted: Path, tmp_path: Path) -> None:
        (planted / "window_desk" / "planted.py").write_text("", encoding="utf-8")
        plant(planted / "window_desk" / "domain" / "errors.py", "import window_desk.planted")
        found = loaded(import_the_domain(planted), planted, tmp_path)
        assert outside_the_domain(found) == {"window_desk.planted"}

    def test_a_planted_import_of_others_is_caught(self, planted: Path, tmp_path: Path) -> None:
        plant(planted / "window_desk" / "domain" / "errors.py", "import platformdirs")
        found = loaded(import_the_domain(planted), planted, tmp_path)
        assert packages(found) - DOMAIN_MAY_LOAD == {"platformdirs"}
