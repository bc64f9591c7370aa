"""The calendar file, read by parsers that others wrote: what is entered, when, and as what."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import ics  # type: ignore[import-untyped]
import pytest
import vobject  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from planner.apprentices.apprentice import HALF_DAYS, Apprentice, HalfDay, Part, Span
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.documents.apprentice.calendar_file import calendar_file
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.programme.block_shapes import NamedBlock
from planner.programme.cohort import Event
from planner.year.activity import Activity, Place
from planner.year.moments import MonthDay
from tests.builders import SOMEBODY, altered, lived

FRENCH = Messages("fr")
PARIS = ZoneInfo("Europe/Paris")
DAY = timedelta(days=1)
NASTY = 'Ex, emple; "\\ :=' + "é😀" * 60


@dataclass(frozen=True)
class Read:
    """An entry as a calendar reads it."""

    uid: str
    title: str
    start: date
    end: date
    status: str
    is_busy: bool
    sequence: int
    about: str

    @property
    def is_timed(self) -> bool:
        return isinstance(self.start, datetime)

    @property
    def days(self) -> list[date]:
        return [self.start + n * DAY for n in range((self.end - self.start).days)]


@pytest.fixture(autouse=True)
def _uncoloured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the parser of `ics` leave standard output alone: it wraps it anew for every line."""
    monkeypatch.setattr("tatsu.color.init", lambda: None)


def entries(written: bytes) -> list[Read]:
    events = vobject.readOne(written.decode()).contents.get("vevent", [])
    return [
        Read(
            event.uid.value,
            event.summary.value,
            event.dtstart.value,
            event.dtend.value,
            event.status.value,
            event.transp.value == "OPAQUE",
            int(event.sequence.value),
            event.description.value,
        )
        for event in events
    ]


def described(written: bytes) -> str:
    return str(Calendar.from_ical(written)["DESCRIPTION"])


def plain(title: str) -> str:
    return title.replace("\N{NO-BREAK SPACE}", " ")


def issued(year: ApprenticeYear, revision: int = 1, **changes: object) -> Edition:
    return replace(Edition(year.planning, ()), revision=revision, **changes)  # type: ignore[arg-type]


def written(year: ApprenticeYear, before: ApprenticeYear | None = None) -> bytes:
    first = written(before) if before else None
    return calendar_file(year, issued(year, 2 if before else 1), FRENCH, first)


def albi(edition: Edition, **person: object) -> ApprenticeYear:
    return apprentice_year(altered(SOMEBODY, **person), edition.planning)


# --- The file -----------------------------------------------------------------------------------


def test_lines_are_as_the_standard_asks(edition: Edition) -> None:
    year = albi(edition, surname=NASTY, company="Société\r\nFictive\x07")
    file = calendar_file(year, edition, FRENCH)
    lines = file.split(b"\r\n")
    assert (lines[0], lines[-2], lines[-1]) == (b"BEGIN:VCALENDAR", b"END:VCALENDAR", b"")
    for line in lines:
        assert len(line) <= 75
        assert all(ord(letter) >= 32 for letter in line.decode())
    header = file[: file.index(b"BEGIN:VTIMEZONE")]
    for line in (
        b"VERSION:2.0",
        b"CALSCALE:GREGORIAN",
        b"REFRESH-INTERVAL;VALUE=DURATION:P1D",
        b"X-PUBLISHED-TTL:PT24H",
        b"X-WR-TIMEZONE:Europe/Paris",
    ):
        assert header.count(b"\r\n" + line + b"\r\n") == 1
    assert b"\r\nMETHOD" not in file
    assert file.count(b"DTEND;VALUE=DATE:") + file.count(b"DTEND;TZID=Europe/Paris:") == len(
        entries(file)
    )


def test_names_come_through_folding_and_escaping(edition: Edition) -> None:
    file = calendar_file(albi(edition, surname=NASTY), edition, FRENCH)
    escaped = NASTY.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    lines = file.decode().replace("\r\n ", "").split("\r\n")
    assert f"X-WR-CALNAME:Alternance 2026-2027 – Camille {escaped}" in lines
    (about,) = {entry.about.splitlines()[-2] for entry in entries(file)}
    assert about == f"2026-2027, 1re année, Camille {NASTY}"


@pytest.mark.parametrize("cohort", ["1A", "3A"])
def test_three_parsers_read_the_same(edition: Edition, cohort: str) -> None:
    file = calendar_file(albi(edition, cohort=cohort), edition, FRENCH)
    ours = sorted((e.uid, e.title, str(e.start), str(e.end)) for e in entries(file))
    theirs = sorted(
        (str(event["uid"]), str(event["summary"]), *map(str, (event.start, event.end)))
        for event in Calendar.from_ical(file).events
    )
    of_ics = sorted(
        (e.uid, e.name, *(str(d.date() if e.all_day else d.datetime) for d in (e.begin, e.end)))
        for e in ics.Calendar(file.decode()).events
    )
    assert ours == theirs == of_ics
    assert len({uid for uid, *_ in ours}) == len(ours) > 40


