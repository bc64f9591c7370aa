"""The command `models`: the ready models, one of them in full, or one as a file to begin from."""

import textwrap
from pathlib import Path

import click

from planner.cli.common import check_new_file, lang_option
from planner.cli.help import Command
from planner.cli.option_types import PATH_TYPE
from planner.files.problems import Unusable, problem
from planner.messages import Messages

_WIDTH = 88
"""The width of the descriptions, in characters."""


@click.command("models", cls=Command)
@click.argument("model", required=False)
@click.option("--out", type=PATH_TYPE)
@click.option("--force", is_flag=True)
@lang_option
@click.pass_obj
def models_command(text: Messages, model: str | None, out: Path | None, force: bool) -> None:
    """List the ready models; of a given one, print the programme file or write it."""
    from planner.files.output import write_all
    from planner.office.models import programme_model

    if model is None:
        if out:
            raise Unusable([problem("models.unnamed", file=out)])
        _print_models(text)
        return
    path = programme_model(model).path
    if out is None:
        click.echo(path.read_text(encoding="utf-8"), nl=False)
        return
    check_new_file(out, force)
    write_all(out.parent, {out.name: path.read_bytes()})
    print(text("planned.files", folder=out.parent, files=out.name))


def _print_models(text: Messages) -> None:
    from planner.office.models import programme_models

    for model in programme_models():
        print(f"{model.name} – {model.title(text)}")
        for line in (model.about(text), text("models.users", users=model.users(text))):
            print(textwrap.indent(textwrap.fill(line, _WIDTH - 4), "    "))
        print()
    print(text("models.how"))
