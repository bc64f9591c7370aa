"""The `planner` command: picks the language, runs the command, tells every error in words."""

import io
import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    from planner.cli import run

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(run(given, _language(given)))


def _language(arguments: Sequence[str]) -> str:
    """Find the language before anything is told: --lang, else PLANNER_LANG, else French."""
    asked = os.environ.get("PLANNER_LANG", "fr")
    for index, argument in enumerate(arguments):
        if argument == "--lang" and index + 1 < len(arguments):
            asked = arguments[index + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return asked if asked in ("fr", "en") else "fr"


if __name__ == "__main__":
    main()
