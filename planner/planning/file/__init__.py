"""Plannings as files: reads and writes planning.json, reads workbooks and published calendars."""

from planner.planning.file.exchange_format import planning_json
from planner.planning.file.json_reader import ReadPlanning, parse_edition
from planner.planning.file.reader import carries_rules, read_course, read_planning
from planner.planning.file.sheet_layout import Layout, breach_layout

__all__ = [
    "Layout",
    "ReadPlanning",
    "breach_layout",
    "carries_rules",
    "parse_edition",
    "planning_json",
    "read_course",
    "read_planning",
]
