"""Request handlers of the list of apprentices of a draft: persons, and a list read again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.roster import FILLED, OF_PERSON, Column
from planner.apprentices.roster.closures import parse_date
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.documents.roster.template import roster_workbook
from planner.files.problems import Problem, Unusable, problem
from planner.files.spelling import folded
from planner.office.drafts.roster import (
    ListDifference,
    PersonFault,
    Roster,
    Written,
    ended,
    find_person,
    list_difference,
    parse_person,
    with_difference,
    with_person,
    without_person,
    written_rows,
)
from planner.office.drafts.state import edition_of, programme_of, year_of
from planner.office.drafts.store import DraftAct, Overtaken
from planner.office.web.draft.page import DraftPage, form_revision, of_draft
from planner.office.web.sealed import sealed, unsealed
from planner.portal.pages.changed_fields import changed_fields
from planner.portal.settings.roles import Role
from planner.portal.web.http.downloads import file_response
from planner.portal.web.http.forms import Form
from planner.portal.web.http.uploads import Upload, read_list
from planner.portal.web.office.roles import needs
from planner.portal.web.office.session import (
    office_action,
    office_long_form,
    office_page,
    office_upload,
)
from planner.rules.case import Case
from planner.words.own_days import own_breaches, own_note
from planner.words.periods import missed_line

_STEP = "apprentices"
MOST_PERIODS = 12
"""The most periods of a person that a form has."""

_ROSTER: TypeAdapter[Roster] = TypeAdapter(Roster)


def _case(page: DraftPage) -> Case:
    """Return the programme and the year of a draft; raise Unusable while rules are incomplete."""
    state = page.draft.state
    try:
        return Case(programme_of(state), year_of(state))
    except Unusable:
        raise Unusable([problem("apprentices.rules-first")]) from None


# --- The list -----------------------------------------------------------------------------------


@office_page
@of_draft
def roster_page(page: DraftPage) -> Response:
    """Return the list of apprentices, or those whom a search finds."""
    return _list(page)


def _list(page: DraftPage, unusable: Unusable | None = None) -> Response:
    sought = " ".join(page.session.request.query_params.get("q", "").split())
    listed = sorted(page.draft.state.roster, key=lambda who: who.list_order)
    known = _cohort_labels(page)
    return page.render_page(
        "draft_apprentices.html",
        status=422 if unusable else 200,
        at=page.path(_STEP),
        sought=sought,
        people=[each for each in listed if _is_found(each, sought)],
        total=len(listed),
        companies=len({name for each in listed for name in each.companies}),
        labels=known,
        strangers=[each for each in listed if known and each.cohort not in known],
        strayed=list(_strayed(page, listed)),
        fields=_PersonWords(page),
        problems=page.session.problem_lines(unusable),
    )


def _is_found(person: Apprentice, sought: str) -> bool:
    """Return whether a person's fields have all words of a search."""
    fields = (
        *(person.surname, person.first_name, person.company, person.cohort),
        *(person.option, person.email, person.remarks),
        *(name for each in person.periods for name in (each.tutor.name, each.contact.name)),
    )
    words = folded("\n".join(fields))
    return all(folded(word) in words for word in sought.split())


def _cohort_labels(page: DraftPage) -> Mapping[str, str]:
    """Return the labels of the cohorts by id; none while the rules are incomplete."""
    try:
        programme = programme_of(page.draft.state)
    except Unusable:
        return {}
    return {cohort.id: programme.label_with_site(cohort) for cohort in programme.cohorts}


def _options(page: DraftPage) -> Mapping[str, Sequence[str]]:
    """Return the options of cohorts whose modules have some; none while rules are incomplete."""
    try:
        programme = programme_of(page.draft.state)
    except Unusable:
        return {}
    found = {each.id: programme.options_of(each) for each in programme.cohorts if not each.option}
    return {cohort: options for cohort, options in found.items() if options}


def _strayed(page: DraftPage, people: Iterable[Apprentice]) -> Iterator[str]:
    """Yield who has an option that the modules of the cohort do not have."""
    known = {cohort: set(map(folded, options)) | {""} for cohort, options in _options(page).items()}
    for each in people:
        if folded(each.option) not in known.get(each.cohort, {folded(each.option)}):
            yield f"{each.name} ({each.option})"


