"""Write the modules of all classes by weeks, to hang up: pages of A3 as PDF."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby

from planner.curriculum.progression import Progression, TaughtModule
from planner.documents.typesetting import typeset
from planner.messages import Messages
from planner.planning.milestones import due_in_class
from planner.planning.planning import CohortPlanning, Edition
from planner.words import colours
from planner.words.credits import credits_of_class
from planner.words.milestones import due_lines, due_title
from planner.words.names import cut_weeks_legend, planning_legend, version_line, week_letters
from planner.words.progressions import objectives_line
from planner.year.activity import Activity
from planner.year.weeks import HOUR, Minutes

_PALETTE = {
    "ink": colours.INK,
    "quiet": colours.MUTED_INK,
    "white": colours.WHITE,
    "header": colours.HEADER,
    "band": colours.WEEKEND,
    "line": colours.INK,
    "hair": colours.LINE,
}
"""The colours that the template refers to by name."""

_LONGEST_LETTERS = 5
"""The most letters that stand upright in a week; more are turned, in a higher row."""


@dataclass(frozen=True)
class _Cell:
    """What a week has, in lines; the colour of its ground, "" without any."""

    lines: tuple[str, ...] = ()
    fill: str = ""


@dataclass(frozen=True)
class _Row:
    """A module by weeks, with its hours and sessions in all."""

    name: str
    unit: str
    cells: tuple[_Cell, ...]
    totals: tuple[str, str]


@dataclass(frozen=True)
class _Group:
    """The modules of a semester, of the common core or of an option."""

    name: str
    modules: tuple[_Row, ...]


@dataclass(frozen=True)
class _Line:
    """What all people of the page have in each week.

    Attributes
    ----------
    is_first
        Whether it stands above the modules, else below.
    is_turned
        Whether letters of it are turned.
    """

    name: str
    cells: tuple[_Cell, ...]
    totals: tuple[str, str] = ("", "")
    fill: str = ""
    is_first: bool = False
    is_turned: bool = False

    @property
    def most_lines(self) -> int:
        """The most lines of a week."""
        return max(len(cell.lines) for cell in self.cells)


def progression_pdf(edition: Edition, text: Messages) -> bytes:
    """Typeset the progressions of a planning: a page a class, and one for each of its options.

    Parameters
    ----------
    edition
        A planning in which some class has modules.

    Returns
    -------
    bytes
        A PDF file; deterministic.
    """
    planning = edition.planning
    programme, label = planning.programme, planning.year.label
    tables = [each.name for each in programme.bases if not each.name.endswith(".toml")]
    source = text("progression.source", programme=programme.id, tables=text.listed(tables))
    if not tables:
        source = text("progression.source-alone", programme=programme.id)
    return typeset(
        "progression",
        {
            "palette": _PALETTE,
            "language": text.language,
            "title": text("progression.pages", year=label),
            "school": programme.school,
            "programme": programme.name,
            "version": version_line(edition, text),
            "source": source,
            "due_title": text("progression.due"),
            "pages": list(_pages(edition, text)),
        },
    )


def _pages(edition: Edition, text: Messages) -> Iterator[Mapping[str, object]]:
    for row in edition.planning.cohorts:
        if row.progression is None:
            continue
        page = _Page(edition, text, row, row.progression)
        yield page.data(row.progression.modules)
        if len(row.progression.streams) > 1:
            for option, modules in row.progression.streams.items():
                yield page.data(modules, option)


class _Page:
    """Lays out the pages of a class."""

    def __init__(
        self, edition: Edition, text: Messages, row: CohortPlanning, progression: Progression
    ) -> None:
        self.planning, self.text = edition.planning, text
        self.row, self.progression = row, progression
        self.weeks = self.planning.year.weeks_of(row.cohort.id)
        self.letter = text("progression.session-letter")
        self.due = due_in_class(row, self.planning.case).dated

    def data(self, modules: Sequence[TaughtModule], option: str = "") -> Mapping[str, object]:
        """Return a page: of the whole class, or of what the people of one of its options have."""
        text, cohort, label = self.text, self.row.cohort, self.planning.year.label
        has_units = any(each.module.unit for each in modules)
        keys = ["module", *(["unit"] if has_units else []), "onsite", "sessions"]
        options = [option] if option else [each for each in self.progression.streams if each]
        about = text("progression.of-all", options=text.listed(options)) if options else ""
        if len(options) == 1:
            about = text("progression.of-option", option=options[0])
        site = self.planning.programme.site_name(cohort)
        return {
            "title": text("sheet.progression.title", cohort=cohort.label, year=label),
            "about": " · ".join(filter(None, (about, site))),
            "columns": [text(f"column.{key}") for key in keys],
            "has_units": has_units,
            "months": self._months(),
            "weeks": self._weeks(),
            "groups": [asdict(group) for group in self._groups(modules)],
            "lines": [
                asdict(line) | {"most_lines": line.most_lines}
                for line in self._lines(None if option else modules)
            ],
            "legend": [
                {"letters": each[0], "fill": each[1], "meaning": each[2]} for each in self._legend()
            ],
            "due": list(due_lines(self.due, text)),
            "notes": list(self._notes(option)),
        }

    def _months(self) -> list[Mapping[str, object]]:
        months = groupby(week.monday.replace(day=1) for week in self.weeks)
        counted = [(first, len(list(weeks))) for first, weeks in months]
        return [
            {"name": self.text.month(first, "MMM" if count < 3 else "MMMM y"), "count": count}
            for first, count in counted
        ]

    def _weeks(self) -> list[Mapping[str, object]]:
        letters = week_letters(self.row, self.planning.year)
        letter = self.text("week.letter")
        return [
            {
                "name": f"{letter}{week.iso_week:02}",
                "day": f"{week.monday:%d}",
                "begins": not n or letters[n] != letters[n - 1],
            }
            for n, week in enumerate(self.weeks)
        ]

    def _groups(self, modules: Iterable[TaughtModule]) -> Iterator[_Group]:
        """Yield the modules by semester; in each, the common core first, then option by option."""
        found: dict[tuple[int, str], list[TaughtModule]] = {}
        for each in modules:
            found.setdefault((each.module.semester or 0, each.module.option), []).append(each)
        has_options = any(option for _, option in found)
        places = {option: n for n, option in enumerate(["", *self.progression.streams])}
        for (semester, option), group in sorted(
            found.items(), key=lambda item: (item[0][0], places[item[0][1]])
        ):
            when = self.text("progression.semester", semester=semester) if semester else ""
            of = self.text("progression.core")
            if option:
                of = self.text("progression.option", option=option)
            name = " – ".join(filter(None, (when, of if has_options else "")))
            rows = tuple(map(self._row, group))
            yield _Group(name or self.text("column.modules"), rows)

    def _row(self, each: TaughtModule) -> _Row:
        cells = zip(each.minutes, each.sessions, strict=True)
        totals = self._hours(sum(each.minutes)), self._number(sum(each.sessions))
        unit = each.module.unit
        return _Row(each.module.name, unit, tuple(self._cell(*cell) for cell in cells), totals)

    def _cell(self, minutes: Minutes, sessions: int) -> _Cell:
        lines = []
        if minutes:
            lines.append(self._hours(minutes))
        if sessions:
            lines.append(f"{sessions}\N{NO-BREAK SPACE}{self.letter}")
        activity = Activity.SCHOOL if minutes else Activity.COMPANY
        return _Cell(tuple(lines), colours.COLOURS[activity] if lines else "")

    def _lines(self, of_class: Sequence[TaughtModule] | None) -> Iterator[_Line]:
        """Yield the rhythm, what is due, hours, sessions; of a whole class, half-days on call."""
        text, found = self.text, self.progression
        yield self._rhythm()
        if self.due:
            yield self._due()
        hours, sessions = sum(found.minutes), sum(found.sessions)
        totals = {
            "hours": (found.minutes, self._hours, (self._hours(hours), "")),
            "sessions": (found.sessions, self._number, ("", self._number(sessions))),
        }
        for key, (values, shown, total) in totals.items():
            cells = tuple(_Cell((shown(each),) if each else ()) for each in values)
            yield _Line(text(f"progression.{key}"), cells, total, colours.FAINT)
        if of_class is not None:
            on_call = [
                sum(n in each.session_weeks for each in of_class) for n in range(len(self.weeks))
            ]
            cells = tuple(_Cell((self._number(each),) if each else ()) for each in on_call)
            total = "", self._number(sum(on_call))
            yield _Line(text("progression.on_call"), cells, total, colours.FAINT)

    def _rhythm(self) -> _Line:
        letters = week_letters(self.row, self.planning.year)
        programme = self.planning.programme
        cells = tuple(
            _Cell((shown,), colours.colour(activity, programme))
            for shown, activity in zip(letters, self.row.activities, strict=True)
        )
        is_turned = max(map(len, letters)) > _LONGEST_LETTERS
        return _Line(self.text("progression.rhythm"), cells, is_first=True, is_turned=is_turned)

    def _due(self) -> _Line:
        """Return the numbers of what is due in each week; they are those of the list below."""
        numbers = {name: n for n, name in enumerate(self._due_names(), start=1)}
        of_weeks: list[list[int]] = [[] for _ in self.weeks]
        for due in self.due:
            week = max(n for n, each in enumerate(self.weeks) if each.monday <= due.day)
            of_weeks[week].append(numbers[due_title(due, self.text)])
        cells = tuple(_Cell(tuple(map(str, sorted({*of})))) for of in of_weeks)
        return _Line(self.text("progression.due"), cells, is_first=True)

    def _due_names(self) -> Iterable[str]:
        return dict.fromkeys(due_title(due, self.text) for due in self.due)

    def _legend(self) -> Iterator[tuple[str, str, str]]:
        text = self.text
        yield text.number(3.5), colours.COLOURS[Activity.SCHOOL], text("progression.legend-hours")
        remote = colours.COLOURS[Activity.COMPANY]
        yield f"2 {self.letter}", remote, text("progression.legend-sessions")
        shown = {*week_letters(self.row, self.planning.year)}
        for each in planning_legend([self.planning], text):
            if each.letters in shown:
                yield each.letters, each.colour, each.meaning
        if any(activity.parts for activity in self.row.activities):
            for each in cut_weeks_legend([self.planning], text):
                yield each.letters, each.colour, each.meaning

    def _notes(self, option: str) -> Iterator[str]:
        text, cohort, programme = self.text, self.row.cohort, self.planning.programme
        if self.progression.results and not option:
            yield objectives_line(cohort, self.progression, text)
        curriculum = self.progression.curriculum
        units = [
            text("progression.company-unit", name=unit.name, ects=unit.ects)
            for unit in curriculum.company_units
        ]
        if units:
            yield text("progression.company-units", units=text.listed(units))
        yield from credits_of_class(cohort, programme, text)

    def _hours(self, minutes: Minutes) -> str:
        return self.text.number(minutes / HOUR) if minutes else "–"

    def _number(self, count: int) -> str:
        return self.text.number(count) if count else "–"
