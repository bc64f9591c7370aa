"""What programs read with a token: what it says, to whom, and to nobody else."""

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import pytest

from planner.apprentices.year import apprentice_year
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.portal.interface.document import ROOT
from planner.portal.interface.operations import OPERATIONS
from planner.portal.store.publishing import withdraw
from planner.portal.store.secret import new_secret, secret_digest
from planner.portal.store.tokens import active_tokens, revoke_token
from planner.portal.store.versions import newest_versions
from planner.portal.web.http.throttle import FREE_ATTEMPTS
from planner.portal.web.interface import INTERFACE_ROUTES
from planner.year.weeks import HOUR
from tests.portal import IRON, LATER, SERIES, Answer
from tests.portal_world import World, token_of, world_in

SHUT = [each.path for each in INTERFACE_ROUTES if not each.path.endswith("openapi.json")]
PLANNING = f"/plannings/{SERIES}"


@pytest.fixture(scope="module")
def world(
    versions: tuple[Edition, Edition], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with world_in(tmp_path_factory.mktemp("interface"), *versions) as found:
        yield found


def asked(world: World, path: str, secret: str | None = None, **headers: str) -> Answer:
    """Ask with a token, that of the world if no other is given."""
    token = world.right["interface"] if secret is None else secret
    return world.visit(f"{ROOT}{path}", headers={"Authorization": f"Bearer {token}", **headers})


def told(world: World, path: str, secret: str | None = None) -> Any:
    """Give what is answered to a question, as it is read from JSON."""
    answer = asked(world, path, secret)
    assert answer.status == 200, answer.text
    assert answer.header("Content-Type") == "application/json"
    return json.loads(answer.body)


def problem_of(answer: Answer) -> Mapping[str, Any]:
    assert answer.header("Content-Type") == "application/problem+json"
    found: dict[str, Any] = json.loads(answer.body)
    assert found["status"] == answer.status
    return found


def address(world: World, path: str) -> str:
    """Give a right address of a route, as far as its path says."""
    values = {**world.values, "series": SERIES, "person": str(first_person(world))}
    return path.removeprefix(ROOT).format_map(values)


def first_person(world: World) -> int:
    return int(told(world, f"{PLANNING}/persons?limit=1")["items"][0]["person"])


# --- Who may read -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SHUT)
def test_nobody_reads_without_a_token_that_is_in_use(
    world: World, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    at = address(world, path)
    bare = world.visit(f"{ROOT}{at}")
    assert (bare.status, bare.header("WWW-Authenticate")) == (401, "Bearer")
    assert "token is needed" in problem_of(bare)["detail"]
    revoked = token_of(world.site, "ancien")
    with world.site.database.writing() as connection:
        revoke_token(connection, revoked.token.id, world.site.clock())
    others = [secret for kind, secret in world.right.items() if kind != "interface"]
    wrong = [*others, revoked.secret, new_secret(), "x", "", quote("é"), "A" * 10_000]
    visit = replace(world.visit, client=path)
    for secret in wrong:
        header = {"Authorization": f"Bearer {secret}"}
        found = visit(f"{ROOT}{at}", headers=header)
        assert found.status == 401
        assert problem_of(found)["detail"] == "The token is wrong or revoked."
    assert not [secret for secret in wrong if len(secret) > 9 and secret in caplog.text]
    for scheme in ("Basic", "Token", ""):
        header = {"Authorization": f"{scheme} {world.right['interface']}"}
        assert world.visit(f"{ROOT}{at}", headers=header).status == 401
    in_query = f"{ROOT}{at}?access_token={world.right['interface']}"
    assert world.visit(in_query).status == 401


@pytest.mark.parametrize("path", SHUT)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_nothing_can_be_changed(world: World, path: str, method: str) -> None:
    kept = world.site.kept()
    header = {"Authorization": f"Bearer {world.right['interface']}"}
    at = f"{ROOT}{path.format_map({**world.values, 'series': SERIES})}"
    assert world.visit(at, method, header).status == 404
    assert world.site.kept() == kept


def test_who_tries_tokens_is_slowed_down_as_who_tries_links(world: World) -> None:
    visit, seconds = replace(world.visit, client="192.0.2.77"), world.visit.seconds
    for _ in range(FREE_ATTEMPTS):
        visit(f"{ROOT}/plannings", headers={"Authorization": f"Bearer {new_secret()}"})
    began = seconds.now
    visit(f"/c/{new_secret()}")
    visit(f"{ROOT}/plannings", headers={"Authorization": f"Bearer {new_secret()}"})
    assert seconds.now - began > 1.0
    began = seconds.now
    assert visit(f"{ROOT}/plannings").status == 401  # who presents none tries nothing
    assert seconds.now - began < 0.1


def test_a_token_of_another_programme_reads_nothing_of_it(world: World) -> None:
    token = token_of(world.site, "Moodle", "imt-mines-albi")
    assert told(world, "/plannings", token.secret)["total"] == 1
    with world.site.database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE tokens SET programme = 'autre' WHERE id = ?", (token.token.id,)
        )
    assert told(world, "/plannings", token.secret)["items"] == []
    for path in SHUT[1:]:
        at = address(world, path) + ("?since=1" if path.endswith("changes") else "")
        refused, unknown = asked(world, at, token.secret), asked(world, "/plannings/x/versions")
        assert (refused.status, refused.body) == (404, unknown.body), path


def test_a_token_without_persons_is_told_of_nobody(world: World) -> None:
    token = token_of(world.site, "écran du hall", with_persons=False)
    for operation in OPERATIONS:
        at = address(world, f"{ROOT}{operation.path}")
        at += "?since=1" if operation.path.endswith("changes") else ""
        answer = asked(world, at, token.secret)
        assert answer.status == (403 if operation.tells_persons else 200), at
        assert not [who for who in LATER if who.surname in answer.text or IRON in answer.text]


def test_a_token_is_stored_as_a_digest_and_its_use_noted_once_a_day(world: World) -> None:
    token = token_of(world.site, "planification")
    clock, began = world.site.clock, world.site.clock.now
    try:
        for days in (0, 0, 3):
            clock.now = began + timedelta(days=days)
            told(world, "/plannings", token.secret)
            with world.site.database.reading() as connection:
                found = next(
                    each for each in active_tokens(connection) if each.id == token.token.id
                )
            assert found.used == clock.now.date()
    finally:
        clock.now = began
    kept = repr(world.site.kept()["tokens"])
    assert token.secret not in kept
    assert secret_digest(token.secret) in kept


# --- What is read -------------------------------------------------------------------------------


def test_plannings_and_their_versions_are_listed(world: World) -> None:
    (item,) = told(world, "/plannings")["items"]
    assert item["series"] == SERIES
    assert (item["academic_year"], item["revision"]) == ("2026-2027", 2)
    newest, first = told(world, f"{PLANNING}/versions")["items"]
    assert (newest["revision"], first["revision"], newest["withdrawn"]) == (2, 1, None)
    with world.site.database.reading() as connection:
        assert newest["sha256"] == newest_versions(connection)[0].sha256


def test_classes_and_weeks_are_those_of_the_file(
    world: World, versions: tuple[Edition, Edition]
) -> None:
    for revision, edition in ((2, versions[0]), (1, versions[1])):
        file = json.loads(planning_json(edition))
        found = told(world, f"{PLANNING}/classes?revision={revision}")
        assert [each["totals"] for each in found["items"]] == [
            each["totals"] for each in file["cohorts"]
        ]
        for cohort in file["cohorts"]:
            at = f"{PLANNING}/classes/{cohort['id']}/weeks?revision={revision}"
            assert told(world, at)["items"] == cohort["weeks"]
    assert told(world, f"{PLANNING}/classes")["revision"] == 2


def test_periods_of_a_class_have_its_days_and_hours(world: World) -> None:
    found = told(world, f"{PLANNING}/classes/1A/periods?limit=400")["items"]
    totals = told(world, f"{PLANNING}/classes")["items"][0]["totals"]
    assert all(one["last"] < other["first"] for one, other in pairwise(found))
    assert {each["place"] for each in found} == {"school", "company"}
    at_school = [each for each in found if each["place"] == "school"]
    assert sum(each["hours"] for each in at_school) == pytest.approx(totals["onsite_hours"])
    assert sum(each["days"] for each in at_school) == totals["days"]["school"]


def test_changes_are_the_weeks_that_differ(world: World) -> None:
    found = told(world, f"{PLANNING}/changes?since=1")
    assert (found["since"], found["revision"], found["total"]) == (1, 2, 2)
    gained, lost = found["items"]
    assert {gained["cohort"], lost["cohort"]} == {"1A"}
    assert gained["sessions_now"] == lost["sessions_before"] > 0
    assert told(world, f"{PLANNING}/changes?since=2")["items"] == []


def test_each_apprentice_is_listed_once_with_contracts(world: World) -> None:
    found = told(world, f"{PLANNING}/persons")["items"]
    assert [each["surname"] for each in found] == [who.surname for who in LATER]
    assert len({each["person"] for each in found}) == len(LATER)
    late = next(each for each in found if each["surname"] == "Dulcimer")
    assert late["contracts"][0]["first"] == "2026-11-02"


def test_days_of_a_person_add_up_to_the_year(
    world: World, versions: tuple[Edition, Edition]
) -> None:
    person = first_person(world)
    at = f"{PLANNING}/persons/{person}/days?limit=400"
    found = told(world, at)["items"]
    year = apprentice_year(LATER[0], versions[0].planning)
    assert [each["date"] for each in found] == [f"{day.date}" for day in year.days]
    for name, minutes in (
        ("onsite_hours", year.hours.onsite),
        ("remote_hours", year.hours.remote),
        ("company_hours", year.hours.company),
    ):
        assert sum(each[name] for each in found) == pytest.approx(minutes / HOUR)
    assert sum(len(each["sessions"]) for each in found) == year.hours.sessions
    week = told(world, f"{at}&first=2026-11-09&last=2026-11-15")["items"]
    assert [date.fromisoformat(each["date"]).day for each in week] == [*range(9, 16)]
    holiday = week[2]
    assert (holiday["is_holiday"], holiday["morning"], holiday["afternoon"]) == (True, None, None)


def test_long_lists_are_read_in_pages(world: World) -> None:
    whole = told(world, f"{PLANNING}/classes/1A/weeks?limit=400")["items"]
    read: list[object] = []
    offset: int | None = 0
    while offset is not None:
        page = told(world, f"{PLANNING}/classes/1A/weeks?limit=20&offset={offset}")
        assert page["total"] == len(whole)
        read += page["items"]
        offset = page["next_offset"]
    assert read == whole
    assert told(world, f"{PLANNING}/classes/1A/weeks?offset=1000")["items"] == []


def test_what_is_known_is_not_sent_again(world: World) -> None:
    at = f"{PLANNING}/classes"
    etag = str(asked(world, at).header("ETag"))
    again = asked(world, at, **{"If-None-Match": etag})
    assert (again.status, again.body) == (304, b"")
    assert asked(world, f"{at}?revision=1", **{"If-None-Match": etag}).status == 200


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/plannings?limit=0", "limit"),
        ("/plannings?limit=401", "limit"),
        ("/plannings?offset=-1", "offset"),
        ("/plannings?limit=9&limit=9", ""),
        ("/plannings?page=2", "page"),
        (f"{PLANNING}/classes?revision=x", "revision"),
        (f"{PLANNING}/classes?series=x", ""),
        (f"{PLANNING}/changes", "since"),
        (f"{PLANNING}/persons/0/days", "person"),
        (f"{PLANNING}/persons/{10**20}/days", "person"),
        (f"{PLANNING}/persons/1/days?first=yesterday", "first"),
    ],
)
def test_a_question_that_is_none_is_told_with_its_parameter(
    world: World, path: str, fault: str
) -> None:
    found = problem_of(asked(world, path))
    assert found["status"] == 422
    assert any(each.startswith(f"{fault}:") for each in found["errors"]) or not fault


