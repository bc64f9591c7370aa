"""Sweeps: the file, its combinations, and what the commands make of them."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from planner.documents.comparison.csv_table import comparison_csv
from planner.documents.comparison.files import scenario_file_names
from planner.files.file_names import MOST_NAME_UNITS
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.programme.file import parse_programme, read_programme
from planner.scenarios import Compared, Front, Result, Specification, short_scenario_names
from planner.scenarios.running import plan_scenario
from planner.scenarios.settings import distinguishing_names
from planner.scenarios.sweep_file import MOST_COMBINATIONS, Combination, Sweep, read_sweep
from tests.conftest import ALBI, Call

SMALL = Path(__file__).parent / "infeasible" / "base.toml"
YEAR = 2026


def sweep_file(folder: Path, text: str, programme: Path = SMALL) -> Path:
    path = folder / "sweep.toml"
    path.write_text(f'programme = "{programme.as_posix()}"\n{text}', encoding="utf-8")
    return path


def sweep_of(folder: Path, text: str, programme: Path = SMALL) -> Sweep:
    return read_sweep(sweep_file(folder, text, programme))


def combinations(sweep: Sweep) -> list[Combination]:
    return list(sweep.combinations(YEAR, 60.0))


def problems(folder: Path, text: str, programme: Path = ALBI) -> str:
    with pytest.raises(Unusable) as told:
        sweep_of(folder, text, programme)
    return "\n".join(map(Messages("en").sentence, told.value.problems))


def test_all_combinations_are_programmes_that_extend_the_base(tmp_path: Path) -> None:
    sweep = sweep_of(
        tmp_path,
        """[values]
        "campus.most_cohorts" = [1, 2]
        cohorts.1A.school_blocks.longest = [3, 4, 5]
        objectives = [["campus_peak", "campus_overlap", "week_order", "session_spread"]]
        """,
        ALBI,
    )
    assert sweep.count == 6
    made = combinations(sweep)
    assert made[1].specification.name == "most_cohorts=1 · 1A longest=4"
    assert len({c.specification.key for c in made}) == 6
    last = made[-1].specification
    assert (last.year, last.time_limit) == (YEAR, 60.0)
    programme = parse_programme(last.text, "x", last.bases)
    assert programme.sites[0].campus.cohorts == 2
    assert programme.cohorts[0].school_blocks.longest == 5
    assert programme.cohorts[1:] == read_programme(ALBI).cohorts[1:]
    assert len(programme.ranking) == 4
    assert made[-1].settings["cohorts.1A.school_blocks.longest"] == 5
    assert last.bases[0].text == ALBI.read_text(encoding="utf-8")


def test_combinations_are_named_by_what_tells_them_apart(tmp_path: Path) -> None:
    text = """[values]
    "cohorts.1A.school_blocks.longest" = [3, 4]
    "cohorts.1A.company_blocks.longest" = [9]
    "cohorts.2A.school_blocks.longest" = [5, 6]
    "cohorts.2A.company_blocks.longest" = [10, 11]
    "leave.weeks" = [5]
    "cohorts.3A.sessions.a_week" = [[0, 2, 3], [0, 2]]
    """
    made = combinations(sweep_of(tmp_path, text, ALBI))
    assert made[0].specification.name == (
        "1A longest=3 · 2A.school_blocks.longest=5 · 2A.company_blocks.longest=10"
        " · 3A a_week=[0, 2, …]"
    )
    found = [Compared(c.specification.name, "optimal", settings=c.settings) for c in made]
    assert short_scenario_names([found[0], found[2]]) == ["2A longest=10", "2A longest=11"]
    given = Compared("published", "given")
    assert short_scenario_names([given, found[0], found[8]]) == [
        "published",
        "1A longest=3",
        "1A longest=4",
    ]
    assert short_scenario_names([found[0], found[0]]) == [found[0].name] * 2
    assert scenario_file_names([found[0], given])[1] == "published"
    assert scenario_file_names(found)[7].startswith("08 1A longest=3")


def test_a_key_of_a_site_is_named_with_its_site() -> None:
    keys = ("sites.toulouse.closures.weeks", "cohorts.1A.school_weeks", "workday.session")
    varied = [dict.fromkeys(keys, value) for value in (3, 4)]
    assert distinguishing_names(varied)[0] == "toulouse weeks=3 · 1A school_weeks=3 · session=3"


def test_keys_that_vary_together_make_no_combinations(tmp_path: Path) -> None:
    text = """[values]
    "cohorts.1A.headcount" = [1, 2, 3]
    [[together]]
    "leave.weeks" = [5, 6]
    "workday.company" = [7.0, 7.5]
    """
    made = combinations(sweep_of(tmp_path, text, ALBI))
    found = {(c.settings["leave.weeks"], c.settings["workday.company"]) for c in made}
    assert (len(made), found) == (6, {(5, 7.0), (6, 7.5)})


def test_the_other_end_of_a_number_stays(tmp_path: Path) -> None:
    base = tmp_path / "base.toml"
    text = SMALL.read_text(encoding="utf-8")
    base.write_text(f"{text}school_weeks = {{ least = 2, most = 6 }}\n", encoding="utf-8")
    sweep = sweep_of(tmp_path, '[values]\n"cohorts.1A.school_weeks.least" = [3, 4]', base)
    first = combinations(sweep)[0].specification
    extent = parse_programme(first.text, "x", first.bases).cohorts[0].school_weeks
    assert extent is not None
    assert (extent.low, extent.high) == (3, 6)


def test_the_id_of_a_cohort_may_have_dots(tmp_path: Path) -> None:
    base = tmp_path / "base.toml"
    text = SMALL.read_text(encoding="utf-8").replace('id = "1A"', 'id = "1.A"')
    base.write_text(text, encoding="utf-8")
    sweep = sweep_of(
        tmp_path, '[values]\n"cohorts.1.A.headcount" = [3]\ncohorts."1.A".year = [2]', base
    )
    (only,) = combinations(sweep)
    assert only.specification.name == "1.A headcount=3 · 1.A year=2"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[values]\n"campus.most_cohort" = [1]', "most_cohorts"),
        ('[values]\n"cohorts.1a.headcount" = [1]', "cohorts.1a"),
        ('[values]\n"leave.weeks" = []', "leave.weeks: the list is empty"),
        ('[values]\n"leave.weeks" = 5', "leave.weeks: a list"),
        ('[values]\n"leave.weeks" = [5, 6, 5]', "leave.weeks: a value"),
        ('[values]\n"leave.weeks" = [5, "six", true]', 'leave.weeks: found "six"'),
        ('[values]\n"leave.weeks" = [5, "six", true]', "leave.weeks: found true"),
        ('[values]\nextends = ["albi.toml"]', "extends cannot be varied"),
        ('[values]\n"cohorts.1A" = [{ headcount = 3 }]', "cohorts.1A cannot be varied"),
        ('[values]\nleave = [{ weeks = 1 }]\n"leave.weeks" = [1]', "overlap"),
        ('[[together]]\n"leave.weeks" = [1, 2]\n"leave.consecutive" = [1]', "found 2, 1"),
        ("", "no key to vary"),
        ("[value]\nx = [1]", "did you mean values?"),
        ("[values", "line 2"),
    ],
)
def test_what_is_wrong_with_a_sweep_is_told(tmp_path: Path, text: str, told: str) -> None:
    assert told in problems(tmp_path, text)


def test_everything_wrong_is_told_at_once_with_the_number_of_combinations(tmp_path: Path) -> None:
    lists = "\n".join(
        f'"cohorts.{c}A.{key}" = [{", ".join(map(str, range(1, 11)))}]'
        for c in (1, 2, 3)
        for key in ("headcount", "year")
    )
    told = problems(tmp_path, f'[values]\n{lists}\n"leave.weeks" = []\nnonsense = [1]')
    assert "1,000,000 combinations; 10,000 at most" in told
    assert "leave.weeks: the list is empty" in told
    assert "nonsense" in told
    assert "cohorts[3A].year: found 10" in told


def test_a_missing_programme_is_told_with_the_rest(tmp_path: Path) -> None:
    told = problems(tmp_path, '[values]\n"leave.weeks" = []', tmp_path / "none.toml")
    assert "none.toml" in told
    assert "the list is empty" in told


def test_a_value_that_only_fits_with_another_one_is_left_to_the_combinations(
    tmp_path: Path,
) -> None:
    text = """[values]
    "cohorts.1A.school_weeks.least" = [3, 8]
    "cohorts.1A.school_weeks.most" = [5, 9]
    """
    sweep = sweep_of(tmp_path, text)
    results = [plan_scenario(c.specification) for c in combinations(sweep)]
    assert [r.status for r in results] == ["optimal", "optimal", "impossible", "optimal"]
    assert "school_weeks" in results[2].conflict["fr"][0]


GRID = """[values]
"cohorts.1A.school_weeks" = [3, 4, 5, 6, 7, 8, 13]
"cohorts.1A.school_blocks.longest" = [2, 3]
"""


@pytest.fixture
def table_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the table alone: pictures take long."""

    def comparison_files(
        compared: Sequence[Compared], front: Front | None, text: Messages
    ) -> dict[str, bytes]:
        return {"comparison.csv": comparison_csv(compared, text)}

    monkeypatch.setattr("planner.documents.comparison.files.comparison_files", comparison_files)


