"""Ten changes that a school meets in a year, each made in the office, up to the documents.

The school of `tests/changes/four-classes.toml` is planned for 2027-2028. Each change is one form of
the office, or one and a search; what is read at the end is what the office gives out.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from pypdf import PdfReader

from planner.apprentices.apprentice import Apprentice
from planner.office.archives import ArchiveOrder, documents_archive
from planner.office.drafts.state import DraftState, required_edition
from planner.office.form.tables import pairs_of
from planner.planning.planning import Edition
from planner.programme.file import academic_year_of, parse_toml, read_programme
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from tests.builders import employed
from tests.office_desk import listed_state
from tests.office_searcher import Searcher, open_searcher, said

SCHOOL = Path(__file__).parent / "changes" / "four-classes.toml"
PLACE, CLOSED = "Lieu", "École fermée"
AT_SCHOOL, AT_COMPANY = "Heures à l'école", "Heures en entreprise"
WHOLE = FIRST, LAST = date(2027, 9, 1), date(2028, 9, 3)

BTS1 = employed("Abrazine", "Ysolde", "BTS1", "Orion", row=1, start=FIRST, end=LAST)
BTS2 = employed("Bromélan", "Tancrède", "BTS2", "Orion", row=2, start=FIRST, end=LAST)
BACHELOR = employed("Castrigue", "Odilon", "BACH", "Vega", row=3, start=FIRST, end=LAST)


@cache
def published() -> Edition:
    rules = read_programme(SCHOOL)
    outcome = solve(Case(rules, academic_year_of(rules, 2027)))
    assert isinstance(outcome, Solved)
    return Edition(outcome.planning, ())


@dataclass(frozen=True)
class Papers:
    """The documents of an apprentice, as they are read."""

    files: Mapping[str, bytes]

    @cached_property
    def page(self) -> str:
        """The text of the calendar on one page, in one line."""
        page = PdfReader(io.BytesIO(self.files["calendrier.pdf"])).pages[0].extract_text()
        return " ".join(page.split())

    @cached_property
    def entries(self) -> list[tuple[date, str]]:
        """The first day and the title of each entry of the calendar file."""
        events = Calendar.from_ical(self.files["calendrier.ics"]).walk("VEVENT")
        return [
            (event.decoded("DTSTART"), " ".join(str(event["SUMMARY"]).split())) for event in events
        ]

    @cached_property
    def days(self) -> Mapping[date, Mapping[str, object]]:
        """The cells of each day of the sheet of days that say something, by their titles."""
        (sheet,) = (
            sheet
            for sheet in load_workbook(io.BytesIO(self.files["semaines.xlsx"]))
            if sheet["A4"].value == "Date"
        )
        titles, *rows = list(sheet.iter_rows(min_row=4, values_only=True))
        return {
            row[0].date(): {str(t): v for t, v in zip(titles, row, strict=True) if v is not None}
            for row in rows
            if isinstance(row[0], datetime)
        }

    def cells(self, title: str, *days: date) -> list[object]:
        """What stands in a column on some days."""
        return [self.days.get(day, {}).get(title) for day in days]

    def sum(self, title: str, first: date, last: date) -> float:
        """The hours of a column from a day to another."""
        of = (cells.get(title, 0) for day, cells in self.days.items() if first <= day <= last)
        return sum(hours for hours in of if isinstance(hours, float | int))


@cache
def _archive(state: DraftState) -> ZipFile:
    """Make what the office gives out; the same for the same draft, so once."""
    order = ArchiveOrder(required_edition(state), state.roster, "fr")
    return ZipFile(io.BytesIO(documents_archive(order, lambda _: None)))


@dataclass(frozen=True)
class Office:
    """Scolarité before the draft of the school."""

    at_desk: Searcher
    number: int

    @property
    def at(self) -> str:
        return f"/office/drafts/{self.number}"

    @property
    def state(self) -> DraftState:
        return self.at_desk.draft(self.number).state

    @property
    def edition(self) -> Edition:
        return required_edition(self.state)

    def fills(self, form: str, to: str = "", **fields: str) -> None:
        """Fill in a form of the list of apprentices, on the page that has it."""
        page = self.at_desk.get(f"{self.at}/apprentices/{form}").text
        assert all(f'name="{name}"' in page for name in fields)
        answer = self.at_desk.post(f"{self.at}/apprentices/{form}{to}", **fields)
        assert answer.status == 303, said(answer)

    def rules(self, **changed: str) -> None:
        """Save the form of the rules with some fields changed, named with two underscores a dot."""
        desk, path = self.at_desk.desk, f"{self.at}/rules"
        self.at_desk.get(path)
        fields = {name.replace("__", "."): value for name, value in changed.items()}
        kept = (
            pair for pair in pairs_of(parse_toml(self.state.rules, "")) if pair[0] not in fields
        )
        form = [*kept, *fields.items()]
        own = {**desk.seen, "token": desk.token, "do": "save"}
        headers = {**desk.headers, "Content-Type": "application/x-www-form-urlencoded"}
        answer = desk.visit(path, "POST", headers, urlencode([*form, *own.items()]).encode())
        assert answer.status == 303, said(answer)

    def searches(self, action: str, **fields: str) -> str:
        """Start a search from the page of the plan, take what it finds, return its page."""
        page = self.at_desk.get(f"{self.at}/plan").text
        assert f'value="{action}"' in page
        path = self.at_desk.start(self.number, action, **fields)
        self.at_desk.ended(path)
        shown = said(self.at_desk.get(path))
        assert self.at_desk.take(path).status == 303
        return shown

    def papers(self, name: str, folder: str = "") -> Papers:
        """Read the documents of a person, in some folder of what the office gives out."""
        archive = _archive(self.state)
        files = [
            each for each in archive.namelist() if f"/{name}/" in each and each.startswith(folder)
        ]
        return Papers({each.rpartition("/")[2]: archive.read(each) for each in files})

    def letters(self, cohort: str) -> str:
        rows = (row for row in self.edition.planning.cohorts if row.cohort.id == cohort)
        return "".join(activity.code for row in rows for activity in row.activities)


@pytest.fixture
def at_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Searcher]:
    with open_searcher(tmp_path, monkeypatch) as found:
        yield found


def office(at_desk: Searcher, *roster: Apprentice) -> Office:
    return Office(at_desk, at_desk.new(listed_state(published(), roster)))


def before(cohort: str) -> str:
    rows = (row for row in published().planning.cohorts if row.cohort.id == cohort)
    return "".join(activity.code for row in rows for activity in row.activities)


def person(who: Apprentice, **fields: str) -> dict[str, str]:
    """Fill in the form of a person as it is listed, and other fields; "_" is written for "-"."""
    (period,) = who.periods
    listed = {
        "surname": who.surname,
        "first-name": who.first_name,
        "promotion": who.cohort,
        "company": period.company,
        "start": str(period.start),
        "end": str(period.end),
    }
    return listed | {name.replace("_", "-"): value for name, value in fields.items()}


def weekdays(first: date, count: int = 5) -> list[date]:
    return [first + timedelta(n) for n in range(count)]


# --- Changes of all, or of a class ----------------------------------------------------------------


def test_a_closing_in_march(at_desk: Searcher) -> None:
    """The school closes from 6 to 10 March: both classes of two days a week are in company."""
    school = office(at_desk, BTS1, BTS2)
    told = school.searches("close-week", week="2028-03-06")
    assert "fermeront l'école la semaine du 6 mars 2028" in told
    assert "2 semaines changées" in told
    for name in ("Abrazine Ysolde", "Bromélan Tancrède"):
        papers = school.papers(name)
        week = weekdays(date(2028, 3, 6))
        assert papers.cells(PLACE, *week) == ["entreprise"] * 5
        assert papers.cells(CLOSED, *week) == ["oui"] * 5
        assert papers.cells(AT_COMPANY, *week) == [7] * 5
        assert papers.sum(AT_SCHOOL, *WHOLE) == 500
        assert not [day for day, _ in papers.entries if day in week]
    assert school.letters("MASTER") == before("MASTER")


def test_a_class_from_january(at_desk: Searcher) -> None:
    """A class of the rhythm of BTS1 begins on 3 January; the others keep their weeks."""
    school = office(at_desk, BTS1)
    of_bts1 = {
        f"cohorts__4__{name.removeprefix('cohorts.0.')}": value
        for name, value in pairs_of(parse_toml(school.state.rules, ""))
        if name.startswith("cohorts.0.")
    }
    own = {"id": "BTSJ", "label": "BTS, rentrée de janvier", "headcount": "12"}
    own |= {"onsite_hours": "300", "starts__@way": "date", "starts__date": "2028-01-03"}
    school.rules(**of_bts1 | {f"cohorts__4__{name}": value for name, value in own.items()})
    school.searches("repair")
    for cohort in ("BTS1", "BTS2", "BACH", "MASTER"):
        assert school.letters(cohort) == before(cohort)
    new = {"surname": "Érable", "promotion": "BTSJ", "company": "Orion", "start": "2028-01-03"}
    school.fills("new", **{"first-name": "Alix"}, **new)
    papers = school.papers("Érable Alix")
    assert "BTS, rentrée de janvier" in papers.page
    assert "avant le début ou après la fin de la promotion" in papers.page
    assert min(day for day, _ in papers.entries) == date(2028, 1, 3)
    assert papers.sum(AT_SCHOOL, *WHOLE) == papers.sum(AT_SCHOOL, date(2028, 1, 3), WHOLE[1]) == 300
    assert papers.sum(AT_COMPANY, WHOLE[0], date(2028, 1, 2)) == 0
    assert papers.cells(AT_COMPANY, *weekdays(date(2028, 1, 5), 3)) == [7, 7, 7]


def test_one_day_of_strike(at_desk: Searcher) -> None:
    """On Monday 20 March the hours of the day are lost; no other day changes."""
    school = office(at_desk, BTS1, BTS2)
    was = {name: school.papers(name) for name in ("Abrazine Ysolde", "Bromélan Tancrède")}
    strike = date(2028, 3, 20)
    school.searches("close-day", day=str(strike), cohort="", hours="lost", name="grève")
    now = {name: school.papers(name) for name in was}
    assert now["Bromélan Tancrède"].days == was["Bromélan Tancrède"].days
    before_it, after_it = was["Abrazine Ysolde"], now["Abrazine Ysolde"]
    assert [day for day in after_it.days if after_it.days[day] != before_it.days[day]] == [strike]
    assert "grève" in after_it.page
    (lost,) = before_it.cells(AT_SCHOOL, strike)
    assert f"dont perdues {lost} h".replace(".", ",") in after_it.page
    assert [what for day, what in after_it.entries if day == strike] == [
        "École fermée (grève, heures perdues)"
    ]


def test_a_class_of_39_hours(at_desk: Searcher) -> None:
    """BTS2 has 39 h a week in company, 7 h 48 a day; its weeks and those of all others stay."""
    school = office(at_desk, BTS1, BTS2)
    was = school.papers("Bromélan Tancrède")
    way = {"cohorts__1__workday__@way": "company_week", "cohorts__1__workday__company_week": "39"}
    school.rules(**way)
    now = school.papers("Bromélan Tancrède")
    assert school.letters("BTS2") == before("BTS2")
    assert now.cells(AT_COMPANY, *weekdays(date(2027, 9, 6))) == [7.8, 7.8, 7.8, None, None]
    days = was.sum(AT_COMPANY, *WHOLE) / 7
    assert now.sum(AT_COMPANY, *WHOLE) == pytest.approx(days * 7.8)
    assert now.sum(AT_SCHOOL, *WHOLE) == 500
    other = school.papers("Abrazine Ysolde")
    assert other.cells(AT_COMPANY, *weekdays(date(2027, 9, 8), 3)) == [7, 7, 7]


# --- Changes of a person, or of a company ---------------------------------------------------------


def test_one_more_week_for_a_company(at_desk: Searcher) -> None:
    """Vega needs its apprentices in the week from 20 March; the planning of the class stays."""
    school = office(at_desk, BTS1, BACHELOR)
    was = school.papers("Castrigue Odilon")
    days = {"start": "2028-03-20", "end": "2028-03-26", "place": "company", "reason": "inventaire"}
    school.fills("company", company="Vega", **days)
    papers, week = school.papers("Castrigue Odilon"), weekdays(date(2028, 3, 20))
    assert was.cells(PLACE, *week) == ["école"] * 5
    assert papers.cells(PLACE, *week) == ["entreprise"] * 5
    assert papers.cells(AT_COMPANY, *week) == [7] * 5
    lost = 330 - papers.sum(AT_SCHOOL, *WHOLE)
    assert lost == sum(
        hours for hours in was.cells(AT_SCHOOL, *week) if isinstance(hours, float | int)
    )
    assert "du 20 au 24 mars 2028 : en entreprise (inventaire)" in papers.page
    assert f"−{lost} h de cours, +35 h en entreprise".replace(".", ",") in papers.page
    assert school.letters("BACH") == before("BACH")
    assert school.papers("Abrazine Ysolde").cells(PLACE, *week)[:2] == ["école"] * 2


def test_a_change_of_company_in_february(at_desk: Searcher) -> None:
    """Orion until Friday 4 February, Vega from Monday 7: each sees its own days, both the whole."""
    school = office(at_desk, BTS1)
    told = person(BTS1, end="2028-02-04", company_2="Vega", start_2="2028-02-07")
    school.fills("1", **told, **{"end-2": "2028-08-31"})
    papers = {
        at: school.papers("Abrazine Ysolde", at)
        for at in ("companies/Orion", "companies/Vega", "apprentices")
    }
    orion, vega, whole = papers.values()
    assert max(day for day in orion.days if orion.days[day].get(AT_COMPANY)) == date(2028, 2, 4)
    assert min(day for day in vega.days if vega.days[day].get(AT_SCHOOL)) == date(2028, 2, 7)
    for title in (AT_SCHOOL, AT_COMPANY):
        assert orion.sum(title, *WHOLE) + vega.sum(title, *WHOLE) == whole.sum(title, *WHOLE)
    assert whole.sum(AT_SCHOOL, *WHOLE) == 500
    assert ("Vega" in orion.page, "Orion" in vega.page) == (False, False)
    assert "Orion : du 1er septembre 2027 au 4 février 2028" in whole.page


def test_a_leaver_in_march(at_desk: Searcher) -> None:
    """The contract ends on Wednesday 15 March: the last day is in company, none comes after."""
    school = office(at_desk, BTS1)
    was = school.papers("Abrazine Ysolde")
    school.fills("1", "/end", last="2028-03-15")
    papers, last = school.papers("Abrazine Ysolde"), date(2028, 3, 15)
    assert papers.cells(AT_COMPANY, *weekdays(last, 3)) == [7, None, None]
    for title in (AT_SCHOOL, AT_COMPANY):
        assert papers.sum(title, *WHOLE) == was.sum(title, WHOLE[0], last)
    assert max(day for day, _ in papers.entries) == date(2028, 3, 13)
    assert "Le contrat prend fin le 15 mars 2028." in papers.page


def test_a_repeater(at_desk: Searcher) -> None:
    """The contract of 2026 is prolonged by a year at the same company: it is one to all readers."""
    first = employed("Abrazine", "Ysolde", "BTS1", "Orion", row=1)
    school = office(at_desk, first)
    told = person(first, start="2026-09-01", end="2027-08-31", company_2="Orion")
    told |= {"start-2": "2027-09-01", "end-2": "2028-08-31", "status-2": "prolongation"}
    school.fills("1", **told)
    papers = school.papers("Abrazine Ysolde")
    assert "Le contrat prend fin le 31 août 2028." in papers.page
    assert papers.sum(AT_SCHOOL, *WHOLE) == 500
    assert papers.cells(AT_COMPANY, date(2028, 8, 31), date(2028, 9, 1)) == [7, None]


def test_a_contract_from_december(at_desk: Searcher) -> None:
    """At school from the first day, in company from 1 December: hours in company count from then.

    The class is at school in the weeks of 6 September, 4 October and 29 November, but for holidays.
    """
    school = office(at_desk, BACHELOR)
    was = school.papers("Castrigue Odilon")
    school.fills("3", **person(BACHELOR, start="2027-12-01"))
    papers, first = school.papers("Castrigue Odilon"), date(2027, 12, 1)
    assert papers.sum(AT_SCHOOL, *WHOLE) == was.sum(AT_SCHOOL, *WHOLE) == 330
    assert papers.sum(AT_COMPANY, WHOLE[0], first - timedelta(1)) == 0
    assert papers.sum(AT_COMPANY, *WHOLE) == was.sum(AT_COMPANY, first, WHOLE[1])
    assert papers.cells(AT_SCHOOL, *weekdays(date(2027, 9, 6))) == was.cells(
        AT_SCHOOL, *weekdays(date(2027, 9, 6))
    )
    assert "Stagiaire de la formation professionnelle" in papers.page


def test_a_leave_from_march_to_june(at_desk: Searcher) -> None:
    """Neither school nor company from Monday 6 March to Sunday 25 June; nobody is told why."""
    school = office(at_desk, BTS1)
    was = school.papers("Abrazine Ysolde")
    told = person(BTS1, status_2="congé maternité", start_2="2028-03-06", end_2="2028-06-25")
    school.fills("1", **told)
    papers, leave = school.papers("Abrazine Ysolde"), (date(2028, 3, 6), date(2028, 6, 25))
    for title in (AT_SCHOOL, AT_COMPANY):
        assert papers.sum(title, *leave) == 0
        assert papers.sum(title, *WHOLE) == was.sum(title, *WHOLE) - was.sum(title, *leave)
    assert not [day for day, what in papers.entries if leave[0] <= day <= leave[1] and "S" in what]
    assert "Absence du 6 mars au 25 juin 2028" in papers.page
    assert "maternité" not in papers.page