@pytest.mark.parametrize(
    "path",
    [
        "/plannings/x/versions",
        f"{PLANNING}/classes/9Z/weeks",
        f"{PLANNING}/classes?revision=3",
        f"{PLANNING}/changes?since=3",
        f"{PLANNING}/persons/999/days",
    ],
)
def test_what_is_not_there_is_told_as_such(world: World, path: str) -> None:
    assert problem_of(asked(world, path))["status"] == 404


def test_a_planning_that_was_withdrawn_is_listed_and_not_read(
    versions: tuple[Edition, Edition], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with world_in(tmp_path_factory.mktemp("withdrawn"), *versions) as world:
        with world.site.database.reading() as connection:
            served = newest_versions(connection)[0]
        withdraw(world.site.database, served, "Scolarité", world.site.clock())
        assert told(world, "/plannings")["items"][0]["revision"] is None
        assert told(world, f"{PLANNING}/versions")["items"][0]["withdrawn"] is not None
        assert asked(world, f"{PLANNING}/classes").status == 404
        assert asked(world, f"{PLANNING}/classes?revision=1").status == 200


def test_a_database_that_cannot_be_read_is_a_problem(
    versions: tuple[Edition, Edition], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with world_in(tmp_path_factory.mktemp("gone"), *versions) as world:
        world.site.database.path.unlink()
        assert problem_of(asked(world, "/plannings"))["status"] == 503


def test_the_document_is_open_and_names_the_address(world: World) -> None:
    answer = world.visit(f"{ROOT}/openapi.json")
    document = json.loads(answer.body)
    assert document["servers"] == [{"url": f"http://127.0.0.1:8000{ROOT}"}]
    etag = {"If-None-Match": str(answer.header("ETag"))}
    assert world.visit(f"{ROOT}/openapi.json", headers=etag).status == 304