def test_the_same_year_gives_the_same_bytes(edition: Edition) -> None:
    year = albi(edition)
    assert calendar_file(year, edition, FRENCH) == calendar_file(year, edition, FRENCH)


@pytest.mark.parametrize(
    ("day", "stamp"), [(None, b"20230403T000000Z"), (date(2026, 7, 1), b"20260701T000000Z")]
)
def test_the_moment_is_that_of_the_edition(day: date | None, stamp: bytes) -> None:
    year = lived("C")
    file = calendar_file(year, issued(year, issued=day, version_label="V2"), FRENCH)
    assert b"\r\nDTSTAMP:" + stamp in file
    assert b"\r\nLAST-MODIFIED:" + stamp in file
    assert "version : V2" in plain(described(file))
    assert not [entry for entry in entries(file) if "V2" in entry.about]


def test_no_line_of_the_file_ends_where_french_does_not_let_it(edition: Edition) -> None:
    told = [entry.about for entry in entries(calendar_file(albi(edition), edition, FRENCH))]
    assert any("\u00a0h de cours" in about for about in told)
    assert [about for about in told if FRENCH.unbroken(about) != about] == []


# --- What is entered ----------------------------------------------------------------------------

moments = st.integers(0, 370).map(lambda n: date(2026, 9, 28) + timedelta(n))
spans = st.tuples(moments, st.integers(0, 20)).map(lambda s: Span(s[0], s[0] + timedelta(s[1])))
preferences = st.lists(st.sampled_from(HALF_DAYS), unique=True, max_size=3).map(tuple)


@settings(max_examples=12)
@given(
    st.sampled_from(["1A", "2A", "3A"]),
    preferences,
    st.none() | moments,
    st.none() | moments,
    st.lists(spans, max_size=3).map(tuple),
)
def test_entries_are_the_days_and_half_days_of_the_year(
    edition: Edition,
    cohort: str,
    preferred: tuple[HalfDay, ...],
    start: date | None,
    end: date | None,
    closed: tuple[Span, ...],
) -> None:
    year = albi(edition, cohort=cohort, half_days=preferred, start=start, end=end, closed=closed)
    found = entries(calendar_file(year, edition, FRENCH))
    assert len({entry.uid for entry in found}) == len(found)
    timed = [entry for entry in found if entry.is_timed]
    whole = [entry for entry in found if not entry.is_timed]
    away = [day for entry in whole if entry.is_busy for day in entry.days]
    assert sorted(away) == [
        day.date
        for day in year.days
        if day.place in (Place.SCHOOL, Place.DEFENCE) and not day.is_off and day.is_bound
    ]
    begins = {Part.MORNING: time(8, 30), Part.AFTERNOON: time(13, 30)}
    assert sorted(entry.start for entry in timed) == [
        datetime.combine(day.date, begins[part], PARIS)
        for day in year.days
        for part in day.sessions
    ]
    assert {entry.end - entry.start for entry in timed} <= {timedelta(hours=3.5)}
    shut = [day for entry in whole if entry.title == "Entreprise fermée" for day in entry.days]
    assert shut == [day.date for day in year.days if day.company_closed and day.in_contract]
    others = {entry.title for entry in whole if not entry.is_busy} - {"Entreprise fermée"}
    free = [e.start for e in whole if e.title in others and "période FIN" not in e.title]
    assert free == [day.date for day in year.days if day.is_off and day.is_bound]


def test_a_session_begins_at_the_same_time_in_winter_and_in_summer(edition: Edition) -> None:
    found = {
        e.start.date(): e.start
        for e in entries(written(albi(edition)))
        if isinstance(e.start, datetime)
    }
    winter, summer = found[date(2026, 11, 2)], found[date(2027, 5, 18)]
    assert winter.time() == summer.time() == time(8, 30)
    assert (winter.astimezone(UTC).hour, summer.astimezone(UTC).hour) == (7, 6)


def test_a_public_holiday_parts_a_week_at_school(edition: Edition) -> None:
    year = albi(edition)
    week = [
        e
        for e in entries(calendar_file(year, edition, FRENCH))
        if "2026-11-09" <= str(e.start) <= "2026-11-13"
    ]
    title = "École – S46 (période 1, semaine 1 sur 2)"
    assert [(e.start.day, e.end.day, plain(e.title), e.is_busy) for e in week] == [
        (9, 11, title, True),
        (11, 12, "Armistice", False),
        (12, 14, title, True),
    ]
    assert week[0].about.splitlines()[0] == "11\u00a0h de cours"


def test_weeks_elsewhere_bear_their_names() -> None:
    found = entries(written(lived("CEXXJL-M")))
    assert [(plain(e.title), e.start, len(e.days)) for e in found] == [
        ("École – S14", date(2023, 4, 3), 5),
        ("À l'étranger – S16 (semaine 1 sur 2)", date(2023, 4, 17), 5),
        ("À l'étranger – S17 (semaine 2 sur 2)", date(2023, 4, 24), 5),
        ("Soutenances – S18", date(2023, 5, 1), 5),
        ("Congés – S19", date(2023, 5, 8), 5),
        ("École – S21", date(2023, 5, 22), 2),
    ]
    assert all(entry.is_busy for entry in found)


