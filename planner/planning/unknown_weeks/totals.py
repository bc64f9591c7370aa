"""Between which figures the totals of a calendar lie that is not published in all weeks."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from planner.planning.ledger import Totals, totals
from planner.planning.planning import CohortPlanning
from planner.planning.unknown_weeks.completions import Completions, unpublished_weeks
from planner.rules.case import Case
from planner.year.activity import Activity

Number = TypeVar("Number", int, float)
Key = TypeVar("Key", bound=Hashable)


def totals_between(planning: CohortPlanning, case: Case) -> tuple[Totals, Totals]:
    """Return the least and the most of each total, each by itself; the same where all is known.

    An unpublished week has any of the activities that the rules on this week alone allow.
    """
    holes = unpublished_weeks(planning)
    if not holes:
        found = totals(planning, case)
        return found, found
    without = _with_weeks(planning, dict.fromkeys(holes, Activity.OUTSIDE))
    base, choices = totals(without, case), Completions(planning, case).choices
    weeks = [
        [
            totals(_with_weeks(without, {week: activity}), case)
            for activity in dict.fromkeys(
                activity for step in case.year.steps_of_week(week) for activity in choices[step]
            )
        ]
        for week in holes
    ]
    return _Extreme(base, weeks, largest=False).totals, _Extreme(base, weeks, largest=True).totals


def _with_weeks(planning: CohortPlanning, weeks: Mapping[int, Activity]) -> CohortPlanning:
    activities = enumerate(planning.activities)
    return replace(planning, activities=tuple(weeks.get(n, a) for n, a in activities))


def totals_over(rows: Sequence[tuple[CohortPlanning, Case]]) -> tuple[Totals, Totals]:
    """Return the least and the most of each total of some people over several years.

    Parameters
    ----------
    rows
        Their planning in each year, one at least.
    """
    found = [totals_between(planning, case) for planning, case in rows]
    least, most = zip(*found, strict=True)
    return _Sum(least[0], least[1:]).totals, _Sum(most[0], most[1:]).totals


@dataclass(frozen=True)
class _Combined(ABC):
    """Totals of which each figure is combined with those of others."""

    base: Totals

    @abstractmethod
    def of(self, read: Callable[[Totals], Number]) -> Number:
        """Return one figure."""

    @abstractmethod
    def every(self) -> Iterable[Totals]:
        """Return all totals whose figures are combined."""

    @property
    def totals(self) -> Totals:
        """The totals with all figures."""
        return Totals(
            school_weeks=self.of(lambda found: found.school_weeks),
            company_weeks=self.of(lambda found: found.company_weeks),
            whole_weeks=self._of_each(lambda found: found.whole_weeks),
            split_weeks=self.of(lambda found: found.split_weeks),
            weeks=self._of_each(lambda found: found.weeks),
            days=self._of_each(lambda found: found.days),
            sessions=self.of(lambda found: found.sessions),
            sessions_given=self.base.sessions_given,
            onsite=self.of(lambda found: found.onsite),
            lost=self.of(lambda found: found.lost),
            remote=self.of(lambda found: found.remote),
            academic=self.of(lambda found: found.academic),
            company=self.of(lambda found: found.company),
            company_contract=self.of(lambda found: found.company_contract),
            company_net=self.of(lambda found: found.company_net),
        )

    def _of_each(self, read: Callable[[Totals], Mapping[Key, Number]]) -> dict[Key, Number]:
        every = list(self.every())

        def at(key: Key) -> Number:
            return self.of(lambda found: read(found).get(key, 0))

        return {
            key: at(key) for key in dict.fromkeys(key for found in every for key in read(found))
        }


@dataclass(frozen=True)
class _Sum(_Combined):
    """Totals of several years, added up."""

    others: Sequence[Totals]

    def every(self) -> Iterable[Totals]:
        return (self.base, *self.others)

    def of(self, read: Callable[[Totals], Number]) -> Number:
        return read(self.base) + sum(map(read, self.others))


@dataclass(frozen=True)
class _Extreme(_Combined):
    """Totals without some weeks, and what each of these adds to them at least, or at most.

    Attributes
    ----------
    weeks
        The totals with each of these weeks in each of its activities.
    """

    weeks: Sequence[Sequence[Totals]]
    largest: bool

    def every(self) -> Iterable[Totals]:
        return (self.base, *(each for week in self.weeks for each in week))

    def of(self, read: Callable[[Totals], Number]) -> Number:
        base, extreme = read(self.base), max if self.largest else min
        return base + sum(extreme([read(each) - base for each in week]) for week in self.weeks)
