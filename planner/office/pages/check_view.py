"""What the page shows of a calendar that was checked: rule by rule, its weeks, its hours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from planner.documents.planning.pictures.year_strip import year_strip
from planner.messages import Messages
from planner.planning.check import RuleCheck, Verdict, check
from planner.planning.file import ReadPlanning
from planner.planning.planning import Planning
from planner.planning.progressions import module_faults
from planner.planning.unknown_weeks.completions import is_published
from planner.programme.programme import Programme
from planner.words.checks import (
    breach_lines,
    misstatement_lines,
    not_given_line,
    open_lines,
    rules_kept_line,
    unpublished_lines,
)
from planner.words.notices import notices
from planner.words.open_hours import open_hours_lines
from planner.words.progressions import module_lines, unplaced_modules_lines
from planner.words.rules import finding, is_told, required, rule_name
from planner.words.totals import TotalsTable, company_time_rows, course_totals, planning_totals

_COUNTED = {
    Verdict.KEPT: "checking.rules-kept",
    Verdict.BROKEN: "checking.rules-broken",
    Verdict.OPEN: "checking.rules-open",
}
"""The verdicts that are counted, with the texts of their numbers."""


@dataclass(frozen=True)
class CheckedRule:
    """A rule: its name, what it asks, what was found, and the verdict, also in words."""

    name: str
    required: str
    found: str
    verdict: Verdict
    verdict_words: str


@dataclass(frozen=True)
class CheckedClass:
    """The rules on one class, or on all together.

    Attributes
    ----------
    summary
        How many hold, and how many do not.
    is_open
        Whether they are to be seen at once: some do not hold, or not yet.
    """

    title: str
    summary: str
    rules: tuple[CheckedRule, ...]
    is_open: bool


@dataclass(frozen=True)
class FiguresTable:
    """The totals of some people: titles of columns, and a row each, with a name.

    Attributes
    ----------
    are_between
        Whether some lie between two figures.
    """

    titles: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    are_between: bool


@dataclass(frozen=True)
class CheckedYear:
    """One academic year of a calendar.

    Attributes
    ----------
    picture
        The year, an `svg` element.
    result
        Whether all holds, in one sentence.
    breaches
        Rules that are broken, figures of the file that do not follow from its weeks, and what its
        modules do against their curriculum.
    undecided
        Rules that depend on weeks that are not published.
    notes
        What else is to be known: weeks not published, rules not checked, hours lost.
    """

    label: str
    picture: Markup
    result: str
    summary: str
    breaches: tuple[str, ...]
    undecided: tuple[str, ...]
    notes: tuple[str, ...]
    classes: tuple[CheckedClass, ...]
    totals: FiguresTable


@dataclass(frozen=True)
class CheckView:
    """A calendar that was checked.

    Attributes
    ----------
    course
        The totals over its years; None for one of a single year.
    company
        The time in company of the whole course, beside that which the school publishes.
    """

    programme: str
    years: tuple[CheckedYear, ...]
    course: FiguresTable | None
    company: tuple[tuple[str, str, str, str, str], ...]


def check_view(years: Sequence[ReadPlanning], text: Messages) -> CheckView:
    """Check the years of a calendar; return what the page shows."""
    plannings = [read.edition.planning for read in years]
    is_whole = len(years) > 1 and all(map(is_published, plannings))
    return CheckView(
        plannings[0].programme.name,
        tuple(_checked_year(read, text) for read in years),
        _figures(course_totals(plannings, text), plannings, text) if len(years) > 1 else None,
        tuple(company_time_rows(plannings, text)) if is_whole else (),
    )


def _checked_year(read: ReadPlanning, text: Messages) -> CheckedYear:
    planning = read.edition.planning
    checks = check(planning)
    told = [found for found in checks if is_told(found)]
    breaches = (
        *breach_lines(planning, checks, read.cells, text),
        *misstatement_lines(read.misstatements, text),
        *module_lines(planning, text, read.module_cells),
    )
    count = sum(len(found.breaches) for found in checks) + len(read.misstatements)
    count += len([*module_faults(planning)])
    return CheckedYear(
        planning.year.label,
        Markup(year_strip(planning, text)),
        text.counted("check.broken", count) if count else text("check.kept"),
        rules_kept_line(planning, told, text),
        breaches,
        tuple(open_lines(told, text)),
        tuple(_notes(read, told, text)),
        tuple(_classes(planning.programme, told, text)),
        _figures(planning_totals(planning, text), [planning], text),
    )


def _notes(read: ReadPlanning, told: Sequence[RuleCheck], text: Messages) -> Iterable[str]:
    planning = read.edition.planning
    yield from unpublished_lines(planning, text)
    if read.edited:
        yield text("check.edited")
    if unchecked := not_given_line(told, text):
        yield unchecked
        yield text("check.sessions-assumed")
    if is_published(planning):
        yield from open_hours_lines(planning.cohorts, planning.case, text)
    yield from unplaced_modules_lines(planning, text)
    yield from notices(planning, text)


def _classes(
    programme: Programme, told: Sequence[RuleCheck], text: Messages
) -> Iterable[CheckedClass]:
    for cohort, group in groupby(told, lambda found: found.cohort):
        found = list(group)
        title = text("cohort.all")
        if cohort:
            title = f"{cohort.id} – {programme.label_with_site(cohort)}"
        counts = {v: sum(each.verdict is v for each in found) for v in _COUNTED}
        yield CheckedClass(
            title,
            " · ".join(text.counted(_COUNTED[v], count) for v, count in counts.items() if count),
            tuple(_rule(each, text) for each in found),
            is_open=counts[Verdict.BROKEN] + counts[Verdict.OPEN] > 0,
        )


def _rule(found: RuleCheck, text: Messages) -> CheckedRule:
    return CheckedRule(
        rule_name(found.rule, text),
        required(found.rule, text),
        finding(found, text),
        found.verdict,
        text(f"verdict.{found.verdict}"),
    )


def _figures(found: TotalsTable, plannings: Iterable[Planning], text: Messages) -> FiguresTable:
    columns: Mapping[str, Sequence[str]] = {**found.weeks, **found.hours}
    rows = (
        (
            " – ".join(filter(None, (each.id, each.label, each.site))),
            tuple(text.unbroken(column[n]) for column in columns.values()),
        )
        for n, each in enumerate(found.classes)
    )
    titles = tuple(text(f"column.{key}") for key in columns)
    return FiguresTable(titles, tuple(rows), not all(map(is_published, plannings)))
