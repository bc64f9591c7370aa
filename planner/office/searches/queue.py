"""The queue of searches: a few run at once, the others wait; results are kept for an hour."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import count
from threading import Condition, Thread

from planner.files.problems import Unusable, problem
from planner.office.searches.process import SearchProcess
from planner.office.searches.task import Finding, PlanningFound, SearchStanding, SearchTask
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.names import ObjectiveName
from planner.scenarios.executors import usable_cores
from planner.solver.deadline import Clock

_LOG = logging.getLogger("planner.office")

MOST_AT_ONCE = 2
"""How many searches run at once, on a machine that has as many cores."""

MOST_QUEUED = 20
"""How many searches wait for their turn before further ones are refused."""

KEPT_SECONDS, MOST_KEPT = 3600.0, 100
"""How long what a search found is kept after its end, and of how many searches."""


class SearchAction(StrEnum):
    """What somebody wanted a search for."""

    PLAN = "plan"
    REPAIR = "repair"
    ALTERNATIVES = "alternatives"
    EXPLAIN = "explain"
    CLOSE_WEEK = "close-week"
    CLOSE_DAY = "close-day"
    TEACHER_AWAY = "teacher-away"
    ADD_COHORT = "add-cohort"
    MODULES = "modules"


class SearchState(StrEnum):
    """Where a search is between its start and its end."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    BROKEN = "broken"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self in (SearchState.DONE, SearchState.BROKEN, SearchState.CANCELLED)


@dataclass(frozen=True)
class SearchPurpose:
    """What a search is for.

    Attributes
    ----------
    draft, revision
        The draft, and which of its revisions was searched.
    author
        Who started it.
    values
        What its sentences say of it: the name of the draft, a week that is closed.
    rules
        The rules that its planning would be taken with; None for those of the draft.
    """

    draft: int
    revision: int
    author: str
    action: SearchAction
    values: Mapping[str, str | int | date] = field(default_factory=dict)
    rules: str | None = None


@dataclass(frozen=True)
class Search:
    """A search as it is at one moment.

    Attributes
    ----------
    place
        Its place among those that wait, from 1; 0 when it does not wait.
    standings
        The last of each objective that was searched, in this order; of several plannings, those
        of the one at hand.
    planning
        The best so far, without its sessions and hours; None before there is one.
    began, ended
        On the clock of the queue, in seconds; None before.
    finding
        What was found, once it is done.
    is_taken
        Whether what was found is in its draft.
    """

    number: int
    task: SearchTask
    purpose: SearchPurpose
    state: SearchState = SearchState.WAITING
    place: int = 0
    standings: tuple[SearchStanding, ...] = ()
    planning: Planning | None = None
    began: float | None = None
    ended: float | None = None
    finding: Finding | None = None
    is_taken: bool = False

    @property
    def is_explaining(self) -> bool:
        """Whether it searches why there is no planning."""
        return bool(self.standings) and self.standings[-1].objective is None

    @property
    def number_at_hand(self) -> int:
        """Which of several plannings is searched, from 2; 1 where one is."""
        return self.standings[-1].number if self.standings else 1

    def standing(self, objective: ObjectiveName) -> SearchStanding | None:
        """Return how far an objective is; None if it was not searched so far."""
        return next((s for s in self.standings if s.objective is objective), None)

    def with_standing(self, standing: SearchStanding) -> "Search":
        """Return the search with a newer standing of an objective."""
        others = tuple(
            s
            for s in self.standings
            if s.objective is not standing.objective and s.number == standing.number
        )
        found = replace(self, standings=(*others, standing))
        if standing.weeks is None:
            return found
        cohorts = zip(self.task.case.programme.cohorts, standing.weeks, strict=True)
        return replace(
            found,
            planning=Planning(self.task.case, tuple(CohortPlanning(*each) for each in cohorts)),
        )


Keep = Callable[[Search], bool]
"""Puts what a search found where it belongs; returns whether it did."""


