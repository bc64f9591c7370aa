"""The layout of the planning of courses by week, as timetable offices type it.

It is that of flop!EDT (`extract_planif_file.py` of its source): a sheet a class, weeks by their
numbers in row 1 from column H on, a line for the courses of one length of a module from row 5 on,
with how many of them each week has. "VERIF" ends the weeks, and "TOTAL" the lines.
"""

MODULE, NAME, TYPE, LENGTH, TEACHERS, ROOM, GROUPS, FIRST_WEEK = range(1, 9)
"""The columns, from 1."""

WEEK_ROW, MOST_ROW, MONDAY_ROW, RULE_ROW, FIRST_LINE = range(1, 6)
"""The rows above the lines; in the second, the most hours that a week has room for."""

CHECK_TITLE = "VERIF"
"""What stands in the first row beside the weeks."""

MOST_HOURS_TITLE = "MAX"
"""What stands in the column of groups beside the most hours."""

TOTAL_TITLE = "TOTAL"
"""What stands in the column of groups of the first row below the lines."""

HEADING_ROOM = "Type de Salle"
"""The room of lines that only head those of a module."""
