"""Between which figures the totals of a calendar lie that is not published in all weeks."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from planner.planning.completions import Completions, unpublished_weeks
from planner.planning.ledger import Totals, totals
from planner.planning.planning import CohortPlanning
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
    return _Sums(base, weeks, largest=False).totals, _Sums(base, weeks, largest=True).totals


def _with_weeks(planning: CohortPlanning, weeks: Mapping[int, Activity]) -> CohortPlanning:
    activities = enumerate(planning.activities)
    return replace(planning, activities=tuple(weeks.get(n, a) for n, a in activities))


@dataclass(frozen=True)
class _Sums:
    """Totals without some weeks, and with each of these in each of its activities."""

    base: Totals
    weeks: Sequence[Sequence[Totals]]
    largest: bool

    @property
    def totals(self) -> Totals:
        """The totals with what each week adds to each of them, at least or at most."""
        return Totals(
            school_weeks=self._of(lambda found: found.school_weeks),
            company_weeks=self._of(lambda found: found.company_weeks),
            whole_weeks=self._of_each(lambda found: found.whole_weeks),
            split_weeks=self._of(lambda found: found.split_weeks),
            weeks=self._of_each(lambda found: found.weeks),
            days=self._of_each(lambda found: found.days),
            sessions=self.base.sessions,
            sessions_given=self.base.sessions_given,
            onsite=self._of(lambda found: found.onsite),
            lost=self._of(lambda found: found.lost),
            remote=self.base.remote,
            academic=self._of(lambda found: found.academic),
            company=self._of(lambda found: found.company),
            company_contract=self._of(lambda found: found.company_contract),
            company_net=self._of(lambda found: found.company_net),
        )

    def _of(self, read: Callable[[Totals], Number]) -> Number:
        base, extreme = read(self.base), max if self.largest else min
        return base + sum(extreme([read(each) - base for each in week]) for week in self.weeks)

    def _of_each(self, read: Callable[[Totals], Mapping[Key, Number]]) -> dict[Key, Number]:
        every = [self.base, *(each for week in self.weeks for each in week)]
        keys = dict.fromkeys(key for found in every for key in read(found))

        def at(key: Key) -> Number:
            return self._of(lambda found: read(found).get(key, 0))

        return {key: at(key) for key in keys}
