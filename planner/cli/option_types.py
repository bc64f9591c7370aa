"""Types of options and arguments: each parses and validates a text of the command line.

A value that is not accepted raises `Unusable`, with the option, what was found and what is
accepted, as any other problem of an input.
"""

import math
import re
from collections.abc import Callable
from datetime import date
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.files.invisible import escaped
from planner.files.problems import MOST_LABEL, Problem, Unusable, is_label, problem
from planner.messages import LANGUAGES
from planner.planning.course import Lock, parse_lock
from planner.planning.planning import MOST_REVISIONS
from planner.portal.store.address import parse_address
from planner.portal.store.place import parse_place, shown_place
from planner.portal.store.recipients import RecipientKind
from planner.rules.course import MOST_YEARS
from planner.rules.given import MOST_ALTERNATIVES, MOST_STEP, MOST_WEEKS_APART

if TYPE_CHECKING:
    from planner.acquisition.seen import Meaning
    from planner.portal.settings.roles import Role

_LAST_PORT, _MOST_PEOPLE = 65535, 10_000
_MOST_DIGITS = 9

_LOG_FORMS = ("text", "json")


def parameter_name(parameter: click.Parameter, context: click.Context | None) -> str:
    """Return what people call a parameter: the flag of an option, the metavar of an argument."""
    if isinstance(parameter, click.Argument) and context:
        return parameter.make_metavar(context)
    return parameter.opts[0]


class _ParsedType(click.ParamType[Any]):
    """A type whose values are parsed by a function that raises `ValueError`.

    Parameters
    ----------
    name
        The metavar in help texts.
    accepted
        What is accepted, in the message about a value that is not.
    shown
        Returns a value that is not as that message has it.
    """

    def __init__(
        self,
        name: str,
        parse: Callable[[str], Any],
        accepted: Problem,
        shown: Callable[[str], str] = str,
    ) -> None:
        self.name, self._parse, self._accepted, self._shown = name, parse, accepted, shown

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return self._parse(value)
        except ValueError:
            field = parameter_name(param, ctx) if param else self.name
            found = f'"{escaped(self._shown(value))}"'
            fault = problem("field.value", field=field, found=found, accepted=self._accepted)
            raise Unusable([fault]) from None


def _parse_integer(value: str) -> int:
    if len(value) > _MOST_DIGITS:
        raise ValueError
    return int(value)


def _parse_between(low: int, high: float) -> Callable[[str], int]:
    """Return a parser of whole numbers from `low` to `high`."""

    def parse(value: str) -> int:
        number = _parse_integer(value)
        if not low <= number <= high:
            raise ValueError
        return number

    return parse


def _parse_seconds(value: str) -> float:
    seconds = float(value)
    if not 0 < seconds < math.inf:
        raise ValueError
    return seconds


def _parse_step(value: str) -> tuple[str, int]:
    """Parse NAME=STEP: journeys=2."""
    name, _, step = value.partition("=")
    return name, _parse_between(1, MOST_STEP)(step)


def _parse_label(value: str) -> str:
    value.encode()  # raises UnicodeEncodeError, a ValueError, on surrogates
    if not is_label(value):
        raise ValueError
    return value


