"""What goes wrong with a hub, each as one sentence with the way out."""

from __future__ import annotations

import psycopg
from psycopg import errors as pg

from window_desk.domain.errors import Label, Unusable


class HubGone(Unusable):
    """The hub did not answer in time, or the connection was cut: what was asked may be done."""


_reasons: dict[str, Label] = {
    "time": ("未在限时内应答", "no answer in time"),
    "cut": ("连接中断", "the connection was cut"),
    "closed": ("无法建立连接", "no connection could be made"),
}


def gone(hub: str, reason: str) -> HubGone:
    """The hub is not to be had: `time`, `cut` or `closed`."""
    return HubGone(
        "hub.gone",
        "The hub {hub} is not to be reached: {reason}.",
        hint="The desk goes on by itself and asks again; check the network if it lasts.",
        hub=hub,
        reason=_reasons[reason],
    )


def refused(hub: str, error: psycopg.Error) -> Unusable:
    """What the hub said no to."""
    code, message, hint = _said(error)
    return Unusable(
        code,
        message,
        hint=hint,
        hub=hub,
        reason=(error.diag.message_primary or str(error)).splitlines()[0],
    )


def _said(error: psycopg.Error) -> tuple[str, str, str]:
    known = _sentences.get(error.sqlstate or "")
    if known is not None:
        return known
    # libpq gives no state for what the server says while a connection is made.
    text = str(error)
    if isinstance(error, pg.InsufficientPrivilege):
        return _no_right
    if "password authentication failed" in text or "not permitted to log in" in text:
        return _no_login
    if "certificate" in text or "SSL" in text:
        return _no_tls
    return _unknown


_no_right = (
    "hub.right",
    "The hub {hub} does not let this desk do that.",
    "Ask whoever runs the hub; window-desk sync hub members shows who may what.",
)
_no_login = (
    "hub.login",
    "The hub {hub} does not let this desk in: its login is not valid, or no longer.",
    "Ask whoever runs the hub for a code: window-desk sync hub invite.",
)
_no_tls = (
    "hub.tls",
    "The connection to the hub {hub} is not safe: {reason}.",
    "Give the certificate of whoever signed the hub's (--ca FILE), and use the name in it.",
)
_unknown = (
    "hub.failed",
    "The hub {hub} failed: {reason}.",
    "The server's own log says more; window-desk sync hub init brings its tables up to date.",
)

_sentences: dict[str, tuple[str, str, str]] = {
    "28P01": _no_login,
    "28000": _no_login,
    "42501": _no_right,
    "WD001": (
        "hub.no_member",
        "This desk is no member of the hub {hub}.",
        "Ask whoever runs the hub for a code: window-desk sync hub invite.",
    ),
    "WD002": _no_right,
    "WD003": (
        "hub.password",
        "The hub {hub} takes no password in clear.",
        "Update window-desk on this desk.",
    ),
    "WD004": (
        "hub.name_used",
        "A desk of this name has joined the hub {hub} before.",
        "A name is used once: give the machine another one (window-desk init --desk NAME).",
    ),
    "WD005": (
        "hub.lane_used",
        "Another desk of this hall has this lane, or had it today.",
        "Give another number, or none: the next free one is taken then.",
    ),
    "WD006": (
        "hub.code_used",
        "This code was used by another machine.",
        "Ask for a new code: window-desk sync hub invite.",
    ),
    "WD007": (
        "hub.form",
        "The hub {hub} did not take what this desk sent: {reason}.",
        "Update window-desk here and at the hub (window-desk sync hub init).",
    ),
    "WD008": (
        "hub.unsound",
        "The hub {hub} did not take this desk's acts: their chain does not hold.",
        "Run window-desk audit verify on this desk.",
    ),
    "WD009": (
        "hub.restored",
        "The hub {hub} came back from an older state: its queue waits.",
        "The keeper goes on with it once the windows were heard: window-desk sync hub resume.",
    ),
}
"""The hub's own states and what to say of them."""


def other_version(hub: str, *, newer: bool) -> Unusable:
    """The hub was made by another version of the program."""
    if newer:
        return Unusable(
            "hub.newer",
            "The hub {hub} was made by a newer window-desk.",
            hint="Update window-desk on this desk.",
            hub=hub,
        )
    return Unusable(
        "hub.older",
        "The hub {hub} was made by an older window-desk.",
        hint="Its keeper updates it: window-desk sync hub init, once, with the new version.",
        hub=hub,
    )


def restored(hub: str) -> Unusable:
    """The hub knows less of the queue than it did."""
    return _said_of("WD009", hub)


def lane_used(hub: str) -> Unusable:
    """Another desk has the lane that the keeper wants."""
    return _said_of("WD005", hub)


def _said_of(state: str, hub: str) -> Unusable:
    code, message, hint = _sentences[state]
    return Unusable(code, message, hint=hint, hub=hub)


def lost(error: psycopg.Error) -> bool:
    """Whether an error means that the connection is gone, and not that the hub said no."""
    if isinstance(
        error, pg.QueryCanceled | pg.AdminShutdown | pg.CrashShutdown | pg.CannotConnectNow
    ):
        return True
    return isinstance(error, psycopg.OperationalError) and error.sqlstate is None


def refuses(error: psycopg.Error) -> bool:
    """Whether a server was there that did not let this desk in, or was not who it has to be."""
    return _said(error) is not _unknown
