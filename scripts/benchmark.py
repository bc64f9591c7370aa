"""Measures the planner on Albi 2026-2027, as ratios within one run.

    .venv/bin/python scripts/benchmark.py [RUNS]

1. The whole `plan` command, files included, against the bare import of the libraries it needs.
2. Checking, repairing and explaining, on Albi and on two programmes of Alès.
3. The solving alone, objective by objective, against that import.
4. The same model with run-length windows in place of the network of blocks.
5. The documents of the 150 apprentices of the list in `data/`, against that import.
6. A sweep over 200 scenarios: how many a minute on one worker and on two, and the share of time
   that is not spent in the solver.

    .venv/bin/python scripts/benchmark.py sweep

measures the last alone.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

import tomli_w
from ortools.sat.python import cp_model

from planner.apprentices.roster import read_roster
from planner.apprentices.year import apprentice_year
from planner.documents.apprentice.calendar_file import calendar_file
from planner.documents.apprentice.calendar_pdf import calendar_pdf
from planner.documents.apprentice.calendar_sheet import calendar_sheet
from planner.documents.apprentice.workbook import apprentice_workbook
from planner.documents.planning.workbook import planning_workbook
from planner.messages import Messages
from planner.planning.check import check
from planner.planning.file import planning_json, read_planning
from planner.planning.planning import Edition
from planner.planning.repair import repair_case
from planner.programme.cohort import BlockShape, Cohort
from planner.programme.file import Tables, academic_year_of, read_programme, variant
from planner.rules import Rule
from planner.rules.blocks import NamedBlocks
from planner.rules.case import Case
from planner.rules.given import Given
from planner.scenarios import Specification
from planner.scenarios.executors import choose_workers
from planner.scenarios.result_cache import ResultCache
from planner.scenarios.running import plan_scenario, plan_scenarios
from planner.scenarios.sweep_file import read_sweep
from planner.solver.conflicts import FeasibilitySearch
from planner.solver.deadline import Deadline
from planner.solver.explain import Changing, explain
from planner.solver.rhythm import Expression, MakeRhythm, Rhythm, path_rhythm
from planner.solver.search import Progress, run_search
from planner.solver.solve import Solved, solve
from planner.year.activity import Activity
from planner.year.blocks import Position
from planner.year.weeks import Week

ALBI = Path(__file__).parent.parent / "data" / "albi.toml"
ROSTER = ALBI.with_name("roster.xlsx")
YEAR = 2026
WINDOWS_LIMIT = 120.0
LIBRARIES = (
    "from ortools.sat.python import cp_model\n"
    "import openpyxl, matplotlib.pyplot, click, pydantic, holidays"
)


class WindowRhythm:
    """A rhythm as a Boolean a week and an activity, with run lengths kept by windows."""

    def __init__(
        self, model: cp_model.CpModel, cohort: Cohort, weeks: Sequence[Week], rules: Sequence[Rule]
    ) -> None:
        self._model, self._name = model, cohort.id
        self._rows: dict[Activity, list[Expression]] = {a: [] for a in cohort.activities}
        self._in_last: dict[Activity, list[Expression]] = {}
        for index, week in enumerate(weeks):
            self._add_week(index, week, rules)
        self._starts = {activity: self._start_row(activity) for activity in self._rows}
        self._post_lengths(Activity.SCHOOL, cohort.school_blocks)
        self._post_lengths(Activity.COMPANY, cohort.company_blocks)
        for rule in rules:
            if isinstance(rule, NamedBlocks):
                self._post_last_length(rule.position, rule.named.shape)

    def _add_week(self, index: int, week: Week, rules: Sequence[Rule]) -> None:
        admitted = [
            a for a in self._rows if all(b.kept for r in rules for b in r.of_week(index, week, a))
        ]
        for activity in self._rows:
            here = self._model.new_bool_var("") if activity in admitted else 0
            self._rows[activity].append(here)
        self._model.add(sum(self._rows[activity][index] for activity in admitted) == 1)

    def _start_row(self, activity: Activity) -> list[Expression]:
        row = self._rows[activity]
        starts: list[Expression] = row[:1]
        for before, here in pairwise(row):
            start = self._model.new_bool_var("")
            self._model.add(start <= here)
            self._model.add(start <= 1 - before)
            self._model.add(start >= here - before)
            starts.append(start)
        return starts

    def _post_lengths(self, activity: Activity, shape: BlockShape) -> None:
        row, starts = self._rows[activity], self._starts[activity]
        for first, start in enumerate(starts):
            for ahead in range(shape.shortest):
                self._model.add(start <= (row[first + ahead] if first + ahead < len(row) else 0))
            if shape.longest is not None and first + shape.longest < len(row):
                window = row[first : first + shape.longest + 1]
                self._model.add(sum(window) <= shape.longest)

    def _post_last_length(self, position: Position, shape: BlockShape) -> None:
        """Keep the last block of an activity long enough; no other place is known here."""
        row, starts = self._rows[position.activity], self._starts[position.activity]
        if not position.last or position.start is not None or len(position.within) < len(row):
            raise NotImplementedError(position)
        for first, start in enumerate(starts):
            later = sum(starts[first + 1 :])
            for ahead in range(shape.shortest):
                inside = row[first + ahead] if first + ahead < len(row) else 0
                self._model.add(start <= inside + later)

    def doing(self, activity: Activity) -> Sequence[Expression]:
        return self._rows[activity]

    def starts(self, activity: Activity) -> Sequence[Expression]:
        return self._starts[activity]

    def weeks_in(self, position: Position) -> Sequence[Expression]:
        """A Boolean a week: a week of the activity, after which no other block of it begins."""
        activity = position.activity
        if activity not in self._in_last:
            self._in_last[activity] = []
            for index, here in enumerate(self._rows[activity]):
                later = self._starts[activity][index + 1 :]
                inside = self._model.new_bool_var("")
                self._model.add(inside >= here - sum(later))
                self._model.add(inside <= here)
                for start in later:
                    self._model.add(inside <= 1 - start)
                self._in_last[activity].append(inside)
        return self._in_last[activity]

    def blocks_at(self, position: Position) -> Sequence[Expression]:
        """No programme measured here counts the blocks of a name."""
        raise NotImplementedError(position)

    def squares(self, activity: Activity) -> Expression:
        """Count pairs of weeks in the same block: a window is whole, or it is not."""
        row = self._rows[activity]
        pairs: list[Expression] = []
        whole = list(row)
        for length in range(2, len(row) + 1):
            longer: list[Expression] = []
            for first in range(len(row) - length + 1):
                window = self._model.new_bool_var("")
                self._model.add(window >= whole[first] + row[first + length - 1] - 1)
                longer.append(window)
            pairs += longer
            whole = longer
        return 2 * sum(pairs) + sum(row)

    def journeys(self, weeks: Sequence[Week]) -> Expression:
        """No programme measured here ranks journeys."""
        raise NotImplementedError(weeks)


def window_rhythm(
    model: cp_model.CpModel,
    cohort: Cohort,
    weeks: Sequence[Week],
    rules: Sequence[Rule],
    deadline: Deadline,
) -> Rhythm | None:
    """Model a cohort's rhythm with windows."""
    deadline.check()
    return WindowRhythm(model, cohort, weeks, rules)


