"""Parse the exceptions of an apprentice: "S10 entreprise ; 14/06/2027 libéré (examen)"."""

import re
from collections.abc import Iterator

from planner.apprentices.own_days import OwnDays, contradictory_days
from planner.apprentices.roster.closures import parse_closures
from planner.apprentices.roster.vocabulary import quoted_excerpt, rejected_value
from planner.files.problems import Unusable, problem
from planner.year.activity import Place
from planner.year.weeks import AcademicYear

_PLACES = (
    (Place.COMPANY, r"(?:en |in )?(?:entreprise|company)"),
    (Place.SCHOOL, r"(?:à l['’ ]?|a l['’ ]?|en |at )?(?:[ée]cole|school|cours|cfa|campus)"),
    (Place.NONE, r"(?:lib[ée]r[ée](?:e|s|es)?|dispens[ée](?:e|s|es)?|released|off)"),
)
_WORDS = tuple(
    (place, re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)) for place, words in _PLACES
)
_PARTS = re.compile(r"[;\n]")
_DAYS = re.compile(r"\b[SsWw]\d{1,2}\b|\b\d{1,2}/\d{1,2}\b")
_AROUND = " \t:,–—-()"


def parse_exceptions(text: str, year: AcademicYear) -> tuple[OwnDays, ...]:
    """Parse exceptions, separated by semicolons or lines: days, a place, and a reason if any.

    Raises
    ------
    Unusable
        A part has no days or no place, its days are not in the year, or two parts share a day.
    """
    parts = (part.strip() for part in _PARTS.split(text))
    found = tuple(days for part in parts if part for days in _part(part, year))
    for one, other in contradictory_days(found):
        shared = max(one.first, other.first)
        raise Unusable([problem("cell.exceptions-share", day=shared)])
    return found


def _part(text: str, year: AcademicYear) -> Iterator[OwnDays]:
    words = [(found, place) for place, word in _WORDS if (found := word.search(text))]
    if not words:
        raise rejected_value(text, "accepted.exception")
    word, place = min(words, key=lambda each: each[0].start())
    days, reason = text[: word.start()].strip(_AROUND), text[word.end() :].strip(_AROUND)
    if _DAYS.search(reason):  # two exceptions that nothing separates
        raise rejected_value(text, "accepted.exception")
    if not days:
        raise Unusable([problem("cell.exception-days", found=quoted_excerpt(text))])
    for span in parse_closures(days, year):
        yield OwnDays(span.first, span.last, place, reason)
