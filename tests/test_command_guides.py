"""The pages that show commands: what they show parses and is read, guides name every option."""

import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from planner.apprentices.folders import company_folders
from planner.apprentices.roster import read_roster
from planner.cli import planner
from planner.delivery.companies import find_company_folder
from planner.planning.planning import Edition
from planner.programme.file import read_programme

ROOT = Path(__file__).parent.parent
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MOST_BYTES = 200_000


@dataclass(frozen=True)
class Guide:
    """A guide: the commands it shows, and those of which it names every option."""

    name: str
    commands: frozenset[str]
    explained: tuple[str, ...]

    @property
    def text(self) -> str:
        return (ROOT / "docs" / self.name).read_text(encoding="utf-8")

    @property
    def blocks(self) -> list[tuple[str, str]]:
        return FENCE.findall(self.text)

    @property
    def prose(self) -> str:
        return FENCE.sub("", self.text)

    @property
    def typed(self) -> list[str]:
        """The command lines of its examples."""
        return [line for kind, text in self.blocks if not kind for line in text.splitlines()]

    @property
    def shown(self) -> list[str]:
        """All command lines that it shows, those within sentences included."""
        named = re.findall(r"`(planner [^`\n]*\.(?:toml|xlsx|db)[^`\n]*)`", self.prose)
        return sorted({*self.typed, *named})

    @property
    def pictures(self) -> list[tuple[str, str]]:
        return re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", self.text)


