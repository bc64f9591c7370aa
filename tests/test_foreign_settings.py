"""The main job under the settings of other people: their locale, their matplotlib."""

import os
import shutil
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest

from planner.cli import run_command_line

RHYTHM = Path(__file__).parent / "rhythms" / "week-a-month.toml"

LIST = """Nom;Prénom;Promotion;Entreprise
Bérard;Zoë;1A;Forges d’Alès
Œuvrard;Noël;1A;Forges d’Alès
"""

STYLE = """\
font.size: 30
font.family: serif
savefig.facecolor: red
savefig.bbox: tight
lines.linewidth: 9
hatch.linewidth: 4
text.usetex: True
figure.autolayout: True
svg.fonttype: none
axes.xmargin: 1
path.sketch: 5, 100, 2
no colon
no.such.key: 1
"""

PLANNING = str(Path("out", "planning.json"))
PLAN = ("plan", str(RHYTHM), "--year", "2026", "--out", "out")
DOCUMENTS = ("documents", PLANNING, "--roster", "list.csv", "--out", "documents")

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def run(folder: Path, *arguments: str, **settings: str) -> str:
    """Run a command in a process of its own, in a folder; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "planner", *arguments],
        capture_output=True,
        check=False,
        cwd=folder,
        env={**os.environ, **settings},
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    assert b"matplotlib" not in done.stderr
    return (done.stdout + done.stderr).decode(errors="replace")


def plan(folder: Path, **settings: str) -> None:
    run(folder, *PLAN, **settings)


def documents(folder: Path, **settings: str) -> None:
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    run(folder, "check", PLANNING, **settings)
    run(folder, *DOCUMENTS, **settings)


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for name in ("out", "documents")
        for path in (folder / name).rglob("*")
        if path.is_file()
    }


def plans_below(folder: Path) -> dict[str, bytes]:
    return {
        name: content for name, content in files_below(folder).items() if name.startswith("out")
    }


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the main job, done under the settings of the tests, in this process."""
    folder = tmp_path_factory.mktemp("usual")
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    with chdir(folder):
        for arguments in (PLAN, DOCUMENTS):
            assert run_command_line(list(arguments), "fr") == 0
    return folder


@pytest.fixture(scope="module")
def cp1252(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give the environment of a French locale in CP1252, the encoding of Windows in France."""
    if shutil.which("localedef") is None:
        pytest.skip("needs localedef")
    folder = tmp_path_factory.mktemp("locales")
    made = subprocess.run(
        ["localedef", "--force", "-i", "fr_FR", "-f", "CP1252", str(folder / "fr_FR.CP1252")],
        capture_output=True,
        check=False,
    )
    if not (folder / "fr_FR.CP1252").exists():
        pytest.skip(made.stderr.decode(errors="replace"))
    return {"LOCPATH": str(folder), "LC_ALL": "fr_FR.CP1252", "PYTHONUTF8": "0"}


def test_a_cp1252_locale_gives_the_same_files(
    usual: Path, cp1252: dict[str, str], tmp_path: Path
) -> None:
    asked = [sys.executable, "-c", "import sys; print(sys.getfilesystemencoding())"]
    told = subprocess.run(asked, capture_output=True, check=True, env={**os.environ, **cp1252})
    assert told.stdout.strip() == b"cp1252"
    plan(tmp_path, **cp1252)
    documents(tmp_path, **cp1252)
    # names are written in the encoding of the locale there, so the places are compared decoded
    assert sorted(files_below(tmp_path).values()) == sorted(files_below(usual).values())


def test_an_ascii_locale_and_what_matplotlib_cannot_read_give_the_same_planning(
    usual: Path, tmp_path: Path
) -> None:
    (tmp_path / "matplotlibrc").write_bytes(f"{STYLE}# été".encode("cp1252"))
    plan(tmp_path, **ASCII, MPLBACKEND="garbage")
    assert files_below(tmp_path) == plans_below(usual)


def test_a_name_that_the_system_cannot_write_is_told_before_anything_is(
    usual: Path, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "planner", "documents", str(usual / "out" / "planning.json")),
            *("--roster", "list.csv", "--out", "documents", "--lang", "en"),
        ],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, **ASCII},
    )
    assert done.returncode == 2
    assert b"does not have all letters of this name" in done.stderr
    assert not (tmp_path / "documents").exists()


def test_a_matplotlibrc_of_the_user_changes_no_chart(usual: Path, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "matplotlibrc").write_text(STYLE, encoding="utf-8")
    plan(tmp_path, MPLCONFIGDIR=str(tmp_path / "home"))
    assert files_below(tmp_path) == plans_below(usual)
