"""Join the rows of a roster into persons: a row says one period of an apprentice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from planner.apprentices.apprentice import Apprentice, Period, PeriodKind
from planner.apprentices.roster.columns import Column
from planner.files.problems import Problem, problem
from planner.files.spelling import folded
from planner.year.weeks import AcademicYear


@dataclass(frozen=True)
class RowFault:
    """What is wrong between rows.

    Attributes
    ----------
    row, other
        The positions of the row that has the fault, and of the one that it contradicts, if any.
    """

    row: int
    column: Column
    what: Problem
    other: int | None = None


def joined_persons(rows: Sequence[Apprentice]) -> tuple[Apprentice, ...]:
    """Return the persons of some rows, in the order of their first rows.

    Rows of one name and promotion are one person, unless they give different e-mail addresses.
    """
    return tuple(_person([rows[n] for n in places]) for places in _groups(rows))


def row_faults(rows: Sequence[Apprentice], year: AcademicYear) -> Iterator[RowFault]:
    """Yield what is wrong between the rows of a person: overlaps, no contract, none in the year."""
    for places in _groups(rows):
        for one, other in combinations(places, 2):
            yield from _overlap(one, other, rows)
        if all(rows[n].periods[0].kind is PeriodKind.BREAK for n in places):
            what = problem("cell.break-alone", name=rows[places[0]].name)
            yield RowFault(places[0], Column.STATUS, what)
        elif not any(_is_in(rows[n].periods[0], year) for n in places):
            yield from (_outside(n, rows[n].periods[0], year) for n in places)


def _groups(rows: Sequence[Apprentice]) -> tuple[tuple[int, ...], ...]:
    """Return the positions of the rows of each person."""
    addresses: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        found = addresses.setdefault(_name(row), set())
        found.update({row.email.casefold()} - {""})
    groups: dict[tuple[str, ...], list[int]] = {}
    for n, row in enumerate(rows):
        are_namesakes = len(addresses[_name(row)]) > 1
        address = row.email.casefold() if are_namesakes else ""
        groups.setdefault((*_name(row), address), []).append(n)
    return tuple(map(tuple, groups.values()))


def _name(row: Apprentice) -> tuple[str, str, str]:
    return folded(row.surname), folded(row.first_name), row.cohort


def _person(rows: Sequence[Apprentice]) -> Apprentice:
    """Return the person of some rows: the fields of the first that has them, all periods."""
    first = rows[0]
    remarks = dict.fromkeys(row.remarks for row in rows if row.remarks)
    return replace(
        first,
        periods=tuple(sorted((p for row in rows for p in row.periods), key=_first_day)),
        option=next((row.option for row in rows if row.option), ""),
        email=next((row.email for row in rows if row.email), ""),
        language=next((row.language for row in rows if row.language), ""),
        remarks="\n".join(remarks),
        own_days=tuple(dict.fromkeys(days for row in rows for days in row.own_days)),
    )


def _first_day(period: Period) -> date:
    return period.start or date.min


def _overlap(one: int, other: int, rows: Sequence[Apprentice]) -> Iterator[RowFault]:
    first, later = rows[one].periods[0], rows[other].periods[0]
    breaks = [each.kind is PeriodKind.BREAK for each in (first, later)]
    if any(breaks) and not all(breaks):
        return
    if _leaves_room(first, later) or _leaves_room(later, first) or not first.overlaps(later):
        return
    who = rows[other]
    if first.is_at(later.company) and (first.start, first.end) == (later.start, later.end):
        what = problem("cell.doubled", name=who.name, company=who.company)
        yield RowFault(other, Column.SURNAME, what, one)
    else:
        column = Column.START if later.start else Column.SURNAME
        what = problem("cell.overlap", name=who.name, bounds=_bounds(first))
        yield RowFault(other, column, what, one)


def _leaves_room(open_one: Period, later: Period) -> bool:
    """Return whether a time without contract, of no given end, ends when another period begins."""
    is_open = open_one.kind is PeriodKind.TRAINEE and open_one.end is None
    return is_open and later.start is not None and _first_day(open_one) < later.start


def _bounds(period: Period) -> Problem:
    match period:
        case Period(start=None, end=None):
            return problem("bounds.none")
        case Period(start=None):
            return problem("bounds.until", end=period.end)
        case Period(end=None):
            return problem("bounds.since", start=period.start)
    return problem("bounds.both", start=period.start, end=period.end)


def _is_in(period: Period, year: AcademicYear) -> bool:
    return period.overlaps(Period(start=year.weeks[0].monday, end=year.weeks[-1].last_day))


def _outside(n: int, period: Period, year: AcademicYear) -> RowFault:
    first, last = year.weeks[0].monday, year.weeks[-1].last_day
    accepted = problem("accepted.contract", year=year.label, first=first, last=last)
    is_late = period.start is not None and period.start > last
    column, found = (Column.START, period.start) if is_late else (Column.END, period.end)
    return RowFault(n, column, problem("cell.value", found=found, accepted=accepted))
