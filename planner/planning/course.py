"""A course of several years: promotions followed through them, what a year takes over."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from planner.curriculum.kept import WeekModules
from planner.curriculum.module import Module
from planner.files.spelling import folded
from planner.planning.grid import PlanningGrid
from planner.planning.ledger import totals
from planner.planning.planning import CohortPlanning, Planning, with_days
from planner.programme.cohort import PlannedWeek
from planner.programme.hours_of_week import lessons
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.rules.given import Given, KeptWeeks, OtherPlannings, Stay
from planner.year.activity import Activity, week_of
from planner.year.weeks import AcademicYear, Minutes, Week


@dataclass(frozen=True)
class Promotion:
    """The people who entered a programme in one year, and what they do year after year.

    Attributes
    ----------
    entry
        The year in which they were in the first year of the programme.
    option
        Their option, "" where there is none.
    years
        The positions of the years in which they appear, each with their planning.
    """

    entry: int
    option: str
    years: tuple[tuple[int, CohortPlanning], ...]


@dataclass(frozen=True)
class CompanyTime:
    """The time in company of one promotion over its years, counted in four ways, in minutes.

    Attributes
    ----------
    contract
        Whole weeks, nothing deducted.
    less_leave
        Less paid leave.
    worked
        Less public holidays and remote sessions: what the ledger counts.
    net
        Less these and paid leave.
    """

    contract: Minutes
    less_leave: Minutes
    worked: Minutes
    net: Minutes


def follows_on(before: AcademicYear, year: AcademicYear) -> bool:
    """Return whether a year begins in the week after another one ends."""
    return before.weeks[-1].monday + timedelta(weeks=1) == year.weeks[0].monday


def stays_before(before: Planning, programme: Programme) -> Mapping[str, Stay]:
    """Return the last block of the year before of the people of each cohort, by cohort id."""
    planned = {cohort.cohort.id: cohort for cohort in before.cohorts}
    stays = {}
    for cohort in programme.cohorts:
        earlier = programme.cohort_before(cohort)
        if earlier is not None and earlier.id in planned:
            last = PlanningGrid(planned[earlier.id], before.year.of(earlier.id)).blocks[-1]
            if last.activity not in (Activity.OUTSIDE, Activity.UNKNOWN):
                weeks = -(-last.length // before.year.steps_a_week)
                stays[cohort.id] = Stay(last.activity, weeks)
    return stays


def case_after(case: Case, before: Planning) -> Case:
    """Return a case that takes over from the planning of the year before, all else as given."""
    stays = stays_before(before, case.programme)
    return replace(case, given=replace(case.given, before=stays))


def in_terms_of(planning: Planning, programme: Programme) -> Planning:
    """Return a planning with the activities of the same names in a programme.

    A programme may have changed the pattern of an activity; one that it no longer has stays as it
    was.
    """
    known = {activity.name: activity for activity in programme.activities}

    def now(activity: Activity) -> Activity:
        if activity.parts:
            return week_of([now(part) for part in activity.parts])
        return known.get(activity.name, activity)

    def named_now(weeks: tuple[PlannedWeek | None, ...]) -> tuple[PlannedWeek | None, ...]:
        return tuple(week and replace(week, activity=now(week.activity)) for week in weeks)

    before = planning.case.given
    given = replace(
        before,
        before={
            cohort: replace(stay, activity=now(stay.activity))
            for cohort, stay in before.before.items()
        },
        near={cohort: named_now(weeks) for cohort, weeks in before.near.items()},
        locked={cohort: named_now(weeks) for cohort, weeks in before.locked.items()},
        others=replace(
            before.others,
            weeks=tuple(
                {cohort: named_now(weeks) for cohort, weeks in other.items()}
                for other in before.others.weeks
            ),
        ),
    )
    cohorts = tuple(
        replace(cohort, activities=tuple(now(activity) for activity in cohort.activities))
        for cohort in planning.cohorts
    )
    return Planning(replace(planning.case, given=given), cohorts)


def near_to(reference: Planning, year: AcademicYear) -> KeptWeeks:
    """Return what the cohorts of a planning do in the weeks of a year, matched by ISO number.

    Hours on site are left out, but for those of modules: they follow from the weeks.
    """
    numbers = [week.iso_week for week in reference.year.weeks]
    near = {}
    for cohort in reference.cohorts:
        found = {
            n: replace(week, onsite=None)
            for n, week in zip(numbers, planned_weeks(cohort), strict=True)
            if week.activity != Activity.UNKNOWN
        }
        near[cohort.cohort.id] = tuple(found.get(week.iso_week) for week in year.weeks)
    return near


def planned_weeks(planning: CohortPlanning) -> tuple[PlannedWeek, ...]:
    """Return a cohort's planning week by week."""
    nothing = (None,) * len(planning.activities)
    taught = planning.progression
    modules = map(taught.modules_of, range(len(nothing))) if taught else nothing
    rows = (planning.activities, planning.sessions or nothing, planning.onsite or nothing, modules)
    return tuple(PlannedWeek(*week) for week in zip(*rows, strict=True))


