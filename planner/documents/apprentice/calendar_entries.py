"""What an apprentice's calendar file enters, each event with an identifier that versions share.

Stays, closures and holidays are all-day events, remote sessions have times. The identifier (UID) of
an event that can move is derived from an ordinal (the twelfth session, the fifth week at school),
not from its date: a later version then moves the event instead of adding a second one.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby

from planner.apprentices.apprentice import Part
from planner.apprentices.day import Day, Hours
from planner.apprentices.modules import Learning, learning
from planner.apprentices.year import ApprenticeYear
from planner.documents.calendar_events import CalendarEntry, events_by_uid, name_in_uid
from planner.messages import Messages
from planner.planning.blocks import Stretch, stretches
from planner.programme.hours_of_week import share_of
from planner.programme.workday import Workday
from planner.words.apprentices import teaching_place
from planner.words.closed_days import closed_day_name
from planner.words.colours import display_activity
from planner.words.milestones import due_title, due_when
from planner.words.modules import numbered_session_name, taught_in_week
from planner.words.names import activity_name
from planner.words.own_days import own_name
from planner.year.activity import WEEKDAYS, Place
from planner.year.weeks import Minutes

_PLACES_AWAY = (Place.SCHOOL, Place.ABROAD, Place.DEFENCE, Place.LEAVE)
"""The places that become events; the rest of the time is spent at the company."""

_DAY = timedelta(days=1)


def calendar_entries(year: ApprenticeYear, text: Messages) -> dict[str, CalendarEntry]:
    """Return the events by UID, in the order of their start."""
    who = year.apprentice
    company = "" if who.is_shared else who.company  # that of the whole stays when companies change
    person = [name_in_uid(part) for part in (who.surname, who.first_name, company)]
    year_of = year.planning.programme.id, year.planning.year.start_year
    found = (entry for kind in _ENTRY_SOURCES for entry in kind(year, text))
    return events_by_uid((*year_of, *person, who.cohort), found)


def class_calendar_entries(year: ApprenticeYear, text: Messages) -> dict[str, CalendarEntry]:
    """Return the events of a class by UID: those of its apprentices, sessions by the week.

    Parameters
    ----------
    year
        That of a member who is nobody.
    """
    of_class = year.planning.programme.id, year.planning.year.start_year, "class"
    sources = (_class_sessions if kind is _sessions else kind for kind in _ENTRY_SOURCES)
    found = (entry for kind in sources for entry in kind(year, text))
    return events_by_uid((*of_class, year.apprentice.cohort), found)


def _stays(year: ApprenticeYear, text: Messages) -> Iterator[CalendarEntry]:
    """Yield the stays at all places other than the company."""
    found = learning(year)
    return (entry for place in _PLACES_AWAY for entry in _stays_at(place, year, found, text))


def _stays_at(
    place: Place, year: ApprenticeYear, found: Learning | None, text: Messages
) -> Iterator[CalendarEntry]:
    """Yield the stays at a place: in each week, every run of consecutive days; half-days alone."""
    rows = zip(_weeks(year), year.cohort.activities, strict=True)
    weeks = [days for days, activity in rows if activity.days_at(place)]
    blocks = stretches(year.cohort, year.planning.year)
    workday = year.planning.programme.workday_of(year.cohort.cohort)
    for number, week in enumerate(weeks, start=1):
        for part, (days, halves) in enumerate(_stays_of_week(week, place), start=1):
            lessons = Hours.of(days).onsite
            start, end = _span_of(days, halves, workday)
            yield CalendarEntry(
                place,
                (number, part),
                start,
                end,
                _stay_title(place, days[0], year, blocks, text),
                text(f"activity.{place}"),
                is_busy=True,
                note="\n".join(_lessons_note(lessons, days[0].week, found, text)),
                location=teaching_place(year) if place is Place.SCHOOL else "",
            )


def _lessons_note(
    lessons: Minutes, week: int, found: Learning | None, text: Messages
) -> Iterator[str]:
    """Yield the hours of a stay, and the modules of its week."""
    if lessons:
        yield text.unbroken(text("hours.onsite", hours=lessons))
        if found and (taught := taught_in_week(found, week, text)):
            yield text("agenda.week-modules", modules=taught)


def _stays_of_week(
    week: Iterable[Day], place: Place
) -> Iterator[tuple[Sequence[Day], tuple[bool, ...]]]:
    """Yield the runs of whole days at a place, and each half-day there, with which halves it is."""
    for halves, run in groupby(week, lambda day: _halves_at(day, place)):
        days = tuple(run)
        if all(halves):
            yield from [(days, halves)] if halves else []
        elif any(halves):
            yield from (((day,), halves) for day in days)


def _halves_at(day: Day, place: Place) -> tuple[bool, ...]:
    """Return which halves of a day are spent at a place as the class spends them."""
    if day.own:
        return ()
    return tuple(half is place and day.spends(half) for half in day.halves)


def _span_of(days: Sequence[Day], halves: Sequence[bool], workday: Workday) -> tuple[date, date]:
    """Return when a stay starts and ends: all of its days, or half a day at school."""
    if all(halves):
        return days[0].date, days[-1].date + _DAY
    begins = workday.morning if halves[0] else workday.afternoon
    start = datetime.combine(days[0].date, begins)
    return start, start + timedelta(minutes=share_of(workday.school, halves))


def _own_days(year: ApprenticeYear, text: Messages) -> Iterator[CalendarEntry]:
    """Yield the exceptions: in each of them, every run of consecutive days."""
    category = text("roster.exceptions")
    numbers: Counter[int] = Counter()
    for own, run in groupby(year.days, lambda day: day.own if day.is_bound else None):
        days = tuple(run)
        if own is None:
            continue
        place = year.apprentice.own_days.index(own)
        numbers[place] += 1
        name = own_name(own, text)
        first, last = days[0].date, days[-1].date + _DAY
        key = (own.first.isoformat(), numbers[place])
        yield CalendarEntry(
            "own",
            key,
            first,
            last,
            text("agenda.exception", name=name),
            category,
            is_busy=True,
            location=teaching_place(year) if own.place is Place.SCHOOL else "",
        )


def _stay_title(
    place: Place, day: Day, year: ApprenticeYear, of_year: Sequence[Stretch], text: Messages
) -> str:
    """Return the title of a stay: École – S45 (période 2, semaine 1 sur 3).

    Of a block that begins or ends within a week, all weeks that it touches are counted.
    """
    name = _capitalized(activity_name(display_activity(place, day.activity), text))
    week = f"{text('week.letter')}{year.week_of(day).iso_week:02}"
    title = " – ".join(filter(None, (name, day.block, week)))
    planned = year.cohort.activities[day.week].on(day.date.weekday())
    blocks = [block for block in of_year if block.activity == planned]
    number, block = next(item for item in enumerate(blocks, 1) if day.week in item[1].weeks)
    counts = []
    if len(blocks) > 1:
        counts.append(text("agenda.block", number=number))
    if len(block.weeks) > 1:
        nth = 1 + block.weeks.index(day.week)
        counts.append(text("agenda.week", number=nth, count=len(block.weeks)))
    return f"{title} ({', '.join(counts)})" if counts else title


def _sessions(year: ApprenticeYear, text: Messages) -> Iterator[CalendarEntry]:
    workday = year.planning.programme.workday
    starts = {Part.MORNING: workday.morning, Part.AFTERNOON: workday.afternoon}
    due = year.cohort.placed_sessions
    for week, days in enumerate(_weeks(year)):
        number = sum(due[:week])
        for held in (each for day in days for each in day.held_sessions):
            number += 1
            start = datetime.combine(held.day, starts[held.part])
            yield CalendarEntry(
                "session",
                (number,),
                start,
                start + timedelta(minutes=workday.session),
                numbered_session_name(held.modules, number, sum(due), text),
                text("agenda.sessions"),
                is_busy=True,
            )


def _class_sessions(year: ApprenticeYear, text: Messages) -> Iterator[CalendarEntry]:
    """Yield the weeks with sessions, whose half-days are agreed with each company."""
    weeks = year.planning.year.weeks_of(year.cohort.cohort.id)
    counts = zip(weeks, year.cohort.placed_sessions, strict=True)
    for number, (week, count) in enumerate((each for each in counts if each[1]), start=1):
        yield CalendarEntry(
            "sessions",
            (number,),
            week.monday,
            week.monday + WEEKDAYS * _DAY,
            _capitalized(text.counted("calendar.in-week", count)),
            text("agenda.sessions"),
        )


def _named_blocks(year: ApprenticeYear, text: Messages) -> Iterator[CalendarEntry]:
    """Yield the first and the last day of each named block at the company."""
    labels = {named.name: named.label for named in year.cohort.cohort.named_blocks}
    numbers: Counter[str] = Counter()
    activities = year.cohort.activities
    for (name, activity), run in groupby(
        year.days, lambda day: (day.block, activities[day.week] if day.week >= 0 else day.activity)
    ):
        if name is None or not activity.is_in_company:
            continue
        numbers[name] += 1
        days = [day for day in run if day.place is not None]
        for edge, day in (("begins", days[0]), ("ends", days[-1])):
            if day.is_bound:
                title = text(f"agenda.{edge}", name=name, label=labels[name])
                key = (name, numbers[name], edge)
                yield _whole_day("block", key, day.date, title, text("agenda.blocks"))


def _events(year: ApprenticeYear, text: Messages) -> Iterator[CalendarEntry]:
    numbers: Counter[str] = Counter()
    for day in year.days:
        for name in day.events:
            numbers[name] += 1
            if day.is_bound:
                key = (name, numbers[name])
                yield _whole_day("event", key, day.date, name, text("agenda.events"))


def _milestones(year: ApprenticeYear, text: Messages) -> Iterator[CalendarEntry]:
    """Yield what is due on its day, a window on its last one."""
    for due in year.due.dated:
        title = text("agenda.milestone", what=due_title(due, text))
        key = (due.milestone.name, due.number)
        entry = _whole_day("milestone", key, due.day, title, text("agenda.milestones"))
        yield replace(entry, note=_capitalized(due_when(due, text)) if due.opens else "")


def _holidays(year: ApprenticeYear, text: Messages) -> Iterator[CalendarEntry]:
    names = year.names_of_holidays(text.language)
    for day in year.days:
        if day.is_off and day.is_bound:
            key, category = (day.date.isoformat(),), text("legend.holiday")
            yield _whole_day("holiday", key, day.date, names[day.date], category)


def _missed_days(year: ApprenticeYear, text: Messages) -> Iterator[CalendarEntry]:
    """Yield the single days of lessons on which the school is closed."""
    for day in year.days:
        if day.missed and day.is_bound:
            title = _capitalized(closed_day_name(day.missed, text))
            key = (day.date.isoformat(),)
            yield _whole_day("school-closed", key, day.date, title, text("legend.closed"))


def _closures(year: ApprenticeYear, text: Messages) -> Iterator[CalendarEntry]:
    title = text("agenda.closed")
    runs = _runs(year.days, lambda day: day.company_closed and day.in_contract)
    for number, days in enumerate(runs, start=1):
        end = days[-1].date + _DAY
        yield CalendarEntry("closed", (number,), days[0].date, end, _capitalized(title), title)


_ENTRY_SOURCES: Sequence[Callable[[ApprenticeYear, Messages], Iterator[CalendarEntry]]] = (
    _stays,
    _own_days,
    _sessions,
    _named_blocks,
    _events,
    _milestones,
    _holidays,
    _missed_days,
    _closures,
)
"""The functions that yield the events, by kind."""


def _whole_day(
    kind: str, key: tuple[str | int, ...], day: date, title: str, category: str
) -> CalendarEntry:
    return CalendarEntry(kind, key, day, day + _DAY, title, category)


def _weeks(year: ApprenticeYear) -> Iterator[Sequence[Day]]:
    return (year.week(n) for n in range(len(year.planning.year)))


def _runs(days: Iterable[Day], predicate: Callable[[Day], bool]) -> Iterator[Sequence[Day]]:
    """Return the maximal runs of consecutive days that satisfy a predicate."""
    return (tuple(run) for holds, run in groupby(days, predicate) if holds)


def _capitalized(name: str) -> str:
    return name[:1].upper() + name[1:]
