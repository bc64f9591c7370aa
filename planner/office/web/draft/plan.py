"""Request handlers of the page from which a draft is planned, repaired and explained."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup
from starlette.responses import Response

from planner.documents.planning.pictures.year_strip import year_strip
from planner.files.problems import Unusable, problem, without_file
from planner.office.drafts.standing import Stage
from planner.office.drafts.state import DraftState, planned_edition, programme_of, year_of
from planner.office.drafts.store import DraftAct, Overtaken
from planner.office.pages.search_view import action_line, state_line
from planner.office.searches.asking import (
    explaining_task,
    modules_task,
    planning_task,
    repair_task,
    with_absent_teacher,
    with_added_cohort,
    with_closed_day,
    with_closed_week,
)
from planner.office.searches.queue import Search, SearchAction, Searches
from planner.office.searches.task import Impossible
from planner.office.web.draft.alternatives import (
    FEW_ALTERNATIVES,
    MOST_SHOWN,
    want_alternatives,
    worse_fields,
)
from planner.office.web.draft.page import DraftPage, draft_path, of_draft
from planner.office.web.draft.searching import Wanted, searches_of, start_search
from planner.office.web.draft.year_before import before_choices, with_before
from planner.portal.web.http.forms import Form, whole_number
from planner.portal.web.office.session import OfficeSession, office_action, office_page
from planner.scenarios.alternatives import WEEKS_APART
from planner.words.names import week_name
from planner.year.weeks import Week

MOST_MINUTES = 600
"""The longest search that may be asked for."""

DONE = {
    "cancelled": "plan.cancelled",
    "dropped": "plan.dropped",
    "way-out": "plan.way-taken",
}
"""What the page says has been done, by what its address says."""


@dataclass(frozen=True)
class SearchLine:
    """A search in a list of searches, in words."""

    search: Search
    path: str
    action: str
    state: str


def search_path(search: Search, page: str = "") -> str:
    """Return the path of a page of a search."""
    path = draft_path(search.purpose.draft, f"plan/{search.number}")
    return f"{path}/{page}" if page else path


def listed_searches(
    searches: Searches, session: OfficeSession, draft: int | None = None
) -> list[SearchLine]:
    """Return the searches of one draft or of all, the last one first."""
    return [
        SearchLine(
            search,
            search_path(search),
            session.text.unbroken(action_line(search, session.text)),
            session.text.unbroken(state_line(search, session.text)),
        )
        for search in reversed(searches.all())
        if draft in (None, search.purpose.draft)
    ]


@office_page
@of_draft
def plan_page(page: DraftPage) -> Response:
    """Return the page from which the searches of a draft are started."""
    return _plan_form(page)


def _plan_form(page: DraftPage, unusable: Unusable | None = None) -> Response:
    session, state = page.session, page.draft.state
    with session.portal.database.reading() as connection:
        befores = before_choices(connection, state, page.text)
    edition, is_ready = planned_edition(state), page.standing.stage is not Stage.INCOMPLETE
    return page.render_page(
        "plan.html",
        status=422 if unusable else 200,
        at=page.path("plan"),
        problems=session.problem_lines(_without_file(unusable)),
        is_ready=is_ready,
        weeks=_week_choices(page) if is_ready else [],
        next_week=_next_week(page) if is_ready else None,
        cohorts=programme_of(state).cohorts if is_ready else [],
        labels=_labels(state) if is_ready else {},
        sites=programme_of(state).sites_in_use if is_ready else [],
        teachers=_teachers(state) if is_ready else [],
        span=_first_and_last_day(page) if is_ready else None,
        picture=edition and Markup(year_strip(edition.planning, page.text)),
        befores=befores,
        worse_fields=worse_fields(state) if is_ready else [],
        few=FEW_ALTERNATIVES,
        most=MOST_SHOWN,
        apart=WEEKS_APART,
        most_minutes=MOST_MINUTES,
        searches=listed_searches(searches_of(session.request), session, page.draft.id),
        done=DONE.get(session.request.query_params.get("done", "")),
    )


def _labels(state: DraftState) -> Mapping[str, str]:
    programme = programme_of(state)
    return {cohort.id: programme.label_with_site(cohort) for cohort in programme.cohorts}


def _without_file(unusable: Unusable | None) -> Unusable | None:
    """Return the same problems without the name of a file: on a page, there is none."""
    return unusable and Unusable(map(without_file, unusable.problems))


def _week_choices(page: DraftPage) -> list[tuple[str, str]]:
    """Return the weeks that can be closed: the value of each, and its name with its days."""
    text = page.text
    return [
        (
            week.monday.isoformat(),
            f"{week_name(week, text)} – {text.span(week.monday, week.last_day)}",
        )
        for week in _open_weeks(page)
    ]


def _next_week(page: DraftPage) -> str | None:
    """Return the value of the first week to come that can be closed."""
    mondays = (week.monday for week in _open_weeks(page))
    return next((each.isoformat() for each in mondays if each > page.session.today), None)


def _first_and_last_day(page: DraftPage) -> tuple[date, date]:
    """Return the days between which a single one can be closed."""
    weeks = year_of(page.draft.state).weeks
    return weeks[0].monday, weeks[-1].last_day


def _open_weeks(page: DraftPage) -> list[Week]:
    return [week for week in year_of(page.draft.state).weeks if not week.closed]


@office_page
@of_draft
def why_page(page: DraftPage) -> Response:
    """Redirect to the conflict of a draft as it is, if it is known, else offer to search it."""
    for search in reversed(searches_of(page.session.request).all()):
        purpose = search.purpose
        is_own = (purpose.draft, purpose.revision) == (page.draft.id, page.draft.revision)
        if is_own and isinstance(search.finding, Impossible):
            return page.session.redirect(search_path(search))
    return page.render_page("why.html", is_ready=page.standing.stage is not Stage.INCOMPLETE)


@office_action
@of_draft
def start_action(page: DraftPage, form: Form) -> Response:
    """Start a search of a draft, and redirect to its page."""
    try:
        want = _WANTED.get(form.text("action"))
        if want is None:
            raise Unusable([problem("searches.unknown")])
        search = want(page, form)
    except Unusable as unusable:
        return _plan_form(page, unusable)
    return page.session.redirect(search_path(search))


def _plan(page: DraftPage, form: Form) -> Search:
    """Plan from the year before that was chosen, which becomes a part of the draft."""
    limit = _time_limit(form)
    with page.session.portal.database.reading() as connection:
        state = with_before(connection, page.draft.state, form.text("before"))
    task = planning_task(state, limit)
    searches_of(page.session.request).check_room()
    revision = page.draft.revision
    if state != page.draft.state:
        try:
            revision = page.save(revision, state, DraftAct("before-chosen"))
        except Overtaken:
            raise Unusable([problem("searches.overtaken")]) from None
    return start_search(page, revision, Wanted(SearchAction.PLAN, task, {}))


def _time_limit(form: Form) -> float | None:
    found = form.text("minutes")
    if not found:
        return None
    minutes = whole_number(found)
    if minutes is None or not 1 <= minutes <= MOST_MINUTES:
        raise Unusable([problem("searches.minutes", found=found, most=MOST_MINUTES)])
    return 60.0 * minutes


def _repair(page: DraftPage, _: Form) -> Search:
    task = repair_task(page.draft.state, page.session.today)
    return start_search(page, page.draft.revision, Wanted(SearchAction.REPAIR, task, {}))


def _close_week(page: DraftPage, form: Form) -> Search:
    """Repair the planning under rules that close a week, which are taken with it."""
    mondays = [week.monday for week in _open_weeks(page)]
    day = next((each for each in mondays if each.isoformat() == form.text("week")), None)
    if day is None:
        raise Unusable([problem("searches.no-week")])
    state = with_closed_week(page.draft.state, day, form.text("site"))
    return _repair_under(
        page, SearchAction.CLOSE_WEEK, state, {"monday": day, **_whose(page, form)}
    )


def _close_day(page: DraftPage, form: Form) -> Search:
    """Repair the planning under rules that close a single day, which are taken with it."""
    found, cohort = form.text("day"), form.text("cohort")
    try:
        day = date.fromisoformat(found)
    except ValueError:
        raise Unusable([problem("searches.day", found=found or "–")]) from None
    state = with_closed_day(
        page.draft.state,
        day,
        [cohort] if cohort else [],
        site=form.text("site"),
        lost=form.text("hours") == "lost",
        name=form.text("name"),
    )
    return _repair_under(page, SearchAction.CLOSE_DAY, state, {"day": day, **_whose(page, form)})


def _whose(page: DraftPage, form: Form) -> dict[str, str]:
    """Return the site and the class that a form closes; nothing for the whole school."""
    programme = programme_of(page.draft.state)
    sites = [site.name for site in programme.sites_in_use if site.id == form.text("site")]
    label = programme.label_with_site
    classes = [label(each) for each in programme.cohorts if each.id == form.text("cohort")]
    named = page.text.listed(classes or sites)
    return {"whose": named} if named else {}


def _teacher_away(page: DraftPage, form: Form) -> Search:
    """Repair the planning under rules that have a teacher away, which are taken with it."""
    weeks = year_of(page.draft.state).weeks
    mondays = [week.monday.isoformat() for week in weeks]
    if not {form.text("from"), form.text("until")} <= {*mondays}:
        raise Unusable([problem("searches.no-weeks")])
    first, last = mondays.index(form.text("from")), mondays.index(form.text("until"))
    if first > last:
        raise Unusable([problem("searches.no-weeks")])
    name, away = form.text("teacher"), weeks[first : last + 1]
    state = with_absent_teacher(page.draft.state, name, [week.iso_week for week in away])
    days = {"first": away[0].monday, "last": away[-1].last_day}
    return _repair_under(page, SearchAction.TEACHER_AWAY, state, {"name": name, **days})


def _teachers(state: DraftState) -> list[str]:
    """Return the teachers of all modules, in the order of their names."""
    curriculum = programme_of(state).curriculum
    modules = curriculum.modules if curriculum else ()
    return sorted({name for module in modules for name in module.teachers})


def _add_cohort(page: DraftPage, form: Form) -> Search:
    """Repair the planning under rules with one more cohort, which are taken with it."""
    cohort, label, found = form.text("cohort"), form.text("label"), form.text("headcount")
    headcount = whole_number(found, 4)
    if found and headcount is None:
        raise Unusable([problem("searches.headcount", found=found)])
    state = with_added_cohort(page.draft.state, form.text("like"), cohort, label, headcount)
    return _repair_under(page, SearchAction.ADD_COHORT, state, {"label": label or cohort})


def _repair_under(
    page: DraftPage,
    action: SearchAction,
    state: DraftState,
    values: Mapping[str, str | int | date],
) -> Search:
    task = repair_task(state, page.session.today)
    return start_search(page, page.draft.revision, Wanted(action, task, values, state.rules))


def _explain(page: DraftPage, _: Form) -> Search:
    task = explaining_task(page.draft.state)
    return start_search(page, page.draft.revision, Wanted(SearchAction.EXPLAIN, task, {}))


def _modules(page: DraftPage, _: Form) -> Search:
    """Place the modules anew; the weeks stay."""
    task = modules_task(page.draft.state)
    return start_search(page, page.draft.revision, Wanted(SearchAction.MODULES, task, {}))


_WANTED: dict[str, Callable[[DraftPage, Form], Search]] = {
    SearchAction.PLAN: _plan,
    SearchAction.REPAIR: _repair,
    SearchAction.ALTERNATIVES: want_alternatives,
    SearchAction.EXPLAIN: _explain,
    SearchAction.CLOSE_WEEK: _close_week,
    SearchAction.CLOSE_DAY: _close_day,
    SearchAction.TEACHER_AWAY: _teacher_away,
    SearchAction.ADD_COHORT: _add_cohort,
    SearchAction.MODULES: _modules,
}
"""What starts each kind of search."""
