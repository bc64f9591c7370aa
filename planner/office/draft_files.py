"""The files of a draft: its rules, and its planning as the command line writes it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath
from typing import Literal

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.year import apprentice_years
from planner.delivery.companies import people_at
from planner.documents.apprentice.class_calendar import ClassForm, class_calendar
from planner.documents.apprentice.class_files import class_calendar_names
from planner.documents.exchange.kinds import EXPORT_KINDS, ExportKind, RosterUse
from planner.documents.exchange.source import ExportSource, asked_days
from planner.documents.letterhead import NO_LETTERHEAD, Letterhead
from planner.documents.planning.file_names import (
    ON_CALL_FOLDER,
    PLANNING_JSON,
    PLANNING_XLSX,
    PROGRESSION_PDF,
    chart_names,
    chart_page_count,
)
from planner.documents.planning.on_call_calendars import on_call_calendars
from planner.documents.planning.progression_pdf import progression_pdf
from planner.documents.planning.workbook import planning_workbook
from planner.files.archive import zip_files
from planner.files.problems import Problem, Unusable, problem
from planner.messages import Messages
from planner.office.drafts.state import RULES_NAME, DraftState, required_edition
from planner.planning.check import check, keeps_every_rule
from planner.planning.file import planning_json
from planner.planning.on_call import duties_of_teachers
from planner.planning.planning import Edition, Planning
from planner.planning.progressions import module_faults
from planner.words.periods import missed_line
from planner.words.progressions import module_lines
from planner.words.rules import breach, rule_name

FileGroup = Literal["data", "planning", "correction", "classes", "timetables", "services"]
"""Rules and planning as data; what is given out; what is to be corrected; a page of each class;
what other tools take, by `Audience`."""


_ON_CALL_ZIP = f"{ON_CALL_FOLDER}.zip"
_OF_MODULES = {PROGRESSION_PDF: "progression", _ON_CALL_ZIP: "on-call"}
"""The files of a planning with modules, with the names of what they are."""


@dataclass(frozen=True)
class DraftFile:
    """A file of a draft.

    Attributes
    ----------
    of
        The cohort of the calendar of a class; the kind of a file of another tool.
    of_people
        Whether a file of another tool is about the apprentices of the list.
    """

    name: str
    group: FileGroup
    of: str = ""
    of_people: bool = False

    @property
    def kind(self) -> str:
        """The name of what it is: its suffix, or what tells it from others of this suffix."""
        if self.group == "correction":
            return self.group
        if self.group in ("timetables", "services"):
            return self.of
        if self.name in _OF_MODULES:
            return _OF_MODULES[self.name]
        return self.suffix

    @property
    def suffix(self) -> str:
        """The suffix of its name, without the dot."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True)
class ExportSelection:
    """The apprentices and days of which a file about the list is made.

    Attributes
    ----------
    company
        The company of whose apprentices alone it is; "" for those of all.
    first, last
        The days from which to which it is; None for those of the planning.
    letterhead
        The head of the school's letters.
    """

    company: str = ""
    first: date | None = None
    last: date | None = None
    letterhead: Letterhead = NO_LETTERHEAD


WHOLE_LIST = ExportSelection()
"""All of the list, in the whole planning."""


def is_final(state: DraftState) -> bool:
    """Return whether the planning of a draft can be given out: whole, and keeping its rules."""
    try:
        return _keeps_all(required_edition(state).planning)
    except Unusable:
        return False


def _keeps_all(planning: Planning) -> bool:
    return keeps_every_rule(planning) and not any(module_faults(planning))


def breach_sentences(planning: Planning, text: Messages) -> list[str]:
    """Return which rule of whom a planning breaks, where and how: a sentence for each breach."""
    weeks, label = planning.year.weeks, planning.programme.label_with_site
    of_rules = (
        text(
            "breach.at",
            rule=rule_name(found.rule, text),
            cohort=label(found.cohort) if found.cohort else text("cohort.all"),
            what=breach(found, bound, weeks, text),
        )
        for found in check(planning)
        for bound in found.breaches
    )
    return [*of_rules, *module_lines(planning, text)]


def offered_files(state: DraftState, text: Messages) -> Sequence[DraftFile]:
    """Return the files that a draft gives out as it stands."""
    return tuple(_offered_files(state, text))


