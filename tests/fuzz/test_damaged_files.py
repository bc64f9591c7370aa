"""Damaged files: read, or told in people's words, with nothing half-written."""

import io
import os
import re
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest

from planner.cli import run_command_line
from tests.fuzz.files import COMMANDS, Damaged, damaged, samples
from tests.fuzz.running import try_out

ANSWERS = (0, 1, 2)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def judge(file: Damaged) -> None:
    with TemporaryDirectory() as folder, chdir(folder):
        for name, content in samples().items():
            Path(name).write_bytes(content)
        Path(file.name).write_bytes(file.content)
        before = set(Path().rglob("*"))
        for arguments in COMMANDS[file.name]:
            code, told = run(arguments)
            assert code in ANSWERS
            assert code != 2 or told.strip()
            assert not CONTROL.search(told)
            written = {str(path) for path in set(Path().rglob("*")) - before}
            assert written in (set(), {"out", "out/copie.xlsx"})
            assert not written or code != 2


def run(arguments: tuple[str, ...]) -> tuple[int, str]:
    """Run a command; return its exit code, and what it tells of errors. Its faults are raised."""
    told = io.StringIO()
    raising = patch.dict(os.environ, {"PLANNER_DEBUG": "1"})
    with raising, redirect_stdout(io.StringIO()), redirect_stderr(told):
        return run_command_line(list(arguments), "en"), told.getvalue()


def damage(trials: int, first: int) -> None:
    samples()  # made before any strategy draws from them
    try_out(judge, damaged(), trials=trials, first=first)


@pytest.mark.usefixtures("confining")
def test_damaged_files_are_read_or_told() -> None:
    damage(100, first=1)
