"""The documentation agrees with the code: blocks, rooms, names; public names have docstrings."""

import ast
import re
import runpy
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from textwrap import dedent

import pytest

import planner
from planner.office.drafts.tables import DRAFTS_TABLE
from tests.test_imports import FILES, ROOMS, imports, room

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
MOST_WORDS = 600

FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
ELLIPSIS = "…"


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


# --- Lengths --------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["README.md", "LISEZMOI.md"])
def test_a_first_page_is_short(page: str) -> None:
    assert len(read(page).split()) <= MOST_WORDS


def test_the_readme_begins_with_the_two_commands() -> None:
    commands = [line for line in read("README.md").splitlines() if line.startswith("./scripts/")]
    assert commands[:2] == ["./scripts/plan-albi", "./scripts/test"]


# --- Code shown in CONTRIBUTING.md ----------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    """A block of code of a section: the file it names, and its lines."""

    section: str
    file: str
    lines: tuple[str, ...]

    @property
    def parts(self) -> list[list[str]]:
        """The runs of lines between ellipses, without their common indentation."""
        text = "\n".join(self.lines)
        return [
            dedent(part).strip("\n").splitlines()
            for part in re.split(rf"^ *{ELLIPSIS}$", text, flags=re.MULTILINE)
        ]

    @property
    def count(self) -> int:
        """The number of lines of code, blank ones not counted."""
        return sum(bool(line.strip()) for part in self.parts for line in part)


SECTIONS = re.split(r"^## (.*)$", read("CONTRIBUTING.md"), flags=re.MULTILINE)
TEXTS = dict(zip(SECTIONS[1::2], SECTIONS[2::2], strict=True))


def blocks() -> Iterator[Block]:
    for section, text in TEXTS.items():
        for _, _, code in FENCE.findall(text):
            first, *lines = dedent(code).splitlines()
            named = re.fullmatch(r"(?:#|\{#) ([\w./-]+)(?: #\})?", first)
            assert named, f"the block of {section} that begins with {first!r} names no file"
            yield Block(section, named[1], tuple(lines))


BLOCKS = list(blocks())


def stands_in(part: list[str], text: str) -> bool:
    """Return whether lines follow each other in a text, whatever their common indentation."""
    lines, size = text.splitlines(), len(part)
    places = range(len(lines) - size + 1)
    return any(dedent("\n".join(lines[n : n + size])).splitlines() == part for n in places)


def test_each_section_of_contributing_shows_code() -> None:
    subjects = ["rule", "measure", "objective", "column of a document", "page of the portal"]
    subjects += ["command", "text", "activity"]
    titles = [re.sub(r"^Adding an? ", "", title) for title in TEXTS]
    assert titles == subjects
    assert {block.section for block in BLOCKS} == set(TEXTS)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.section}-{block.file}")
def test_the_lines_of_a_block_stand_in_its_file(block: Block) -> None:
    text = read(block.file)
    for part in block.parts:
        assert stands_in(part, text), "\n".join(part)


def test_the_lines_of_a_block_are_searched_as_they_are() -> None:
    text = "class A:\n    one = 1\n\n    def two(self):\n        return 2\n"
    assert stands_in(["one = 1"], text)
    assert stands_in(["def two(self):", "    return 2"], text)
    assert not stands_in(["def two(self):", "return 2"], text)
    assert not stands_in(["one"], text)


@pytest.mark.parametrize("section", TEXTS)
def test_a_number_of_lines_is_that_of_the_blocks(section: str) -> None:
    prose = FENCE.sub("", TEXTS[section])
    shown = sum(
        block.count
        for block in BLOCKS
        if block.section == section and not block.file.startswith("tests/")
    )
    assert [int(n) for n in re.findall(r"\b(\d+) lines\b", prose)] in ([], [shown])


FOLDERS = r"(?:planner|tests|scripts|data|docs|notebooks)/"


@pytest.mark.parametrize(
    "page", ["CONTRIBUTING.md", "README.md", *(f"docs/{n}.md" for n in ("architecture", "figures"))]
)
def test_what_a_page_names_exists(page: str) -> None:
    """Paths, and constants of the code."""
    named = set(re.findall(r"`([^`\n]+)`", FENCE.sub("", read(page))))
    paths = {name.split()[0] for name in named if re.match(FOLDERS, name)}
    assert {path for path in paths if not (ROOT / path).exists()} == set()
    source = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
    constants = {name for name in named if re.fullmatch(r"[A-Z_]{4,}", name)}
    assert {name for name in constants if not re.search(rf"\b{name}\b", source)} == set()


# --- The rooms ------------------------------------------------------------------------------------

ROWS = re.findall(
    r"^\| (?:\[`(\w+)`\]\(reference/(\w+)\.md\)|`(\w+)`) \| (.+) \| (.*)\|$",
    read("docs/architecture.md"),
    re.MULTILINE,
)


def test_the_table_of_rooms_is_the_list_that_imports_are_held_to() -> None:
    assert [linked or plain for linked, _, plain, *_ in ROWS] == ROOMS


def test_each_room_links_the_page_of_its_reference() -> None:
    pages = [page for _, page, *_ in ROWS if page]
    assert pages == [linked for linked, *_ in ROWS if linked]
    assert pages == [name for name in ROOMS if name != "__main__"]
    assert {path.stem for path in (DOCS / "reference").iterdir()} == set(pages)
    for page in pages:
        assert f"::: planner.{page}\n" in read(f"docs/reference/{page}.md")