def _offered_files(state: DraftState, text: Messages) -> Iterator[DraftFile]:
    yield DraftFile(RULES_NAME, "data")
    try:
        edition = required_edition(state)
    except Unusable:
        return
    yield DraftFile(PLANNING_JSON, "data")
    planning = edition.planning
    if _keeps_all(planning):
        charts = chart_names(chart_page_count(len(planning.cohorts)))
        names = PLANNING_XLSX, *charts, *_module_file_names(planning)
        yield from (DraftFile(name, "planning") for name in names)
        for (cohort, _), name in class_calendar_names(planning.programme, text).items():
            yield DraftFile(name, "classes", cohort)
        for kind in EXPORT_KINDS.values():
            yield from _exported_files(kind, state, text)
    elif all(row.sessions is not None and row.onsite is not None for row in planning.cohorts):
        yield DraftFile(text("give-out.marked"), "correction")


def _exported_files(kind: ExportKind, state: DraftState, text: Messages) -> Iterator[DraftFile]:
    """Yield the files of a kind: of the classes, and of the list where it goes with them."""
    name = text(f"exported.{kind.name}")
    of_classes = kind.roster is not RosterUse.NEEDED
    if of_classes and not kind.lacks(ExportSource(required_edition(state))):
        for suffix in kind.formats:
            yield DraftFile(f"{name}{suffix}", kind.audience.value, kind.name)
    if kind.roster is not RosterUse.NONE and not roster_problems(state):
        of_people = text("exported.of-people", name=name)
        for suffix in kind.formats:
            yield DraftFile(f"{of_people}{suffix}", kind.audience.value, kind.name, of_people=True)


def _source(file: DraftFile, state: DraftState, selection: ExportSelection) -> ExportSource:
    """Return what is exported of a draft: its planning, and its list where a file is about it."""
    edition = required_edition(state)
    if not file.of_people:
        return ExportSource(edition)
    people = people_at(selection.company, state.roster) if selection.company else state.roster
    dates = asked_days(edition.planning, selection.first, selection.last)
    return ExportSource(edition, people, dates, selection.letterhead)


def _module_file_names(planning: Planning) -> Iterator[str]:
    if any(row.progression for row in planning.cohorts):
        yield PROGRESSION_PDF
        if any(each.teacher.name and each.duties for each in duties_of_teachers(planning)):
            yield _ON_CALL_ZIP


def file_content(
    file: DraftFile, state: DraftState, language: str, selection: ExportSelection = WHOLE_LIST
) -> bytes:
    """Return the content of a file of a draft; deterministic.

    Raises
    ------
    Unusable
        The planning does not fit the rules, or has nothing that is asked for.
    """
    text = Messages(language)
    if file.name == RULES_NAME:
        return state.rules.encode()
    edition = required_edition(state)
    match file.group, file.name:
        case "classes", _:
            cohorts = edition.planning.programme.cohorts
            cohort = next(each for each in cohorts if each.id == file.of)
            return class_calendar(cohort, ClassForm(file.suffix), edition, text)
        case "timetables" | "services", _:
            source = _source(file, state, selection)
            return EXPORT_KINDS[file.of].content(PurePath(file.name).suffix, source, text)
        case "correction", _:
            return planning_workbook(edition, text, marked=True)
        case _, name if name == PLANNING_JSON:
            return planning_json(edition)
        case _, name if name == PLANNING_XLSX:
            return planning_workbook(edition, text)
        case _, name if name == PROGRESSION_PDF:
            return progression_pdf(edition, text)
        case _, name if name == _ON_CALL_ZIP:
            return zip_files(on_call_calendars(edition, text))
        case _, name:
            from planner.documents.planning.pictures.gantt import gantt_files  # imports matplotlib

            return gantt_files([edition], text, only=name)[name]


def labelled(state: DraftState, edition: Edition) -> DraftState:
    """Return a state whose planning has the label and the day of issue of an edition."""
    now = replace(
        required_edition(state), version_label=edition.version_label, issued=edition.issued
    )
    return replace(state, planning=planning_json(now))


# --- The documents of all apprentices -----------------------------------------------------------


def roster_problems(state: DraftState) -> tuple[Problem, ...]:
    """Return why the list of apprentices of a draft cannot be used with its planning."""
    if not state.roster:
        return (problem("give-out.no-list"),)
    cohorts = {row.cohort.id for row in required_edition(state).planning.cohorts}
    strangers = [each.name for each in state.roster if each.cohort not in cohorts]
    return tuple(problem("give-out.stranger", who=name) for name in strangers)


def missed_lines(state: DraftState, text: Messages) -> tuple[tuple[Apprentice, str], ...]:
    """Return whose contract ends before a defence or an event, and what is said of it.

    The list must go with the planning of the draft.
    """
    planning = required_edition(state).planning
    last = planning.year.weeks[-1].last_day
    leaving = [who for who in state.roster if all(e.end and e.end < last for e in who.periods)]
    years = apprentice_years(leaving, planning)
    return tuple((year.apprentice, line) for year in years if (line := missed_line(year, text)))
