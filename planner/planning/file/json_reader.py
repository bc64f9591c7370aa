"""Reads planning.json, and finds its figures that do not follow from the planning."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ValidationError

from planner.curriculum.progression import Progression
from planner.files.problems import Problem, Unusable, problem, read_text
from planner.files.schema_problems import schema_problems
from planner.planning.check import Misstatement
from planner.planning.file.exchange_format import (
    CohortRecord,
    ObjectiveRecord,
    PlanningRecord,
    cohort_record,
    planning_record,
)
from planner.planning.file.module_records import (
    read_progression,
    read_week_modules,
    stray_weeks,
)
from planner.planning.file.module_sheet import ModuleCells
from planner.planning.file.sheet_layout import Layout
from planner.planning.measures import objective_value
from planner.planning.planning import (
    CohortPlanning,
    Edition,
    JointResult,
    ObjectiveResult,
    Planning,
)
from planner.programme.cohort import Cohort, PlannedWeek
from planner.programme.file import academic_year_of, parse_programme
from planner.programme.programme import Programme, SourceText
from planner.rules.case import Case
from planner.rules.given import Given, OtherPlannings, Stay
from planner.year.weeks import HOUR, AcademicYear, Week


@dataclass(frozen=True)
class ReadPlanning:
    """A planning read from a file.

    Attributes
    ----------
    edition
        The planning, with the objectives and the version stated in the file.
    misstatements
        Figures of the file that do not follow from the planning.
    other_rules
        Whether it was read with other rules than those in the file.
    edited
        Whether weeks or sessions of a workbook were edited by hand.
    cells
        The layouts of the general sheets of a workbook; none for other files.
    module_cells
        Where modules stand on the sheets of a workbook; none for other files.
    """

    edition: Edition
    misstatements: tuple[Misstatement, ...]
    other_rules: bool = False
    edited: bool = False
    cells: tuple[Layout, ...] = ()
    module_cells: tuple[ModuleCells, ...] = ()


def read_exchange(path: Path, programme: Programme | None = None) -> ReadPlanning:
    """Read a planning.json.

    Parameters
    ----------
    programme
        The rules to read it with; those in the file if None.

    Raises
    ------
    Unusable
        The file is not in the exchange format, or its weeks or cohorts are not those of its
        academic year and programme.
    """
    return parse_exchange(read_text(path), str(path), programme)


def parse_exchange(text: str, file: str, programme: Programme | None = None) -> ReadPlanning:
    """Parse the text of a planning.json; `file` is its name in messages.

    Raises
    ------
    Unusable
        As for `read_exchange`.
    """
    record, edition, contained = _read_exchange(text, file, programme)
    rules = edition.planning.programme
    return ReadPlanning(
        edition,
        tuple(_misstatements(record, edition)),
        other_rules=(rules.text, rules.bases) != (contained.text, contained.bases),
    )


def parse_edition(text: str, file: str) -> Edition:
    """Parse the text of a planning.json without a check of its figures: the planner wrote it.

    Raises
    ------
    Unusable
        As for `read_exchange`.
    """
    return _read_exchange(text, file, None)[1]


def _read_exchange(
    text: str, file: str, programme: Programme | None
) -> tuple[PlanningRecord, Edition, Programme]:
    """Parse a planning.json: its record, its planning, and the programme in the file."""
    record = _parse_record(text, file)
    contained = parse_programme(
        record.programme_file,
        f"{file}, programme_file",
        [SourceText(base.name, base.text) for base in record.extended_files],
        carried=True,
    )
    rules = programme or contained
    year = academic_year_of(rules, int(record.academic_year[:4]))
    if problems := [
        *_wrong_cohorts(record, rules),
        *_wrong_weeks(record.cohorts, year),
        *_wrong_lengths(record, year),
        *_wrong_activities(record, rules),
        *_wrong_modules(record),
    ]:
        raise Unusable(problem("file.field", file=file, what=p) for p in problems)
    planning = Planning.of(
        _with_given(Case(rules, year), record),
        tuple(
            _planned(cohort, found, rules)
            for cohort, found in zip(rules.cohorts, record.cohorts, strict=True)
        ),
    )
    joint = record.jointly
    edition = Edition(
        planning,
        _objectives(record.objectives),
        record.version_label,
        record.issued,
        record.changed,
        record.revision,
        JointResult(tuple(joint.years), _objectives(joint.objectives)) if joint else None,
    )
    return record, edition, contained


def _objectives(records: Sequence[ObjectiveRecord]) -> tuple[ObjectiveResult, ...]:
    return tuple(ObjectiveResult(o.name, o.value, o.bound, o.proven) for o in records)


def _parse_record(text: str, file: str) -> PlanningRecord:
    """Parse and validate the JSON text of a planning."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unusable([problem("file.not-json", file=file, line=error.lineno)]) from None
    except (ValueError, RecursionError):
        raise Unusable([problem("file.excessive", file=file)]) from None
    try:
        return PlanningRecord.model_validate_json(text)
    except ValidationError as error:
        faults = schema_problems(PlanningRecord, error.errors(include_url=False), data)
        raise Unusable(problem("file.field", file=file, what=fault) for fault in faults) from None


