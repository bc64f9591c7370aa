"""Parses and validates programme files (TOML), and merges those that extend others."""

from planner.programme.file.actions import (
    added_cohort,
    check_closable,
    closed_days,
    closed_week,
    with_teacher_away,
)
from planner.programme.file.building.cohort import FREE_WEEK
from planner.programme.file.building.sites import tables_at_site
from planner.programme.file.contradictions.cohort import session_totals
from planner.programme.file.contradictions.onsite_hours import most_onsite
from planner.programme.file.curriculum_table.reading import (
    TABLE_SUFFIXES,
    CurriculumRows,
    pasted_modules,
    read_curriculum,
)
from planner.programme.file.curriculum_table.writing import modules_text
from planner.programme.file.extension import (
    CLOSURE_KEYS,
    Tables,
    is_one_value,
    merge_tables,
    names_module_table,
    parse_toml,
    with_curriculum_in_full,
)
from planner.programme.file.places import located
from planner.programme.file.reading import (
    academic_year_of,
    base_years,
    flattened_text,
    json_schema,
    parse_programme,
    parse_tables,
    read_programme,
    schema_of_tables,
    sketched_programme,
    tables_of,
    variant,
)

__all__ = [
    "CLOSURE_KEYS",
    "FREE_WEEK",
    "TABLE_SUFFIXES",
    "CurriculumRows",
    "Tables",
    "academic_year_of",
    "added_cohort",
    "base_years",
    "check_closable",
    "closed_days",
    "closed_week",
    "flattened_text",
    "is_one_value",
    "json_schema",
    "located",
    "merge_tables",
    "modules_text",
    "most_onsite",
    "names_module_table",
    "parse_programme",
    "parse_tables",
    "parse_toml",
    "pasted_modules",
    "read_curriculum",
    "read_programme",
    "schema_of_tables",
    "session_totals",
    "sketched_programme",
    "tables_at_site",
    "tables_of",
    "variant",
    "with_curriculum_in_full",
    "with_teacher_away",
]
