"""Public calendars of classes: opened by anybody, shown by any site, naming nobody, up to date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from planner.documents.apprentice.class_calendar import ClassForm, class_calendar
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.portal.store.public_calendars import (
    list_public_calendars,
    make_public,
    take_back,
    version_of_day,
)
from planner.portal.store.publishing import withdraw
from planner.portal.store.versions import Series, Version, newest_versions
from tests.conftest import Call
from tests.portal import EARLIER, LATER, TOKEN, Answer, Site, Visitor, signed_in, site, visiting
from tests.portal_world import cookie

PROGRAMME, NAME = "imt-mines-albi", "imt-mines-albi-1a"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Hall:
    """A portal with the calendar of the first year made public, and a visitor without a link."""

    site: Site
    visit: Visitor

    def open(self, end: str = "", **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.visit(f"/k/{NAME}{end}", headers=sent)


@pytest.fixture
def hall(versions: tuple[Edition, Edition], tmp_path: Path) -> Iterator[Hall]:
    with site(tmp_path) as opened, visiting(opened) as visit:
        opened.publish(versions[1], EARLIER)
        with opened.database.writing() as connection:
            made = make_public(connection, PROGRAMME, "1A", "Scolarité", opened.clock())
        assert made.name == NAME
        yield Hall(opened, visit)


# --- What is opened -----------------------------------------------------------------------------


@pytest.mark.parametrize("form", ClassForm)
def test_each_form_is_that_of_the_command_line(
    hall: Hall, versions: tuple[Edition, Edition], form: ClassForm
) -> None:
    edition = versions[1]
    expected = class_calendar(edition.planning.cohorts[0].cohort, form, edition, Messages("en"))
    answer = hall.open(f".{form}?lang=en")
    assert answer.body == expected
    assert (answer.header("Content-Disposition") is not None) is (form is ClassForm.SHEET)


def test_nobody_is_named(hall: Hall) -> None:
    said = " ".join(hall.open(end).body.decode("latin-1") for end in ("", ".ics", "?lang=en"))
    page = hall.open().text
    assert "1re année" in page
    for who in (*EARLIER, *LATER):
        assert not [name for name in (who.surname, who.first_name, who.company) if name in said]
    assert "Scolarité" not in page


def test_any_site_may_show_it_and_no_script_runs(hall: Hall) -> None:
    for end in ("", ".png", ".ics"):
        answer = hall.open(end)
        policy = str(answer.header("Content-Security-Policy"))
        assert "frame-ancestors *" in policy
        assert "script-src" not in policy
        assert policy.startswith("default-src 'none'")
        assert answer.header("X-Frame-Options") is None
        assert answer.header("Cross-Origin-Resource-Policy") == "cross-origin"
    for path in ("/", f"/k/{NAME}x", f"/k/{NAME}.svg"):
        answer = hall.visit(path)
        assert answer.header("X-Frame-Options") == "DENY"
        assert answer.header("Cross-Origin-Resource-Policy") == "same-origin"
        assert "frame-ancestors 'none'" in str(answer.header("Content-Security-Policy"))


def test_it_is_kept_for_a_while_and_asked_for_again_by_its_tag(
    hall: Hall, versions: tuple[Edition, Edition]
) -> None:
    tags = {}
    for end in ("", ".png", ".ics"):
        first = hall.open(end)
        assert first.header("Cache-Control") == "public, max-age=300"
        tags[end] = str(first.header("ETag"))
        again = hall.open(end, If_None_Match=tags[end])
        assert (again.status, again.body) == (304, b"")
    hall.site.publish(versions[0], EARLIER)
    for end, tag in tags.items():
        assert hall.open(end, If_None_Match=tag).status == 200, end


def test_languages_are_asked_for_never_guessed(hall: Hall) -> None:
    french = hall.open("", Accept_Language="en").text
    assert '<html lang="fr">' in french
    assert '<html lang="en">' in hall.open("?lang=en").text


# --- Which version, which year ------------------------------------------------------------------


def test_the_year_that_goes_on_is_shown_until_it_is_over(hall: Hall) -> None:
    clock = hall.site.clock
    assert "2026-2027" in hall.open().text
    clock.now += timedelta(days=400)
    assert hall.open().status == 200
    assert hall.open("?year=2026").text == hall.open().text
    for end in ("?year=2027", "?year=", "?year=x", "?year=2026'", ".png?year=99999"):
        assert hall.open(end).status == 404, end


def test_a_withdrawn_planning_is_not_shown_and_agendas_cancel_it(hall: Hall) -> None:
    before = hall.open(".ics").body
    with hall.site.database.reading() as connection:
        (served,) = newest_versions(connection)
    withdraw(hall.site.database, served, "Scolarité", hall.site.clock())
    for end in ("", ".png", ".pdf", ".xlsx"):
        assert hall.open(end).status == 404, end
    after = hall.open(".ics")
    assert after.status == 200
    assert after.body.count(b"STATUS:CANCELLED") == before.count(b"BEGIN:VEVENT") > 9


def test_an_agenda_goes_on_from_version_to_version(
    hall: Hall, versions: tuple[Edition, Edition]
) -> None:
    before = hall.open(".ics").body
    hall.site.publish(versions[0], LATER)
    now = hall.open(".ics").body
    assert now != before
    assert b"SEQUENCE:2" in now
    uids = [line for line in now.splitlines() if line.startswith(b"UID:")]
    assert len(uids) == len(set(uids))
    assert sum(uid in before for uid in uids) > len(uids) / 2


# --- What scolarité does ------------------------------------------------------------------------


def test_scolarite_makes_a_calendar_public_and_takes_it_back(hall: Hall) -> None:
    visit = hall.visit
    desk = cookie(signed_in(visit, hall.site.office_link().secret))
    page = visit("/office/calendars", headers=desk).text
    assert f"http://127.0.0.1:8000/k/{NAME}" in page
    token = f"token={TOKEN.findall(page)[0]}"

    def send(path: str, fields: str) -> Answer:
        return visit(path, "POST", {**desk, **FORM}, f"{token}&{fields}".encode())

    assert visit("/k/imt-mines-albi-2a").status == 404
    made = send("/office/calendars", f"programme={PROGRAMME}&cohort=2A")
    assert made.header("Location") == "/office/calendars?lang=fr&done=public"
    assert visit("/k/imt-mines-albi-2a.png").status == 200
    assert send("/office/calendars", f"programme={PROGRAMME}&cohort=9Z").status == 409
    assert send("/office/calendars", "programme=other&cohort=1A").status == 409
    assert send("/office/calendars/withdraw", f"name={NAME}").status == 303
    assert hall.open().status == hall.open(".png").status == 404
    assert send("/office/calendars/withdraw", f"name={NAME}").status == 409
    send("/office/calendars", f"programme={PROGRAMME}&cohort=1A")
    assert hall.open().status == 200


def test_a_command_does_the_same(hall: Hall, planner: Call) -> None:
    base = ("public-calendars", "--database", hall.site.database.path)
    second = ("--programme", PROGRAMME, "--cohort", "2A")
    code, told, err = planner(*base, *second, "--address", "https://x.example")
    assert (code, err) == (0, "")
    assert "https://x.example/k/imt-mines-albi-2a" in told
    assert told.count("non public") == 1
    assert hall.visit("/k/imt-mines-albi-2a.ics").status == 200
    code, told, _ = planner(*base, *second, "--withdraw")
    assert (code, told.count("non public")) == (0, 2)
    assert hall.visit("/k/imt-mines-albi-2a").status == 404
    for wrong in ((*second, "--withdraw"), second[:2], ("--withdraw",), (*second[:3], "9Z")):
        assert planner(*base, *wrong)[0] == 2, wrong
    told = planner(*base, *second[:3], "9Z")[2]
    assert all(word in told for word in (f"{PROGRAMME} 9Z", "pas en ligne", "1A, 2A")), told
    assert PROGRAMME in planner(*base, "--programme", "other", "--cohort", "1A")[2]


def test_names_are_plain_and_no_two_are_the_same(hall: Hall) -> None:
    now = hall.site.clock()
    classes = [("école", "1A"), ("ecole", "1a"), ("p", "a-b"), ("p-a", "b"), ("학교", "1년")]
    with hall.site.database.writing() as connection:
        made = [make_public(connection, *each, "S", now) for each in classes]
        again = [make_public(connection, *each, "S", now) for each in classes]
        names = [each.name for each in made]
        assert [each.name for each in again] == names
        assert names[:4] == ["ecole-1a", "ecole-1a-2", "p-a-b", "p-a-b-2"]
        assert all(name and name.isascii() for name in names)
        take_back(connection, "ecole-1a", "S", now)
        assert len(list_public_calendars(connection)) == 5


def test_the_year_after_is_shown_once_this_one_is_over() -> None:
    years = [_version(2025), _version(2026), _version(2027)]
    for today, start in (("2024-01-01", 2025), ("2026-09-30", 2025), ("2026-10-01", 2026)):
        shown = version_of_day(years, date.fromisoformat(today))
        assert shown
        assert shown.series.start_year == start
    assert version_of_day(years, date(2040, 1, 1)) == years[-1]
    assert version_of_day([], date(2026, 1, 1)) is None


def _version(start: int) -> Version:
    """Give a version of a year that ends on the last day of September."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    ends, who, none = date(start + 1, 9, 30), "S", None
    series = Series(PROGRAMME, start)
    return Version(1, series, "", "", ends, 1, none, none, now, who, none, none, none, "")
