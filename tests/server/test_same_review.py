"""What holds for review holds on a server."""

from __future__ import annotations

from tests.on_server import same_tests
from tests.services import test_review

globals().update(same_tests(test_review, "TestDecision"))
