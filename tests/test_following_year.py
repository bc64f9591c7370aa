"""A list of apprentices a year later: who moves up, who has finished, what goes with the year."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner.apprentices.apprentice import Apprentice, Period, PeriodKind, Span
from planner.apprentices.following_year import following_year
from planner.apprentices.own_days import OwnDays
from planner.apprentices.roster import read_roster
from planner.documents.roster.template import roster_workbook
from planner.messages import Messages
from planner.office.drafts.store import list_drafts
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.programme.file import academic_year_of
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.year.activity import Place
from tests.builders import employed
from tests.conftest import Call
from tests.office_desk import Desk, open_desk
from tests.portal import CLOTH, EARLIER, IRON

OPENING = date(2027, 10, 4)
"""The first Monday of week 40 of 2027."""


def later(programme: Programme, *people: Apprentice) -> list[Apprentice]:
    return list(following_year(people, programme, 2027).staying)


def test_everybody_moves_up_and_the_last_year_leaves(albi: Programme) -> None:
    found = following_year(EARLIER, albi, 2027)
    assert {(who.surname, who.cohort) for who in found.staying} == {
        (who.surname, {"1A": "2A", "2A": "3A"}[who.cohort]) for who in EARLIER if who.cohort != "3A"
    }
    assert found.finished == tuple(who for who in EARLIER if who.cohort == "3A")
    assert [each.id for each in found.unfilled] == ["1A"]


def test_a_contract_that_ends_before_the_year_takes_its_person_with_it(albi: Programme) -> None:
    eve, first = date(2027, 10, 3), OPENING
    gone, here = (employed(n, "X", "1A", IRON, end=day) for n, day in (("A", eve), ("B", first)))
    found = following_year((gone, here), albi, 2027)
    assert [who.surname for who in found.staying] == ["B"]
    assert found.ended == (gone,)
    assert not found.finished


def test_what_was_of_the_year_before_alone_goes(albi: Programme) -> None:
    spring, autumn = date(2027, 3, 1), date(2027, 11, 2)
    who = employed("A", "X", "1A", IRON)
    periods = (
        Period(CLOTH, start=date(2026, 9, 1), end=date(2027, 2, 28)),
        Period(kind=PeriodKind.BREAK, start=spring, end=spring),
        Period(IRON, start=date(2027, 3, 2), end=date(2027, 8, 31)),
        Period(IRON, start=date(2027, 9, 1), closed=(Span(spring, spring),)),
    )
    days = tuple(OwnDays(day, day, Place.NONE) for day in (spring, autumn))
    (now,) = later(albi, replace(who, periods=periods, own_days=days))
    assert [each.company for each in now.periods] == [IRON, IRON]
    assert [each.closed for each in now.periods] == [(), ()]
    assert now.own_days == (days[1],)


def test_options_part_where_classes_do(albi: Programme) -> None:
    first, second, _ = albi.cohorts
    forge, glass = (
        replace(second, id=f"2A-{name}", option=name, follows=first.id)
        for name in ("forge", "verre")
    )
    parted = replace(albi, cohorts=(first, forge, glass))
    found = later(
        parted,
        employed("A", "X", "1A", IRON, option="Verre"),
        employed("B", "X", "1A", IRON),
    )
    assert [(who.cohort, who.option) for who in found] == [
        ("2A-verre", "verre"),
        ("2A-forge", "forge"),
    ]


def test_a_person_without_a_contract_stays(albi: Programme) -> None:
    alone = Apprentice("A", "X", "1A", (Period(),))
    assert [who.cohort for who in later(albi, alone)] == ["2A"]


def test_a_command_writes_the_list_of_the_year_after(
    edition: Edition, planner: Call, tmp_path: Path, french: Messages
) -> None:
    programme = edition.planning.programme
    planning, before, after = (tmp_path / n for n in ("p.json", "now.xlsx", "then.xlsx"))
    planning.write_bytes(planning_json(edition))
    before.write_bytes(roster_workbook(french, programme, EARLIER))
    code, told, err = planner("roster-next", before, "--planning", planning, "--out", after)
    assert (code, err) == (0, "")
    assert "apprentis ont fini" in told
    case = Case(programme, academic_year_of(programme, 2027))
    listed = {who.name: who.cohort for who in read_roster(after, case)}
    expected = following_year(EARLIER, programme, 2027).staying
    assert listed == {who.name: who.cohort for who in expected}
    code, _, err = planner("roster-next", before, "--planning", planning, "--out", after)
    assert code == 2
    assert "--force" in err


# --- In the office ------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def test_the_year_after_is_begun_from_what_is_on_line(desk: Desk, edition: Edition) -> None:
    version = desk.site.publish(edition, EARLIER)
    page = desk.open("/office/versions")
    assert f"/office/versions/{version.id}/next-year" in page.text
    answer = desk.send(f"/office/versions/{version.id}/next-year")
    assert answer.status == 303
    with desk.site.database.reading() as connection:
        (draft,) = list_drafts(connection)
    assert draft.title == f"{edition.planning.programme.name} 2027-2028"
    assert draft.state.start_year == 2027
    assert draft.state.before is not None
    assert len(draft.state.roster) == sum(who.cohort != "3A" for who in EARLIER)
    assert desk.send("/office/versions/99/next-year").status == 409


def test_the_page_says_who_stays_before_anything_is_done(desk: Desk, edition: Edition) -> None:
    version = desk.site.publish(edition, EARLIER)
    desk.open("/office/versions")
    desk.send(f"/office/versions/{version.id}/next-year")
    page = desk.open("/office/drafts/1/copy").text
    assert "encore là, dans la promotion suivante" in page
    assert "compléter\N{NO-BREAK SPACE}: 1re année, 2e année." in page  # nobody began in 2027 yet
    assert "apprentis ont fini" in page
