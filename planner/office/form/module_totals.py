"""What the modules of a form add up to: hours and credits, beside the hours of the classes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.curriculum.credits import TaughtUnit, says_credits, stream_credits
from planner.messages import Messages
from planner.office.form.faults import CheckedForm
from planner.programme.cohort import Cohort
from planner.programme.file import sketched_programme
from planner.programme.programme import Programme
from planner.rules.statement import Unit
from planner.words.quantities import interval

_COLUMNS = (
    "cohort",
    "semester",
    "option",
    "modules",
    "hours-in-all",
    "hours-due",
    "ects",
    "ects-due",
)
_CREDITS = 2
"""The columns of credits, at the end: there if the curriculum says any."""


@dataclass(frozen=True)
class ModuleTotals:
    """A table of totals.

    Attributes
    ----------
    titles
        Those of its columns.
    rows
        A row for each semester and each group of options that have as much, and one of the year.
    note
        How many modules there are, how many of them are of no class, which columns are not read.
    """

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


def module_totals(checked: CheckedForm, text: Messages) -> ModuleTotals | None:
    """Return what the modules of a form add up to; None without modules, or while one is wrong."""
    programme = sketched_programme(checked.reading.tables)
    if programme is None or programme.curriculum is None or not programme.curriculum.modules:
        return None
    modules = programme.curriculum.modules
    taught = {
        module
        for cohort in programme.cohorts
        if (curriculum := programme.curriculum_of(cohort))
        for module in curriculum.modules
    }
    note = text.counted("form.modules", len(modules))
    if idle := [module for module in modules if module not in taught]:
        note += " " + text.counted("form.modules-of-nobody", len(idle))
    tables = checked.reading.modules.values()
    if unread := [column for rows in tables for column in rows.unread_columns]:
        note += " " + text("form.modules-unread-columns", columns=text.listed(unread))
    has_credits = says_credits(programme.curriculum)
    rows = (row for cohort in programme.cohorts for row in _of_class(cohort, programme, text))
    shown = len(_COLUMNS) - (0 if has_credits else _CREDITS)
    return ModuleTotals(
        tuple(text(f"column.{key}") for key in _COLUMNS[:shown]),
        tuple(tuple(map(text.unbroken, row[:shown])) for row in rows),
        text.unbroken(note),
    )


def _of_class(cohort: Cohort, programme: Programme, text: Messages) -> Iterator[tuple[str, ...]]:
    """Yield the totals of each semester of a class, and those of its year with what is due."""
    curriculum = programme.curriculum_of(cohort)
    if curriculum is None:
        return
    name, streams = cohort.label or cohort.id, stream_credits(curriculum)
    for semester in curriculum.semesters if len(curriculum.semesters) > 1 else ():
        figures = {
            option: _figures([u for u in stream.units if u.semester == semester], 0, text)
            for option, stream in streams.items()
        }
        yield from _rows((name, str(semester)), figures, ("", ""), text)
    figures = {
        option: _figures(stream.units, stream.in_company, text)
        for option, stream in streams.items()
    }
    when = text("units.of-year" if curriculum.company_units else "form.modules-of-year")
    due = _hours_due(cohort, programme, text), text.number(curriculum.ects_a_year)
    yield from _rows((name, when), figures, due, text)


_Figures = tuple[str, str, str]
"""The number of modules, their hours and credits."""


def _rows(
    head: tuple[str, str], figures: Mapping[str, _Figures], due: tuple[str, str], text: Messages
) -> Iterator[tuple[str, ...]]:
    """Yield the figures of each option, those of options that have as much together."""
    for found in dict.fromkeys(figures.values()):
        options = text.listed(option for option in figures if option and figures[option] == found)
        count, hours, ects = found
        yield *head, options, count, hours, due[0], ects, due[1]


def _figures(units: Sequence[TaughtUnit], in_company: float, text: Messages) -> _Figures:
    count = sum(len(unit.modules) for unit in units)
    hours = sum(unit.minutes for unit in units)
    ects = sum(unit.ects or 0 for unit in units) + in_company
    return text.number(count), text.hours(hours), text.number(ects)


def _hours_due(cohort: Cohort, programme: Programme, text: Messages) -> str:
    """Return the hours that a class has to be taught; "" where its rules leave them open."""
    target = cohort.academic_hours
    if target:
        return interval(Unit.MINUTES, target.low, target.high, text)
    if cohort.onsite is None:
        return ""
    sessions = cohort.sessions.total * programme.workday_of(cohort).session
    return text.hours(cohort.onsite + sessions)
