"""The documents of one apprentice: calendar, workbook, and what changed since a version."""
