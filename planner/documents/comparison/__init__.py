"""The documents of a comparison of scenarios: CSV, workbook, report, charts."""
