"""What `make sync-demo` shows is so, with every desk and service a process of its own."""

from __future__ import annotations

import io

from rich.console import Console

from tests.campaigns.sync_demo import prepared


def test_the_demonstration_shows_what_it_says() -> None:
    shown = io.StringIO()
    with prepared(Console(file=shown, width=200)) as demo:
        demo.run()
    text = shown.getvalue()
    assert "is granted" in text
    assert "W2-001 is its own number" in text
    assert text.count("streams hold") == len(demo.sites)
