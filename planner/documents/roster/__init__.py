"""Workbooks around the roster: the template to fill in, the summary of a delivery."""
