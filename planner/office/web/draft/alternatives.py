"""What the handlers of searches do for plannings to choose from: asked, shown, taken."""

from planner.files.problems import Unusable, problem
from planner.office.drafts.state import DraftState, planned_edition, programme_of
from planner.office.pages.alternatives_view import AlternativesView, alternatives_view
from planner.office.searches.asking import alternatives_task
from planner.office.searches.queue import Search, SearchAction
from planner.office.searches.task import AlternativesFound
from planner.office.web.draft.page import DraftPage
from planner.office.web.draft.searching import Wanted, start_search
from planner.planning.planning import Edition
from planner.portal.web.http.forms import Form, whole_number
from planner.rules.given import MOST_STEP, MOST_WEEKS_APART
from planner.scenarios.alternatives import AskedAlternatives, objectives_that_matter

FEW_ALTERNATIVES, MOST_SHOWN = 3, 8
"""How many further plannings are asked unless said otherwise, and the most on one page."""


def worse_fields(state: DraftState) -> list[tuple[str, str]]:
    """Return the fields in which somebody says how much worse an objective may be: name and key."""
    names = objectives_that_matter(programme_of(state).ranking)
    return [(f"worse-{name}", f"objective.{name}") for name in names]


def want_alternatives(page: DraftPage, form: Form) -> Search:
    """Start the search for further plannings.

    Raises
    ------
    Unusable
        A number is out of range, or there is nothing with which they could be compared.
    """
    count = _number(form, "count", 1, MOST_SHOWN)
    apart = _number(form, "apart", 1, MOST_WEEKS_APART)
    state = page.draft.state
    steps = {
        name: _number(form, f"worse-{name}", 0, MOST_STEP)
        for name in objectives_that_matter(programme_of(state).ranking)
        if form.text(f"worse-{name}")
    }
    worse = {name: step for name, step in steps.items() if step}
    task = alternatives_task(state, AskedAlternatives(count, apart, worse))
    return start_search(page, page.draft.revision, Wanted(SearchAction.ALTERNATIVES, task, {}))


def _number(form: Form, field: str, least: int, most: int) -> int:
    found = form.text(field)
    number = whole_number(found)
    if number is None or not least <= number <= most:
        raise Unusable([problem("searches.number", found=found, least=least, most=most)])
    return number


def shown_alternatives(page: DraftPage, search: Search) -> AlternativesView | None:
    """Return what the page of a search shows of plannings to choose from; None without any."""
    if not isinstance(search.finding, AlternativesFound):
        return None
    current = planned_edition(page.draft.state)
    planning = current.planning if current else None
    return alternatives_view(search.finding.found, planning, page.text)


def chosen_edition(found: AlternativesFound, form: Form) -> tuple[int, Edition]:
    """Return the planning that somebody chose, with its number from 1.

    Raises
    ------
    Unusable
        There is none of this number.
    """
    number, editions = whole_number(form.text("planning")), found.found.editions
    if number is None or not 1 <= number <= len(editions):
        raise Unusable([problem("searches.unknown")])
    return number, editions[number - 1]
