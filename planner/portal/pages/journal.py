"""The journal as a page shows it: each visit in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from planner.messages import Messages
from planner.portal.store.versions import names, versions
from planner.portal.store.visits import Act, Visit


@dataclass(frozen=True)
class Entry:
    """A visit.

    Attributes
    ----------
    what
        What the company did.
    planning
        Of which programme and year, and in which version.
    """

    visit: Visit
    what: str
    planning: str


def entries(connection: Connection, visits: Sequence[Visit], text: Messages) -> tuple[Entry, ...]:
    """Put visits in words."""
    people = names(connection, (each.person for each in visits if each.person is not None))
    called = {
        each.series: f"{each.programme_name} {each.year_label}" for each in versions(connection)
    }
    return tuple(
        Entry(
            visit,
            text.unbroken(_what(visit, people.get(visit.person or 0, ""), text)),
            text("office.numbered", planning=called[visit.series], revision=visit.revision),
        )
        for visit in visits
    )


def _what(visit: Visit, name: str, text: Messages) -> str:
    match visit.act:
        case Act.OPENED:
            return text("office.opened")
        case Act.READ_FEED:
            return text("office.read-feed", name=name)
        case Act.DOWNLOADED if visit.person is None:
            return text("office.downloaded-all")
    return text("office.downloaded", document=text(f"document.{visit.document}"), name=name)