@dataclass(frozen=True)
class _PersonWords:
    """Writes the fields of persons."""

    page: DraftPage

    def __call__(self, person: Apprentice) -> Sequence[Mapping[str, str]]:
        """Return the fields of each period of a person by column, as the form has them."""
        rows = written_rows(person, self.page.text)
        return [{str(name): value for name, value in row.items()} for row in rows]

    def changed(self, was: Apprentice, now: Apprentice) -> str:
        """Return the fields that differ, with both values."""
        return changed_fields(was, now, self.page.text)


@office_page
@of_draft
def roster_file(page: DraftPage) -> Response:
    """Return the list as a workbook, in the form of the template."""
    listed = sorted(page.draft.state.roster, key=lambda who: who.list_order)
    content = roster_workbook(page.text, _case(page).programme, listed)
    page.note_download(page.text("apprentices.file"))
    return file_response(page.text("apprentices.file"), content)


# --- One person ---------------------------------------------------------------------------------


@office_page
@of_draft
@needs(Role.PLANNER)
def new_person_page(page: DraftPage) -> Response:
    """Return the form of a person to be added."""
    return _person_form(page, None, [])


@office_long_form
@of_draft
def add_person(page: DraftPage, form: Form) -> Response:
    """Add a person."""
    return _save_person(page, form, None)


@office_page
@of_draft
def person_page(page: DraftPage) -> Response:
    """Return the form of a person."""
    person = _person(page)
    return _person_form(page, person, written_rows(person, page.text))


@office_long_form
@of_draft
def change_person(page: DraftPage, form: Form) -> Response:
    """Change the fields of a person."""
    return _save_person(page, form, _person(page))


@office_action
@of_draft
def end_contract(page: DraftPage, form: Form) -> Response:
    """End the contract of a person on a day."""
    person = _person(page)
    try:
        last = parse_date(form.text("last"))
        now = ended(person, last)
    except Unusable as unusable:
        faults = [PersonFault(0, Column.END, what) for what in unusable.problems]
        return _person_form(page, person, written_rows(person, page.text), faults)
    act = DraftAct("roster-ended", {"who": person.name, "day": f"{last:%d/%m/%Y}"})
    return _saved(page, form, with_person(page.draft.state.roster, now), act, person)


@office_action
@of_draft
def remove_person(page: DraftPage, form: Form) -> Response:
    """Remove a person."""
    person = _person(page)
    roster = without_person(page.draft.state.roster, person.row)
    return _saved(page, form, roster, DraftAct("roster-removed", {"who": person.name}), person)


def _person(page: DraftPage) -> Apprentice:
    return find_person(page.draft.state.roster, page.session.path_number("person"))


def _save_person(page: DraftPage, form: Form, person: Apprentice | None) -> Response:
    written = list(_written_rows(form))
    roster = page.draft.state.roster
    parsed = parse_person(written, roster, _case(page), person)
    if parsed.person is None:
        return _person_form(page, person, written, parsed.faults)
    who = {"who": parsed.person.name, "company": parsed.person.company}
    act = DraftAct("roster-changed" if person else "roster-added", who)
    return _saved(page, form, with_person(roster, parsed.person), act, person, written)


def _own_year(page: DraftPage, person: Apprentice | None) -> ApprenticeYear | None:
    """Return the year of a person, where the draft has a planning of it."""
    if person is None:
        return None
    try:
        edition = edition_of(page.draft.state)
        return apprentice_year(person, edition.planning) if edition else None
    except (Unusable, ValueError):
        return None


def _written_rows(form: Form) -> Iterator[Written]:
    """Yield the rows that a form has of a person; a period of which nothing is said is none."""
    for row in range(MOST_PERIODS):
        names = {column: _field_name(column, row) for column in Column}
        written = {column: form.fields.get(names[column], "") for column in Column}
        said = [value for column, value in written.items() if column not in OF_PERSON]
        if row == 0 or any(value.strip() for value in said):
            yield written


def _field_name(column: Column, row: int) -> str:
    """Return the name of a field of a period; the fields of the person have one name."""
    return f"{column}-{row + 1}" if row and column not in OF_PERSON else str(column)


def _saved(
    page: DraftPage,
    form: Form,
    roster: Roster,
    act: DraftAct,
    person: Apprentice | None,
    written: Sequence[Written] = (),
) -> Response:
    """Save a list and return to it; if others changed the draft, show what, and ask again."""
    try:
        page.save(form_revision(form), replace(page.draft.state, roster=roster), act)
    except Overtaken as overtaken:
        known = written_rows(person, page.text) if person else ()
        return _person_form(page, person, written or known, overtaken=overtaken)
    return page.redirect(_STEP)