def _parse_language(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError
    return value


def _parse_log_form(value: str) -> str:
    if value not in _LOG_FORMS:
        raise ValueError
    return value


def _parse_mail_kind(value: str) -> str:
    if value not in ("links", "notices"):
        raise ValueError
    return value


def _parse_code(value: str) -> "tuple[str, Meaning]":
    """Parse CODE=MEANING, with the meaning in words: E=école."""
    from planner.acquisition.file.codes import meaning_of_words
    from planner.acquisition.seen import Meaning

    code, _, word = value.rpartition("=")
    meaning = Meaning(word) if word in list(Meaning) else meaning_of_words(word)
    if meaning is None:
        raise ValueError
    return code, meaning


def _parse_role(value: str) -> "Role":
    from planner.portal.settings.roles import Role

    return Role(value)


def _parse_network(value: str) -> str:
    return str(ip_network(value))


def _parse_lock(value: str) -> tuple[str, Lock]:
    """Parse what is to be kept; return the text with the lock."""
    return value, parse_lock(value)


def _parse_away(value: str) -> tuple[str, Lock]:
    """Parse NAME:SNN[-SNN]; return the name with the weeks."""
    name, _, weeks = value.rpartition(":")
    lock = parse_lock(weeks)
    if not name.strip() or lock.first is None:
        raise ValueError
    return name, lock


def _parse_dated_week(value: str) -> date:
    """Parse 2027-W10, or 2027-S10; return its Monday."""
    found = re.fullmatch(r"(\d{4})-[SsWw](\d\d?)", value)
    if found is None:
        raise ValueError
    return date.fromisocalendar(int(found[1]), int(found[2]), 1)


class _FrontType(click.types.CompositeParamType[Any]):
    """The names of two objectives, whose Pareto front is computed."""

    name = "A B"
    arity = 2

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from planner.scenarios import front_objectives

        return front_objectives(*value)


_AN_INTEGER = problem("accepted.integer")
_A_LABEL = problem("accepted.short-text", most=MOST_LABEL)


def _between(low: int, high: int) -> Problem:
    return problem("accepted.between", low=low, high=high)


FRONT_TYPE = _FrontType()
YEAR_TYPE = _ParsedType("YEAR", _parse_integer, _AN_INTEGER)
YEAR_COUNT_TYPE = _ParsedType("COUNT", _parse_between(1, MOST_YEARS), _between(1, MOST_YEARS))
ALTERNATIVES_TYPE = _ParsedType(
    "N", _parse_between(1, MOST_ALTERNATIVES), _between(1, MOST_ALTERNATIVES)
)
WEEKS_APART_TYPE = _ParsedType(
    "N", _parse_between(1, MOST_WEEKS_APART), _between(1, MOST_WEEKS_APART)
)
STEP_TYPE = _ParsedType("NAME=STEP", _parse_step, problem("accepted.step"))
SECONDS_TYPE = _ParsedType("SECONDS", _parse_seconds, problem("accepted.positive"))
DATE_TYPE = _ParsedType("DATE", date.fromisoformat, problem("accepted.typed-date"))
LABEL_TYPE = _ParsedType("TEXT", _parse_label, _A_LABEL)
LANGUAGE_TYPE = _ParsedType(
    "fr|en", _parse_language, problem("accepted.one-of", expected=", ".join(LANGUAGES))
)
LOG_TYPE = _ParsedType(
    "text|json", _parse_log_form, problem("accepted.one-of", expected=", ".join(_LOG_FORMS))
)
CODE_TYPE = _ParsedType("CODE=TEXT", _parse_code, problem("accepted.code"))
LOCK_TYPE = _ParsedType("LOCK", _parse_lock, problem("accepted.lock"))
AWAY_TYPE = _ParsedType("NAME:WEEKS", _parse_away, problem("accepted.away"))
POSITIVE_INTEGER_TYPE = _ParsedType(
    "N", _parse_between(1, math.inf), problem("accepted.at-least", ge=1)
)
ADDRESS_TYPE = _ParsedType("URL", parse_address, problem("accepted.address"))
PORT_TYPE = _ParsedType("N", _parse_between(0, _LAST_PORT), _between(0, _LAST_PORT))
NETWORK_TYPE = _ParsedType("IP", _parse_network, problem("accepted.ip"))
RECIPIENT_TYPE = _ParsedType(
    "KIND", RecipientKind, problem("accepted.one-of", expected=", ".join(RecipientKind))
)
ROLE_TYPE = _ParsedType(
    "ROLE", _parse_role, problem("accepted.one-of", expected="reader, planner, publisher")
)
HOLDER_TYPE = _ParsedType("NAME", _parse_label, _A_LABEL)
REVISION_TYPE = _ParsedType("N", _parse_between(1, MOST_REVISIONS), _between(1, MOST_REVISIONS))
DATED_WEEK_TYPE = _ParsedType("WEEK", _parse_dated_week, problem("accepted.dated-week"))
HEADCOUNT_TYPE = _ParsedType("N", _parse_between(0, _MOST_PEOPLE), _between(0, _MOST_PEOPLE))
MAIL_KIND_TYPE = _ParsedType("links|notices", _parse_mail_kind, problem("accepted.mail-kind"))
TEXT_TYPE = _ParsedType("TEXT", str, problem("accepted.text"))
DATABASE_TYPE = _ParsedType("PATH|URL", parse_place, problem("accepted.database"), shown_place)
PATH_TYPE = _ParsedType("PATH", Path, problem("accepted.text"))
