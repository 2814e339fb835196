"""Accounts and PINs: signing in, the delay that wrong PINs earn, and who may be added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.centre import Role, StaffMember
from window_desk.domain.errors import RuleBroken
from window_desk.domain.text import clean_text, require_text
from window_desk.services import powers, windows
from window_desk.storage import boards, credentials, reads
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk
from window_desk.storage.projected import milliseconds
from window_desk.storage.rows import Credential

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""argon2id with the memory and rounds that suit a PIN asked at every sign-in."""

longest_account = 60
"""Characters: with the name of its desk it has room in every act."""

longest_delay = timedelta(hours=1)


def sign_in(desk: Desk, account: str, pin: str, window: str = "") -> Actor:
    """Who this account is; at a window, its opening is recorded.

    Raises `RuleBroken` for an unknown or disabled account, a wrong PIN, a PIN tried again before
    its delay is over, or a window that the role has nothing to do at. The delay doubles with
    each wrong PIN and survives a restart.
    """
    with desk.read() as connection:
        found = credentials.find(connection, account)
        actor = reads.actor(connection, account)
        now = milliseconds(desk.clock()) or 0
    if found is None or actor is None:
        raise _wrong_pin()
    _check_delay(found, now)
    right = _matches(found.pin_hash, pin)
    with desk.change(by=account) as tx:
        # Tries at the same time must not share one delay.
        found = credentials.find(tx.connection, account) or found
        _check_delay(found, now)
        if right and found.failures:
            credentials.set_failures(tx.connection, account, 0, 0)
        elif not right:
            failures = found.failures + 1
            delay = min(
                timedelta(seconds=tx.centre.rules.pin_delay_seconds) * 2 ** min(failures - 1, 20),
                longest_delay,
            )
            until = now + delay // timedelta(milliseconds=1)
            credentials.set_failures(tx.connection, account, failures, until)
        if right and window:
            actor.require("serve")
            windows.open_window(tx, window, account)
    if not right:
        raise _wrong_pin()
    return msgspec.structs.replace(actor, window=window)


def _check_delay(found: Credential, now: int) -> None:
    if found.blocked_until <= now:
        return
    seconds = -(-(found.blocked_until - now) // 1000)
    if found.failures == 1:
        raise RuleBroken(
            "access.wait",
            "Wrong PIN: wait {seconds} s.",
            hint="Then type it again.",
            seconds=seconds,
        )
    raise RuleBroken(
        "access.wait",
        "Too many wrong PINs: wait {seconds} s.",
        hint="An admin can set a new PIN: window-desk account reset-pin.",
        seconds=seconds,
    )


def _matches(pin_hash: str, pin: str) -> bool:
    try:
        return _hasher.verify(pin_hash, pin)
    except VerificationError:
        return False


def _wrong_pin() -> RuleBroken:
    return RuleBroken(
        "access.pin",
        "The account or the PIN is wrong.",
        hint="Type both again; every miss waits longer.",
    )


def add_account(
    desk: Desk,
    actor: Actor | None,
    account: str,
    name: str,
    role: Role,
    pin: str,
    *,
    window: str = "",
    department: str = "",
    items: Sequence[str] = (),
    authority: str = "",
) -> None:
    """Add an account; only the very first one needs no admin to add it.

    `items` are those that it decides on the spot, `authority` the paper that gives the power.
    """
    with desk.change(by=actor.account if actor else account) as tx:
        if actor is not None:
            actor.require("administer")
        elif reads.has_accounts(tx.connection):
            raise RuleBroken(
                "access.not_first",
                "This desk has accounts already.",
                hint="Sign in as an admin to add one.",
            )
        elif role != "admin":
            raise RuleBroken(
                "access.first_admin",
                "The first account has to be an admin.",
                hint="Only an admin can add the others.",
            )
        if window:
            windows.require_window(tx, window)
        put_account(tx, account, name, role, hash_pin(pin), window=window, department=department)
        if items:
            powers.give(tx, clean_text(account), items, authority)


def put_account(
    tx: Change,
    account: str,
    name: str,
    role: Role,
    pin_hash: str,
    *,
    window: str = "",
    department: str = "",
) -> None:
    """Record an account inside a change, with its PIN beside the log."""
    account = require_text(account, ("账号", "account"), longest_account)
    if credentials.find(tx.connection, account) is not None:
        raise RuleBroken(
            "access.taken",
            "There is an account {account} already.",
            hint="Choose another name.",
            account=account,
        )
    tx.record(
        ops.AccountAdded(
            name=require_text(name, ("姓名", "name")),
            role=role,
            window=window,
            department=department,
        ),
        on=f"account/{account}",
    )
    credentials.put(tx.connection, account, pin_hash)


def hire(tx: Change, staff: Iterable[StaffMember], pin_hash: str) -> None:
    """Record an account for everybody on a centre's staff, each with the power it lists."""
    for each in staff:
        put_account(
            tx,
            each.account,
            each.name,
            each.role,
            pin_hash,
            window=each.window,
            department=each.department,
        )
        if each.powers:
            powers.give(tx, each.account, each.powers, each.authority)


def hash_pin(pin: str) -> str:
    """A PIN's argon2id hash; raises `RuleBroken` for one that is not 4 to 12 digits."""
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 12):
        raise RuleBroken(
            "access.pin_form",
            "A PIN is 4 to 12 digits.",
            hint="Choose one that is not a birth date.",
        )
    return _hasher.hash(pin)


def reset_pin(desk: Desk, actor: Actor, account: str, pin: str) -> None:
    """Give an account a new PIN and forget its wrong tries."""
    actor.require("administer")
    pin_hash = hash_pin(pin)
    with desk.change(by=actor.account) as tx:
        _require_account(tx, account)
        tx.record(ops.AccountPinReset(), on=f"account/{account}")
        credentials.put(tx.connection, account, pin_hash)


def disable_account(desk: Desk, actor: Actor, account: str) -> None:
    """Let an account act no more, also where it is signed in; the last admin stays."""
    actor.require("administer")
    with desk.change(by=actor.account) as tx:
        found = _require_account(tx, account)
        if found.role == "admin" and reads.count_with_role(tx.connection, "admin") == 1:
            raise RuleBroken(
                "access.last_admin",
                "{account} is the only admin.",
                hint="Add another admin first.",
                account=account,
            )
        tx.record(ops.AccountDisabled(), on=f"account/{account}")
        for each in boards.window_states(tx.connection):
            if each.account == account and each.state != "closed":
                tx.record(ops.WindowClosed(), on=f"window/{each.window}")


def _require_account(tx: Change, account: str) -> Actor:
    found = reads.actor(tx.connection, account)
    if found is None:
        raise RuleBroken(
            "access.unknown",
            "There is no account {account}.",
            hint="window-desk account list shows them.",
            account=account,
        )
    return found
