"""The message catalogue (gettext): all texts for people, in French and in English.

The texts are in `fr.po` and `en.po`, by key. Placeholders take format specifications: `{total:h}`
formats minutes as decimal hours (3,5 h), `{found:n}` a number in the language, `{on:d}` a date
with the name of its month.
"""

import io
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from functools import cache
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from planner.files.problems import Problem

LANGUAGES = ("fr", "en")
_LOCALES = {"fr": "fr_FR", "en": "en_GB"}

_UNBROKEN = (
    (re.compile(r" (?=[:»%])|(?<=«) |(?<=\d) (?=h\b)|(?<=\d\sh) (?=\d)"), "\N{NO-BREAK SPACE}"),
    (re.compile(r" (?=[;!?])"), "\N{NARROW NO-BREAK SPACE}"),
)
"""The spaces of French typography at which no line is broken, and their replacements."""


def choose_language(preferred: str | None = None) -> str:
    """Return "fr" or "en": the preferred language, else that of PLANNER_LANG, else French."""
    language = preferred or os.environ.get("PLANNER_LANG", "")
    return language if language in LANGUAGES else "fr"


@cache
def _catalogue(language: str) -> Mapping[str, tuple[str, ...]]:
    """Read the .po file of a language: each key with its text, or its singular and its plural."""
    source = resources.files(__package__).joinpath(f"{language}.po").read_bytes()
    texts: dict[str, tuple[str, ...]] = {}
    for message in read_po(io.BytesIO(source), locale=language):
        key, *_ = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = message.string or ""
        texts[str(key)] = (forms,) if isinstance(forms, str) else tuple(forms)
    return texts


class Messages:
    """The texts of one language, and its formats of dates and numbers."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse(_LOCALES[language])
        self._formatter = _Formatter(self)

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text of a key, with its placeholders filled in.

        Raises
        ------
        KeyError
            The catalogue does not have the key.
        """
        text, *_ = _catalogue(self.language)[key]
        return self._formatter.vformat(text, (), values)

    def __contains__(self, key: str) -> bool:
        """Whether the catalogue has a key."""
        return key in _catalogue(self.language)

    def sentence(self, problem: Problem) -> str:
        """Return the sentence of a problem; problems among its values are replaced by theirs."""
        return self(problem.key, **problem.values)

    def counted(self, key: str, count: float) -> str:
        """Return the singular or plural form of a text for a count: 0 is singular in French."""
        singular, plural = _catalogue(self.language)[key]
        form = singular if self.locale.plural_form(count) == "one" else plural
        return form.format(count=self.number(count))

    def number(self, value: float) -> str:
        """Format a number: 1 234,5 in French."""
        return format_decimal(value, locale=self.locale)

    def hours(self, minutes: int | None) -> str:
        """Format minutes as decimal hours: 3,5 h, 7,6 h; a dash for None.

        Where hundredths of an hour are no whole minutes, as hours and minutes: 7 h 37.
        """
        if minutes is None:
            return "–"
        if minutes % 3:
            hours, rest = divmod(abs(minutes), 60)
            return f"{'-' * (minutes < 0)}{self.number(hours)} h {rest:02}"
        return f"{self.number(minutes / 60)} h"

    def day(self, day: date) -> str:
        """Format a date with the name of its month: 5 octobre 2026, 1er octobre 2026."""
        return self._dated(day, "d MMMM y")

    def span(self, first: date, last: date) -> str:
        """Format a span of days: du 2 au 6 novembre 2026, du 28 juin au 2 juillet 2027."""
        form = "d MMMM y"
        if first.year == last.year:
            form = "d" if first.month == last.month else "d MMMM"
        return self("span", first=self._dated(first, form), last=self.day(last))

    def _dated(self, day: date, form: str) -> str:
        text = format_date(day, form, locale=self.locale)
        return f"1er{text[1:]}" if self.language == "fr" and day.day == 1 else text

    def weekday(self, day: date) -> str:
        """Format a date with its abbreviated weekday: jeu. 06/05."""
        return format_date(day, "EEE dd/MM", locale=self.locale)

    def weekday_name(self, weekday: int) -> str:
        """Return the name of a weekday, from 0 for Monday: lundi."""
        return str(self.locale.days["format"]["wide"][weekday])

    def time(self, at: time) -> str:
        """Format a time of the day: 8 h 30, 12 h."""
        if self.language == "en":
            return f"{at.hour}:{at.minute:02}"
        return f"{at.hour} h {at.minute:02}" if at.minute else f"{at.hour} h"

    def month(self, day: date, width: str = "MMMM y") -> str:
        """Format the month of a date by a CLDR pattern: octobre 2026."""
        return format_date(day, width, locale=self.locale)

    def unbroken(self, line: str) -> str:
        """Replace the spaces before or after French punctuation and units by no-break spaces."""
        for space, unbroken in _UNBROKEN if self.language == "fr" else ():
            line = space.sub(unbroken, line)
        return line

    def listed(self, values: Iterable[object]) -> str:
        """Join values with commas."""
        return ", ".join(str(value) for value in values)


_VISIBLE = {n: "\ufffd" for n in (*range(32), *range(127, 160)) if chr(n) not in "\t\n"}
"""Control characters of people's files, which would command a terminal, by what stands for them."""


class _Formatter(Formatter):
    """Fills in placeholders in the formats of a language."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        return kwargs[str(key)]

    def format_field(self, value: Any, format_spec: str) -> str:
        match value, format_spec:
            case Problem(), _:
                return self._messages.sentence(value)
            case None, _:
                return "–"
            case int(), "h":
                return self._messages.hours(value)
            case int() | float(), "n":
                return self._messages.number(value)
            case time(), _:
                return self._messages.time(value)
            case date(), _:
                return self._messages.day(value)
            case ((str() | int() | float() | Path()), ""):
                return str(value).translate(_VISIBLE)
        raise TypeError(f"no form {format_spec!r} for {value!r}")
