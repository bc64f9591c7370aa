"""What the system takes from a command: its output, its temporary files, its time."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ALBI, Call

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


@contextmanager
def no_temporary_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as without:
        without.setattr(tempfile, "tempdir", None)
        without.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/nowhere"])
        yield


def test_a_workbook_needs_no_temporary_folder(
    monkeypatch: pytest.MonkeyPatch, planner: Call, tmp_path: Path
) -> None:
    with no_temporary_folder(monkeypatch):
        code, _, _ = planner("roster-template", tmp_path / "list.xlsx")
    assert code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["list.xlsx"]


def test_no_temporary_folder_at_all_is_told(monkeypatch: pytest.MonkeyPatch, planner: Call) -> None:
    """The results of a comparison that is not written anywhere lie in one."""
    with no_temporary_folder(monkeypatch):
        code, _, told = planner("compare", ALBI, "--year", "2026")
    assert code == 2
    assert "TMPDIR" in told
