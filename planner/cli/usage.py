"""Usage errors of click (unknown options, missing values) as problems of the catalogue."""

import re

import click

from planner.cli.option_types import parameter_name
from planner.files.problems import Problem, problem


def usage_problem(error: click.UsageError) -> Problem:
    """Return the problem of a command line that click cannot parse.

    Parameters
    ----------
    error
        One that is not of a class known here keeps the English message of click.
    """
    command = error.ctx.command_path if error.ctx else "planner"
    match error:
        case click.NoSuchOption(possibilities=close):
            key = "usage.no-such-option-but" if close else "usage.no-such-option"
            names = ", ".join(close or ())
            return problem(key, name=error.option_name, close=names, command=command)
        case click.MissingParameter():
            name = parameter_name(error.param, error.ctx) if error.param else ""
            return problem("usage.missing", name=name, command=command)
        case click.BadOptionUsage():
            takes_none = "does not take" in error.message
            key = "usage.flag-value" if takes_none else "usage.needs-value"
            return problem(key, name=error.option_name, command=command)
    if error.message.startswith(("Missing command", "No such command")) and error.ctx:
        return _command_problem(error.message, error.ctx.command)
    if extra := re.search(r"unexpected extra arguments? \((.*)\)", error.message):
        return problem("usage.extra", name=extra[1], command=command)
    return problem("usage.other", message=error.message, command=command)


def _command_problem(message: str, group: click.Command) -> Problem:
    known = ", ".join(sorted(group.commands)) if isinstance(group, click.Group) else ""
    unknown = re.search(r"'([^']*)'", message)
    key = "usage.no-such-command" if unknown else "usage.no-command"
    return problem(key, name=unknown[1] if unknown else "", commands=known)
