"""The portal at the command line: published, links mailed, backed up, purged; all in words."""

import errno
import io
import re
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, event

from planner.apprentices.apprentice import Apprentice, Span
from planner.cli import portal as commands
from planner.cli import run_command_line
from planner.cli.portal_database import user_name
from planner.documents.company.links_sheet import LinkRow, links_sheet
from planner.documents.roster.template import roster_workbook
from planner.messages import Messages
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.portal.store.database import Database, read_setting
from planner.portal.store.issuing import ADDRESS_SETTING
from planner.portal.store.links import (
    company_link,
    list_company_access,
    list_links,
    unused_link,
)
from planner.portal.store.publishing import withdraw
from planner.portal.store.versions import list_versions, newest_versions, read_enrolments
from planner.portal.store.visits import read_journal, record_page_opening
from planner.portal.web import serving
from planner.year.activity import Activity
from tests.builders import altered, employed
from tests.conftest import Call
from tests.portal_store import NOW, ROSTER, first, second

MOMENT = datetime(2026, 11, 25, 12, tzinfo=UTC)
TODAY = MOMENT.date()
LONG = date(2099, 1, 1)


class Day(date):
    """The day on which commands are called, whatever the clock says."""

    called = TODAY

    @classmethod
    def today(cls) -> "date":  # type: ignore[override]
        return cls.called


class Moment(datetime):
    """The moment at which commands are called."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "datetime":  # type: ignore[override]
        return MOMENT


@pytest.fixture(scope="module", autouse=True)
def _called_on_a_day() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commands, "date", Day)
        patch.setattr(commands, "datetime", Moment)
        yield


LIST, PORTAL = "list.xlsx", "portal.db"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with two versions of a planning, a list, and the first of them published."""
    at = tmp_path_factory.mktemp("prepared")
    (at / "one.json").write_bytes(planning_json(first()))
    (at / "two.json").write_bytes(planning_json(second()))
    write_list(at, *ROSTER)
    given = ("--roster", at / LIST, "--database", at / PORTAL)
    assert (
        run_command_line(
            [*map(str, ("publish", at / "one.json", *given)), "--quiet", "--yes"], "fr"
        )
        == 0
    )
    return at


