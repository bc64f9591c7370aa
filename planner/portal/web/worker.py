"""Background jobs of the server: planned publications, and mail."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread

from planner.files.problems import Unusable, replaced_problem_keys
from planner.portal.mail.mailing import notice_mailing, queue_mailing
from planner.portal.mail.post import Post, Writer
from planner.portal.store.planned import (
    due_publications,
    note_planned_fault,
    publish_planned,
    read_planned,
)
from planner.portal.store.versions import Version
from planner.portal.web.state import Portal, stationery_of
from planner.portal.web.wording import PAGE_MESSAGE_KEYS

_LOG = logging.getLogger("planner.portal")

_PASSING = {
    "portal.locked",
    "portal.full",
    "portal.disk",
    "portal.read-only",
    "portal.cannot-open",
    "portal.server-unreached",
    "portal.server-refuses",
    "portal.server-database",
    "portal.server-read-only",
    "portal.server-rights",
}
"""Faults of the database that say nothing of what is to be published."""

PAUSE = 20.0
"""Seconds between two looks at what is due."""


class Worker:
    """Runs jobs one after the other, at regular intervals, in a thread of its own."""

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause, self._asked, self._ends = pause, Event(), False

    def wake(self) -> None:
        """Start the next round of jobs at once."""
        self._asked.set()

    @contextmanager
    def working(self, jobs: Sequence[Callable[[], None]]) -> Iterator[None]:
        """Run the jobs until the end of the context, which waits for the one under way."""
        thread = Thread(target=self._work, args=(jobs,), name="planner worker", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ends = True
            self.wake()
            thread.join()

    def _work(self, jobs: Sequence[Callable[[], None]]) -> None:
        while not self._ends:
            for job in jobs:
                _attempt(job)
            self._asked.wait(self._pause)
            self._asked.clear()


def _attempt(job: Callable[[], None]) -> None:
    """Run a job; its failure is logged, and does not stop the next one."""
    try:
        job()
    except Unusable as unusable:
        _LOG.warning("work of the portal could not be done: %s", unusable)
    except Exception:
        _LOG.exception("work of the portal failed")


def post_of(portal: Portal) -> Post | None:
    """Return what sends the messages of a portal; None where none are sent."""
    stationery = stationery_of(portal)
    if stationery is None:
        return None
    return Post(portal.database, Writer(stationery, portal.cache.contents), portal.clock)


def publish_due(portal: Portal) -> None:
    """Publish what is planned for a time that has come; what fails is noted, to be told.

    Raises
    ------
    Unusable
        The database cannot be read or written now: what is planned waits, or the notices of what
        was just published cannot be queued.
    """
    with portal.database.reading() as connection:
        due = due_publications(connection, portal.clock())
    for number in due:
        try:
            version = _published(portal, number)
        except Unusable as unusable:
            if any(each.key in _PASSING for each in unusable.problems):
                raise
            with portal.database.writing() as connection:
                note_planned_fault(connection, number, unusable.problems, portal.clock())
        else:
            _notify(portal, number, version)


def _published(portal: Portal, number: int) -> Version:
    with replaced_problem_keys(PAGE_MESSAGE_KEYS):
        return portal.cache.publish(partial(publish_planned, number=number, now=portal.clock()))


def _notify(portal: Portal, number: int, version: Version) -> None:
    """Queue the notices of what was planned and is published as a version, if any are asked for."""
    with portal.database.reading() as connection:
        planned = read_planned(connection, number)
    if not (planned.plan.notifies and stationery_of(portal)):
        return
    with portal.database.reading() as connection:
        mailing = notice_mailing(connection, portal.cache.contents, version, portal.today)
    with portal.database.writing() as connection:
        queue_mailing(connection, mailing, planned.publishers, portal.clock(), portal.today)


def portal_jobs(portal: Portal) -> tuple[Callable[[], None], ...]:
    """Return what the worker of a portal has to do."""

    def send_mail() -> None:
        if post := post_of(portal):
            post.send_due()

    return (partial(publish_due, portal), send_mail)
