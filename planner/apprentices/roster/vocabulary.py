"""The names of days and months, French or English, whole or from three letters on: lun., sept."""

from collections.abc import Sequence
from functools import cache

from babel import Locale

from planner.files.problems import Unusable, problem
from planner.files.spelling import plain

FRENCH, ENGLISH = "fr", "en"

EMPTY_WORDS = {"neant", "aucun", "aucune", "rien", "none", "no", "non"}
"""What people write, folded, where there is nothing to write."""

_SHORTEST = 3
_LONGEST = 60


def parse_weekday(word: str, languages: Sequence[str] = (FRENCH, ENGLISH)) -> int | None:
    """Read the name of a day from Monday, 0, to Friday, without capitals and accents."""
    return _unique_prefix_match(word, [_names("days", language)[:5] for language in languages])


def parse_month(word: str) -> int | None:
    """Read the name of a month, without capitals and accents, as its number."""
    place = _unique_prefix_match(
        word, [_names("months", language) for language in (FRENCH, ENGLISH)]
    )
    return None if place is None else place + 1


def _unique_prefix_match(word: str, names: Sequence[Sequence[str]]) -> int | None:
    """Find the only place whose name begins with a word, which may be in the plural."""
    start = word.removesuffix("s")
    found = {
        n
        for named in names
        for n, name in enumerate(named)
        if len(start) >= _SHORTEST and name.startswith(start)
    }
    return found.pop() if len(found) == 1 else None


@cache
def _names(kind: str, language: str) -> tuple[str, ...]:
    names = getattr(Locale.parse(language), kind)["format"]["wide"]
    return tuple(plain(names[key]) for key in sorted(names))


def rejected_value(found: str, accepted: str, **values: object) -> Unusable:
    """Tell that a text of a cell is not read, and what is accepted there."""
    what = problem("cell.value", found=quoted_excerpt(found), accepted=problem(accepted, **values))
    return Unusable([what])


def quoted_excerpt(text: str) -> str:
    """Quote the text of a cell, shortly."""
    return f'"{text[:_LONGEST]}{"…" * (len(text) > _LONGEST)}"'
