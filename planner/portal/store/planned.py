"""Publications that wait for their time, or for a second person to confirm them.

What is to be published is kept as it was proposed. It is published only if nothing was published or
withdrawn since then that it was not compared with; else it fails, and whoever looks is told.
"""

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from planner.apprentices.apprentice import Apprentice
from planner.files.problems import Problem, Unusable, problem
from planner.files.spelling import folded
from planner.planning.file import parse_edition, planning_json
from planner.planning.planning import Edition
from planner.portal.store.audit import OfficeAct, record_act
from planner.portal.store.publishing import Proposal, propose, publish_within
from planner.portal.store.rights import Scope, scope_of_programme
from planner.portal.store.sessions import Account, Session
from planner.portal.store.submissions import parse_roster, roster_json
from planner.portal.store.tables import PLANNED_PUBLICATIONS_TABLE as PLANNED_TABLE
from planner.portal.store.versions import Version


class PlannedState(StrEnum):
    """What became of a planned publication."""

    WAITING = "waiting"
    PUBLISHED = "published"
    FAILED = "failed"
    CALLED_OFF = "called-off"


@dataclass(frozen=True)
class PublicationPlan:
    """How a version is to be published that is not published at once.

    Attributes
    ----------
    due
        From when on; None for as soon as it is confirmed.
    needs_second
        Whether somebody else has to confirm it.
    notifies
        Whether those whose planning changes are told.
    repeats
        The revision that it publishes again.
    """

    due: datetime | None
    needs_second: bool
    notifies: bool
    repeats: int | None = None


@dataclass(frozen=True)
class Publisher:
    """Who proposes a publication, or confirms it.

    Attributes
    ----------
    account
        What the service of the school knows the person by; None for who signed in by a link.
    """

    name: str
    account: str | None = None

    def is_same_as(self, other: "Publisher") -> bool:
        """Return whether both are one person: by their accounts, else by their names.

        A person may have several links, and a service may show the same name for two persons.
        """
        if self.account and other.account:
            return self.account.casefold() == other.account.casefold()
        return folded(self.name) == folded(other.name)


def publisher_of(session: Session) -> Publisher:
    """Return who is signed in by a session."""
    by = session.by
    return Publisher(session.holder, by.id if isinstance(by, Account) else None)


