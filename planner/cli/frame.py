"""What the commands share: exit codes, options."""

from collections.abc import Callable
from typing import Any

import click

from planner.cli.types import LANGUAGE

DONE, NO, UNUSABLE, FAULT, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 3, 130, 141

lang = click.option("--lang", metavar="fr|en", type=LANGUAGE, expose_value=False)


def options(*shared: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Add options that several commands share, in this order."""

    def add(command: Any) -> Any:
        for option in reversed(shared):
            command = option(command)
        return command

    return add
