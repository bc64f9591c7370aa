"""click commands whose help texts come from the message catalogue, in one of its languages."""

import click

from planner.messages import Messages


class _TranslatedHelp:
    """Mixin that takes the headings of a help page from the catalogue.

    Attributes
    ----------
    words
        The catalogue, set by `translate`.
    """

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


class Command(_TranslatedHelp, click.Command):
    """A command whose help comes from the catalogue, under `help.NAME`."""


class CommandGroup(_TranslatedHelp, click.Group):
    """A group of translated commands."""


def translate(command: click.Command, text: Messages) -> None:
    """Set the help texts of a command, its options and its subcommands, in the language of `text`.

    The text of an option is `option.COMMAND.NAME` if the catalogue has it, as the option means
    something else in this command than in the others; else `option.NAME`.
    """
    assert isinstance(command, Command | CommandGroup)
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
    if isinstance(command, CommandGroup):
        for each in command.commands.values():
            translate(each, text)
