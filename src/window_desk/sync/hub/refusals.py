"""Why something is not done with the queue of a hall, each with the way to go on."""

from __future__ import annotations

from window_desk.domain.errors import RuleBroken


def unconfirmed() -> RuleBroken:
    """Whether the hub called a number for this window is not known."""
    return RuleBroken(
        "claim.pending",
        "The hub has not confirmed the number of this call yet.",
        hint="It is asked for until it is known. n calls from this desk's own lane meanwhile.",
    )


def needs_hub(number: str) -> RuleBroken:
    """Nobody but the hub moves a number of the shared queue."""
    return RuleBroken(
        "hub.needed",
        "{number} is a number of the hall's queue, and this desk works alone.",
        hint="Go on with the numbers of this desk's own lane; this works again when it is back.",
        number=number,
    )


def lane_empty() -> RuleBroken:
    """Nobody waits for an island."""
    return RuleBroken(
        "queue.lane_empty",
        "This desk works alone, and nobody waits in its own lane.",
        hint="a gives out a number of the lane.",
    )


def moving(number: str) -> RuleBroken:
    """Whether the hub moved a number is not known."""
    return RuleBroken(
        "claim.moving",
        "{number} is being moved: the hub has not confirmed it yet.",
        hint="Go on with another number; it shows by itself what became of this one.",
        number=number,
    )


def moved_by_others(number: str) -> RuleBroken:
    """Somebody was faster."""
    return RuleBroken(
        "ticket.moved",
        "{number} was moved or called by another window meanwhile.",
        hint="Look at the queue again.",
        number=number,
    )


def not_taken() -> RuleBroken:
    """The hub did nothing, and did not say why."""
    return RuleBroken(
        "claim.not_taken",
        "The hub did not take this.",
        hint="Do it again; if it stays, tell the admin.",
    )
