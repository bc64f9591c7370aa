"""The French guide to changes: its commands parse, its examples are read, its pictures exist."""

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest

from planner.cli import planner
from planner.programme_file import read_programme

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "guide-changements.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROSE = FENCE.sub("", GUIDE)
BLOCKS = FENCE.findall(GUIDE)
TYPED = [line for language, text in BLOCKS if not language for line in text.splitlines()]
NAMED = re.findall(r"`(planner [^`\n]*\.(?:toml|xlsx)[^`\n]*)`", PROSE)
COMMANDS = sorted({*TYPED, *NAMED})
PICTURES = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", GUIDE)
PAGES = ("LISEZMOI.md", "README.md", "docs/guide-changements.md")
MOST_BYTES = 200_000


def shown(page: str) -> list[str]:
    """List the commands on the new subjects that a page shows in its examples."""
    text = (ROOT / page).read_text(encoding="utf-8")
    lines = re.findall(r"^\.venv/bin/(planner .*)$", text, re.MULTILINE)
    return [line for line in lines if re.search(r" (explain|repair|diff|check) | --keep ", line)]


def parse(line: str) -> click.Context:
    """Read a command line as the program does, without running it."""
    program, name, *arguments = shlex.split(line)
    assert program == "planner"
    return planner.commands[name].make_context(name, arguments)


@pytest.mark.parametrize("line", [*COMMANDS, *shown("LISEZMOI.md"), *shown("README.md")])
def test_a_command_that_is_shown_parses(line: str) -> None:
    assert parse(line).params


def test_a_command_that_does_not_exist_would_be_told() -> None:
    with pytest.raises(click.UsageError):
        parse("planner repair out/planning.xlsx --programme data/mars.toml")
    with pytest.raises(click.NoSuchOption):
        parse("planner diff a.xlsx b.xlsx --mark c.xlsx")


def test_the_commands_are_those_of_the_page() -> None:
    names = {shlex.split(line)[1] for line in COMMANDS}
    assert names == {"plan", "explain", "repair", "diff", "check"}
    assert all(line.startswith("planner ") for line in TYPED)
    assert len(TYPED) > 15


@pytest.mark.parametrize("name", ["explain", "repair", "diff", "check"])
def test_every_option_of_a_command_is_in_the_page(name: str) -> None:
    options = {option for p in planner.commands[name].params for option in p.opts if "--" in option}
    assert {option for option in (*options, "--help") if f"`{option}`" not in PROSE} == set()


@pytest.mark.parametrize("option", ["--keep", "--until", "--lock"])
def test_what_plan_keeps_is_in_the_page(option: str) -> None:
    assert option in {name for p in planner.commands["plan"].params for name in p.opts}
    assert any(line.startswith("planner plan ") and option in line for line in TYPED)
    assert f"`{option}`" in PROSE


@pytest.mark.parametrize(("alternative", "file"), PICTURES)
def test_a_picture_exists_and_is_light(alternative: str, file: str) -> None:
    picture = ROOT / "docs" / file
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < MOST_BYTES
    assert len(alternative) > 20


def test_every_picture_is_used() -> None:
    assert len(PICTURES) >= 4
    guides = (path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    used = {
        (ROOT / "docs" / file).name for g in guides for file in re.findall(r"\]\((images/.+)\)", g)
    }
    assert {path.name for path in (ROOT / "docs" / "images").iterdir()} == used


@pytest.mark.parametrize("page", PAGES)
def test_the_files_that_a_page_links_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        assert link.startswith("http") or (ROOT / page).parent.joinpath(link).exists(), link


def test_the_chapters_that_the_page_links_exist() -> None:
    titles = re.findall(r"^#+ (.*)$", GUIDE, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
    assert set(re.findall(r"\]\(#([^)]+)\)", GUIDE)) <= anchors


def test_the_examples_are_read_each_beside_those_it_extends(tmp_path: Path) -> None:
    shutil.copy(ROOT / "data" / "albi.toml", tmp_path)
    examples = [text for language, text in BLOCKS if language == "toml"]
    for number, example in enumerate(examples):
        path = tmp_path / ("courtes.toml" if number == 0 else f"example-{number}.toml")
        path.write_text(example, encoding="utf-8")
        assert {cohort.id for cohort in read_programme(path).cohorts} >= {"1A", "2A", "3A"}
    assert len(examples) > 5
