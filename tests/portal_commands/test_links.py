"""Links are mailed, kept, renewed and closed at the command line."""

import io
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, event

from planner.apprentices.apprentice import Contact
from planner.documents.company.links_sheet import LinkRow, links_sheet
from planner.messages import Messages
from planner.portal.store.database import Database
from planner.portal.store.links import list_links, page_link_of_secret
from planner.portal.store.publishing import withdraw
from planner.portal.store.sessions import unused_link
from planner.portal.store.versions import newest_versions
from tests.builders import altered, employed
from tests.conftest import Call
from tests.portal_commands.conftest import LONG, MOMENT, TODAY, Day, write_list
from tests.portal_store import NOW, ROSTER, first


def mailed(planner: Call, *options: object, out: str = "links.xlsx") -> tuple[int, str, str]:
    return planner("links", "--database", "portal.db", "--out", out, *options)


def written(file: str = "links.xlsx") -> dict[str, str]:
    """Read the addresses of companies, by their names."""
    sheet = load_workbook(file).worksheets[0]
    rows = sheet.iter_rows(min_row=6, values_only=True)
    return {str(recipient): str(address) for recipient, *_, address, _ in rows}


def opens(portal: Database, address: str) -> str | None:
    """Give the name of the company whose page an address opens, or of who may sign in by it."""
    secret = address.rpartition("/")[2]
    with portal.reading() as connection:
        if "/office/" in address:
            link = unused_link(connection, secret, MOMENT, TODAY)
        else:
            link = page_link_of_secret(connection, secret, TODAY)
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
    assert [cell.data_type for cell in row] == ["s", "s", "n", "n", "s", "s", "d"]
    assert row[4].value == "Ombeline Duvantel"
    assert f"{row[6].value:%Y-%m-%d}" == f"{LONG}"


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
    assert book.defined_names["planner_links"].attr_text == "Liens!$A$5:$G$6"
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
        (["--out", "links.xlsx", "--address", "http://a?b"], "--address"),
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
        LinkRow("=1+1", ("=1+1",), ("@x", "=2"), ("=a@x.example",), "https://a/c/x", LONG),
        LinkRow("Kept", ("Kept",), ("y",), (), None, LONG, TODAY),
        LinkRow("Over", ("Over",), ("y",), (), None, date(2026, 10, 1)),
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


def test_apprentices_and_tutors_are_mailed_links_of_their_own(
    planner: Call, publish: Call, portal: Database
) -> None:
    lime = Contact("Anne Tilleul", "a.tilleul@zyx.example")
    write_list(Path(), *(altered(who, tutor=lime) for who in ROSTER[:2]), *ROSTER[2:])
    publish("two.json", "--yes")
    assert mailed(planner, "--until", LONG)[0] == 0
    assert set(written()) == {who.company for who in ROSTER}
    assert mailed(planner, "--kind", "tutor", "--until", LONG, out="tutors.xlsx")[0] == 0
    tutors = written("tutors.xlsx")
    assert [opens(portal, each) for each in tutors.values()] == list(tutors) == ["Anne Tilleul"]
    row = next(load_workbook("tutors.xlsx").worksheets[0].iter_rows(min_row=6, values_only=True))
    assert row[1:5] == (
        "Zyxwerk Ferronnerie",
        "a.tilleul@zyx.example",
        2,
        "Tancrède Bromélan, Ysolde Abrazine",
    )
    assert mailed(planner, "--kind", "apprentice", "--until", LONG, out="people.xlsx")[0] == 0
    assert set(written("people.xlsx")) == {who.name for who in ROSTER}
    both = ("--kind", "apprentice", "--kind", "tutor")
    code, told, _ = mailed(planner, *both, "--until", LONG, out="again.xlsx")
    assert (code, "5 destinataires ont déjà le leur" in told) == (0, True)


def test_a_link_is_renewed_and_closed_by_kind_and_name(
    planner: Call, publish: Call, portal: Database
) -> None:
    namesake = Contact(ROSTER[0].name, "other@zyx.example")
    write_list(Path(), ROSTER[0], altered(ROSTER[1], tutor=namesake), *ROSTER[2:])
    publish("two.json", "--yes")
    mailed(planner, "--kind", "apprentice", "--kind", "tutor", "--until", LONG)
    one = ("--kind", "tutor", "--company", "ysolde abrazine", "--renew", "--until", LONG)
    assert mailed(planner, *one, out="one.xlsx")[0] == 0
    assert list(written("one.xlsx")) == ["Ysolde Abrazine"]
    call = ("links", "--database", "portal.db", "--revoke", "Ysolde Abrazine")
    code, told, _ = planner(*call, "--kind", "tutor")
    assert (code, len(told.splitlines())) == (0, 1)
    assert planner(*call, "--kind", "tutor")[0] == 2
    assert planner(*call)[0] == 0
    with portal.reading() as connection:
        active = [each for each in list_links(connection, office=False) if each.is_active(TODAY)]
    assert {each.holder for each in active} == {who.name for who in ROSTER[1:]}


def test_whoever_is_in_no_list_gets_no_link(planner: Call, portal: Database) -> None:
    code, _, wrong = mailed(planner, "--kind", "tutor")
    assert (code, "doit nommer les maîtres d'apprentissage" in wrong) == (2, True)
    code, _, wrong = mailed(planner, "--kind", "tuteur")
    assert (code, "company, apprentice, tutor" in wrong) == (2, True)
