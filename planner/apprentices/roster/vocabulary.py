"""Words of a roster: names of days and months in French and English, whole or abbreviated."""

from collections.abc import Sequence
from functools import cache

from babel import Locale

from planner.files.problems import Unusable, problem
from planner.files.spelling import plain

FRENCH, ENGLISH = "fr", "en"
"""The languages in which names are recognized."""

EMPTY_WORDS = {"neant", "aucun", "aucune", "rien", "none", "no", "non"}
"""Words, folded, that mean an empty cell."""

_SHORTEST = 3
_LONGEST = 60
_MOST_TOLD = 5


_LANGUAGES = {
    **dict.fromkeys(("fr", "francais", "french"), FRENCH),
    **dict.fromkeys(("en", "anglais", "english"), ENGLISH),
}


def parse_language(text: str) -> str:
    """Parse the language in which somebody is written to: français, English, fr, en.

    Raises
    ------
    Unusable
        It is another one.
    """
    found = _LANGUAGES.get(plain(text))
    if found is None:
        raise rejected_value(text, "accepted.language")
    return found


def parse_weekday(word: str, languages: Sequence[str] = (FRENCH, ENGLISH)) -> int | None:
    """Parse the name of a weekday: 0 for Monday to 4 for Friday; None if it is none."""
    return _unique_prefix_match(word, [_names("days", language)[:5] for language in languages])


def parse_month(word: str) -> int | None:
    """Parse the name of a month: 1 for January to 12; None if it is none."""
    place = _unique_prefix_match(
        word, [_names("months", language) for language in (FRENCH, ENGLISH)]
    )
    return None if place is None else place + 1


def _unique_prefix_match(word: str, names: Sequence[Sequence[str]]) -> int | None:
    """Return the index of the only name that begins with a word (lun, sept), plural or not."""
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
    """Return the exception for an invalid cell, with its text and what is accepted."""
    what = problem("cell.value", found=quoted_excerpt(found), accepted=problem(accepted, **values))
    return Unusable([what])


def excerpt(listed: Sequence[str]) -> str:
    """Return the first of some texts in one line."""
    return ", ".join(listed[:_MOST_TOLD]) + "…" * (len(listed) > _MOST_TOLD)


def quoted_excerpt(text: str) -> str:
    """Return a text in quotes, truncated."""
    return f'"{text[:_LONGEST]}{"…" * (len(text) > _LONGEST)}"'