def _person_form(
    page: DraftPage,
    person: Apprentice | None,
    written: Sequence[Written],
    faults: Iterable[PersonFault] = (),
    overtaken: Overtaken | None = None,
) -> Response:
    told: dict[str, list[str]] = {}
    for fault in faults:
        what = problem("apprentices.empty") if fault.what.key == "cell.empty" else fault.what
        line = page.text.unbroken(page.text.sentence(what))
        told.setdefault(_field_name(fault.column, fault.row), []).append(line)
    state = page.draft.state
    year = _own_year(page, person)
    rows = [*written, *[{}] * (not written), *[{}] * (len(written) < MOST_PERIODS)]
    fields = [
        (_field_name(column, n), row.get(column, ""))
        for n, row in enumerate(rows)
        for column in Column
        if n == 0 or column not in OF_PERSON
    ]
    return page.render_page(
        "draft_person.html",
        status=409 if overtaken else 422 if told else 200,
        at=page.path(_STEP),
        person=person,
        written=dict(fields),
        periods=len(rows),
        required=[str(column) for column in FILLED],
        faults=told,
        cohorts=_case(page).programme.cohorts,
        labels=_cohort_labels(page),
        options=list(dict.fromkeys(chain.from_iterable(_options(page).values()))),
        known=sorted({name for each in state.roster for name in each.companies}, key=folded),
        missed=missed_line(year, page.text) if year else "",
        own=[own_note(year, page.text)] if year and year.apprentice.own_days else [],
        broken=own_breaches(year, page.text) if year else [],
        overtaken=page.overtaken_lines(overtaken),
    )


# --- A list that is read again ------------------------------------------------------------------


@office_upload
@of_draft
def read_again(page: DraftPage, form: Form) -> Response:
    """Read a list, and return how it differs from the one of the draft."""
    upload = form.file("roster")
    try:
        with page.session.portal.uploads.turn():
            read = read_list(upload, _case(page))
    except Unusable as unusable:
        return _list(page, unusable)
    return _reading(page, read.apprentices, upload.safe_name, read.notes)


@office_long_form
@of_draft
def take_list(page: DraftPage, form: Form) -> Response:
    """Take over the differences of a list that was read, as far as they are ticked."""
    read, file = _read_before(page, form), Upload(form.text("file"), b"").safe_name
    roster = page.draft.state.roster
    found = list_difference(roster, read)
    joined, edited, left = (
        {n for n in range(len(each)) if f"{name}-{n}" in form.fields}
        for name, each in (("joined", found.joined), ("edited", found.edited), ("left", found.left))
    )
    changed = with_difference(roster, found, joined, edited, left)
    counts = {"joined": len(joined), "edited": len(edited), "left": len(left)}
    act = DraftAct("roster-read", {"file": file, **counts})
    try:
        page.save(form_revision(form), replace(page.draft.state, roster=changed), act)
    except Overtaken as overtaken:
        return _reading(page, read, file, overtaken=overtaken)
    return page.redirect(_STEP)


def _read_before(page: DraftPage, form: Form) -> Roster:
    """Return the list that a page had read; raise Unusable if it is none."""
    try:
        read = _ROSTER.validate_json(unsealed(page.session, form.fields.get("list", "")))
    except ValidationError:
        raise Unusable([problem("office.not-sealed")]) from None
    cohorts = {cohort.id for cohort in programme_of(page.draft.state).cohorts}
    if not cohorts.issuperset(each.cohort for each in read):
        raise Unusable([problem("apprentices.other-rules")])
    return read


def _reading(
    page: DraftPage,
    read: Roster,
    file: str,
    notes: Sequence[Problem] = (),
    overtaken: Overtaken | None = None,
) -> Response:
    found: ListDifference = list_difference(page.draft.state.roster, read)
    return page.render_page(
        "draft_reading.html",
        status=409 if overtaken else 200,
        at=page.path(_STEP),
        found=found,
        read=sealed(page.session, _ROSTER.dump_json(read)),
        file=file,
        fields=_PersonWords(page),
        notes=[page.text.unbroken(page.text.sentence(each)) for each in notes],
        overtaken=page.overtaken_lines(overtaken),
    )
