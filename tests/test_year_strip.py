"""The small picture of a year: a row a cohort, a column a week, letters beside colours."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from planner.documents.planning.pictures.year_strip import year_strip
from planner.messages import Messages
from planner.office.models import ProgrammeModel, programme_model, programme_models
from planner.planning.planning import CohortPlanning, Planning
from planner.words.colours import COLOURS, display_activity
from planner.year.activity import Activity, Place

SVG = "{http://www.w3.org/2000/svg}"
ONE_CLASS, THREE_CLASSES = 60, 110
"""The most pixels in height for which pages have room."""

ORANGE, BLUE = f"#{COLOURS[Activity.SCHOOL]}", f"#{COLOURS[Activity.COMPANY]}"


def drawn(planning: Planning, text: Messages) -> ElementTree.Element:
    return ElementTree.fromstring(year_strip(planning, text))


def letters(picture: ElementTree.Element) -> list[str]:
    """The labels and the letters of blocks, in the order of the rows."""
    return [t.text or "" for t in picture.iter(f"{SVG}text") if t.get("font-weight") == "bold"]


def outlined(picture: ElementTree.Element) -> Iterator[Mapping[str, str]]:
    yield from (each.attrib for each in picture.iter(f"{SVG}rect") if "stroke" in each.attrib)


def year_of(*activities: Activity, cohort_id: str = "B3") -> Planning:
    """Give a year that is spent in company after its first weeks."""
    whole = programme_model("une-semaine").planning
    (cohort,) = whole.cohorts
    rest = (Activity.COMPANY,) * (len(whole.year) - len(activities))
    known = tuple(dict.fromkeys((*whole.programme.activities, *activities)))
    case = replace(whole.case, programme=replace(whole.programme, activities=known))
    named = replace(cohort.cohort, id=cohort_id)
    return Planning(case, (CohortPlanning(named, (*activities, *rest)),))


@pytest.mark.parametrize("model", programme_models(), ids=lambda model: model.name)
def test_a_year_is_small_and_each_block_has_its_letters(
    model: ProgrammeModel, french: Messages
) -> None:
    planning = model.planning
    picture = drawn(planning, french)
    most = ONE_CLASS if len(planning.cohorts) == 1 else THREE_CLASSES
    assert (picture.get("width"), float(picture.get("height") or 0) <= most) == ("360", True)
    places = [
        display_activity(place, block.activity).code
        for cohort in planning.cohorts
        for block in cohort.blocks
        for place in dict.fromkeys(block.activity.days)
    ]
    named = {named.name for each in planning.cohorts for named in each.cohort.named_blocks}
    labels = {each.cohort.id for each in planning.cohorts}
    shown = [each for each in letters(picture) if each not in labels]
    assert len(shown) == len(places) == len(list(outlined(picture)))
    assert all(one == other or one in named for one, other in zip(shown, places, strict=True))


def test_blocks_fill_the_row_without_gaps(french: Messages) -> None:
    picture = drawn(programme_model("contrat-pro").planning, french)
    right = None
    for block in outlined(picture):
        left = float(block["x"])
        assert right is None or left == pytest.approx(right, abs=0.02)
        right = left + float(block["width"])
    assert right == pytest.approx(359, abs=0.05)


def test_a_split_week_shows_where_each_of_its_days_is_spent(french: Messages) -> None:
    days = (Place.SCHOOL, Place.SCHOOL, Place.COMPANY, Place.COMPANY, Place.COMPANY)
    picture = drawn(year_of(Activity("split", days, "M", "partagée")), french)
    school, company, rest = outlined(picture)
    assert [part["fill"] for part in (school, company, rest)] == [ORANGE, BLUE, BLUE]
    assert float(school["height"]) * 3 == pytest.approx(float(company["height"]) * 2)
    assert float(school["y"]) < float(company["y"])
    assert letters(picture) == ["B3", "C", "E", "E"]


def test_letters_of_a_single_week_stand_upright_rather_than_be_left_out(french: Messages) -> None:
    picture = drawn(year_of(Activity("far", (Place.ABROAD,) * 5, "ABC", "au loin")), french)
    (turned,) = [each for each in picture.iter(f"{SVG}text") if each.get("transform")]
    assert turned.text == "ABC"
    assert float(turned.get("font-size") or 0) >= 7


def test_a_long_name_of_a_class_keeps_its_beginning_and_its_end(french: Messages) -> None:
    label = letters(drawn(year_of(cohort_id="Mécatronique-12"), french))[0]
    assert label.startswith("Méca")
    assert label.endswith("…-12")


def test_who_cannot_see_it_is_told_the_weeks_and_blocks_of_each_class(
    french: Messages, english: Messages
) -> None:
    planning = programme_model("ingenieur").planning
    picture = drawn(planning, french)
    assert picture.get("role") == "img"
    title, description = (picture.findtext(f"{SVG}{part}") or "" for part in ("title", "desc"))
    assert title == "Diplôme d'ingénieur par apprentissage en 3 ans – année 2026-2027"
    assert description.startswith(
        "1re année : école 17 semaines (6 périodes), entreprise 36 semaines"
    )
    assert "school 17 weeks (2 blocks)" in (drawn(planning, english).findtext(f"{SVG}desc") or "")


def test_text_of_people_is_no_markup_and_nothing_has_a_style(french: Messages) -> None:
    whole = year_of()
    case = replace(whole.case, programme=replace(whole.programme, name='<script>&"'))
    picture = year_strip(replace(whole, case=case), french)
    assert "<script" not in picture
    assert "style" not in picture
    assert year_strip(replace(whole, case=case), french) == picture
