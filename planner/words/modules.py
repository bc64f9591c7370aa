"""What people read of the modules of an apprentice: names of sessions, weeks, hours of a week."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from planner.apprentices.day import Day
from planner.apprentices.folders import Document
from planner.apprentices.modules import Learning, LearntModule
from planner.curriculum.progression import ModuleSession
from planner.messages import Messages
from planner.words.apprentices import session_label
from planner.year.weeks import Week

_LISTING = (Document.CALENDAR_PDF, Document.CALENDAR_SHEET, Document.WORKBOOK)
"""The documents that have the list of modules."""


def module_session_name(options: Sequence[ModuleSession], text: Messages) -> str:
    """Return what a session is of: Mécanique des fluides, séance 2 sur 4; of each option."""
    return " / ".join(
        text("agenda.of-module", module=of.module.name, number=of.number, count=of.count)
        for of in options
    )


def numbered_session_name(
    options: Sequence[ModuleSession], number: int, count: int, text: Messages
) -> str:
    """Return what a session is called: by its number in the year, that of its module first."""
    if not options:
        return text("agenda.session", number=number, count=count)
    what = module_session_name(options, text)
    return text("agenda.module-session", what=what, number=number, count=count)


def session_modules(days: Iterable[Day], text: Messages) -> Iterator[str]:
    """Yield what the sessions on some days are of; nothing of those without a module."""
    for day in days:
        for held in day.held_sessions:
            if held.modules:
                yield module_session_name(held.modules, text)


def document_purpose(document: Document, with_modules: bool, text: Messages) -> str:
    """Return what a document is for, and that it lists modules where some are placed."""
    also = (
        text.unbroken(text("purpose.and-modules")) if with_modules and document in _LISTING else ""
    )
    return text(f"purpose.{document}") + also


def weeks_listed(weeks: Sequence[Week], text: Messages) -> str:
    """Return the numbers of weeks, those in a row as a span: S41, S44–S46."""
    runs: list[list[Week]] = [[week] for week in weeks[:1]]
    for before, week in pairwise(weeks):
        if (week.monday - before.monday).days == 7:
            runs[-1].append(week)
        else:
            runs.append([week])
    letter = text("week.letter")
    ends = ((run[0], run[-1]) for run in runs)
    named = ([f"{letter}{week.iso_week:02}" for week in each] for each in ends)
    return text.listed("–".join(dict.fromkeys(each)) for each in named)


def held_labels(module: LearntModule, text: Messages) -> str:
    """Return the half-days of the sessions of a module."""
    labels = (session_label(*each.half_day, text) for each in module.sessions)
    return text.listed(label.replace(" ", "\N{NO-BREAK SPACE}") for label in labels)


def taught_in_week(found: Learning, week: int, text: Messages) -> str:
    """Return the modules of a week at school, each with its hours; "" in other weeks."""
    return text.unbroken(text.listed(_taught(found.modules, week, text)))


def _taught(modules: Iterable[LearntModule], week: int, text: Messages) -> Iterator[str]:
    for each in modules:
        if week in each.minutes:
            yield f"{each.module.name} ({text.hours(each.minutes[week])})"
