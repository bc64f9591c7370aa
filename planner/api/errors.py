"""The errors of the public API, with messages in the language of PLANNER_LANG."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from planner.files.problems import Problem, Unusable
from planner.messages import Messages, choose_language
from planner.scenarios import Result


class UnusableInput(ValueError):
    """An input, or an output path, cannot be used.

    The message names the file and the key, what was found and what is accepted.

    Attributes
    ----------
    problems
        All that is wrong with it.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def message(self, language: str | None = None) -> str:
        """Return the message in a language, "fr" or "en"; that of PLANNER_LANG if None."""
        return "\n".join(map(api_messages(language).sentence, self.problems))

    def __str__(self) -> str:
        return self.message()


class NoPlanning(Exception):
    """There is no planning, or none was found within the time limit.

    Attributes
    ----------
    status
        "impossible" if it is proven infeasible, else "not-found".
    year
        The academic year, as 2026-2027.
    conflict
        Sentences about the conflicting rules, by language.
    specification
        What was to be planned.
    """

    def __init__(self, result: Result, year: str) -> None:
        super().__init__(result, year)
        self.status, self.year = result.status, year
        self.conflict, self.specification = result.conflict, result.specification

    def message(self, language: str | None = None) -> str:
        """Return the message in a language, "fr" or "en"; that of PLANNER_LANG if None."""
        text = api_messages(language)
        lines = self.conflict[text.language]
        if self.status == "impossible":
            lines = (text("impossible", year=self.year), *(f"- {line}" for line in lines))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.message()


@contextmanager
def public_errors() -> Iterator[None]:
    """Convert `Unusable` of the package to `UnusableInput` of the API."""
    try:
        yield
    except Unusable as unusable:
        raise UnusableInput(unusable.problems) from None


def api_messages(language: str | None) -> Messages:
    """Return the messages of a language; of that of PLANNER_LANG if None."""
    return _messages(choose_language(language))


@cache
def _messages(language: str) -> Messages:
    return Messages(language)
