"""Which room may use which, and what is not imported before it is needed."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Set
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ALBI

ROOT = Path(__file__).parent.parent / "planner"

ROOMS = [
    "files",
    "messages",
    "year",
    "curriculum",
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

PARTS = {
    "portal": ["settings", "store", "pages", "mail", "interface", "web"],
    "office": [
        "models",
        "running",
        "drafts",
        "form",
        "year",
        "progression",
        "searches",
        "draft_files",
        "archives",
        "pages",
        "web",
    ],
}
"""The same within the two rooms that have rooms themselves."""

SOLVER_ROOM = "solver"


@cache
def imports(path: Path) -> Set[str]:
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


def test_a_room_uses_only_rooms_nearer_the_centre() -> None:
    for path in FILES:
        used = {name.split(".")[1] for name in imports(path) if name.startswith("planner.")}
        assert used.isdisjoint(ROOMS[ROOMS.index(room(path)) + 1 :]), path


@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_a_room_uses_only_parts_before_it(name: str) -> None:
    parts, beginning = PARTS[name], f"planner.{name}."
    files = [path for path in (ROOT / name).rglob("*.py") if path != ROOT / name / "__init__.py"]
    assert {_part(path) for path in files} == set(parts)
    for path in files:
        used = {each.split(".")[2] for each in imports(path) if each.startswith(beginning)}
        assert used.isdisjoint(parts[parts.index(_part(path)) + 1 :]), path


def _part(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").parts[1]


def test_only_the_solver_rooms_know_the_solver() -> None:
    knowing = [path for path in FILES if any(n.startswith("ortools") for n in imports(path))]
    assert {room(path) for path in knowing} == {SOLVER_ROOM}


def test_charts_take_matplotlib_from_where_the_settings_of_users_do_no_harm() -> None:
    using = {path.name for path in FILES if any("matplotlib" in name for name in imports(path))}
    assert using == {"plotting.py"}


def test_the_rooms_are_the_entries_of_the_folder() -> None:
    assert {room(path) for path in FILES} == set(ROOMS)
    assert len([path for path in ROOT.iterdir() if path.name != "__pycache__"]) <= 21


CALLS: dict[str, int] = {
    "--help": 0,
    "plan --help": 0,
    "roster-template --help": 0,
    "publish --help": 0,
    "roster-template roster.csv": 2,
    "plan --yaer": 2,
    "plan none.toml --year 2026": 2,
    "plan albi.toml --year 2028": 2,
    "plan other.py --year 2026": 2,
}
"""Commands that answer at once, and with which exit code."""

SLOW = {"ortools", "pandas", "matplotlib", "openpyxl", "xlsxwriter", "numpy"}
SLOW |= {"sqlalchemy", "starlette", "python_calamine", "charset_normalizer"}

CALL_ALL = """\
import sys
from planner.__main__ import main
for call in sys.argv[1:]:
    try:
        main(call.split())
    except SystemExit as ended:
        loaded = [name for name in sys.modules if "." not in name]
        print("loaded", ended.code, *loaded, file=sys.stderr)
"""


def test_help_and_errors_answer_without_the_slow_libraries(tmp_path: Path) -> None:
    shutil.copy(ALBI, tmp_path)
    (tmp_path / "other.py").touch()
    done = subprocess.run(
        [sys.executable, "-c", CALL_ALL, *CALLS],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PLANNER_LANG": "fr"},
    )
    told = [line.split() for line in done.stderr.splitlines() if line.startswith("loaded ")]
    for (call, code), (_, ended, *loaded) in zip(CALLS.items(), told, strict=True):
        assert (call, int(ended)) == (call, code)
        assert SLOW.isdisjoint(loaded), call
