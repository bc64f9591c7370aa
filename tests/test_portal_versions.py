"""Versions in the portal: their numbers, what takes the place of what, what changes for whom."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from planner.apprentices.apprentice import HALF_DAYS, Apprentice
from planner.apprentices.year import apprentice_year, apprentice_years
from planner.files.problems import Unusable
from planner.files.spelling import plain
from planner.planning.planning import MOST_REVISIONS, Edition
from planner.portal.pages.publication_changes import publication_changes, roster_changes
from planner.portal.store.database import Database
from planner.portal.store.place import DatabasePlace
from planner.portal.store.publishing import publish, withdraw
from planner.portal.store.recipients import RecipientKind
from planner.portal.store.versions import (
    Series,
    company_names,
    list_versions,
    newest_version,
    newest_versions,
    preceding_version,
    read_edition,
    read_enrolments,
    read_version,
)
from tests.builders import altered, employed, ruled_by
from tests.portal_store import (
    NOW,
    ROSTER,
    first,
    opened,
    proposed,
    published,
    published_again,
    second,
)

SERIES = Series("three-two", 2026)


@pytest.fixture
def database(place: DatabasePlace) -> Iterator[Database]:
    with opened(place) as made:
        yield made


def other_programme(edition: Edition) -> Edition:
    """Give the same planning in another programme."""
    rules = edition.planning.programme
    renamed = rules.text.replace('id = "three-two"', 'id = "other"')
    assert renamed != rules.text
    programme = replace(rules, id="other", text=renamed)
    return replace(edition, planning=ruled_by(edition.planning, programme))


def listed(database: Database) -> list[tuple[int, int | None]]:
    """List the numbers of versions, and those of versions that they repeat."""
    with database.reading() as connection:
        return [(each.revision, each.repeats) for each in list_versions(connection)]


def roster_of(database: Database, number: int) -> tuple[Apprentice, ...]:
    with database.reading() as connection:
        found = read_enrolments(connection, number)
        return tuple(each.apprentice for each in found if each.kind is RecipientKind.COMPANY)


# --- Publishing ---------------------------------------------------------------------------------


def test_what_is_published_is_what_is_read(database: Database) -> None:
    """All but what only the registrar's list says."""
    said = [replace(who, remarks="x", where="list.xlsx") for who in ROSTER]
    made = published(database, first(), said, who="Anne")
    with database.reading() as connection:
        assert newest_version(connection, SERIES) == made
        assert newest_versions(connection) == (made,)
        assert read_edition(connection, made.id) == first()
    assert roster_of(database, made.id) == ROSTER
    assert (made.series, made.revision, made.label, made.published_by) == (SERIES, 1, "V1", "Anne")
    assert (made.published, made.withdrawn, made.year_label) == (NOW, None, "2026-2027")
    assert made.series.key == "three-two-2026"


@pytest.mark.parametrize(("found", "given"), [(1, 6), (5, 6), (6, 6), (9, 9)])
def test_a_version_has_a_higher_number_than_the_one_before(
    database: Database, found: int, given: int
) -> None:
    published(database, replace(first(), revision=5))
    proposal = proposed(database, replace(second(), revision=found))
    assert (proposal.submitted_revision, proposal.edition.revision) == (found, given)


def test_a_withdrawal_takes_a_number_as_calendars_cancel_under_it(database: Database) -> None:
    made = published(database, first())
    gone = withdraw(database, made, "Anne", NOW)
    assert (gone.withdrawn, gone.withdrawn_by) == (NOW, "Anne")
    assert published(database, first()).revision == 3


def test_no_numbers_are_left_at_the_end(database: Database) -> None:
    last = published(database, replace(first(), revision=MOST_REVISIONS))
    acts: tuple[Callable[[], object], ...] = (
        lambda: published(database, second()),
        lambda: published_again(database, last, last, "Anne", NOW),
    )
    for act in acts:
        with pytest.raises(Unusable) as told:
            act()
        assert told.value.problems[0].key == "portal.revisions"
    assert len(listed(database)) == 1


def test_a_year_of_other_weeks_takes_the_place_of_nothing(database: Database) -> None:
    published(database, first())
    case = first().planning.case
    cut = replace(case.year, weeks=case.year.weeks[1:])
    shorter = replace(first().planning, case=replace(case, year=cut))
    with pytest.raises(Unusable) as told:
        proposed(database, replace(first(), planning=shorter))
    assert told.value.problems[0].key == "portal.year-differs"