def test_a_room_does_not_know_what_it_must_not() -> None:
    forbidden = {
        (linked or plain): re.findall(r"`(\w+)`", last) for linked, _, plain, _, last in ROWS
    }
    assert sum(map(len, forbidden.values())) > 10
    for path in FILES:
        used = {name.split(".")[1] for name in imports(path) if name.startswith("planner.")}
        assert not used & set(forbidden[room(path)]), path


def test_each_room_is_in_the_picture() -> None:
    picture = read("docs/images/rooms.svg")
    named = re.findall(r'class="name"[^>]*>([^<]+)<', picture)
    assert set(ROOMS) <= {name for text in named for name in text.split(" · ")}


# --- Docstrings -----------------------------------------------------------------------------------


@cache
def trees() -> dict[Path, ast.Module]:
    paths = sorted((ROOT / "planner").rglob("*.py"))
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}


@cache
def classes() -> dict[str, ast.ClassDef]:
    nodes = chain.from_iterable(map(ast.walk, trees().values()))
    return {node.name: node for node in nodes if isinstance(node, ast.ClassDef)}


@cache
def protocols() -> set[str]:
    return {name for name in classes() if "Protocol" in ancestors(name)}


Function = ast.FunctionDef | ast.AsyncFunctionDef


def ancestors(name: str) -> Iterator[str]:
    """Name a class and those it is made from, as far as they are known."""
    yield name
    if name in classes():
        for base in classes()[name].bases:
            above = ast.unparse(base).partition("[")[0].rpartition(".")[2]
            if above != name:
                yield from ancestors(above)


def methods(name: str) -> set[str]:
    """List the methods of a class."""
    return {each.name for each in classes()[name].body if isinstance(each, Function)}


def explains_itself(node: Function | ast.ClassDef, inside: ast.ClassDef | None) -> bool:
    """Return whether a name needs no docstring.

    The help of a command is in the message catalogue. The fields of a table describe themselves. A
    method of a single statement says what it is by its name and its type; one that a base class or
    a protocol explains is explained there.
    """
    if isinstance(node, ast.ClassDef):
        return "BaseModel" in ancestors(node.name)
    if inside is None:
        return any("click." in ast.unparse(each) for each in node.decorator_list)
    bases = set(list(ancestors(inside.name))[1:]) & set(classes()) | protocols()
    return len(node.body) == 1 or any(node.name in methods(base) for base in bases)


def undocumented(
    body: list[ast.stmt], name: str, inside: ast.ClassDef | None = None
) -> Iterator[str]:
    for node in body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            if not ast.get_docstring(node) and not explains_itself(node, inside):
                yield f"{name}.{node.name}"
            if isinstance(node, ast.ClassDef):
                yield from undocumented(node.body, f"{name}.{node.name}", node)


def test_every_public_name_has_a_docstring() -> None:
    assert [path for path, tree in trees().items() if not ast.get_docstring(tree)] == []
    names = (undocumented(tree.body, str(path)) for path, tree in trees().items())
    assert list(chain.from_iterable(names)) == []


# --- Python ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["README.md", "docs/python.md"])
def test_the_python_of_a_page_uses_what_the_package_offers(page: str) -> None:
    shown = [code for _, language, code in FENCE.findall(read(page)) if language == "python"]
    assert shown
    for code in shown:
        used = {
            node.attr
            for node in ast.walk(ast.parse(code))
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "planner"
        }
        assert used <= set(planner.__all__)


def test_each_function_of_the_package_is_in_its_page() -> None:
    named = set(re.findall(r"`(\w+)`", read("docs/python.md")))
    functions = {name for name in planner.__all__ if name[0].islower()}
    assert functions <= named


# --- The site -------------------------------------------------------------------------------------

HOOKS = runpy.run_path(str(ROOT / "scripts" / "site_hooks.py"))


@pytest.mark.parametrize(
    "loading",
    [
        '<script src="https://cdn.example/x.js">',
        '<link rel="stylesheet" href="//cdn.example/x.css">',
        "<img alt='x' src='http://cdn.example/x.png'>",
        '<pre class="mermaid"><code>',
        '@import "x.css"',
        "src:url(https://cdn.example/x.woff2)",
    ],
)
def test_what_is_loaded_from_elsewhere_is_found(loading: str) -> None:
    assert HOOKS["LOADED"].search(loading)


@pytest.mark.parametrize(
    "own",
    [
        '<script src="assets/x.js">',
        '<a href="https://elsewhere.example/">',
        '<link rel="canonical" href="https://own.example/">',
        "url(data:image/svg+xml;base64,AA)",
    ],
)
def test_links_and_files_of_the_site_are_no_matter(own: str) -> None:
    assert not HOOKS["LOADED"].search(own)


def test_anchors_are_those_of_repository_browsers() -> None:
    assert HOOKS["anchor"]("1. J'ai reçu « Non » : que faire ?", "-") == (
        "1-jai-reçu--non---que-faire-"
    )


def test_the_pages_from_outside_exist() -> None:
    assert all((DOCS / source).exists() for source in HOOKS["OUTSIDE"])


def test_a_notebook_is_laid_out_cell_by_cell() -> None:
    text = '{"cells": [{"cell_type": "markdown", "source": ["# A\\n", "b"]},'
    text += '{"cell_type": "code", "source": ["c = 1"]}]}'
    assert HOOKS["notebook"](text) == "# A\nb\n\n```python\nc = 1\n```"


def test_the_page_on_personal_data_names_each_table() -> None:
    told = re.findall(r"^\| (`.+?`) \|", read("docs/donnees-personnelles.md"), re.M)
    assert set(re.findall(r"`(\w+)`", " ".join(told))) == set(DRAFTS_TABLE.metadata.tables)