def test_a_named_block_in_company_is_told_by_its_first_and_last_day() -> None:
    named = NamedBlock("PFE", "projet de fin d'études", Activity.COMPANY, last=True)
    found = entries(written(lived("ECEEC", named_blocks=(named,))))
    told = {e.title: e.start for e in found if "PFE" in e.title}
    assert told == {
        "Début de la période PFE (projet de fin d'études)": date(2023, 4, 17),
        "Fin de la période PFE (projet de fin d'études)": date(2023, 4, 28),
    }
    assert not any(entry.is_busy for entry in found if "PFE" in entry.title)


def test_an_event_is_entered_by_its_name_and_moves_with_its_day() -> None:
    def year(day: int) -> ApprenticeYear:
        return lived("CC", events=(Event("Grand oral", MonthDay(4, day), Activity.SCHOOL),))

    (before,) = (e for e in entries(written(year(5))) if e.title == "Grand oral")
    (after,) = (e for e in entries(written(year(13), year(5))) if e.title == "Grand oral")
    assert (before.uid, before.start) == (after.uid, date(2023, 4, 5))
    assert after.start == date(2023, 4, 13)


# --- From one version to the next ---------------------------------------------------------------


def test_what_moves_keeps_its_identifier_and_has_a_higher_number() -> None:
    before, after = lived("CEEC", [0, 1, 0, 0]), lived("ECEC", [0, 0, 2, 0])
    old = {entry.uid: entry for entry in entries(written(before))}
    new = {entry.uid: entry for entry in entries(written(after, before))}
    assert old.keys() <= new.keys()
    assert [new[uid].sequence for uid in old] == [2, 2, 1]
    assert {entry.status for entry in new.values()} == {"CONFIRMED"}
    moved = [(str(old[uid].start), str(new[uid].start)) for uid in old]
    assert moved == [
        ("2023-04-03", "2023-04-10"),
        ("2023-04-10 08:30:00+02:00", "2023-04-17 08:30:00+02:00"),
        ("2023-04-24", "2023-04-24"),
    ]


def test_what_is_no_more_is_cancelled_where_it_was() -> None:
    before, after = lived("CEEC", [0, 1, 2, 0]), lived("EEEC", [0, 1, 1, 0])
    old, found = entries(written(before)), entries(written(after, before))
    gone = [entry for entry in found if entry.status == "CANCELLED"]
    assert [(plain(e.title), str(e.start)) for e in gone] == [
        ("Annulé : Séance à distance 3 sur 3", "2023-04-18 08:30:00+02:00"),
        ("Annulé : École – S17 (période 2)", "2023-04-24"),
    ]
    assert not any(entry.is_busy for entry in gone)
    assert [e.sequence for e in found if e.title.startswith("École")] == [2]
    assert {entry.sequence for entry in gone} == {2}
    assert {entry.uid for entry in gone} < {entry.uid for entry in old}
    assert len({entry.uid for entry in found}) == len(found)
    for parsed in ics.Calendar(written(after, before).decode()).events:
        assert (parsed.status == "CANCELLED") == (parsed.uid in {entry.uid for entry in gone})


def test_sessions_keep_their_number_when_the_contract_begins_later() -> None:
    late = altered(SOMEBODY, start=date(2023, 4, 10))
    whole = {e.title: e.uid for e in entries(written(lived("EE", [1, 1])))}
    part = {e.title: e.uid for e in entries(written(lived("EE", [1, 1], late)))}
    assert part.items() < whole.items()
    assert [title[:20] for title in part] == ["Séance à distance 2 "]


def test_identifiers_are_those_that_calendars_out_there_know() -> None:
    """Another identifier would double the entries of everybody who has them already."""
    first, *_ = entries(written(lived("CE", [0, 1])))
    assert first.uid == "620977db-72ec-53b7-8715-cdb18da9ed60"


def test_identifiers_are_those_of_the_person_in_any_language() -> None:
    def uids(who: Apprentice = SOMEBODY, text: Messages = FRENCH) -> set[str]:
        year = lived("CEC", [0, 1, 0], who)
        return {entry.uid for entry in entries(calendar_file(year, issued(year), text))}

    known = uids()
    assert known == uids(text=Messages("en"))
    assert known == uids(replace(SOMEBODY, surname="  EXEMPLE", email="x@example.org", row=7))
    for other in ({"surname": "Autre"}, {"first_name": "Dominique"}, {"company": "Autre SA"}):
        assert not known & uids(altered(SOMEBODY, **other))
    assert not known & uids(replace(SOMEBODY, surname="Camille", first_name="Exemple"))


def test_a_closure_that_moves_keeps_its_identifier(edition: Edition) -> None:
    early, late = (Span(day, day + timedelta(4)) for day in (date(2027, 8, 2), date(2027, 8, 9)))
    before, now = (
        [e for e in entries(written(albi(edition, closed=(span,)))) if e.start == span.first]
        for span in (early, late)
    )
    assert [e.uid for e in before] == [e.uid for e in now]
    assert len(now) == 1
