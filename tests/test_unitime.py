"""The archive for UniTime: as its DTDs ask, and with the hours of the modules in their weeks."""

import io
import re
from datetime import date, timedelta
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

import pytest

from planner.documents.exchange.unitime import distinct_tokens, token, unitime_archive
from planner.messages import Messages
from planner.planning.planning import Edition
from tests.test_planned_modules import planned, rules

# What the DTDs of UniTime say (CourseOfferingExport.dtd, AcademicSessionSetup.dtd and
# Curricula_3_2.dtd of its source), of the elements that are written: their children in order,
# as a pattern; the attributes that they must have; those that they may have.
FACTS: dict[str, tuple[str, str, str]] = {
    "offerings": ("(offering )*", "campus term year", "dateFormat incremental"),
    "offering": ("(course )+(config )*", "id offered", "action"),
    "offering/course": ("", "courseNbr subject", "id controlling title"),
    "config": ("((subpart|class) )*", "limit name", "durationType"),
    "subpart": ("(subpart )*", "minPerWeek type", "suffix"),
    "class": ("(class )*(date )*(instructor )*", "suffix type", "id limit"),
    "date": ("", "endDate startDate", ""),
    "instructor": ("", "id", "lname lead"),
    "sessionSetup": (
        "(session )?(departments )?(subjectAreas )?(datePatterns )?(academicAreas )?"
        "(academicClassifications )?(posMajors )?",
        "term year campus",
        "dateFormat",
    ),
    "session": ("(holidays )?", "startDate endDate classEndDate examStartDate", ""),
    "holidays": ("(holiday )*", "", ""),
    "holiday": ("", "date", ""),
    "departments": ("(department )*", "", "incremental"),
    "department": ("", "code", "abbreviation name"),
    "subjectAreas": ("(subjectArea )*", "", "incremental"),
    "subjectArea": ("", "abbreviation title department", ""),
    "datePatterns": ("(datePattern )*", "", "incremental"),
    "datePattern": ("(dates )*", "name", "type visible default"),
    "dates": ("", "", "fromDate toDate"),
    "academicAreas": ("(academicArea )*", "", "incremental"),
    "academicArea": ("", "abbreviation", "title"),
    "academicClassifications": ("(academicClassification )*", "", "incremental"),
    "academicClassification": ("", "code", "name"),
    "posMajors": ("(posMajor )*", "", "incremental"),
    "posMajor": ("", "code name academicArea", ""),
    "curricula": ("(curriculum )+", "campus term year", ""),
    "curriculum": (
        "academicArea (department )?(major )*(classification )*",
        "",
        "abbreviation name",
    ),
    "major": ("", "code", ""),
    "classification": ("academicClassification (course )*", "enrollment", "name"),
    "classification/course": ("", "subject courseNbr", ""),
}
TOKENS = {"campus", "term", "year", "courseNbr", "limit", "minPerWeek", "enrollment"}
"""Attributes of type NMTOKEN; so is the id of an offering and of an instructor."""


@pytest.fixture(scope="module")
def edition() -> Edition:
    return planned(rules())


@pytest.fixture(scope="module")
def files(edition: Edition) -> dict[str, Element]:
    with ZipFile(io.BytesIO(unitime_archive(edition, Messages("fr")))) as packed:
        assert packed.namelist() == ["1-session.xml", "2-offerings.xml", "3-curricula.xml"]
        return {name: fromstring(packed.read(name)) for name in packed.namelist()}


def check_element(element: Element, parent: str = "") -> None:
    facts = FACTS.get(f"{parent}/{element.tag}") or FACTS[element.tag]
    children, required, optional = facts
    assert re.fullmatch(children, "".join(f"{child.tag} " for child in element)), element.tag
    assert {*required.split()} <= {*element.keys()} <= {*required.split(), *optional.split()}
    tokens = TOKENS | ({"id"} if element.tag in ("offering", "instructor") else set())
    for name in tokens & {*element.keys()}:
        assert re.fullmatch(r"[\w.:-]+", element.attrib[name]), (element.tag, name)
    for child in element:
        check_element(child, element.tag)


def test_files_are_as_the_dtds_ask(files: dict[str, Element]) -> None:
    for root in files.values():
        check_element(root)
    keys = {(root.get("campus"), root.get("term"), root.get("year")) for root in files.values()}
    assert len(keys) == 1


def mondays(element: Element) -> list[date]:
    """Return the Mondays of the weeks of a class."""
    starts = [date(*map(int, d.attrib["startDate"].split("/"))) for d in element.findall("date")]
    return sorted({day - timedelta(day.weekday()) for day in starts})


def weekly(config: Element, kind: str) -> dict[date, int]:
    """Return the minutes of each week of a course, read off its nested parts and classes."""
    found: dict[date, int] = {}
    parts = [part for part in config.iter("subpart") if part.get("type") == kind]
    classes = [each for each in config.iter("class") if each.get("type") == kind]
    assert [f"1{part.get('suffix')}" for part in parts] == [each.get("suffix") for each in classes]
    for part, each in zip(parts, classes, strict=True):
        for monday in mondays(each):
            assert monday not in found
            found[monday] = int(part.attrib["minPerWeek"])
    return found


def test_courses_have_the_hours_of_modules_in_their_weeks(
    edition: Edition, files: dict[str, Element]
) -> None:
    (row,) = edition.planning.cohorts
    assert row.progression is not None
    weeks = edition.planning.year.weeks_of("1A")
    offerings = {o.find("course").attrib["title"]: o for o in files["2-offerings.xml"]}  # type: ignore[union-attr]
    for taught in row.progression.modules:
        config = offerings[taught.module.name].find("config")
        assert config is not None
        onsite = {weeks[n].monday: taught.minutes[n] for n in taught.onsite_weeks}
        remote = {weeks[n].monday: 210 * taught.sessions[n] for n in taught.session_weeks}
        assert weekly(config, "Lec") == onsite
        assert weekly(config, "Dist") == remote


def test_each_part_has_a_date_pattern_of_its_days(files: dict[str, Element]) -> None:
    patterns = {
        tuple((d.get("fromDate"), d.get("toDate")) for d in each)
        for each in files["1-session.xml"].iter("datePattern")
    }
    for each in files["2-offerings.xml"].iter("class"):
        days = tuple((d.get("startDate"), d.get("endDate")) for d in each.findall("date"))
        assert days in patterns


def test_options_are_curricula_of_one_class(files: dict[str, Element]) -> None:
    found = {
        each.get("abbreviation"): [course.get("courseNbr") for course in each.iter("course")]
        for each in files["3-curricula.xml"]
    }
    common = ["Physique", "Anglais"]
    assert found == {"1A X": [*common, "Fluides"], "1A Y": [*common, "Poudres"]}
    people = [int(c.attrib["enrollment"]) for c in files["3-curricula.xml"].iter("classification")]
    assert max(people) - min(people) <= 1


def test_tokens_of_names() -> None:
    assert token("Énergie & mécanique (1.2)") == "Energie-mecanique-1.2"
    assert token("…") == "x"
    long = "Thermodynamique générale et cycles thermodynamiques"
    names = [f"{long} 1", f"{long} 2", "x", "X"]
    found = list(distinct_tokens(names).values())
    assert len({name.casefold() for name in found}) == 4
    assert max(map(len, found)) <= 40
