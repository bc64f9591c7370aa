"""How the tables came to be: the steps from an empty database to the tables of today.

A new database takes all steps, an older one those that it lacks. A step is written in operations
of alembic, with the tables as they were meant then; `tables.py` of the portal and of the office
say how they are now, and a test compares. The number of steps taken stands in the
database, where its kind has a place for it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from planner.portal.store.migrations.audit import create_audit_trail
from planner.portal.store.migrations.mail import create_mail_tables
from planner.portal.store.migrations.office import create_office_tables
from planner.portal.store.migrations.periods import give_apprentices_periods
from planner.portal.store.migrations.planned import create_planned_publications
from planner.portal.store.migrations.planned_accounts import give_planned_publications_accounts
from planner.portal.store.migrations.portal import create_portal_tables
from planner.portal.store.migrations.public_calendars import create_public_calendars
from planner.portal.store.migrations.roles import give_links_roles
from planner.portal.store.migrations.sessions import give_sessions_accounts
from planner.portal.store.migrations.submissions import rename_drafts_to_submissions
from planner.portal.store.migrations.tokens import create_tokens

if TYPE_CHECKING:
    from alembic.operations import Operations

_STEPS: "tuple[Callable[[Operations], None], ...]" = (
    create_portal_tables,
    rename_drafts_to_submissions,
    create_office_tables,
    give_apprentices_periods,
    create_public_calendars,
    give_sessions_accounts,
    create_tokens,
    give_links_roles,
    create_audit_trail,
    create_mail_tables,
    create_planned_publications,
    give_planned_publications_accounts,
)
"""In their order; a published step is never changed."""

SCHEMA_VERSION = len(_STEPS)
"""The version of the tables that this program reads and writes."""


def migrate(connection: Connection, found: int) -> None:
    """Run the migrations that a database lacks, in the transaction of its connection.

    Parameters
    ----------
    connection
        Without foreign keys enforced: a table that others refer to may be made anew.
    found
        The version of its tables; 0 for a new database.
    """
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    operations = Operations(MigrationContext.configure(connection))
    for step in _STEPS[found:]:
        step(operations)
