"""When work must end: a deadline that building a model and searching it both look at.

It is a moment, or the wish of somebody who has seen enough.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

Clock = Callable[[], float]
"""Returns the time in seconds."""

IsStopped = Callable[[], bool]
"""Returns whether somebody has asked to end work before its time."""


def never_stopped() -> bool:
    """Nobody asks."""
    return False


class OutOfTime(Exception):
    """A deadline passed before the work came to its end."""


@dataclass(frozen=True)
class Deadline:
    """A moment at which work must end; without arguments, there is none.

    Attributes
    ----------
    at
        On the clock, in seconds.
    is_stopped
        Whether work must end now, whatever the clock says.
    """

    at: float = math.inf
    clock: Clock = time.monotonic
    is_stopped: IsStopped = never_stopped

    @classmethod
    def after(
        cls,
        seconds: float | None,
        clock: Clock = time.monotonic,
        is_stopped: IsStopped = never_stopped,
    ) -> "Deadline":
        """Return the deadline so many seconds from now; None is without end."""
        return cls(math.inf if seconds is None else clock() + seconds, clock, is_stopped)

    @property
    def remaining(self) -> float:
        """The seconds that are left: infinite without a deadline, 0 or below once it has passed."""
        return 0.0 if self.is_stopped() else self.at - self.clock()

    def within(self, seconds: float) -> "Deadline":
        """Return this deadline, or that of so many seconds from now if it comes before."""
        return replace(self, at=min(self.at, self.clock() + seconds))

    def shared(self, parts: int) -> "Deadline":
        """Return the deadline at one of so many parts of the time that is left."""
        return self if self.at == math.inf else self.within(self.remaining / parts)

    def earlier(self, seconds: float) -> "Deadline":
        """Return the deadline so many seconds before, at least at half of the time left."""
        return replace(self, at=max(self.at - seconds, (self.at + self.clock()) / 2))

    def check(self) -> None:
        """Let work go on that has time left.

        Raises
        ------
        OutOfTime
            The deadline has passed.
        """
        if self.remaining <= 0:
            raise OutOfTime


NO_DEADLINE = Deadline()
