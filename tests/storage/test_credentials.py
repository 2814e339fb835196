"""PIN hashes stay beside the log, and the delay they earn with them."""

from __future__ import annotations

from tests.support import PIN
from window_desk.storage import credentials
from window_desk.storage.desk import Desk
from window_desk.storage.rows import Credential


def test_wrong_tries_are_kept_and_a_new_pin_forgets_them(desk: Desk) -> None:
    with desk.change(by="admin") as tx:
        credentials.set_failures(tx.connection, "clerk1", 3, 1_000)
        found = credentials.find(tx.connection, "clerk1")
        assert found is not None
        assert (found.failures, found.blocked_until) == (3, 1_000)
        credentials.put(tx.connection, "clerk1", "new")
        assert credentials.find(tx.connection, "clerk1") == Credential("new", 0, 0)
        assert credentials.find(tx.connection, "nobody") is None


def test_no_pin_and_no_hash_is_in_the_log(desk: Desk) -> None:
    with desk.read() as connection:
        bodies = b"".join(connection.execute("SELECT body FROM op").scalars())
        hashes = connection.execute("SELECT pin_hash FROM credential").scalars()
    assert set(hashes) == {hashes[0]}
    assert hashes[0].startswith("$argon2id$")
    assert hashes[0].encode() not in bodies
    assert f'"{PIN}"'.encode() not in bodies
