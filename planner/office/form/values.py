"""The texts of entries: from the value of a file to a text, and back.

A text that is no such value stays a text, so that the check of the file tells what is accepted.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, time

from planner.messages import Messages
from planner.office.form.tree import NUMBERS, Entry, EntryKind
from planner.programme.file import modules_text

_WHOLE = re.compile(r"[-+]?[0-9]{1,9}")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,9}([.,][0-9]{1,9})?")
_SPAN = re.compile(r"([0-9]{1,2})\s*[-–]\s*([0-9]{1,2})")


def texts_of(entry: Entry, value: object, text: Messages) -> list[str]:
    """Return the texts of a value: one, or several where several are ticked."""
    if entry.kind == EntryKind.MODULES:
        return [modules_text(value, text)] if isinstance(value, list) else []
    if not entry.is_list or not isinstance(value, list):
        return [_text(value)]
    if entry.is_choice:
        return [_text(each) for each in value]
    return ["; ".join(map(_text, value)) if entry.kind == EntryKind.TEXT else _listed(value)]


def value_of(entry: Entry, texts: Sequence[str]) -> object:
    """Return the value that texts stand for; None for none."""
    text = texts[-1].strip() if texts else ""
    if entry.kind == EntryKind.GIVEN_WEEK:
        return next(reversed([each.strip() for each in texts if each.strip()]), None)
    if not entry.is_list:
        return _value(entry.kind, text) if text else None
    if entry.is_choice:
        return list(dict.fromkeys(filter(None, texts))) or None
    if entry.kind == EntryKind.TEXT:  # a name may have commas, and may be a number
        return [name for part in text.split(";") if (name := part.strip())] or None
    return [each for part in re.split(r"[,;]", text) for each in _numbers(part.strip())] or None


def _text(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case time():
            return value.isoformat("auto" if value.second or value.microsecond else "minutes")
        case date():
            return value.isoformat()
    return str(value)


def _listed(values: Sequence[object]) -> str:
    """Return numbers separated by commas, three or more that follow each other as a span."""
    parts: list[str] = []
    run: list[int] = []
    for value in [*values, None]:
        if run and type(value) is int and value == run[-1] + 1 and run[0] >= 0:
            run.append(value)
            continue
        parts += [f"{run[0]}-{run[-1]}"] if len(run) > 2 else map(str, run)
        run = [value] if type(value) is int else []
        if value is not None and not run:
            parts.append(_text(value))
    return ", ".join(parts)


def _value(kind: EntryKind, text: str) -> object:
    if kind in NUMBERS:
        return int(text) if _WHOLE.fullmatch(text) else text
    match kind:
        case EntryKind.DECIMAL | EntryKind.DURATION:
            return _decimal(text) if _DECIMAL.fullmatch(text) else text
        case EntryKind.BOOLEAN:
            return {"true": True, "false": False}.get(text, text)
        case EntryKind.DATE:
            return _parsed(date.fromisoformat, text)
        case EntryKind.TIME:
            return _parsed(time.fromisoformat, text)
    return text


def _decimal(text: str) -> int | float:
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else number


def _parsed(parse: Callable[[str], object], text: str) -> object:
    try:
        return parse(text)
    except ValueError:
        return text


def _numbers(text: str) -> Iterator[int | str]:
    """Yield the numbers of 7, or of 30-34; a text that is neither."""
    span = _SPAN.fullmatch(text)
    if span and int(span[1]) <= int(span[2]):
        yield from range(int(span[1]), int(span[2]) + 1)
    elif text:
        yield int(text) if _WHOLE.fullmatch(text) else text
