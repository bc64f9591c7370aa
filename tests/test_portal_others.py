"""What is somebody else's, behind each link: nothing of it is opened or shown."""

from collections.abc import Iterator

import pytest

from planner.planning.planning import Edition
from planner.portal.store.links import revoke_link
from planner.portal.store.recipients import RecipientKind
from tests.portal import CLOTH, EARLIER, GLASS, IRON, LATER, SERIES, WOOD, feeds_on
from tests.portal_world import World, refused, seen, world_in


@pytest.fixture(scope="module")
def world(
    versions: tuple[Edition, Edition], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with world_in(tmp_path_factory.mktemp("others"), *versions) as found:
        yield found


def test_a_link_gives_documents_of_its_own_company_only(world: World) -> None:
    refusal, kept = refused(world), world.site.kept()
    own, series = world.values["person"], world.values["series"]
    others = [world.site.person(who) for who in ("Corvigny", "Gourdiac", "Hourtin")]
    unknown = (0, 10**6, 10**30, "-1", "+1", "1.0", "%D9%A1", "x", f"{own}%00", f"0x{own}")
    for person in (*others, *unknown):
        assert seen(world.visit(f"/c/{world.company}/{person}/calendar_file")) == refusal, person
    for name in (
        "calendar",
        "Calendar_File",
        "calendar_file.ics",
        "..",
        "zip",
        "",
        "%00",
        "manifest.json",
        "..%2f..%2fportal.db",
    ):
        assert seen(world.visit(f"/c/{world.company}/{own}/{name}")) == refusal, name
    for name in (f"{series}0", series[:-1], "imt-mines-albi-2025", "", "..", "%00", own):
        assert seen(world.visit(f"/c/{world.company}/{name}/zip")) == refusal, name
    assert world.site.kept() == kept


def test_a_page_shows_its_own_apprentices_only(world: World) -> None:
    mine = {who.surname for who in LATER if who.company == IRON}
    others = {who.surname for who in (*EARLIER, *LATER)} - mine
    for asked in ("", "?revision=1&series=" + SERIES, "?revision=2&series=" + SERIES):
        page = world.visit(f"/c/{world.company}{asked}").text
        assert all(name in page for name in mine)
        assert not [name for name in (*others, "Qombat", GLASS, WOOD, "Wexandre") if name in page]


def test_links_of_tutors_and_apprentices_open_none_of_a_company_s_addresses(world: World) -> None:
    """With numbers of the company's page, of each other's, and of those of others."""
    refusal, kept = refused(world), world.site.kept()
    numbers = {
        str(world.site.person(who, kind))
        for who in ("Abrazine", "Bromélan")
        for kind in RecipientKind
    }
    for own, secret in world.narrower.items():
        assert world.visit(f"/c/{secret}").status == 200
        mine = str(world.site.person("Bromélan", RecipientKind(own)))
        assert world.visit(f"/c/{secret}/{mine}").status == 200
        for person in numbers - {mine}:
            for path in (person, f"{person}?revision=1", f"{person}/calendar_file"):
                assert seen(world.visit(f"/c/{secret}/{path}")) == refusal, (own, path)
        assert seen(world.visit(f"/c/{secret}/{world.values['series']}/zip")) == refusal, own
        assert seen(world.visit(f"/c/{world.company}/{mine}")) == refusal, own
    assert {name for name, rows in world.site.kept().items() if rows != kept[name]} <= {"feeds"}


def test_a_page_minds_no_question_it_does_not_know(world: World) -> None:
    plain = world.visit(f"/c/{world.company}?lang=fr").text
    for asked in (
        f"revision={'9' * 5000}&series={SERIES}",
        "revision=%C2%B2&series=x",
        f"lang=../../etc&revision=-1&series={SERIES}",
        "x=<script>&%00=%ff",
    ):
        found = world.visit(f"/c/{world.company}?lang=fr&{asked}")
        assert found.status == 200
        assert found.text == plain, asked


def test_a_feed_is_that_of_one_person(world: World) -> None:
    calendar = world.visit(f"/feed/{world.right['feed']}.ics").text
    assert "Ysolde" in calendar
    assert not [who.surname for who in EARLIER[1:] if who.surname in calendar]


def test_a_feed_goes_on_when_the_link_is_renewed_until_it_is_revoked(world: World) -> None:
    opened, visit = world.site, world.visit
    first = opened.link(CLOTH)
    feed = feeds_on(visit, first.secret)[0]
    second = opened.link(CLOTH)
    assert visit(f"/feed/{feed}.ics").status == 200
    assert visit(f"/c/{first.secret}").status == 404
    assert visit(f"/c/{second.secret}").status == 200
    with opened.database.writing() as connection:
        revoke_link(connection, second.link.id, opened.clock())
    assert seen(visit(f"/feed/{feed}.ics")) == refused(world)
    assert seen(visit(f"/c/{second.secret}")) == refused(world)
