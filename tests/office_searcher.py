"""Scolarité before the pages of searches, which are done in threads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

import pytest
from starlette.applications import Starlette

from planner.office.drafts.state import DraftState
from planner.office.drafts.store import Draft, DraftAct, history, save_state, undo
from planner.office.searches.asking import changed_rules
from planner.office.searches.queue import Search, Searches
from planner.programme.file import Tables
from tests.office_desk import Desk, open_desk
from tests.portal import NOW, Answer
from tests.searching import SECONDS, SearchThread, is_over


@dataclass(frozen=True)
class Searcher:
    """Scolarité before the pages of searches."""

    desk: Desk

    @property
    def searches(self) -> Searches:
        app = self.desk.visit.app.app
        assert isinstance(app, Starlette)
        found = app.state.searches
        assert isinstance(found, Searches)
        return found

    def new(self, state: DraftState, title: str = "Essai") -> int:
        return self.desk.start(state, title)

    def draft(self, number: int) -> Draft:
        return self.desk.draft(number)

    def acts(self, number: int) -> list[str]:
        with self.desk.site.database.reading() as connection:
            return [change.act.name for change in history(connection, number)]

    def change(self, number: int, changes: Tables) -> None:
        """Change the rules of a draft, as a colleague would."""
        draft = self.draft(number)
        state = replace(draft.state, rules=changed_rules(draft.state.rules, changes))
        act = DraftAct("restored", {"revision": 1})
        save_state(self.desk.site.database, number, draft.revision, state, act, "Ali", NOW)

    def undo(self, number: int) -> None:
        undo(self.desk.site.database, number, self.draft(number).revision, "Zoé", NOW)

    def get(self, path: str, language: str = "fr") -> Answer:
        return self.desk.open(f"{path}?lang={language}")

    def post(self, path: str, **fields: str | int) -> Answer:
        return self.desk.send(f"{path}?lang=fr", **fields)

    def start(self, draft: int, action: str, **fields: str | int) -> str:
        """Start a search; give the path of its page."""
        answer = self.post(f"/office/drafts/{draft}/searches", action=action, **fields)
        assert answer.status == 303, answer.text
        return str(answer.header("Location")).partition("?")[0]

    def search(self, path: str) -> Search:
        found = self.searches.find(int(path.rpartition("/")[2]))
        assert found
        return found

    def ended(self, path: str) -> Search:
        found = self.searches.wait(self.search(path).number, is_over, SECONDS)
        assert found
        assert found.state.is_over
        return found

    def take(self, path: str, **fields: str | int) -> Answer:
        """Take what was found, from the page that shows it."""
        self.get(path)
        return self.post(f"{path}/take", **fields)


@contextmanager
def open_searcher(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Searcher]:
    """Open the pages of an office in a folder."""
    monkeypatch.setattr("planner.office.searches.queue.SearchProcess", SearchThread)
    with open_desk(folder) as opened:
        found = Searcher(opened)
        yield found
        found.searches.cancel_all()


def said(answer: Answer) -> str:
    """Give a page as it is read."""
    return unescape(answer.text).replace("\u00a0", " ")
