"""Roles of scolarité: what each may open and do, for which programmes, route by route."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.routing import Route

from planner.office.web.application import ROUTES
from planner.planning.planning import Edition
from planner.portal.settings.reading import SchoolSettings
from planner.portal.settings.roles import Role, RoleTable
from planner.portal.store.links import issue_link
from planner.portal.store.planned import PublicationPlan, Publisher, plan_publication, read_planned
from planner.portal.store.publishing import propose
from planner.portal.store.rights import Grant, Rights, Scope, account_rights
from planner.portal.store.sessions import Account, start_account_session
from planner.portal.store.submissions import save_submission
from planner.portal.store.versions import list_versions
from planner.portal.web.office.roles import Need, need_of
from planner.programme.file import academic_year_of, parse_programme
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from tests.conftest import Call
from tests.portal import ENDS, TOKEN, Visitor, signed_in, site, visiting
from tests.portal_store import RHYTHM, ROSTER, first
from tests.portal_world import World, cookie, world_in
from tests.test_portal_routes import FORM, acts, attempt, kind_of, named

MARIE = Account("m.martin@ecole.fr", "Marie Martin", ("scolarite",))

EVERYWHERE = (
    "/office/links /office/companies /office/journal /office/calendars /office/audit "
    "/office/campus /office/tokens /office/mail"
)
"""How the addresses begin that are about all programmes."""

PUBLISHING = (
    "/office/links /office/publish /office/audit /office/tokens /office/planned /office/mail"
)
READ_BY_FORM = {
    "/office/links/{link:number}/revoke",  # one's own; the handler asks for more else
    "/office/check",
    "/office/drafts/{draft:number}/give-out/documents",
}
SIGNED_IN_ON = {"/office/sessions", "/office/sessions/{session:number}/end"}
PLANNED_ON = {
    "/office/start",
    "/office/start/models/{model}",
    "/office/start/calendar",
    "/office/drafts/{draft:number}/copy",
    "/office/drafts/{draft:number}/delete",
    "/office/drafts/{draft:number}/apprentices/new",
    "/office/drafts/{draft:number}/apprentices/company",
}
PUBLISHED_ON = {f"/office/versions/{{version:number}}/{act}" for act in ("withdraw", "again")} | {
    "/office/drafts/{draft:number}/publish"
}


def expected(route: Route) -> Need:
    """Give what a route is meant to need."""
    path = route.path
    everywhere = path == "/office" or path.startswith(tuple(EVERYWHERE.split()))
    if path in SIGNED_IN_ON:
        return Need(None)
    if path in READ_BY_FORM:
        return Need(Role.READER)
    if path in PUBLISHED_ON or path.startswith(tuple(PUBLISHING.split())):
        return Need(Role.PUBLISHER, everywhere)
    if everywhere and acts(route):
        return Need(Role.PUBLISHER, everywhere)
    return Need(Role.PLANNER if acts(route) or path in PLANNED_ON else Role.READER, everywhere)


DESK_ROUTES = [route for route in ROUTES if kind_of(route) == "desk"]
by_route = pytest.mark.parametrize("route", DESK_ROUTES, ids=named)


@pytest.fixture(scope="module")
def world(
    versions: tuple[Edition, Edition], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with world_in(tmp_path_factory.mktemp("roles"), *versions) as found:
        yield found


@pytest.fixture(scope="module")
def desks(world: World) -> Mapping[Role, str]:
    """Give a session of each role."""
    found = {}
    for role in Role:
        with world.site.database.writing() as connection:
            made = issue_link(connection, f"{role}", ENDS, "Test", world.site.clock(), role)
        found[role] = signed_in(world.visit, made.secret)
    return found


@by_route
def test_a_route_needs_what_the_table_says(route: Route) -> None:
    usual = Role.PLANNER if acts(route) else Role.READER
    if hasattr(route.endpoint, "need"):
        assert need_of(route.endpoint, usual) == expected(route)
    else:
        assert route.path == "/office/static/{name}"


@by_route
def test_each_role_opens_what_it_may(world: World, desks: Mapping[Role, str], route: Route) -> None:
    need, kept = expected(route), None
    for role in Role:
        tried = attempt(world, route, desks[role])
        if not acts(route):
            answer = world.visit(f"{tried.address}?lang=fr", headers=tried.headers)
            is_open = answer.status in (200, 303)
            assert is_open == is_enough(role, need) or _is_own_link(route), (role, answer.status)
            assert is_open or "Il faut le rôle" in answer.text.replace("\u00a0", " "), role
        elif not is_enough(role, need):
            page = world.visit("/office/sessions", headers=tried.headers).text
            form = urlencode({"token": TOKEN.findall(page)[0]}).encode()
            kept = kept or kept_of(world)
            sent = {**FORM, **tried.headers, "X-CSRF-Token": TOKEN.findall(page)[0]}
            assert world.visit(tried.address, "POST", sent, form).status == 403, role
    assert kept is None or kept_of(world) == kept


def is_enough(role: Role, need: Need) -> bool:
    """Tell whether a role is what is needed, where it holds everywhere."""
    return need.role is None or role.may(need.role)


def kept_of(world: World) -> Mapping[str, object]:
    """Give all that the database holds but the audit trail, in which refusals stand."""
    return {name: rows for name, rows in world.site.kept().items() if name != "audit"}


def _is_own_link(route: Route) -> bool:
    """Whether it is the page on which a link is revoked: everybody's own, a publisher's any."""
    return route.path == "/office/links/{link:number}/revoke"


def test_a_reader_revokes_no_link_of_others(world: World, desks: Mapping[Role, str]) -> None:
    for role, status in ((Role.READER, 403), (Role.PUBLISHER, 200)):
        at = f"/office/links/{world.values['link']}/revoke"
        assert world.visit(at, headers=cookie(desks[role])).status == status


def test_a_script_is_told_which_role_is_needed(world: World, desks: Mapping[Role, str]) -> None:
    page = world.visit("/office/sessions", headers=cookie(desks[Role.READER])).text
    sent = {**cookie(desks[Role.READER]), "X-CSRF-Token": TOKEN.findall(page)[0]}
    at = f"/office/drafts/{world.values['draft']}/year/undo?lang=fr"
    answer = world.visit(at, "POST", sent, b'{"revision": 1}')
    assert answer.status == 403
    assert "planification" in answer.text


# --- For some programmes --------------------------------------------------------------------------


@pytest.fixture
def limited(world: World) -> Iterator[tuple[World, Visitor, list[RoleTable]]]:
    """Let Marie in by the service, with roles that a test says."""
    roles: list[RoleTable] = []
    settings = SchoolSettings.model_construct(**{**vars(SchoolSettings()), "roles": roles})
    opened = replace(world.site, portal=replace(world.site.portal, settings=settings))
    with visiting(opened) as visit:
        yield world, visit, roles


def table(**of: object) -> RoleTable:
    return RoleTable.model_validate(of)


def statuses(world: World, visit: Visitor) -> dict[str, int]:
    """Give how some pages answer Marie."""
    now = world.site.clock()
    with world.site.database.writing() as connection:
        secret = start_account_session(connection, MARIE, now, now + timedelta(hours=1))
    draft, version = world.values["draft"], world.values["version"]
    pages = {
        "list": "/office/drafts",
        "draft": f"/office/drafts/{draft}/rules",
        "review": f"/office/drafts/{draft}/publish",
        "version": f"/office/versions/{version}/changes",
        "withdraw": f"/office/versions/{version}/withdraw",
        "submission": f"/office/publish/{world.values['submission']}",
        "journal": "/office/journal",
        "links": "/office/links",
    }
    return {name: visit(path, headers=cookie(secret)).status for name, path in pages.items()}


ALBI = "imt-mines-albi"
ALL = dict.fromkeys(
    ("list", "draft", "review", "version", "withdraw", "submission", "journal", "links"), 200
)
SHUT = dict.fromkeys(ALL, 403)


@pytest.mark.parametrize(
    ("given", "answers"),
    [
        ([], SHUT),
        ([{"who": "j.petit@ecole.fr", "role": "publisher"}], SHUT),
        ([{"who": "M.Martin@ecole.fr", "role": "publisher"}], ALL),
        ([{"group": "scolarite", "role": "publisher"}], ALL),
        ([{"role": "publisher"}], ALL),
        (
            [{"role": "reader"}],
            {**ALL, "review": 403, "withdraw": 403, "submission": 403, "links": 403},
        ),
        (
            [{"role": "publisher", "programmes": [ALBI]}],
            {**ALL, "journal": 403, "links": 403},
        ),
        ([{"role": "publisher", "programmes": ["autre"]}], {**SHUT, "list": 200}),
        (
            [{"role": "reader"}, {"role": "publisher", "programmes": ["autre"]}],
            {**ALL, "review": 403, "withdraw": 403, "submission": 403, "links": 403},
        ),
        ([{"role": "publisher", "sites": ["toulouse"]}], {**SHUT, "list": 200}),
    ],
    ids=str,
)
def test_a_role_holds_for_its_programmes_and_sites(
    limited: tuple[World, Visitor, list[RoleTable]],
    given: list[dict[str, object]],
    answers: dict[str, int],
) -> None:
    world, visit, roles = limited
    roles[:] = [table(**each) for each in given]
    assert statuses(world, visit) == answers


def test_lists_have_what_one_sees(limited: tuple[World, Visitor, list[RoleTable]]) -> None:
    world, visit, roles = limited
    now = world.site.clock()
    with world.site.database.writing() as connection:
        secret = start_account_session(connection, MARIE, now, now + timedelta(hours=1))
    draft = f"/office/drafts/{world.values['draft']}/"
    for programmes, is_seen in (([ALBI], True), (["autre"], False)):
        roles[:] = [table(role="reader", programmes=programmes)]
        drafts = visit("/office/drafts", headers=cookie(secret)).text
        versions = visit("/office/versions", headers=cookie(secret)).text
        compared = visit(f"/office/compare?draft={world.values['draft']}", headers=cookie(secret))
        assert (draft in drafts, "planning.json" in versions) == (is_seen, is_seen)
        assert ("2026-2027" in compared.text) == is_seen


def in_toulouse() -> Edition:
    """Plan a small programme anew, with its class elsewhere."""
    text = RHYTHM.read_text(encoding="utf-8").replace('id = "1A"', 'id = "1A"\nsite = "toulouse"')
    rules = parse_programme(f'{text}\n[sites.toulouse]\nname = "Toulouse"\n', RHYTHM.name)
    outcome = solve(Case(rules, academic_year_of(rules, 2026)))
    assert isinstance(outcome, Solved)
    return Edition(outcome.planning, outcome.objectives, "V1", None)


def test_a_site_does_not_publish_over_the_planning_of_another(tmp_path: Path) -> None:
    roles = [table(role="publisher", sites=["toulouse"])]
    with site(tmp_path, settings=SchoolSettings(roles=roles)) as opened, visiting(opened) as visit:
        now, edition = opened.clock(), in_toulouse()
        with opened.database.writing() as connection:
            secret = start_account_session(connection, MARIE, now, now + timedelta(hours=1))
        number = save_submission(opened.database, edition, ROSTER, "Jean", now)
        desk, at = cookie(secret), f"/office/publish/{number}"
        page = visit(at, headers=desk)
        assert page.status == 200
        opened.publish(first(), ROSTER)
        with opened.database.writing() as connection:
            plan = PublicationPlan(None, needs_second=True, notifies=False)
            proposal = propose(connection, edition, ROSTER)
            planned = plan_publication(connection, proposal, plan, Publisher("Jean"), now)
        sent = {**FORM, **desk}
        form = {"token": TOKEN.findall(page.text)[0], "over": proposal.token}
        for path, action in ((at, at), (f"/office/planned/{planned}",) * 2):
            assert visit(path, headers=desk).status == 403, path
            action += "/confirm" if "planned" in action else ""
            assert visit(action, "POST", sent, urlencode(form).encode()).status == 403, action
        with opened.database.reading() as connection:
            assert len(list_versions(connection)) == 1
            assert read_planned(connection, planned).confirmed is None


def test_whoever_has_no_role_is_told_as_whom_they_are_known(
    limited: tuple[World, Visitor, list[RoleTable]],
) -> None:
    world, visit, _ = limited
    now = world.site.clock()
    with world.site.database.writing() as connection:
        secret = start_account_session(connection, MARIE, now, now + timedelta(hours=1))
    page = visit("/office/drafts?lang=fr", headers=cookie(secret))
    assert page.status == 403
    assert MARIE.id in page.text
    assert "/office/versions" not in page.text


# --- What is granted ------------------------------------------------------------------------------


def test_a_site_is_granted_where_all_classes_are_there() -> None:
    rights = Rights((Grant(Role.PLANNER, frozenset({"a"}), frozenset({"albi", "castres"})),))
    assert rights.may_in(Role.PLANNER, Scope("a", frozenset({"albi"})))
    assert not rights.may_in(Role.PUBLISHER, Scope("a", frozenset({"albi"})))
    for scope in (
        Scope("b", frozenset({"albi"})),
        Scope("a", frozenset({"albi", "rodez"})),
        Scope("a", frozenset()),
    ):
        assert not rights.may_in(Role.READER, scope)
    assert not rights.may_everywhere(Role.READER)


def test_an_entry_with_a_person_and_a_group_is_of_the_person_in_the_group() -> None:
    entry = table(who=MARIE.id, group="scolarite", role="planner")
    assert account_rights(MARIE, [entry]).may(Role.PLANNER)
    assert not account_rights(replace(MARIE, groups=()), [entry]).grants
    assert not account_rights(replace(MARIE, id="x"), [entry]).grants


def test_the_command_makes_a_link_with_a_role(planner: Call, world: World) -> None:
    call = ("links", "--database", world.site.database.path, "--scolarite", "Zoé")
    assert planner(*call, "--role", "chef")[0] == 2
    code, told, _ = planner(*call, "--role", "reader")
    assert code == 0
    with visiting(world.site) as visit:
        desk = signed_in(visit, told.split("/office/in/")[1].strip())
        assert visit("/office/links", headers=cookie(desk)).status == 403
    out = ("links", "--database", world.site.database.path, "--out", "x.xlsx", "--role", "reader")
    assert planner(*out)[0] == 2
