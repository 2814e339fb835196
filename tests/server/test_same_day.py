"""The scripted day at the screens, on a server."""

from __future__ import annotations

from tests.on_server import tests_of
from tests.tui import test_day

globals().update(tests_of(test_day))