@pytest.mark.parametrize(
    ("roster", "label", "is_same"),
    [
        (ROSTER, "V1", True),
        (ROSTER[::-1], "V1", True),
        ([replace(who, row=who.row + 7, remarks="x", where="y") for who in ROSTER], "V1", True),
        (ROSTER, "V1 bis", False),
        (ROSTER[1:], "V1", False),
        ((replace(ROSTER[0], email="a@b.example"), *ROSTER[1:]), "V1", False),
    ],
)
def test_the_same_is_told_from_something_new(
    database: Database, roster: list[Apprentice], label: str, is_same: bool
) -> None:
    made = published(database, first())
    edition = replace(first(), version_label=label)
    assert proposed(database, edition, roster).is_unchanged is is_same
    withdraw(database, made, "Anne", NOW)
    assert not proposed(database, edition, roster).is_unchanged


def test_nothing_takes_the_place_of_what_came_meanwhile(database: Database) -> None:
    before = proposed(database, first())
    made = published(database, first(), who="Anne")
    after = proposed(database, second())
    gone = withdraw(database, made, "Benoît", NOW)
    acts: tuple[Callable[[], object], ...] = (
        lambda: publish(database, before, "x", NOW),
        lambda: publish(database, after, "x", NOW),
        lambda: withdraw(database, made, "x", NOW),
        lambda: published_again(database, gone, made, "x", NOW),
    )
    for act in acts:
        with pytest.raises(Unusable) as told:
            act()
        assert told.value.problems[0].key == "portal.overtaken-withdrawn"
        assert told.value.problems[0].values == {"revision": 1, "who": "Benoît"}
    again = published(database, first(), who="Claire")
    with pytest.raises(Unusable) as told:
        published_again(database, gone, gone, "x", NOW)
    assert told.value.problems[0].key == "portal.overtaken"
    assert told.value.problems[0].values == {"revision": again.revision, "who": "Claire"}


def test_going_back_publishes_the_earlier_planning_and_list_under_the_next_number(
    database: Database,
) -> None:
    earlier = published(database, first())
    later = published(database, second(), ROSTER[:1])
    back = published_again(database, earlier, later, "Anne", NOW + timedelta(9))
    assert listed(database) == [(3, 1), (2, None), (1, None)]
    assert roster_of(database, back.id) == ROSTER
    with database.reading() as connection:
        assert read_edition(connection, back.id) == replace(first(), revision=3)
        assert preceding_version(list_versions(connection), back) == later
        assert preceding_version(list_versions(connection), earlier) is None
    gone = withdraw(database, back, "Anne", NOW)
    again = published(database, second())
    with database.reading() as connection:
        assert preceding_version(list_versions(connection), again) == later
        assert read_version(connection, gone.id) == gone
        for read in (read_version, read_edition):
            with pytest.raises(Unusable) as told:
                read(connection, 99)
            assert told.value.problems[0].key == "portal.purged"


# --- Series, companies, people ------------------------------------------------------------------


def test_series_keep_apart_and_share_their_companies(database: Database) -> None:
    """However they are written; a company is called as it was last."""
    one = published(database, first())
    shouted = [altered(who, company=who.company.upper()) for who in ROSTER]
    two = published(database, other_programme(first()), shouted)
    assert (one.revision, two.revision) == (1, 1)
    with database.reading() as connection:
        assert {each.series.programme for each in newest_versions(connection)} == {
            "three-two",
            "other",
        }
        names = company_names(connection)
        numbers = [{each.company for each in read_enrolments(connection, v.id)} for v in (one, two)]
        people = [{each.person for each in read_enrolments(connection, v.id)} for v in (one, two)]
    companies, people_of = {who.company.upper() for who in ROSTER}, {who.name for who in ROSTER}
    assert set(names.values()) == companies | people_of
    assert numbers[0] == numbers[1] == set(names)
    assert not people[0] & people[1]


def test_people_keep_their_number_until_they_change_company(database: Database) -> None:
    moved = altered(ROSTER[1], company="Verrerie Hulmont", row=99)
    made = [
        published(database, first()),
        published(database, first(), (*ROSTER[2:], moved, ROSTER[0])),
    ]
    with database.reading() as connection:
        numbers = [
            {
                (each.kind, each.apprentice.surname): each.person
                for each in read_enrolments(connection, v.id)
            }
            for v in made
        ]
    changed = {of for of in numbers[0] if numbers[0][of] != numbers[1][of]}
    assert changed == {(RecipientKind.COMPANY, "Bromélan")}


