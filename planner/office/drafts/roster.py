"""The list of apprentices of a draft: persons added, changed, ended and removed.

Each person has a number (`Apprentice.row`), which stays the same as long as the person is listed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.roster import ApprenticeFields, Column, FieldFault
from planner.files.problems import Unusable, problem
from planner.files.spelling import folded
from planner.messages import Messages
from planner.rules.case import Case
from planner.words.apprentices import closure_name, half_day_name

Roster = tuple[Apprentice, ...]


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


def written_fields(person: Apprentice, text: Messages) -> Mapping[Column, str]:
    """Return the fields of a person as texts that `ApprenticeFields` parses to the same person."""
    return {
        Column.SURNAME: person.surname,
        Column.FIRST_NAME: person.first_name,
        Column.PROMOTION: person.cohort,
        Column.OPTION: person.option,
        Column.COMPANY: person.company,
        Column.EMAIL: person.email,
        Column.HALF_DAYS: ", ".join(half_day_name(half, text) for half in person.half_days),
        Column.START: person.start.isoformat() if person.start else "",
        Column.END: person.end.isoformat() if person.end else "",
        Column.CLOSED: ", ".join(closure_name(span, text) for span in person.closed),
        Column.REMARKS: person.remarks,
    }


@dataclass(frozen=True)
class ParsedPerson:
    """What a form says of a person: the person, or what is wrong with its fields."""

    person: Apprentice | None
    faults: tuple[FieldFault, ...]


def parse_person(
    written: Mapping[Column, str], roster: Roster, case: Case, number: int | None
) -> ParsedPerson:
    """Parse the fields of a person.

    Parameters
    ----------
    number
        That of a person who is listed already; None for a new one, who gets the next number.
    """
    fields = ApprenticeFields({column: [value] for column, value in written.items()})
    found = fields.apprentice(case)
    if found is None or fields.faults:
        return ParsedPerson(None, tuple(fields.faults))
    person = replace(found, row=number or _next_number(roster))
    others = (each for each in roster if each.row != person.row)
    if any(each.identity == person.identity for each in others):
        twice = problem("apprentices.twice", name=person.name, company=person.company)
        return ParsedPerson(None, (FieldFault(Column.SURNAME, twice),))
    return ParsedPerson(person, ())


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
    """Return a person whose contract ends on a day.

    Raises
    ------
    Unusable
        The contract starts after that day.
    """
    if person.start and last < person.start:
        raise Unusable([problem("cell.before-start", start=person.start, end=last)])
    return replace(person, end=last)


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
    names = {folded(each.company): each.company for each in after}
    return tuple(
        replace(each, company=names.get(folded(each.company), each.company)) for each in roster
    )


def _is_same_name(
    was: Apprentice, now: Apprentice, gone: Iterable[Apprentice], new: Iterable[Apprentice]
) -> bool:
    name = was.identity[:2]
    namesakes = [[each for each in people if each.identity[:2] == name] for people in (gone, new)]
    return now.identity[:2] == name and all(len(people) == 1 for people in namesakes)


def _next_number(roster: Roster) -> int:
    return max((each.row for each in roster), default=0) + 1