class Searches:
    """The searches of an office; thread-safe.

    Parameters
    ----------
    most_at_once
        How many run at once; as many as there are cores if None, at most `MOST_AT_ONCE`.
    """

    def __init__(self, most_at_once: int | None = None, clock: Clock = time.monotonic) -> None:
        self._most = most_at_once or min(MOST_AT_ONCE, usable_cores())
        self._clock = clock
        self._numbers = count(int(time.time()) % 10**8)  # none is that of one before a restart
        self._changed = Condition()
        self._searches: dict[int, Search] = {}
        self._keeps: dict[int, Keep] = {}
        self._running: dict[int, SearchProcess | None] = {}

    def start(self, task: SearchTask, purpose: SearchPurpose, keep: Keep) -> Search:
        """Start a search, or let it wait for its turn.

        Parameters
        ----------
        keep
            Called once a planning is found, before the search is said to be done.

        Raises
        ------
        Unusable
            Too many wait already.
        """
        with self._changed:
            self._forget_old()
            self.check_room()
            search = Search(next(self._numbers), task, purpose)
            self._keeps[search.number] = keep
            self._put(search)
            self._run_next()
            return self._searches[search.number]

    def check_room(self) -> None:
        """Check that one more search can be started.

        Raises
        ------
        Unusable
            Too many wait already.
        """
        with self._changed:
            if len(self._waiting) >= MOST_QUEUED:
                raise Unusable([problem("searches.full", most=MOST_QUEUED)])

    def find(self, number: int) -> Search | None:
        """Return a search; None if it is unknown, or was over too long ago."""
        with self._changed:
            self._forget_old()
            return self._searches.get(number)

    def all(self) -> tuple[Search, ...]:
        """Return all searches, in the order in which they were started."""
        with self._changed:
            self._forget_old()
            return tuple(self._searches.values())

    @property
    def pending(self) -> int:
        """How many searches run or wait."""
        return sum(not search.state.is_over for search in self.all())

    def seconds(self, search: Search) -> float:
        """Return how long a search has run."""
        if search.began is None:
            return 0.0
        return (self._clock() if search.ended is None else search.ended) - search.began

    def stop(self, number: int) -> None:
        """Stop a search, which keeps the best it has found; one that waits is cancelled."""
        with self._changed:
            search = self._searches.get(number)
            if search and search.state is SearchState.WAITING:
                self.cancel(number)
            elif search and search.state is SearchState.RUNNING:
                self._put(replace(search, state=SearchState.STOPPING))
                if process := self._running.get(number):
                    process.stop()

    def cancel(self, number: int) -> None:
        """End a search at once, whatever it has found."""
        with self._changed:
            search = self._searches.get(number)
            if search is None or search.state.is_over or search.finding:
                return
            self._put(replace(search, state=SearchState.CANCELLED, place=0, ended=self._clock()))
            if process := self._running.get(number):
                process.kill()
            self._run_next()

    def mark_taken(self, number: int) -> None:
        """Record that the result of a search is in its draft."""
        with self._changed:
            if search := self._searches.get(number):
                self._put(replace(search, is_taken=True))

    def wait(self, number: int, until: Callable[[Search], bool], seconds: float) -> Search | None:
        """Return a search once it is as awaited, or as it is after so many seconds."""

        def is_met() -> bool:
            search = self._searches.get(number)
            return search is None or until(search)

        with self._changed:
            self._changed.wait_for(is_met, seconds)
            return self._searches.get(number)

    def cancel_all(self, draft: int | None = None) -> None:
        """End all searches at once, or those of one draft."""
        with self._changed:
            for search in reversed(self.all()):  # those that wait first: none takes a turn
                if draft in (None, search.purpose.draft):
                    self.cancel(search.number)

    def _put(self, search: Search) -> None:
        self._searches[search.number] = search
        self._changed.notify_all()

    @property
    def _waiting(self) -> list[Search]:
        return [s for s in self._searches.values() if s.state is SearchState.WAITING]

    def _forget_old(self) -> None:
        oldest = self._clock() - KEPT_SECONDS
        over = [s for s in self._searches.values() if s.ended is not None]
        for place, search in enumerate(reversed(over)):
            if place >= MOST_KEPT or (search.ended or 0.0) < oldest:
                del self._searches[search.number]
                self._keeps.pop(search.number, None)

    def _run_next(self) -> None:
        """Start as many searches as may run, and update the places of those that wait."""
        for search in self._waiting[: max(0, self._most - len(self._running))]:
            self._running[search.number] = None
            running = replace(search, state=SearchState.RUNNING, place=0, began=self._clock())
            self._put(running)
            Thread(target=self._follow, args=(running,), daemon=True).start()
        for place, search in enumerate(self._waiting, start=1):
            self._put(replace(search, place=place))

    def _follow(self, search: Search) -> None:
        """Run a search to its end; this is its thread."""
        finding = None
        try:
            for message in self._messages(search):
                if isinstance(message, SearchStanding):
                    self._note(search.number, message)
                else:
                    finding = message
        except OSError:
            _LOG.exception("search %d could not be started", search.number)
        self._finish(search.number, finding)

    def _messages(self, search: Search) -> Iterator[SearchStanding | Finding]:
        """Start the process of a search, and yield its messages."""
        process = SearchProcess.start(search.task)
        with self._changed:
            self._running[search.number] = process
            state = self._state(search.number)
            if state is SearchState.STOPPING:
                process.stop()
            elif state is SearchState.CANCELLED:
                process.kill()
        yield from process.messages()

    def _state(self, number: int) -> SearchState:
        search = self._searches.get(number)
        return search.state if search else SearchState.CANCELLED

    def _note(self, number: int, standing: SearchStanding) -> None:
        with self._changed:
            if not self._state(number).is_over:
                self._put(self._searches[number].with_standing(standing))

    def _finish(self, number: int, finding: Finding | None) -> None:
        """Store the result of a search and its final state; start the next one."""
        with self._changed:
            keep = self._keeps.pop(number)
            is_wanted = not self._state(number).is_over
            if is_wanted:
                self._put(replace(self._searches[number], finding=finding))
        is_taken = is_wanted and isinstance(finding, PlanningFound) and self._kept(number, keep)
        with self._changed:
            del self._running[number]
            if is_wanted:
                state = SearchState.DONE if finding else SearchState.BROKEN
                ended = replace(self._searches[number], state=state, ended=self._clock())
                self._put(replace(ended, is_taken=is_taken))
            self._run_next()

    def _kept(self, number: int, keep: Keep) -> bool:
        """Save what was found in its draft; where that fails, it can still be taken by hand."""
        try:
            return keep(self._searches[number])
        except Exception:
            _LOG.exception("what search %d found could not be kept", number)
            return False
