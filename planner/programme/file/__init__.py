"""From the TOML file of a programme to a `Programme`, or to all that is wrong with it."""

from planner.programme.file.contradictions import session_totals
from planner.programme.file.extension import Tables, laid_over, parse_toml, say_one
from planner.programme.file.reading import (
    academic_year_of,
    json_schema,
    parse_programme,
    read_programme,
    tables_of,
    variant,
    whole_text,
)

__all__ = [
    "Tables",
    "academic_year_of",
    "json_schema",
    "laid_over",
    "parse_programme",
    "parse_toml",
    "read_programme",
    "say_one",
    "session_totals",
    "tables_of",
    "variant",
    "whole_text",
]