# --- Differences --------------------------------------------------------------------------------


def test_a_list_is_compared_with_the_one_before() -> None:
    new = employed("Estrugo", "Léocadie", "1A", "Pâtes Ghislemont")
    moved = altered(ROSTER[2], company="ZYXWERK Ferronnerie")
    edited = altered(ROSTER[0], half_days=HALF_DAYS[:1], row=77)
    found = roster_changes(ROSTER, (new, moved, edited, ROSTER[1]))
    assert found.joined == (new,)
    assert found.left == (ROSTER[3],)
    assert found.moved == ((ROSTER[2], moved),)
    assert found.edited == ((ROSTER[0], edited),)
    assert found.new_companies == ("Pâtes Ghislemont",)
    assert found.gone_companies == ("Qombat Textiles", "=1+1")
    assert not found.is_empty
    assert roster_changes(ROSTER, [replace(w, row=1) for w in ROSTER[::-1]]).is_empty


def test_a_name_that_is_written_otherwise_is_the_same_person(database: Database) -> None:
    published(database, first())
    otherwise = [
        altered(each, surname=each.surname.upper(), company=plain(each.company)) for each in ROSTER
    ]
    found = roster_changes(ROSTER, otherwise)
    assert (found.joined, found.left, found.moved, len(found.edited)) == ((), (), (), 4)
    published(database, second(), otherwise)
    with database.reading() as connection:
        one, other = (read_enrolments(connection, number) for number in (1, 2))
    assert [each.person for each in one] == [each.person for each in other]


def test_a_company_that_is_written_otherwise_is_told() -> None:
    was = employed("Dupont", "Jean", "1A", "Laporte")
    found = roster_changes((was,), (altered(was, surname="Durand", company="L'Aporté"),))
    assert (found.new_companies, found.gone_companies) == (("L'Aporté",), ("Laporte",))


def test_namesakes_are_all_told() -> None:
    one = employed("Dupont", "Jean", "1A", "A")
    two, three = altered(one, company="B"), altered(one, company="C")
    assert roster_changes((one, two), ()).left == (one, two)
    assert roster_changes((), (one, two)).joined == (one, two)
    found = roster_changes((one, two), (three,))
    assert (found.moved, found.left, found.joined) == (((one, three),), (two,), ())


def test_it_is_told_whose_year_changes(database: Database) -> None:
    published(database, first())
    moved = altered(ROSTER[2], company="Elsewhere")
    late = altered(ROSTER[3], start=second().planning.year.weeks[-2].monday)
    found = publication_changes(
        proposed(database, second(), (ROSTER[0], moved, late, replace(late, surname="Z")))
    )
    assert [(who, changes.moved_sessions) for who, changes in found.changed[:2]] == [
        (ROSTER[0], 1),
        (moved, 1),
    ]
    assert (found.changed[2][0], found.changed[2][1].is_new) == (late, False)
    assert (len(found.changed), found.unchanged) == (3, 0)
    assert [year.apprentice.surname for year in found.years][-1] == "Z"
    published(database, second())
    found = publication_changes(proposed(database, second(), ROSTER[:2]))
    assert (found.changed, found.unchanged) == ((), 2)


def test_a_first_version_changes_nothing_for_anybody(database: Database) -> None:
    found = publication_changes(proposed(database, first()))
    assert (found.roster.joined, found.changed, found.unchanged) == (ROSTER, (), 0)


def test_a_promotion_that_is_new_is_all_new(database: Database) -> None:
    published(database, first())
    proposal = proposed(database, second())
    nobody = replace(
        proposal, replaced_edition=replace(first(), planning=replace(first().planning, cohorts=()))
    )
    assert all(changes.is_new for _, changes in publication_changes(nobody).changed)


def test_years_laid_out_together_are_those_laid_out_one_by_one() -> None:
    everyone = (
        *ROSTER,
        altered(ROSTER[0], half_days=HALF_DAYS[7:]),
        replace(ROSTER[0], surname="Z"),
    )
    planning = second().planning
    assert apprentice_years(everyone, planning) == tuple(
        apprentice_year(w, planning) for w in everyone
    )
