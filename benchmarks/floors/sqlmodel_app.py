"""The floor of first rows: an empty Textual application that queries SQLite before it paints."""

import sys

from sqlmodel import Session, create_engine, text
from textual.app import App, ComposeResult
from textual.widgets import Static

engine = create_engine(f"sqlite:///{sys.argv[1]}")
with Session(engine) as session:
    count = session.execute(text("SELECT count(*) FROM ticket")).scalar_one()


class Empty(App[None]):
    """One line of text with a number from the database."""

    def compose(self) -> ComposeResult:
        """The line that the benchmark waits for."""
        yield Static(f"floor is ready {count}")


if __name__ == "__main__":
    Empty().run()
