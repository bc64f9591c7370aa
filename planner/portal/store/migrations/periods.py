"""Version 4: an apprentice has periods, and may have no company."""

import hashlib
import json
import zlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, UniqueConstraint, text

if TYPE_CHECKING:
    from alembic.operations import Operations

_OF_PERIOD = ("company", "half_days", "start", "end", "closed")
"""What a person had of the only company."""


def give_apprentices_periods(operations: "Operations") -> None:
    """Write each apprentice with one period, wherever one is stored."""
    connection = operations.get_bind()
    if connection.dialect.name == "sqlite":
        _make_people_anew_with_their_counter(operations, connection)
    else:
        operations.alter_column("people", "company", nullable=True)
    _rewrite_enrolments(connection)
    _rewrite_submissions(connection)
    _rewrite_drafts(connection)


def _make_people_anew_with_their_counter(operations: "Operations", connection: Connection) -> None:
    last = connection.execute(
        text("SELECT seq FROM sqlite_sequence WHERE name = 'people'")
    ).scalar_one_or_none()
    _make_people_anew(operations)
    if last is not None:  # else the ids of persons who are gone would be given again
        connection.execute(
            text("UPDATE sqlite_sequence SET seq = :last WHERE name = 'people'"), {"last": last}
        )


def _make_people_anew(operations: "Operations") -> None:
    """Create the table of persons anew: SQLite cannot make an existing column nullable."""
    operations.create_table(
        "new_people",
        Column("id", Integer, primary_key=True),
        Column("programme", String, nullable=False),
        Column("start_year", Integer, nullable=False),
        Column("identity", String, nullable=False),
        Column("company", Integer, ForeignKey("companies.id")),
        UniqueConstraint("programme", "start_year", "identity"),
        sqlite_autoincrement=True,
    )
    operations.execute(
        "INSERT INTO new_people SELECT id, programme, start_year, identity, company FROM people"
    )
    operations.drop_table("people")
    operations.rename_table("new_people", "people")
    operations.create_index("ix_people_company", "people", ["company"])


def _rewrite_enrolments(connection: Connection) -> None:
    rows = connection.execute(text("SELECT version, place, apprentice FROM enrolments")).all()
    for version, place, apprentice in rows:
        connection.execute(
            text("UPDATE enrolments SET apprentice = :new WHERE version = :v AND place = :p"),
            {"new": _json(_with_periods(json.loads(apprentice))), "v": version, "p": place},
        )


def _rewrite_submissions(connection: Connection) -> None:
    for number, roster in connection.execute(text("SELECT id, roster FROM submissions")).all():
        connection.execute(
            text("UPDATE submissions SET roster = :new WHERE id = :id"),
            {"new": _json([*map(_with_periods, json.loads(roster))]), "id": number},
        )


def _rewrite_drafts(connection: Connection) -> None:
    """Store the lists of drafts anew, under the digests of what they are now."""
    lists = connection.execute(
        text(
            "SELECT DISTINCT digest, content FROM office_blobs "
            "JOIN office_changes ON digest = roster"
        )
    ).all()
    for digest, content in lists:
        new = _json([*map(_with_periods, json.loads(zlib.decompress(content)))]).encode()
        now = hashlib.sha256(new).hexdigest()
        if now == digest:
            continue
        connection.execute(
            text("INSERT OR IGNORE INTO office_blobs VALUES (:digest, :content)"),
            {"digest": now, "content": zlib.compress(new)},
        )
        connection.execute(
            text("UPDATE office_changes SET roster = :now WHERE roster = :was"),
            {"now": now, "was": digest},
        )
        connection.execute(text("DELETE FROM office_blobs WHERE digest = :was"), {"was": digest})


def _with_periods(person: dict[str, Any]) -> dict[str, Any]:
    period = {name: person.pop(name) for name in _OF_PERIOD if name in person}
    return {**person, "periods": [period]}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
