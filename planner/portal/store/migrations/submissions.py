"""Version 2: uploads that wait for a confirmation are submissions; drafts are the office's."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations


def rename_drafts_to_submissions(operations: "Operations") -> None:
    """Rename the table, and its counter with it: ids are not used again."""
    operations.rename_table("drafts", "submissions")
