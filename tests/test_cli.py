"""The commands as people call them: exit codes, words, files, and nothing half-written."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from planner.cli import MOST_PROBLEMS_PRINTED
from planner.cli import planner as planner_group
from planner.rules.case import Case
from planner.solver.solve import Outcome, Solved
from tests.conftest import ALBI, PUBLISHED, Call

BASE = Path(__file__).parent / "infeasible" / "base.toml"
RHYTHM = Path(__file__).parent / "rhythms" / "two-two.toml"

LONG = ("--time-limit", 600)
"""Far more than an explanation takes, on the slowest machine."""

FILES = {"planning.json", "planning.xlsx", "gantt.png", "gantt.svg"}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, solved: Callable[[int], Solved]) -> None:
    """Take Albi's own plannings from the session; whatever else is asked is solved, once a test."""
    from planner.solver.solve import solve as real

    text = ALBI.read_text(encoding="utf-8")
    others: dict[tuple[str, int, str], Outcome] = {}

    def known(case, **options):  # type: ignore[no-untyped-def]
        if options.get("time_limit"):
            return real(case, **options)
        text_of, start, given = case.programme.text, case.year.start_year, case.given
        if text_of == text and not (given.before or given.near):
            return solved(start)
        asked = (text_of, start, repr(given))
        if asked not in others:
            others[asked] = real(case, **options)
        return others[asked]

    monkeypatch.setattr("planner.solver.solve.solve", known)


@pytest.mark.parametrize("start", [2025, 2026])
def test_a_year_end_to_end(start: int, planner: Call, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, told, _ = planner("plan", ALBI, "--year", start, "--out", out)
    assert code == 0
    assert {path.name for path in out.iterdir()} == FILES
    for part in ("1A – 1re année", "601 h", "campus_peak", "Planning optimal"):
        assert part in told
    code, told, _ = planner("check", out / "planning.json")
    assert (code, "Aucune règle" in told) == (0, True)


def test_the_whole_command_gives_the_same_bytes_in_a_process_of_its_own(
    planner: Call, tmp_path: Path
) -> None:
    asked = ("plan", str(RHYTHM), "--year", "2026", "--issued", "2026-11-21", "--out")
    done = subprocess.run(
        [sys.executable, "-m", "planner", *asked, str(tmp_path / "a")],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "1"},
    )
    _, _, told = planner(*asked, tmp_path / "b")
    assert "minimum possible" in done.stderr
    assert "minimum possible" in told
    for file in FILES:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


@pytest.mark.usefixtures("uncharted")
def test_quiet_prints_nothing(planner: Call, tmp_path: Path) -> None:
    assert planner("plan", ALBI, "--year", 2026, "--out", tmp_path, "--quiet") == (0, "", "")


@pytest.mark.usefixtures("uncharted")
def test_documents_speak_english_on_request(planner: Call, tmp_path: Path) -> None:
    code, told, _ = planner(
        "plan",
        ALBI,
        "--year",
        2026,
        "--out",
        tmp_path,
        "--lang",
        "en",
        "--version-label",
        "V2",
        "--issued",
        "2026-11-21",
        language="en",
    )
    assert code == 0
    assert "every objective is proven" in told
    book = load_workbook(tmp_path / "planning.xlsx")
    assert "V2 – issued on 21 November 2026" in str(book["General planning"]["A2"].value)
    assert json.loads((tmp_path / "planning.json").read_text())["issued"] == "2026-11-21"


@pytest.mark.usefixtures("uncharted")
def test_a_workbook_edited_by_hand_is_not_overwritten_without_force(
    planner: Call, tmp_path: Path
) -> None:
    again = ("plan", ALBI, "--year", 2026, "--out", tmp_path, "--quiet")
    assert planner(*again)[0] == 0
    assert planner(*again)[0] == 0
    book = load_workbook(tmp_path / "planning.xlsx")
    book["1A"]["N1"] = "my note"
    book.save(tmp_path / "planning.xlsx")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    code, _, told = planner(*again)
    assert code == 2
    assert "--force" in told
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert planner(*again, "--force")[0] == 0
    assert load_workbook(tmp_path / "planning.xlsx")["1A"]["N1"].value is None


