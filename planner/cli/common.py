"""Exit codes, and options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from planner.cli.option_types import LANGUAGE_TYPE
from planner.files.output import check_folder
from planner.files.problems import Unusable, problem

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


def check_new_workbook(file: Path, force: bool) -> None:
    """Check that a workbook can be written, and that none is overwritten without `force`.

    Raises
    ------
    Unusable
        It is no .xlsx, cannot be written, or exists.
    """
    if file.suffix.lower() != ".xlsx":
        raise Unusable([problem("out.not-workbook", file=file)])
    check_new_file(file, force)


def check_new_file(file: Path, force: bool) -> None:
    """Check that a file can be written, and that none is overwritten without `force`.

    Raises
    ------
    Unusable
        It cannot be written, or exists.
    """
    check_folder(file.parent, [file.name])
    if file.exists() and not force:
        raise Unusable([problem("out.exists", file=file)])
