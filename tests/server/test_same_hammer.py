"""Many windows at the same time, on a server."""

from __future__ import annotations

from tests.campaigns import test_hammer
from tests.on_server import same_tests

globals().update(same_tests(test_hammer))
