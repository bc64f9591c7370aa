"""The command line: the group of all commands, and the exit codes of their errors.

Each command reads its inputs, calls the package and prints. Slow libraries (ortools, pandas,
matplotlib, xlsxwriter, rich) are imported inside the commands, so that `--help` and errors of the
input answer at once.
"""

import os
import sys
from collections.abc import Sequence

import click

from planner.cli.campus import campus_command
from planner.cli.checking import check_command, diff_command, schema_command
from planner.cli.common import (
    EXIT_BROKEN_PIPE,
    EXIT_FAULT,
    EXIT_INTERRUPTED,
    EXIT_OK,
    EXIT_UNUSABLE,
    lang_option,
)
from planner.cli.comparing import compare_command, measures_command, sweep_command
from planner.cli.delivering import (
    calendars_command,
    documents_command,
    roster_next_command,
    roster_template_command,
)
from planner.cli.exchange import export_command, import_command
from planner.cli.help import CommandGroup, translate
from planner.cli.learning import learn_command
from planner.cli.milestones import milestones_command
from planner.cli.models import models_command
from planner.cli.planning import explain_command, plan_command, repair_command
from planner.cli.portal.bounces import bounces_command
from planner.cli.portal.database import backup_command, portal_copy_command, purge_command
from planner.cli.portal.journal import journal_command
from planner.cli.portal.links import links_command
from planner.cli.portal.mail import mail_command
from planner.cli.portal.office import office_command
from planner.cli.portal.public_calendars import public_calendars_command
from planner.cli.portal.publishing import publish_command
from planner.cli.portal.serving import serve_command, settings_command
from planner.cli.portal.tokens import tokens_command
from planner.cli.system import system_problem
from planner.cli.usage import usage_problem
from planner.files.problems import Problem, Unusable
from planner.messages import Messages

COMMANDS = (
    models_command,
    learn_command,
    plan_command,
    explain_command,
    repair_command,
    check_command,
    diff_command,
    schema_command,
    compare_command,
    sweep_command,
    measures_command,
    campus_command,
    roster_template_command,
    roster_next_command,
    documents_command,
    calendars_command,
    milestones_command,
    export_command,
    import_command,
    publish_command,
    links_command,
    public_calendars_command,
    tokens_command,
    mail_command,
    bounces_command,
    backup_command,
    portal_copy_command,
    purge_command,
    journal_command,
    serve_command,
    settings_command,
    office_command,
)
"""All commands, in the order of README.md."""

MOST_PROBLEMS_PRINTED = 50
"""Problems of an input that are printed one by one; of the others, the number."""


def run_command_line(arguments: list[str], language: str) -> int:
    """Run a command and print every error on standard error, in the language.

    Parameters
    ----------
    arguments
        Those after the name of the program.
    language
        "fr" or "en".

    Returns
    -------
    int
        The exit code, one of `planner.cli.common`. With PLANNER_DEBUG set, bugs of the program
        are raised instead.
    """
    text = Messages(language)
    translate(planner, text)
    try:
        code = planner.main(arguments, "planner", standalone_mode=False, obj=text)
        sys.stdout.flush()
    except Unusable as unusable:
        return _print_problems(unusable.problems, text)
    except click.UsageError as error:
        return _print_problems([usage_problem(error)], text)
    except click.exceptions.Exit as end:
        return end.exit_code
    except (KeyboardInterrupt, click.Abort):
        print(text("interrupted"), file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        _discard_output()
        return EXIT_BROKEN_PIPE
    except Exception as fault:
        if found := system_problem(fault):
            _discard_output()
            return _print_problems([found], text)
        if isinstance(fault.__cause__ or fault.__context__, KeyboardInterrupt):
            print(text("interrupted"), file=sys.stderr)  # while a library was being imported
            return EXIT_INTERRUPTED
        if os.environ.get("PLANNER_DEBUG"):
            raise
        print(text("internal", kind=type(fault).__name__, message=str(fault)), file=sys.stderr)
        return EXIT_FAULT
    return code if isinstance(code, int) else EXIT_OK


def _discard_output() -> None:
    """Send what is not printed yet nowhere: it could not be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_problems(problems: Sequence[Problem], text: Messages) -> int:
    if len(problems) > 1:
        print(text.counted("problems", len(problems)), file=sys.stderr)
    for each in problems[:MOST_PROBLEMS_PRINTED]:
        print(text.sentence(each), file=sys.stderr)
    if (others := len(problems) - MOST_PROBLEMS_PRINTED) > 0:
        print(text.counted("problems.others", others), file=sys.stderr)
    return EXIT_UNUSABLE


@click.group(cls=CommandGroup, commands=COMMANDS, no_args_is_help=False)
@click.version_option(package_name="planner", message="planner %(version)s")
@lang_option
def planner() -> None:
    """Group all commands; their help texts are set by `translate`."""
