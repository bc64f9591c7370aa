"""The command `tokens`: tokens with which programs of the school read what is published."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from planner.cli.common import EXIT_OK, lang_option
from planner.cli.help import Command
from planner.cli.option_types import DATABASE_TYPE, HOLDER_TYPE, TEXT_TYPE
from planner.cli.portal.opening import opened_portal, require_extra, user_name
from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.portal.store.place import DatabasePlace

if TYPE_CHECKING:
    from planner.portal.store.tokens import Token


@click.command("tokens", cls=Command)
@click.option("--database", type=DATABASE_TYPE, required=True)
@click.option("--make", type=HOLDER_TYPE)
@click.option("--programme", type=TEXT_TYPE)
@click.option("--persons", is_flag=True)
@click.option("--revoke", type=TEXT_TYPE)
@lang_option
@click.pass_obj
def tokens_command(
    text: Messages,
    database: DatabasePlace,
    make: str | None,
    programme: str | None,
    persons: bool,
    revoke: str | None,
) -> int:
    """List the tokens of programs, make one or revoke one."""
    require_extra()
    if make is None and (programme or persons):
        option = "--programme" if programme else "--persons"
        raise Unusable([problem("tokens.needs-make", option=option)])
    if make is not None and revoke is not None:
        raise Unusable([problem("links.not-with", option="--make", other="--revoke")])

    from planner.portal.store.tokens import (
        TokenScope,
        active_tokens,
        issue_token,
        revoke_token_of,
    )

    now = datetime.now(UTC)
    with opened_portal(database, text) as portal:
        if make is not None:
            scope = TokenScope(programme, persons)
            with portal.writing() as connection:
                issued = issue_token(connection, make, scope, user_name(), now)
            print(text("tokens.made", name=make))
            print(issued.secret)
        elif revoke is not None:
            with portal.writing() as connection:
                revoke_token_of(connection, revoke, user_name(), now)
            print(text("tokens.revoked", name=revoke))
        else:
            with portal.reading() as connection:
                tokens = active_tokens(connection)
            for line in map(_line, tokens, [text] * len(tokens)):
                print(line)
            if not tokens:
                print(text("tokens.nothing"))
    return EXIT_OK


def _line(token: "Token", text: Messages) -> str:
    scope = token.scope
    persons = text("tokens.with-persons" if scope.with_persons else "tokens.without-persons")
    return text(
        "tokens.line",
        name=token.name,
        programme=scope.programme or text("tokens.all"),
        persons=persons,
        made=token.made.astimezone().date(),
        who=token.made_by,
        used=text.day(token.used) if token.used else "–",
    )
