"""Nothing of an erased person is left in a database on a server: the tests of a file's desk."""

from __future__ import annotations

from tests.on_server import same_tests
from tests.services import test_erasure

globals().update(same_tests(test_erasure))
