"""What holds for tickets holds on a server."""

from __future__ import annotations

from tests.on_server import same_tests
from tests.services import test_tickets

globals().update(same_tests(test_tickets, "TestCalling"))
