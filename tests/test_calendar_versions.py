"""A calendar file from version to version: what changed has a higher number, the rest stays."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from planner.apprentices.apprentice import Apprentice, HalfDay, Part
from planner.apprentices.folders import company_folders
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.delivery.delivery import Delivery
from planner.documents.apprentice.calendar_file import calendar_file
from planner.documents.calendar_events import cancelled_calendar
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.portal.store.publishing import withdraw
from planner.portal.store.purging import purge
from planner.portal.store.visits import Act, read_journal
from tests.builders import SOMEBODY, altered, lived
from tests.portal import CLOTH, EARLIER, Site, Visitor, feeds_on, site, visiting

FRENCH = Messages("fr")
STAMPS = {"SEQUENCE", "DTSTAMP", "LAST-MODIFIED"}
FRIDAY = (HalfDay(4, Part.MORNING),)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as found:
        yield found


@pytest.fixture
def visit(opened: Site) -> Iterator[Visitor]:
    with visiting(opened) as found:
        yield found


def events(file: bytes) -> Mapping[str, Event]:
    return {str(event["UID"]): event for event in Calendar.from_ical(file).events}


def numbers(file: bytes) -> list[int]:
    return [event.sequence for event in events(file).values()]


def described(file: bytes) -> str:
    return str(Calendar.from_ical(file)["DESCRIPTION"]).replace("\N{NO-BREAK SPACE}", " ")


def content(event: Event) -> Sequence[tuple[str, str]]:
    return [(key, value.to_ical()) for key, value in event.items() if key not in STAMPS]


# --- A chain of versions ------------------------------------------------------------------------

weeks = st.lists(st.sampled_from(["C", "E"]), min_size=5, max_size=5).map("".join)
years = st.none() | st.tuples(weeks, st.sampled_from([0, 1, 2])).map(
    lambda drawn: lived(drawn[0], [drawn[1] if letter == "E" else 0 for letter in drawn[0]])
)
days = st.none() | st.dates(date(2023, 1, 1), date(2023, 1, 3))


@settings(max_examples=30)
@given(st.lists(st.tuples(years, days), min_size=2, max_size=6))
def test_the_number_and_the_moment_grow_when_the_event_changes(
    versions: list[tuple[ApprenticeYear | None, date | None]],
) -> None:
    """None is a version without the person; days of issue may be missing, or go back."""
    before: bytes | None = None
    edition = Edition(lived("CEEEE").planning, ())
    for revision, (year, issued) in enumerate(versions, start=1):
        issue = replace(edition, revision=revision, issued=issued, version_label=f"V{revision}")
        if year:
            now = calendar_file(year, issue, FRENCH, before)
        elif before is None:
            continue
        else:
            now = cancelled_calendar(before, issue, FRENCH)
            assert {event["STATUS"] for event in events(now).values()} <= {"CANCELLED"}
        had, has = events(before or now), events(now)
        assert had.keys() <= has.keys()
        changed = [uid for uid in had if content(had[uid]) != content(has[uid])]
        for uid in had:
            if uid in changed:
                assert has[uid].sequence == revision > had[uid].sequence
                assert has[uid].last_modified > had[uid].last_modified
            else:
                assert has[uid].to_ical() == had[uid].to_ical()
        if before is not None:
            assert (now == before) == (not changed and had.keys() == has.keys())
            assert now == before or f"V{revision}" in described(now)
        before = now


def test_what_was_cancelled_stays_so_and_may_come_back() -> None:
    years = [lived(letters) for letters in ("CEC", "CEE", "CEE", "CEC")]
    files: list[bytes] = []
    for revision, year in enumerate(years, start=1):
        edition = Edition(year.planning, (), revision=revision)
        files.append(calendar_file(year, edition, FRENCH, files[-1] if files else None))
    assert files[1] == files[2]
    statuses = [sorted(str(e["STATUS"]) for e in events(file).values()) for file in files]
    assert statuses[:2] == [2 * ["CONFIRMED"], ["CANCELLED", "CONFIRMED"]]
    assert statuses[3] == statuses[0]
    assert [sorted(numbers(file)) for file in files] == [[1, 1], [2, 2], [2, 2], [4, 4]]


def test_the_description_tells_which_version_changed_the_calendar_last() -> None:
    year, other = lived("CEEC"), lived("CECE")
    file, said = None, []
    for revision, found in enumerate((year, year, other, other), start=1):
        edition = Edition(found.planning, (), f"V{revision}", revision=revision)
        file = calendar_file(found, edition, FRENCH, file)
        said.append(described(file))
    assert file
    gone = replace(edition, version_label="V5", revision=5)
    said.append(described(cancelled_calendar(file, gone, FRENCH)))
    assert [each.splitlines() for each in said] == [
        [
            "2023, 1re année, Camille Exemple",
            "École, Test",
            f"Dernier changement – version : {label}",
        ]
        for label in ("V1", "V1", "V3", "V3", "V5")
    ]


# --- Delivered to a folder ----------------------------------------------------------------------


def delivered(
    out: Path, people: Sequence[Apprentice], edition: Edition, since: Edition | None = None
) -> list[bytes]:
    """Deliver to a folder; give the calendar files of the people."""
    delivery = Delivery(
        out, edition, company_folders(people, edition.planning.year), True, since, FRENCH
    )
    delivery.check()
    delivery.write(lambda _: None, 1)
    return [next(out.rglob(f"{who.surname}*/calendrier.ics")).read_bytes() for who in people]


def test_a_folder_remembers_what_was_delivered(
    versions: tuple[Edition, Edition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is corrected under the same revision; a version follows, and one of no change."""
    for document in ("calendar_pdf", "calendar_sheet", "apprentice_workbook", "company_index"):
        monkeypatch.setattr(f"planner.delivery.rendering.{document}", lambda *_, **__: b"")
    later, earlier = versions
    moved, stays = people = EARLIER[3], EARLIER[2]
    first = delivered(tmp_path, people, earlier)
    assert [set(numbers(file)) for file in first] == [{1}, {1}]

    corrected = altered(moved, half_days=FRIDAY)
    second = delivered(tmp_path, (corrected, stays), earlier)
    assert (set(numbers(second[0])), second[1]) == ({1, 2}, first[1])
    assert delivered(tmp_path, (corrected, stays), earlier) == second

    third = delivered(tmp_path, (corrected, stays), replace(later, revision=3))
    assert (max(numbers(third[0])), third[1]) == (3, first[1])
    again = replace(later, revision=4, version_label="V4")
    assert delivered(tmp_path, (corrected, stays), again) == third


