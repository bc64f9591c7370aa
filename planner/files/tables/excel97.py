"""Reads workbooks of Excel 97 in a process of its own, with bounds on memory and time.

Their sectors are chained by numbers; damaged numbers chain them in a circle, without end.
"""

import pickle
import subprocess
import sys
from contextlib import suppress

from planner.files.tables.cells import Sheet

_SECONDS, _MEMORY = 20, 1_500_000_000


def read_excel97(content: bytes) -> list[Sheet]:
    """Read all sheets of a workbook.

    Raises
    ------
    ValueError
        It is damaged, has a password, or exceeds the bounds.
    """
    command = [sys.executable, "-P", "-m", __name__]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=2 * _SECONDS, check=True
        )
    except subprocess.SubprocessError as error:
        raise ValueError("not readable") from error
    found: list[Sheet] = pickle.loads(done.stdout)  # written by this module
    return found


def _limit() -> None:
    with suppress(ImportError):  # Windows has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


def _main() -> None:
    from planner.files.tables.opening import excel97_sheets

    _limit()
    sys.stdout.buffer.write(pickle.dumps(excel97_sheets(sys.stdin.buffer.read())))


if __name__ == "__main__":
    _main()