@dataclass(frozen=True)
class Lock:
    """Weeks that are not to change, or what a module has in them.

    Attributes
    ----------
    cohort
        The id of their cohort; "" for all.
    first, last
        The ISO numbers of the first and the last of them; None for the whole year.
    module
        The id or the name of the module; "" for all of the weeks.
    """

    cohort: str
    first: int | None = None
    last: int | None = None
    module: str = ""

    def keeps(self, module: Module) -> bool:
        """Return whether it keeps what a module has in its weeks."""
        return not self.module or folded(self.module) in (folded(module.id), folded(module.name))

    def weeks(self, year: AcademicYear) -> range:
        """Return the positions of its weeks in a year.

        Raises
        ------
        NoSuchWeek
            The year does not have its first or its last week.
        """
        if self.first is None or self.last is None:
            return range(len(year))
        numbers = [week.iso_week for week in year.weeks]
        if self.first not in numbers or self.last not in numbers:
            raise NoSuchWeek
        return range(numbers.index(self.first), numbers.index(self.last) + 1)


def parse_lock(text: str) -> Lock:
    """Parse `[COHORT:]SNN[-SNN][:MODULE]` or `COHORT[:MODULE]`.

    Raises
    ------
    ValueError
        It is neither.
    """
    week = r"[SsWw](\d\d?)"
    found = re.fullmatch(rf"(?:([^:]+):)?{week}(?:-{week})?(?::(.+))?", text)
    if found is None:
        cohort, is_module, module = text.partition(":")
        if not cohort.strip() or (is_module and not module.strip()):
            raise ValueError(text)
        return Lock(cohort, module=module)
    first = int(found[2])
    return Lock(found[1] or "", first, int(found[3] or first), found[4] or "")


class NoSuchWeek(Exception):
    """A lock names a week that the year does not have."""


def weeks_to_lock(
    reference: Planning, year: AcademicYear, until: date | None, locks: Sequence[Lock] = ()
) -> KeptWeeks:
    """Return the weeks of a planning to be locked in a new planning of the same year.

    A week that is not published is locked to nothing.

    Parameters
    ----------
    until
        All weeks up to the one that contains this day are locked; none for it, without it.

    Raises
    ------
    NoSuchWeek
        A lock names a week that the year does not have.
    """
    passed = sum(until is not None and week.monday <= until for week in year.weeks)
    spans = [(lock, lock.weeks(year)) for lock in locks]
    dated = {(week.iso_year, week.iso_week): n for n, week in enumerate(reference.year.weeks)}
    locked = {}
    for cohort in reference.cohorts:
        weeks = planned_weeks(cohort)
        earlier, now = (each.weeks_of(cohort.cohort.id) for each in (reference.year, year))
        own = [each for each in spans if each[0].cohort in ("", cohort.cohort.id)]
        kept = set(range(passed)).union(*(span for lock, span in own if not lock.module))
        held: list[PlannedWeek | None] = [None] * len(now)
        for n, week in enumerate(now):
            at = dated.get((week.iso_year, week.iso_week))
            if at is None or weeks[at].activity == Activity.UNKNOWN:
                continue
            if n in kept:
                held[n] = still_held(weeks[at], earlier[at], week)
            else:
                held[n] = _with_modules_alone(cohort, at, [lock for lock, span in own if n in span])
        locked[cohort.cohort.id] = tuple(held)
    return locked


