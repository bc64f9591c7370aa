"""A process that stops at its work: killed, interrupted, or on a full disk.

A script of its own, so that no process with threads is forked. What it is about to do is counted by
the audit events of Python, and it stops before the one of a number:

    command EVENT HOW STEP ARGUMENT...    a command of the planner; prints nothing of its own
    steps FOLDER                          files replaced together, killed before each event
    moments FOLDER TIMES SEED             the same, killed at random moments

The last two make sure that all files are of one version after each kill, and print the kills: with
"moments", after how many the former files stayed, and after how many the new ones came.
"""

import errno
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

FILES = 40
SPREAD = 1.2
"""Moments are spread over so many times the length of a replacement."""

STRIDE = 11
"""Of the events of a run that cleans up, one in so many is one that it is killed before."""

FREEING = ("os.remove", "os.rmdir")
CHANGES = ("os.rename", "os.mkdir", "os.truncate", *FREEING)
"""The audit events of changes besides opening; some of them work on a full disk, too."""


def is_write(event: str, arguments: tuple[Any, ...]) -> bool:
    """Tell whether an audit event changes files; streams and compiled code do not matter."""
    if event not in ("open", *CHANGES):
        return False
    if isinstance(arguments[0], int) or "__pycache__" in f"{arguments[0]}":
        return False
    writes = os.O_WRONLY | os.O_RDWR | os.O_CREAT
    return event in CHANGES or (bool(arguments[2] & writes) and arguments[0] != os.devnull)


def is_import(event: str, _: tuple[Any, ...]) -> bool:
    return event == "import"


EVENTS = {"import": is_import, "write": is_write}


def kill(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def interrupt(_: object) -> None:
    raise KeyboardInterrupt


def lack_room(place: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), f"{place}")


HOW: Mapping[str, Callable[[object], None]] = {
    "killed": kill,
    "interrupted": interrupt,
    "full": lack_room,
}


def stop_before(step: int, event: str, how: str) -> None:
    """Let this process stop before the event of this number; a full disk stays full."""
    done = 0

    def hook(name: str, arguments: tuple[Any, ...]) -> None:
        nonlocal done
        if EVENTS[event](name, arguments) and not (how == "full" and name in FREEING):
            done += 1
            if done == step + 1 or (done > step and how == "full"):
                HOW[how](arguments[0])

    sys.addaudithook(hook)


# --- Files that are replaced together


def contents(number: int, files: int) -> dict[str, bytes]:
    """Give the files of a version: most change, some are new or gone, one stays as it is."""
    names = [f"{n % 5}/{'x' * (n % 3)}{n}" for n in range(files) if (n + number) % 4]
    changing = {name: f"{number} {name}\n".encode() * (200 + number) for name in names}
    return {**changing, "same": b"same", f"only/{number}/here": b"1"}


def replace_files(folder: Path, before: Iterable[str], after: Mapping[str, bytes]) -> None:
    from planner.files.output import check_folder, write_all

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


def was_killed(work: Callable[[], None], step: int) -> bool:
    def work_until() -> None:
        stop_before(step, "write", "killed")
        work()

    _, status = os.waitpid(forked(work_until), 0)
    assert status in (0, signal.SIGKILL)
    return status == signal.SIGKILL


def settled(folder: Path, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> bool:
    """Make sure that the next run finds all of one version; tell whether it is the new one."""
    from planner.files.journal import JOURNAL
    from planner.files.output import check_folder

    check_folder(folder, after)
    found = found_in(folder)
    assert found in (before, after), f"a mix: {sorted(found)}"
    assert not (folder / JOURNAL).exists()
    return found == after


def kill_at_moments(folder: Path, times: int, seed: int) -> None:
    """Kill at random moments."""
    now = contents(0, FILES)
    start = time.monotonic()
    replace_files(folder, (), now)
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


def kill_by_steps(folder: Path) -> None:
    """Kill before each event, then once more before some events of the run that cleans up.

    Every run that cleans up is killed before one event in `STRIDE`, each before others.
    """
    from planner.files.output import check_folder

    before, after = contents(0, 4), contents(1, 4)
    kills, step = 0, 0
    while True:
        again = step % STRIDE
        while True:
            replace_files(folder, found_in(folder), before)
            assert found_in(folder) == before
            if not was_killed(lambda: replace_files(folder, before, after), step):
                sys.stdout.write(f"{kills}\n")
                return
            kills += 1
            is_cleaning_killed = was_killed(lambda: check_folder(folder, after), again)
            settled(folder, before, after)
            kills += is_cleaning_killed
            again += STRIDE
            if not is_cleaning_killed:
                break
        step += 1


def main(what: str, *arguments: str) -> None:
    if what == "command":
        event, how, step, *command = arguments
        stop_before(int(step), event, how)
        from planner.__main__ import main as planner

        planner(command)
    elif what == "steps":
        with patch.object(os, "fsync"):  # a killed run loses nothing that it has written
            kill_by_steps(Path(arguments[0]))
    else:
        kill_at_moments(Path(arguments[0]), int(arguments[1]), int(arguments[2]))


if __name__ == "__main__":
    main(*sys.argv[1:])