def _planned(cohort: Cohort, record: CohortRecord, programme: Programme) -> CohortPlanning:
    return CohortPlanning(
        cohort,
        tuple(programme.activity(week.activity) for week in record.weeks),
        tuple(week.remote_sessions for week in record.weeks),
        tuple(round(week.onsite_hours * HOUR) for week in record.weeks),
        _progression(cohort, record, programme) if record.modules else None,
        record.modules_unplaced,
    )


def _progression(cohort: Cohort, record: CohortRecord, programme: Programme) -> Progression | None:
    onsite = [round(week.onsite_hours * HOUR) for week in record.weeks]
    return read_progression(
        programme.curriculum_of(cohort),
        record.modules,
        record.module_objectives,
        _places(record),
        onsite,
    )


def _places(record: CohortRecord) -> Mapping[tuple[int, int], int]:
    return {(week.iso_year, week.iso_week): n for n, week in enumerate(record.weeks)}


def _wrong_modules(record: PlanningRecord) -> Iterator[Problem]:
    """Yield the modules that have something in weeks that are none of the year."""
    for cohort in record.cohorts:
        for module, week in stray_weeks(cohort.modules, _places(cohort)):
            what = problem("module.foreign-week", module=module, week=_week_names([week]))
            yield problem("cohort.problem", cohort=cohort.id, what=what)


def _with_given(case: Case, record: PlanningRecord) -> Case:
    """Return a case with what the planning of a record took as given."""
    programme = case.programme
    given = Given(
        before={
            cohort.id: Stay(programme.activity(cohort.before.activity), cohort.before.weeks)
            for cohort in record.cohorts
            if cohort.before
        },
        near={c.id: _near(c, programme) for c in record.cohorts if c.near},
        locked={c.id: _locked(c, case) for c in record.cohorts if c.locked},
        repairs=record.repaired,
        others=_others(record, programme),
    )
    return replace(case, given=given)


def _others(record: PlanningRecord, programme: Programme) -> OtherPlannings:
    if record.others is None:
        return OtherPlannings()
    weeks = tuple(
        {
            cohort.id: tuple(PlannedWeek(programme.activity(name)) for name in of[cohort.id])
            for cohort in record.cohorts
            if cohort.id in of
        }
        for of in record.others.cohorts
    )
    return OtherPlannings(weeks, record.others.weeks_apart)


def _near(cohort: CohortRecord, programme: Programme) -> tuple[PlannedWeek | None, ...]:
    names = cohort.near or []
    sessions = cohort.near_sessions or [None] * len(names)
    modules = map(read_week_modules, cohort.near_modules or [None] * len(names))
    return tuple(
        PlannedWeek(programme.activity(name), placed, modules=taught) if name else None
        for name, placed, taught in zip(names, sessions, modules, strict=True)
    )


def _locked(cohort: CohortRecord, case: Case) -> tuple[PlannedWeek | None, ...]:
    programme = case.programme
    found = {
        (week.iso_year, week.iso_week): PlannedWeek(
            programme.activity(week.activity),
            week.remote_sessions,
            None if week.onsite_hours is None else round(week.onsite_hours * HOUR),
            read_week_modules(week.modules, are_all=not week.other_modules),
        )
        for week in cohort.locked or ()
    }
    return tuple(found.get((week.iso_year, week.iso_week)) for week in case.year.weeks)


