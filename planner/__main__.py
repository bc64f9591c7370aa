"""Entry point of the `planner` command: chooses the language and runs the command line."""

import gc
import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer

_COLLECTIONS = (400_000, 20, 100)
"""The thresholds of the garbage collector: importing libraries makes many objects and drops few,
and looking through them at the usual thresholds takes a tenth of a command's CPU time."""

_INTERRUPTED = 130  # EXIT_INTERRUPTED of planner.cli.common, which may not be imported yet


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its exit code.

    Parameters
    ----------
    arguments
        Those after the name of the program; `sys.argv[1:]` if None.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    gc.set_threshold(*_COLLECTIONS)
    try:
        _open_closed_streams()
        if sys.stderr is sys.__stderr__:
            _open_error_stream()
        code = _run(given)
    except KeyboardInterrupt:  # before a command runs: then run_command_line catches it
        code = _interrupted(given)
    except Exception as fault:
        if not isinstance(fault.__cause__ or fault.__context__, KeyboardInterrupt):
            raise
        code = _interrupted(given)  # while a library was being imported
    gc.freeze()  # as it ends, the interpreter would look through all objects for .3 s
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    from planner.cli import run_command_line
    from planner.messages import choose_language

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    return run_command_line(arguments, choose_language(_language_option(arguments)))


def _interrupted(arguments: Sequence[str]) -> int:
    from planner.messages import Messages, choose_language

    text = Messages(choose_language(_language_option(arguments)))
    sys.stderr.write(text("interrupted") + "\n")
    return _INTERRUPTED


def _open_closed_streams() -> None:
    """Open the standard streams that the caller closed, so that no file takes their place.

    What is printed on them goes nowhere.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free number
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), encoding="utf-8")


class _LossyFile(io.FileIO):
    """A file that loses what cannot be written to it: a full disk, a reader that is gone."""

    def write(self, content: "Buffer", /) -> int:
        try:
            return super().write(content)
        except OSError:
            return memoryview(content).nbytes


def _open_error_stream() -> None:
    """Reopen standard error, so that an error that cannot be printed does not become another."""
    encoding = sys.stderr.encoding if sys.stderr else "utf-8"
    file = io.BufferedWriter(_LossyFile(2, "w", closefd=False))
    sys.stderr = io.TextIOWrapper(file, encoding, errors="replace", line_buffering=True)


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
