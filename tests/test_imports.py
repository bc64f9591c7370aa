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
    "files",
    "messages",
    "year",
    "programme",
    "rules",
    "planning",
    "acquisition",
    "solver",
    "apprentices",
    "words",
    "scenarios",
    "documents",
    "delivery",
    "portal",
    "office",
    "api",
    "cli",
    "__main__",
]
"""From the ground up: a room uses only rooms that stand before it."""

SOLVER_ROOM = "solver"


def imports(path: Path) -> set[str]:
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


def room(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").parts[0]


FILES = [path for path in sorted(ROOT.rglob("*.py")) if path != ROOT / "__init__.py"]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_uses_only_rooms_nearer_the_centre(path: Path) -> None:
    own = ROOMS.index(room(path))
    used = {name.split(".")[1] for name in imports(path) if name.startswith("planner.")}
    later = {room for room in used if room in ROOMS and ROOMS.index(room) > own}
    assert not later


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_only_the_solver_rooms_know_the_solver(path: Path) -> None:
    knows = any(name.startswith("ortools") for name in imports(path))
    assert knows <= (room(path) == SOLVER_ROOM)


def test_charts_take_matplotlib_from_where_the_settings_of_users_do_no_harm() -> None:
    using = {path.name for path in FILES if any("matplotlib" in name for name in imports(path))}
    assert using == {"plotting.py"}


def test_the_rooms_are_the_entries_of_the_folder() -> None:
    assert {room(path) for path in FILES} == set(ROOMS)
    assert len([path for path in ROOT.iterdir() if path.name != "__pycache__"]) <= 20


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
        (["plan", str(ROOT / "api.py"), "--year", "2026"], 2),
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
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PLANNER_LANG": "fr"},
    )
    assert done.returncode == code
    loaded = set(done.stderr.splitlines()[-1].split())
    slow = {"ortools", "pandas", "matplotlib", "openpyxl", "xlsxwriter", "numpy"}
    slow |= {"sqlalchemy", "starlette", "python_calamine", "charset_normalizer"}
    assert not loaded & slow
