"""Commands that are stopped at their work, and files of one version after each kill."""

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import strategies as st

from tests.fuzz.files import samples
from tests.fuzz.kills import found_in
from tests.fuzz.running import try_out

ROOT = Path(__file__).parents[2]
NEEDS_FORK = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("schema",),
    ("roster-template", "out/liste.xlsx", "--force"),
    ("check", "planning.json", "--mark", "out/copie.xlsx", "--force"),
)
EXIT_CODES = {"full": (0, 2), "interrupted": (0, 130), "killed": (0, -9)}
MOST_STEPS = {"import": 700, "write": 30}


@dataclass(frozen=True)
class Stop:
    """A command that stops before an import or a change of files, with some streams closed."""

    command: tuple[str, ...]
    how: str
    event: str
    step: int
    closed: str


@st.composite
def stops(draw: st.DrawFn) -> Stop:
    how = draw(st.sampled_from(sorted(EXIT_CODES)))
    event = "write" if how == "full" else draw(st.sampled_from(sorted(MOST_STEPS)))
    return Stop(
        draw(st.sampled_from(COMMANDS)),
        how,
        event,
        draw(st.integers(0, MOST_STEPS[event])),
        draw(st.sampled_from(["", "", ">&-", "<&-", "2>&-", "<&- >&- 2>&-"])),
    )


def judge(stop: Stop) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "planning.json").write_bytes(samples()["planning.json"])
        code, told = run(root, stop.closed, stop.event, stop.how, f"{stop.step}", *stop.command)
        assert code in EXIT_CODES[stop.how], told
        assert "Traceback" not in told, told
        whole = written_by(stop.command)
        left = found_in(root / "out")
        assert stop.how == "killed" or left in ({}, whole)
        assert (left == whole) >= (code == 0)
        if stop.how == "killed":
            assert run(root, "", "write", "killed", "1000", *stop.command)[0] == 0
            assert found_in(root / "out") == whole


@cache
def written_by(command: tuple[str, ...]) -> dict[str, bytes]:
    """Return what a command writes that nothing stops."""
    with TemporaryDirectory() as folder:
        Path(folder, "planning.json").write_bytes(samples()["planning.json"])
        assert run(Path(folder), "", "write", "killed", "1000", *command)[0] == 0
        return found_in(Path(folder, "out"))


def run(folder: Path, closed: str, *arguments: str) -> tuple[int, str]:
    """Run a command that stops; return its exit code, and what it tells of errors."""
    done = kills("command", *arguments, folder=folder, closed=closed)
    return done.returncode, done.stderr


def kills(*arguments: str, folder: Path, closed: str = "") -> "subprocess.CompletedProcess[str]":
    script = [sys.executable, "-m", "tests.fuzz.kills", *arguments]
    return subprocess.run(
        ["sh", "-c", f'exec "$0" "$@" {closed}', *script],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )


def counts(*arguments: str) -> list[int]:
    """Kill a replacement of files in an empty folder; return the numbers of kills."""
    with TemporaryDirectory() as folder:
        done = kills(arguments[0], folder, *arguments[1:], folder=ROOT)
    assert done.returncode == 0, done.stderr
    return [int(number) for number in done.stdout.split()]


def at_moments(times: int, first: int) -> None:
    kept, new = counts("moments", f"{times}", f"{first}")
    assert kept + new == times


def stop(trials: int, first: int) -> None:
    try_out(judge, stops(), trials=trials, first=first)


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell closes streams")
def test_a_command_that_is_stopped_writes_all_or_nothing() -> None:
    stop(4, first=1)


@NEEDS_FORK
def test_a_kill_before_any_change_leaves_all_files_of_one_version() -> None:
    (killed,) = counts("steps")
    assert killed > 100


@NEEDS_FORK
def test_a_kill_at_any_moment_leaves_all_files_of_one_version() -> None:
    at_moments(20, 1)