def test_where_nothing_was_delivered_the_version_before_counts(
    versions: tuple[Edition, Edition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = ("changes_pdf", "changes_sheet")
    for document in ("calendar_pdf", "calendar_sheet", "apprentice_workbook", "company_index"):
        monkeypatch.setattr(f"planner.delivery.rendering.{document}", lambda *_, **__: b"")
    for document in changes:
        monkeypatch.setattr(f"planner.delivery.rendering.{document}", lambda *_, **__: b"")
    later, earlier = versions
    people = (EARLIER[3], EARLIER[2])
    had = delivered(tmp_path / "first", people, earlier)
    beside = delivered(tmp_path / "beside", people, later, earlier)
    over = delivered(tmp_path / "first", people, later, earlier)
    assert beside == over
    assert (set(numbers(over[0])), over[1]) == ({1, 2}, had[1])


# --- Subscribed to in the portal ----------------------------------------------------------------


def test_who_is_not_concerned_gets_the_same_bytes_under_the_same_tag(
    opened: Site, visit: Visitor, versions: tuple[Edition, Edition]
) -> None:
    later, earlier = versions
    opened.publish(earlier, EARLIER)
    feeds = [f"/feed/{each}.ics?lang=fr" for each in feeds_on(visit, opened.link(CLOTH).secret)]
    had = [visit(feed) for feed in feeds]
    same = [True, False, True, True]  # the first year has other sessions in October
    for edition in (later, earlier):
        opened.publish(edition, EARLIER)
        has = [visit(feed) for feed in feeds]
        assert [one.body == other.body for one, other in zip(had, has, strict=True)] == same
        tags = [answer.header("ETag") for answer in has]
        assert [one.header("ETag") == tag for one, tag in zip(had, tags, strict=True)] == same
        told = visit(feeds[0], headers={"If-None-Match": str(tags[0])})
        assert (told.status, told.body) == (304, b"")


def test_a_client_that_has_the_calendar_already_has_read_the_version(
    opened: Site, visit: Visitor, versions: tuple[Edition, Edition]
) -> None:
    later, earlier = versions
    opened.publish(earlier, EARLIER)
    feed = f"/feed/{feeds_on(visit, opened.link(CLOTH).secret)[0]}.ics"
    tag = visit(feed).header("ETag")
    opened.publish(later, EARLIER)
    assert visit(feed, headers={"If-None-Match": str(tag)}).status == 304
    with opened.database.reading() as connection:
        read = [each.revision for each in read_journal(connection, 10) if each.act is Act.READ_FEED]
    assert read == [2, 1]


def test_the_number_follows_from_the_versions_that_are_kept(
    opened: Site, visit: Visitor, versions: tuple[Edition, Edition]
) -> None:
    """Whoever reads a feed only now is given the same as who read every version, also later."""
    later, earlier = versions
    opened.publish(earlier, EARLIER)
    secret = opened.link(CLOTH).secret
    feeds = [f"/feed/{each}.ics?lang=fr" for each in feeds_on(visit, secret)]
    opened.clock.now += timedelta(days=20)
    withdraw(opened.database, opened.publish(later, EARLIER), "Scolarité", opened.clock())
    cleared = visit(feeds[0]).body
    assert set(numbers(cleared)) == {3}
    last = opened.publish(earlier, EARLIER[:-1])
    read = [visit(feed).body for feed in feeds]
    assert last.revision == 4
    assert [set(numbers(file)) for file in read] == 4 * [{4}]

    with site(opened.database.path.parent) as anew, visiting(anew) as visit_anew:
        assert [visit_anew(feed).body for feed in feeds] == read
        purge(opened.database, opened.clock().date())
        for reader in (visit, visit_anew):
            assert [min(numbers(reader(feed).body)) >= 2 for feed in feeds] == 4 * [True]


def test_a_newcomer_is_told_of_no_cancellation(
    opened: Site, visit: Visitor, versions: tuple[Edition, Edition]
) -> None:
    later, earlier = versions
    newcomer = replace(EARLIER[3], surname="Zéphyrin", row=20)
    opened.publish(earlier, EARLIER)
    opened.publish(later, (*EARLIER, newcomer))
    *_, feed = feeds_on(visit, opened.link(CLOTH).secret)
    file = visit(f"/feed/{feed}.ics?lang=fr").body
    alone = calendar_file(apprentice_year(newcomer, later.planning), later, FRENCH)
    assert file == alone
    assert not re.search(rb"STATUS:CANCELLED", file)
    assert SOMEBODY.name not in file.decode()
