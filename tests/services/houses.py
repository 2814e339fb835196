"""A desk with another item or another house rule than the data that it was seeded with."""

from __future__ import annotations

import msgspec

from tests.support import MORNING, actor
from window_desk.domain.centre import Policies
from window_desk.domain.item import ServiceItem
from window_desk.services import publishing
from window_desk.storage import reads
from window_desk.storage.desk import Desk


def change_item(desk: Desk, code: str, **changes: object) -> ServiceItem:
    """Publish an item's next version with these changes."""
    with desk.read() as connection:
        item = reads.item_on(connection, code, MORNING.date())
    assert item is not None
    changed = msgspec.structs.replace(item, **changes)
    publishing.publish_items(desk, actor(desk, "admin"), [changed], lambda each: each.code)
    return changed


def change_policies(desk: Desk, **changes: object) -> Policies:
    """Put other policies in force."""
    with desk.change(by="admin") as tx:
        policies = msgspec.structs.replace(tx.centre.policies, **changes)
        publishing.put_centre(tx, msgspec.structs.replace(tx.centre, policies=policies))
    return policies
