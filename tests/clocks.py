"""Clocks that tests set by what is done, never by how long it takes."""

from dataclasses import dataclass
from typing import Any

from planner.solver.search import run_search

TICK = 0.001


@dataclass
class TickingClock:
    """Shows a millisecond more at each reading."""

    now: float = 0.0

    def __call__(self) -> float:
        self.now += TICK
        return self.now


@dataclass
class SearchClock:
    """Stands still for so many searches of the solver, then jumps by far.

    Its first reading is that of the start, before any search.
    """

    searches: int
    started: bool = False

    def __call__(self) -> float:
        is_start, self.started = not self.started, True
        return 0.0 if is_start or self.searches > 0 else 1e6

    def search(self, *arguments: Any, **options: Any) -> Any:
        """Run a search, which counts; put in the place of `run_search`."""
        found = run_search(*arguments, **options)
        self.searches -= 1
        return found
