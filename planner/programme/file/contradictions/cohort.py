"""Necessary conditions of feasibility of one cohort that hold in every year of its programme."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.files.problems import Problem, problem
from planner.programme.block_shapes import BlockShape, Extent, most_steps
from planner.programme.cohort import Cohort
from planner.programme.file.contradictions.block_order import order_contradictions
from planner.programme.file.contradictions.block_room import (
    BlockRoom,
    most_weeks_of,
    shown_range,
    steps_of_a_week,
)
from planner.programme.file.contradictions.curriculum import module_contradictions
from planner.programme.file.contradictions.onsite_hours import onsite_contradictions
from planner.programme.file.contradictions.windows import window_contradictions
from planner.programme.programme import Programme
from planner.year.activity import WEEKDAYS, Activity, Place
from planner.year.calendar import possible_week_numbers
from planner.year.weeks import SOLIDARITY_DAY

_COMPANY = (Place.COMPANY,)


def cohort_contradictions(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    """Yield all contradictions between the figures of a cohort, and with those of its programme."""
    for find in (
        _follows,
        window_contradictions,
        _lengths,
        _totals,
        _blocks,
        _named_blocks,
        order_contradictions,
        _fixed_weeks,
        _whole_year,
        onsite_contradictions,
        _semesters,
        _sessions,
        _company_hours,
        _campus,
        module_contradictions,
    ):
        yield from find(cohort.in_fifths, programme)


def _follows(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    ids = [other.id for other in programme.cohorts if other.id != cohort.id]
    if cohort.follows and cohort.follows not in ids:
        yield problem(
            "field.value",
            field="follows",
            found=f'"{cohort.follows}"',
            accepted=problem("accepted.one-of", expected=", ".join(ids)),
        )


def _shapes(cohort: Cohort) -> Iterator[tuple[str, Activity, BlockShape]]:
    yield "school_blocks", Activity.SCHOOL, cohort.school_blocks
    yield "company_blocks", Activity.COMPANY, cohort.company_blocks
    yield from ((f"activities.{a}.blocks", a, rules.blocks) for a, rules in cohort.others.items())
    for named in cohort.named_blocks:
        yield f"named_blocks.{named.name}", named.activity, named.shape


def _lengths(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    a_week = steps_of_a_week(programme)
    in_weeks, in_days = cohort.longest_presence, cohort.longest_presence_days
    for name, activity, shape in _shapes(cohort):
        least, most = shape.limits(a_week)
        has_days = (shape.shortest_days, shape.longest_days) != (None, None)
        if most is not None and least > most:
            key = f"contradiction.lengths{_IN_DAYS * has_days}"
            yield problem(key, **_limits(least, most, a_week, has_days), blocks=name)
        for place in dict.fromkeys([*in_weeks, *in_days]):
            most = most_steps(in_weeks.get(place), in_days.get(place), a_week)
            must_be = shape.count is not None and shape.count.low > 0
            if must_be and most is not None and least > most and activity.stay is place:
                counts_days = has_days or place in in_days
                key = f"contradiction.presence{_IN_DAYS * counts_days}"
                limits = _limits(least, most, a_week, counts_days)
                yield problem(key, **limits, blocks=name, place=place.value)


_IN_DAYS = "-in-days"
"""The end of the keys of what is told in days instead of weeks."""


def _limits(least: int, most: int, a_week: int, in_days: bool) -> Mapping[str, int]:
    """Return limits in steps as those in days or in weeks."""
    unit = WEEKDAYS if in_days else 1
    return {"least": least * unit // a_week, "most": most * unit // a_week}


def _week_numbers(cohort: Cohort, programme: Programme) -> Collection[Sequence[int]]:
    """Return the ISO numbers of the weeks of a cohort in the years that its programme can have.

    Of a cohort that is not there all year, these are the two extremes: all weeks, and none. What
    lies between is left to the solver, which explains.
    """
    numbers = possible_week_numbers(programme.span)
    return numbers | {()} if cohort.is_part_year else numbers


def _numbers_of_every_year(cohort: Cohort, programme: Programme) -> frozenset[int]:
    return frozenset.intersection(*map(frozenset, _week_numbers(cohort, programme)))


def _stated_weeks(activity: Activity, cohort: Cohort, programme: Programme) -> Extent:
    """Return how many weeks of an activity its own rules allow in any of the years."""
    years = [cohort.stated_weeks(activity, numbers) for numbers in _week_numbers(cohort, programme)]
    highs = [weeks.high for weeks in years if weeks.high is not None]
    return Extent(
        min(weeks.low for weeks in years), max(highs) if len(highs) == len(years) else None
    )


@dataclass(frozen=True)
class _Kind:
    """The weeks of a kind: taught, or wholly in company.

    Attributes
    ----------
    key, weeks
        What says how many there are.
    main
        The activity that takes what the others leave.
    """

    key: str
    weeks: Extent
    main: Activity
    others: Sequence[Activity]

    def left_over(self, cohort: Cohort) -> str:
        """Return the weeks that the others leave, as a difference of keys."""
        return " − ".join([self.key, *_keys_of_weeks(self.others, cohort)])


def _kinds(cohort: Cohort) -> Iterator[_Kind]:
    """Yield the kinds of weeks of which a cohort states how many there are."""
    taught = [a for a in cohort.activities if a.is_taught and a != Activity.SCHOOL]
    worked = [a for a in cohort.activities if a.is_in_company and a != Activity.COMPANY]
    if cohort.school_weeks:
        yield _Kind("school_weeks", cohort.school_weeks, Activity.SCHOOL, taught)
    if cohort.company_weeks:
        yield _Kind("company_weeks", cohort.company_weeks, Activity.COMPANY, worked)


def _keys_of_weeks(activities: Iterable[Activity], cohort: Cohort) -> list[str]:
    """Return the keys that say how many weeks some activities have."""
    keys = (f"activities.{a}.weeks" if a in cohort.others else "fixed_weeks" for a in activities)
    return list(dict.fromkeys(keys))


def _least_of(activity: Activity, cohort: Cohort, numbers: Sequence[int]) -> int:
    """Return the least weeks of an activity in a year: those stated of it, or those fixed."""
    fixed = sum(cohort.fixed_weeks.get(number) == activity for number in numbers)
    if activity in (Activity.SCHOOL, Activity.COMPANY):
        return fixed
    return max(fixed, cohort.stated_weeks(activity, numbers).low)


def _totals(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    """Check that the weeks of a kind have room for the least weeks of its activities."""
    for kind in _kinds(cohort):
        asked = [kind.main, *kind.others]
        fewest = min(
            sum(_least_of(activity, cohort, numbers) for activity in asked)
            for numbers in _week_numbers(cohort, programme)
        )
        if kind.weeks.high is not None and fewest > kind.weeks.high:
            fixed = [a for a in asked if a in cohort.fixed_weeks.values()]
            keys = ["fixed_weeks"] if fixed else []
            stated = _keys_of_weeks((a for a in kind.others if a in cohort.others), cohort)
            yield problem(
                "contradiction.weeks-of-kind",
                key=kind.key,
                weeks=shown_range(kind.weeks),
                others=", ".join([*keys, *stated]),
                fewest=fewest,
                kind=problem(f"column.{kind.key}"),
            )


def _blocks(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    if cohort.has_parts_of_blocks:
        return  # blocks have then other days than their activity
    left = {kind.main: kind.left_over(cohort) for kind in _kinds(cohort)}
    for activity, blocks in (
        (Activity.SCHOOL, "school_blocks"),
        (Activity.COMPANY, "company_blocks"),
        *((a, f"activities.{a}.blocks") for a in cohort.others),
    ):
        weeks, shape = _stated_weeks(activity, cohort, programme), cohort.shape(activity)
        if weeks.high is not None and weeks.high < weeks.low:
            continue  # told by _totals
        room = BlockRoom.of(shape, programme)
        if not room.can_fill(weeks):
            key = left.get(activity, f"activities.{activity}.weeks")
            yield room.cannot_fill(key, weeks, blocks)


def _named_blocks(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    most_weeks = most_weeks_of(programme)
    for named in cohort.named_blocks:
        key = f"named_blocks.{named.name}"
        room = BlockRoom.of(named.shape, programme)
        if named.weeks and not room.can_fill(named.weeks):
            yield room.cannot_fill(f"{key}.weeks", named.weeks, key)
        if named.activity not in cohort.activities:
            yield problem("contradiction.named-activity", blocks=key, activity=named.activity.name)
            continue
        fewest = max(
            named.weeks.low if named.weeks else 0,
            room.in_weeks(room.count.low * room.shortest),
        )
        stated = _stated_weeks(named.activity, cohort, programme).high
        most = most_weeks if stated is None else stated
        if named.activity.is_in_company:
            most = min(most, _most_company_weeks(cohort, programme))
        if fewest > most:
            yield problem(
                "contradiction.named-weeks",
                blocks=key,
                fewest=fewest,
                activity=named.activity.name,
                most=max(0, most),
            )


def _fixed_weeks(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    fixed, every_year = cohort.fixed_weeks, _numbers_of_every_year(cohort, programme)
    closures = programme.site_of(cohort).closures
    closed = {*closures.iso_weeks} - {*closures.open_weeks}
    for week in sorted(fixed.keys() & every_year):
        if fixed[week].needs_open_school and week in closed:
            yield problem("contradiction.fixed-closed", week=week)
        if fixed[week] in cohort.forbidden_weeks.get(week, ()):
            yield problem("contradiction.fixed-forbidden", week=week, activity=fixed[week].name)


def _most_company_weeks(cohort: Cohort, programme: Programme) -> int:
    """Return the most weeks in company that the least weeks of other activities leave."""
    others = [a for a in cohort.activities if not a.is_in_company]
    stated = cohort.company_weeks.high if cohort.company_weeks else None
    fewest = min(
        sum(cohort.stated_weeks(activity, numbers).low for activity in others)
        for numbers in _week_numbers(cohort, programme)
    )
    room = most_weeks_of(programme) - fewest
    return room if stated is None else min(room, stated)


def _whole_year(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    """Check that company blocks can fill the year around the school blocks.

    School blocks are separated by company blocks, or by weeks on an activity that is not placed.
    """
    school, shape = cohort.school_weeks, cohort.company_blocks
    is_simple = (
        not cohort.others
        and not cohort.is_part_year
        and not cohort.has_parts_of_blocks
        and programme.span.weeks is None
        and all(a.is_in_company <= (a == Activity.COMPANY) for a in cohort.activities)
    )
    if not is_simple or school is None or not school.is_exact:
        return
    room = BlockRoom.of(shape, programme)
    a_week, spans = room.a_week, []
    for numbers in _week_numbers(cohort, programme):
        counts, weeks = _company_counts(cohort, numbers), _company_weeks_left(cohort, numbers)
        if counts is None:
            return
        shortest, longest = room.shortest, min(room.longest, len(numbers) * a_week)
        low, high = weeks.start * a_week, (weeks.stop - 1) * a_week
        if any(shortest * n <= high and longest * n >= low for n in counts):
            return
        spans.append((weeks, shortest * counts[0], longest * counts[-1]))
    most = max(weeks.stop for weeks, *_ in spans) - 1
    yield problem(
        "contradiction.company-blocks",
        school_weeks=school.low,
        fewest=min(weeks.start for weeks, *_ in spans),
        most=most,
        low=room.in_weeks(min(low for _, low, _ in spans)),
        high=room.in_weeks(min(most * a_week, max(high for *_, high in spans))),
    )


def _company_counts(cohort: Cohort, numbers: Sequence[int]) -> range | None:
    """Return how many company blocks a year can have around its school blocks, if it is known."""
    schools, companies = cohort.school_blocks.count, cohort.company_blocks.count
    if companies:
        return range(companies.low, min(companies.high or len(numbers), len(numbers)) + 1)
    if schools is None or schools.high is None:
        return None
    placeable = {*cohort.placeable}
    unplaced = {week for week, a in cohort.fixed_weeks.items() if not placeable.issuperset(a.each)}
    if cohort.of_week_53:
        unplaced.add(53)
    elsewhere = sum(number in unplaced for number in numbers)
    return range(max(0, schools.low - 1 - elsewhere), schools.high + 2 + elsewhere)


def _company_weeks_left(cohort: Cohort, numbers: Sequence[int]) -> range:
    """Return how many weeks in company the other activities of a year leave."""
    others = [a for a in cohort.activities if a != Activity.COMPANY]
    stated = [cohort.stated_weeks(activity, numbers) for activity in others]
    fewest = len(numbers) - sum(len(numbers) if e.high is None else e.high for e in stated)
    most = len(numbers) - sum(extent.low for extent in stated)
    own = cohort.company_weeks or Extent(0, None)
    high = most if own.high is None else min(most, own.high)
    return range(max(0, fewest, own.low), high + 1)


def _semesters(cohort: Cohort, _: Programme) -> Iterator[Problem]:
    sessions = [part.sessions.low for part in cohort.semesters if part.sessions]
    if sum(sessions) > cohort.sessions.total:
        yield problem(
            "contradiction.semester-sessions", found=sum(sessions), total=cohort.sessions.total
        )


def _session_weeks(cohort: Cohort, programme: Programme) -> int:
    """Return the most weeks that can carry remote sessions."""
    if any(a.sessions and not a.is_in_company for a in cohort.activities):
        return most_weeks_of(programme)
    if Activity.LEAVE in cohort.activities:  # whose weeks may be all the leave there is
        return _most_company_weeks(cohort, programme)
    shares = cohort.is_part_year and programme.leave.in_proportion
    leave = 0 if shares else programme.leave.weeks
    return max(0, _most_company_weeks(cohort, programme) - leave)


def session_totals(cohort: Cohort, programme: Programme, most: int) -> set[int]:
    """Return the totals of remote sessions, up to `most`, that the figures of a cohort admit."""
    least = sum(part.sessions.low for part in cohort.semesters if part.sessions)
    weeks = _session_weeks(cohort, programme)
    return {n for n in _session_sums(cohort.sessions.a_week, weeks, most) if n >= least}


def _sessions(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    rules, weeks = cohort.sessions, _session_weeks(cohort, programme)
    if rules.total not in _session_sums(rules.a_week, weeks, rules.total):
        yield problem(
            "contradiction.sessions",
            total=rules.total,
            a_week=", ".join(map(str, rules.a_week)),
            weeks=weeks,
        )
    elif 0 not in rules.a_week and _cannot_avoid(
        [activity for activity in cohort.activities if not activity.sessions], cohort, programme
    ):
        yield problem("contradiction.sessions-zero")


def _session_sums(a_week: Sequence[int], weeks: int, most: int) -> set[int]:
    """Return all sums up to `most` of one value of `a_week` a week, by a dynamic programme."""
    reached = {0}
    for _ in range(weeks):
        more = {total + n for total in reached for n in a_week if total + n <= most}
        if more <= reached:
            break
        reached |= more
    return reached


def _company_hours(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    split = any(a.days_at(*_COMPANY) and not a.is_in_company for a in cohort.activities)
    if cohort.company_hours is None or split:
        return
    weeks = _most_company_weeks(cohort, programme)
    workday = programme.workday_of(cohort)
    days = range(max(len(activity.days) for activity in cohort.activities))
    most = weeks * sum(map(workday.company_on, days)) - cohort.sessions.total * workday.session
    if programme.site_of(cohort).public_holidays.solidarity:
        most += max(0, SOLIDARITY_DAY - min(workday.company))
    if most < cohort.company_hours.low:
        yield problem(
            "contradiction.company-hours", weeks=weeks, most=most, low=cohort.company_hours.low
        )


def _cannot_avoid(activities: Sequence[Activity], cohort: Cohort, programme: Programme) -> bool:
    """Return whether every year of a cohort has a week of one of some activities."""
    placeable = [a for a in activities if a in cohort.placeable]
    if any(_stated_weeks(activity, cohort, programme).low > 0 for activity in placeable):
        return True
    used = {week for week, activity in cohort.fixed_weeks.items() if activity in activities}
    if all(used & {*numbers} for numbers in _week_numbers(cohort, programme)):
        return True
    kinds = (
        (cohort.school_weeks, [a for a in cohort.activities if a.is_taught]),
        (cohort.company_weeks, [a for a in cohort.activities if a.is_in_company]),
    )
    return any(
        weeks is not None and weeks.low > 0 and set(alike) <= set(activities)
        for weeks, alike in kinds
    )


def _campus(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    campus = programme.site_of(cohort).campus
    here = [activity for activity in cohort.activities if activity.on_campus]
    comes = _cannot_avoid(here, cohort, programme)
    if comes and campus.people is not None and cohort.headcount > campus.people:
        yield problem("contradiction.people", headcount=cohort.headcount, most=campus.people)
    for use in cohort.uses:
        if use.resource not in campus.resources:
            yield problem(
                "contradiction.resource",
                name=use.resource,
                known=", ".join(campus.resources) or "–",
            )
        elif use.groups > campus.resources[use.resource] and _cannot_avoid(
            use.activities, cohort, programme
        ):
            yield problem(
                "contradiction.groups",
                name=use.resource,
                groups=use.groups,
                most=campus.resources[use.resource],
            )
