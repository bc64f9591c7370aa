"""Makes the weeks of classes of what a calendar says of their days."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from planner.acquisition.file.codes import meanings_of
from planner.acquisition.file.dates import ONE_DAY, ONE_WEEK, monday_of, weekdays_from
from planner.acquisition.file.marks import Mark, Told
from planner.acquisition.file.years import are_of_one_year, years_of
from planner.acquisition.seen import (
    MEANT_PLACES,
    CodeReading,
    Meaning,
    SeenCalendar,
    SeenClass,
    SeenDays,
    Spot,
)
from planner.files.problems import Problem, Unusable, problem
from planner.rules.course import MOST_YEARS
from planner.year.activity import WEEKDAYS, Place
from planner.year.public_holidays import PublicHolidays

_LEAST_WEEKS, _MOST_WEEKS = 4, 53 * MOST_YEARS
_FRANCE = PublicHolidays("FR")

_Week = Sequence[Meaning | None]
"""What is told of Monday to Friday; None where nothing is."""


def assemble(told: Told) -> SeenCalendar:
    """Make the weeks of each class; a calendar of more than a year is cut into years.

    Raises
    ------
    Unusable
        It has no class, too few weeks, or more years than a course.
    """
    codes = read_codes(told)
    meanings = {code.code: code.meaning for code in codes}
    mondays = _mondays(_bounding_days(told, meanings), told.source)
    years = years_of(told, mondays)
    is_course = len(years) > 1 and are_of_one_year(mark.group for mark in told.marks)
    found = [
        _assembled(part, codes, weeks, mondays[-1], n if is_course else None)
        for n, (part, weeks) in enumerate(years, start=1)
    ]
    first, *later = (
        replace(each, other_splits=tuple(d for o in found if o is not each for d in o.own_splits))
        for each in found
    )
    beyond = tuple(monday for monday in mondays if monday > years[-1][1][-1])
    return replace(first, later=tuple(later), beyond=beyond)


def _assembled(
    told: Told,
    codes: tuple[CodeReading, ...],
    mondays: tuple[date, ...],
    last: date,
    course_year: int | None,
) -> SeenCalendar:
    """Make the weeks of each class in one academic year.

    Parameters
    ----------
    last
        The last week of the calendar; those after it are not published.
    """
    meanings = {code.code: code.meaning for code in codes}
    days: dict[str, dict[date, Meaning | None]] = defaultdict(dict)
    for mark in told.marks:
        for day in _weekdays(mark):
            found = meanings.get(mark.code)
            if found is not None or day not in days[mark.group]:
                days[mark.group][day] = found
    off = frozenset(_FRANCE.names(range(mondays[0].year, mondays[-1].year + 2)))
    weeks = {
        name: [[_told(of, day) for day in weekdays_from(monday)] for monday in mondays]
        for name, of in days.items()
    }
    worked = [[day not in off for day in weekdays_from(monday)] for monday in mondays]
    saturdays = _saturdays(told, meanings)
    classes = []
    for name, of in weeks.items():
        seen = tuple(_days_of_weeks(of, worked))
        holes = frozenset(
            monday
            for week, monday in zip(of, mondays, strict=True)
            if Meaning.UNPUBLISHED in week or monday > last
        )
        closed = frozenset(_closed_days(of, seen, mondays)) - off
        seen = tuple(
            (*places, *saturdays.get((name, monday), ()))
            for places, monday in zip(seen, mondays, strict=True)
        )
        sessions = _sessions(name, of, mondays, told)
        classes.append(SeenClass(name, seen, sessions, closed, holes))
    return SeenCalendar(
        told.source,
        mondays,
        tuple(classes),
        frozenset(m for n, m in enumerate(mondays) if _is_closed([of[n] for of in weeks.values()])),
        codes,
        told.passed_over,
        course_year=course_year,
    )


def _check_spans(told: Told) -> None:
    """Refuse what no calendar has, before each of its days is looked at."""
    for mark in told.marks:
        weeks = (mark.last - mark.first) // ONE_WEEK
        if weeks > _MOST_WEEKS:
            raise Unusable([_wrong_length(told.source, mark.first, mark.last, weeks)])


def _wrong_length(source: str, first: date, last: date, weeks: int) -> Problem:
    return problem("seen.length", file=source, first=first, last=last, weeks=weeks)


def read_codes(told: Told) -> tuple[CodeReading, ...]:
    """Return what the codes of a calendar are taken for, the most frequent first.

    Raises
    ------
    Unusable
        It has more years than a course.
    """
    _check_spans(told)
    counts: Counter[str] = Counter()
    firsts: dict[str, Spot] = {}
    days: dict[str, set[date]] = defaultdict(set)
    for mark in told.marks:
        if weekdays := list(_weekdays(mark)):
            counts[mark.code] += 1
            firsts.setdefault(mark.code, mark.spot)
            days[mark.code].update(weekdays)
    years = {day.year for of in days.values() for day in of}
    off = set(_FRANCE.names(sorted(years)))
    holidays_only = frozenset(code for code, of in days.items() if len(of) > 1 and of <= off)
    meanings = meanings_of(counts, told.legend, told.given, holidays_only)
    return tuple(
        CodeReading(code, count, firsts[code], *meanings[code])
        for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def _weekdays(mark: Mark) -> Iterator[date]:
    """Yield the days of a mark from Monday to Friday."""
    for n in range((mark.last - mark.first).days + 1):
        day = mark.first + n * ONE_DAY
        if day.weekday() < WEEKDAYS:
            yield day


def _saturdays(
    told: Told, meanings: Mapping[str, Meaning | None]
) -> Mapping[tuple[str, date], tuple[Place]]:
    """Return the places of Saturdays by class and Monday: of those with a cell of their own.

    A Saturday whose Sunday has the same place is the weekend of a stay.
    """
    found: dict[tuple[str, date], Place] = {}
    for mark in told.marks:
        meaning = meanings.get(mark.code) if mark.code and mark.first == mark.last else None
        if meaning and meaning in MEANT_PLACES:
            found[mark.group, mark.first] = MEANT_PLACES[meaning]
    return {
        (group, monday_of(day)): (place,)
        for (group, day), place in found.items()
        if day.weekday() == WEEKDAYS and found.get((group, day + ONE_DAY)) is not place
    }


def _bounding_days(told: Told, meanings: Mapping[str, Meaning | None]) -> list[date]:
    """Return the days between which a calendar lies: those that it writes something on.

    Empty cells that mean a place count in whole weeks: a month begins in the week of another.
    """
    written: list[date] = []
    empty: Counter[tuple[str, date]] = Counter()
    for mark in told.marks:
        if meanings.get(mark.code) is Meaning.REMARK:
            continue
        for day in _weekdays(mark):
            if mark.code:
                written.append(day)
            empty[mark.group, monday_of(day)] += 1
    return [*written, *(monday for (_, monday), count in empty.items() if count >= WEEKDAYS)]


def _mondays(days: Sequence[date], source: str) -> tuple[date, ...]:
    if not days:
        raise Unusable([problem("seen.no-class", file=source)])
    first, last = monday_of(min(days)), monday_of(max(days))
    count = (last - first) // ONE_WEEK + 1
    if not _LEAST_WEEKS <= count <= _MOST_WEEKS:
        raise Unusable([_wrong_length(source, first, last, count)])
    return tuple(first + n * ONE_WEEK for n in range(count))


def _told(days: Mapping[date, Meaning | None], day: date) -> Meaning | None:
    """Return what is told of a day, if anything."""
    found = days.get(day)
    return None if found is Meaning.REMARK else found


# --- Weeks


def _days_of_weeks(weeks: Sequence[_Week], worked: Sequence[Sequence[bool]]) -> Iterator[SeenDays]:
    """Yield the places of each week; days that tell none are as the others of their week.

    A public holiday tells a place only where that makes a week as there are others.
    """
    whole = Counter(
        days
        for week, days_worked in zip(weeks, worked, strict=True)
        if all(days_worked) and (days := _whole(_places(week)))
    )
    likely = [days for days, _ in whole.most_common()]
    before = nothing = (Place.NONE,) * WEEKDAYS
    for week, days_worked in zip(weeks, worked, strict=True):
        if Meaning.UNPUBLISHED in week:
            yield nothing
            continue
        if (days := _whole(_places(week))) not in whole:
            told = zip(_places(week), days_worked, strict=True)
            places = [place if is_worked else None for place, is_worked in told]
            days = _days_of_week(week, places, likely, before)
        assert days is not None
        before = days
        yield days


def _days_of_week(
    week: _Week, places: Sequence[Place | None], likely: Sequence[SeenDays], before: SeenDays
) -> SeenDays:
    """Return the places of a week that does not tell all of them."""
    known = set(filter(None, places))
    if known and (Meaning.CLOSED not in week or Place.SCHOOL in known):
        for days in likely:
            if all(place in (None, day) for place, day in zip(places, days, strict=True)):
                return days
    if len(known) == 1:
        return (*known,) * WEEKDAYS
    if known:
        return tuple(_filled(places))
    if Meaning.CLOSED in week:
        return (Place.COMPANY,) * WEEKDAYS
    if any(meaning for meaning in week):
        return before
    return (Place.NONE,) * WEEKDAYS


def _whole(places: Sequence[Place | None]) -> SeenDays | None:
    """Return the places of a week that tells all of them."""
    told = tuple(place for place in places if place)
    return told if len(told) == len(places) else None


def _places(week: _Week) -> list[Place | None]:
    return [MEANT_PLACES.get(meaning) if meaning else None for meaning in week]


def _filled(places: Sequence[Place | None]) -> Iterator[Place]:
    """Fill the days of a week that tell nothing with the day before, the first with the next."""
    last = next(place for place in places if place)
    for place in places:
        last = place or last
        yield last


def _closed_days(
    weeks: Sequence[_Week], seen: Sequence[SeenDays], mondays: Sequence[date]
) -> Iterator[date]:
    """Yield the days that are called closed, or free, in weeks with others at school."""
    for week, places, monday in zip(weeks, seen, mondays, strict=True):
        if Place.SCHOOL not in _places(week):
            continue
        for meaning, place, day in zip(week, places, weekdays_from(monday), strict=True):
            if meaning in (Meaning.CLOSED, Meaning.HOLIDAY) and place is Place.SCHOOL:
                yield day


def _is_closed(weeks: Sequence[_Week]) -> bool:
    """Whether a week is called closed, and no class is at school in it."""
    at_school = (Meaning.SCHOOL, Meaning.DEFENCE, Meaning.SESSION)
    told = [meaning for week in weeks for meaning in week]
    return any(
        Meaning.CLOSED in week and set(week) <= {Meaning.CLOSED, Meaning.HOLIDAY, None}
        for week in weeks
    ) and not any(meaning in at_school for meaning in told)


def _sessions(
    name: str, weeks: Sequence[_Week], mondays: Sequence[date], told: Told
) -> tuple[int, ...] | None:
    """Return the sessions of each week: as counted, or the days that tell one."""
    counted = {each.monday: each.count for each in told.sessions if each.group == name}
    if counted:
        return tuple(counted.get(monday, 0) for monday in mondays)
    marked = tuple(list(week).count(Meaning.SESSION) for week in weeks)
    return marked if any(marked) else None
