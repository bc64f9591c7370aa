"""Names in documents, pages and at the terminal: of activities, weeks, measures, versions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from planner.messages import Messages
from planner.planning.blocks import block_names
from planner.planning.measures import Measure
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.programme.cohort import PlannedWeek
from planner.programme.names import ObjectiveName
from planner.words.colours import CUT_WEEK, colour
from planner.year.activity import WEEKDAYS, Activity, Halves, week_of
from planner.year.weeks import AcademicYear, Week


def activity_name(activity: Activity, text: Messages) -> str:
    """Return the name of an activity: its own label, or that of the catalogue.

    That of a cut week says until which day it is which: école jusqu'au mercredi, puis entreprise.
    """
    if activity.parts:
        return _cut_week_name(activity, text)
    return activity.label or text(f"activity.{activity.name}")


def _cut_week_name(activity: Activity, text: Messages) -> str:
    runs = [(name, list(run)) for name, run in groupby(range(WEEKDAYS), activity.on)]
    said = [
        text(
            "activity.until" if days[0] != days[-1] or days[0] else "activity.on-day",
            activity=activity_name(part, text),
            day=text.weekday_name(days[-1]),
        )
        for part, days in runs[:-1]
    ]
    said.append(activity_name(runs[-1][0], text))
    return text("activity.then").join(said)


def activity_names(activities: Sequence[Activity], text: Messages) -> str:
    """Return the names of alternative activities: school/company."""
    return "/".join(activity_name(activity, text) for activity in activities)


def halves_name(halves: Halves, text: Messages) -> str:
    """Return the name of a day at two places: école le matin, entreprise l'après-midi."""
    return text(f"day_at.{'/'.join(halves)}")


def activity_legend(activity: Activity, text: Messages) -> str:
    """Return the explanation of an activity in a legend."""
    return activity.label or text(f"legend.{activity.name}")


def week_letters(planning: CohortPlanning, year: AcademicYear) -> tuple[str, ...]:
    """Return the letters of each week: of its activity, of its days, or its named block's name."""
    weeks = zip(planning.activities, block_names(planning, year), strict=True)
    return tuple(name or activity.code for activity, name in weeks)


@dataclass(frozen=True)
class LetterMeaning:
    """What letters on a colour stand for; the colour is hexadecimal RGB."""

    letters: str
    colour: str
    meaning: str


def planning_legend(plannings: Sequence[Planning], text: Messages) -> list[LetterMeaning]:
    """Return the legend of what the weeks of some plannings show, and of nothing else.

    Weeks of a named block show its name in place of the letters of their activity.
    """
    entries: dict[LetterMeaning, None] = {}
    shown = [(planning, list(_shown_weeks(planning))) for planning in plannings]
    for planning, weeks in shown:
        lettered = {each for week, named in weeks if named is None for each in week.each}
        for activity in planning.activities:
            if activity in lettered:
                fill = colour(activity, planning.programme)
                entries[LetterMeaning(activity.code, fill, activity_legend(activity, text))] = None
    for planning, weeks in shown:
        found = {named for _, named in weeks}
        for cohort in planning.cohorts:
            for named in cohort.cohort.named_blocks:
                if (named.name, named.label) in found:
                    fill = colour(named.activity, planning.programme)
                    entries[LetterMeaning(named.name, fill, named.label)] = None
    return list(entries)


def cut_weeks_legend(plannings: Sequence[Planning], text: Messages) -> list[LetterMeaning]:
    """Return the line of a legend that explains the letters of cut weeks; none without any."""
    rows = (row for planning in plannings for row in planning.cohorts)
    if not any(activity.parts for row in rows for activity in row.activities):
        return []
    cut = week_of([*[Activity.SCHOOL] * 3, *[Activity.COMPANY] * 2])
    return [LetterMeaning(cut.code, CUT_WEEK, text("legend.cut-week"))]


def _shown_weeks(planning: Planning) -> Iterator[tuple[Activity, tuple[str, str] | None]]:
    """Yield the activity of each week, with the name and the label of its named block."""
    for cohort in planning.cohorts:
        labels = {named.name: named.label for named in cohort.cohort.named_blocks}
        names = block_names(cohort, planning.year)
        for activity, name in zip(cohort.activities, names, strict=True):
            yield activity, (name, labels[name]) if name else None


def measure_name(measure: Measure, text: Messages) -> str:
    """Return the name of a measure: some are objectives as well."""
    is_objective = measure.name in list(ObjectiveName)
    return text(f"objective.{measure.name}" if is_objective else f"measure.{measure.name}")


def version_line(edition: Edition, text: Messages) -> str:
    """Return the line that says which version a document is, and when it was issued.

    It is empty for a version without a name and a day of issue, of which nothing else is to say.
    """
    parts = []
    if edition.version_label:
        parts.append(text("version", version=edition.version_label))
    if edition.issued:
        parts.append(text("version.issued", day=edition.issued))
    if edition.changed:
        parts.append(text(f"changed.{edition.changed}"))
    elif edition.status != "optimal":
        parts.append(text("status.feasible"))
    return text.unbroken(" – ".join(parts))


def last_day_key(year: AcademicYear) -> str:
    """Return the key of the name of the last day of whole weeks: friday, or saturday."""
    return "friday" if year.weekdays == WEEKDAYS else "saturday"


def week_name(week: Week, text: Messages) -> str:
    """Return the number of a week and its ISO year: S07 2027."""
    return f"{text('week.letter')}{week.iso_week:02} {week.iso_year}"


def planned_week_name(week: PlannedWeek, text: Messages) -> str:
    """Return what a week has: its activity, and its sessions if there are any."""
    name = activity_name(week.activity, text)
    return f"{name}, {text.counted('sessions', week.sessions)}" if week.sessions else name
