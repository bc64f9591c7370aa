"""Writers who change one draft at the same time: each adds lines to its rules, over HTTP or not.

As a page does, a writer changes the draft as it has read it, says of which revision, and is told
the changes of others if there are any; it reads the draft again, and does its change again.
"""

import http.client
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel
from starlette.routing import Route

from planner.office.drafts.state import DraftState
from planner.office.drafts.store import (
    DraftAct,
    Overtaken,
    create_draft,
    history,
    read_draft,
    read_state,
    save_state,
)
from planner.portal.store.database import Database
from planner.portal.web.http.forms import CSRF_HEADER
from planner.portal.web.office.session import OfficeSession, office_json
from tests.portal import NOW, TOKEN

START = DraftState('name = "Orion"\n', 2026)


class Line(BaseModel):
    """A line that somebody adds to the rules that they have read."""

    draft: int
    revision: int
    rules: str
    line: str


class Told(BaseModel):
    """What is answered: the newest revision and its rules, and who was there before.

    Attributes
    ----------
    is_saved
        Whether the line is in it.
    """

    is_saved: bool
    revision: int
    rules: str
    others: list[str] = []


Save = Callable[[Line], Told]


def saved(database: Database, line: Line, who: str) -> Told:
    """Add a line to a draft, if nobody has changed it since."""
    state = replace(START, rules=f"{line.rules}# {line.line}\n")
    act = DraftAct("edited", {"line": line.line})
    try:
        revision = save_state(database, line.draft, line.revision, state, act, who, NOW)
    except Overtaken as overtaken:
        with database.reading() as connection:
            newest = read_draft(connection, line.draft)
        others = [str(each.act.values["line"]) for each in overtaken.changes]
        return Told(
            is_saved=False, revision=newest.revision, rules=newest.state.rules, others=others
        )
    return Told(is_saved=True, revision=revision, rules=state.rules)


def new_draft(database: Database) -> int:
    return create_draft(database, "Orion", START, DraftAct("created"), "Scolarité", NOW)


@dataclass
class Writer:
    """Somebody who adds lines to a draft, and notes what they were told.

    Attributes
    ----------
    kept
        The lines that were said to be saved.
    others
        The lines of others that were told when one was not.
    """

    name: str
    draft: int
    save: Save
    kept: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    told: Told = field(default_factory=lambda: Told(is_saved=True, revision=1, rules=START.rules))

    def add(self, line: str) -> None:
        """Add a line, as often as it takes."""
        while True:
            own = Line(
                draft=self.draft, revision=self.told.revision, rules=self.told.rules, line=line
            )
            self.told = self.save(own)
            self.others += self.told.others
            if self.told.is_saved:
                self.kept.append(line)
                return


def check_whole(database: Database, draft: int, writers: Mapping[str, Writer]) -> list[str]:
    """Check that a draft has all that was said to be saved; return its lines in their order.

    Whatever it has was added by one change, which its log tells, and each state can be read.
    """
    with database.reading() as connection:
        found = read_draft(connection, draft)
        log = history(connection, draft)
        states = [read_state(connection, draft, each.revision) for each in log]
    assert [each.revision for each in log] == list(range(1, len(log) + 1))
    lines = [str(each.act.values["line"]) for each in log[1:]]
    texts = [START.rules]
    for line in lines:
        texts.append(f"{texts[-1]}# {line}\n")
    assert [each.rules for each in states] == texts
    assert found.state.rules == texts[-1]
    for name, writer in writers.items():
        own = [str(each.act.values["line"]) for each in log[1:] if each.by == name]
        assert own[: len(writer.kept)] == writer.kept
        assert len(own) <= len(writer.kept) + 1  # the answer to the last may have been lost
    return lines


# --- Over HTTP ----------------------------------------------------------------------------------


@office_json(Line)
def _add_line(session: OfficeSession, line: Line) -> Mapping[str, object]:
    return saved(session.portal.database, line, session.user_name).model_dump()


ADDED = Route("/office/lines", _add_line, methods=["POST"])


class Browser:
    """A browser that is signed in, and sends JSON as a script does."""

    def __init__(self, address: str, secret: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self._headers = {"Cookie": f"office={secret}", "Content-Type": "application/json"}
        page = self._asked("GET", "/office/publish", "")
        self._headers[CSRF_HEADER] = TOKEN.findall(page)[0]

    def close(self) -> None:
        self._connection.close()

    def send(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._asked("POST", path, json.dumps(body)))
        return found

    def add(self, line: Line) -> Told:
        return Told.model_validate(self.send("/office/lines", line.model_dump()))

    def _asked(self, method: str, path: str, body: str) -> str:
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 200, text
        return text
