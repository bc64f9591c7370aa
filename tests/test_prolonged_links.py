"""Links that end before the year of their apprentices are prolonged: the same, feeds with them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from planner.planning.planning import Edition
from planner.portal.store.links import list_links, revoke_link
from tests.conftest import Call
from tests.office_desk import Desk, open_desk
from tests.portal import CLOTH, EARLIER, GLASS, IRON, WOOD, feeds_on

EARLY, YEAR_ENDS = date(2027, 2, 1), date(2027, 10, 1)


@pytest.fixture
def desk(tmp_path: Path, edition: Edition) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        opened.site.publish(edition, EARLIER)
        yield opened


def ends(desk: Desk) -> dict[str, date]:
    with desk.site.database.reading() as connection:
        return {link.holder: link.ends for link in list_links(connection, office=False)}


def test_only_active_links_that_end_early_are_prolonged(desk: Desk) -> None:
    site, visit = desk.site, desk.visit
    kept = site.link(IRON, EARLY)
    whole, revoked, over = site.link(CLOTH, YEAR_ENDS), site.link(GLASS, EARLY), date(2026, 11, 1)
    site.link(WOOD, over)
    feed = feeds_on(visit, kept.secret)[0]
    with site.database.writing() as connection:
        revoke_link(connection, revoked.link.id, site.clock())
    page = desk.open("/office/links").text
    assert "1\N{NO-BREAK SPACE}lien finit avant" in page or "1 lien finit avant" in page
    assert desk.send("/office/links/prolong").status == 303
    assert ends(desk) == {IRON: YEAR_ENDS, CLOTH: whole.link.ends, GLASS: EARLY, WOOD: over}
    assert visit(f"/c/{kept.secret}").status == visit(f"/feed/{feed}.ics").status == 200
    assert visit(f"/c/{revoked.secret}").status == 404
    assert "finit avant" not in desk.open("/office/links").text
    assert desk.send("/office/links/prolong").status == 409


def test_a_command_prolongs_them(
    desk: Desk, planner: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = desk.site
    site.link(IRON, EARLY)
    file = site.database.path
    monkeypatch.setattr("planner.cli.portal.links.date", _Today)
    code, told, err = planner("links", "--database", file, "--prolong", "--kind", "apprentice")
    assert (code, err) == (0, "")
    assert "Aucun lien ne finit avant" in told
    code, told, err = planner("links", "--database", file, "--prolong")
    assert (code, err) == (0, "")
    assert told.startswith(f"{IRON} : le lien ouvre jusqu'au 1er octobre 2027")
    assert ends(desk) == {IRON: YEAR_ENDS}
    code, _, err = planner("links", "--database", file, "--prolong", "--renew")
    assert code == 2
    assert "--prolong" in err


class _Today(date):
    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return date(2026, 11, 10)
