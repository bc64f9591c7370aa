"""Replaces files together, is killed at it, and makes sure that all are replaced or none.

A script of its own, so that no process with threads is forked. Its arguments: an empty folder, how
often, the seed of the moments. With "steps" for how often, it is killed once before each operation
on the file system, and then once more before each operation of the run that cleans up.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from planner.files.journal import JOURNAL
from planner.files.output import check_folder, write_all

FILES = 40
SPREAD = 1.2
"""Moments are spread over so many times the length of a replacement."""

OPERATIONS = ((os, "replace"), (os, "fsync"), (Path, "unlink"), (Path, "write_bytes"))
"""What changes files, and what writes them to the disk."""


def contents(number: int, files: int) -> dict[str, bytes]:
    """Give the files of a version: most change, some are new or gone, one stays as it is."""
    names = [f"{n % 5}/{'x' * (n % 3)}{n}" for n in range(files) if (n + number) % 4]
    changing = {name: f"{number} {name}\n".encode() * (200 + number) for name in names}
    return {**changing, "same": b"same", f"only/{number}/here": b"1"}


def replace_files(folder: Path, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    check_folder(folder, after)
    write_all(folder, after, [name for name in before if name not in after])


def found_in(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def forked(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return child


@contextmanager
def killed_before(step: int) -> Iterator[None]:
    """Kill this process before it does the operation of this number."""
    done = 0

    def counted(real: Any) -> Any:
        def operation(*arguments: Any, **options: Any) -> Any:
            nonlocal done
            if done == step:
                os.kill(os.getpid(), signal.SIGKILL)
            done += 1
            return real(*arguments, **options)

        return operation

    for owner, name in OPERATIONS:
        setattr(owner, name, counted(getattr(owner, name)))
    yield


def was_killed(work: Callable[[], None], step: int) -> bool:
    def work_until() -> None:
        with killed_before(step):
            work()

    _, status = os.waitpid(forked(work_until), 0)
    assert status in (0, signal.SIGKILL)
    return status == signal.SIGKILL


def settled(folder: Path, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> bool:
    """Make sure that the next run finds all of one version; tell whether it is the new one."""
    check_folder(folder, after)
    found = found_in(folder)
    assert found in (before, after), f"a mix: {sorted(found)}"
    assert not (folder / JOURNAL).exists()
    return found == after


def main(folder: Path, times: int, seed: int) -> None:
    """Kill at random moments; print how often the former files stayed and the new ones came."""
    now = contents(0, FILES)
    start = time.monotonic()
    write_all(folder, now)
    length = time.monotonic() - start
    moments = [SPREAD * length * n / times for n in range(times)]
    random.Random(seed).shuffle(moments)
    kept, new = 0, 0
    for number, moment in enumerate(moments, start=1):
        before, after = now, contents(number, FILES)
        child = forked(partial(replace_files, folder, before, after))
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        is_new = settled(folder, before, after)
        now = after if is_new else before
        kept, new = kept + (not is_new), new + is_new
    sys.stdout.write(f"{kept} {new}\n")


def main_by_steps(folder: Path) -> None:
    """Kill before each operation, and the run that cleans up too; print the number of kills."""
    before, after = contents(0, 4), contents(1, 4)
    kills, step = 0, 0
    while True:
        again = 0
        while True:
            write_all(folder, before, [n for n in found_in(folder) if n not in before])
            assert found_in(folder) == before
            if not was_killed(lambda: replace_files(folder, before, after), step):
                sys.stdout.write(f"{kills}\n")
                return
            kills += 1
            is_cleaning_killed = was_killed(lambda: check_folder(folder, after), again)
            settled(folder, before, after)
            kills += is_cleaning_killed
            again += 3
            if not is_cleaning_killed:
                break
        step += 1


if __name__ == "__main__":
    if sys.argv[2] == "steps":
        with patch.object(os, "fsync"):  # a killed run loses nothing that it has written
            main_by_steps(Path(sys.argv[1]))
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