@pytest.fixture
def folder(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in such a folder, with nothing published."""
    monkeypatch.chdir(tmp_path)
    for name in ("one.json", "two.json", LIST):
        shutil.copy(prepared / name, tmp_path)
    return tmp_path


def write_list(at: Path, *apprentices: Apprentice) -> None:
    rules = first().planning.programme
    (at / LIST).write_bytes(roster_workbook(Messages("fr"), rules, apprentices))


@pytest.fixture
def publish(planner: Call, folder: Path) -> Call:
    given = ("--roster", LIST, "--database", PORTAL)

    def call(
        file: str = "one.json", *options: object, language: str = "fr"
    ) -> tuple[int, str, str]:
        return planner("publish", file, *given, *options, language=language)

    return call


@pytest.fixture
def portal(prepared: Path, folder: Path) -> Iterator[Database]:
    """Give the portal after a first publication."""
    shutil.copy(prepared / PORTAL, folder)
    with closing(Database.open(Path(PORTAL))) as database:
        yield database


def revisions(database: Database) -> list[int]:
    with database.reading() as connection:
        return [version.revision for version in list_versions(connection)]


def asked(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    """Be at a terminal, and answer."""
    monkeypatch.setattr(commands, "_is_interactive", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))


# --- Publishing ---------------------------------------------------------------------------------


def test_a_first_version_is_published_whole(publish: Call, folder: Path) -> None:
    labelled = ("--version-label", "V9", "--issued", "2026-10-01")
    code, told, wrong = publish("one.json", *labelled, "--yes")
    assert (code, wrong) == (0, "")
    assert "version 1 (V9)\nPremière version" in told
    assert "4 apprentis, 3 entreprises." in told
    assert "Publié : version 1 (V9)." in told
    with closing(Database.open(Path("portal.db"))) as database, database.reading() as connection:
        (served,) = newest_versions(connection)
        assert (served.label, served.issued) == ("V9", date(2026, 10, 1))
        assert served.published_by == user_name()
        names = [each.apprentice.surname for each in read_enrolments(connection, served.id)]
    assert names == [who.surname for who in ROSTER]


def test_the_next_one_tells_what_changes_for_whom(publish: Call, portal: Database) -> None:
    moved, nasty = altered(ROSTER[2], company="Verrerie"), altered(ROSTER[3], email="a@b.example")
    new = employed("[red]Estrugo", "Léocadie", "1A", "Pâtes & Fils")
    write_list(Path(), ROSTER[0], moved, nasty, new)
    code, told, _ = publish("two.json", "--yes")
    assert code == 0
    assert told.splitlines()[1:] == [
        "Elle prend la place de la version 1 (V1), publiée le {}.".format(
            Messages("fr").day(TODAY)
        ),
        "Le numéro 1 du fichier est déjà pris : cette version aura le numéro 2.",
        "1 personne en plus :",
        "  - Léocadie [red]Estrugo (1A, Pâtes & Fils)",
        "1 personne en moins :",
        "  - Tancrède Bromélan (1A, Zyxwerk Ferronnerie)",
        "1 personne change d'entreprise :",
        "  - Philémon Corvigny (1A) : Qombat Textiles → Verrerie",
        "Pour 1 personne, la liste dit autre chose :",
        "  - Ombeline Duvantel (1A, =1+1) : Courriel : rien → a@b.example",
        "2 entreprises nouvelles :",
        "  - Verrerie",
        "  - Pâtes & Fils",
        "1 entreprise n'a plus d'apprenti :",
        "  - Qombat Textiles",
        "Le planning change pour 2 personnes :",
        "  - 1re année – 2 apprentis : 1 séance déplacée.",
        "      Ysolde Abrazine (Zyxwerk Ferronnerie), Philémon Corvigny (Verrerie)",
        "Il reste le même pour 1 personne.",
        "Publié : version 2 (V2).",
    ]


def test_of_very_many_the_first_are_told_and_the_others_counted(
    publish: Call, portal: Database
) -> None:
    write_list(Path(), *ROSTER, *(employed(f"N{n:02}", "P", "1A", "A") for n in range(23)))
    _, told, _ = publish("one.json", "--yes", language="en")
    assert "23 people more:" in told
    assert "N19" in told
    assert "N20" not in told
    assert "  … and 3 more" in told
    assert "It stays the same for 4 people." in told


def test_the_same_again_publishes_nothing(publish: Call, portal: Database) -> None:
    code, told, _ = publish()
    assert (code, revisions(portal)) == (0, [1])
    assert told == (
        "Le portail sert déjà exactement ce planning et cette liste : il n'y a rien à publier.\n"
    )


def test_a_preview_publishes_nothing(publish: Call, portal: Database) -> None:
    code, told, _ = publish("two.json", "--preview")
    assert (code, revisions(portal)) == (0, [1])
    assert "Le planning change pour 3 personnes" in told
    assert "Aperçu : rien n'est publié." in told


def test_a_preview_makes_no_database(publish: Call, folder: Path) -> None:
    before = sorted(folder.iterdir())
    code, told, wrong = publish("one.json", "--preview")
    assert (code, wrong) == (0, "")
    assert told.splitlines()[1:] == [
        "Première version de cette année sur le portail : 4 apprentis, 3 entreprises.",
        "La liste n'a pas les effectifs prévus par la formation : 1re année 4 au lieu de 24.",
        "Aperçu : rien n'est publié.",
    ]
    assert sorted(folder.iterdir()) == before


def test_many_whose_years_change_alike_are_told_in_one_line(
    publish: Call, portal: Database
) -> None:
    many = [employed(f"N{n:02}", "P", "1A", "A") for n in range(23)]
    write_list(Path(), *many)
    publish("one.json", "--yes")
    _, told, _ = publish("two.json", "--yes")
    assert told.splitlines()[3:] == [
        "La liste des apprentis est la même.",
        "Le planning change pour 23 personnes :",
        "  - 1re année – 23 apprentis : 1 séance déplacée.",
        "Publié : version 3 (V2).",
    ]


@pytest.mark.parametrize(
    ("answer", "found"),
    [("o\n", [2, 1]), (" YES \n", [2, 1]), ("n\n", [1]), ("\n", [1]), ("peut-être", [1])],
)
def test_at_a_terminal_it_asks_before_a_version_takes_the_place_of_another(
    publish: Call, portal: Database, monkeypatch: pytest.MonkeyPatch, answer: str, found: list[int]
) -> None:
    asked(monkeypatch, answer)
    code, told, _ = publish("two.json")
    assert (code, revisions(portal)) == (0 if len(found) > 1 else 1, found)
    assert told.index("Le planning change") < told.index("Publier ? [o/n]")


def test_yes_is_not_asked_and_no_answer_is_an_interruption(
    publish: Call, portal: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(monkeypatch, "")
    code, _, _ = publish("two.json")
    assert (code, revisions(portal)) == (130, [1])
    assert publish("two.json", "--yes")[0] == 0
    assert revisions(portal) == [2, 1]


def test_without_a_terminal_a_version_takes_the_place_of_another_by_yes_only(
    publish: Call, portal: Database
) -> None:
    code, told, wrong = publish("two.json")
    assert (code, revisions(portal)) == (2, [1])
    assert "Le planning change pour 3 personnes" in told
    assert "--yes confirme d'avance" in wrong


def test_who_answers_too_late_is_told(
    publish: Call, portal: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody withdraws the version while the question stands."""

    def answer(_: str) -> str:
        with portal.reading() as connection:
            (served,) = newest_versions(connection)
        withdraw(portal, served, "Benoît", NOW)
        return "o"

    asked(monkeypatch, "")
    monkeypatch.setattr("builtins.input", answer)
    code, _, wrong = publish("two.json")
    assert (code, revisions(portal)) == (2, [1])
    assert "retirée entre-temps par Benoît" in wrong
    monkeypatch.setattr("builtins.input", lambda _: "o")
    code, told, _ = publish("two.json")
    assert (code, revisions(portal)) == (0, [3, 1])
    assert "Elle vient après la version 1 (V1), retirée le 5 octobre 2026." in told


def test_quiet_tells_errors_only(publish: Call, folder: Path) -> None:
    assert publish("one.json", "--quiet", "--yes") == (0, "", "")
    assert publish("two.json", "--quiet", "--yes") == (0, "", "")


def test_sessions_without_room_are_told_and_it_is_published(publish: Call, folder: Path) -> None:
    weeks = first().planning.year.weeks
    write_list(Path(), altered(ROSTER[0], closed=(Span(weeks[0].monday, weeks[-1].last_day),)))
    code, told, wrong = publish("one.json", "--yes")
    assert (code, "Publié : version 1" in told) == (1, True)
    assert "Abrazine" in wrong


def test_a_planning_that_breaks_its_rules_is_not_published(publish: Call, folder: Path) -> None:
    (cohort,) = first().planning.cohorts
    company = tuple(Activity.COMPANY for _ in cohort.activities)
    broken = replace(first().planning, cohorts=(replace(cohort, activities=company),))
    Path("broken.json").write_bytes(planning_json(Edition(broken, (), None, None)))
    code, _, wrong = publish("broken.json")
    assert (code, "enfreint ses règles ; il n'est pas publié" in wrong) == (2, True)
    assert not Path("portal.db").exists()


def test_what_cannot_be_read_is_told_before_anything_is_made(publish: Call, folder: Path) -> None:
    code, _, wrong = publish(LIST)
    assert (code, "il faut le planning.json ou le planning.xlsx que planner a" in wrong) == (
        2,
        True,
    )
    code, _, wrong = publish("one.json", "--issued", "demain")
    assert (code, wrong.endswith("une date comme 2026-11-21.\n")) == (2, True)
    Path("list.xlsx").write_bytes(b"none")
    assert publish()[0] == 2
    assert publish("none.json")[0] == 2
    assert not Path("portal.db").exists()


# --- Links --------------------------------------------------------------------------------------


def mailed(planner: Call, *options: object, out: str = "links.xlsx") -> tuple[int, str, str]:
    return planner("links", "--database", "portal.db", "--out", out, *options)


def written(file: str = "links.xlsx") -> dict[str, str]:
    """Read the addresses of companies, by their names."""
    sheet = load_workbook(file).worksheets[0]
    rows = sheet.iter_rows(min_row=6, values_only=True)
    return {str(company): str(address) for company, _, _, address, _ in rows}


def opens(portal: Database, address: str) -> str | None:
    """Give the name of the company whose page an address opens, or of who may sign in by it."""
    secret = address.rpartition("/")[2]
    with portal.reading() as connection:
        if "/office/" in address:
            link = unused_link(connection, secret, MOMENT, TODAY)
        else:
            link = company_link(connection, secret, TODAY)
    return link.holder if link else None


def test_each_company_is_mailed_a_link_that_opens_its_page(planner: Call, portal: Database) -> None:
    code, told, wrong = mailed(planner, "--address", "https://portail.ecole.fr/", "--until", LONG)
    assert (code, wrong) == (0, "")
    assert told == "3 nouveaux liens\nÉcrit : links.xlsx\n"
    found = written()
    assert set(found) == {who.company for who in ROSTER}
    for company, address in found.items():
        assert re.fullmatch(r"https://portail\.ecole\.fr/c/[\w-]{43}", address)
        assert opens(portal, address) == company
    assert Path("links.xlsx").stat().st_mode & 0o777 == 0o600
    sheet = load_workbook("links.xlsx").worksheets[0]
    row = next(row for row in sheet.iter_rows(min_row=6) if row[0].value == "=1+1")
    assert [cell.data_type for cell in row] == ["s", "n", "s", "s", "d"]
    assert row[2].value == "Ombeline Duvantel"
    assert f"{row[4].value:%Y-%m-%d}" == f"{LONG}"


def test_who_has_a_link_keeps_it_until_it_is_renewed(planner: Call, portal: Database) -> None:
    mailed(planner, "--until", LONG)
    before = written()
    code, told, _ = mailed(planner, out="again.xlsx")
    assert (code, Path("again.xlsx").exists()) == (0, False)
    assert "0 nouveau lien\n3 destinataires ont déjà le leur" in told
    assert (
        mailed(
            planner, "--renew", "--company", "QOMBAT  textiles", "--until", LONG, out="one.xlsx"
        )[0]
        == 0
    )
    renewed = written("one.xlsx")
    assert set(renewed) == {"Qombat Textiles"}
    assert opens(portal, renewed["Qombat Textiles"]) == "Qombat Textiles"
    assert opens(portal, before.pop("Qombat Textiles")) is None
    assert [opens(portal, address) for address in before.values()] == list(before)
    mailed(planner, "--renew", "--until", LONG, out="all.xlsx")
    assert [opens(portal, address) for address in before.values()] == [None, None]
    assert len(written("all.xlsx")) == 3


def test_a_new_company_is_mailed_and_the_others_are_listed_apart(
    planner: Call, publish: Call, portal: Database
) -> None:
    mailed(planner, "--until", LONG)
    write_list(Path(), *ROSTER, employed("Estrugo", "Léocadie", "1A", "Pâtes"))
    publish("two.json", "--yes")
    code, told, _ = mailed(planner, "--force", "--until", LONG)
    assert (code, list(written())) == (0, ["Pâtes"])
    assert "1 nouveau lien\n3 destinataires ont déjà le leur" in told
    book = load_workbook("links.xlsx")
    assert book.defined_names["planner_links"].attr_text == "Liens!$A$5:$E$6"
    others = [row[0].value for row in book.worksheets[1].iter_rows(min_row=6)]
    assert sorted(map(str, others)) == sorted({who.company for who in ROSTER})


def test_a_link_lasts_as_long_as_the_year_and_none_is_made_when_it_is_over(
    planner: Call, portal: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = first().planning.year.weeks[-1].last_day

    monkeypatch.setattr(Day, "called", last + timedelta(1))
    code, told, _ = mailed(planner)
    assert (code, Path("links.xlsx").exists()) == (1, False)
    assert "3 destinataires restent sans lien" in told
    assert f"  - Qombat Textiles, le {Messages('fr').day(last)}" in told
    monkeypatch.setattr(Day, "called", last)
    assert mailed(planner)[0] == 0
    with portal.reading() as connection:
        assert {link.ends for link in list_links(connection, office=False)} == {last}


def test_the_address_is_kept_and_told_where_it_leads_nowhere(
    planner: Call, portal: Database
) -> None:
    _, _, wrong = mailed(planner, "--until", LONG)
    assert "http://127.0.0.1:8000, qui est cette machine et ne s'ouvre que sur elle" in wrong
    _, _, wrong = mailed(
        planner, "--renew", "--until", LONG, "--force", "--address", "http://ecole.fr"
    )
    assert "sans https" in wrong
    mailed(planner, "--renew", "--until", LONG, "--force")
    assert all(address.startswith("http://ecole.fr/c/") for address in written().values())


def test_links_made_before_do_not_change_with_the_address(planner: Call, portal: Database) -> None:
    here, there = "http://127.0.0.1:8000", "https://portail.ecole.fr"
    _, _, wrong = mailed(planner, "--until", LONG, "--address", here)
    assert "les entreprises ne pourront pas l'ouvrir d'ailleurs" in wrong
    before = Path("links.xlsx").read_bytes()
    code, told, wrong = mailed(planner, "--address", there, "--force")
    assert (code, wrong, Path("links.xlsx").read_bytes()) == (0, "", before)
    assert told.splitlines()[2:] == [
        "Aucun lien n'est fait : links.xlsx n'a pas été touché.",
        f"Les liens créés auparavant commencent par {here} et ne changent pas. Pour en créer "
        f"d'autres, qui commencent par {there} : --renew --force.",
    ]
    _, told, _ = mailed(planner, "--until", LONG, "--renew", "--force")
    assert "auparavant" not in told
    assert all(address.startswith(f"{there}/c/") for address in written().values())


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ([], "--out"),
        (["--out", "links.csv"], ".xlsx"),
        (["--out", "list.xlsx"], "--force"),
        (["--out", "links.xlsx", "--company", "Qombat Textile"], "dire"),
        (["--out", "links.xlsx", "--company", "Nobody"], "Nobody"),
        (["--out", "links.xlsx", "--until", "2020-01-01"], "passé"),
        (["--out", "links.xlsx", "--address", "http://a/b"], "--address"),
        (["--out", "links.xlsx", "--scolarite", "Anne"], "--out"),
        (["--company", "x", "--scolarite", "Anne"], "--company"),
        (["--revoke", "Nobody"], "Nobody"),
        (["--revoke", "x", "--renew"], "--renew"),
        (["--revoke", "x", "--scolarite", "y"], "--scolarite"),
    ],
)
def test_what_is_asked_wrongly_of_links_is_told_and_makes_none(
    planner: Call, portal: Database, options: list[str], part: str
) -> None:
    code, _, wrong = planner("links", "--database", "portal.db", *options)
    assert code == 2
    assert part in wrong
    with portal.reading() as connection:
        assert list_links(connection, office=False) == list_links(connection, office=True) == ()


