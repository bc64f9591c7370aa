"""The modules of a planning as tables of other tools name them: their classes, their weeks."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from planner.curriculum.module import Module
from planner.curriculum.progression import Progression
from planner.files.problems import Problem, Unusable, problem
from planner.files.spelling import folded
from planner.files.tables import column_letters, shown
from planner.planning.module_changes import ModuleWeek
from planner.planning.planning import CohortPlanning, Planning
from planner.year.weeks import Minutes, Week

_WEEK = re.compile(r"(?:\d{4}-)?[SsWw]?\s?(\d{1,2})")


GivenWeeks = Mapping[str, Mapping[int, ModuleWeek]]
"""What a table gives the modules of a class: by the id of the module, the week's position."""


@dataclass(frozen=True)
class ClassModules:
    """A class that has modules, as a table may name them.

    Attributes
    ----------
    weeks
        The weeks of the year, as the class has them.
    session
        The minutes of a session.
    """

    row: CohortPlanning
    progression: Progression
    weeks: tuple[Week, ...]
    session: Minutes

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        """Its modules, in the order of the curriculum."""
        return tuple(each.module for each in self.progression.modules)

    @cached_property
    def _by_name(self) -> Mapping[str, Module]:
        """The modules by their ids, and by their names where only one has it."""
        count = Counter(folded(module.name) for module in self.modules)
        named = {folded(m.name): m for m in self.modules if count[folded(m.name)] == 1}
        return named | {folded(module.id): module for module in self.modules}

    @cached_property
    def _places(self) -> Mapping[int, int]:
        return {week.iso_week: n for n, week in enumerate(self.weeks)}

    def module(self, cell: object) -> Module | None:
        """Return the module that a cell names; None if it names none."""
        return self._by_name.get(folded(shown(cell)))

    def week(self, cell: object) -> int | None:
        """Return the position of the week that a cell names (40, S40, 2026-W40), if it is one."""
        found = _WEEK.fullmatch(shown(cell).strip())
        return self._places.get(int(found[1])) if found else None

    @property
    def spellings(self) -> frozenset[str]:
        """What all its people may be called, folded; a cell that is empty means them as well."""
        return frozenset(("", folded(self.row.cohort.id), folded(self.row.cohort.label)))


def classes_with_modules(planning: Planning) -> Mapping[str, ClassModules]:
    """Return the classes of a planning that have modules, by their folded ids.

    Raises
    ------
    Unusable
        None has any.
    """
    found = {
        folded(row.cohort.id): ClassModules(
            row,
            row.progression,
            planning.year.weeks_of(row.cohort.id),
            planning.programme.workday_of(row.cohort).session,
        )
        for row in planning.cohorts
        if row.progression
    }
    if not found:
        raise Unusable([problem("exchange.no-modules")])
    return found


def cell_problem(where: str, row: int, column: int, header: object, what: Problem) -> Problem:
    """Return what is to be said of a cell; rows and columns from 1."""
    letter = column_letters(column)
    return problem("roster.cell", file=where, line=row, letter=letter, header=header, what=what)
