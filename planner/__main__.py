"""The `planner` command: picks the language, runs the command, tells every error in words."""

import io
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    from planner.cli import run_command_line
    from planner.messages import choose_language

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(run_command_line(given, choose_language(_asked(given))))


def _asked(arguments: Sequence[str]) -> str | None:
    """Find the language that is asked for, before anything is told."""
    asked = None
    for index, argument in enumerate(arguments):
        if argument == "--lang" and index + 1 < len(arguments):
            asked = arguments[index + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return asked


if __name__ == "__main__":
    main()
