"""The public Python API (`import planner`): programmes, plannings and measures as pandas objects.

Messages of exceptions are in the language of the environment variable PLANNER_LANG, "fr" or "en";
in French if it is not set.
"""

from planner.api.campus import campus
from planner.api.choosing import alternatives
from planner.api.courses import plan_years, read_years
from planner.api.ects import ects, units
from planner.api.errors import NoPlanning, UnusableInput
from planner.api.exchange import export, module_changes, read_timetable
from planner.api.explaining import Explained, explain
from planner.api.learning import Learned, learn
from planner.api.mail import preview_mail, read_bounces, send_mail
from planner.api.milestones import milestones
from planner.api.people import payroll, sessions
from planner.api.pictures import Picture, draw
from planner.api.plannings import calendars, change, front, load, models, plan, read, save
from planner.api.progressions import on_call, progression, progression_breaches
from planner.api.repairs import add_cohort, close_days, close_week, repair, teacher_away
from planner.api.tables import compare, definitions, hours, measure, verdicts
from planner.planning.planning import Edition
from planner.programme.programme import Programme

__all__ = [
    "Edition",
    "Explained",
    "Learned",
    "NoPlanning",
    "Picture",
    "Programme",
    "UnusableInput",
    "add_cohort",
    "alternatives",
    "calendars",
    "campus",
    "change",
    "close_days",
    "close_week",
    "compare",
    "definitions",
    "draw",
    "ects",
    "explain",
    "export",
    "front",
    "hours",
    "learn",
    "load",
    "measure",
    "milestones",
    "models",
    "module_changes",
    "on_call",
    "payroll",
    "plan",
    "plan_years",
    "preview_mail",
    "progression",
    "progression_breaches",
    "read",
    "read_bounces",
    "read_timetable",
    "read_years",
    "repair",
    "save",
    "send_mail",
    "sessions",
    "teacher_away",
    "units",
    "verdicts",
]
