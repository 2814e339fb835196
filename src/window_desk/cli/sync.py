"""`window-desk sync`: exchange with other desks by hub or by file, and see how it stands."""

from __future__ import annotations

from window_desk.cli import (
    sync_departments,
    sync_files,
    sync_hub,
    sync_join,
    sync_keys,
    sync_run,
    sync_sources,
    sync_status,
)
from window_desk.cli.command import new_app
from window_desk.locale import _

app = new_app(_("Exchange with other desks by hub or file; how it stands."))

for part in (
    sync_status,
    sync_run,
    sync_join,
    sync_files,
    sync_keys,
    sync_departments,
    sync_sources,
):
    app.add_typer(part.app)
app.add_typer(sync_hub.app, name="hub")
