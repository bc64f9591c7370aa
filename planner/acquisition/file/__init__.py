"""Reads calendars of a past year, whatever their layout: Excel, CSV, iCalendar."""

from planner.acquisition.file.reading import CALENDAR_FILES, read_calendar, read_told

__all__ = ["CALENDAR_FILES", "read_calendar", "read_told"]
