"""Consecutive years of a programme that are planned as one, and what binds them together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from planner.programme.cohort import Cohort
from planner.programme.names import ObjectiveName
from planner.rules.case import Case
from planner.rules.statement import Bound, Grid, at_most
from planner.year.activity import Activity

MOST_YEARS = 9
"""Beyond this, several years are not planned at once."""

_OfClass = TypeVar("_OfClass")


@dataclass(frozen=True)
class Edge:
    """The end of a year of some people and the start of their next one, none of them known yet.

    Attributes
    ----------
    earlier, later
        The positions of their two cohorts among those of all years.
    longest
        Most weeks of a whole stay across the edge, by activity, where it is limited.
    """

    earlier: int
    later: int
    longest: Mapping[Activity, int]

    def stays(self, earlier: Grid, later: Grid) -> Iterator[Bound]:
        """Yield that no stay is longer, its weeks on both sides of the edge added up.

        That is what `AcrossYears` states once the stay before is known; here it is stated for each
        length that this stay may have.
        """
        for activity, weeks in self.longest.items():
            longest = weeks * later.year.steps_a_week
            for steps in range(1, longest + 1):
                left = longest + 1 - steps
                both = earlier.ends_with(activity, steps) + later.begins_with(activity, left)
                yield Bound(both, at_most(1))


@dataclass(frozen=True)
class Course:
    """Consecutive years of one programme; a single year is the usual case.

    Attributes
    ----------
    cases
        In their order. What the first one takes from the year before is given; what the others
        take from it is sought.
    """

    cases: tuple[Case, ...]

    @property
    def ranking(self) -> tuple[ObjectiveName, ...]:
        """The objectives, the first one first: each is added up over the years."""
        return self.cases[0].ranking

    @cached_property
    def classes(self) -> tuple[tuple[Case, Cohort], ...]:
        """The cohorts of all years, each with its year."""
        return tuple((case, cohort) for case in self.cases for cohort in case.programme.cohorts)

    def by_year(self, of_classes: Sequence[_OfClass]) -> Iterator[Sequence[_OfClass]]:
        """Yield for each year the part that belongs to its cohorts."""
        first = 0
        for case in self.cases:
            end = first + len(case.programme.cohorts)
            yield of_classes[first:end]
            first = end

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """The edges across which stays are limited."""
        return tuple(edge for edge in self._all_edges() if edge.longest)

    def _all_edges(self) -> Iterator[Edge]:
        years = list(self.by_year(range(len(self.classes))))
        for before, year in pairwise(years):
            earlier = {self.classes[number][1].id: number for number in before}
            for number in year:
                case, cohort = self.classes[number]
                followed = case.programme.cohort_before(cohort)
                if followed is not None:
                    yield Edge(earlier[followed.id], number, _longest_across(cohort))

    @property
    def parts(self) -> tuple["Course", ...]:
        """The runs of years that are bound to each other: what is best of each is best of all."""
        parts: list[list[Case]] = []
        for case, numbers in zip(self.cases, self.by_year(range(len(self.classes))), strict=True):
            if parts and any(edge.later in numbers for edge in self.edges):
                parts[-1].append(case)
            else:
                parts.append([case])
        return tuple(Course(tuple(cases)) for cases in parts)

    @cached_property
    def limited_across(self) -> tuple[frozenset[Activity], ...]:
        """For each cohort of all years, the activities of which some edge limits the stays."""
        limited: list[frozenset[Activity]] = [frozenset()] * len(self.classes)
        for edge in self.edges:
            for number in (edge.earlier, edge.later):
                limited[number] |= edge.longest.keys()
        return tuple(limited)


def _longest_across(cohort: Cohort) -> Mapping[Activity, int]:
    limits = {activity: cohort.shape(activity).longest_across for activity in cohort.activities}
    return {activity: longest for activity, longest in limits.items() if longest is not None}
