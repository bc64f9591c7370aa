"""The names of the files of a planning."""

PLANNING_JSON, PLANNING_XLSX, GANTT_PNG, GANTT_SVG = (
    "planning.json",
    "planning.xlsx",
    "gantt.png",
    "gantt.svg",
)
"""File names of the planning, its workbook and its charts."""

FILES_OF_YEAR = (PLANNING_JSON, PLANNING_XLSX, GANTT_PNG, GANTT_SVG)
"""The files of each year."""
