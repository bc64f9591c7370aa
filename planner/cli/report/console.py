"""The console on which everything is printed, and what several tables share."""

from collections.abc import Sequence
from textwrap import wrap

from rich.console import Console
from rich.table import Table

NO_VALUE = "–"
"""The cell of a value that does not exist."""

_PIPE_WIDTH = 140
"""Columns of a table where the output is no terminal, so that nothing is cut."""

_ANY_WIDTH = 100_000


def open_console(stderr: bool = False) -> Console:
    """Return a console on standard output or standard error, of a fixed width in a pipe."""
    console = Console(stderr=stderr, highlight=False)
    if console.is_terminal:
        return console
    return Console(stderr=stderr, highlight=False, width=_PIPE_WIDTH)


def add_figures(table: Table, heading: str, cells: Sequence[str]) -> None:
    """Add a column of figures whose cells are never broken, and its heading only between words."""
    words = heading.split()
    width = max(map(len, (*words, *cells)), default=0)
    broken = "\n".join(wrap(heading, max(1, width), break_long_words=False))
    table.add_column(broken, justify="right", no_wrap=True)


def fits(table: Table, console: Console) -> bool:
    """Return whether a table has room without breaking a word or cutting a cell."""
    free = console.options.update(max_width=_ANY_WIDTH)
    return console.measure(table, options=free).minimum <= console.width
