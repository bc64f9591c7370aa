"""What publications change, compared once for two versions, however often its page is opened."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from planner.portal.web.work_queue import WorkQueue

_MOST_KEPT = 16


class DifferenceCache:
    """Keeps the differences that were shown last, as HTML; thread-safe.

    Attributes
    ----------
    work
        The queue in which they are rendered.
    """

    def __init__(self) -> None:
        self.work = WorkQueue()
        self._kept: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, render: Callable[[], str]) -> str:
        """Return the difference of a key, kept or rendered now.

        Parameters
        ----------
        key
            Tells its two versions, and the language.

        Raises
        ------
        TooBusy
            Too many others wait already.
        """
        if (kept := self._find(key)) is not None:
            return kept
        with self.work.turn():
            found = self._find(key)  # another request may have had it rendered meanwhile
            if found is None:
                found = render()
                self._keep(key, found)
        return found

    def _find(self, key: Hashable) -> str | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: Hashable, found: str) -> None:
        with self._lock:
            self._kept[key] = found
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
