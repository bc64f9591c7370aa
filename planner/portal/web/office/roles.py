"""What the routes of scolarité need of whoever asks: each handler says so by `needs`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.routing import BaseRoute, Route

from planner.messages import Messages
from planner.portal.settings.roles import Role
from planner.portal.store.rights import Grant, Rights

_Handler = TypeVar("_Handler", bound=Callable[..., Any])


@dataclass(frozen=True)
class Need:
    """What a route needs.

    Attributes
    ----------
    role
        The least role; None where it is enough to be signed in.
    everywhere
        Whether it must hold for all programmes and sites: the route is about several.
    """

    role: Role | None
    everywhere: bool = False


class RoleNeeded(Exception):
    """Whoever asks has not the role that is needed, or not for this programme."""

    def __init__(self, need: Need) -> None:
        self.need = need
        super().__init__(need.role)


def needs(role: Role | None, *, everywhere: bool = False) -> Callable[[_Handler], _Handler]:
    """Decorate a handler with what it needs; it stands below the decorator of its request."""

    def decorate(handler: _Handler) -> _Handler:
        return with_need(handler, Need(role, everywhere))

    return decorate


def with_need(handler: _Handler, need: Need) -> _Handler:
    """Store what a handler needs in its attribute `need`."""
    vars(handler)["need"] = need
    return handler


def need_of(handler: Callable[..., object], usual: Role) -> Need:
    """Return what a handler needs; the usual role where it does not say."""
    return _stated(handler) or Need(usual)


def _stated(handler: Callable[..., object]) -> Need | None:
    found = vars(handler).get("need")
    assert found is None or isinstance(found, Need)
    return found


class RouteNeeds:
    """What the routes of scolarité need, by their methods and paths."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._known = [
            (method, each.path_regex, need)
            for each in routes
            if isinstance(each, Route) and (need := _stated(each.endpoint))
            for method in each.methods or ()
        ]

    def of(self, method: str, path: str) -> Need:
        """Return what the route needs that answers a method at a path.

        Raises
        ------
        LookupError
            No route of scolarité does.
        """
        for known, pattern, need in self._known:
            if known == method and pattern.match(path):
                return need
        raise LookupError(f"{method} {path}")


# --- Their words ---------------------------------------------------------------------------------


def needed_line(need: Need, text: Messages) -> str:
    """Return which role is needed."""
    key = "role.needed-everywhere" if need.everywhere else "role.needed"
    return text.unbroken(text(key, role=text(f"role.{need.role}")))


def role_lines(rights: Rights, text: Messages) -> list[str]:
    """Return the roles that somebody has, each with where it holds."""
    return [text.unbroken(_role_line(each, text)) for each in rights.grants]


def _role_line(grant: Grant, text: Messages) -> str:
    role = text(f"role.{grant.role}")
    where = [
        text(f"role_of.{key}", names=text.listed(sorted(names)))
        for key, names in (("programmes", grant.programmes), ("sites", grant.sites))
        if names is not None
    ]
    return text("role.where", role=role, where=", ".join(where)) if where else role
