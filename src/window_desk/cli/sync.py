"""`window-desk sync`: exchange signed files with other desks, and see how it stands."""

from __future__ import annotations

from window_desk.cli import sync_departments, sync_files, sync_keys, sync_sources, sync_status
from window_desk.cli.command import new_app
from window_desk.locale import _

app = new_app(_("Exchange signed files with other desks, and see how it stands."))

for part in (sync_files, sync_status, sync_keys, sync_departments, sync_sources):
    app.add_typer(part.app)
