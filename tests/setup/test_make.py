"""What `make` says: the list of what there is, and the sentence when Python is too old."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def make(*words: str) -> subprocess.CompletedProcess[str]:
    """Run make in the checkout, untouched by the make that may be running these tests."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    env.pop("MFLAGS", None)
    return subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_make_alone_lists_what_there_is() -> None:
    run = make()
    assert run.returncode == 0
    listed = {line.split()[1] for line in run.stdout.splitlines() if line.startswith("  make ")}
    assert listed >= {"desk", "demo", "sync-demo", "test", "check", "bench", "fmt", "lock"}


def test_a_python_that_is_too_old_gets_a_sentence(tmp_path: Path) -> None:
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    run = make("desk", f"PYTHON={old}", f"VENV={tmp_path}/venv", f"UV_HOME={tmp_path}/uv")
    assert run.returncode != 0
    assert "needs Python 3.11 or newer" in run.stderr
    assert list(tmp_path.iterdir()) == [old]


@pytest.mark.parametrize("script", [".ci/run"])
def test_the_scripts_can_be_run(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    check = subprocess.run(["bash", "-n", ROOT / script], capture_output=True, text=True)
    assert check.stderr == ""
