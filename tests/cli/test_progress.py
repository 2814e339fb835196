"""How far something long is stands on stderr where somebody looks, and nowhere else."""

from __future__ import annotations

import io
import sys

import pytest

from window_desk.cli.progress import bar


class Screen(io.StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        return True


def shown(on: io.StringIO, monkeypatch: pytest.MonkeyPatch, done: int, total: int) -> str:
    """What a bar has written while that much was done."""
    monkeypatch.setattr(sys, "stderr", on)
    with bar("hub1", worth=10) as progress:
        progress(done, total)
    return on.getvalue()


def test_a_bar_says_how_much_of_how_much(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "hub1" in (said := shown(Screen(), monkeypatch, 12, 48))
    assert "12/48" in said


@pytest.mark.parametrize(("on", "total"), [(Screen(), 9), (io.StringIO(), 48)])
def test_what_is_short_or_goes_to_a_file_has_none(
    monkeypatch: pytest.MonkeyPatch, on: io.StringIO, total: int
) -> None:
    assert "hub1" not in shown(on, monkeypatch, 1, total)
