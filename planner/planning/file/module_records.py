"""The modules of a cohort in planning.json: written, and read back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from planner.curriculum.kept import ModuleShare, WeekModules
from planner.curriculum.module import Curriculum
from planner.curriculum.progression import (
    ModuleObjective,
    ModuleResult,
    Progression,
    TaughtModule,
)
from planner.planning.file.records import ExchangeRecord, ObjectiveFigure, SessionCount
from planner.planning.measures import in_units
from planner.programme.file.schema.base import DecimalHours
from planner.year.weeks import HOUR, Minutes, Week


class ModuleWeekRecord(ExchangeRecord):
    """What a module has in a week: hours on site, or sessions."""

    iso_year: int
    iso_week: int
    onsite_hours: DecimalHours
    remote_sessions: SessionCount


class ModuleShareRecord(ExchangeRecord):
    """What a module has in a week that is kept, or that another one is to stay close to."""

    id: str
    onsite_hours: DecimalHours
    remote_sessions: SessionCount


class ModuleRecord(ExchangeRecord):
    """A module in the weeks that have something of it; `on_call` are those with sessions."""

    id: str
    name: str
    option: str | None
    semester: int | None
    weeks: list[ModuleWeekRecord]
    on_call: list[tuple[int, int]]


class ModuleObjectiveRecord(ExchangeRecord):
    """The value of an objective of the modules of a cohort, and its lower bound.

    Those of `moved_module_hours` and `week_peak` in hours.
    """

    name: Annotated[ModuleObjective, Field(strict=False)]
    value: ObjectiveFigure
    bound: ObjectiveFigure
    proven: bool


def _unit(name: ModuleObjective) -> int:
    """Return how many of what an objective counts make one of what is written."""
    return HOUR if name.counts_minutes else 1


def module_record(taught: TaughtModule, weeks: Sequence[Week]) -> ModuleRecord:
    """Write a module, with the weeks of a year."""
    module = taught.module
    return ModuleRecord(
        id=module.id,
        name=module.name,
        option=module.option or None,
        semester=module.semester,
        weeks=[
            ModuleWeekRecord(
                iso_year=weeks[n].iso_year,
                iso_week=weeks[n].iso_week,
                onsite_hours=taught.minutes[n] / HOUR,
                remote_sessions=taught.sessions[n],
            )
            for n in sorted({*taught.onsite_weeks, *taught.session_weeks})
        ],
        on_call=[(weeks[n].iso_year, weeks[n].iso_week) for n in taught.session_weeks],
    )


def module_share_records(modules: WeekModules | None) -> list[ModuleShareRecord] | None:
    """Write what modules have in a week; None where nothing is said of them."""
    if modules is None:
        return None
    return [
        ModuleShareRecord(
            id=each.module, onsite_hours=each.minutes / HOUR, remote_sessions=each.sessions
        )
        for each in modules.shares
    ]


def read_week_modules(
    records: Sequence[ModuleShareRecord] | None, *, are_all: bool = True
) -> WeekModules | None:
    """Read what modules have in a week; None where nothing is said of them."""
    if records is None:
        return None
    shares = (
        ModuleShare(each.id, round(each.onsite_hours * HOUR), each.remote_sessions)
        for each in records
    )
    return WeekModules(tuple(shares), are_all)


def module_objective_record(result: ModuleResult) -> ModuleObjectiveRecord:
    """Write the result of an objective of modules."""
    value, bound = (in_units(n, _unit(result.name)) for n in (result.value, result.bound))
    return ModuleObjectiveRecord(name=result.name, value=value, bound=bound, proven=result.proven)


def stray_weeks(
    records: Sequence[ModuleRecord], places: Mapping[tuple[int, int], int]
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the weeks of modules, each with the id of one, that a year does not have.

    Parameters
    ----------
    places
        The positions of the weeks of the year, by their ISO year and number.
    """
    for module in records:
        for week in module.weeks:
            if (week.iso_year, week.iso_week) not in places:
                yield module.id, (week.iso_year, week.iso_week)


def read_progression(
    curriculum: Curriculum | None,
    records: Sequence[ModuleRecord],
    objectives: Sequence[ModuleObjectiveRecord],
    places: Mapping[tuple[int, int], int],
    onsite: Sequence[Minutes],
) -> Progression | None:
    """Read the modules of a cohort; None where its curriculum has none of them.

    Modules that the curriculum has besides have nothing; the hours of those that it no longer has
    are none of a module.

    Parameters
    ----------
    places
        The positions of the weeks of the year, by their ISO year and number.
    onsite
        The minutes on site of each of them.
    """
    found = {each.id: each.weeks for each in records}
    if curriculum is None or found.keys().isdisjoint(module.id for module in curriculum.modules):
        return None
    taught = []
    for module in curriculum.modules:
        minutes, sessions = [0] * len(places), [0] * len(places)
        for week in found.get(module.id, ()):
            place = places[week.iso_year, week.iso_week]
            minutes[place] = round(week.onsite_hours * HOUR)
            sessions[place] = week.remote_sessions
        taught.append(TaughtModule(module, tuple(minutes), tuple(sessions)))
    results = [
        ModuleResult(o.name, *(round(n * _unit(o.name)) for n in (o.value, o.bound)))
        for o in objectives
    ]
    without = Progression(curriculum, tuple(taught), (0,) * len(places), tuple(results))
    other = (max(0, all_ - of) for all_, of in zip(onsite, without.minutes, strict=True))
    return replace(without, other=tuple(other))
