"""Reads the calendar of a past year: finds its layout in each sheet, its legend and its year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from planner.acquisition.file.assembling import assemble, read_codes
from planner.acquisition.file.codes import legend_entry, legend_pair
from planner.acquisition.file.colours import Fills, colours_of
from planner.acquisition.file.cut_weeks import days_of_cut_week, letters_of_cut_weeks
from planner.acquisition.file.dates import days_from, titled_year
from planner.acquisition.file.events import read_events
from planner.acquisition.file.lattice import Lattice, lattice_of
from planner.acquisition.file.marks import (
    Mark,
    Marks,
    OfPersons,
    SeenSessions,
    Told,
    WrongDay,
    YearUnknown,
)
from planner.acquisition.file.month_columns import read_month_columns
from planner.acquisition.file.presence_rows import read_presence_rows
from planner.acquisition.file.week_rows import read_week_rows
from planner.acquisition.seen import Meaning, SeenCalendar, Spot
from planner.files.problems import Unusable, problem, read_bytes
from planner.files.tables import CSV, WORKBOOKS, Sheet, open_book, open_text
from planner.planning.file import carries_rules, read_planning
from planner.programme.cohort import Cohort
from planner.year.activity import Halves, Place

_EVENTS = ".ics"
_PLANNING = ".json"
_COLOURED = (".xlsx", ".xlsm")
CALENDAR_FILES = (CSV, *WORKBOOKS, _EVENTS, _PLANNING)
"""The endings of the files that may be read."""

_MOST_BYTES = 8_000_000
_NONE: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class _Found:
    """What was found in a sheet."""

    lattice: Lattice
    marks: Marks

    @property
    def upright(self) -> frozenset[tuple[int, int]]:
        """The cells of the calendar itself, as the sheet has them."""
        if not self.lattice.is_turned:
            return self.marks.used
        return frozenset((row, column) for column, row in self.marks.used)


def read_calendar(
    path: Path,
    start_year: int | None = None,
    codes: Mapping[str, Meaning] | None = None,
    classes: Mapping[str, str] | None = None,
) -> SeenCalendar:
    """Read the calendar of a past year.

    Parameters
    ----------
    start_year
        The year in which it starts, where the file does not tell.
    codes
        What codes mean, where they were taken for something else, or are not known.
    classes
        Other names of classes, by those that the file gives them.

    Raises
    ------
    Unusable
        The file cannot be read, has no calendar in any known layout, or tells no year.
    """
    return assemble(read_told(path, start_year).explained(codes or {}, classes or {}))


def read_told(path: Path, start_year: int | None = None) -> Told:
    """Read what the calendar of a past year tells, before anybody explains its codes.

    Raises
    ------
    Unusable
        As for `read_calendar`.
    """
    kind = path.suffix.lower()
    if kind not in CALENDAR_FILES:
        raise Unusable([problem("seen.kind", file=path)])
    if kind == _EVENTS:
        marks = read_events(read_bytes(path, _MOST_BYTES), str(path))
        return Told(path.name, marks.marks)
    if kind != CSV and carries_rules(path):
        return _of_planning(path)
    sheets = [open_text(path)] if kind == CSV else _visible(open_book(path).sheets)
    told = _told_by(path, sheets, {}, start_year)
    if kind in _COLOURED and not (told and _tells_places(told)):
        told = _told_by(path, sheets, colours_of(path), start_year) or told
    if told is None:
        raise Unusable([problem("seen.layout", file=path)])
    return told


def _told_by(
    path: Path, sheets: Sequence[Sheet], fills: Fills, start_year: int | None
) -> Told | None:
    """Read some sheets; None if no layout fits any."""
    lattices = [lattice_of(sheet, sheet.title, fills.get(sheet.title)) for sheet in sheets]
    if start_year is None:
        start_year = _year_of_titles(path, lattices)
    found = list(_found(lattices, start_year, path))
    return _told(path, found, lattices) if found else None


def _tells_places(told: Told) -> bool:
    """Whether the texts tell places, or may do so once somebody explains them."""
    telling = (None, Meaning.SCHOOL, Meaning.COMPANY)
    return any(each.code and each.meaning in telling for each in read_codes(told))


def _visible(sheets: Sequence[Sheet]) -> Sequence[Sheet]:
    return [sheet for sheet in sheets if sheet.is_visible] or sheets


def _year_of_titles(path: Path, lattices: Iterable[Lattice]) -> int | None:
    """Return the year that a title, a text or the name of the file tells as a school year."""
    texts = [text for lattice in lattices for _, _, text in lattice.texts()]
    titles = [lattice.title for lattice in lattices]
    years = (titled_year(text) for text in [*titles, *texts, path.stem])
    return next(filter(None, years), None)


def _found(lattices: Iterable[Lattice], start_year: int | None, path: Path) -> Iterator[_Found]:
    """Yield what each sheet tells, in the first layout that fits."""
    undated = False
    found_any = False
    for lattice in lattices:
        try:
            marks, read = _in_some_layout(lattice, start_year)
        except YearUnknown:
            undated = True
            continue
        except OfPersons:
            what = problem("presences.of-persons")
            raise Unusable([problem("file.field", file=path, what=what)]) from None
        except WrongDay as wrong:
            where = {"spot": str(wrong.spot), "found": wrong.found}
            raise Unusable([problem("seen.row", file=path, **where)]) from None
        if marks is not None:
            found_any = True
            yield _Found(read, marks)
    if undated and not found_any:
        raise Unusable([problem("seen.no-year", file=path)])


def _in_some_layout(lattice: Lattice, start_year: int | None) -> tuple[Marks | None, Lattice]:
    undated = None
    for laid_out in (lattice, lattice.turned()):
        for read in (read_presence_rows, read_month_columns, read_week_rows):
            try:
                if marks := read(laid_out, start_year):
                    return marks, laid_out
            except YearUnknown as unknown:
                undated = unknown
    if undated:
        raise undated
    return None, lattice


def _told(path: Path, found: Sequence[_Found], lattices: Sequence[Lattice]) -> Told:
    marks: list[Mark] = []
    sessions: list[SeenSessions] = []
    taken: dict[str, set[object]] = {}
    used = {each.lattice.title: each.upright for each in found}
    for each in found:
        own = {n: _own_name(n, each, taken) for n in {mark.group for mark in each.marks.marks}}
        marks += [replace(mark, group=own[mark.group]) for mark in each.marks.marks]
        sessions += [replace(count, group=own[count.group]) for count in each.marks.sessions]
        for mark in each.marks.marks:
            taken.setdefault(own[mark.group], set()).add(mark.first)
    legend = dict(
        entry for each in lattices for entry in _legend(each, used.get(each.title, _NONE))
    )
    return Told(
        path.name,
        tuple(day for mark in marks for day in days_of_cut_week(mark)),
        tuple(sessions),
        {**letters_of_cut_weeks(marks), **legend},
        passed_over=tuple(column for each in found for column in each.marks.passed_over),
    )


def _own_name(name: str, found: _Found, taken: Mapping[str, set[object]]) -> str:
    """Return the name of a class; with its sheet where another sheet has the same days of it."""
    days = {mark.first for mark in found.marks.marks if mark.group == name}
    if name in taken and taken[name] & days:
        return f"{found.lattice.title} {name}".strip()
    return name


def _legend(lattice: Lattice, used: frozenset[tuple[int, int]]) -> Iterator[tuple[str, Meaning]]:
    """Yield the entries of the legend of a sheet: E = entreprise, or two cells."""
    for row, column, text in lattice.texts():
        if (row, column) in used:
            continue
        colour = lattice.colours.get((row, column))
        if colour and (entry := legend_pair(colour, text)):
            yield entry
        if entry := legend_entry(text):
            yield entry
        if (row, column + 1) in used or column + 1 not in lattice.columns:
            continue
        if entry := legend_pair(lattice.code(row, column), lattice.text(row, column + 1)):
            yield entry


def _place_of(halves: Halves) -> str:
    """Return what a calendar would tell of a day: the school, if half of it is spent there."""
    return Place.SCHOOL if Place.SCHOOL in halves else halves[0]


def _of_planning(path: Path) -> Told:
    """Return what a planning of the planner's own tells, as a calendar would."""
    planning = read_planning(path, None, None).edition.planning
    weeks, labels = planning.year.weeks, [row.cohort.label for row in planning.cohorts]

    def name(cohort: Cohort) -> str:
        return cohort.label if labels.count(cohort.label) == 1 else cohort.id

    marks = tuple(
        Mark(name(row.cohort), day, day, _place_of(halves), Spot("", row.cohort.id))
        for row in planning.cohorts
        for week, activity in zip(weeks, row.activities, strict=True)
        for day, halves in zip(days_from(week.monday), activity.halves, strict=False)
    )
    sessions = tuple(
        SeenSessions(name(row.cohort), week.monday, count)
        for row in planning.cohorts
        for week, count in zip(weeks, row.sessions or (), strict=False)
    )
    return Told(path.name, marks, sessions)
