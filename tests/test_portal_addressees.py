"""To whom messages about a version may go, and how tutors are told apart."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.apprentices.apprentice import Apprentice, Contact, Period
from planner.files.spelling import folded
from planner.portal.store.addressees import addressees
from planner.portal.store.database import Database
from planner.portal.store.place import DatabasePlace
from planner.portal.store.recipients import (
    RecipientKind,
    kind_of_page,
    own_key,
    pages_of,
    seen_as,
    tutor_address,
)
from planner.portal.store.versions import read_enrolments
from tests.builders import altered, employed
from tests.portal_store import first, opened, published

LIME = Contact("Anne Tilleul", "a.tilleul@lac.example")
ELM = Contact("Basile Orme", "b.orme@lac.example", "05 61 00 00 00")
DESK = Contact("Ressources humaines", "rh@lac.example")


@pytest.fixture
def database(place: DatabasePlace) -> Iterator[Database]:
    with opened(place) as made:
        yield made


def trained(surname: str, tutor: Contact, company: str = "Lac", **values: object) -> Apprentice:
    return altered(employed(surname, "Deneb", "1A", company), tutor=tutor, **values)


def listed(database: Database, *roster: Apprentice) -> set[tuple[str, str, str, str]]:
    """Give the addressees of a version: kind, holder of the page, name, address."""
    version = published(database, first(), roster)
    with database.reading() as connection:
        found = addressees(connection, version)
    assert len({each.page for each in found}) == len({(each.kind, each.page) for each in found})
    return {(each.kind.value, each.holder, each.name, each.email) for each in found}


def pages_of_tutors(database: Database, *roster: Apprentice) -> Sequence[Sequence[str]]:
    """Give whom each tutor sees, by surname."""
    version = published(database, first(), roster)
    found: dict[int | None, list[str]] = {}
    with database.reading() as connection:
        for each in read_enrolments(connection, version.id):
            if each.kind is RecipientKind.TUTOR:
                found.setdefault(each.company, []).append(each.apprentice.surname)
    return list(found.values())


def test_each_has_the_address_that_the_list_gives(database: Database) -> None:
    one = trained("Aulne", LIME, contact=DESK, email="aulne@ecole.example")
    two = trained("Buis", ELM, contact=DESK)
    assert listed(database, one, two) == {
        ("company", "Lac", "Ressources humaines", "rh@lac.example"),
        ("apprentice", "Deneb Aulne", "Deneb Aulne", "aulne@ecole.example"),
        ("apprentice", "Deneb Buis", "Deneb Buis", ""),
        ("tutor", "Anne Tilleul", "Anne Tilleul", "a.tilleul@lac.example"),
        ("tutor", "Basile Orme", "Basile Orme", "b.orme@lac.example"),
    }


def test_a_company_has_several_contacts_or_none(database: Database) -> None:
    one = trained("Aulne", Contact(), contact=DESK)
    two = trained("Buis", Contact(), contact=Contact("Zoé", "zoe@lac.example"))
    three = employed("Cade", "Deneb", "1A", "Mer")
    assert {each for each in listed(database, one, two, three) if each[0] == "company"} == {
        ("company", "Lac", "Ressources humaines", "rh@lac.example"),
        ("company", "Lac", "Zoé", "zoe@lac.example"),
        ("company", "Mer", "Mer", ""),
    }


def test_each_is_written_to_in_the_language_that_the_list_gives(database: Database) -> None:
    """French where it says none; a row that says one is enough."""
    one = trained("Aulne", LIME, contact=DESK, email="aulne@ecole.example")
    two = trained("Buis", LIME, contact=DESK, email="buis@ecole.example")
    version = published(database, first(), (one, altered(two, language="en")))
    with database.reading() as connection:
        found = {each.name: each.language for each in addressees(connection, version)}
    assert found == {
        "Deneb Aulne": "fr",
        "Deneb Buis": "fr",
        "Anne Tilleul": "en",
        "Ressources humaines": "en",
    }
    version = published(database, first(), (replace(one, language="en"), two))
    with database.reading() as connection:
        found = {each.name: each.language for each in addressees(connection, version)}
    assert {name for name in found if found[name] == "en"} == {"Deneb Aulne"}


def test_who_is_told_twice_alike_is_one_addressee(database: Database) -> None:
    shouted = Contact("ANNE TILLEUL", "A.Tilleul@Lac.example")
    found = listed(database, trained("Aulne", LIME), trained("Buis", shouted))
    assert len([each for each in found if each[0] == "tutor"]) == 1


@pytest.mark.parametrize(
    ("tutors", "seen"),
    [
        ((LIME, ELM), [["Aulne"], ["Buis"]]),
        ((LIME, Contact("Anne  TILLEUL")), [["Aulne", "Buis"]]),
        ((Contact("Anne Tilleul"), Contact("Anne Tilleul")), [["Aulne", "Buis"]]),
        ((LIME, Contact("Anne Tilleul", "other@lac.example")), [["Aulne"], ["Buis"]]),
        ((LIME, Contact("Basile Orme", LIME.email)), [["Aulne", "Buis"]]),
        ((Contact(phone="05 61 00 00 00"), Contact()), []),
    ],
    ids=["two", "address once", "no address", "namesakes", "one address", "nobody"],
)
def test_tutors_are_told_apart_by_address_else_by_name_and_company(
    database: Database, tutors: Sequence[Contact], seen: Sequence[Sequence[str]]
) -> None:
    one, two = tutors
    assert pages_of_tutors(database, trained("Aulne", one), trained("Buis", two)) == seen


def test_a_name_is_that_of_somebody_else_in_another_company(database: Database) -> None:
    name = Contact("Anne Tilleul")
    assert pages_of_tutors(
        database, trained("Aulne", name), trained("Buis", name, company="Mer")
    ) == [["Aulne"], ["Buis"]]


def test_accents_of_an_address_matter(database: Database) -> None:
    """They are two mailboxes: whoever has one must not see what is another's."""
    one, two = Contact("", "rene@lac.example"), Contact("", "rené@lac.example")
    seen = pages_of_tutors(database, trained("Aulne", one), trained("Buis", two))
    assert seen == [["Aulne"], ["Buis"]]


