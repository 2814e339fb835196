"""The power to decide on the spot: given to an officer by a paper, item by item, and taken back."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from window_desk.domain import competence, ops
from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import ServiceItem
from window_desk.domain.text import clean_text, require_text
from window_desk.storage import reads
from window_desk.storage.change import Change, Look
from window_desk.storage.desk import Desk


def empower(
    desk: Desk, actor: Actor, account: str, items: Sequence[str], authority: str
) -> tuple[str, ...]:
    """Say which items an account decides on the spot: codes, `*` for every one, or none at all.

    By an admin, with the paper that gives or takes the power. It replaces what the account had;
    gives the items. Raises `RuleBroken` for an item that is never decided on the spot.
    """
    actor.require("administer")
    with desk.change(by=actor.account) as tx:
        found = reads.actor(tx.connection, clean_text(account))
        if found is None:
            raise RuleBroken(
                "access.unknown",
                "There is no account {account}.",
                hint="window-desk account list shows them.",
                account=account,
            )
        return give(tx, found.account, items, authority)


def give(tx: Change, account: str, items: Sequence[str], authority: str) -> tuple[str, ...]:
    """Record an account's power inside a change; gives the items."""
    codes = tuple(dict.fromkeys(clean_text(each) for each in items))
    if competence.every_item in codes:
        codes = (competence.every_item,)
    for code in codes:
        if code != competence.every_item:
            _check_item(reads.item_on(tx.connection, code, tx.today), code)
    paper = require_text(authority, ("授权依据", "authority"))
    tx.record(ops.AccountEmpowered(items=codes, authority=paper), on=f"account/{account}")
    return codes


def _check_item(item: ServiceItem | None, code: str) -> None:
    if item is None:
        raise RuleBroken(
            "item.unknown",
            "There is no item {item}.",
            hint="window-desk catalogue list TEXT finds it by name, pinyin or initials.",
            item=code,
        )
    if item.kind != "instant" and item.commitment is None:
        raise RuleBroken(
            "power.never",
            "{name} is never decided on the spot.",
            hint="Only instant items, and those that are decided on a declaration.",
            article="xkf.34.2",
            name=(item.name.zh, item.name.text("en")),
        )


def with_powers(look: Look, actor: Actor) -> Actor:
    """The actor with the powers that are in force, whatever they were at sign-in."""
    found = reads.actor(look.connection, actor.account)
    return msgspec.structs.replace(actor, powers=found.powers if found else ())
