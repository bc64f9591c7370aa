"""Request handlers of what holds for a whole company: the hours of its contracts, an exception."""

from collections.abc import Mapping
from dataclasses import replace

from starlette.responses import Response

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.own_days import OWN_PLACES, contradictory_days
from planner.apprentices.roster import ApprenticeFields, Column
from planner.apprentices.roster.shared_exceptions import SharedException, with_shared_exceptions
from planner.files.problems import Problem, problem
from planner.files.spelling import folded
from planner.office.drafts.state import year_of
from planner.office.drafts.store import DraftAct, Overtaken
from planner.office.web.draft.page import DraftPage, form_revision, of_draft
from planner.portal.settings.roles import Role
from planner.portal.web.http.forms import Form
from planner.portal.web.office.roles import needs
from planner.portal.web.office.session import office_action, office_page

_STEP = "apprentices"
_FIELDS = ("company", "start", "end", "place", "reason", "hours")


@office_page
@of_draft
@needs(Role.PLANNER)
def company_form_page(page: DraftPage) -> Response:
    """Return the form of what holds for a whole company."""
    return _form(page, {}, {})


@office_action
@of_draft
def change_company(page: DraftPage, form: Form) -> Response:
    """Set an exception, or the hours of contracts, of all apprentices of a company."""
    written = {name: form.text(name) for name in _FIELDS}
    said, faults = _parsed(page, written)
    roster = page.draft.state.roster
    whom = [who for who in roster if said.company and said.concerns(who)]
    if not whom:
        faults.setdefault(Column.COMPANY, problem("cell.nobody"))
    if not (said.own_days or said.hours or faults):
        faults[Column.START] = problem("company.nothing")
    for who in whom:
        if pair := next(contradictory_days(said.applied(who).own_days), None):
            day = max(days.first for days in pair)
            faults[Column.START] = problem("cell.exceptions-of", name=who.name, day=day)
    if faults:
        return _form(page, written, faults)
    changed = with_shared_exceptions(roster, [said])
    act = DraftAct("roster-company", {"company": said.company, "count": len(whom)})
    try:
        page.save(form_revision(form), replace(page.draft.state, roster=changed), act)
    except Overtaken as overtaken:
        return _form(page, written, {}, overtaken)
    return page.redirect(_STEP)


def _parsed(
    page: DraftPage, written: Mapping[str, str]
) -> tuple[SharedException, dict[Column, Problem]]:
    """Parse the form as a row of a list is; return it with its faults by column."""
    has_days = written["start"] or written["place"]
    reason = written["reason"].replace(";", ",")
    place = page.text(f"own_place.{written['place']}") if _place(written) else ""
    exception = f"{place} ({reason})" if place and reason else place
    values = {
        Column.COMPANY: written["company"],
        Column.START: written["start"],
        Column.END: written["end"],
        Column.EXCEPTIONS: exception if has_days else "",
        Column.HOURS: written["hours"],
    }
    fields = ApprenticeFields({column: [value] for column, value in values.items() if value})
    said = fields.shared_exception(year_of(page.draft.state))
    found = {fault.column: fault.what for fault in fields.faults}
    if has_days and not (written["start"] and _place(written)):
        found[Column.START] = problem("company.days")
    if Column.EXCEPTIONS in found:
        found.setdefault(Column.START, found.pop(Column.EXCEPTIONS))
    return said, found


def _place(written: Mapping[str, str]) -> bool:
    return written["place"] in list(OWN_PLACES)


def _form(
    page: DraftPage,
    written: Mapping[str, str],
    faults: Mapping[Column, Problem],
    overtaken: Overtaken | None = None,
) -> Response:
    roster: tuple[Apprentice, ...] = page.draft.state.roster
    return page.render_page(
        "draft_company.html",
        status=409 if overtaken else 422 if faults else 200,
        at=page.path(_STEP),
        written={name: written.get(name, "") for name in _FIELDS},
        faults={
            str(column): page.text.unbroken(page.text.sentence(what))
            for column, what in faults.items()
        },
        places=[(str(place), page.text(f"exception.{place}")) for place in OWN_PLACES],
        companies=sorted({name for each in roster for name in each.companies}, key=folded),
        overtaken=page.overtaken_lines(overtaken),
    )
