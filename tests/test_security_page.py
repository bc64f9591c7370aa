"""The page on security agrees with the tests: each test it names exists, each address is tried."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from planner.office.web.application import ROUTES
from tests.test_interface import SHUT
from tests.test_portal_routes import GATES, OPEN, SHUT_ROUTES, kind_of

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "securite.md").read_text(encoding="utf-8")

NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)))
CHAPTERS = [f"V{number}" for number in range(1, 15)]


@cache
def named_in(file: str) -> frozenset[str]:
    """Return the names of the tests of a file."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    found = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return frozenset(node.name for node in found if node.name.startswith("test_"))


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_each_test_that_the_page_names_exists(file: str, test: str) -> None:
    assert test in named_in(file)


def test_the_page_has_each_chapter_of_the_standard() -> None:
    assert re.findall(r"^## (V\d+) ", PAGE, re.MULTILINE) == CHAPTERS


def test_what_is_kept_is_held_by_a_test() -> None:
    rows = re.findall(r"^\| ([^|]+) \| (tenu[^|]*) \| ([^|]+) \| ([^|]*)\|$", PAGE, re.MULTILINE)
    assert len(rows) > 60
    assert not [point for point, _, _, held in rows if "::test_" not in held]


def test_what_is_not_kept_stands_at_the_beginning() -> None:
    summary, _, items = PAGE.partition("## V1 ")
    rows = re.findall(r"^\| ([\d., à]+) \| non tenu", items, re.MULTILINE)
    assert {point for row in rows for point in row.split(", ")} <= set(
        re.findall(r"\d+\.\d+\.\d+", summary)
    )


def test_each_address_of_the_portal_and_the_office_is_tried() -> None:
    tried = {route.path for route in SHUT_ROUTES} | {*OPEN} | GATES | {*SHUT}
    assert {route.path for route in ROUTES} == tried
    assert not [route.path for route in ROUTES if kind_of(route) is None]
