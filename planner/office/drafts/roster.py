"""The list of apprentices of a draft: persons added, changed, ended and removed.

Each person has a number (`Apprentice.row`), which stays the same as long as the person is listed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from planner.apprentices.apprentice import Apprentice, HalfDay
from planner.apprentices.roster import (
    OF_PERSON,
    ApprenticeFields,
    Column,
    RowFault,
    joined_persons,
    row_faults,
)
from planner.files.problems import Problem, Unusable, problem
from planner.files.spelling import folded
from planner.messages import Messages
from planner.rules.case import Case
from planner.words.apprentices import closure_name, half_day_name
from planner.words.roster_fields import FieldValue, period_fields, person_fields

Roster = tuple[Apprentice, ...]
Written = Mapping[Column, str]
"""The fields of a row of the list, as typed."""


def find_person(roster: Roster, number: int) -> Apprentice:
    """Return the person of a number.

    Raises
    ------
    Unusable
        There is none, or no longer.
    """
    found = next((each for each in roster if each.row == number), None)
    if found is None:
        raise Unusable([problem("apprentices.nobody")])
    return found


def written_rows(person: Apprentice, text: Messages) -> tuple[Written, ...]:
    """Return the rows of a person, one a period, that `parse_person` parses to the same person."""
    return tuple(
        {
            column: _written(value, text)
            for column, value in (person_fields(person, text) | period_fields(period, text)).items()
        }
        for period in person.periods
    )


def _written(value: FieldValue, text: Messages) -> str:
    match value:
        case date():
            return value.isoformat()
        case tuple():
            names = (
                half_day_name(each, text) if isinstance(each, HalfDay) else closure_name(each, text)
                for each in value
            )
            return ", ".join(names)
    return value or ""


@dataclass(frozen=True)
class PersonFault:
    """What is wrong with a field; `row` counts the periods of the person, from 0."""

    row: int
    column: Column
    what: Problem


@dataclass(frozen=True)
class ParsedPerson:
    """What a form says of a person: the person, or what is wrong with its fields."""

    person: Apprentice | None
    faults: tuple[PersonFault, ...]


def parse_person(
    written: Sequence[Written], roster: Roster, case: Case, known: Apprentice | None
) -> ParsedPerson:
    """Parse the rows of a person, one a period.

    Parameters
    ----------
    known
        The person, if listed already; None for a new one, who gets the next number. What the form
        does not have of a period is kept.
    """
    fields = [ApprenticeFields({name: [value] for name, value in row.items()}) for row in written]
    rows = [each.apprentice(case) for each in fields]
    faults = [
        PersonFault(n, fault.column, fault.what)
        for n, each in enumerate(fields)
        for fault in each.faults
        if n == 0 or fault.column not in OF_PERSON
    ]
    found = [row for row in rows if row]
    if faults or len(found) < len(rows):
        return ParsedPerson(None, tuple(faults))
    further = [each.further for each in known.periods] if known else []
    found = [_with_further(row, more) for row, more in zip_longest(found, further) if row]
    between = [
        PersonFault(each.row, each.column, _placed(each)) for each in row_faults(found, case.year)
    ]
    person = replace(joined_persons(found)[0], row=known.row if known else _next_number(roster))
    others = (each for each in roster if each.row != person.row)
    if twin := next((each for each in others if len(joined_persons([each, person])) == 1), None):
        twice = problem("apprentices.twice", name=person.name, company=twin.company)
        between.append(PersonFault(0, Column.SURNAME, twice))
    return ParsedPerson(None if between else person, tuple(between))


def _with_further(row: Apprentice, further: tuple[tuple[str, str], ...] | None) -> Apprentice:
    return replace(row, periods=(replace(row.periods[0], further=further or ()),))


def _placed(fault: RowFault) -> Problem:
    """Return a problem with the number of the period that it contradicts."""
    if fault.other is None:
        return fault.what
    other = problem("apprentices.period", number=fault.other + 1)
    return problem(fault.what.key, **fault.what.values, row=other)


def with_person(roster: Roster, person: Apprentice) -> Roster:
    """Return a list with a person added, or changed.

    A company is written alike for all: the others take over how it is written for this person.
    """
    alike = _spelt_alike(roster, [person])
    if all(each.row != person.row for each in roster):
        return (*alike, person)
    return tuple(person if each.row == person.row else each for each in alike)


def without_person(roster: Roster, number: int) -> Roster:
    """Return a list without the person of a number."""
    return tuple(each for each in roster if each.row != number)


def ended(person: Apprentice, last: date) -> Apprentice:
    """Return a person whose last contract ends on a day.

    Raises
    ------
    Unusable
        The contract starts after that day.
    """
    contract = person.contracts[-1] if person.contracts else person.periods[-1]
    if contract.start and last < contract.start:
        raise Unusable([problem("cell.before-start", start=contract.start, end=last)])
    periods = (replace(each, end=last) if each is contract else each for each in person.periods)
    return replace(person, periods=tuple(periods))


# --- A list that is read again ------------------------------------------------------------------


@dataclass(frozen=True)
class ListDifference:
    """How a list that was read differs from the one of a draft.

    Attributes
    ----------
    joined
        Who is only in the list that was read.
    edited
        Whose fields differ: as listed, as read.
    left
        Who is only in the list of the draft.
    """

    joined: Roster
    edited: tuple[tuple[Apprentice, Apprentice], ...]
    left: Roster

    @property
    def is_empty(self) -> bool:
        """Whether both lists are the same."""
        return not (self.joined or self.edited or self.left)


def list_difference(roster: Roster, read: Iterable[Apprentice]) -> ListDifference:
    """Compare a list that was read with the one of a draft.

    Persons are matched by name, company and cohort; the others by their name, if only one of each
    list has it.
    """
    listed = {each.identity: each for each in roster}
    incoming = {each.identity: each for each in read}
    pairs = [(listed[key], incoming[key]) for key in listed if key in incoming]
    gone = [each for key, each in listed.items() if key not in incoming]
    new = [each for key, each in incoming.items() if key not in listed]
    moved = [(was, now) for was in gone for now in new if _is_same_name(was, now, gone, new)]
    left = [each for each in gone if each not in [was for was, _ in moved]]
    joined = [each for each in new if each not in [now for _, now in moved]]
    edited = [(was, now) for was, now in (*pairs, *moved) if was != replace(now, row=was.row)]
    return ListDifference(tuple(joined), tuple(edited), tuple(left))


def with_difference(
    roster: Roster,
    found: ListDifference,
    joined: Collection[int],
    edited: Collection[int],
    left: Collection[int],
) -> Roster:
    """Return a list with some of the differences taken over; companies are written as read.

    Parameters
    ----------
    joined, edited, left
        The positions of those that are taken.
    """
    changed = {was.row: now for n, (was, now) in enumerate(found.edited) if n in edited}
    removed = {each.row for n, each in enumerate(found.left) if n in left}
    kept = tuple(
        replace(changed.get(each.row, each), row=each.row)
        for each in roster
        if each.row not in removed
    )
    first = _next_number(roster)
    added = [each for n, each in enumerate(found.joined) if n in joined]
    numbered = (replace(each, row=first + n) for n, each in enumerate(added))
    return _spelt_alike((*kept, *numbered), [*changed.values(), *added])


def _spelt_alike(roster: Roster, after: Iterable[Apprentice]) -> Roster:
    """Return a list in which the companies of some persons are written as for them."""
    names = {folded(name): name for each in after for name in each.companies}
    return tuple(
        replace(
            each,
            periods=tuple(
                replace(period, company=names.get(folded(period.company), period.company))
                for period in each.periods
            ),
        )
        for each in roster
    )


def _is_same_name(
    was: Apprentice, now: Apprentice, gone: Iterable[Apprentice], new: Iterable[Apprentice]
) -> bool:
    name = was.identity[:2]
    namesakes = [[each for each in people if each.identity[:2] == name] for people in (gone, new)]
    return now.identity[:2] == name and all(len(people) == 1 for people in namesakes)


def _next_number(roster: Roster) -> int:
    return max((each.row for each in roster), default=0) + 1
