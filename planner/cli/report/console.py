"""The console on which everything is printed, and what several tables share."""

from rich.console import Console

NO_VALUE = "–"
"""The cell of a value that does not exist."""

_PIPE_WIDTH = 140
"""Columns of a table where the output is no terminal, so that nothing is cut."""


def open_console(stderr: bool = False) -> Console:
    """Return a console on standard output or standard error, of a fixed width in a pipe."""
    console = Console(stderr=stderr, highlight=False)
    if console.is_terminal:
        return console
    return Console(stderr=stderr, highlight=False, width=_PIPE_WIDTH)
