"""The audit trail as pages, files and the terminal show it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC

from planner.documents.csv_rows import csv_rows
from planner.messages import Messages
from planner.portal.store.audit import AuditEntry


def audit_row(entry: AuditEntry, text: Messages) -> tuple[str, str, str, str]:
    """Return the moment in UTC, who it was, what was done in words, and what about."""
    moment = entry.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    return moment, entry.who, text(f"audit.{entry.act}"), entry.about


def audit_csv(entries: Iterable[AuditEntry], text: Messages) -> bytes:
    """Return the audit trail as CSV, with a line of titles."""
    titles = [text(f"audit_column.{name}") for name in ("at", "who", "act", "about")]
    return csv_rows(_rows(titles, entries, text), text)


def _rows(
    titles: Sequence[str], entries: Iterable[AuditEntry], text: Messages
) -> Iterator[Sequence[str]]:
    yield titles
    for entry in entries:
        yield audit_row(entry, text)
