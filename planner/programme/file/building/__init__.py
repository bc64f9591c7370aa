"""Builds a `Programme` from validated tables, a file for each kind of table."""
