"""click in the words of the message catalogue: help, option types, usage errors."""

import math
import re
from collections.abc import Callable
from datetime import date
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeVar

import click

from planner.files.problems import MOST_LABEL, Problem, Unusable, is_label, problem
from planner.messages import LANGUAGES, Messages
from planner.planning.course import Lock
from planner.planning.planning import MOST_REVISIONS
from planner.portal.store.address import parse_address

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class _InWords:
    """What commands and groups share: headings from the catalogue."""

    words: Messages

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = ctx.command.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), self.words("help.usage"))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [p for p in ctx.command.get_params(ctx) if isinstance(p, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx))]
        required = self.words("help.required")
        with formatter.section(self.words("help.options")):
            formatter.write_dl(
                [(names, text.replace("[required]", required)) for names, text in records]
            )
        if isinstance(ctx.command, click.Group):
            with formatter.section(self.words("help.commands")):
                formatter.write_dl(
                    [
                        (n, c.get_short_help_str(100))
                        for n, c in sorted(ctx.command.commands.items())
                    ]
                )


class Command(_InWords, click.Command):
    """A command whose help comes from the catalogue, under `help.NAME`."""


class Group(_InWords, click.Group):
    """A group of such commands."""


def translate(command: click.Command, text: Messages) -> None:
    """Put the words of a language on a command, its options and its commands.

    An option is explained under `option.NAME`; where it is something else in one command than in
    the others, under `option.COMMAND.NAME`.
    """
    assert isinstance(command, Command | Group)
    command.words = text
    command.help = text(f"help.{command.name}")
    command.options_metavar = "[OPTIONS]"
    for parameter in command.get_params(click.Context(command)):
        if isinstance(parameter, click.Argument):
            parameter.metavar = text(f"argument.{parameter.name}")
        elif isinstance(parameter, click.Option):
            name = parameter.opts[0].lstrip("-")
            own = f"option.{command.name}.{name}"
            parameter.help = text(own if own in text else f"option.{name}")
    if isinstance(command, Group):
        for each in command.commands.values():
            translate(each, text)


class _Typed(click.ParamType[Any]):
    """A value of an option; what cannot be read is told as any other problem of an input."""

    def __init__(self, name: str, read: Callable[[str], Any], accepted: Problem) -> None:
        self.name, self._read, self._accepted = name, read, accepted

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return self._read(value)
        except ValueError:
            field = param.opts[0] if param else self.name
            found = f'"{value}"'
            what = problem("field.value", field=field, found=found, accepted=self._accepted)
            raise Unusable([what]) from None


def _whole(value: str) -> int:
    if len(value) > 9:
        raise ValueError
    return int(value)


def _few(value: str) -> int:
    count = _whole(value)
    if not 1 <= count <= MOST_YEARS:
        raise ValueError
    return count


def _seconds(value: str) -> float:
    seconds = float(value)
    if not 0 < seconds < math.inf:
        raise ValueError
    return seconds


def _label(value: str) -> str:
    value.encode()  # refuses what is no character
    if not is_label(value):
        raise ValueError
    return value


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError
    return value


MOST_YEARS, LAST_PORT = 9, 65535


def _number(value: str) -> int:
    number = _whole(value)
    if number < 1:
        raise ValueError
    return number


def _port(value: str) -> int:
    port = _whole(value)
    if not 0 <= port <= LAST_PORT:
        raise ValueError
    return port


def _proxy(value: str) -> str:
    return str(ip_network(value))


def _revision(value: str) -> int:
    number = _number(value)
    if number > MOST_REVISIONS:
        raise ValueError
    return number


def _lock(value: str) -> tuple[str, Lock]:
    """Read a lock, and keep the words in which it was given."""
    week = r"[SsWw](\d\d?)"
    found = re.fullmatch(rf"(?:(.+?):)?{week}(?:-{week})?", value)
    if found is None:
        if ":" in value or not value.strip():
            raise ValueError
        return value, Lock(value)
    first = int(found[2])
    return value, Lock(found[1] or "", first, int(found[3] or first))


class _Front(click.types.CompositeParamType[Any]):
    """The names of the two objectives whose front is asked for."""

    name = "A B"
    arity = 2

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from planner.scenarios import front_objectives

        return front_objectives(*value)


FRONT = _Front()
YEAR = _Typed("YEAR", _whole, problem("accepted.integer"))
COUNT = _Typed("COUNT", _few, problem("accepted.between", low=1, high=MOST_YEARS))
SECONDS = _Typed("SECONDS", _seconds, problem("accepted.positive"))
DAY = _Typed("DATE", date.fromisoformat, problem("accepted.typed-date"))
LABEL = _Typed("TEXT", _label, problem("accepted.short-text", most=MOST_LABEL))
LANGUAGE = _Typed("fr|en", _language, problem("accepted.one-of", expected=", ".join(LANGUAGES)))
LOCK = _Typed("LOCK", _lock, problem("accepted.lock"))
NUMBER = _Typed("N", _number, problem("accepted.at-least", ge=1))
ADDRESS = _Typed("URL", parse_address, problem("accepted.address"))
PORT = _Typed("N", _port, problem("accepted.between", low=0, high=LAST_PORT))
PROXY = _Typed("IP", _proxy, problem("accepted.ip"))
HOLDER = _Typed("NAME", _label, problem("accepted.short-text", most=MOST_LABEL))
REVISION = _Typed("N", _revision, problem("accepted.between", low=1, high=MOST_REVISIONS))
PATH = _Typed("PATH", Path, problem("accepted.text"))


def usage_problem(error: click.UsageError) -> Problem:
    """Tell a call that click does not understand."""
    command = error.ctx.command_path if error.ctx else "planner"
    match error:
        case click.NoSuchOption(possibilities=close):
            key = "usage.no-such-option-but" if close else "usage.no-such-option"
            names = ", ".join(close or ())
            return problem(key, name=error.option_name, close=names, command=command)
        case click.MissingParameter():
            parameter = error.param
            name = (
                parameter.opts[0]
                if isinstance(parameter, click.Option)
                else (parameter.make_metavar(error.ctx) if parameter and error.ctx else "")
            )
            return problem("usage.missing", name=name, command=command)
        case click.BadOptionUsage():
            takes_none = "does not take" in error.message
            key = "usage.flag-value" if takes_none else "usage.needs-value"
            return problem(key, name=error.option_name, command=command)
    if error.message.startswith(("Missing command", "No such command")) and error.ctx:
        group = error.ctx.command
        known = ", ".join(sorted(group.commands)) if isinstance(group, click.Group) else ""
        unknown = re.search(r"'([^']*)'", error.message)
        key = "usage.no-such-command" if unknown else "usage.no-command"
        return problem(key, name=unknown[1] if unknown else "", commands=known)
    if extra := re.search(r"unexpected extra arguments? \((.*)\)", error.message):
        return problem("usage.extra", name=extra[1], command=command)
    return problem("usage.other", message=error.message, command=command)