@pytest.mark.usefixtures("uncharted")
@pytest.mark.parametrize(
    ("command", "force"),
    [("plan", ()), ("plan", ("--force",)), ("repair", ("--force",)), ("try", ("--force",))],
    ids=["plan", "plan --force", "repair --force", "try --force"],
)
def test_a_workbook_edited_during_the_search_is_not_overwritten(
    command: str,
    force: tuple[str, ...],
    planner: Call,
    tmp_path: Path,
    nobody_at_school: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from planner.solver.solve import solve as search

    out = tmp_path / "out"
    assert planner("plan", ALBI, "--year", 2026, "--out", out, "--quiet")[0] == 0
    book = out / "planning.xlsx"
    asked: tuple[object, ...] = ("plan", ALBI, "--year", 2026)
    if command == "repair":
        asked = ("repair", out / "planning.json", "--today", "2027-01-04")
    elif command == "try":
        asked = ("plan", nobody_at_school, "--year", 2026, "--try", 1, *LONG)

    def edited_meanwhile(case: Case, **options: Any) -> Outcome:
        _edit(book, F6=1)
        return search(case, **options)

    monkeypatch.setattr("planner.solver.solve.solve", edited_meanwhile)
    before = {path: path.read_bytes() for path in out.iterdir() if path != book}
    code, _, told = planner(*asked, "--out", out, "--quiet", *force)
    assert code == 2
    assert "pendant que le planner travaillait" in told
    assert {path: path.read_bytes() for path in out.iterdir() if path != book} == before
    assert load_workbook(book)["Planning général"]["F6"].value == 1


@pytest.fixture
def nobody_at_school(tmp_path: Path) -> Path:
    """Ask for two weeks at school where nobody may be; it is a programme of one small class."""
    shutil.copy(BASE, tmp_path)
    path = tmp_path / "none.toml"
    path.write_text(
        'extends = "base.toml"\n[campus]\nmost_cohorts = 0\n'
        '[[cohorts]]\nid = "1A"\nschool_weeks = 2\n',
        encoding="utf-8",
    )
    return path


@pytest.fixture
def one_at_a_time(tmp_path: Path) -> Path:
    """Ask that only one promotion be at school at a time; two of them must be in week 39."""
    shutil.copy(ALBI, tmp_path)
    path = tmp_path / "one.toml"
    path.write_text('extends = "albi.toml"\n[campus]\nmost_cohorts = 1\n', encoding="utf-8")
    return path


def test_no_planning_says_why_and_what_would_make_one_possible(
    planner: Call, tmp_path: Path, one_at_a_time: Path
) -> None:
    out = tmp_path / "out"
    code, _, told = planner("plan", one_at_a_time, "--year", 2026, "--out", out, *LONG)
    assert code == 1
    assert "Aucun planning n'existe pour 2026-2027" in told
    for part in (
        "toute l'école – Promotions sur le campus (campus_cohorts) : ",
        "1A – Semaines imposées (fixed_weeks) : S39 2027 école",
        "2A – Semaines imposées (fixed_weeks) : S39 2027 école",
        "  1. toute l'école – Promotions sur le campus (campus.most_cohorts) : 2 promotions",
        "--try 1 --out essai",
    ):
        assert part in told
    assert not out.exists()


@pytest.mark.usefixtures("uncharted")
def test_explain_writes_the_planning_of_a_way_out_and_its_variant(
    planner: Call, tmp_path: Path, nobody_at_school: Path
) -> None:
    out = tmp_path / "try"
    asked = ("explain", nobody_at_school, "--year", 2026, "--out", out, *LONG)
    code, told, _ = planner(*asked, "--try", 9)
    assert (code, out.exists()) == (2, False)
    code, told, _ = planner(*asked, "--try", 1)
    assert code == 1
    assert "Planning optimal" in told
    assert {file.name for file in out.iterdir()} == {*FILES, "none-1.toml"}
    assert planner("check", out / "planning.json")[0] == 0
    adopted = shutil.copy(out / "none-1.toml", tmp_path)
    assert planner("explain", adopted, "--year", 2026)[:2] == (
        0,
        "Un planning existe pour 2026 : rien à expliquer. Pour le faire : planner plan\n",
    )


def test_a_time_limit_too_short_for_any_planning_is_an_honest_no(
    planner: Call, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    code, _, told = planner("plan", ALBI, "--year", 2026, "--out", out, "--time-limit", "1e-9")
    assert code == 1
    assert "rien ne prouve" in told
    assert not out.exists()


def test_a_planning_that_check_rejects_is_never_written(
    planner: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.planning.check.keeps_every_rule", lambda _: False)
    code, _, told = planner("plan", ALBI, "--year", 2026, "--out", tmp_path / "out")
    assert code == 3
    assert "rien n'a été écrit" in told
    assert not (tmp_path / "out").exists()


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


def test_a_broken_rule_is_named_with_its_place(planner: Call, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    text = PUBLISHED.read_text(encoding="utf-8")
    path.write_text(text.replace("2021,50,company,9,", "2021,50,school,9,"), encoding="utf-8")
    code, told, _ = planner("check", path, "--programme", ALBI, "--year", 2021)
    assert code == 1
    assert "(school_blocks), 1A, S50 2021 (école) : une période de 1 semaine commence ici" in told
    assert "year1_number indique 9, mais le planning donne 3" in told


def test_the_published_planning_checks_clean_with_what_it_does_not_give(planner: Call) -> None:
    code, told, _ = planner("check", PUBLISHED, "--programme", ALBI, "--year", 2021)
    assert code == 0
    assert "Non publié, donc non vérifié : Séances à distance" in told
    for hours in ("1 029 h", "1 043 h", "1 001 h", "854 h", "868 h", "826 h"):
        assert hours in told.replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.usefixtures("uncharted")
def test_other_rules_than_the_planning_was_made_with_are_told(
    planner: Call, tmp_path: Path
) -> None:
    planner("plan", ALBI, "--year", 2025, "--out", tmp_path, "--quiet")
    other = tmp_path / "other.toml"
    text = ALBI.read_text(encoding="utf-8")
    other.write_text(text.replace("longest = 4", "longest = 3"), encoding="utf-8")
    code, told, _ = planner("check", tmp_path / "planning.json", "--programme", other)
    assert code == 1
    assert "autres règles" in told
    assert "accepté : de 2 à 3" in told


def test_compare_shows_the_published_planning_beside_our_own(planner: Call) -> None:
    code, told, _ = planner("compare", ALBI, PUBLISHED, "--year", 2021)
    assert code == 0
    rows = [
        [cell.strip() for cell in line.split("│")[1:5]]
        for line in told.splitlines()
        if line.startswith("│")
    ]

    def figures(name: str) -> list[str]:
        return next(row[2:] for row in rows if name in row[:2])

    assert figures("campus_peak") == ["2", "3"]
    assert figures("campus_overlap")[1] == "16"
    assert figures("shared_weeks")[1] == "15"
    assert figures("session_spread")[1] == "non publié"
    assert figures("Périodes à l'école, 3A")[1] == "6 11"


def test_compare_keeps_files_apart_and_matches_promotions_by_name(
    planner: Call, tmp_path: Path
) -> None:
    text = ALBI.read_text(encoding="utf-8")
    head, first, _, rest = text.split("[[cohorts]]")
    third, sources = rest.split("# Where each rule")
    folder = tmp_path / "other"
    folder.mkdir()
    other = folder / "albi.toml"
    cohorts = "".join(f"[[cohorts]]{cohort}" for cohort in (third, first))
    other.write_text(f"{head}{cohorts}\n# Where each rule{sources}", encoding="utf-8")
    code, told, _ = planner("compare", ALBI, other, PUBLISHED, "--year", 2021, "--workers", 1)
    assert code == 0
    rows = {
        line.split("│")[2].strip(): [cell.strip() for cell in line.split("│")[3:6]]
        for line in told.splitlines()
        if line.startswith("│")
    }
    assert rows["Périodes à l'école, 1A"][2] == "2 3 3 3 2 4"
    assert rows["Périodes à l'école, 2A"][1] == "–"
    assert sum(map(int, rows["Périodes à l'école, 3A"][1].split())) == 17


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


def test_years_one_after_the_other_are_those_planned_after_each_other(
    planner: Call, tmp_path: Path
) -> None:
    code, _, _ = planner("plan", ALBI, "--year", 2025, "--years", 2, "--out", tmp_path / "both")
    assert code == 0
    both = sorted(p.relative_to(tmp_path / "both") for p in (tmp_path / "both").rglob("*.*"))
    folders = {"2025-2026", "2026-2027"}
    assert {str(p) for p in both} == {"gantt.png", "gantt.svg"} | {
        f"{folder}/{name}" for folder in folders for name in FILES
    }
    assert b"2e ann" in (tmp_path / "both" / "gantt.svg").read_bytes()
    first = tmp_path / "both" / "2025-2026" / "planning.json"
    alone = tmp_path / "alone"
    assert planner("plan", ALBI, "--year", 2026, "--after", first, "--out", alone)[0] == 0
    second = tmp_path / "both" / "2026-2027" / "planning.json"
    assert (alone / "planning.json").read_bytes() == second.read_bytes()
    assert planner("check", second)[0] == 0
    record = json.loads(second.read_text(encoding="utf-8"))
    assert [c["before"] and c["before"]["activity"] for c in record["cohorts"]] == [
        None,
        "school",
        "school",
    ]


@pytest.mark.usefixtures("uncharted")
def test_a_year_before_that_does_not_end_where_the_year_begins_is_told(
    planner: Call, tmp_path: Path
) -> None:
    assert planner("plan", ALBI, "--year", 2021, "--out", tmp_path, "--quiet")[0] == 0
    code, _, told = planner(
        "plan", ALBI, "--year", 2026, "--after", tmp_path / "planning.json", "--out", tmp_path
    )
    assert code == 2
    assert "2021-2022" in told


@pytest.mark.usefixtures("uncharted")
def test_a_planning_close_to_the_published_one_changes_few_weeks(
    planner: Call, tmp_path: Path
) -> None:
    path = tmp_path / "close.toml"
    text = ALBI.read_text(encoding="utf-8")
    start = text.index("objectives = [")
    ranking = 'objectives = ["closeness", "week_order", "session_spread"]'
    path.write_text(text[:start] + ranking + text[text.index("]", start) + 1 :], encoding="utf-8")
    out = tmp_path / "out"
    asked = ("plan", path, "--year", 2021, "--out", out)
    code, _, told = planner(*asked)
    assert (code, "--close-to" in told) == (2, True)
    assert planner("compare", path, PUBLISHED, "--year", 2021)[0] == 2
    code, told, _ = planner(*asked, "--close-to", PUBLISHED)
    assert code == 0
    assert "Planning optimal" in told
    assert planner("check", out / "planning.json")[0] == 0
    code, _, told = planner(
        "plan", ALBI, "--year", 2021, "--out", out, "--close-to", PUBLISHED, "--force"
    )
    assert (code, "closeness" in told) == (2, True)


def _edit(path: Path, **cells: object) -> None:
    book = load_workbook(path)
    for cell, value in cells.items():
        book.worksheets[0][cell] = value  # type: ignore[assignment]
    book.save(path)


@pytest.mark.usefixtures("uncharted")
def test_an_edited_workbook_is_checked_alone_and_marked(planner: Call, tmp_path: Path) -> None:
    assert planner("plan", ALBI, "--year", 2026, "--out", tmp_path, "--quiet")[0] == 0
    book, marked = tmp_path / "planning.xlsx", tmp_path / "deeper" / "marked.xlsx"
    code, told, _ = planner("check", book)
    assert (code, "Aucune règle" in told, "à la main" in told) == (0, True, False)
    _edit(book, F6=1)
    code, told, _ = planner("check", book, "--mark", marked)
    assert code == 1
    assert "Planning général, F6 : Séances par semaine (sessions_a_week), 1A, S40 2026" in told
    assert "modifiées à la main" in told
    assert f"Copie annotée : {marked}" in told
    comment = load_workbook(marked)["Planning général"]["F6"].comment
    assert comment is not None
    code, told, _ = planner("check", marked, "--lang", "en", language="en")
    assert (code, "were edited" in told) == (1, False)
    assert planner("compare", ALBI, book, "--year", 2026)[0] == 0


@pytest.mark.usefixtures("uncharted")
def test_a_marked_copy_replaces_nothing_that_somebody_typed(planner: Call, tmp_path: Path) -> None:
    assert planner("plan", ALBI, "--year", 2026, "--out", tmp_path, "--quiet")[0] == 0
    book, marked = tmp_path / "planning.xlsx", tmp_path / "marked.xlsx"
    from_json = ("check", tmp_path / "planning.json", "--mark", marked, "--quiet")
    assert planner(*from_json) == (0, "", "")
    assert planner(*from_json) == (0, "", "")
    _edit(marked, F6=1)
    before = marked.read_bytes()
    code, _, told = planner(*from_json)
    assert (code, "--force" in told) == (2, True)
    code, _, told = planner("check", book, "--mark", book)
    assert (code, "le planning lu" in told) == (2, True)
    assert marked.read_bytes() == before
    assert planner(*from_json, "--force")[0] == 0
    assert load_workbook(marked)["Planning général"]["F6"].value == 2


@pytest.mark.usefixtures("uncharted")
def test_a_copy_marked_with_other_rules_claims_no_proof(planner: Call, tmp_path: Path) -> None:
    planner("plan", ALBI, "--year", 2026, "--out", tmp_path, "--quiet")
    other, marked = tmp_path / "other.toml", tmp_path / "marked.xlsx"
    text = ALBI.read_text(encoding="utf-8").replace("longest = 4", "longest = 3")
    other.write_text(text, encoding="utf-8")
    planner("check", tmp_path / "planning.xlsx", "--programme", other, "--mark", marked)
    assert "d'autres règles" in str(load_workbook(marked).worksheets[0]["A2"].value)
    code, told, _ = planner("check", marked)
    assert (code, "accepté : de 2 à 3" in told, "indique" in told) == (1, True, False)


def test_a_calendar_without_sessions_is_not_marked(planner: Call, tmp_path: Path) -> None:
    marked = tmp_path / "marked.xlsx"
    code, out, told = planner(
        "check", PUBLISHED, "--programme", ALBI, "--year", 2021, "--mark", marked
    )
    assert (code, out, "séances de chaque semaine" in told) == (2, "", True)
    code, _, told = planner("check", PUBLISHED, "--mark", tmp_path / "marked.ods")
    assert (code, ".xlsx" in told) == (2, True)
    assert list(tmp_path.iterdir()) == []
