"""The floor of --help: a typer application with one empty command."""

import typer

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command()
def nothing() -> None:
    """Do nothing."""


@app.command()
def more() -> None:
    """Do nothing, too."""


if __name__ == "__main__":
    app()
