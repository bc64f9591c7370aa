"""Ctrl-C while plannings are searched: the first ends the search as a time limit would."""

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType
from typing import TYPE_CHECKING

from planner.cli.common import EXIT_INTERRUPTED, EXIT_OK
from planner.messages import Messages
from planner.solver.deadline import IsStopped

if TYPE_CHECKING:
    from planner.planning.planning import Edition


class Interruption:
    """Whether the user has asked the searches of a command to end.

    While it is heeded, the first Ctrl-C asks for that; the search then ends within a second, and
    the best planning found is written. Any other Ctrl-C ends the command at once.
    """

    def __init__(self) -> None:
        self._is_asked = False

    def is_asked(self) -> bool:
        """Return whether Ctrl-C was pressed."""
        return self._is_asked

    @contextmanager
    def heeded(self) -> Iterator[IsStopped]:
        """Heed Ctrl-C during a search; afterwards it is as before.

        Where it does nothing, as for a command in the background of a shell, and outside of the
        main thread, which alone hears of it, that stays so.

        Yields
        ------
        callable
            To be asked by the search.
        """
        before = signal.getsignal(signal.SIGINT)
        if self._is_asked or before in (None, signal.SIG_IGN) or not _is_main_thread():
            yield self.is_asked
            return

        def ask(_: int, __: FrameType | None) -> None:
            self._is_asked = True
            signal.signal(signal.SIGINT, before)

        signal.signal(signal.SIGINT, ask)
        try:
            yield self.is_asked
        finally:
            signal.signal(signal.SIGINT, before)

    def check(self) -> None:
        """Let a command go on that found nothing to write.

        Raises
        ------
        KeyboardInterrupt
            Because Ctrl-C was pressed.
        """
        if self._is_asked:
            raise KeyboardInterrupt

    def exit_code(
        self, editions: "Sequence[Edition]", text: Messages, left: Sequence[str] = ()
    ) -> int:
        """Return the exit code of a command that wrote plannings; say what was interrupted.

        Parameters
        ----------
        left
            The labels of the years that have no planning.
        """
        if not self._is_asked:
            return EXIT_OK
        told = [text.counted("interrupted.written", len(editions)), *_unproven(editions, text)]
        if left:
            told.append(text("interrupted.left", years=text.listed(left)))
        print(" ".join(told), file=sys.stderr)
        return EXIT_INTERRUPTED


def _is_main_thread() -> bool:
    return current_thread() is main_thread()


def _unproven(editions: "Sequence[Edition]", text: Messages) -> Iterator[str]:
    """Yield the first objective that is not proven, with what is known of it."""
    from planner.words.objectives import told_objectives

    for edition in editions:
        joint = edition.jointly
        for objective in joint.objectives if joint else told_objectives(edition):
            if not objective.proven:
                yield text(
                    "interrupted.unproven",
                    objective=text(f"objective.{objective.name}"),
                    value=objective.value,
                    bound=objective.bound,
                )
                return
