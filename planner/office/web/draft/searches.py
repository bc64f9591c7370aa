"""Request handlers of a search: its page, its progress, stopping it, taking what it found."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import date

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response, StreamingResponse

from planner.documents.planning.pictures.year_strip import year_strip
from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.office.drafts.store import DraftAct, Overtaken
from planner.office.pages.search_view import (
    action_line,
    found_planning,
    module_words,
    objective_lines,
    rule_line,
    state_line,
    stop_label,
)
from planner.office.searches.asking import with_way_out
from planner.office.searches.queue import Search
from planner.office.searches.task import AlternativesFound, Impossible, PlanningFound
from planner.office.web.draft.alternatives import chosen_edition, shown_alternatives
from planner.office.web.draft.page import DraftPage, form_revision, of_draft
from planner.office.web.draft.plan import search_path
from planner.office.web.draft.searching import (
    ACTS,
    check_rules_unchanged,
    searches_of,
    state_with_found,
    would_change,
)
from planner.portal.web.http.forms import Form, whole_number
from planner.portal.web.office.session import office_action, office_page

_EVENT_SECONDS = 1.0
"""The time between two events."""

_STREAM_SECONDS = 20.0
"""How long a stream of events is: browsers ask for the next, and the server can stop."""


@office_page
@of_draft
def search_page(page: DraftPage) -> Response:
    """Return the page of a search: how far it is, then what it found."""
    return _search_page(page, _search(page))


def _search_page(
    page: DraftPage,
    search: Search,
    *,
    unusable: Unusable | None = None,
    overtaken: Overtaken | None = None,
) -> Response:
    return page.render_page(
        "search.html",
        status=409 if unusable or overtaken else 200,
        at=search_path(search),
        problems=page.session.problem_lines(unusable),
        overtaken=page.overtaken_lines(overtaken),
        path=search_path(search),
        stop=stop_label(search, page.text),
        **_panel(page, search),
        **_result(page, search),
    )


def _panel(page: DraftPage, search: Search) -> dict[str, object]:
    """Return what the part of the page shows that changes while the search runs."""
    text, planning = page.text, found_planning(search)
    return {
        "search": search,
        "action": text.unbroken(action_line(search, text)),
        "state": text.unbroken(state_line(search, text)),
        "seconds": int(searches_of(page.session.request).seconds(search)),
        "objectives": objective_lines(search, text),
        "modules": module_words(search, text),
        "picture": planning and Markup(year_strip(planning, text)),
    }


def _result(page: DraftPage, search: Search) -> dict[str, object]:
    """Return what the page shows once the search is over."""
    finding = search.finding
    found = finding.edition if isinstance(finding, PlanningFound) else None
    reasons = finding.reasons[page.text.language] if isinstance(finding, Impossible) else None
    return {
        "edition": found,
        "changes": would_change(page.draft.state, found, page.text) if found else None,
        "rule": rule_line(search, page.text) if search.purpose.rules is not None else "",
        "alternatives": shown_alternatives(page, search),
        "reasons": reasons,
        "unsearched": page.text.listed(reasons.unsearched) if reasons else "",
        "is_overtaken": search.purpose.revision != page.draft.revision and not search.is_taken,
    }


@office_page
@of_draft
def search_state(page: DraftPage) -> Response:
    """Return how far a search is, as JSON: for browsers that get no events."""
    return JSONResponse(_state(page))


@office_page
@of_draft
def search_events(page: DraftPage) -> Response:
    """Return how far a search is, again and again, as server-sent events."""
    _search(page)
    headers = {"X-Accel-Buffering": "no"}  # asks proxies not to hold events back
    return StreamingResponse(_events(page), headers=headers, media_type="text/event-stream")


async def _events(page: DraftPage) -> AsyncIterator[str]:
    ends = time.monotonic() + _STREAM_SECONDS
    while True:
        state = await run_in_threadpool(_state, page)
        yield f"data: {json.dumps(state, ensure_ascii=False)}\n\n"
        if state["over"] or time.monotonic() > ends:
            return
        await asyncio.sleep(_EVENT_SECONDS)


def _state(page: DraftPage) -> dict[str, object]:
    """Return the panel of a search as HTML, what is said of it, its button, whether it is over."""
    try:
        search = _search(page)
    except Unusable:
        return {"panel": "", "said": "", "stop": "", "over": True}
    panel = _panel(page, search)
    return {
        "panel": page.session.render("search_panel.html", **panel),
        "said": panel["state"],
        "stop": stop_label(search, page.text),
        "over": search.state.is_over,
    }


@office_action
@of_draft
def stop_action(page: DraftPage, _: Form) -> Response:
    """End a search with what it has found."""
    search = _search(page)
    searches_of(page.session.request).stop(search.number)
    return page.session.redirect(search_path(search))


@office_action
@of_draft
def cancel_action(page: DraftPage, _: Form) -> Response:
    """End a search, or drop what it found; the draft stays as it was."""
    search = _search(page)
    searches_of(page.session.request).cancel(search.number)
    return page.redirect("plan", done="dropped" if search.state.is_over else "cancelled")


@office_action
@of_draft
def take_action(page: DraftPage, form: Form) -> Response:
    """Save the result of a search in its draft: a planning, or a way out as a change of rules."""
    search = _search(page)
    try:
        if isinstance(search.finding, Impossible):
            return _take_way(page, search, search.finding, form)
        if isinstance(search.finding, AlternativesFound):
            return _take_alternative(page, search, search.finding, form)
        return _take_planning(page, search, form)
    except Unusable as unusable:
        return _search_page(page, search, unusable=unusable)
    except Overtaken as overtaken:
        return _search_page(page, search, overtaken=overtaken)


def _take_planning(page: DraftPage, search: Search, form: Form) -> Response:
    if not isinstance(search.finding, PlanningFound):
        raise Unusable([problem("searches.nothing-found")])
    state = state_with_found(page.session.portal, page.draft, search, search.finding.edition)
    page.save(form_revision(form), state, _act(search, page.text))
    searches_of(page.session.request).mark_taken(search.number)
    return page.redirect("year")


def _take_alternative(
    page: DraftPage, search: Search, found: AlternativesFound, form: Form
) -> Response:
    number, edition = chosen_edition(found, form)
    state = state_with_found(page.session.portal, page.draft, search, edition)
    act = DraftAct(ACTS[search.purpose.action], {"number": number})
    page.save(form_revision(form), state, act)
    searches_of(page.session.request).mark_taken(search.number)
    return page.redirect("year")


def _act(search: Search, text: Messages) -> DraftAct:
    """Return what the log of a draft says of a planning that was taken."""
    told = {
        name: text.day(value) if isinstance(value, date) else value
        for name, value in search.purpose.values.items()
    }
    return DraftAct(ACTS[search.purpose.action], told)


def _take_way(page: DraftPage, search: Search, found: Impossible, form: Form) -> Response:
    number = whole_number(form.text("way"))
    ways = found.reasons[page.text.language].ways
    if number is None or number >= len(ways):
        raise Unusable([problem("searches.unknown")])
    check_rules_unchanged(page.session.portal, page.draft, search)
    state = with_way_out(page.draft.state, found.ways[number], search.purpose.rules)
    page.save(form_revision(form), state, DraftAct("way-out", {"way": ways[number]}))
    return page.redirect("plan", done="way-out")


def _search(page: DraftPage) -> Search:
    """Return the search of the path.

    Raises
    ------
    Unusable
        It is unknown, or one of another draft.
    """
    search = searches_of(page.session.request).find(page.session.path_number("search"))
    if search is None or search.purpose.draft != page.draft.id:
        raise Unusable([problem("searches.gone")])
    return search
