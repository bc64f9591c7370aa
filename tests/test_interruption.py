"""Ctrl-C during a search: the best planning so far is written, or nothing is."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from planner.cli.interruption import Interruption
from planner.solver.search import OnProgress, Progress
from tests.conftest import ALBI, Call
from tests.test_alternatives import TINY, YEAR

OF_PLANNING = {"planning.json", "planning.xlsx", "gantt.png", "gantt.svg"}
LINKED = TINY.replace(", weeks = 5", "").replace(
    "[[cohorts]]", "[[cohorts]]\nschool_blocks = { longest_across = 3 }"
)
"""Whole years: a stay may go on from one into the next."""

NOTHING = "\nInterrompu.\n"
WRITTEN = "Recherche interrompue : le meilleur planning trouvé est écrit."


@pytest.fixture(autouse=True)
def _like_in_a_terminal() -> Iterator[None]:
    """Let Ctrl-C interrupt: a shell may have started the tests in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    left = signal.signal(signal.SIGINT, before)
    assert left is signal.default_int_handler


@pytest.fixture(autouse=True)
def _uncharted(uncharted: None) -> None:
    pass


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.toml"
    path.write_text(TINY, encoding="utf-8")
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


class Fingers:
    """Press Ctrl-C at moments of the searches of a command.

    Attributes
    ----------
    begun
        Presses as so manieth search begins.
    found
        Whether it is pressed as the first planning of a search is found.
    again
        Whether it is pressed as a search ends.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun = 0
        self.found = self.again = False
        self._searches = 0
        monkeypatch.setattr("planner.cli.report.progress.search_progress", self._progress)

    @contextmanager
    def _progress(self, *_: object) -> Iterator[OnProgress]:
        self._searches += 1
        if self._searches == self.begun:
            signal.raise_signal(signal.SIGINT)
        yield self._on_progress
        if self.again:
            signal.raise_signal(signal.SIGINT)

    def _on_progress(self, found: Progress) -> None:
        if self.found and found.weeks:
            self.found = False
            signal.raise_signal(signal.SIGINT)


@pytest.fixture
def fingers(monkeypatch: pytest.MonkeyPatch) -> Fingers:
    return Fingers(monkeypatch)


def _exchanged(folder: Path) -> Any:
    return json.loads((folder / "planning.json").read_text(encoding="utf-8"))


def test_the_best_planning_so_far_is_written_with_its_bound(
    planner: Call, fingers: Fingers, file: Path, out: Path
) -> None:
    fingers.found = True
    code, told, errors = planner("plan", file, "--year", YEAR, "--out", out)
    assert code == 130
    assert WRITTEN in errors
    assert "Il n'est pas prouvé" in errors
    assert "minimum possible" in errors
    assert "Planning réalisable : au moins un objectif n'est pas prouvé" in told
    assert {path.name for path in out.iterdir()} == OF_PLANNING
    found = _exchanged(out)
    assert found["status"] == "feasible"
    assert not all(each["proven"] for each in found["objectives"])
    assert all(each["bound"] <= each["value"] for each in found["objectives"])
    assert planner("check", out / "planning.json")[0] == 0


def test_quiet_tells_an_interruption_alone(
    planner: Call, fingers: Fingers, file: Path, out: Path
) -> None:
    fingers.found = True
    code, told, errors = planner(
        "plan", file, "--year", YEAR, "--out", out, "--quiet", language="en"
    )
    assert (code, told) == (130, "")
    assert errors.startswith("Search interrupted: the best planning found is written. It is not")
    assert errors.count("\n") == 1


@pytest.mark.parametrize("options", [(), ("--years", 2), ("--years", 2, "--jointly")])
def test_without_a_planning_nothing_is_written(
    planner: Call, fingers: Fingers, file: Path, out: Path, options: tuple[object, ...]
) -> None:
    fingers.begun = 1
    asked = ("plan", file, "--year", YEAR, "--out", out, *options)
    assert planner(*asked) == (130, "", NOTHING)
    assert not out.exists()


@pytest.mark.parametrize("before", [False, True])
def test_a_second_one_ends_the_command_at_once(
    planner: Call, fingers: Fingers, file: Path, out: Path, before: bool
) -> None:
    if before:
        assert planner("plan", file, "--year", YEAR, "--out", out, "--quiet")[0] == 0
    files = {path: path.read_bytes() for path in out.glob("*")}
    fingers.found = fingers.again = True
    asked = ("plan", file, "--year", YEAR, "--out", out, "--version-label", "V2")
    assert planner(*asked) == (130, "", NOTHING)
    assert {path: path.read_bytes() for path in out.glob("*")} == files


def test_years_planned_before_are_kept(
    planner: Call, fingers: Fingers, file: Path, out: Path
) -> None:
    asked = ("plan", file, "--year", YEAR, "--years", 3, "--out", out)
    assert planner(*asked, "--quiet")[0] == 0
    fingers.begun = 6
    code, told, errors = planner(*asked, "--version-label", "V2")
    assert code == 130
    assert "les 2 meilleurs plannings trouvés sont écrits." in errors
    assert "Années sans planning : 2025." in errors
    assert "prouvé" not in errors
    assert told.count("Planning optimal") == 2
    written = {path.parent.name for path in out.rglob("planning.json")}
    assert written == {"2023", "2024"}
    assert all(_exchanged(out / year)["version_label"] == "V2" for year in written)


def test_years_planned_jointly_are_all_written(
    planner: Call, fingers: Fingers, file: Path, out: Path
) -> None:
    file.write_text(LINKED, encoding="utf-8")
    fingers.found = True
    asked = ("plan", file, "--year", YEAR, "--years", 2, "--jointly", "--out", out)
    code, _, errors = planner(*asked)
    assert code == 130
    assert "les 2 meilleurs plannings trouvés sont écrits. Il n'est pas prouvé" in errors
    found = [_exchanged(out / year) for year in ("2023-2024", "2024-2025")]
    assert "feasible" in {each["status"] for each in found}


def test_further_plannings_found_before_are_kept(
    planner: Call, fingers: Fingers, file: Path, out: Path
) -> None:
    fingers.begun = 3
    asked = ("plan", file, "--year", YEAR, "--out", out, "--alternatives", 4, "--apart", 1)
    code, told, errors = planner(*asked)
    assert code == 130
    assert "il n'est pas prouvé qu'il n'y en a pas d'autres" in told
    assert "les 2 meilleurs plannings trouvés sont écrits." in errors
    assert (out / "planning-2/planning.json").exists()
    assert not (out / "planning-3").exists()


def test_further_plannings_are_not_begun_after_an_interruption(
    planner: Call, fingers: Fingers, file: Path, out: Path
) -> None:
    fingers.found = True
    asked = ("plan", file, "--year", YEAR, "--out", out, "--alternatives", 4, "--apart", 1)
    code, _, errors = planner(*asked)
    assert code == 130
    assert WRITTEN in errors
    assert "Planning 2" not in errors
    assert _exchanged(out)["status"] == "feasible"
    assert not (out / "planning-2").exists()


def test_a_repair_is_written_as_well(
    planner: Call, fingers: Fingers, file: Path, out: Path, tmp_path: Path
) -> None:
    assert planner("plan", file, "--year", YEAR, "--out", out, "--quiet")[0] == 0
    fingers.found = True
    repaired = tmp_path / "repaired"
    asked = ("repair", out / "planning.json", "--today", "2023-04-03", "--close", "2023-W15")
    code, _, errors = planner(*asked, "--out", repaired)
    assert code == 130
    assert WRITTEN in errors
    assert _exchanged(repaired)["status"] == "feasible"


def test_a_way_out_is_written_as_well(
    planner: Call, fingers: Fingers, file: Path, out: Path
) -> None:
    nobody = "[campus]\nmost_cohorts = 0\n[[cohorts]]"
    file.write_text(TINY.replace("[[cohorts]]", nobody, 1), encoding="utf-8")
    fingers.found = True
    asked = ("explain", file, "--year", YEAR, "--out", out, "--try", 1, "--time-limit", 600)
    code, _, errors = planner(*asked)
    assert code == 130
    assert WRITTEN in errors
    assert (out / "tiny-1.toml").exists()
    assert _exchanged(out)["status"] == "feasible"


def test_where_it_is_ignored_it_stays_so() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    interruption = Interruption()
    with interruption.heeded() as is_stopped:
        signal.raise_signal(signal.SIGINT)
        assert not is_stopped()
    assert signal.signal(signal.SIGINT, signal.default_int_handler) is signal.SIG_IGN


def test_a_thread_leaves_it_to_the_main_one() -> None:
    def search() -> None:
        with Interruption().heeded() as is_stopped:
            found.append((is_stopped(), signal.getsignal(signal.SIGINT)))

    found: list[tuple[bool, object]] = []
    thread = Thread(target=search)
    thread.start()
    thread.join()
    assert found == [(False, signal.default_int_handler)]


@pytest.mark.skipif(sys.platform == "win32", reason="no signal reaches one process alone")
def test_a_process_in_a_terminal(tmp_path: Path) -> None:
    out = tmp_path / "out"
    asked = ["plan", str(ALBI), "--year", "2026", "--lang", "en", "--out", str(out)]
    with subprocess.Popen(
        [sys.executable, "-m", "planner", *asked],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_heed_interrupts,
    ) as process:
        assert process.stderr
        next(line for line in process.stderr if ": best" in line)
        os.kill(process.pid, signal.SIGINT)
        told, errors = process.communicate()
    assert process.returncode == 130
    assert "Search interrupted: the best planning found is written. It is not proven" in errors
    assert "Traceback" not in errors
    assert "Planning feasible" in told
    assert {path.name for path in out.iterdir()} == OF_PLANNING
    assert _exchanged(out)["status"] == "feasible"


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
