"""The files of a planning: workbook, Gantt charts, and the set written to a folder."""