def test_no_links_are_made_where_nothing_is_served(planner: Call, portal: Database) -> None:
    with portal.reading() as connection:
        (served,) = newest_versions(connection)
    withdraw(portal, served, "Anne", NOW)
    code, _, wrong = mailed(planner)
    assert (code, "planner publish" in wrong) == (2, True)


def test_links_and_their_workbook_are_made_together_or_not_at_all(
    planner: Call, portal: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    event.listen(Engine, "commit", full)
    try:
        assert mailed(planner, "--until", LONG)[0] == 2
        assert not Path("links.xlsx").exists()
        Path("links.xlsx").write_bytes(b"earlier")
        code, _, wrong = mailed(planner, "--until", LONG, "--force")
        assert (code, "portal.db : le disque est plein" in wrong) == (2, True)
        assert Path("links.xlsx").read_bytes() == b"earlier"
    finally:
        event.remove(Engine, "commit", full)
    monkeypatch.setattr("planner.files.output._write", lambda *_: full(None))
    code, _, wrong = mailed(planner, "--until", LONG, "--force")
    assert (code, "disque plein" in wrong) == (2, True)
    assert Path("links.xlsx").read_bytes() == b"earlier"
    with portal.reading() as connection:
        assert list_links(connection, office=False) == ()
    assert not [file for file in Path().iterdir() if file.name.startswith(".")]


def test_somebody_at_scolarite_is_let_in_once_and_turned_out(
    planner: Call, portal: Database
) -> None:
    call = ("links", "--database", "portal.db", "--scolarite", "Anne =1+1")
    code, told, _ = planner(*call, "--address", "https://portail.ecole.fr")
    assert code == 0
    entry = told.splitlines()[-1]
    assert re.fullmatch(r"https://portail\.ecole\.fr/office/in/[\w-]{43}", entry)
    assert opens(portal, entry) == "Anne =1+1"
    code, told, _ = planner(*call)
    other = told.splitlines()[-1]
    assert (code, opens(portal, entry), opens(portal, other)) == (0, "Anne =1+1", "Anne =1+1")
    code, told, _ = planner(*call, "--renew", "--until", LONG)
    renewed = told.splitlines()[-1]
    assert [opens(portal, each) for each in (entry, other, renewed)] == [None, None, "Anne =1+1"]
    assert "une seule fois, sous 3" in told
    with portal.reading() as connection:
        newest, _, oldest = list_links(connection, office=True)
    assert (newest.ends, oldest.ends) == (LONG, TODAY + timedelta(365))
    code, told, _ = planner("links", "--database", "portal.db", "--revoke", "anne =1+1")
    assert (code, told.count("scolarité")) == (0, 1)
    assert opens(portal, renewed) is None
    assert planner(*call)[0] == 0


def test_the_links_of_a_company_are_closed(planner: Call, portal: Database) -> None:
    mailed(planner, "--until", LONG)
    mailed(planner, "--until", LONG, "--renew", "--force")
    found = written()
    code, told, _ = planner("links", "--database", "portal.db", "--revoke", "qombat textiles")
    assert (code, told.count("Qombat Textiles"), len(told.splitlines())) == (0, 1, 1)
    assert [opens(portal, address) for address in found.values()].count(None) == 1
    assert mailed(planner, "--until", LONG, "--force")[0] == 0
    assert list(written()) == ["Qombat Textiles"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_workbook_is_the_same_twice_and_says_what_an_address_is(language: str) -> None:
    rows = (
        LinkRow("=1+1", ("@x", "=2"), "https://a/c/x", LONG),
        LinkRow("Kept", ("y",), None, LONG, TODAY),
        LinkRow("Over", ("y",), None, date(2026, 10, 1)),
    )
    text = Messages(language)
    content = links_sheet(rows, TODAY, text)
    assert content == links_sheet(rows, TODAY, text)
    book = load_workbook(io.BytesIO(content))
    new, others = ([[cell.value for cell in row] for row in sheet] for sheet in book.worksheets)
    assert text("links.key") in new[2]
    assert new[5][0] == "=1+1"
    assert [row[0] for row in others[5:]] == ["Kept", "Over"]
    said = [str(cell) for row in (*new, *others) for cell in row]
    assert not any("--" in each or "planner " in each for each in said)
    assert not any(cell.hyperlink for sheet in book for row in sheet for cell in row)


# --- Serving ------------------------------------------------------------------------------------


@pytest.fixture
def serve(planner: Call, portal: Database, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Give the command, stopped as soon as it listens."""

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(serving, "run", stopped)
    return partial(planner, "serve", "--database", "portal.db")


def free_port() -> int:
    with serving.open_listener(serving.ListenAddress("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_where_the_portal_is_open_is_told_once(serve: Call, host: str) -> None:
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    code, told, _ = serve("--host", host, "--port", port, "--address", here)
    assert code == 0
    assert told.splitlines()[0] == f"Le portail est ouvert (Ctrl+C l'arrête) : {here}"
    assert (told.count(here), "Sur cette machine" in told) == (2, False)
    _, told, _ = serve("--port", port, "--address", "https://portail.ecole.fr")
    assert f"https://portail.ecole.fr\nSur cette machine : {here}\n" in told


def test_an_address_is_kept_once_the_portal_listens(serve: Call, portal: Database) -> None:
    with serving.open_listener(serving.ListenAddress("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        code, told, wrong = serve("--port", port, "--address", "https://portail.ecole.fr")
    assert (code, told) == (2, "")
    assert f"Le port {port} est déjà pris sur 127.0.0.1" in wrong
    with portal.reading() as connection:
        assert read_setting(connection, ADDRESS_SETTING) is None


def test_the_address_of_this_machine_is_none_for_other_ones(serve: Call) -> None:
    port = free_port()
    assert serve("--port", port, "--address", "http://localhost:8000")[0] == 0
    code, _, wrong = serve("--port", port, "--host", "0.0.0.0")
    assert (code, "--address" in wrong) == (2, True)
    other = free_port()
    _, told, _ = serve("--port", other)
    assert f"http://127.0.0.1:{other}/office/in/" in told
    assert "localhost:8000" not in told
    assert serve("--port", port, "--address", "https://portail.ecole.fr")[0] == 0
    assert serve("--port", port, "--host", "0.0.0.0")[0] == 0


def test_the_link_of_the_start_takes_the_place_of_the_one_before(
    serve: Call, portal: Database
) -> None:
    serve("--port", free_port())
    serve("--port", free_port(), language="en")
    with portal.reading() as connection:
        newest, before = list_links(connection, office=True)
    assert (newest.holder, before.holder) == ("start-up link", "accès temporaire")
    assert (newest.is_active(TODAY), before.is_active(TODAY)) == (True, False)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EADDRNOTAVAIL, "x"), "192.0.2.1 n'est pas une adresse de cette machine"),
        (socket.gaierror(socket.EAI_NONAME, "x"), "192.0.2.1 n'est pas une adresse de cette"),
        (PermissionError(errno.EACCES, "x"), "Le port 8000 ne vous est pas permis"),
        (OSError(errno.ENOBUFS, "plus de place"), "port 8000 (plus de place)"),
    ],
)
def test_why_the_portal_cannot_listen_is_told_in_words(
    serve: Call, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(socket, "create_server", refused)
    options = ("--host", "192.0.2.1", "--address", "https://portail.ecole.fr")
    code, _, wrong = serve(*options)
    assert (code, said in wrong, "Errno" in wrong) == (2, True, False)


# --- Backup and purge ---------------------------------------------------------------------------


def test_a_backup_of_a_running_portal_is_a_portal(planner: Call, portal: Database) -> None:
    call = ("backup", "--database", "portal.db", "--out", "copies/a.db")
    code, told, _ = planner(*call)
    assert (code, "a.db" in told) == (0, True)
    with closing(Database.open(Path("copies/a.db"))) as copy:
        assert revisions(copy) == [1]
    code, _, wrong = planner(*call)
    assert (code, "existe déjà" in wrong) == (2, True)
    assert planner("backup", "--database", "portal.db", "--out", "portal.db")[0] == 2
    assert planner("backup", "--database", "none.db", "--out", "b.db")[0] == 2
    assert not Path("b.db").exists()


@pytest.mark.parametrize(
    ("answer", "options", "code", "left"),
    [
        ("n\n", (), 1, 1),
        ("o\n", (), 0, 0),
        ("", ("--yes",), 0, 0),
        (None, ("--yes",), 0, 0),
        (None, (), 2, 1),
    ],
)
def test_a_purge_says_what_goes_and_asks(
    planner: Call,
    portal: Database,
    monkeypatch: pytest.MonkeyPatch,
    answer: str | None,
    options: tuple[str, ...],
    code: int,
    left: int,
) -> None:
    """Without a terminal (no answer) nobody can be asked: nothing goes but by --yes."""
    with portal.reading() as connection:
        (served,) = newest_versions(connection)
    record_page_opening(portal, 1, [served], NOW - timedelta(900))
    if answer is not None:
        asked(monkeypatch, answer)
    call = ("purge", "--database", "portal.db", "--before", "2026-01-01", *options)
    found, told, wrong = planner(*call)
    assert (found, "--yes" in wrong) == (code, code == 2)
    assert "  - 1 visite\n" in told
    with portal.reading() as connection:
        assert len(read_journal(connection, 9)) == left
        assert len(list_company_access(connection)) == 3


def test_a_purge_of_nothing_asks_nothing_and_none_is_of_the_future(
    planner: Call, portal: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(monkeypatch, "")
    call = ("purge", "--database", "portal.db", "--before")
    code, told, _ = planner(*call, "2026-01-01")
    assert (code, "  rien" in told) == (0, True)
    code, _, wrong = planner(*call, TODAY + timedelta(1))
    assert (code, "--before" in wrong) == (2, True)


# --- The extra ----------------------------------------------------------------------------------

CALLS: dict[str, tuple[str, ...]] = {
    "publish": ("one.json", "--roster", "list.xlsx", "--database", "portal.db"),
    "links": ("--database", "portal.db", "--out", "links.xlsx"),
    "backup": ("--database", "portal.db", "--out", "copy.db"),
    "purge": ("--database", "portal.db", "--before", "2026-01-01"),
    "serve": ("--database", "portal.db"),
}


@pytest.mark.parametrize("command", CALLS)
def test_without_the_extra_it_is_told_how_to_install_it(
    planner: Call, folder: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    code, told, wrong = planner(command, *CALLS[command])
    assert (code, told) == (2, "")
    for part in ('pip install "planner[portal]"', "uv", "sqlalchemy"):
        assert part in wrong
    assert not Path("portal.db").exists()
    assert planner(command, "--help")[0] == 0


@pytest.mark.parametrize("command", [name for name in CALLS if name != "publish"])
def test_without_a_portal_it_is_told_how_to_make_one(
    planner: Call, folder: Path, command: str
) -> None:
    code, told, wrong = planner(command, *CALLS[command])
    assert (code, told, "planner publish" in wrong) == (2, "", True)
    assert not Path("portal.db").exists()
