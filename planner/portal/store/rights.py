"""What somebody who is signed in may do: roles, with the programmes for which they hold."""

from collections.abc import Iterable, Set
from dataclasses import dataclass

from planner.portal.settings.roles import Role, RoleTable
from planner.portal.store.sessions import Account, Session
from planner.programme.programme import Programme


@dataclass(frozen=True)
class Scope:
    """What something is about.

    Attributes
    ----------
    programme
        The id of its programme; "" where it has none yet.
    sites
        The ids of the sites of its classes; "" is that of a programme that names none.
    """

    programme: str
    sites: frozenset[str]


def scope_of_programme(programme: Programme) -> Scope:
    """Return what something of a programme is about."""
    return Scope(programme.id, frozenset(each.site for each in programme.cohorts))


@dataclass(frozen=True)
class Grant:
    """A role, and where it holds.

    Attributes
    ----------
    programmes, sites
        None for all.
    """

    role: Role
    programmes: Set[str] | None = None
    sites: Set[str] | None = None

    @property
    def is_everywhere(self) -> bool:
        """Whether it holds for all programmes and sites."""
        return self.programmes is None and self.sites is None

    def covers(self, scope: Scope) -> bool:
        """Return whether it holds for something."""
        return (self.programmes is None or scope.programme in self.programmes) and (
            self.sites is None or (bool(scope.sites) and scope.sites <= self.sites)
        )


@dataclass(frozen=True)
class Rights:
    """All that somebody is granted."""

    grants: tuple[Grant, ...]

    @property
    def asks_for_sites(self) -> bool:
        """Whether it matters at which sites something is."""
        return any(each.sites is not None for each in self.grants)

    def may(self, role: Role) -> bool:
        """Return whether a role is granted for something."""
        return any(each.role.may(role) for each in self.grants)

    def may_everywhere(self, role: Role) -> bool:
        """Return whether a role is granted for all programmes and sites."""
        return any(each.role.may(role) and each.is_everywhere for each in self.grants)

    def may_in(self, role: Role, scope: Scope) -> bool:
        """Return whether a role is granted for something of a scope."""
        return any(each.role.may(role) and each.covers(scope) for each in self.grants)


def rights_of(session: Session, roles: Iterable[RoleTable]) -> Rights:
    """Return what the person of a session may do: the role of the link, or those of the account."""
    if session.link:
        return Rights((Grant(session.link.role),) if session.link.role else ())
    assert isinstance(session.by, Account)
    return account_rights(session.by, roles)


def account_rights(account: Account, roles: Iterable[RoleTable]) -> Rights:
    """Return what an account may do, of all that the settings grant."""
    return Rights(tuple(_grant(each) for each in roles if _is_of(each, account)))


def _is_of(table: RoleTable, account: Account) -> bool:
    is_person = table.who is None or table.who.casefold() == account.id.casefold()
    return is_person and (table.group is None or table.group in account.groups)


def _grant(table: RoleTable) -> Grant:
    programmes, sites = (
        None if each is None else frozenset(each) for each in (table.programmes, table.sites)
    )
    return Grant(table.role, programmes, sites)
