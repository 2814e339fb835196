"""What holds for checks and rebuilds holds on a server."""

from __future__ import annotations

from tests.on_server import same_tests
from tests.storage import test_maintenance

globals().update(same_tests(test_maintenance))
