"""How the form is laid out: which subject each key belongs to, and which keys are open."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """What is shown together under one heading.

    Attributes
    ----------
    name
        Its name in addresses, and of its heading in the catalogue.
    keys
        The keys of its table that it shows, in order.
    """

    name: str
    keys: tuple[str, ...]


SECTIONS: Mapping[str, tuple[Section, ...]] = {
    "programme": (
        Section("programme", ("name", "school", "id", "published", "extends")),
        Section("year", ("academic_year", "public_holidays")),
        Section("closures", ("closures",)),
        Section("activities", ("activities",)),
        Section("workday", ("workday",)),
        Section("cohorts", ("cohorts",)),
        Section("milestones", ("milestones",)),
        Section("curriculum", ("curriculum",)),
        Section("leave", ("leave",)),
        Section("campus", ("campus",)),
        Section("sites", ("sites",)),
        Section("objectives", ("objectives",)),
        Section("sources", ("sources",)),
    ),
    "cohort": (
        Section(
            "who",
            ("label", "id", "year", "headcount", "site", "starts", "ends", "option", "follows"),
        ),
        Section(
            "rhythm",
            (
                "school_weeks",
                "company_weeks",
                "school_blocks",
                "company_blocks",
                "pattern",
                "patterns",
                "school_weeks_a_month",
                "longest_presence",
                "longest_presence_days",
                "changes_on",
                "count_cut_weeks",
                "activities",
            ),
        ),
        Section("named", ("named_blocks",)),
        Section(
            "weeks",
            ("fixed_weeks", "events", "forbidden_weeks", "wished_weeks", "locked_weeks"),
        ),
        Section("sessions", ("sessions",)),
        Section(
            "hours",
            (
                "onsite_hours",
                "academic_hours",
                "company_hours",
                "onsite_a_week",
                "onsite_hours_a_day",
                "semesters",
                "workday",
            ),
        ),
        Section("uses", ("uses",)),
    ),
}
"""The sections of the form, and those of a class within it."""

FURTHER = frozenset(
    {
        "programme.id",
        "programme.published",
        "programme.extends",
        "academic_year.weeks",
        "academic_year.until",
        "public_holidays.subdivision",
        "public_holidays.added",
        "public_holidays.taken_away",
        "public_holidays.solidarity_day",
        "closures.dates",
        "closures.open_weeks",
        "closures.replaces",
        "workday.session",
        "workday.morning",
        "workday.afternoon",
        "workday.time_zone",
        "leave.in_proportion",
        "campus.resources",
        "curriculum.options",
        "curriculum.teachers",
        "curriculum.resources",
        "curriculum.modules_a_week",
        "curriculum.semester_ends",
        "curriculum.company_units",
        "curriculum.ects_a_year",
        "cohort.id",
        "cohort.site",
        "cohort.starts",
        "cohort.ends",
        "cohort.option",
        "cohort.follows",
        "cohort.pattern",
        "cohort.patterns",
        "cohort.school_weeks_a_month",
        "cohort.longest_presence",
        "cohort.longest_presence_days",
        "cohort.changes_on",
        "cohort.count_cut_weeks",
        "cohort.activities",
        "cohort.forbidden_weeks",
        "cohort.wished_weeks",
        "cohort.locked_weeks",
        "cohort.onsite_a_week",
        "cohort.onsite_hours_a_day",
        "cohort.semesters",
        "cohort.workday",
        "window.from",
        "window.until",
        "window.before",
        "window.strict",
        "window.windows",
        "pattern.most_departures",
        "pattern.except",
        "pattern.within_block",
        "blocks.longest_across",
        "blocks.shortest_days",
        "blocks.longest_days",
        "named_block.activity",
        "named_block.starts",
        "named_block.count",
        "named_block.right_after",
        "named_block.right_before",
        "named_block.shortest_days",
        "named_block.longest_days",
        "sessions.without_weeks",
        "sessions.after_first",
        "sessions.most_a_school_week",
    }
)
"""The keys that are one step away; the others are open."""

SOURCES: Mapping[str, tuple[str, ...]] = {
    "programme.closures": ("closures",),
    "programme.leave": ("leave",),
    "campus.most_cohorts": ("campus_cohorts",),
    "campus.most_people": ("campus_people",),
    "campus.resources": ("resources",),
    "cohort.starts": ("cohort_weeks",),
    **dict.fromkeys(("cohort.pattern", "cohort.patterns"), ("pattern", "departures")),
    "cohort.activities": ("activity_weeks", "activity_blocks"),
    "cohort.onsite_hours_a_day": ("onsite_a_week",),
    "cohort.sessions": ("sessions", "sessions_a_week", "session_weeks"),
    "sessions.after_first": ("first_session",),
    "sessions.most_a_school_week": ("sessions_so_far",),
    "cohort.semesters": ("semester_hours", "semester_sessions"),
    "cohort.named_blocks": ("named_blocks", "session_blocks", "right_after", "right_before"),
    "blocks.longest_across": ("across_years",),
    "cohort.changes_on": ("changes",),
    "cohort.longest_presence_days": ("longest_presence",),
    "workday.school": ("onsite_room",),
    **{
        f"cohort.{name}": (name,)
        for name in (
            "fixed_weeks",
            "forbidden_weeks",
            "locked_weeks",
            "events",
            "school_weeks",
            "school_weeks_a_month",
            "company_weeks",
            "school_blocks",
            "company_blocks",
            "longest_presence",
            "onsite_hours",
            "onsite_a_week",
            "academic_hours",
            "company_hours",
        )
    },
}
"""The rules that keys state, whose sources stand beside them."""
