"""Which room may use which, and what is not imported before it is needed."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ALBI

ROOT = Path(__file__).parent.parent / "planner"

ROOMS = [
    "problems",
    "software",
    "domain",
    "spelling",
    "apprentices",
    "file_names",
    "folders",
    "half_days",
    "academic_year",
    "schema_problems",
    "tables",
    "ledger",
    "programme_file",
    "rules",
    "objectives",
    "grid",
    "sessions",
    "onsite",
    "measures",
    "course",
    "apprentice_year",
    "check",
    "demands",
    "network",
    "model",
    "solve",
    "eases",
    "explain",
    "repair",
    "changes",
    "year_changes",
    "planning_file",
    "roster",
    "scenarios",
    "messages",
    "documents",
    "output",
    "issue",
    "delivery",
    "inputs",
    "portal",
    "scenarios.store",
    "scenarios.running",
    "scenarios.reading",
    "scenarios.issuing",
    "api",
    "report",
    "command_line",
    "cli",
    "__main__",
]
"""From the centre to the edge: a room uses only rooms that stand before it.

A part of a room that stands elsewhere than the rest of it is listed by its own name.
"""

SOLVER_ROOMS = {"model", "solve", "explain"}


def _imports(path: Path) -> set[str]:
    """List what a file imports, except for types only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _room(path: Path) -> str:
    return _room_of(".".join(path.relative_to(ROOT).with_suffix("").parts))


def _room_of(name: str) -> str:
    """Find the room in which something of the planner stands, by its dotted name."""
    part = ".".join(name.split(".")[:2])
    return part if part in ROOMS else name.split(".")[0]


FILES = [path for path in sorted(ROOT.rglob("*.py")) if path != ROOT / "__init__.py"]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_uses_only_rooms_nearer_the_centre(path: Path) -> None:
    own = ROOMS.index(_room(path))
    names = (n.removeprefix("planner.") for n in _imports(path) if n.startswith("planner."))
    used = {_room_of(name) for name in names}
    later = {room for room in used if room in ROOMS and ROOMS.index(room) > own}
    assert not later


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_only_the_solver_rooms_know_the_solver(path: Path) -> None:
    knows = any(name.startswith("ortools") for name in _imports(path))
    assert knows <= (_room(path) in SOLVER_ROOMS)


def test_every_room_is_listed() -> None:
    assert {_room(path) for path in FILES} == set(ROOMS)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["plan", "--help"], 0),
        (["roster-template", "--help"], 0),
        (["publish", "--help"], 0),
        (["roster-template", "roster.csv"], 2),
        (["plan", "--yaer"], 2),
        (["plan", "none.toml", "--year", "2026"], 2),
        (["plan", str(ALBI), "--year", "2028"], 2),
        (["plan", str(ROOT / "domain.py"), "--year", "2026"], 2),
    ],
)
def test_help_and_errors_answer_without_the_slow_libraries(arguments: list[str], code: int) -> None:
    script = (
        "import sys\nfrom planner.__main__ import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "finally:\n    print(*sorted(m for m in sys.modules if '.' not in m), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True, text=True, check=False, env={**os.environ, "PLANNER_LANG": "fr"},
    )  # fmt: skip
    assert done.returncode == code
    loaded = set(done.stderr.splitlines()[-1].split())
    slow = {"ortools", "pandas", "matplotlib", "openpyxl", "numpy", "sqlalchemy", "starlette"}
    assert not loaded & slow
