"""The names of the rules and of the objectives."""

from enum import StrEnum


class RuleName(StrEnum):
    """The rules a planning must keep; `planner.rules` states each of them."""

    COHORT_WEEKS = "cohort_weeks"
    FIXED_WEEKS = "fixed_weeks"
    FORBIDDEN_WEEKS = "forbidden_weeks"
    LOCKED_WEEKS = "locked_weeks"
    EVENTS = "events"
    CLOSURES = "closures"
    PATTERN = "pattern"
    DEPARTURES = "departures"
    SCHOOL_WEEKS = "school_weeks"
    SCHOOL_WEEKS_A_MONTH = "school_weeks_a_month"
    COMPANY_WEEKS = "company_weeks"
    ACTIVITY_WEEKS = "activity_weeks"
    SCHOOL_BLOCKS = "school_blocks"
    COMPANY_BLOCKS = "company_blocks"
    ACTIVITY_BLOCKS = "activity_blocks"
    NAMED_BLOCKS = "named_blocks"
    RIGHT_AFTER = "right_after"
    RIGHT_BEFORE = "right_before"
    CHANGES = "changes"
    ACROSS_YEARS = "across_years"
    LONGEST_PRESENCE = "longest_presence"
    SESSIONS = "sessions"
    SESSIONS_A_WEEK = "sessions_a_week"
    SESSION_WEEKS = "session_weeks"
    SESSION_BLOCKS = "session_blocks"
    SEMESTER_SESSIONS = "semester_sessions"
    FIRST_SESSION = "first_session"
    SESSIONS_SO_FAR = "sessions_so_far"
    LEAVE = "leave"
    ONSITE_ROOM = "onsite_room"
    ONSITE_HOURS = "onsite_hours"
    SEMESTER_HOURS = "semester_hours"
    ONSITE_A_WEEK = "onsite_a_week"
    ACADEMIC_HOURS = "academic_hours"
    COMPANY_HOURS = "company_hours"
    CAMPUS_COHORTS = "campus_cohorts"
    CAMPUS_PEOPLE = "campus_people"
    RESOURCES = "resources"
    APART = "apart"


class ObjectiveName(StrEnum):
    """What the planner can minimise."""

    CAMPUS_PEAK = "campus_peak"
    CAMPUS_OVERLAP = "campus_overlap"
    SHARED_WEEKS = "shared_weeks"
    PEOPLE_PEAK = "people_peak"
    COMPANY_SHORTFALL = "company_shortfall"
    BLOCK_BALANCE = "block_balance"
    JOURNEYS = "journeys"
    SCHOOL_ABSENCE = "school_absence"
    COMPANY_ABSENCE = "company_absence"
    IDLE_WEEKS = "idle_weeks"
    WISHED_WEEKS = "wished_weeks"
    PATTERN_DEPARTURES = "pattern_departures"
    CLOSENESS = "closeness"
    MOVED_SESSIONS = "moved_sessions"
    WEEK_ORDER = "week_order"
    SESSION_SPREAD = "session_spread"


NEARNESS = (ObjectiveName.CLOSENESS, ObjectiveName.MOVED_SESSIONS)
"""The objectives that ask for a planning to stay close to."""


LAST_OBJECTIVES = (ObjectiveName.WEEK_ORDER, ObjectiveName.SESSION_SPREAD)
"""The objectives that end every ranking: they pick one of the plannings that are as good."""

ON_SESSIONS = (ObjectiveName.MOVED_SESSIONS, ObjectiveName.SESSION_SPREAD)
"""The objectives on sessions alone: where modules are placed, sessions follow from these."""
