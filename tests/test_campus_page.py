"""The campus in the office: what is on line is counted, a draft in its place if it is chosen."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from planner.documents.planning.pictures.campus import campus_picture
from planner.messages import Messages
from planner.office.drafts.state import with_edits
from planner.planning.campus_load import Room, campus_loads
from planner.planning.editing import WeekEdit
from planner.planning.planning import Edition, Planning
from planner.year.activity import Activity
from tests.office_desk import Desk, listed_state, open_desk
from tests.portal import EARLIER
from tests.portal_office.conftest import ROSTER, in_cohort, small_edition

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def desk(tmp_path: Path, edition: Edition) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        opened.site.publish(edition, EARLIER)
        yield opened


def peaks(page: str) -> list[int]:
    return [int(found) for found in re.findall(r"<strong>Au plus (\d+)\s", page)]


def peak_of(*plannings: Planning) -> int:
    (load,) = campus_loads(plannings)
    return load.peak.people


def test_what_is_on_line_is_counted(desk: Desk, edition: Edition) -> None:
    page = desk.open("/office/campus").text
    assert peaks(page) == [peak_of(edition.planning)]
    assert "La place manque" not in page
    desk.site.publish(small_edition(), in_cohort(*ROSTER))
    both = desk.open("/office/campus").text
    assert len(peaks(both)) == 2  # they are at two schools
    assert both.count("<svg") == 2


def test_a_draft_is_counted_in_the_place_of_what_is_on_line(desk: Desk, edition: Edition) -> None:
    state = listed_state(edition, ())
    rows = edition.planning.cohorts
    index = rows[0].activities.index(Activity.COMPANY)
    edits = [WeekEdit(row.cohort.id, index, Activity.SCHOOL) for row in rows]
    changed = with_edits(state, edits)
    number = desk.start(changed, "<b>Essai</b>")
    page = desk.open("/office/campus").text
    assert "en préparation : &lt;b&gt;Essai&lt;/b&gt;" in page
    assert "<b>Essai" not in page
    asked = f"of-{edition.planning.programme.id}"
    people = sum(row.cohort.headcount for row in rows)
    drafted = desk.open(f"/office/campus?{asked}=draft-{number}").text
    assert peaks(drafted) == [people]
    assert f'<option value="draft-{number}" selected>' in drafted
    assert peaks(desk.open(f"/office/campus?{asked}=none").text) == []
    full = desk.open(f"/office/campus?{asked}=draft-{number}&people={people - 1}").text
    assert "La place manque pendant 1 semaine" in full


def test_questions_that_mean_nothing_are_those_of_no_question(desk: Desk, edition: Edition) -> None:
    for asked in ("year=1", "year=x&people=-1", "people=99999999999", "people=0", "year=2026"):
        page = desk.open(f"/office/campus?{asked}")
        assert (page.status, peaks(page.text)) == (200, [peak_of(edition.planning)]), asked


def test_a_portal_without_a_planning_says_so(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        assert "Aucun planning n" in desk.open("/office/campus").text


def test_the_picture_has_each_class_and_the_people_of_each_week(
    edition: Edition, french: Messages
) -> None:
    planning = edition.planning
    other = replace(planning.programme, id="other", name="Autre formation")
    second = replace(planning, case=replace(planning.case, programme=other))
    plannings = [planning, second]
    (load,) = campus_loads(plannings, Room(people=150))
    picture = ElementTree.fromstring(campus_picture(load, plannings, french))
    letters = [each.text or "" for each in picture.iter(f"{SVG}text")]
    assert letters.count("Autre formation") == 1
    assert [letters.count(row.cohort.id) for row in planning.cohorts] == [2, 2, 2]
    assert letters.count("!") == len(load.exceeded) > 0
    weeks = [f"{each.week.iso_week:02}" for each in load.weeks]
    assert [each for each in letters if re.fullmatch(r"\d\d", each)] == weeks
    described = picture.findtext(f"{SVG}desc") or ""
    assert "Au plus" in described
    assert "La place manque" in described
    box = [float(each) for each in (picture.get("viewBox") or "").split()]
    for each in picture.iter(f"{SVG}rect"):
        x, y, width, height = (float(each.get(n) or 0) for n in ("x", "y", "width", "height"))
        assert 0 <= x <= x + width <= box[2] + 0.1
        assert 0 <= y <= y + height <= box[3] + 0.1
