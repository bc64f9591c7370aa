"""What tests of searches share: drafts to be planned, and a search without a process."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread

from planner.office.drafts.state import DraftState
from planner.office.searches.asking import changed_rules, planning_task
from planner.office.searches.queue import Search
from planner.office.searches.task import Finding, SearchStanding, SearchTask, perform
from planner.programme.file import Tables, flattened_text, read_programme
from tests.conftest import ALBI

SECONDS = 120.0
"""How long a test waits for what comes after a moment; a machine may be slow."""

ENDLESS = "albi-without-end"
"""The programme whose search in a thread rests with its first planning until it is stopped."""

SMALL = Path(__file__).parent / "infeasible" / "base.toml"
SIX_WEEKS = {"cohorts": [{"id": "1A", "school_weeks": 6}]}
CLOSED = {"closures": {"weeks": [36, 37, 38, 39, 40, 41, 42]}}
"""Five weeks are left."""


def draft(file: Path, year: int = 2026) -> DraftState:
    programme = read_programme(file)
    return DraftState(flattened_text(programme.text, programme.bases), year)


def small(*changes: Tables) -> DraftState:
    state = draft(SMALL)
    for each in changes:
        state = replace(state, rules=changed_rules(state.rules, each))
    return state


def small_task() -> SearchTask:
    return planning_task(small(SIX_WEEKS))


def long_task() -> SearchTask:
    """Ask for a planning that takes seconds, and in a thread without end until it is stopped."""
    state = draft(ALBI)
    return planning_task(replace(state, rules=changed_rules(state.rules, {"id": ENDLESS})))


def not_kept(_: Search) -> bool:
    return False


def is_over(search: Search) -> bool:
    return search.state.is_over


class SearchThread:
    """Does a task in a thread, as a process would: what a process is, other tests ask."""

    def __init__(self, task: SearchTask) -> None:
        self.told: SimpleQueue[SearchStanding | Finding | None] = SimpleQueue()
        self.stopped = Event()
        Thread(target=self._perform, args=(task,), daemon=True).start()

    @classmethod
    def start(cls, task: SearchTask) -> "SearchThread":
        return cls(task)

    def _perform(self, task: SearchTask) -> None:
        def report(standing: SearchStanding) -> None:
            self.told.put(standing)
            if standing.weeks and task.case.programme.id == ENDLESS:
                self.stopped.wait(SECONDS)

        self.told.put(perform(task, report, self.stopped.is_set))
        self.told.put(None)

    def messages(self) -> Iterator[SearchStanding | Finding]:
        while (message := self.told.get()) is not None:
            yield message

    def stop(self) -> None:
        self.stopped.set()

    def kill(self) -> None:
        self.stopped.set()
        self.told.put(None)
