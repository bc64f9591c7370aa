"""A file is read in one go: none is long."""

import pytest

from tests.conftest import DATA

MOST_LINES = 500


@pytest.mark.parametrize("folder", ["planner", "tests"])
def test_no_file_is_long(folder: str) -> None:
    root = DATA.parent
    lines = {
        str(path.relative_to(root)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (root / folder).rglob("*.py")
    }
    assert lines
    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}
