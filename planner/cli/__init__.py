"""The commands, a file a subject: each reads, calls and prints.

What takes long to import is imported when used.
"""

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

import click

from planner.cli.checking import check, diff, schema
from planner.cli.comparing import compare, measures, sweep
from planner.cli.delivering import documents, roster_template
from planner.cli.frame import BROKEN_PIPE, DONE, FAULT, INTERRUPTED, UNUSABLE, lang
from planner.cli.planning import explain, plan, repair
from planner.cli.portal import backup, links, publish, purge
from planner.cli.serving import serve
from planner.cli.types import Group, translate, usage_problem
from planner.files.problems import Problem, Unusable
from planner.messages import Messages

COMMANDS = (
    plan,
    explain,
    repair,
    check,
    diff,
    schema,
    compare,
    sweep,
    measures,
    roster_template,
    documents,
    publish,
    links,
    backup,
    purge,
    serve,
)
"""Every command of the program."""

MOST_TOLD = 50
"""So many problems of an input are told one by one."""


def run(arguments: list[str], language: str) -> int:
    """Run a command and give its exit code; every error is told in words of the language."""
    text = Messages(language)
    translate(planner, text)
    try:
        code = planner.main(arguments, "planner", standalone_mode=False, obj=text)
        sys.stdout.flush()
    except Unusable as unusable:
        return _tell(unusable.problems, text)
    except click.UsageError as error:
        return _tell([usage_problem(error)], text)
    except click.exceptions.Exit as end:
        return end.exit_code
    except (KeyboardInterrupt, click.Abort):
        print(text("interrupted"), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as fault:
        if isinstance(fault.__cause__ or fault.__context__, KeyboardInterrupt):
            print(text("interrupted"), file=sys.stderr)  # while a library was being imported
            return INTERRUPTED
        if os.environ.get("PLANNER_DEBUG"):
            raise
        print(text("internal", kind=type(fault).__name__, message=str(fault)), file=sys.stderr)
        return FAULT
    return code if isinstance(code, int) else DONE


def _tell(problems: Sequence[Problem], text: Messages) -> int:
    if len(problems) > 1:
        print(text.counted("problems", len(problems)), file=sys.stderr)
    for what in problems[:MOST_TOLD]:
        print(text.tell(what), file=sys.stderr)
    if (others := len(problems) - MOST_TOLD) > 0:
        print(text.counted("problems.others", others), file=sys.stderr)
    return UNUSABLE


@click.group(cls=Group, commands=COMMANDS, no_args_is_help=False)
@click.version_option(version("planner"), message="planner %(version)s")
@lang
def planner() -> None:
    pass
