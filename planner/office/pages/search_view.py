"""What the pages of searches show: how far each is, in words, and what was found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from planner.messages import Messages
from planner.office.searches.queue import Search, SearchState
from planner.office.searches.task import (
    AlternativesFound,
    Finding,
    Impossible,
    NothingFound,
    PlanningExists,
    PlanningFound,
)
from planner.planning.planning import Edition, ObjectiveResult, Planning
from planner.programme.names import ObjectiveName
from planner.rules.objectives import OBJECTIVES
from planner.words.objectives import objective_figure, told_objectives
from planner.words.progressions import progression_lines

_FOUND: dict[type[Finding], str] = {
    PlanningExists: "exists",
    NothingFound: "nothing",
    Impossible: "impossible",
}


@dataclass(frozen=True)
class ObjectiveLine:
    """An objective in the table of a search, in words.

    Attributes
    ----------
    found, bound
        Its value, and one that no planning can go below; "" while there is none.
    state
        How far it is.
    """

    name: str
    found: str
    bound: str
    state: str


def action_line(search: Search, text: Messages) -> str:
    """Return what a search is for."""
    return text(f"search_action.{search.purpose.action}", **with_whose(search.purpose.values))


def rule_line(search: Search, text: Messages) -> str:
    """Return which rule is changed along with the planning of a search."""
    return text(f"search_rule.{search.purpose.action}", **with_whose(search.purpose.values))


def with_whose(values: Mapping[str, str | int | date]) -> dict[str, str | int | date]:
    """Return the values of a sentence with the site or the class that it is about, in brackets.

    One that is about the whole school has nothing there.
    """
    whose = values.get("whose")
    return {**values, "whose": f" ({whose})" if whose else ""}


def state_line(search: Search, text: Messages) -> str:
    """Return how far a search is."""
    if search.state is not SearchState.DONE or search.finding is None:
        if search.state is SearchState.RUNNING and search.number_at_hand > 1:
            return text("search_state.planning", number=search.number_at_hand)
        explains = search.state is SearchState.RUNNING and search.is_explaining
        return text(f"search_state.{'explaining' if explains else search.state}")
    if isinstance(search.finding, PlanningFound):
        return text(f"search_found.{_planning_found(search, search.finding.edition)}")
    if isinstance(search.finding, AlternativesFound):
        return text.counted("search_found.others", len(search.finding.found.editions) - 1)
    if isinstance(search.finding, Impossible) and search.finding.of_modules:
        return text("search_found.untaught")
    return text(f"search_found.{_FOUND[type(search.finding)]}")


def _planning_found(search: Search, edition: Edition) -> str:
    """Return what is known of a planning that was found, as its message ends."""
    if search.task.weeks:
        return "modules"
    if edition.status == "feasible" and all(each.proven for each in edition.minimised):
        return "weeks"
    is_nearest = edition.status == "optimal" and search.task.case.given.repairs
    return "nearest" if is_nearest else edition.status


def stop_label(search: Search, text: Messages) -> str:
    """Return what stopping a search does: it keeps the best planning, or the reasons found."""
    if search.task.alternatives:
        return text.unbroken(text("search.stop-others"))
    explains = search.task.only_explains or search.is_explaining
    return text.unbroken(text("search.stop-reasons" if explains else "search.stop"))


def found_planning(search: Search) -> Planning | None:
    """Return the best planning of a search so far; none where several are shown in full."""
    found = search.finding
    if isinstance(found, AlternativesFound):
        return None
    return found.edition.planning if isinstance(found, PlanningFound) else search.planning


def objective_lines(search: Search, text: Messages) -> list[ObjectiveLine]:
    """Return the lines of the objectives, in their ranking; none while nothing is searched."""
    if isinstance(search.finding, PlanningFound):
        return [_proven_line(each, text) for each in told_objectives(search.finding.edition)]
    is_shown = not isinstance(search.finding, AlternativesFound) and not search.is_explaining
    if not search.standings or not is_shown:
        return []
    return list(_lines_so_far(search, text))


def module_words(search: Search, text: Messages) -> list[str]:
    """Return what is said of the modules of the planning that a search found, a line a class."""
    if not isinstance(search.finding, PlanningFound):
        return []
    return [*progression_lines(search.finding.edition.planning, text)]


def _proven_line(result: ObjectiveResult, text: Messages) -> ObjectiveLine:
    return ObjectiveLine(
        text(f"objective.{result.name}"),
        objective_figure(result, text),
        objective_figure(replace(result, value=result.bound), text),
        text(f"search_objective.{'proven' if result.proven else 'open'}"),
    )


def _lines_so_far(search: Search, text: Messages) -> Iterator[ObjectiveLine]:
    """Yield the objectives that the solver ranks: sessions are placed once the weeks are known."""
    at_hand = search.standings[-1].objective
    for name in search.task.case.ranking:
        if name in OBJECTIVES:
            yield _line_so_far(search, name, at_hand, text)


def _line_so_far(
    search: Search, name: ObjectiveName, at_hand: ObjectiveName | None, text: Messages
) -> ObjectiveLine:
    standing, label = search.standing(name), text(f"objective.{name}")
    if standing is None:
        return ObjectiveLine(label, "", "", text("search_objective.later"))

    def figure(value: float) -> str:
        return objective_figure(ObjectiveResult(name, value, standing.bound, proven=False), text)

    found = "" if standing.best is None else figure(standing.best)
    state = text(f"search_objective.{'searching' if name is at_hand else 'proven'}")
    return ObjectiveLine(label, found, figure(standing.bound), state)
