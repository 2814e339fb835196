"""The scripted day at the screens holds on a server."""

from __future__ import annotations

from tests.on_server import same_tests
from tests.tui import test_day

globals().update(same_tests(test_day))
