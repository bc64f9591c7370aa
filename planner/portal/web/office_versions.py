"""What scolarité is answered about versions: listed, withdrawn, published again."""

from itertools import groupby

from sqlalchemy import Connection
from starlette.responses import Response

from planner.files.problems import Unusable, problem, retold
from planner.planning.file import planning_json
from planner.portal.pages.publication_changes import difference
from planner.portal.pages.publication_view import difference_view
from planner.portal.store.versions import (
    Version,
    as_published,
    edition_of,
    enrolled,
    go_back,
    newest,
    propose,
    version,
    versions,
    withdraw,
)
from planner.portal.web.signing_in import Desk, Form, acting, reading
from planner.portal.web.state import attachment
from planner.portal.web.wording import ON_PAGES

LIST = "/office/versions"

_DONE = {
    "published": "office.done-published",
    "withdrawn": "office.done-withdrawn",
    "again": "office.done-again",
}


@reading
def listing(desk: Desk) -> Response:
    """Answer with all versions, series by series."""
    with desk.portal.database.reading() as connection:
        found = versions(connection)
    series = [tuple(listed) for _, listed in groupby(found, lambda each: each.series)]
    query = desk.request.query_params
    done = _DONE.get(query.get("done", ""))
    which = next((each for each in found if str(each.id) == query.get("version")), None)
    return desk.page("office_versions.html", series=series, done=which and done, which=which)


@reading
def planning_file(desk: Desk) -> Response:
    """Answer with the planning of a version as it was published."""
    with desk.portal.database.reading() as connection:
        found = version(connection, desk.number("version"))
        content = planning_json(edition_of(connection, found.id))
    name = f"planning-{found.series.key}-v{found.revision}.json"
    headers = {"Content-Disposition": attachment(name)}
    return Response(content, headers=headers, media_type="application/json")


@reading
def changes(desk: Desk) -> Response:
    """Answer with what a version changed, and for whom."""
    with desk.portal.database.reading() as connection:
        found = version(connection, desk.number("version"))
        proposal = as_published(connection, found)
    view = difference_view(proposal, difference(proposal), desk.text)
    return desk.page("office_changes.html", version=found, over=proposal.over, difference=view)


# --- Withdrawing --------------------------------------------------------------------------------


@reading
def ask_withdrawal(desk: Desk) -> Response:
    """Tell what a withdrawal means, and ask."""
    with desk.portal.database.reading() as connection:
        found = version(connection, desk.number("version"))
        if found.withdrawn or found != newest(connection, found.series):
            return desk.go(LIST)
        roster = enrolled(connection, found.id)
    return desk.page(
        "office_withdrawal.html",
        version=found,
        people=len(roster),
        companies=len({each.company for each in roster}),
    )


@acting
def do_withdraw(desk: Desk, _: Form) -> Response:
    """Withdraw the version that is served."""
    with desk.portal.database.reading() as connection:
        found = version(connection, desk.number("version"))
    if found.withdrawn:
        return desk.go(LIST)
    with retold(ON_PAGES):
        withdraw(desk.portal.database, found, desk.who, desk.now)
    return desk.go(LIST, done="withdrawn", version=found.id)


# --- Going back ---------------------------------------------------------------------------------


@reading
def ask_again(desk: Desk) -> Response:
    """Tell what changes if an earlier version is published again, and ask."""
    with desk.portal.database.reading() as connection:
        found = version(connection, desk.number("version"))
        return _again(desk, connection, found)


@acting
def do_again(desk: Desk, form: Form) -> Response:
    """Publish an earlier version again."""
    database = desk.portal.database
    with database.reading() as connection:
        found = version(connection, desk.number("version"))
        over = newest(connection, found.series)
        if over is None or form.text("over") != state_of(over):
            overtaken = Unusable([problem("office.overtaken")])
            return _again(desk, connection, found, overtaken)
    try:
        with retold(ON_PAGES):
            published = go_back(database, found, over, desk.who, desk.now)
    except Unusable as unusable:
        with database.reading() as connection:
            return _again(desk, connection, found, unusable)
    return desk.go(LIST, done="again", version=published.id)


def _again(
    desk: Desk, connection: Connection, found: Version, unusable: Unusable | None = None
) -> Response:
    roster = tuple(each.apprentice for each in enrolled(connection, found.id))
    proposal = propose(connection, edition_of(connection, found.id), roster)
    return desk.page(
        "office_again.html",
        status=409 if unusable else 200,
        version=found,
        proposal=proposal,
        over=state_of(proposal.over),
        difference=difference_view(proposal, difference(proposal), desk.text),
        told=desk.told(unusable),
    )


def state_of(newest: Version | None) -> str:
    """Name what a publication takes the place of, so that a form can say what was looked at."""
    if newest is None:
        return ""
    return f"{newest.id}-withdrawn" if newest.withdrawn else str(newest.id)