def seconds(call: Callable[[], object]) -> float:
    """Time a call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def whole_command(runs: int) -> float:
    """Time command and import in turn, print their ratio, give the seconds of the import."""
    ratios, imports = [], []
    with tempfile.TemporaryDirectory() as folder:
        plan = [sys.executable, "-m", "planner", "plan", str(ALBI), "--year", str(YEAR)]
        for _ in range(runs + 1):
            bare = seconds(lambda: subprocess.run([sys.executable, "-c", LIBRARIES], check=True))
            whole = seconds(lambda: subprocess.run([*plan, "--out", folder, "--quiet"], check=True))
            imports.append(bare)
            ratios.append(whole / bare)
    measured = ratios[1:]  # the first pair warms up
    print(
        f"whole command / bare import: median {statistics.median(measured):.2f}"
        f" (from {min(measured):.2f} to {max(measured):.2f}, {runs} pairs)"
    )
    return statistics.median(imports[1:])


def by_objective(bare: float, make_rhythm: MakeRhythm, name: str, limit: float | None) -> float:
    """Solve once, print the time of each objective, give that of all."""
    programme = read_programme(ALBI)
    year = academic_year_of(programme, YEAR)
    start = time.perf_counter()
    ends: dict[str, float] = {}

    def note(found: Progress) -> None:
        ends[found.objective] = time.perf_counter() - start

    outcome = solve(
        Case(programme, year), time_limit=limit, on_progress=note, make_rhythm=make_rhythm
    )
    total = time.perf_counter() - start
    before = 0.0
    for objective, end in ends.items():
        share = (end - before) / bare
        print(f"  {name}, {objective}: {share:.2f} of the import, {end - before:.2f} s")
        before = end
    print(f"  {name}, ties and sessions: {(total - before) / bare:.2f}, {total - before:.2f} s")
    if isinstance(outcome, Solved):
        values = {o.name.value: (o.value, o.proven) for o in outcome.objectives}
        print(f"  {name}, all: {total / bare:.2f} of the import, {total:.2f} s; {values}")
    return total


CHANGED: dict[str, list[Tables]] = {
    "albi": [
        {"campus": {"most_cohorts": 1}},
        {"cohorts": [{"id": "1A", "company_blocks": {"longest": 5}}]},
    ],
    "ales-mecatronique": [{"campus": {"most_cohorts": 1}}],
    "ales-contrat-pro": [
        {
            "cohorts": [
                {
                    "id": "CP",
                    "events": [{"name": "salon", "on": {"week": 12}, "activity": "school"}],
                }
            ]
        },
    ],
}
"""For each programme, changes after which it has no planning."""


def life_changes(name: str, bare: float) -> None:
    """Time what happens to a planning once it is made: a check, a repair, an explanation."""
    path = ALBI.with_stem(name)
    programme = read_programme(path)
    year = academic_year_of(programme, YEAR)
    outcome = solve(Case(programme, year))
    assert isinstance(outcome, Solved)

    def tell(what: str, spent: float, found: object) -> None:
        print(f"  {name}, {what}: {spent / bare:.2f} of the import, {spent:.2f} s; {found}")

    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "planning.xlsx"
        book.write_bytes(
            planning_workbook(Edition(outcome.planning, outcome.objectives), Messages("fr"))
        )
        start = time.perf_counter()
        found = check(read_planning(book, None, None).edition.planning)
        tell("check of the workbook", time.perf_counter() - start, f"{len(found)} rules")
    busy = [
        any(c.on_campus for c in week)
        for week in zip(*(cohort.activities for cohort in outcome.planning.cohorts), strict=True)
    ]
    closed = next(
        n
        for n, week in enumerate(year.weeks)
        if week.iso_year > YEAR and week.iso_week > 3 and busy[n]
    )
    days = {"first": year.weeks[closed].monday, "last": year.weeks[closed].friday}
    of = variant(programme, path.name, {"closures": {"days": [days]}})
    weeks = academic_year_of(of, YEAR)
    case = repair_case(outcome.planning, Case(of, weeks), year.weeks[4].monday)
    start = time.perf_counter()
    repaired = solve(case)
    spent = time.perf_counter() - start
    told = (
        [(o.name.value, o.value, o.proven) for o in repaired.objectives[:2]]
        if isinstance(repaired, Solved)
        else "no planning"
    )
    tell("repair of a closed week", spent, told)
    for tables in CHANGED[name]:
        of = variant(programme, path.name, tables)
        case = Case(of, academic_year_of(of, YEAR), Given())
        start = time.perf_counter()
        why = explain(case, Changing("changed.toml"), FeasibilitySearch())
        sizes = [len(conflict.demands) for conflict in why.conflicts]
        tell(
            "explanation",
            time.perf_counter() - start,
            f"conflicts of {sizes} demands, {len(why.ways)} ways out",
        )


def documents(bare: float) -> None:
    """Time the documents of all apprentices of a list, and what each kind takes of it."""
    programme, text = read_programme(ALBI), Messages("fr")
    outcome = solve(Case(programme, academic_year_of(programme, YEAR)))
    assert isinstance(outcome, Solved)
    edition = Edition(outcome.planning, outcome.objectives)
    people = read_roster(ROSTER, edition.planning.case)
    with tempfile.TemporaryDirectory() as folder:
        planning = Path(folder) / "planning.json"
        planning.write_bytes(planning_json(edition))
        command = [sys.executable, "-m", "planner", "documents", str(planning), "--quiet"]
        command += ["--roster", str(ROSTER), "--out", str(Path(folder) / "out")]
        whole = seconds(lambda: subprocess.run(command, check=False))
    print(f"documents of {len(people)}: {whole / bare:.1f} times the import, {whole:.1f} s")
    years = [apprentice_year(apprentice, edition.planning) for apprentice in people[::10]]
    writers = (calendar_pdf, calendar_sheet, calendar_file, apprentice_workbook)

    def writing(write: Callable[..., bytes]) -> float:
        return seconds(lambda: [write(year, edition, text) for year in years])

    spent = {write.__name__: writing(write) for write in writers}
    for name, each in spent.items():
        share, one = each / sum(spent.values()), 1000 * each / len(years)
        print(f"  {name}: {share:.0%} of the writing, {one:.0f} ms each on one core")


SWEPT: dict[str, list[Any]] = {
    "campus.most_cohorts": [2, 3],
    "cohorts.1A.school_blocks.longest": [3, 4, 5, 6, 7],
    "cohorts.1A.company_blocks.longest": [7, 8, 9, 10],
    "cohorts.2A.company_blocks.shortest": [5, 6, 7, 8, 9],
}
"""What varies in 200 scenarios."""


def sweep(workers: int, asked: Sequence[Specification]) -> None:
    """Plan all scenarios by some workers; print how many a minute, and their processor time."""
    before = _processor_time()
    with tempfile.TemporaryDirectory() as folder:
        spent = seconds(
            lambda: plan_scenarios(
                asked, choose_workers(workers), ResultCache(Path(folder)), lambda _: None
            )
        )
    used = (_processor_time() - before) / len(asked)
    rate = 60 * len(asked) / spent
    print(
        f"  {len(asked)} scenarios, {workers} workers: {spent:.0f} s, {rate:.0f} a minute;"
        f" {used:.2f} s of processor time each"
    )


def _processor_time() -> float:
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, who))


def outside_the_solver(asked: Sequence[Specification]) -> None:
    """Plan some scenarios here; print the share of the time that is not spent in the solver."""
    inside = 0.0

    def timed(*arguments: Any, **named: Any) -> Any:
        nonlocal inside
        start = time.perf_counter()
        try:
            return run_search(*arguments, **named)
        finally:
            inside += time.perf_counter() - start

    with (
        patch("planner.solver.ranking.run_search", timed),
        patch("planner.solver.conflicts.run_search", timed),
    ):
        spent = seconds(lambda: [plan_scenario(each) for each in asked])
    print(f"  outside the solver: {(spent - inside) / spent:.0%} of the time of a scenario")


def sweeps() -> None:
    """Measure a sweep over Albi."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sweep.toml"
        tables = {"programme": str(ALBI), "values": SWEPT}
        file.write_text(tomli_w.dumps(tables), encoding="utf-8")
        asked = [each.specification for each in read_sweep(file).combinations(YEAR)]
    outside_the_solver(asked[::10])
    for workers in (1, 2):
        sweep(workers, asked)


def main() -> None:
    """Print the measurements."""
    if sys.argv[1:] == ["sweep"]:
        sweeps()
        return
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    bare = whole_command(runs)
    for name in CHANGED:
        life_changes(name, bare)
    network = by_objective(bare, path_rhythm, "network", None)
    windows = by_objective(bare, window_rhythm, "windows", WINDOWS_LIMIT)
    print(f"windows / network: {windows / network:.1f}")
    documents(bare)
    sweeps()


if __name__ == "__main__":
    main()
