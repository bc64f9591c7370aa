"""The access log as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from planner.messages import Messages
from planner.portal.store.versions import list_versions, person_names
from planner.portal.store.visits import Act, Visit


@dataclass(frozen=True)
class JournalEntry:
    """A visit as text.

    Attributes
    ----------
    description
        What the company did.
    planning
        The programme, the academic year and the revision.
    """

    visit: Visit
    description: str
    planning: str


def journal_entries(
    connection: Connection, visits: Sequence[Visit], text: Messages
) -> tuple[JournalEntry, ...]:
    """Describe visits as text."""
    people = person_names(connection, (each.person for each in visits if each.person is not None))
    titles = {
        each.series: f"{each.programme_name} {each.year_label}"
        for each in list_versions(connection)
    }
    return tuple(
        JournalEntry(
            visit,
            text.unbroken(_description(visit, people.get(visit.person or 0, ""), text)),
            text("office.numbered", planning=titles[visit.series], revision=visit.revision),
        )
        for visit in visits
    )


def _description(visit: Visit, name: str, text: Messages) -> str:
    match visit.act:
        case Act.OPENED:
            return text("office.opened")
        case Act.READ_FEED:
            return text("office.read-feed", name=name)
        case Act.DOWNLOADED if visit.person is None:
            return text("office.downloaded-all")
    return text("office.downloaded", document=text(f"document.{visit.document}"), name=name)
