"""Tokens are listed, made and revoked at the command line."""

from functools import partial

import pytest

from planner.portal.store.database import Database
from planner.portal.store.tokens import find_token
from tests.conftest import Call


@pytest.fixture
def tokens(planner: Call, portal: Database) -> Call:
    return partial(planner, "tokens", "--database", "portal.db")


def test_a_token_is_printed_once_listed_and_revoked(tokens: Call, portal: Database) -> None:
    assert tokens() == (0, "Aucun jeton.\n", "")
    code, told, _ = tokens("--make", "Moodle", "--persons")
    name, secret = told.splitlines()
    assert (code, name) == (
        0,
        "Jeton pour Moodle, à donner à ce logiciel seul. Il ne sera plus affiché.",
    )
    with portal.reading() as connection:
        found = find_token(connection, secret)
    assert found
    assert (found.scope.programme, found.scope.with_persons) == (None, True)
    listed = tokens()[1]
    assert "Moodle : toutes, avec les apprentis ; fait le " in listed
    assert secret not in listed
    assert tokens("--revoke", "Moodle") == (0, "Le jeton pour Moodle est révoqué.\n", "")
    with portal.reading() as connection:
        assert find_token(connection, secret) is None


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--persons",), "--persons n'a de sens qu'avec --make"),
        (("--programme", "x"), "--programme n'a de sens qu'avec --make"),
        (("--make", "A", "--revoke", "B"), "--revoke"),
        (("--make", "A", "--programme", "x"), "Aucun planning publié de la formation « x »"),
        (("--revoke", "B"), "Aucun jeton pour « B » n'est en service"),
        (("--make", ""), "pas de nom de logiciel valable"),
    ],
)
def test_what_cannot_be_done_is_told(tokens: Call, options: tuple[str, ...], told: str) -> None:
    code, _, wrong = tokens(*options)
    assert code == 2
    assert told in wrong
    assert tokens()[1] == "Aucun jeton.\n"