def rows(out: Path) -> list[dict[str, str]]:
    text = (out / "comparison.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


@pytest.mark.usefixtures("table_only")
def test_a_sweep_is_written_and_not_planned_twice(
    tmp_path: Path, planner: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, out = sweep_file(tmp_path, GRID), tmp_path / "out"
    asked = ("sweep", file, "--year", YEAR, "--out", out, "--workers", 1)
    code, told, _ = planner(*asked)
    assert code == 0
    assert "Combinaisons\N{NO-BREAK SPACE}: 14." in told
    assert "12 (optimal, prouvé), 2 (impossible, prouvé)" in told
    assert [row["Statut"] for row in rows(out)] == ["optimal, prouvé"] * 12 + [
        "impossible, prouvé"
    ] * 2
    assert "(school_weeks)" in (out / "comparison.csv").read_text(encoding="utf-8-sig")
    before = (out / "comparison.csv").read_bytes()
    monkeypatch.setattr(
        "planner.scenarios.running.plan_scenario", lambda _: pytest.fail("planned again")
    )
    code, told, _ = planner(*asked)
    assert (code, "Déjà planifiés et gardés\N{NO-BREAK SPACE}: 14 sur 14" in told) == (0, True)
    assert (out / "comparison.csv").read_bytes() == before


@pytest.mark.usefixtures("table_only")
def test_an_interrupted_sweep_leaves_a_table_and_goes_on(
    tmp_path: Path, planner: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, out = sweep_file(tmp_path, GRID), tmp_path / "out"
    asked = ("sweep", file, "--year", YEAR, "--out", out, "--workers", 1)
    planned: list[str] = []

    def interrupted(asked: Specification) -> Result:
        if len(planned) == 2:
            raise KeyboardInterrupt
        planned.append(asked.name)
        return plan_scenario(asked)

    monkeypatch.setattr("planner.scenarios.running.plan_scenario", interrupted)
    code, told, said = planner(*asked)
    assert code == 130
    assert "2 scénarios sur 14 sont planifiés et gardés" in said
    assert {row["Scénario"] for row in rows(out)} == set(planned)
    assert "campus_peak" in told
    monkeypatch.setattr("planner.scenarios.running.plan_scenario", plan_scenario)
    code, told, _ = planner(*asked)
    assert (code, "Déjà planifiés et gardés\N{NO-BREAK SPACE}: 2 sur 14" in told) == (0, True)
    assert len(rows(out)) == 14


@pytest.mark.usefixtures("table_only")
def test_a_sweep_without_any_planning_says_so(tmp_path: Path, planner: Call) -> None:
    file = sweep_file(tmp_path, '[values]\n"cohorts.1A.school_weeks" = [13, 14]')
    code, told, _ = planner(
        "sweep", file, "--year", YEAR, "--out", tmp_path / "out", "--workers", 1
    )
    assert (code, len(rows(tmp_path / "out"))) == (1, 2)
    assert "pas de planning" in told


def test_a_bad_sweep_is_told_before_anything_is_written(tmp_path: Path, planner: Call) -> None:
    file, out = sweep_file(tmp_path, '[values]\n"leave.weks" = [1]', ALBI), tmp_path / "out"
    code, _, said = planner("sweep", file, "--year", YEAR, "--out", out)
    assert (code, "leave.weks" in said, out.exists()) == (2, True, False)
    good = sweep_file(tmp_path, GRID)
    code, _, said = planner("sweep", good, "--year", 9999, "--out", out)
    assert (code, "9999" in said, out.exists()) == (2, True, False)
    taken = tmp_path / "taken"
    taken.write_text("x")
    assert planner("sweep", good, "--year", YEAR, "--out", taken)[0] == 2


def test_a_comparison_is_written_with_what_reproduces_it(tmp_path: Path, planner: Call) -> None:
    none = tmp_path / "none.toml"
    more = 'cohorts = [{ id = "1A", school_weeks = 13 }]'
    none.write_text(f'extends = "{SMALL.as_posix()}"\n{more}\n', encoding="utf-8")
    out = tmp_path / "out"
    code, told, _ = planner("compare", SMALL, none, "--year", YEAR, "--out", out, "--workers", 1)
    assert code == 0
    assert "none\N{NO-BREAK SPACE}: pas de planning" in told
    assert "1A – Semaines à l'école (school_weeks)" in told
    assert len(rows(out)) == 2
    names = {path.name for path in out.iterdir()}
    assert {"comparison.xlsx", "comparison.html", "gantts.png", "measures.svg"} <= names
    results = out / "results"
    assert {path.name for path in results.iterdir()} == {"base.json", "base.toml", "none.toml"}
    assert planner("check", results / "base.json")[0] == 0
    text = (results / "none.toml").read_text(encoding="utf-8")
    assert 'planner plan "none.toml" --year 2026\n' in text
    assert read_programme(results / "none.toml").cohorts == read_programme(none).cohorts
    assert planner("compare", none, "--year", YEAR)[0] == 1


def test_nothing_is_left_of_an_earlier_comparison_that_contradicts_the_table(
    tmp_path: Path, planner: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    charts = ("gantts_chart", "campus_load_chart", "measures_chart", "front_chart")
    for slow in ("comparison_html", *charts):
        monkeypatch.setattr(f"planner.documents.comparison.files.{slow}", lambda *_: b"")
    file, out = tmp_path / "small.toml", tmp_path / "out"
    asked = ("compare", file, "--year", YEAR, "--out", out, "--workers", 1)
    own = out / "front.png"
    own.parent.mkdir()
    own.write_bytes(b"of somebody else")
    file.write_text(f'extends = "{SMALL.as_posix()}"\n', encoding="utf-8")
    assert planner(*asked)[0] == 0
    assert own.read_bytes() == b"of somebody else"
    assert planner(*asked, "--front", "journeys", "school_absence")[0] == 0
    assert {"front.png", "front.svg"} <= {path.name for path in out.iterdir()}
    assert (out / "results" / "small.json").exists()
    with file.open("a", encoding="utf-8") as more:
        more.write('cohorts = [{ id = "1A", school_weeks = 13 }]\n')
    assert planner(*asked)[0] == 1
    assert not list(out.glob("front.*"))
    assert [path.name for path in (out / "results").iterdir()] == ["small.toml"]


@pytest.mark.usefixtures("table_only")
def test_a_front_is_told_with_where_scenarios_stand(tmp_path: Path, planner: Call) -> None:
    lessons = tmp_path / "lessons.toml"
    more = 'cohorts = [{ id = "1A", school_weeks = 4, school_blocks = { longest = 2 } }]'
    lessons.write_text(f'extends = "{SMALL.as_posix()}"\n{more}\n', encoding="utf-8")
    asked = ("compare", lessons, SMALL, "--year", YEAR, "--workers", 1, "--front")
    code, told, _ = planner(*asked, "journeys", "school_absence", language="en")
    assert code == 0
    assert "Exact and whole front" in told
    assert re.search(r"lessons \(.*\): (on the front|better at)", told)
    code, _, said = planner(*asked, "journeys", "joy", language="en")
    assert (code, '"joy"' in said) == (2, True)


def test_files_of_scenarios_have_names_that_every_system_accepts() -> None:
    names = ["a/b: c", "a b c", "A·B·C", "../..", "été=1.5 · x=[1,2]", "x" * 300]
    found = scenario_file_names([Compared(name, "given") for name in names])
    assert len({name.casefold() for name in found}) == len(names)
    assert found[3:5] == ["_", "été=1.5 · x=[1,2]"]
    assert all(len(name) <= MOST_NAME_UNITS and not set(name) & set("/:*") for name in found)


GUIDE = (ALBI.parent.parent / "docs" / "guide-comparaisons.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_example_of_the_guide_is_a_sweep(tmp_path: Path) -> None:
    (text,) = (t for _, t in FENCE.findall(GUIDE) if "[values]" in t)
    _, rest = text.split("\n", 1)
    sweep = sweep_of(tmp_path, rest, ALBI)
    assert sweep.count == 12
    assert "2 × 3 × 2 = 12" in GUIDE.replace("\N{NO-BREAK SPACE}", " ")
    assert f"{MOST_COMBINATIONS:_}".replace("_", "\N{NARROW NO-BREAK SPACE}") in GUIDE
