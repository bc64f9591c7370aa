"""What benchmarks share: the processor time and memory of a process, and earlier revisions."""

import compileall
import io
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
LIBRARIES = (
    "from ortools.sat.python import cp_model\n"
    "import xlsxwriter, matplotlib.pyplot, click, pydantic, holidays"
)
"""What the `plan` command cannot do without: its import is the unit of all figures."""


@dataclass(frozen=True)
class Usage:
    """What a process used.

    Attributes
    ----------
    seconds
        Processor time, of the user and of the system, of all its threads.
    mebibytes
        The most memory it had at one time.
    output
        What it printed.
    """

    seconds: float
    mebibytes: float
    output: str


def run(arguments: Sequence[str], tree: Path = ROOT) -> Usage:
    """Run Python with the planner of a folder, and tell what the process used.

    Raises
    ------
    subprocess.CalledProcessError
        It failed.
    """
    # It may keep byte code, and the planner of the folder goes before an installed one.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(tree)
    command = [sys.executable, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Usage(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, output)


def bare_import(runs: int = 5) -> float:
    """Return the processor seconds of the bare import of the libraries, byte code compiled."""
    return statistics.median([run(["-c", LIBRARIES]).seconds for _ in range(runs + 1)][1:])


def paired(arguments: Sequence[str], tree: Path = ROOT, pairs: int = 5) -> list[float]:
    """Return how many bare imports a command takes, each run measured beside an import."""
    ratios = []
    for _ in range(pairs + 1):
        bare = run(["-c", LIBRARIES]).seconds
        ratios.append(run(arguments, tree).seconds / bare)
    return ratios[1:]  # the first pair warms up


@contextmanager
def revision(name: str) -> Iterator[Path]:
    """Give a folder with the files of an earlier revision, byte code compiled."""
    archive = subprocess.run(
        ["git", "archive", "--format=tar", name], cwd=ROOT, capture_output=True, check=True
    )
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(folder, filter="data")
        compile_byte_code(Path(folder))
        yield Path(folder)


def compile_byte_code(tree: Path = ROOT) -> None:
    """Compile the planner of a folder, so that no run measured does it."""
    compileall.compile_dir(tree / "planner", quiet=1)
