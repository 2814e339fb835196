"""What changed in a case's item since the case got its version, for programs and for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from window_desk.cli.catalogue_diff import change_documents
from window_desk.domain.case import Case
from window_desk.domain.item_diff_words import summary
from window_desk.locale import _, current
from window_desk.locale.punctuation import named
from window_desk.services.item_versions import changed_since
from window_desk.storage import reads
from window_desk.storage.change import Look

if TYPE_CHECKING:
    from collections.abc import Mapping


def since_of(case: Case, look: Look) -> dict[str, object]:
    """The version that the case keeps, the one in force today, and every change between them."""
    since = changed_since(look, case.item, case.item_version)
    in_force = reads.item_on(look.connection, case.item, look.today)
    return {
        "item_version": case.item_version,
        "current_version": in_force.version if in_force else None,
        "changes": change_documents(since.diff.changes) if since else [],
        "changed": summary(since.diff.changes, current()) if since else "",
    }


def since_words(document: Mapping[str, object]) -> str:
    """The versions and what changed, in one line; empty where the item is as it was."""
    if document["current_version"] in (document["item_version"], None):
        return ""
    said = named(
        f"v{document['item_version']} → v{document['current_version']}",
        str(document["changed"]) or _("nothing in it changed"),
    )
    return f"! {said}"