def _wrong_activities(record: PlanningRecord, programme: Programme) -> Iterator[Problem]:
    for cohort in record.cohorts:
        named = [week.activity for week in cohort.weeks]
        named += [name for name in cohort.near or () if name]
        named += [cohort.before.activity] if cohort.before else []
        named += [week.activity for week in cohort.locked or ()]
        named += [name for of in _others_of(record) for name in of.get(cohort.id, ())]
        weeks = {week.activity: week.iso_week for week in reversed(cohort.weeks)}
        for name in dict.fromkeys(named):
            if not _is_known(name, programme):
                fault = _wrong_activity(name, programme)
                if name in weeks:
                    fault = problem("week.problem", week=f"{weeks[name]:02}", what=fault)
                yield problem("cohort.problem", cohort=cohort.id, what=fault)


def _is_known(activity: str, programme: Programme) -> bool:
    try:
        programme.activity(activity)
    except KeyError:
        return False
    return True


def _wrong_activity(name: str, programme: Programme) -> Problem:
    """Return the problem of a name that is none of an activity, nor of a week cut between some."""
    known = [activity.name for activity in programme.activities]
    accepted = problem("accepted.one-of", expected=", ".join(known))
    if "|" in name or "*" in name:
        example = f"{known[0]}*3|{known[1]}*2"
        accepted = problem("accepted.cut-week", expected=accepted, example=example)
    return problem("field.value", field="activity", found=f'"{name}"', accepted=accepted)


def _wrong_cohorts(record: PlanningRecord, programme: Programme) -> Iterator[Problem]:
    found, expected = [c.id for c in record.cohorts], [c.id for c in programme.cohorts]
    if found != expected:
        yield problem(
            "planning.cohorts", found=", ".join(found) or "–", expected=", ".join(expected)
        )


def _others_of(record: PlanningRecord) -> Sequence[Mapping[str, Sequence[str]]]:
    return record.others.cohorts if record.others else ()


def _wrong_weeks(cohorts: Sequence[CohortRecord], year: AcademicYear) -> Iterator[Problem]:
    for cohort in cohorts:
        weeks = [(week.iso_year, week.iso_week) for week in cohort.weeks]
        for fault in wrong_weeks(weeks, year):
            yield problem("cohort.problem", cohort=cohort.id, what=fault)


def _wrong_lengths(record: PlanningRecord, year: AcademicYear) -> Iterator[Problem]:
    """Yield the problems of lists that do not have one entry a week."""
    for cohort in record.cohorts:
        lists = [
            ("near", cohort.near),
            ("near_sessions", cohort.near_sessions),
            ("near_modules", cohort.near_modules),
            *(("others", of.get(cohort.id)) for of in _others_of(record)),
        ]
        for name, entries in lists:
            if entries is not None and len(entries) != len(year):
                fault = problem(
                    "field.value",
                    field=name,
                    found=len(entries),
                    accepted=problem("accepted.one-a-week", weeks=len(year)),
                )
                yield problem("cohort.problem", cohort=cohort.id, what=fault)


def wrong_weeks(found: Sequence[tuple[int, int]], year: AcademicYear) -> Iterator[Problem]:
    """Yield the problems of weeks (ISO year, ISO week) that are not those of a year, in order."""
    expected = [(week.iso_year, week.iso_week) for week in year.weeks]
    counts = Counter(found)
    for iso_year in sorted({y for y, week in counts if week == 53 and not _has_53(y)}):
        same = (iso_year + 1, 1) in counts
        yield problem(
            "weeks.same-dates" if same else "weeks.no-53", year=iso_year, next=iso_year + 1
        )
        del counts[iso_year, 53]
    for key, weeks in (
        ("weeks.doubled", [week for week in counts if counts[week] > 1]),
        ("weeks.foreign", [week for week in counts if week not in expected]),
        ("weeks.missing", [week for week in expected if week not in counts]),
    ):
        if weeks:
            yield problem(key, weeks=_week_names(weeks), year=year.label)
    if sorted(found) == sorted(expected) and list(found) != expected:
        stray = next(f for f, e in zip(found, expected, strict=True) if f != e)
        yield problem("weeks.order", weeks=_week_names([stray]))


def _has_53(iso_year: int) -> bool:
    """Whether an ISO year has a week 53: 28 December is always in its last week."""
    return 1 <= iso_year < 9999 and date(iso_year, 12, 28).isocalendar().week == 53


