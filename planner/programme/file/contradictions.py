"""Necessary conditions of feasibility that hold in every year, checked before any search.

A programme that passes may still be infeasible: that takes a given year and the solver.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

import holidays

from planner.files.problems import Problem, problem
from planner.programme.cohort import BlockShape, Cohort, Extent
from planner.programme.names import LAST_OBJECTIVES
from planner.programme.programme import Programme, Workday
from planner.year.activity import Activity, Place
from planner.year.moments import FirstClosed, Moment, MonthDay, Window
from planner.year.public_holidays import FEASTS, Feast, HolidayDay
from planner.year.time_zones import is_time_zone
from planner.year.weeks import HOUR, SOLIDARITY_DAY

_TAUGHT, _COMPANY = (Place.SCHOOL, Place.ABROAD), (Place.COMPANY,)

_MOST_WEEKS = 53
_FEWEST_WEEKS = 52
_HOLIDAY_YEARS = range(2020, 2048)
"""Years in which every day of the year falls on each weekday."""

_EVERY_YEAR = range(1, _FEWEST_WEEKS + 1)
"""The ISO week numbers of every year: a week 53 is not in all of them."""


def contradictions(programme: Programme) -> list[Problem]:
    """Return all contradictions between the figures of a programme.

    Returns
    -------
    list of Problem
        Each names both figures; empty if none contradict each other.
    """
    return [
        *_calendar(programme),
        *_objectives(programme),
        *_doubled_cohorts(programme),
        *(
            problem("cohort.problem", cohort=cohort.id, what=fault)
            for cohort in programme.cohorts
            for find in (
                _follows,
                _moments,
                _lengths,
                _blocks,
                _named_blocks,
                _fixed_weeks,
                _whole_year,
                _onsite_hours,
                _semesters,
                _sessions,
                _academic_hours,
                _company_hours,
                _campus,
            )
            for fault in find(cohort, programme)
        ),
    ]


def _calendar(programme: Programme) -> Iterator[Problem]:
    known = holidays.list_supported_countries()
    country = programme.public_holidays.country
    subdivision = programme.public_holidays.subdivision
    if country not in known:
        yield problem(
            "field.value",
            field="public_holidays.country",
            found=country,
            accepted=problem("accepted.country"),
        )
    elif subdivision and subdivision not in known[country]:
        yield problem(
            "field.value",
            field="public_holidays.subdivision",
            found=subdivision,
            accepted=problem("accepted.one-of", expected=", ".join(known[country])),
        )
    else:
        for day in programme.public_holidays.unknown_days(_HOLIDAY_YEARS):
            yield problem("contradiction.no-holiday", day=_day_text(day))
    if country in known and not is_time_zone(programme.time_zone):
        yield problem(
            "field.value",
            field="workday.time_zone",
            found=programme.time_zone or "–",
            accepted=problem("accepted.time-zone"),
        )
    yield from _session_times(programme.workday)
    leave = programme.leave
    if leave.consecutive > leave.weeks:
        yield problem("contradiction.leave", weeks=leave.weeks, consecutive=leave.consecutive)
    for span in programme.closures.given:
        if span.name not in programme.closures.holidays:
            yield problem("contradiction.dates-unused", name=span.name)
        if span.first > span.last:
            yield problem("contradiction.dates", name=span.name, first=span.first, last=span.last)
    for first, last in programme.closures.days:
        if first > last:
            yield problem("contradiction.days", first=first, last=last)


def _day_text(day: HolidayDay) -> str:
    """Return a day as a programme file names it."""
    match day:
        case MonthDay():
            return f"{{ month = {day.month}, day = {day.day} }}"
        case Feast():
            return next(f'{{ feast = "{name}" }}' for name in FEASTS if FEASTS[name] == day)
        case date():
            return f"{{ date = {day} }}"


def _session_times(workday: Workday) -> Iterator[Problem]:
    """Check that two sessions of a day do not overlap, and that each ends on its day."""
    morning, afternoon = (60 * t.hour + t.minute for t in (workday.morning, workday.afternoon))
    if workday.sessions_a_day > 1 and morning + workday.session > afternoon:
        yield problem(
            "contradiction.session-times",
            session=workday.session,
            morning=f"{workday.morning:%H:%M}",
            afternoon=f"{workday.afternoon:%H:%M}",
        )
    if afternoon + workday.session > 24 * HOUR:
        yield problem(
            "contradiction.session-end",
            session=workday.session,
            afternoon=f"{workday.afternoon:%H:%M}",
        )


def _objectives(programme: Programme) -> Iterator[Problem]:
    doubled = [name for name, count in Counter(programme.ranking).items() if count > 1]
    if doubled:
        yield problem("contradiction.objectives-doubled", names=", ".join(doubled))
    if programme.ranking[-2:] != LAST_OBJECTIVES:
        yield problem("contradiction.objectives-end", names=", ".join(LAST_OBJECTIVES))


def _doubled_cohorts(programme: Programme) -> Iterator[Problem]:
    ids = Counter(cohort.id.casefold() for cohort in programme.cohorts)
    if doubled := [c.id for c in programme.cohorts if ids[c.id.casefold()] > 1]:
        yield problem("contradiction.cohorts-doubled", names=", ".join(doubled))


def _follows(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    ids = [other.id for other in programme.cohorts if other.id != cohort.id]
    if cohort.follows and cohort.follows not in ids:
        yield problem(
            "field.value",
            field="follows",
            found=f'"{cohort.follows}"',
            accepted=problem("accepted.one-of", expected=", ".join(ids)),
        )


def _moments(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    """Check that moments name only school holidays that close the school."""
    windows: list[tuple[str, Window | None]] = [
        ("sessions", cohort.sessions.window),
        ("school_blocks", cohort.school_blocks.window),
        ("company_blocks", cohort.company_blocks.window),
        *((f"activities.{a}.blocks", rules.blocks.window) for a, rules in cohort.others.items()),
        *((f"named_blocks.{named.name}", named.window) for named in cohort.named_blocks),
        *((f"semesters.{part.name}", part.window) for part in cohort.semesters),
    ]
    moments: list[tuple[str, Moment | None]] = [
        *((key, m) for key, w in windows if w for m in (w.start, w.end, w.before)),
        *((f"named_blocks.{named.name}", named.start) for named in cohort.named_blocks),
        *((f"events[{event.name}]", event.day) for event in cohort.events),
    ]
    for key, moment in moments:
        if isinstance(moment, FirstClosed) and moment.holidays not in programme.closures.holidays:
            yield problem("contradiction.holidays-open", field=key, name=moment.holidays)


def _shapes(cohort: Cohort) -> Iterator[tuple[str, Activity, BlockShape]]:
    yield "school_blocks", Activity.SCHOOL, cohort.school_blocks
    yield "company_blocks", Activity.COMPANY, cohort.company_blocks
    yield from ((f"activities.{a}.blocks", a, rules.blocks) for a, rules in cohort.others.items())
    for named in cohort.named_blocks:
        yield f"named_blocks.{named.name}", named.activity, named.shape


def _lengths(cohort: Cohort, _: Programme) -> Iterator[Problem]:
    for name, activity, shape in _shapes(cohort):
        if shape.longest is not None and shape.shortest > shape.longest:
            yield problem(
                "contradiction.lengths", blocks=name, least=shape.shortest, most=shape.longest
            )
        for place, most in cohort.longest_presence.items():
            must_be = shape.count is not None and shape.count.low > 0
            if must_be and shape.shortest > most and set(activity.days) == {place}:
                yield problem(
                    "contradiction.presence",
                    blocks=name,
                    least=shape.shortest,
                    place=place.value,
                    most=most,
                )


def _block_totals(shape: BlockShape, most_blocks: int) -> list[tuple[int, int]]:
    """Return the fewest and most weeks of n blocks, for each admissible number n of blocks."""
    count = shape.count or Extent(0, None)
    high = most_blocks if count.high is None else count.high
    longest = _MOST_WEEKS if shape.longest is None else shape.longest
    return [(shape.shortest * n, longest * n) for n in range(count.low, high + 1)]


def _can_fill(shape: BlockShape, weeks: Extent) -> bool:
    """Whether blocks of this shape can have an admissible total of weeks."""
    high = _MOST_WEEKS if weeks.high is None else weeks.high
    return any(low <= high and most >= weeks.low for low, most in _block_totals(shape, _MOST_WEEKS))


def _cannot_fill(key: str, weeks: Extent, blocks: str, shape: BlockShape) -> Problem:
    totals = _block_totals(shape, _MOST_WEEKS)
    return problem(
        "contradiction.blocks" if shape.count else "contradiction.blocks-any",
        key=key,
        weeks=_range(weeks),
        blocks=blocks,
        count=_range(shape.count) if shape.count else "",
        shortest=shape.shortest,
        longest=shape.longest or _MOST_WEEKS,
        low=totals[0][0],
        high=min(_MOST_WEEKS, totals[-1][1]) if totals else 0,
    )


def _range(extent: Extent) -> str:
    """Return "3", "3–5" or "3–…"."""
    if extent.is_exact:
        return str(extent.low)
    return f"{extent.low}–{'…' if extent.high is None else extent.high}"


def _blocks(cohort: Cohort, _: Programme) -> Iterator[Problem]:
    for activity, key, blocks in (
        (Activity.SCHOOL, "school_weeks", "school_blocks"),
        (Activity.COMPANY, "company_weeks", "company_blocks"),
        *((a, f"activities.{a}.weeks", f"activities.{a}.blocks") for a in cohort.others),
    ):
        weeks = cohort.stated_weeks(activity, _EVERY_YEAR)
        if not _can_fill(cohort.shape(activity), weeks):
            yield _cannot_fill(key, weeks, blocks, cohort.shape(activity))


def _named_blocks(cohort: Cohort, _: Programme) -> Iterator[Problem]:
    for named in cohort.named_blocks:
        key = f"named_blocks.{named.name}"
        if named.weeks and not _can_fill(named.shape, named.weeks):
            yield _cannot_fill(f"{key}.weeks", named.weeks, key, named.shape)
        if named.activity not in cohort.activities:
            yield problem("contradiction.named-activity", blocks=key, activity=named.activity.name)
            continue
        fewest = max(
            named.weeks.low if named.weeks else 0,
            (named.shape.count or Extent(0, None)).low * named.shape.shortest,
        )
        most = cohort.stated_weeks(named.activity, _EVERY_YEAR).high or _MOST_WEEKS
        if named.activity.is_in_company:
            most = min(most, _most_company_weeks(cohort))
        if fewest > most:
            yield problem(
                "contradiction.named-weeks",
                blocks=key,
                fewest=fewest,
                activity=named.activity.name,
                most=most,
            )


def _fixed_weeks(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    taught = sorted(
        week
        for week, activity in cohort.fixed_weeks.items()
        if activity.is_taught and week != 53  # which most years do not have
    )
    most = cohort.school_weeks.high if cohort.school_weeks else None
    if most is not None and len(taught) > most:
        yield problem("contradiction.fixed-school", fixed=len(taught), weeks=most)
    for week, activity in sorted(cohort.fixed_weeks.items()):
        if activity.on_campus and week in programme.closures.iso_weeks and week != 53:
            yield problem("contradiction.fixed-closed", week=week)
        if activity in cohort.forbidden_weeks.get(week, ()):
            yield problem("contradiction.fixed-forbidden", week=week, activity=activity.name)


def _unplaced_weeks(cohort: Cohort) -> int:
    """Return the number of weeks, without week 53, fixed on activities that are not placed."""
    return sum(
        activity not in cohort.placeable
        for week, activity in cohort.fixed_weeks.items()
        if week != 53
    )


def _most_company_weeks(cohort: Cohort) -> int:
    """Return the most weeks in company that the least weeks of other activities leave."""
    others = [a for a in cohort.activities if not a.is_in_company]
    fewest = sum(cohort.stated_weeks(activity, _EVERY_YEAR).low for activity in others)
    stated = cohort.company_weeks.high if cohort.company_weeks else None
    return min(_MOST_WEEKS - fewest, _MOST_WEEKS if stated is None else stated)


def _whole_year(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    """Check that company blocks can fill the year around the school blocks.

    School blocks are separated by company blocks, or by weeks fixed on another activity.
    """
    school = cohort.school_weeks
    is_simple = not cohort.others and programme.span.weeks is None
    if not is_simple or school is None or school.high is None or not school.is_exact:
        return
    schools, companies = cohort.school_blocks.count, cohort.company_blocks.count
    if companies:
        counts = range(companies.low, min(companies.high or _MOST_WEEKS, _MOST_WEEKS) + 1)
    elif schools and schools.high is not None:
        elsewhere = _unplaced_weeks(cohort) + (53 in cohort.fixed_weeks)
        fewest = max(0, schools.low - 1 - elsewhere)
        counts = range(fewest, schools.high + 2 + elsewhere)
    else:
        return
    shape = cohort.company_blocks
    longest = _MOST_WEEKS if shape.longest is None else shape.longest
    most = _most_company_weeks(cohort)
    fewest_weeks = most - (_MOST_WEEKS - _FEWEST_WEEKS)
    if not any(shape.shortest * n <= most and longest * n >= fewest_weeks for n in counts):
        yield problem(
            "contradiction.company-blocks",
            school_weeks=school.low,
            fewest=fewest_weeks,
            most=most,
            low=shape.shortest * counts[0],
            high=min(most, longest * counts[-1]),
        )


def _onsite_hours(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    limits = cohort.onsite_a_week
    if limits.high is not None and limits.low > limits.high:
        yield problem("contradiction.onsite-a-week", least=limits.low, most=limits.high)
    only_whole_weeks = all(a.is_taught or not a.days_at(*_TAUGHT) for a in cohort.activities)
    if cohort.school_weeks is None or not only_whole_weeks:
        return
    week = 5 * programme.workday.school
    week = week if limits.high is None else min(week, limits.high)
    weeks = cohort.school_weeks
    if weeks.high is not None and cohort.onsite > week * weeks.high:
        yield problem(
            "contradiction.onsite-hours",
            hours=cohort.onsite,
            weeks=weeks.high,
            week=week,
            most=week * weeks.high,
        )


def _semesters(cohort: Cohort, _: Programme) -> Iterator[Problem]:
    hours = [part.onsite for part in cohort.semesters if part.onsite is not None]
    if sum(hours) > cohort.onsite:
        yield problem("contradiction.semester-hours", found=sum(hours), hours=cohort.onsite)
    sessions = [part.sessions.low for part in cohort.semesters if part.sessions]
    if sum(sessions) > cohort.sessions.total:
        yield problem(
            "contradiction.semester-sessions", found=sum(sessions), total=cohort.sessions.total
        )


def _session_weeks(cohort: Cohort, programme: Programme) -> int:
    """Return the most weeks that can carry remote sessions."""
    if any(a.sessions and not a.is_in_company for a in cohort.activities):
        return _MOST_WEEKS
    return max(0, _most_company_weeks(cohort) - programme.leave.weeks)


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
    elif 0 not in rules.a_week:
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


def _academic_hours(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    remote = cohort.sessions.total * programme.workday.session
    target = cohort.academic_hours
    if target and not target.low <= cohort.onsite + remote <= target.high:
        yield problem(
            "contradiction.academic-hours",
            onsite=cohort.onsite,
            sessions=cohort.sessions.total,
            session=programme.workday.session,
            found=cohort.onsite + remote,
            low=target.low,
            high=target.high,
        )


def _company_hours(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    split = any(a.days_at(*_COMPANY) and not a.is_in_company for a in cohort.activities)
    if cohort.company_hours is None or split:
        return
    weeks = _most_company_weeks(cohort)
    remote = cohort.sessions.total * programme.workday.session
    most = weeks * 5 * programme.workday.company - remote
    if programme.public_holidays.solidarity:
        most += max(0, SOLIDARITY_DAY - programme.workday.company)
    if most < cohort.company_hours.low:
        yield problem(
            "contradiction.company-hours", weeks=weeks, most=most, low=cohort.company_hours.low
        )


def _cannot_avoid(activities: Sequence[Activity], cohort: Cohort, programme: Programme) -> bool:
    """Return whether every year of a cohort has a week of one of some activities."""
    stated = (cohort.stated_weeks(a, _EVERY_YEAR) for a in activities if a in cohort.placeable)
    if any(weeks.low > 0 for weeks in stated):
        return True
    if programme.span.weeks is None and any(
        activity in activities for week, activity in cohort.fixed_weeks.items() if week != 53
    ):
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
    campus = programme.campus
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
