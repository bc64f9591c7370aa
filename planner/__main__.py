"""Entry point of the `planner` command: chooses the language and runs the command line."""

import io
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its exit code.

    Parameters
    ----------
    arguments
        Those after the name of the program; `sys.argv[1:]` if None.
    """
    from planner.cli import run_command_line
    from planner.messages import choose_language

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(run_command_line(given, choose_language(_language_option(given))))


def _language_option(arguments: Sequence[str]) -> str | None:
    """Return the value of the last `--lang`, before click parses: its errors need the language."""
    language = None
    for index, argument in enumerate(arguments):
        if argument == "--lang" and index + 1 < len(arguments):
            language = arguments[index + 1]
        elif argument.startswith("--lang="):
            language = argument.removeprefix("--lang=")
    return language


if __name__ == "__main__":
    main()
