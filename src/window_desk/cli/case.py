"""`window-desk case`: everything that is done with a case, from the window to the hand-over."""

from __future__ import annotations

from window_desk.cli import (
    case_amend,
    case_clocks,
    case_department,
    case_intake,
    case_joint,
    case_look,
    case_meet,
    case_more,
    case_notice,
    case_papers,
    case_promises,
)
from window_desk.cli.command import new_app
from window_desk.locale import _

app = new_app(_("Cases: take in, check, accept, review, decide, hand out."))

for part in (
    case_intake,
    case_papers,
    case_promises,
    case_department,
    case_joint,
    case_more,
    case_clocks,
    case_amend,
    case_notice,
    case_look,
):
    app.add_typer(part.app)

app.add_typer(case_meet.app, name="meet")
