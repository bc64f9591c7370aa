"""Figures of a programme file that contradict each other whatever the year and the planning.

What only a search or a given year can show is not told here: the planner finds it.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import holidays

from planner.domain import Activity, BlockShape, Cohort, ObjectiveName, Programme
from planner.problems import Problem, problem

MOST_WEEKS = 53
FEWEST_WEEKS = 52
LAST_OBJECTIVES = (ObjectiveName.WEEK_ORDER, ObjectiveName.SESSION_SPREAD)


def contradictions(programme: Programme) -> list[Problem]:
    """Find every contradiction on the face of a programme.

    Returns
    -------
    list of Problem
        Empty where the figures can stand together; each problem names both sides.
    """
    return [
        *_calendar(programme),
        *_objectives(programme),
        *_doubled_cohorts(programme),
        *(
            problem("cohort.problem", cohort=cohort.id, what=what)
            for cohort in programme.cohorts
            for find in (
                _lengths,
                _school_blocks,
                _fixed_weeks,
                _whole_year,
                _onsite_hours,
                _sessions,
                _academic_hours,
                _company_hours,
            )
            for what in find(cohort, programme)
        ),
    ]


def _calendar(programme: Programme) -> Iterator[Problem]:
    known = holidays.list_supported_countries()
    if programme.country not in known:
        yield problem(
            "field.value",
            field="public_holidays.country",
            found=programme.country,
            accepted=problem("accepted.country"),
        )
    elif programme.subdivision and programme.subdivision not in known[programme.country]:
        yield problem(
            "field.value",
            field="public_holidays.subdivision",
            found=programme.subdivision,
            accepted=problem("accepted.one-of", expected=", ".join(known[programme.country])),
        )
    leave = programme.leave
    try:
        date(2001, leave.from_month, leave.from_day)
    except ValueError:
        yield problem(
            "field.value",
            field="leave.consecutive_from",
            found=f"{leave.from_day:02}/{leave.from_month:02}",
            accepted=problem("accepted.day"),
        )
    if leave.consecutive > leave.weeks:
        yield problem("contradiction.leave", weeks=leave.weeks, consecutive=leave.consecutive)
    for span in programme.closures.given:
        if span.name not in programme.closures.holidays:
            yield problem("contradiction.dates-unused", name=span.name)
        if span.first > span.last:
            yield problem("contradiction.dates", name=span.name, first=span.first, last=span.last)


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


def _lengths(cohort: Cohort, _: Programme) -> Iterator[Problem]:
    for name, shape in (
        ("school_blocks", cohort.school_blocks),
        ("company_blocks", cohort.company_blocks),
    ):
        for key in ("shortest", "last_shortest"):
            least = getattr(shape, key)
            if key == "shortest" and shape.count == 1 and shape.last_shortest is not None:
                continue  # the only block is the last one
            if least and shape.longest and least > shape.longest:
                yield problem(
                    "contradiction.lengths", blocks=name, key=key, least=least, most=shape.longest
                )


def _reach(shape: BlockShape, count: int) -> tuple[int, int | None]:
    """Tell the fewest and the most weeks (None: no limit) that `count` blocks can fill."""
    if not count:
        return 0, 0
    last = shape.last_shortest if shape.last_shortest is not None else shape.shortest
    most = None if shape.longest is None else shape.longest * count
    return shape.shortest * (count - 1) + last, most


def _school_blocks(cohort: Cohort, _: Programme) -> Iterator[Problem]:
    shape = cohort.school_blocks
    counts = [shape.count] if shape.count else range(1, cohort.school_weeks + 1)
    reaches = [_reach(shape, count) for count in counts]
    if not any(low <= cohort.school_weeks <= (high or MOST_WEEKS) for low, high in reaches):
        yield problem(
            "contradiction.school-blocks" if shape.count else "contradiction.school-blocks-any",
            weeks=cohort.school_weeks,
            count=shape.count,
            shortest=shape.shortest,
            longest=shape.longest or MOST_WEEKS,
            low=reaches[0][0],
            high=reaches[0][1] or MOST_WEEKS,
        )


def _fixed_weeks(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    fixed = sorted(
        week
        for week, activity in cohort.fixed_weeks.items()
        if activity is Activity.SCHOOL and week != 53  # which most years do not have
    )
    if len(fixed) > cohort.school_weeks:
        yield problem("contradiction.fixed-school", fixed=len(fixed), weeks=cohort.school_weeks)
    for week in fixed:
        if week in programme.closures.iso_weeks:
            yield problem("contradiction.fixed-closed", week=week)


def _elsewhere(cohort: Cohort) -> int:
    """Count the weeks fixed on neither school nor company (a week 53 may not exist)."""
    return sum(
        activity not in (Activity.SCHOOL, Activity.COMPANY)
        for week, activity in cohort.fixed_weeks.items()
        if week != 53
    )


def _most_company_weeks(cohort: Cohort) -> int:
    return MOST_WEEKS - cohort.school_weeks - _elsewhere(cohort)


def _whole_year(cohort: Cohort, _: Programme) -> Iterator[Problem]:
    """School blocks are kept apart by company blocks, or by weeks fixed on something else."""
    schools = cohort.school_blocks.count
    if schools is None or cohort.company_blocks.count is not None:
        counts = [cohort.company_blocks.count] if cohort.company_blocks.count else []
    else:
        elsewhere = _elsewhere(cohort) + (53 in cohort.fixed_weeks)
        counts = list(range(max(0, schools - 1 - elsewhere), schools + 2 + elsewhere))
    reaches = [_reach(cohort.company_blocks, count) for count in counts]
    most = _most_company_weeks(cohort)
    fewest = most - (MOST_WEEKS - FEWEST_WEEKS)
    if reaches and not any(
        low <= most and (high is None or high >= fewest) for low, high in reaches
    ):
        yield problem(
            "contradiction.company-blocks",
            school_weeks=cohort.school_weeks,
            fewest=fewest,
            most=most,
            low=reaches[0][0],
            high=reaches[-1][1] or most,
        )


def _onsite_hours(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    most = 5 * programme.workday.school * cohort.school_weeks
    if cohort.onsite > most:
        yield problem(
            "contradiction.onsite-hours",
            hours=cohort.onsite,
            weeks=cohort.school_weeks,
            day=programme.workday.school,
            most=most,
        )
    if cohort.onsite % 30:
        yield problem("contradiction.onsite-half-hours", hours=cohort.onsite)


def _sessions(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    weeks = max(0, _most_company_weeks(cohort) - programme.leave.weeks)
    reached = {0: 0}  # total of sessions -> fewest weeks that carry them
    for _ in range(weeks):
        for total, used in list(reached.items()):
            for more in cohort.sessions.a_week:
                if more and reached.get(total + more, weeks + 1) > used + 1 and used < weeks:
                    reached[total + more] = used + 1
    idle = 0 in cohort.sessions.a_week
    if cohort.sessions.total not in reached:
        yield problem(
            "contradiction.sessions",
            total=cohort.sessions.total,
            a_week=", ".join(map(str, cohort.sessions.a_week)),
            weeks=weeks,
        )
    elif not idle:
        yield problem("contradiction.sessions-zero")


def _academic_hours(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    remote = cohort.sessions.total * programme.workday.session
    target = cohort.academic_hours
    if not target.low <= cohort.onsite + remote <= target.high:
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
    weeks = _most_company_weeks(cohort)
    remote = cohort.sessions.total * programme.workday.session
    most = weeks * 5 * programme.workday.company - remote
    if most < cohort.company_hours.low:
        yield problem(
            "contradiction.company-hours", weeks=weeks, most=most, low=cohort.company_hours.low
        )
