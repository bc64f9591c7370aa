"""Whatever is called in a wrong way is told in words, all at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from planner.cli import MOST_PROBLEMS_PRINTED
from planner.cli import planner as planner_group
from tests.conftest import ALBI, PUBLISHED, Call

CALLS: dict[str, tuple[list[object], list[str]]] = {
    "no command": ([], ["commande", "plan"]),
    "unknown command": (["plna"], ["plna", "plan"]),
    "no year": (["plan", ALBI], ["--year"]),
    "no programme": (["plan", "--year", 2026], ["PROGRAMME"]),
    "a word for a year": (["plan", ALBI, "--year", "soon"], ["--year", '"soon"', "entier"]),
    "no value": (["plan", ALBI, "--year"], ["--year", "valeur"]),
    "an unknown option": (["plan", ALBI, "--year", 2026, "--oout", "x"], ["--oout", "--out"]),
    "an argument too many": (["plan", ALBI, "x", "--year", 2026], ["x"]),
    "a value for a flag": (["plan", ALBI, "--year", 2026, "--quiet=1"], ["--quiet"]),
    "an unknown language": (["plan", ALBI, "--year", 2026, "--lang", "de"], ['"de"', "fr, en"]),
    "no such day": (["plan", ALBI, "--year", 2026, "--issued", "2026-02-30"], ["2026-02-30"]),
    "a control character": (
        ["plan", ALBI, "--year", 2026, "--version-label", "a\x01b"],
        ["--version-label", "contrôle"],
    ),
    "no time": (["plan", ALBI, "--year", 2026, "--time-limit", "0"], ["--time-limit", "0"]),
    "endless time": (["plan", ALBI, "--year", 2026, "--time-limit", "inf"], ["--time-limit"]),
    "too early": (["plan", ALBI, "--year", 1989], ["1989", "1990"]),
    "too late": (["plan", ALBI, "--year", 2101], ["2101", "2100"]),
    "unknown holidays": (["plan", ALBI, "--year", 2028], ["2028-2029", "[[closures.dates]]"]),
    "no such file": (["plan", "none.toml", "--year", 2026], ["none.toml", "introuvable"]),
    "no such planning": (["check", "none.json"], ["none.json", "introuvable"]),
    "no planning at all": (["check", ALBI], [".json", ".csv"]),
    "a calendar alone": (["check", PUBLISHED], ["--programme", "--year"]),
    "a calendar of another year": (
        ["check", PUBLISHED, "--programme", ALBI, "--year", 2022],
        ["2022-2023", "manquantes"],
    ),
    "nothing to compare by": (["compare", PUBLISHED, "--year", 2021], [".toml"]),
}


@pytest.mark.parametrize(("arguments", "named"), CALLS.values(), ids=CALLS.keys())
def test_an_unusable_call_is_told_in_one_go(
    arguments: list[object],
    named: list[str],
    planner: Call,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, told = planner(*arguments)
    assert (code, out) == (2, "")
    for part in named:
        assert part in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [a for a, _ in CALLS.values()], ids=CALLS.keys())
def test_no_french_reaches_an_english_user(arguments: list[object], planner: Call) -> None:
    code, _, told = planner(*arguments, language="en")
    assert code == 2
    assert not any(word in told for word in (" est ", "trouvé", "accepté", "inconnue", "Voir"))


def test_an_output_folder_that_is_a_file_is_told(planner: Call, tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("mine", encoding="utf-8")
    for out in (place, place / "deeper"):
        code, _, told = planner("plan", ALBI, "--year", 2026, "--out", out)
        assert (code, "dossier" in told) == (2, True)
    assert place.read_text(encoding="utf-8") == "mine"


def test_files_without_rights_are_told_in_words(
    planner: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "touch", forbidden)
        code, _, told = planner("plan", ALBI, "--year", 2026, "--out", tmp_path / "out")
        assert (code, "accès interdit" in told) == (2, True)
    monkeypatch.setattr(Path, "read_text", forbidden)
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    code, _, told = planner("plan", ALBI, "--year", 2026, "--out", tmp_path / "out")
    assert (code, "lecture interdite" in told) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_that_knows_few_letters_gets_the_answer(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "planner",
            "check",
            str(PUBLISHED),
            "--programme",
            str(ALBI),
            "--year",
            "2021",
        ],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0
    assert b"1A" in done.stdout


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("command", [[], *([name] for name in planner_group.commands)])
def test_every_command_and_option_has_help(
    command: list[str], language: str, planner: Call
) -> None:
    code, told, _ = planner(*command, "--help", language=language)
    assert code == 0
    asked = planner_group.commands[command[0]] if command else planner_group
    for parameter in asked.params:
        assert (parameter.metavar or parameter.opts[0]) in told or parameter.opts[0] in told
    assert ("Usage :" in told) is (language == "fr")


def test_an_unforeseen_fault_shows_no_traceback(
    planner: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.delenv("PLANNER_DEBUG", raising=False)
    monkeypatch.setattr("planner.programme.file.read_programme", fail)
    code, _, told = planner("plan", ALBI, "--year", 2026)
    assert (code, "oops" in told, "Traceback" in told) == (3, True, False)


def test_of_very_many_faults_the_first_ones_are_told_and_the_others_counted(
    planner: Call, tmp_path: Path
) -> None:
    path = tmp_path / "calendar.csv"
    text = PUBLISHED.read_text(encoding="utf-8").replace("company", "compny")
    path.write_text(text, encoding="utf-8")
    code, _, err = planner("check", path, "--programme", ALBI, "--year", 2021)
    count = text.count("compny")
    assert (code, count > MOST_PROBLEMS_PRINTED) == (2, True)
    lines, others = err.splitlines(), count - MOST_PROBLEMS_PRINTED
    assert (lines[0], lines[-1]) == (f"{count} problèmes :", f"… et {others} autres.")
    assert len(lines) == MOST_PROBLEMS_PRINTED + 2