def _week_names(weeks: Iterable[tuple[int, int]]) -> str:
    """Return the names of weeks; of three or more that follow each other, the first and last."""
    runs: list[list[tuple[int, int]]] = []
    for week in weeks:
        if runs and _follow_each_other(runs[-1][-1], week):
            runs[-1].append(week)
        else:
            runs.append([week])
    names = [[f"{iso_year}-S{iso_week:02}" for iso_year, iso_week in run] for run in runs]
    return ", ".join(f"{run[0]}…{run[-1]}" if len(run) > 2 else ", ".join(run) for run in names)


def _follow_each_other(week: tuple[int, int], following: tuple[int, int]) -> bool:
    iso_year, number = week
    last = 53 if _has_53(iso_year) else 52
    return following == ((iso_year + 1, 1) if number == last else (iso_year, number + 1))


def _misstatements(record: PlanningRecord, edition: Edition) -> Iterator[Misstatement]:
    """Yield the figures of a record that differ from those recomputed from its planning."""
    for found, cohort in zip(record.cohorts, edition.planning.cohorts, strict=True):
        yield from _of_cohort(found, cohort, edition.planning)
    yield from _of_year(record, planning_record(edition))
    yield from _of_objectives(record, edition)


def _of_cohort(
    found: CohortRecord, row: CohortPlanning, planning: Planning
) -> Iterator[Misstatement]:
    expected, cohort = cohort_record(row, planning.case), row.cohort
    for index, week in enumerate(planning.year.weeks):
        yield from _differences(found.weeks[index], expected.weeks[index], cohort, week)
    yield from _differences(found.totals, expected.totals, cohort)
    yield from _other_dates(found, expected, cohort)
    for field in ("label", "headcount", "site", "site_name"):
        stated, follows = getattr(found, field), getattr(expected, field)
        if field in found.model_fields_set and stated != follows:
            yield Misstatement(field, stated, follows, cohort)


def _of_year(found: PlanningRecord, expected: PlanningRecord) -> Iterator[Misstatement]:
    for field in ("programme", "academic_year", "status"):
        stated, follows = getattr(found, field), getattr(expected, field)
        if stated != follows:
            yield Misstatement(field, stated, follows)
    is_stated = "straddling_weeks" in found.model_fields_set
    if is_stated and found.straddling_weeks != expected.straddling_weeks:
        stated, follows = _straddling(found) or "–", _straddling(expected) or "–"
        yield Misstatement("straddling_weeks", stated, follows)


def _of_objectives(record: PlanningRecord, edition: Edition) -> Iterator[Misstatement]:
    planning, joint = edition.planning, edition.jointly
    ranking, named = planning.case.ranking, tuple(o.name for o in record.objectives)
    if named != ranking:
        yield Misstatement("objectives", ", ".join(named) or "–", ", ".join(ranking))
    for objective in edition.objectives:
        value = objective_value(objective.name, planning)
        if objective.value != value:
            yield Misstatement(objective.name, objective.value, value)
    if joint and planning.year.label not in joint.years:
        yield Misstatement("jointly", ", ".join(joint.years), planning.year.label)
    for objective in (*edition.objectives, *(joint.objectives if joint else ())):
        if objective.bound > objective.value or (
            objective.proven and objective.bound != objective.value
        ):
            yield Misstatement(f"{objective.name}, bound", objective.bound, objective.value)


def _other_dates(
    found: CohortRecord, expected: CohortRecord, cohort: Cohort
) -> Iterator[Misstatement]:
    """Yield the milestones that are not those of the planning."""
    stated, follows = (
        [f"{each.name} {each.date}" for each in record.milestones] for record in (found, expected)
    )
    if "milestones" in found.model_fields_set and stated != follows:
        wrong, right = (
            ", ".join(each for each in ones if each not in others) or "–"
            for ones, others in ((stated, follows), (follows, stated))
        )
        yield Misstatement("milestones", wrong, right, cohort)


def _straddling(record: PlanningRecord) -> str:
    return ", ".join(
        f"{each.cohort} {each.rule} S{each.iso_week:02} ({', '.join(map(str, each.days))})"
        for each in record.straddling_weeks
    )


def _differences(
    found: BaseModel, expected: BaseModel, cohort: Cohort, week: Week | None = None
) -> Iterator[Misstatement]:
    """Yield the fields of a record that differ from the expected one."""
    for field in type(expected).model_fields:
        if field not in found.model_fields_set:  # the file is older than the field
            continue
        stated, follows = getattr(found, field), getattr(expected, field)
        if stated != follows:
            yield Misstatement(field, stated, follows, cohort, week)
