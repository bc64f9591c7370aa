"""The tables of drafts, beside those of the portal."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from planner.portal.store.tables import METADATA, UtcTimestamp

BLOBS_TABLE = Table(
    "office_blobs",
    METADATA,
    Column("digest", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""Contents of drafts, compressed by zlib, by the SHA-256 digest of what they were before."""


DRAFTS_TABLE = Table(
    "office_drafts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("title", String, nullable=False),
    Column("revision", Integer, nullable=False),
    sqlite_autoincrement=True,
)
"""Drafts; `revision` is the number of the newest change."""


CHANGES_TABLE = Table(
    "office_changes",
    METADATA,
    Column("draft", ForeignKey("office_drafts.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("at", UtcTimestamp, nullable=False),
    Column("by", String, nullable=False),
    Column("act", String, nullable=False),
    Column("act_values", String, nullable=False),
    Column("state", Integer, nullable=False),
    Column("parent", Integer),
    Column("start_year", Integer, nullable=False),
    Column("rules", ForeignKey("office_blobs.digest"), nullable=False),
    Column("planning", ForeignKey("office_blobs.digest")),
    Column("before", ForeignKey("office_blobs.digest")),
    Column("locked", ForeignKey("office_blobs.digest"), nullable=False),
    Column("roster", ForeignKey("office_blobs.digest"), nullable=False),
)
"""The log of each draft, with the state of the draft after each change.

`state` is the revision in which this state was made: that of the row itself, but for undoing and
redoing, which return to an earlier one. `parent` is the state from which it was made; None for the
first. `act_values` is JSON.
"""
