"""Where in a programme file the problems are that follow from several of its figures.

Violations of the schema know their places; for the others, the key of the sentence says which
figures it speaks of, and its values of which cohort, block or resource they are.
"""

import re
from collections.abc import Iterator, Mapping

from planner.files.problems import Location, Problem

PLACES: Mapping[str, tuple[str, ...]] = {
    "activity.taken": ("activities.{name}",),
    "field.value": ("{field}",),
    "cohort.no-changes": ("changes_on",),
    "cohort.no-weeks": ("starts", "ends"),
    "cohort.window-outside": ("{field}", "starts", "ends"),
    "contradiction.academic-hours": ("academic_hours.target", "onsite_hours", "sessions.total"),
    "contradiction.blocks": ("{blocks}.count", "{key}"),
    "contradiction.blocks-any": ("{blocks}.longest", "{key}"),
    "contradiction.cohorts-doubled": ("cohorts",),
    "contradiction.company-blocks": ("company_blocks", "school_blocks"),
    "contradiction.company-hours": ("company_hours.target",),
    "contradiction.dates": ("closures.dates.{first}.last",),
    "contradiction.dates-unused": ("closures.dates", "closures.school_holidays.names"),
    "contradiction.days": ("closures.days.{first}.last",),
    "contradiction.fixed-closed": ("fixed_weeks.{week}", "closures.weeks"),
    "contradiction.fixed-forbidden": ("fixed_weeks.{week}", "forbidden_weeks.{week}"),
    "contradiction.groups": ("uses.{name}.groups",),
    "contradiction.holidays-open": ("{field}",),
    "contradiction.leave": ("leave.consecutive",),
    "contradiction.lengths": ("{blocks}.longest",),
    "contradiction.lengths-in-days": ("{blocks}.longest_days",),
    "contradiction.letters": ("activities", "cohorts"),
    "contradiction.locked-module": ("locked_weeks",),
    "contradiction.milestones-doubled": ("milestones",),
    "contradiction.milestones-endless": ("milestones",),
    "contradiction.module-hours": ("academic_hours.target",),
    "contradiction.module-onsite": ("onsite_hours",),
    "contradiction.module-sessions": ("sessions.total",),
    "contradiction.module-least-sessions": ("sessions.total",),
    "contradiction.module-sessions-long": ("sessions.total",),
    "contradiction.named-activity": ("{blocks}.activity",),
    "contradiction.named-weeks": ("{blocks}.weeks",),
    "contradiction.no-holiday": ("public_holidays",),
    "contradiction.objectives-doubled": ("objectives",),
    "contradiction.objectives-end": ("objectives",),
    "contradiction.onsite-a-day": ("{key}", "onsite_hours_a_day"),
    "contradiction.onsite-a-day-long": ("onsite_hours_a_day",),
    "contradiction.onsite-a-day-twice": ("onsite_hours_a_day", "onsite_a_week"),
    "contradiction.onsite-a-week": ("onsite_a_week.most",),
    "contradiction.onsite-hours": ("onsite_hours", "school_weeks"),
    "contradiction.open-hours-least": ("academic_hours.target", "semesters", "sessions.total"),
    "contradiction.open-hours-most": ("academic_hours.target", "school_weeks"),
    "contradiction.order-endless": ("named_blocks",),
    "contradiction.people": ("headcount",),
    "contradiction.presence": ("longest_presence.{place}", "{blocks}.shortest"),
    "contradiction.presence-in-days": ("longest_presence_days.{place}", "{blocks}.shortest_days"),
    "contradiction.replaces-nothing": ("closures.replaces",),
    "contradiction.resource": ("uses.{name}",),
    "contradiction.semester-hours": ("semesters", "onsite_hours"),
    "contradiction.semester-sessions": ("semesters", "sessions.total"),
    "contradiction.session-end": ("workday.afternoon",),
    "contradiction.session-times": ("workday.afternoon", "workday.session"),
    "contradiction.sessions": ("sessions.total", "sessions.a_week"),
    "contradiction.sessions-zero": ("sessions.a_week",),
    "contradiction.single-days": ("closures.single_days.{first}.last",),
    "contradiction.single-days-cohorts": ("closures.single_days.{first}.cohorts",),
    "contradiction.single-days-off": ("closures.single_days.{first}.first",),
    "contradiction.single-days-twice": ("closures.single_days.{first}.hours",),
    "contradiction.weeks-of-kind": ("{key}", "{others}"),
    "contradiction.window-never": ("{field}",),
    "curriculum.missing": ("curriculum.file",),
    "extends.endless": ("extends",),
    "extends.missing": ("extends",),
    "patterns.overlap": ("patterns.{one}", "patterns.{other}"),
    "site.missing": ("site",),
    "site.none": ("site",),
    "semesters.overlap": ("semesters.{one}", "semesters.{other}"),
    "semesters.total": ("semesters", "onsite_hours"),
    "year.holidays-unknown": ("closures.school_holidays",),
}
"""By the key of a problem, the figures that it speaks of; those of a cohort from there."""

_KEYS = ("field", "key", "blocks", "others")
"""The values that are keys themselves, dotted, of several figures "a, b" or "a − b"."""


def located(found: Problem) -> Problem:
    """Return a problem with its places.

    A cohort is named by its id there, another item of a list by its name or its first day.
    """
    inner = found.values.get("what")
    if found.key == "cohort.problem" and isinstance(inner, Problem):
        return found.at(*located(inner).places).below("cohorts", str(found.values["cohort"]))
    if found.key == "site.problem" and isinstance(inner, Problem):
        return found.at(*located(inner).places).below("sites", str(found.values["site"]))
    if found.places:
        return found
    return found.at(*(place for each in PLACES.get(found.key, ()) for place in _of(each, found)))


def _of(template: str, found: Problem) -> Iterator[Location]:
    """Yield the places that a template stands for."""
    first, _, rest = template.partition(".")
    below = tuple(
        str(found.values[part[1:-1]]) if part.startswith("{") else part
        for part in filter(None, rest.split("."))
    )
    if first[1:-1] not in _KEYS:
        yield (first, *below)
        return
    for key in re.split(r", | − ", str(found.values[first[1:-1]])):
        yield (*(part for part in re.split(r"[.\[\]]+", key) if part), *below)
