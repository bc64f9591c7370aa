"""What the planner minimises, each objective stated once for the solver and for measuring.

Like a rule, an objective is built with `+`, `-` and `sum` over grids; what lies beyond (the
maximum of quantities, the square of a length) is computed by the board, which knows whether it
holds numbers or variables. `session_spread` is no sum over a grid:
`planner.planning.session_placement` states it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import chain, combinations
from typing import Protocol

from planner.programme.cohort import Cohort
from planner.programme.names import ObjectiveName
from planner.rules.apart import different_steps
from planner.rules.campus import steps_on_campus
from planner.rules.case import Case
from planner.rules.given import KeptWeeks
from planner.rules.hours import hours_in_company
from planner.rules.statement import (
    Bound,
    Grid,
    NotGiven,
    Quantity,
    at_least,
    at_most,
    steps_of_kind,
    total_by_step,
)
from planner.rules.weeks import departures, pattern_parts
from planner.year.activity import Activity, Place
from planner.year.weeks import AcademicYear, Week


class CohortGrid(Grid, Protocol):
    """A grid that also computes how uneven its blocks are, and how long its gaps."""

    def imbalance(self, activity: Activity) -> Quantity:
        """The sum of the squared lengths of blocks, less the least for their number."""

    def longest_gap(self, present: Sequence[Quantity]) -> Quantity:
        """The longest run of weeks in which a row of 0 and 1 is 0."""

    def periods(self) -> Quantity:
        """The number of blocks of all activities."""

    def journeys(self) -> Quantity:
        """The working days whose place differs from that of the working day before.

        Days of defence, of leave and of none have no place, nor have public holidays: the place
        of the day before them goes on.
        """


class Board(Protocol):
    """The grids of all cohorts of a programme, in its order."""

    @property
    def case(self) -> Case: ...

    @property
    def grids(self) -> Sequence[CohortGrid]: ...

    def excess(self, quantity: Quantity, limit: int) -> Quantity:
        """By how much a quantity exceeds a limit; 0 where it does not."""

    def largest(self, quantities: Sequence[Quantity]) -> Quantity:
        """The largest of some quantities, at least 0."""


def rows_of(board: Board) -> list[tuple[Cohort, CohortGrid]]:
    """Return the cohorts of a board, each with its grid."""
    return list(zip(board.case.programme.cohorts, board.grids, strict=True))


def least_squares(total: int, count: int) -> int:
    """Return the least sum of `count` squares of integers that add up to `total`."""
    if not count:
        return 0
    length, longer = divmod(total, count)
    return (count - longer) * length**2 + longer * (length + 1) ** 2


def _by_site(board: Board) -> Iterator[list[tuple[Cohort, CohortGrid]]]:
    """Yield the cohorts of each site with their grids: only they meet at school."""
    rows = rows_of(board)
    for site in board.case.programme.sites:
        yield [(cohort, grid) for cohort, grid in rows if cohort.site == site.id]


def _present(board: Board) -> list[tuple[Quantity, ...]]:
    """Return for each week of each site which cohorts are at school (1 or 0); no defences."""
    return [
        week
        for here in _by_site(board)
        for week in zip(*(steps_on_campus(cohort, grid) for cohort, grid in here), strict=True)
    ]


def _campus_load(board: Board) -> list[Quantity]:
    """Return the number of cohorts at school in each week of each site."""
    return [sum(week) for week in _present(board)]


def campus_peak(board: Board) -> Quantity:
    """The largest number of cohorts at school in one week, at one site."""
    return board.largest(_campus_load(board))


def campus_overlap(board: Board) -> Quantity:
    """The cohorts at school beyond the first, summed over the weeks and the sites."""
    return sum(board.excess(load, 1) for load in _campus_load(board))


def shared_weeks(board: Board) -> Quantity:
    """The weeks in which several cohorts are at one site: two of them are, whichever; summed."""
    return sum(
        board.largest([one + other - 1 for one, other in combinations(week, 2)])
        for week in _present(board)
    )


def people_peak(board: Board) -> Quantity:
    """The largest number of people at school in one week, at one site."""
    return board.largest(
        [
            sum(people)
            for here in _by_site(board)
            for people in zip(
                *(
                    [cohort.headcount * present for present in steps_on_campus(cohort, grid)]
                    for cohort, grid in here
                ),
                strict=True,
            )
        ]
    )


def company_shortfall(board: Board) -> Quantity:
    """The minutes by which cohorts stay under their target in company, summed over them."""
    shortfall: Quantity = 0
    for cohort, grid in rows_of(board):
        if cohort.company_hours:
            own = board.case.year.own_weeks(cohort.id)
            hours = hours_in_company(grid, board.case.programme.workday_of(cohort), own)
            shortfall = shortfall + board.excess(cohort.company_hours.minutes - hours, 0)
    return shortfall


def block_balance(board: Board) -> Quantity:
    """The squared lengths of the balanced blocks, less the least for their number."""
    return sum(
        grid.imbalance(activity)
        for cohort, grid in rows_of(board)
        for activity in cohort.placeable
        if cohort.shape(activity).balanced
    )


def journeys(board: Board) -> Quantity:
    """The changes of place from one working day to the next, of all cohorts."""
    return sum(grid.journeys() for grid in board.grids)


def is_present(week: Week, activity: Activity, places: Sequence[Place]) -> bool:
    """Whether a week has a day at one of some places, or is none in which a cohort is missed."""
    return activity == Activity.OUTSIDE or week.is_at(activity, *places)


def _presence(grid: Grid, places: tuple[Place, ...]) -> list[Quantity]:
    """Return 1 in the steps with presence at one of some places, 0 in the others."""
    return total_by_step(grid, grid.activities, lambda step, a: int(is_present(step, a, places)))


def absence(board: Board, places: tuple[Place, ...]) -> Quantity:
    """The longest run of weeks without a day at one of some places, of any cohort."""
    return board.largest([grid.longest_gap(_presence(grid, places)) for grid in board.grids])


def idle_weeks(board: Board) -> Quantity:
    """The weeks that are neither taught nor in company, nor of defence, of all cohorts."""

    def is_idle(activity: Activity) -> bool:
        is_there = activity != Activity.OUTSIDE
        return is_there and activity.days_at(Place.LEAVE, Place.NONE) == len(activity.days)

    return sum(sum(steps_of_kind(grid, is_idle)) for grid in board.grids)


def wished_weeks(board: Board) -> Quantity:
    """The weights of the wished-for weeks that are spent otherwise."""
    missed: Quantity = 0
    numbered: dict[int, list[int]] = defaultdict(list)
    for index, step in enumerate(board.case.year.steps):
        numbered[step.iso_week].append(index)
    for cohort, grid in rows_of(board):
        for wish in cohort.wishes:
            own = board.case.cohort_steps[cohort.id]
            for index in numbered.get(wish.iso_week, ()):
                if index in own:
                    missed = missed + wish.weight * (1 - grid.doing(wish.activity)[index])
    return missed


def pattern_departures(board: Board) -> Quantity:
    """The weeks in which cohorts depart from the patterns that they should follow."""
    case = board.case
    return sum(
        departed
        for cohort, grid in rows_of(board)
        for part in pattern_parts(cohort, grid.year, case.cohort_steps[cohort.id])
        for departed in departures(part, grid)
    )


def _given_near(board: Board) -> KeptWeeks:
    """Return the weeks of the planning to stay close to."""
    if not board.case.given.near:
        raise NotGiven
    return board.case.given.near


def closeness(board: Board) -> Quantity:
    """The weeks in which cohorts do something else than in the planning to stay close to."""
    return sum(different_steps(rows_of(board), _given_near(board)))


def moved_sessions(board: Board) -> Quantity:
    """The sessions that lie in other weeks than in the planning to stay close to."""
    near = _given_near(board)
    return sum(
        board.excess(grid.sessions[index], week.sessions)
        for cohort, grid in rows_of(board)
        for index, week in enumerate(near.get(cohort.id, ()))
        if week is not None and week.sessions is not None
    )


def week_order(board: Board) -> Quantity:
    """The positions (from 1) of all weeks at school, added up: school as early as possible.

    Of several plannings with the same sum, `tie_break` takes one.
    """
    return sum(
        position * here
        for grid in board.grids
        for position, here in enumerate(grid.doing(Activity.SCHOOL), start=1)
    )


def tie_break(board: Board, trial: int = 0) -> Quantity:
    """What tells plannings apart that are equal in all objectives: the least of it is taken.

    It adds up a weight for each block, so that few of them are preferred, and a pseudo-random one
    for each week. That of an activity in a week of a cohort follows from their names alone, by a
    hash: it is the same on every machine, and whatever the other cohorts are.

    Parameters
    ----------
    trial
        Number of the pseudo-random weights: others are tried where two plannings have the same sum.
    """
    total: Quantity = 0
    for cohort, grid in rows_of(board):
        total = total + _BLOCK_WEIGHT * grid.periods()
        for activity in grid.activities:
            name = f"{trial} {cohort.id} {activity.name}"
            for position, here in enumerate(grid.doing(activity)):
                total = total + _pseudo_random(f"{name} {position}") * here
    return total


_WEIGHTS = 64
"""The number of pseudo-random weights of weeks, from 0."""

_BLOCK_WEIGHT = 256
"""The weight of a block: that of four weeks at least."""


def _pseudo_random(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:4]) % _WEIGHTS


@dataclass(frozen=True)
class Objective:
    """An objective of the weeks.

    Of several years, each with its board, it is the sum over them: no year is better than it need
    be at the cost of another, and where nothing binds the years, each is as good as by itself.

    Attributes
    ----------
    measure
        Its value for a planning of one year, or its expression over variables.
    per_unit
        How many of what `measure` counts make one of what is reported (minutes in an hour), in
        years planned by weeks.
    by_step
        Which power of the steps of a week it counts as well: 1 where it counts steps, 2 where it
        adds up squares of them.
    steps
        Into how many each of these is divided to tell equal plannings apart.
    """

    measure: Callable[[Board], Quantity]
    per_unit: int = 1
    steps: int = 1
    by_step: int = 0

    def unit(self, year: AcademicYear) -> int:
        """Return how many of what `measure` counts make one of what is reported."""
        return self.per_unit * int(year.steps_a_week**self.by_step)

    def over(self, boards: Sequence[Board]) -> Quantity:
        """Return its value for the plannings of some years."""
        return sum(self.measure(board) for board in boards)

    def at_most(self, boards: Sequence[Board], most: int) -> Iterator[Bound]:
        """Yield the bounds of the plannings that have no more of it."""
        yield Bound(self.over(boards), at_most(most))


@dataclass(frozen=True)
class Absence(Objective):
    """The longest run of weeks without a day at one of some places, of any cohort."""

    measure: Callable[[Board], Quantity] = field(init=False)
    places: tuple[Place, ...] = ()
    by_step: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "measure", partial(absence, places=self.places))

    def at_most(self, boards: Sequence[Board], most: int) -> Iterator[Bound]:
        """Yield that one week at least of each run that is longer has such a day.

        Of several years, these are bounds on each; the sum of all is bounded besides.
        """
        for grid in chain.from_iterable(board.grids for board in boards):
            present = _presence(grid, self.places)
            for first in range(len(present) - most):
                yield Bound(sum(present[first : first + most + 1]), at_least(1), first)
        if len(boards) > 1:
            yield from super().at_most(boards, most)


@dataclass(frozen=True)
class TieBreak(Objective):
    """What tells plannings apart that are equal in all objectives.

    Attributes
    ----------
    trial
        Counts the choices of weights: others are tried where two plannings have the same sum.
    """

    measure: Callable[[Board], Quantity] = field(init=False)
    trial: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "measure", partial(tie_break, trial=self.trial))

    def over(self, boards: Sequence[Board]) -> Quantity:
        """Return its value: from the second trial on, each year has weights of its own.

        At first, years that nothing binds have the plannings that each has by itself; then years
        that could be exchanged are told apart.
        """
        return sum(tie_break(board, self.trial * n) for n, board in enumerate(boards, start=1))


@dataclass(frozen=True)
class OrderAndTies(Objective):
    """`week_order`, and of the plannings that are equal in it the one that `tie_break` takes.

    Both are one sum: a position of `week_order` weighs more than all ties of the years together.
    """

    measure: Callable[[Board], Quantity] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "measure", self._both)

    @classmethod
    def of(cls, cases: Sequence[Case]) -> "OrderAndTies":
        """Return it for the plannings of some years."""
        weeks = sum(len(case.year.steps) * len(case.programme.cohorts) for case in cases)
        return cls(by_step=2, steps=1 + weeks * (_BLOCK_WEIGHT + _WEIGHTS))

    def _both(self, board: Board) -> Quantity:
        return self.steps * week_order(board) + tie_break(board)


OBJECTIVES: Mapping[ObjectiveName, Objective] = {
    ObjectiveName.CAMPUS_PEAK: Objective(campus_peak),
    ObjectiveName.CAMPUS_OVERLAP: Objective(campus_overlap, by_step=1),
    ObjectiveName.SHARED_WEEKS: Objective(shared_weeks, by_step=1),
    ObjectiveName.PEOPLE_PEAK: Objective(people_peak),
    ObjectiveName.COMPANY_SHORTFALL: Objective(company_shortfall, per_unit=60),
    ObjectiveName.BLOCK_BALANCE: Objective(block_balance, by_step=2),
    ObjectiveName.JOURNEYS: Objective(journeys),
    ObjectiveName.SCHOOL_ABSENCE: Absence(places=(Place.SCHOOL, Place.ABROAD)),
    ObjectiveName.COMPANY_ABSENCE: Absence(places=(Place.COMPANY,)),
    ObjectiveName.IDLE_WEEKS: Objective(idle_weeks, by_step=1),
    ObjectiveName.WISHED_WEEKS: Objective(wished_weeks, by_step=1),
    ObjectiveName.PATTERN_DEPARTURES: Objective(pattern_departures, by_step=1),
    ObjectiveName.CLOSENESS: Objective(closeness, by_step=1),
    ObjectiveName.MOVED_SESSIONS: Objective(moved_sessions),
    ObjectiveName.WEEK_ORDER: Objective(week_order, by_step=2),
}
"""The objectives that depend on the weeks, by name; the file ranks them."""
