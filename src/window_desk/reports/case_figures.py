"""The figures of cases: what came in, what was decided, and in what time."""

from __future__ import annotations

from collections import Counter
from datetime import date

from window_desk.reports import case_metrics as metrics
from window_desk.reports.figure import Figure, Metric, Value, everything, left_out
from window_desk.reports.leg_figures import leg_figures
from window_desk.reports.spread import mean_days, share_of
from window_desk.storage.change import Look
from window_desk.storage.measures import Cases, cases
from window_desk.storage.scope import Scope


def case_figures(look: Look, scope: Scope, first: date, last: date) -> list[Figure]:
    """Every figure of cases for what happened in the period."""
    found = cases(look.connection, scope, look.calendar, first, last, look.today)
    return [
        *_intake(found),
        *_decisions(found),
        *_punctuality(found),
        *_speed(found),
        *leg_figures(look, scope, first, last),
    ]


def _figure(metric: Metric, value: Value, n: int, **others: int) -> Figure:
    return Figure(metric, everything, value, n, left_out(Counter(others)))


def _count(metric: Metric, value: int, **others: int) -> Figure:
    return _figure(metric, value, value, **others)


def _intake(found: Cases) -> list[Figure]:
    return [
        _count(metrics.opened, found.opened, void=found.voided),
        _count(metrics.accepted, found.accepted),
        _count(metrics.corrected, found.notices),
        _figure(metrics.told_once_rate, share_of(found.told_once, found.told), found.told),
        _count(metrics.turned_away, found.turned_away),
        _count(metrics.withdrawn, found.withdrawn),
    ]


def _decisions(found: Cases) -> list[Figure]:
    decided = found.decided
    return [
        _count(metrics.decided, decided.count),
        _figure(metrics.granted, decided.granted, decided.count),
        _figure(metrics.refused, decided.refused, decided.count),
        _count(metrics.handed_out, found.served),
        _count(metrics.under_review, found.under_review),
    ]


def _punctuality(found: Cases) -> list[Figure]:
    decided, gone = found.decided, found.withdrawn_accepted
    promised, lawful = decided.with_promise, decided.with_law
    unpromised, unlimited = decided.count - promised, decided.count - lawful
    late, late_law = promised - decided.in_promise, lawful - decided.in_law
    over, over_law = promised + found.overdue, lawful + found.overdue_law
    return [
        _figure(
            metrics.on_time_rate, share_of(decided.in_promise, over), over,
            withdrawn=gone, no_limit=unpromised,
        ),
        _figure(
            metrics.on_time_rate_law, share_of(decided.in_law, over_law), over_law,
            withdrawn=gone, no_limit=unlimited,
        ),
        _figure(metrics.decided_late, late, promised, no_limit=unpromised),
        _figure(metrics.decided_late_law, late_law, lawful, no_limit=unlimited),
        _figure(metrics.overdue, found.overdue, found.under_review),
        _figure(metrics.overdue_law, found.overdue_law, found.under_review),
    ]  # fmt: skip


def _speed(found: Cases) -> list[Figure]:
    decided = found.decided
    n, unpromised = (
        decided.committed_with_promise,
        decided.committed - found.decided.committed_with_promise,
    )
    return [
        _figure(
            metrics.early_rate, share_of(decided.early, n), n,
            instant=decided.instant, no_limit=unpromised,
        ),
        _figure(metrics.instant_rate, share_of(decided.instant, decided.count), decided.count),
        _figure(
            metrics.working_days_mean, mean_days(decided.worked, decided.committed),
            decided.committed, instant=decided.instant,
        ),
    ]  # fmt: skip
