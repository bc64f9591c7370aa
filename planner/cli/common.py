"""Exit codes, and options that several commands share."""

from collections.abc import Callable
from typing import Any

import click

from planner.cli.option_types import LANGUAGE_TYPE

EXIT_OK = 0
EXIT_NEGATIVE = 1
"""The command ran, and its answer is no: no planning, a broken rule, a difference."""

EXIT_UNUSABLE = 2
"""An input or the command line cannot be used."""

EXIT_FAULT = 3
"""A bug of the program."""

EXIT_INTERRUPTED = 130
"""128 + SIGINT, as shells have it."""

EXIT_BROKEN_PIPE = 141
"""128 + SIGPIPE."""

lang_option = click.option("--lang", metavar="fr|en", type=LANGUAGE_TYPE, expose_value=False)


def combined_options(*shared: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return one decorator that adds several options to a command, in this order."""

    def add(command: Any) -> Any:
        for option in reversed(shared):
            command = option(command)
        return command

    return add
