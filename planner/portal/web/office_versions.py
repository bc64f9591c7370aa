"""What scolarité is answered about versions: listed, withdrawn, published again."""

from itertools import groupby

from sqlalchemy import Connection
from starlette.responses import Response

from planner.files.problems import Unusable, problem, retold
from planner.planning.file import planning_json
from planner.portal.pages.publication_changes import publication_changes
from planner.portal.pages.publication_view import publication_view
from planner.portal.store.publishing import propose, published_proposal, republish, withdraw
from planner.portal.store.versions import (
    Version,
    list_versions,
    newest_version,
    read_edition,
    read_enrolments,
    read_version,
)
from planner.portal.web.downloads import content_disposition
from planner.portal.web.forms import Form
from planner.portal.web.office_session import OfficeSession, office_action, office_page
from planner.portal.web.wording import PAGE_MESSAGE_KEYS

VERSIONS_PATH = "/office/versions"

_DONE = {
    "published": "office.done-published",
    "withdrawn": "office.done-withdrawn",
    "again": "office.done-again",
}


@office_page
def versions_page(desk: OfficeSession) -> Response:
    """Answer with all versions, series by series."""
    with desk.portal.database.reading() as connection:
        found = list_versions(connection)
    series = [tuple(listed) for _, listed in groupby(found, lambda each: each.series)]
    query = desk.request.query_params
    done = _DONE.get(query.get("done", ""))
    which = next((each for each in found if str(each.id) == query.get("version")), None)
    return desk.render_page("office_versions.html", series=series, done=which and done, which=which)


@office_page
def planning_file(desk: OfficeSession) -> Response:
    """Answer with the planning of a version as it was published."""
    with desk.portal.database.reading() as connection:
        found = read_version(connection, desk.path_number("version"))
        content = planning_json(read_edition(connection, found.id))
    name = f"planning-{found.series.key}-v{found.revision}.json"
    headers = {"Content-Disposition": content_disposition(name)}
    return Response(content, headers=headers, media_type="application/json")


@office_page
def version_changes_page(desk: OfficeSession) -> Response:
    """Answer with what a version changed, and for whom."""
    with desk.portal.database.reading() as connection:
        found = read_version(connection, desk.path_number("version"))
        proposal = published_proposal(connection, found)
    view = publication_view(proposal, publication_changes(proposal), desk.text)
    return desk.render_page(
        "office_changes.html", version=found, over=proposal.replaced, difference=view
    )


# --- Withdrawing --------------------------------------------------------------------------------


@office_page
def withdrawal_page(desk: OfficeSession) -> Response:
    """Tell what a withdrawal means, and ask."""
    with desk.portal.database.reading() as connection:
        found = read_version(connection, desk.path_number("version"))
        if found.withdrawn or found != newest_version(connection, found.series):
            return desk.redirect(VERSIONS_PATH)
        roster = read_enrolments(connection, found.id)
    return desk.render_page(
        "office_withdrawal.html",
        version=found,
        people=len(roster),
        companies=len({each.company for each in roster}),
    )


@office_action
def withdraw_action(desk: OfficeSession, _: Form) -> Response:
    """Withdraw the version that is served."""
    with desk.portal.database.reading() as connection:
        found = read_version(connection, desk.path_number("version"))
    if found.withdrawn:
        return desk.redirect(VERSIONS_PATH)
    with retold(PAGE_MESSAGE_KEYS):
        withdraw(desk.portal.database, found, desk.user_name, desk.now)
    return desk.redirect(VERSIONS_PATH, done="withdrawn", version=found.id)


# --- Going back ---------------------------------------------------------------------------------


@office_page
def republication_page(desk: OfficeSession) -> Response:
    """Tell what changes if an earlier version is published again, and ask."""
    with desk.portal.database.reading() as connection:
        found = read_version(connection, desk.path_number("version"))
        return _again(desk, connection, found)


@office_action
def republish_action(desk: OfficeSession, form: Form) -> Response:
    """Publish an earlier version again."""
    database = desk.portal.database
    with database.reading() as connection:
        found = read_version(connection, desk.path_number("version"))
        over = newest_version(connection, found.series)
        if over is None or form.text("over") != concurrency_token(over):
            overtaken = Unusable([problem("office.overtaken")])
            return _again(desk, connection, found, overtaken)
    try:
        with retold(PAGE_MESSAGE_KEYS):
            published = republish(database, found, over, desk.user_name, desk.now)
    except Unusable as unusable:
        with database.reading() as connection:
            return _again(desk, connection, found, unusable)
    return desk.redirect(VERSIONS_PATH, done="again", version=published.id)


def _again(
    desk: OfficeSession, connection: Connection, found: Version, unusable: Unusable | None = None
) -> Response:
    roster = tuple(each.apprentice for each in read_enrolments(connection, found.id))
    proposal = propose(connection, read_edition(connection, found.id), roster)
    return desk.render_page(
        "office_again.html",
        status=409 if unusable else 200,
        version=found,
        proposal=proposal,
        over=concurrency_token(proposal.replaced),
        difference=publication_view(proposal, publication_changes(proposal), desk.text),
        told=desk.problem_lines(unusable),
    )


def concurrency_token(newest: Version | None) -> str:
    """Name what a publication takes the place of, so that a form can say what was looked at."""
    if newest is None:
        return ""
    return f"{newest.id}-withdrawn" if newest.withdrawn else str(newest.id)
