"""The audit trail: who did what at scolarité, and when; an act is recorded in its transaction."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from planner.portal.store.tables import AUDIT_TABLE


class OfficeAct(StrEnum):
    """What is recorded."""

    SIGNED_IN = "signed-in"
    SESSION_ENDED = "session-ended"
    LINK_MADE = "link-made"
    LINK_PROLONGED = "link-prolonged"
    LINK_REVOKED = "link-revoked"
    TOKEN_MADE = "token-made"
    TOKEN_REVOKED = "token-revoked"
    CALENDAR_PUBLIC = "calendar-public"
    CALENDAR_TAKEN_BACK = "calendar-taken-back"
    PUBLISHED = "published"
    PUBLISHED_AGAIN = "published-again"
    WITHDRAWN = "withdrawn"
    PUBLICATION_PLANNED = "publication-planned"
    PUBLICATION_CONFIRMED = "publication-confirmed"
    PUBLICATION_CALLED_OFF = "publication-called-off"
    MAIL_QUEUED = "mail-queued"
    DOWNLOADED = "office-downloaded"
    ROLE_REFUSED = "role-refused"
    PURGED = "purged"


@dataclass(frozen=True)
class AuditEntry:
    """One entry of the audit trail.

    Attributes
    ----------
    at
        When it was done, in UTC.
    who
        The name of the person, or of the login of a command.
    about
        What it was done to: a holder of a link, a version, a file, an account.
    """

    id: int
    at: datetime
    who: str
    act: OfficeAct
    about: str


def record_act(connection: Connection, act: OfficeAct, who: str, about: str, now: datetime) -> None:
    """Record an act, in the transaction in which it is done: both stand, or neither does."""
    connection.execute(AUDIT_TABLE.insert().values(at=now, who=who, act=act, about=about))


def read_audit(
    connection: Connection,
    most: int | None = None,
    act: OfficeAct | None = None,
    before: int | None = None,
) -> tuple[AuditEntry, ...]:
    """Return entries of the audit trail, the last ones first (keyset pagination).

    Parameters
    ----------
    most
        The maximum number of entries; None for all.
    act
        The only act; None for all.
    before
        Only entries older than the entry of this id.
    """
    c = AUDIT_TABLE.c
    query = select(AUDIT_TABLE).order_by(c.id.desc()).limit(most)
    if act is not None:
        query = query.where(c.act == act)
    if before is not None:
        query = query.where(c.id < before)
    return tuple(
        AuditEntry(row.id, row.at, row.who, OfficeAct(row.act), row.about)
        for row in connection.execute(query)
    )