CHANGES = Guide(
    "guide-changements.md",
    frozenset({"plan", "explain", "repair", "diff", "check", "documents"}),
    ("explain", "repair", "diff", "check"),
)
DOCUMENTS = Guide(
    "guide-documents.md",
    frozenset(
        {
            "roster-template",
            "roster-next",
            "documents",
            "calendars",
            "milestones",
            "repair",
            "export",
            "import",
        }
    ),
    ("roster-template", "roster-next", "documents", "calendars", "milestones", "import"),
)
COMPARISONS = Guide(
    "guide-comparaisons.md",
    frozenset({"compare", "sweep", "campus"}),
    ("compare", "sweep", "campus"),
)
PORTAL = Guide(
    "guide-portail.md",
    frozenset(
        {"public-calendars", "publish", "links", "serve", "office", "backup", "purge", "journal"}
    ),
    ("publish", "links", "public-calendars", "serve", "backup", "purge", "journal"),
)
DEPLOYMENT = Guide(
    "deploiement-portail.md", frozenset({"publish", "links", "purge", "settings"}), ()
)
POSTGRESQL = Guide(
    "postgresql.md", frozenset({"publish", "links", "serve", "office", "portal-copy"}), ()
)
SETTINGS = Guide("reglages.md", frozenset({"serve", "settings", "office"}), ("settings",))
INTERFACE = Guide("interface.md", frozenset({"tokens"}), ("tokens",))
MAIL = Guide(
    "courriel.md", frozenset({"mail", "bounces", "settings", "serve"}), ("mail", "bounces")
)
PERSONAL_DATA = Guide("donnees-personnelles.md", frozenset({"publish", "links", "purge"}), ())
PLANNING = Guide("guide-planning.md", frozenset({"models", "learn", "plan", "check"}), ("learn",))
OFFICE = Guide("guide-bureau.md", frozenset({"office"}), ("office",))
EXCHANGES = Guide("guide-echanges.md", frozenset({"export", "check", "learn"}), ("export",))
CURRICULUM = Guide("guide-maquette.md", frozenset({"plan"}), ())
ENGLISH = (
    Guide("planning.md", frozenset({"models", "learn", "plan", "schema"}), ("learn",)),
    Guide("checking.md", frozenset({"check"}), ()),
    Guide("explaining.md", frozenset({"explain", "repair", "diff"}), ()),
    Guide(
        "documents.md",
        frozenset({"roster-template", "roster-next", "documents", "calendars", "milestones"}),
        (),
    ),
    Guide("exchange.md", frozenset({"export", "import"}), ()),
    Guide(
        "portal.md",
        frozenset(
            {
                "public-calendars",
                "publish",
                "links",
                "mail",
                "bounces",
                "tokens",
                "serve",
                "settings",
                "office",
                "backup",
                "portal-copy",
                "purge",
                "journal",
            }
        ),
        (),
    ),
    Guide("comparing.md", frozenset({"compare", "measures", "sweep", "campus"}), ()),
)
FRENCH = (
    OFFICE,
    PLANNING,
    CURRICULUM,
    CHANGES,
    DOCUMENTS,
    EXCHANGES,
    COMPARISONS,
    PORTAL,
    DEPLOYMENT,
    POSTGRESQL,
    SETTINGS,
    INTERFACE,
    MAIL,
    PERSONAL_DATA,
)
GUIDES = (*FRENCH, *ENGLISH)
PAGES = (
    *("LISEZMOI.md", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"),
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").glob("*.md"))),
)
ENTRANCES = ("LISEZMOI.md", "README.md", "notebooks/rhythms.ipynb")


def shown(page: str) -> list[str]:
    """List the commands that a page shows in its examples."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(r"^(?:\.venv/bin/| *\")(planner [a-z][^\n\\]*)", text, re.MULTILINE)


def parse(line: str) -> click.Context:
    """Read a command line as the program does, without running it."""
    program, name, *arguments = shlex.split(line)
    assert program == "planner"
    return planner.commands[name].make_context(name, arguments)


def test_a_command_that_is_shown_parses() -> None:
    lines = {line for guide in GUIDES for line in guide.shown}
    for line in sorted(lines.union(*map(shown, ENTRANCES))):
        command = line.partition(" > ")[0]  # what follows is for the shell
        assert parse(command).info_name == shlex.split(command)[1], line


def test_a_command_that_does_not_exist_would_be_told() -> None:
    with pytest.raises(click.UsageError):
        parse("planner repair out/planning.xlsx --programme data/mars.toml")
    with pytest.raises(click.NoSuchOption):
        parse("planner diff a.xlsx b.xlsx --mark c.xlsx")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_the_commands_are_those_of_the_page(guide: Guide) -> None:
    assert {shlex.split(line)[1] for line in guide.shown} == guide.commands
    assert all(line.startswith("planner ") for line in guide.typed)


def test_a_page_that_shows_commands_is_tried() -> None:
    listed = {f"docs/{guide.name}" for guide in GUIDES}
    texts = {page: (ROOT / page).read_text(encoding="utf-8") for page in PAGES}
    typed = {page for page, text in texts.items() if re.search(r"^ *planner ", text, re.MULTILINE)}
    assert typed == listed


def test_every_command_is_in_a_page_of_each_language() -> None:
    assert set().union(*(guide.commands for guide in ENGLISH)) == set(planner.commands)
    french = set().union(*(guide.commands for guide in FRENCH))
    assert set(planner.commands) - french == {"measures", "schema"}


def test_the_words_that_the_guide_to_the_portal_quotes_are_those_that_are_told() -> None:
    told = (ROOT / "planner" / "messages" / "fr.po").read_text(encoding="utf-8")
    quoted = re.findall(r"^\| « (.+?) »", PORTAL.text, re.MULTILINE)
    assert len(quoted) > 5
    assert [words for words in quoted if words not in told] == []


def test_what_a_server_runs_by_itself_parses() -> None:
    lines = re.findall(r"/opt/planner/\.venv/bin/(planner [^>\n]+)", DEPLOYMENT.text)
    assert [parse(line).info_name for line in lines] == ["serve", "backup"]


@pytest.mark.parametrize(
    ("guide", "name"), [(guide, name) for guide in GUIDES for name in guide.explained]
)
def test_every_option_of_a_command_is_in_the_page(guide: Guide, name: str) -> None:
    options = {option for p in planner.commands[name].params for option in p.opts if "--" in option}
    assert {option for option in (*options, "--help") if f"`{option}`" not in guide.prose} == set()


@pytest.mark.parametrize("option", ["--keep", "--until", "--lock"])
def test_what_plan_keeps_is_in_the_page(option: str) -> None:
    assert option in {name for p in planner.commands["plan"].params for name in p.opts}
    typed = CHANGES.typed
    assert any(line.startswith("planner plan ") and option in line for line in typed)
    assert f"`{option}`" in CHANGES.prose


@pytest.mark.parametrize(
    ("alternative", "file"), [picture for guide in GUIDES for picture in guide.pictures]
)
def test_a_picture_exists_and_is_light(alternative: str, file: str) -> None:
    picture = ROOT / "docs" / file
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < MOST_BYTES
    assert len(alternative) > 20


def test_every_picture_is_used() -> None:
    used = {(ROOT / "docs" / file).name for guide in GUIDES for _, file in guide.pictures}
    assert {path.name for path in (ROOT / "docs" / "images").glob("*.png")} == used


@pytest.mark.parametrize("page", PAGES)
def test_the_files_that_a_page_links_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        assert link.startswith("http") or (ROOT / page).parent.joinpath(link).exists(), link


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_the_chapters_that_the_page_links_exist(guide: Guide) -> None:
    titles = re.findall(r"^#+ (.*)$", guide.text, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
    assert set(re.findall(r"\]\(#([^)]+)\)", guide.text)) <= anchors


def test_a_company_that_the_page_asks_for_is_in_the_list(edition: Edition) -> None:
    listed = company_folders(
        read_roster(ROOT / "data" / "roster.xlsx", edition.planning.case), edition.planning.year
    )
    asked = [parse(line).params.get("company") for line in DOCUMENTS.typed]
    names = [find_company_folder(name, listed).company for name in asked if name]
    assert names


def test_the_examples_are_read_each_beside_those_it_extends(tmp_path: Path) -> None:
    for name in ("albi.toml", "albi-modules.toml", "albi-modules.csv"):
        shutil.copy(ROOT / "data" / name, tmp_path)
    examples = [text for language, text in CHANGES.blocks if language == "toml"]
    for number, example in enumerate(examples):
        path = tmp_path / ("courtes.toml" if number == 0 else f"example-{number}.toml")
        path.write_text(example, encoding="utf-8")
        assert {cohort.id for cohort in read_programme(path).cohorts} >= {"1A", "2A", "3A"}
    assert len(examples) > 5