def test_tutors_of_other_years_have_no_page(database: Database) -> None:
    before = Period("Lac", start=date(2024, 9, 2), end=date(2026, 8, 28), tutor=LIME)
    now = Period("Lac", start=date(2026, 8, 31), tutor=ELM)
    who = Apprentice("Aulne", "Deneb", "1A", (before, now))
    found = listed(database, who)
    assert {each[1] for each in found if each[0] == "tutor"} == {"Basile Orme"}


def test_names_that_share_an_address_are_all_told(database: Database) -> None:
    other = trained("Buis", Contact("Zoé Orme", LIME.email))
    both = "Anne Tilleul / Zoé Orme"
    assert ("tutor", both, both, LIME.email) in listed(database, trained("Aulne", LIME), other)


TUTORS = st.builds(
    Contact,
    st.sampled_from(["", "Anne Tilleul", "anne  tilleul", "Basile Orme"]),
    st.sampled_from(["", "a@lac.example", "A@Lac.example", "b@lac.example"]),
)
PERIODS = st.builds(
    Period,
    company=st.sampled_from(["", "Lac", "LAC", "Mer"]),
    start=st.sampled_from([None, date(2020, 9, 1), date(2027, 2, 1)]),
    end=st.sampled_from([None, date(2021, 8, 31), date(2027, 8, 31)]),
    tutor=TUTORS,
)
ROSTERS = st.lists(st.lists(PERIODS, min_size=1, max_size=3), min_size=1, max_size=5)


@given(ROSTERS)
def test_nobody_is_on_the_page_of_a_tutor_whom_the_list_does_not_name(
    listed: Sequence[Sequence[Period]],
) -> None:
    """Whatever the list: by the address, or by a name that the address has in other rows."""
    roster = [Apprentice(f"N{n}", "X", "1A", tuple(of)) for n, of in enumerate(listed)]
    everybody = [period for who in roster for period in who.periods]
    for page, whole in pages_of(roster, first().planning.year):
        seen = seen_as(page.identity, whole)
        if kind_of_page(page.key) is RecipientKind.TUTOR:
            assert len(seen.companies) == 1
            here = [each for each in seen.periods if each.company]
            known = {each.tutor.email.casefold() for each in here} - {""}
            names = {folded(each.tutor.name) for each in here}
            address = tutor_address(page.key)
            assert not address or any(
                each.tutor.email.casefold() == address
                and (address in known or folded(each.tutor.name) in names)
                for each in everybody
            )
            assert address or page.key.strip().partition("\n")[0] in names
        elif kind_of_page(page.key) is RecipientKind.COMPANY:
            assert all(each.is_at(page.name) for each in seen.periods if each.company)
        else:
            assert seen == whole


def test_whose_page_it_is_is_read_off_its_key() -> None:
    assert kind_of_page("lac") is RecipientKind.COMPANY
    assert kind_of_page(own_key(employed("Aulne", "Deneb", "1A", "Lac"))) is (
        RecipientKind.APPRENTICE
    )
    assert kind_of_page(own_key(employed("", "Deneb", "1A", "Lac"))) is RecipientKind.APPRENTICE
    assert kind_of_page(None) is RecipientKind.APPRENTICE
