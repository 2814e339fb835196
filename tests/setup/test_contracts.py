"""The import contracts in pyproject.toml notice what they forbid."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# One forbidden import for each contract: the module it is written into, and the line.
PLANTS = {
    "layers": ("storage", "import window_desk.services"),
    "domain-ours": ("domain", "import window_desk.storage"),
    "domain-pure": ("domain", "import sqlite3"),
    "storage-only": ("services", "import sqlalchemy"),
    "reports-read": ("reports", "import window_desk.catalogue"),
    "screens-without-commands": ("tui", "import typer"),
    "commands-without-screens": ("cli", "import textual"),
    "below-the-faces": ("catalogue", "import rich"),
    "screens-apart": ("tui/screens/planted_one", "import window_desk.tui.screens.planted_two"),
}


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A copy of the sources with every forbidden import of the table in it."""
    copy = tmp_path / "src"
    shutil.copytree(ROOT / "src", copy, ignore=shutil.ignore_patterns("__pycache__"))
    package = copy / "window_desk"
    for name in ("planted_one.py", "planted_two.py"):
        (package / "tui" / "screens" / name).write_text("", encoding="utf-8")
    for place, line in PLANTS.values():
        path = package / place
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        file.write_text(f"{file.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    return copy


def broken_contracts(sources: Path) -> set[str]:
    """The names of the contracts that the linter calls broken for the package in `sources`."""
    run = subprocess.run(
        [
            Path(sys.executable).with_name("lint-imports"),
            "--no-cache",
            "--no-logo",
            "--config",
            ROOT / "pyproject.toml",
        ],
        cwd=sources,
        env={**os.environ, "PYTHONPATH": str(sources), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 1, run.stdout + run.stderr
    return set(re.findall(r"^(.+?) BROKEN(?: \(.+\))?$", run.stdout, flags=re.MULTILINE))


def test_every_contract_notices_its_planted_import(planted: Path) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    assert {contract["id"] for contract in contracts} == set(PLANTS)
    assert broken_contracts(planted) == {contract["name"] for contract in contracts}
