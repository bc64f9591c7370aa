"""Parse half-days: "lundi matin, jeudi après-midi"; "mardi"; "Mon am / Thu pm".

A day alone means both halves, a half alone that half of every day. "et" or a slash binds more
tightly than a comma: "lundi et mardi matin" are two mornings, "lundi matin et après-midi" is all
of Monday.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from planner.apprentices.apprentice import HalfDay, Part
from planner.apprentices.roster.vocabulary import (
    EMPTY_WORDS,
    ENGLISH,
    parse_weekday,
    quoted_excerpt,
    rejected_value,
)
from planner.files.problems import Unusable, problem
from planner.files.spelling import folded, plain

_NO_PREFERENCE = EMPTY_WORDS | {
    "indifferent",
    "indifferente",
    "peuimporte",
    "sanspreference",
    "any",
    "nopreference",
}

_AFTERNOON = re.compile(r"\bapres[\s-]*midis?\b|\baprem\b|\bp\.?m\b\.?")
_AM = re.compile(r"\ba\.?m\b\.?")
_HALVES = {
    **dict.fromkeys(("matin", "matins", "matinee", "matinees", "mat"), Part.MORNING),
    **dict.fromkeys(("morning", "mornings"), Part.MORNING),
    **dict.fromkeys(("pm", "afternoon", "afternoons"), Part.AFTERNOON),
}
_JOINING = {"et", "and", "ou", "or", "puis", "then", "/", "&", "+"}
_FILLER_WORDS = {
    "le",
    "la",
    "les",
    "tout",
    "tous",
    "toute",
    "toutes",
    "chaque",
    "journee",
    "journees",
    "the",
    "on",
    "all",
    "every",
    "each",
    "day",
    "days",
    ".",
}


@dataclass(frozen=True)
class _Item:
    """A day, a half of a day, or both; None where the text does not say."""

    weekday: int | None = None
    part: Part | None = None

    @property
    def is_day(self) -> bool:
        return self.weekday is not None and self.part is None

    @property
    def is_half(self) -> bool:
        return self.weekday is None and self.part is not None

    @property
    def half_days(self) -> Iterator[HalfDay]:
        for number in range(5) if self.weekday is None else (self.weekday,):
            for part in Part if self.part is None else (self.part,):
                yield HalfDay(number, part)


def parse_half_days(text: str) -> tuple[HalfDay, ...]:
    """Parse half-days, most preferred first.

    Raises
    ------
    Unusable
        The text cannot be parsed; or it has "am", which in French may mean "après-midi".
    """
    if folded(text) in _NO_PREFERENCE:
        return ()
    words = _AM.sub("am", _AFTERNOON.sub("pm", plain(text)))
    items = [item for group in re.split(r"[,;\n]", words) for item in _parse_group(group, text)]
    return tuple(dict.fromkeys(half_day for item in items for half_day in item.half_days))


def _parse_group(group: str, text: str) -> list[_Item]:
    """Parse the half-days between two commas."""
    items: list[_Item] = []
    in_english = is_joined = is_dashed = False
    for word in re.findall(r"[^\W\d_]+|\S", group):
        before = items[-1] if items else _Item()
        day, part = parse_weekday(word), _HALVES.get(word)
        if word == "am":
            if not in_english:
                raise Unusable([problem("cell.am", found=quoted_excerpt(text))])
            part = Part.MORNING
        if day is not None:
            if (is_dashed and before.is_day) or (before.is_half and not is_joined):
                raise rejected_value(text, "accepted.half-days")
            items.append(_Item(day))
            in_english = parse_weekday(word, [ENGLISH]) is not None
        elif part and before.is_day and not is_joined:
            items[-1] = replace(before, part=part)
        elif part:
            items.append(_Item(before.weekday, part))
        elif word not in _JOINING | _FILLER_WORDS | {"-"}:
            raise rejected_value(text, "accepted.half-days")
        is_joined, is_dashed = word in _JOINING, word == "-"
    for n in reversed(range(len(items) - 1)):
        if items[n].is_day and items[n + 1].weekday is not None:
            items[n] = replace(items[n], part=items[n + 1].part)
    return items