@dataclass(frozen=True)
class PlannedPublication:
    """A publication that waits, or what became of it.

    Attributes
    ----------
    account
        That of who proposed it, while it waits.
    confirmed_by
        Who confirmed it; None while nobody has.
    ended
        When it was published, called off, or failed.
    faults
        Why it failed.
    version
        The id of the version as which it was published.
    """

    id: int
    made: datetime
    made_by: str
    account: str | None
    scope: Scope
    programme_name: str
    year_label: str
    over: str
    plan: PublicationPlan
    confirmed: datetime | None
    confirmed_by: str | None
    state: PlannedState
    ended: datetime | None
    faults: tuple[Problem, ...]
    version: int | None

    @property
    def about(self) -> str:
        """What is to be published, as the audit trail names it."""
        return f"{self.programme_name} {self.year_label}"

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be published."""
        return self.state is PlannedState.WAITING

    @property
    def lacks_second(self) -> bool:
        """Whether it waits for somebody to confirm it."""
        return self.is_waiting and self.plan.needs_second and self.confirmed is None

    @property
    def publishers(self) -> str:
        """Who publishes it: the one who proposed it, and the one who confirmed it."""
        return " / ".join(filter(None, (self.made_by, self.confirmed_by)))

    def may_be_confirmed_by(self, who: Publisher) -> bool:
        """Return whether a person may confirm it: not the one who proposed it."""
        return self.lacks_second and not who.is_same_as(Publisher(self.made_by, self.account))


def plan_publication(
    connection: Connection,
    proposal: Proposal,
    plan: PublicationPlan,
    who: Publisher,
    now: datetime,
) -> int:
    """Insert a planned publication and return its id."""
    planning = proposal.edition.planning
    scope = scope_of_programme(planning.programme)
    kept = connection.execute(
        PLANNED_TABLE.insert().values(
            made=now,
            made_by=who.name,
            account=who.account,
            programme=scope.programme,
            sites=json.dumps(sorted(scope.sites)),
            programme_name=planning.programme.name,
            year_label=planning.year.label,
            planning=zlib.compress(planning_json(proposal.edition)),
            roster=roster_json(proposal.roster),
            over=proposal.token,
            repeats=plan.repeats,
            notifies=plan.notifies,
            due=plan.due,
            needs_second=plan.needs_second,
            state=PlannedState.WAITING,
        )
    )
    record_act(
        connection,
        OfficeAct.PUBLICATION_PLANNED,
        who.name,
        f"{planning.programme.name} {planning.year.label}",
        now,
    )
    assert kept.inserted_primary_key
    return int(kept.inserted_primary_key[0])


def list_planned(connection: Connection, most: int) -> tuple[PlannedPublication, ...]:
    """List the planned publications: those that wait, then what became of the newest others."""
    c = PLANNED_TABLE.c
    waits = c.state == PlannedState.WAITING
    waiting = connection.execute(_LISTED.where(waits).order_by(c.id))
    others = connection.execute(_LISTED.where(~waits).order_by(c.id.desc()).limit(most))
    return tuple(_planned(row._asdict()) for row in (*waiting, *others))


def read_planned(connection: Connection, number: int) -> PlannedPublication:
    """Read a planned publication by its id.

    Raises
    ------
    Unusable
        It does not exist, or was purged.
    """
    row = connection.execute(_LISTED.where(PLANNED_TABLE.c.id == number)).one_or_none()
    if row is None:
        raise Unusable([problem("later.gone")])
    return _planned(row._asdict())


def planned_proposal(connection: Connection, planned: PlannedPublication) -> Proposal:
    """Prepare the publication anew, against the versions of now.

    Raises
    ------
    Unusable
        It does not wait any more; or as for `propose`.
    """
    edition, roster = _contents(connection, planned)
    return propose(connection, edition, roster)


def confirm_planned(connection: Connection, number: int, who: Publisher, now: datetime) -> None:
    """Confirm a publication that somebody else proposed.

    Raises
    ------
    Unusable
        It does not wait for that, or the same person proposed it.
    """
    planned = read_planned(connection, number)
    if not planned.lacks_second:
        raise Unusable([problem("later.not-waiting")])
    if not planned.may_be_confirmed_by(who):
        raise Unusable([problem("later.same-person", who=planned.made_by)])
    _update(connection, PLANNED_TABLE.c.id == number, confirmed=now, confirmed_by=who.name)
    record_act(connection, OfficeAct.PUBLICATION_CONFIRMED, who.name, planned.about, now)


def call_off_planned(connection: Connection, number: int, who: str, now: datetime) -> None:
    """Call off a publication that waits.

    Raises
    ------
    Unusable
        It does not wait any more.
    """
    planned = read_planned(connection, number)
    if not planned.is_waiting:
        raise Unusable([problem("later.not-waiting")])
    _end(connection, number, PlannedState.CALLED_OFF, now)
    record_act(connection, OfficeAct.PUBLICATION_CALLED_OFF, who, planned.about, now)


def due_publications(connection: Connection, now: datetime) -> tuple[int, ...]:
    """Return the ids of the publications whose time has come, and that nobody has to confirm."""
    c = PLANNED_TABLE.c
    is_agreed = or_(~c.needs_second, c.confirmed.is_not(None))
    is_time = or_(c.due.is_(None), c.due <= now)
    which = (c.state == PlannedState.WAITING) & is_agreed & is_time
    return tuple(connection.scalars(select(c.id).where(which).order_by(c.id)))


def publish_planned(connection: Connection, number: int, now: datetime) -> Version:
    """Publish a planned publication, and note so in the same transaction.

    Raises
    ------
    Unusable
        It does not wait any more, changes nothing, or was not compared with what is on line now;
        or as for `publish`.
    """
    planned = read_planned(connection, number)
    proposal = planned_proposal(connection, planned)
    if proposal.is_unchanged:
        raise Unusable([problem("publish.same")])
    if proposal.token != planned.over:
        raise Unusable([problem("later.overtaken")])
    version = publish_within(
        connection, proposal, planned.publishers, now, repeats=planned.plan.repeats
    )
    _end(connection, number, PlannedState.PUBLISHED, now, version=version.id)
    return version


def note_planned_fault(
    connection: Connection, number: int, faults: Iterable[Problem], now: datetime
) -> None:
    """Record why a planned publication failed, unless it was published or called off meanwhile."""
    told = json.dumps([[each.key, _plain(each.values)] for each in faults])
    _end(connection, number, PlannedState.FAILED, now, fault=told)


def _plain(values: Any) -> dict[str, object]:
    return {name: value if isinstance(value, int) else str(value) for name, value in values.items()}


def _end(
    connection: Connection, number: int, state: PlannedState, now: datetime, **more: object
) -> None:
    """Note that a publication waits no more: what was to be published is not kept."""
    known = {"state": state, "ended": now, "planning": None, "roster": None, "account": None}
    waiting = PLANNED_TABLE.c.state == PlannedState.WAITING
    _update(connection, (PLANNED_TABLE.c.id == number) & waiting, **known, **more)


def _update(connection: Connection, which: ColumnElement[bool], **values: object) -> None:
    connection.execute(PLANNED_TABLE.update().where(which).values(**values))


def _contents(
    connection: Connection, planned: PlannedPublication
) -> tuple[Edition, tuple[Apprentice, ...]]:
    c = PLANNED_TABLE.c
    row = connection.execute(select(c.planning, c.roster).where(c.id == planned.id)).one()
    if row.planning is None:
        raise Unusable([problem("later.not-waiting")])
    edition = parse_edition(zlib.decompress(row.planning).decode(), "planning.json")
    return edition, parse_roster(row.roster)


_LISTED = select(*(c for c in PLANNED_TABLE.c if c.name not in ("planning", "roster")))


def _planned(values: dict[str, Any]) -> PlannedPublication:
    named = ("due", "needs_second", "notifies", "repeats")
    scope = Scope(values.pop("programme"), frozenset(json.loads(values.pop("sites"))))
    plan = PublicationPlan(**{name: values.pop(name) for name in named})
    told: Sequence[tuple[str, dict[str, object]]] = json.loads(values.pop("fault") or "[]")
    return PlannedPublication(
        scope=scope,
        plan=plan,
        state=PlannedState(values.pop("state")),
        faults=tuple(Problem(key, known) for key, known in told),
        **values,
    )
