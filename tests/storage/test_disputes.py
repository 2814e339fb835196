"""Both versions of a conflict: the act that is kept, and the one that counts in its place."""

from __future__ import annotations

from tests.departments import FIRE_DESK, HALL, House
from tests.desks import meddle, rows
from window_desk.domain import ops
from window_desk.storage.desk import Desk
from window_desk.storage.disputes import Versions, read_versions


def versions(desk: Desk) -> Versions:
    """Those of the only conflict."""
    ((case, op),) = rows(desk, 'SELECT "case", op FROM conflict')
    with desk.look() as look:
        found = read_versions(look, case, op)
        assert read_versions(look, case, "h9/desk1:1") is None
        assert read_versions(look, "h9/desk1:1", op) is None
    assert found is not None
    return found


def answered(step: str, outcome: ops.LegOutcome) -> ops.CaseLegAnswered:
    """An answer to a leg."""
    return ops.CaseLegAnswered(step=step, outcome=outcome, reason="r")


def test_of_a_leg_the_answer_that_counts_stands_beside_the_other(house: House) -> None:
    case = house.case()
    with house.hall.change(by="supervisor") as tx:
        tx.record(answered("fire_review", "agreed"), on=case.id)
        tx.record(answered("tax", "agreed"), on=case.id)
    with house.fire.change(by="reviewer-fire") as tx:
        tx.record(answered("fire_review", "disagreed"), on=case.id)
    house.back()
    found = versions(house.hall)
    assert found.ours is not None
    assert (found.theirs.op, found.ours.op) == (
        answered("fire_review", "disagreed"), answered("fire_review", "agreed"),
    )  # fmt: skip
    assert (found.theirs.by, found.theirs.desk) == (f"reviewer-fire@{FIRE_DESK}", FIRE_DESK)
    assert (found.ours.by, found.ours.desk, found.owner) == ("supervisor", HALL, "")
    assert {"fire_review", "tax"} <= {each.code for each in found.steps}
    house.out()
    assert versions(house.fire).owner == HALL


def test_of_a_case_it_is_the_last_act_that_counts(house: House) -> None:
    case = house.case()
    meddle(house.fire, case.id, ops.CaseWithdrawn(reason="x"))
    house.back()
    found = versions(house.hall)
    assert found.ours is not None
    assert (found.theirs.kind, found.ours.kind) == ("case.withdrawn", case.last_kind)


def test_an_act_that_cannot_be_read_has_its_kind(house: House) -> None:
    case = house.case()
    meddle(house.fire, case.id, ops.CaseWithdrawn(reason="x"))
    house.back()
    with house.hall.pool.writing() as connection:
        known = connection.execute("SELECT kind FROM op WHERE kind = 'case.withdrawn'").scalar()
        connection.execute("UPDATE op SET kind = 'case.danced' WHERE kind = 'case.withdrawn'")
    found = versions(house.hall)
    assert (found.theirs.kind, found.theirs.op) == ("case.danced", None)
    assert found.theirs.by == f"clerk9@{FIRE_DESK}"
    with house.hall.pool.writing() as connection:
        connection.execute("UPDATE op SET kind = ? WHERE kind = 'case.danced'", (known,))
