"""What several commands share: exit codes, options, checks, questions to whoever runs them."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from planner.cli.option_types import LANGUAGE_TYPE
from planner.files.output import check_folder
from planner.files.problems import Unusable, problem
from planner.messages import Messages

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


def refuse_beside(option: str, **others: object) -> None:
    """Refuse options that have no meaning beside another one.

    Raises
    ------
    Unusable
        One of them is given.
    """
    if needless := [name for name, value in others.items() if value]:
        raise Unusable([problem("links.not-with", option=option, other=f"--{needless[0]}")])


def print_lines(lines: Iterable[str], quiet: bool = False) -> None:
    """Print lines on standard output, unless a command is to be quiet."""
    for line in () if quiet else lines:
        print(line)


def _is_interactive() -> bool:
    """Whether standard input and output are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def is_confirmed(question: str, text: Messages) -> bool:
    """Ask a question on the terminal.

    Raises
    ------
    Unusable
        There is no terminal, so nobody can answer.
    """
    if not _is_interactive():
        raise Unusable([problem("confirm.needs-yes")])
    answer = input(f"{text(question)} ")
    if answer.strip().casefold() in text("confirm.yes").split():
        return True
    print(text("confirm.left"))
    return False