def _with_modules_alone(
    planning: CohortPlanning, week: int, locks: Sequence[Lock]
) -> PlannedWeek | None:
    """Return a week that keeps what some modules have in it; None if that is nothing."""
    if not (locks and planning.progression):
        return None
    modules = [each.module for each in planning.progression.modules]
    kept = {module.id for module in modules if any(lock.keeps(module) for lock in locks)}
    here = planning.progression.modules_of(week).shares
    shares = tuple(share for share in here if share.module in kept)
    if not shares:
        return None
    return PlannedWeek(planning.activities[week], modules=WeekModules(shares, are_all=False))


def still_held(kept: PlannedWeek, before: Week, now: Week) -> PlannedWeek:
    """Return a week that does not change, without the lessons that other weeks now make up.

    It is not known whose lessons these were: nothing is said of its modules then.

    Parameters
    ----------
    before, now
        The week as its cohort had it and has it: with its single closed days.
    """
    made_up = {closed.date for closed in now.closed_days if not closed.lost}
    if kept.onsite is None or not made_up:
        return kept
    held = lessons(before, kept.activity, kept.onsite)
    left = sum(held[day] for day in held if day not in made_up)
    return kept if left == kept.onsite else replace(kept, onsite=left, modules=None)


def promotions(plannings: Sequence[Planning]) -> tuple[Promotion, ...]:
    """Return the promotions in the plannings of consecutive years, by year of entry and option."""
    followed: dict[tuple[int, str], list[tuple[int, CohortPlanning]]] = {}
    for position, planning in enumerate(plannings):
        for planned in planning.cohorts:
            cohort = planned.cohort
            entry = planning.year.start_year - cohort.year + 1
            track = cohort.option or _track(planning.programme, planned)
            followed.setdefault((entry, track), []).append((position, planned))
    return tuple(
        Promotion(entry, option, tuple(followed[entry, option]))
        for entry, option in sorted(followed)
    )


def _track(programme: Programme, planned: CohortPlanning) -> str:
    """Return the id of the first cohort of these people, where a year has several cohorts."""
    cohort = planned.cohort
    if sum(other.year == cohort.year for other in programme.cohorts) == 1:
        return ""
    while (earlier := programme.cohort_before(cohort)) is not None:
        cohort = earlier
    return cohort.id


def company_time(promotion: Promotion, plannings: Sequence[Planning]) -> CompanyTime:
    """Return the sums of a promotion's time in company over its years."""
    found = [totals(planned, plannings[position].case) for position, planned in promotion.years]
    contract, worked, net = (
        sum(minutes)
        for minutes in zip(
            *((t.company_contract, t.company, t.company_net) for t in found), strict=True
        )
    )
    return CompanyTime(contract, contract - (worked - net), worked, net)


def case_with_given(
    case: Case,
    before: Planning | None = None,
    reference: Planning | None = None,
    locked: KeptWeeks | None = None,
) -> Case:
    """Return a case with what the planning of its year takes as given, in place of what it had.

    Parameters
    ----------
    before
        The planning of the year before.
    reference
        A planning to stay close to.
    locked
        What weeks that must not change have, by cohort id.
    """
    programme, year = case.programme, case.year
    given = Given(
        before=stays_before(before, programme) if before else {},
        near=near_to(in_terms_of(reference, programme), year) if reference else {},
        locked=locked or {},
    )
    return with_days(replace(case, given=given))


def case_apart_from(case: Case, plannings: Sequence[Planning], weeks: int) -> Case:
    """Return a case whose planning differs from some others of its year, numbered in their order.

    Parameters
    ----------
    weeks
        In how many weeks it differs from each at least, those of all cohorts added up.
    """
    others = tuple(
        {
            row.cohort.id: tuple(map(PlannedWeek, row.activities))
            for row in in_terms_of(planning, case.programme).cohorts
        }
        for planning in plannings
    )
    return replace(case, given=replace(case.given, others=OtherPlannings(others, weeks)))
