"""Validation errors of pydantic models as problems of the message catalogue."""

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from planner.files.invisible import PRINTABLE, escaped
from planner.files.problems import DATED_WEEK, ISO_WEEK, Location, Problem, problem

ACCEPTED: dict[str, str] = {
    "string_type": "accepted.text",
    "int_type": "accepted.integer",
    "int_parsing": "accepted.integer",
    "int_from_float": "accepted.integer",
    "float_type": "accepted.number",
    "finite_number": "accepted.number",
    "bool_type": "accepted.boolean",
    "list_type": "accepted.list",
    "dict_type": "accepted.table",
    "model_type": "accepted.table",
    "date_type": "accepted.date",
    "date_from_datetime_parsing": "accepted.date",
    "time_type": "accepted.time",
    "greater_than": "accepted.greater-than",
    "greater_than_equal": "accepted.at-least",
    "less_than_equal": "accepted.at-most",
    "multiple_of": "accepted.multiple-of",
    "literal_error": "accepted.one-of",
    "enum": "accepted.one-of",
    "string_too_short": "accepted.text-not-empty",
    "string_too_long": "accepted.text-at-most",
    "string_pattern_mismatch": "accepted.printable",
    "too_short": "accepted.list-at-least",
    "too_long": "accepted.list-at-most",
    "glyphs": "accepted.glyphs",
    "extent": "accepted.extent",
    "moment": "accepted.moment",
    "milestone": "accepted.milestone",
    "milestone_period": "accepted.milestone-period",
    "milestone_which": "accepted.milestone-which",
    "holiday_day": "accepted.holiday-day",
    "year_start": "accepted.year-start",
    "day_of_year": "accepted.day",
    "strict": "accepted.strict",
    "windows": "accepted.windows",
    "part_of_year": "accepted.part-of-year",
    "within_block": "accepted.within-block",
    "locked": "accepted.locked",
    "duration": "accepted.duration",
    "company_hours": "accepted.company-hours",
    "school_zone": "accepted.school-zone",
    "change_day": "accepted.change-day",
    "secret_file": "accepted.secret-file",
    "secret_env": "accepted.secret-env",
    "secret_once": "accepted.secret-once",
    "secret_text": "accepted.text",
    "logo": "accepted.logo",
    "token": "accepted.token",
    "service_address": "accepted.service-address",
    "sign_in_kind": "accepted.sign-in-kind",
    "host_name": "accepted.host-name",
    "mailbox": "accepted.mailbox",
    "mail_user": "accepted.mail-user",
    "mail_security": "accepted.mail-security",
}
"""For each error type of pydantic or of our schemas, the key of what is accepted."""

PATTERNS = {
    PRINTABLE: "accepted.printable",
    ISO_WEEK: "accepted.iso-week",
    DATED_WEEK: "accepted.dated-week",
}
"""For each pattern of a text, the key of what is accepted; other patterns are those of names."""


def schema_problems(
    model: type[BaseModel], faults: Iterable[ErrorDetails], data: Any
) -> list[Problem]:
    """Convert validation errors to problems: the field, what was found, what is accepted.

    Parameters
    ----------
    model
        The model of the whole file.
    data
        The parsed content of the file.
    """
    return [_schema_problem(model, fault, data) for fault in faults]


def _schema_problem(model: type[BaseModel], fault: ErrorDetails, data: Any) -> Problem:
    location = location_of(fault)
    return _at_field(model, fault, data, location).at(location)


def location_of(fault: ErrorDetails) -> Location:
    """Return where in the file a fault is, without marks such as [key]."""
    return tuple(part for part in fault["loc"] if not str(part).startswith("["))


def _at_field(
    model: type[BaseModel], fault: ErrorDetails, data: Any, location: Location
) -> Problem:
    field: object = _field(location, data) or problem("field.whole-file")
    if fault["type"] == "missing":
        return problem("field.missing", field=field)
    if fault["type"] == "extra_forbidden":
        names = _keys_at(model, location[:-1])
        close = get_close_matches(str(location[-1]), names, n=1)
        return problem(
            "field.unknown-but-close" if close else "field.unknown",
            field=field,
            close="".join(close),
            accepted=", ".join(names),
        )
    context = {key: _without_fraction(value) for key, value in fault.get("ctx", {}).items()}
    if "expected" in context:
        context["expected"] = str(context["expected"]).replace("'", "").replace(" or ", ", ")
    key = ACCEPTED.get(fault["type"], "accepted.other")
    if "pattern" in context:
        key = PATTERNS.get(str(context["pattern"]), "accepted.name")
    if key == "accepted.table" and type(fault["input"]) is date:
        context["day"] = fault["input"].isoformat()
        key = "accepted.dated-table" if "date" in _keys_at(model, location) else key
    found = context.pop("found", fault["input"])  # a fault of a secret says what is shown of it
    return problem(
        "field.value",
        field=field,
        found=_shown(found),
        accepted=problem(key, **context),
    )


def _field(location: Location, data: Any) -> str:
    """Return a path as text, cohorts[1A].sessions.total, with the id or number of a list item."""
    text = ""
    value: Any = data
    for part in location:
        try:
            value = value[part]
        except (LookupError, TypeError):
            value = None
        if isinstance(part, int):
            name = value.get("id") if isinstance(value, dict) else None
            text += f"[{name if isinstance(name, str) else part + 1}]"
        else:
            text += f".{part}" if text else part
    return text


def _keys_at(schema: type[BaseModel], location: Location) -> list[str]:
    """Return the keys that the model accepts in the table at `location`, sorted."""
    model: Any = schema
    is_inside = False
    for part in location:
        if is_inside or isinstance(part, int):  # the key of a dict, the index of a list
            is_inside = False
            continue
        annotation = _fields(model)[part].annotation
        is_inside = get_origin(annotation) is dict
        model = _table_in(annotation)
    return sorted(_fields(model)) if model and not is_inside else []


def _fields(model: Any) -> dict[str, Any]:
    """Return the fields of a model by their aliases, the keys in the file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _table_in(annotation: Any) -> Any:
    """Return the model within an annotation such as `list[Model] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    models = (_table_in(argument) for argument in get_args(annotation))
    return next((model for model in models if model is not None), None)


def _without_fraction(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _shown(value: object) -> str:
    """Return a value as TOML has it, truncated."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{k} = {_shown(v)}' for k, v in value.items())} }}"[:100]
    if isinstance(value, list):
        return "[…]" if value else "[]"
    if value is None:
        return "null"
    return f'"{escaped(value[:60])}"' if isinstance(value, str) else str(value)[:60]
