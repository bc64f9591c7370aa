"""What the system takes from a command: its output, its temporary files, its time."""

import errno
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.conftest import Call

INTERRUPTED_IMPORT = """
import sys
from planner.__main__ import main

class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupt())
main(["schema", "--lang", "en"])
"""


@pytest.mark.parametrize("name", ["planner.cli", "click", "pydantic"])
def test_an_interrupt_before_the_command_runs_is_told_as_one(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_IMPORT.format(name=name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.strip()) == (130, "Interrupted.")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell closes them")
def test_a_closed_stream_changes_no_file_and_no_exit_code(closed: str, tmp_path: Path) -> None:
    asked = f"'{sys.executable}' -m planner roster-template '{tmp_path}/list.xlsx' {closed}"
    assert subprocess.run(["sh", "-c", asked], check=False).returncode == 0
    assert (tmp_path / "list.xlsx").read_bytes()[:2] == b"PK"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_output_that_takes_no_more_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "planner", "schema", "--lang", "en"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith("The disk is full")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [(["plan", "none.toml", "--year", "2026"], 2), (["--nothing"], 2), (["measures"], 0)],
)
def test_an_error_stream_that_takes_no_more_changes_no_exit_code(
    arguments: list[str], expected: int
) -> None:
    with Path("/dev/full").open("wb") as full:
        asked = [sys.executable, "-m", "planner", *arguments]
        done = subprocess.run(asked, stdout=subprocess.DEVNULL, stderr=full, check=False)
    assert done.returncode == expected


def test_a_full_temporary_folder_is_told_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, planner: Call, tmp_path: Path
) -> None:
    def full(*_: object, **__: object) -> object:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/tmp/openpyxl.x")

    monkeypatch.setattr("openpyxl.worksheet._writer.create_temporary_file", full)
    code, _, told = planner("roster-template", tmp_path / "list.xlsx")
    assert code == 2
    assert told.startswith("Le disque est plein (/tmp/openpyxl.x)")
    assert not list(tmp_path.iterdir())


def test_no_temporary_folder_at_all_is_told(
    monkeypatch: pytest.MonkeyPatch, planner: Call, tmp_path: Path
) -> None:
    with monkeypatch.context() as without:
        without.setattr(tempfile, "tempdir", None)
        without.setattr(tempfile, "_candidate_tempdir_list", lambda: [str(tmp_path / "none")])
        code, _, told = planner("roster-template", tmp_path / "list.xlsx")
    assert code == 2
    assert "TMPDIR" in told
    assert not list(tmp_path.iterdir())
