"""Names in documents, pages and at the terminal: of activities, weeks, measures, versions."""

from collections.abc import Iterator, Sequence

from planner.messages import Messages
from planner.planning.measures import Measure
from planner.planning.planning import Edition, Planning
from planner.programme.cohort import NamedBlock, PlannedWeek
from planner.programme.names import ObjectiveName
from planner.year.activity import Activity
from planner.year.weeks import Week


def activity_name(activity: Activity, text: Messages) -> str:
    """Return the name of an activity: its own label, or that of the catalogue."""
    return activity.label or text(f"activity.{activity.name}")


def activity_names(activities: Sequence[Activity], text: Messages) -> str:
    """Return the names of alternative activities: school/company."""
    return "/".join(activity_name(activity, text) for activity in activities)


def activity_legend(activity: Activity, text: Messages) -> str:
    """Return the explanation of an activity in a legend."""
    return activity.label or text(f"legend.{activity.name}")


def legend_of_blocks(planning: Planning) -> Iterator[tuple[str, NamedBlock]]:
    """Yield the named blocks of a planning with their names, each pair of name and label once."""
    listed: set[tuple[str, str]] = set()
    for cohort in planning.cohorts:
        for named in cohort.cohort.named_blocks:
            if (named.name, named.label) not in listed:
                listed.add((named.name, named.label))
                yield named.name, named


def measure_name(measure: Measure, text: Messages) -> str:
    """Return the name of a measure: some are objectives as well."""
    is_objective = measure.name in list(ObjectiveName)
    return text(f"objective.{measure.name}" if is_objective else f"measure.{measure.name}")


def version_line(edition: Edition, text: Messages) -> str:
    """Return the line that says which version a document is, and when it was issued."""
    version = edition.version_label or text("version.unnamed")
    line = text("version", version=version)
    if edition.issued:
        line += " – " + text("version.issued", day=edition.issued)
    if edition.changed:
        line += " – " + text(f"changed.{edition.changed}")
    elif edition.status != "optimal":
        line += " – " + text("status.feasible")
    return text.unbroken(line)


def week_name(week: Week, text: Messages) -> str:
    """Return the number of a week and its ISO year: S07 2027."""
    return f"{text('week.letter')}{week.iso_week:02} {week.iso_year}"


def planned_week_name(week: PlannedWeek, text: Messages) -> str:
    """Return what a week has: its activity, and its sessions if there are any."""
    name = activity_name(week.activity, text)
    return f"{name}, {text.counted('sessions', week.sessions)}" if week.sessions else name
