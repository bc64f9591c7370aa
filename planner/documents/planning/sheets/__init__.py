"""The sheets of a planning's workbook, one a file."""
