"""From the TOML file of a programme to a `Programme`, or to all that is wrong with it."""

from planner.programme_file.reading import (
    academic_year_of,
    json_schema,
    parse_programme,
    read_programme,
)

__all__ = ["academic_year_of", "json_schema", "parse_programme", "read_programme"]
