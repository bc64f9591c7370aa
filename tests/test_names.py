"""A public name means one thing in the whole package."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.test_imports import FILES, ROOT


def _defined(body: list[ast.stmt]) -> Iterator[str]:
    """Yield the public names that a module defines at its top level."""
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [each.id for each in node.targets if isinstance(each, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        else:
            names = []
        yield from (name for name in names if not name.startswith("_"))


def test_no_two_modules_define_the_same_public_name() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in FILES:
        for name in _defined(ast.parse(path.read_text(encoding="utf-8")).body):
            places[name].append(str(path.relative_to(ROOT)))
    assert {name: found for name, found in places.items() if len(set(found)) > 1} == {}
