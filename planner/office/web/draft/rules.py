"""Request handlers of the rules of a draft: the form, its check while one types, saving it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import zip_longest
from typing import Annotated

from pydantic import BaseModel, Field
from starlette.responses import Response

from planner.files.problems import Unusable, problem
from planner.office.drafts.state import RULES_NAME, DraftState, edition_of
from planner.office.drafts.store import DraftAct, Overtaken, read_state
from planner.office.form.answers import MOST_ROWS, Pairs, TooManyRows, UnknownField, answers_of
from planner.office.form.building import FormBuilder
from planner.office.form.edits import edited_rows
from planner.office.form.faults import CheckedForm, check_form
from planner.office.form.module_totals import module_totals
from planner.office.form.notes import form_notes
from planner.office.form.tables import pairs_of
from planner.office.form.views import EntryView, GroupView, SectionsView, SectionView, fields_in
from planner.office.form.weeks import week_dates
from planner.office.web.draft.page import DraftPage, form_revision, of_draft
from planner.planning.ledger import open_hours
from planner.portal.web.http.bodies import LONG
from planner.portal.web.http.forms import CSRF_FIELD, Form
from planner.portal.web.office.session import office_json, office_long_form, office_page
from planner.programme.file import TABLE_SUFFIXES, Tables, parse_toml
from planner.year.weeks import Minutes

_ORDER, _REVISION = "do", "revision"
_SAVE = "save"
"""The order of the button that saves; the orders of others change rows."""

_OWN_FIELDS = (CSRF_FIELD, _REVISION, _ORDER)
"""The fields of the form that are no rules."""

_MOST_DIFFERENCES = 20
"""The most fields that are told one by one if others have saved them differently."""


@dataclass(frozen=True)
class _FilledForm:
    """A form as it was filled in, what is wrong with it, and what its page shows."""

    pairs: Pairs
    checked: CheckedForm
    sections: tuple[SectionView, ...]

    @property
    def count(self) -> int:
        """The number of faults; one that stands at several fields counts once."""
        return len({id(found) for each in self.checked.faults.values() for found in each})


@office_page
@of_draft
def rules_page(page: DraftPage) -> Response:
    """Return the rules of a draft as a form."""
    done = page.session.request.query_params.get("done")
    said = page.text(f"form.{done}") if done in ("saved", "unchanged", "modules-read") else ""
    return show_rules(page, said)


def show_rules(
    page: DraftPage,
    said: str = "",
    *,
    problems: Sequence[str] = (),
    overtaken: Overtaken | None = None,
) -> Response:
    """Return the rules of a draft as they are kept.

    Parameters
    ----------
    said
        What is told first.
    problems
        What is wrong with a file that was to fill a part of them.
    overtaken
        What others have done, for which it was not taken.
    """
    return _form_page(
        page,
        _filled(page, _kept_pairs(page)),
        page.draft.revision,
        said,
        status=409 if overtaken else 422 if problems else 200,
        problems=problems,
        overtaken=page.overtaken_lines(overtaken),
    )


@office_long_form
@of_draft
def save_rules(page: DraftPage, form: Form) -> Response:
    """Save the rules; or show the form with a row more, or less, or elsewhere."""
    pairs = [pair for pair in form.pairs if pair[0] not in _OWN_FIELDS]
    order, revision = form.text(_ORDER) or _SAVE, form_revision(form)
    if order != _SAVE:
        filled = _filled(page, pairs, order)
        return _form_page(page, filled, revision, page.text("form.unsaved"), order=order)
    filled = _filled(page, pairs)
    if not filled.checked.can_be_kept:
        return _form_page(page, filled, revision, page.text("form.not-kept"), status=422)
    if filled.checked.reading.tables == _tables(page.draft.state.rules):
        return page.redirect("rules", done="unchanged")
    state = replace(page.draft.state, rules=filled.checked.rules)
    act = DraftAct("rules", {"count": len(_differing(filled.pairs, _kept_pairs(page)))})
    try:
        page.save(_base(page, revision), state, act)
    except Overtaken as overtaken:
        return _overtaken_page(page, filled, overtaken)
    return page.redirect("rules", done="saved")


class SentRules(BaseModel):
    """The fields of the form, as a script sends them."""

    pairs: Annotated[list[tuple[str, str]], Field(max_length=LONG.fields)]


@office_json(SentRules)
@of_draft
def check_rules(page: DraftPage, sent: SentRules) -> Mapping[str, object]:
    """Return what stands at the fields of a form as it is filled in: faults, dates of weeks."""
    filled = _filled(page, [pair for pair in sent.pairs if pair[0] not in _OWN_FIELDS])
    fields = [*fields_in(filled.sections)]
    return {
        "faults": {view.name: view.faults for view in fields if view.faults},
        "notes": {
            v.name: v.note for v in fields if isinstance(v, EntryView | GroupView) and v.note
        },
        "counts": {
            name: page.text("form.faults-here", count=count)
            for name, count in _counts(filled).items()
            if count
        },
        "totals": {
            v.name: asdict(v.totals) for v in fields if isinstance(v, EntryView) and v.totals
        },
        "cells": {name: cells for name in filled.checked.faults if (cells := _cells(name, filled))},
        "general": _general(page, filled),
        "status": _status(page, filled),
    }


def _cells(name: str, filled: _FilledForm) -> list[tuple[object, object]]:
    """Return the line and the letter of each cell of a table that is wrong."""
    faults = filled.checked.faults[name]
    return [
        (each.values["line"], each.values["letter"]) for each in faults if "letter" in each.values
    ]


def _counts(filled: _FilledForm) -> dict[str, int]:
    """Return how many faults stand in each section, and in each class."""
    classes = [view for view in fields_in(filled.sections) if isinstance(view, SectionsView)]
    return {
        **{section.name: section.faults for section in filled.sections},
        **{view.name: sum(each.faults for each in view.sections) for view in classes},
    }


def _tables(rules: str) -> Tables:
    return parse_toml(rules, RULES_NAME)


def _kept_pairs(page: DraftPage) -> Pairs:
    """Return the fields of the form as the draft keeps them."""
    return pairs_of(_tables(page.draft.state.rules), page.text.language)


def _filled(page: DraftPage, sent: Pairs, order: str = "") -> _FilledForm:
    """Check a form, after an order of one of its buttons, and build what its page shows.

    Raises
    ------
    Unusable
        It has a field that is none of the form's, or too many rows.
    """
    start_year = page.draft.state.start_year
    try:
        pairs = edited_rows(sent, order)
        checked = check_form(pairs, start_year)
    except UnknownField:
        raise Unusable([problem("office.not-understood")]) from None
    except TooManyRows:
        raise Unusable([problem("form.too-many", most=MOST_ROWS)]) from None
    dates = week_dates(checked.reading.tables.get("academic_year"), start_year)
    notes = form_notes(checked, _planned_hours(page.draft.state), page.text)
    totals = module_totals(checked, page.text)
    builder = FormBuilder(page.text, answers_of(pairs), dates, checked.faults, notes, totals)
    return _FilledForm(pairs, checked, builder.programme())


def _planned_hours(state: DraftState) -> dict[str, Minutes]:
    """Return the hours in person of the planning, of the classes whose hours are open."""
    try:
        edition = edition_of(state)
    except Unusable:
        return {}
    if edition is None:
        return {}
    case = edition.planning.case
    found = ((each.cohort.id, open_hours(each, case)) for each in edition.planning.cohorts)
    return {cohort: hours.taught for cohort, hours in found if hours}


def _base(page: DraftPage, revision: int) -> int:
    """Return the revision on which to save: the newest, unless others changed the rules since.

    One whose state was purged since is saved on as it is: what others did is told.
    """
    try:
        with page.session.portal.database.reading() as connection:
            read = read_state(connection, page.draft.id, revision)
    except Unusable:
        return revision
    return page.draft.revision if read.rules == page.draft.state.rules else revision


def _form_page(
    page: DraftPage,
    filled: _FilledForm,
    revision: int,
    said: str,
    *,
    status: int = 200,
    order: str = "",
    problems: Sequence[str] = (),
    overtaken: Sequence[str] = (),
    differences: Sequence[str] = (),
) -> Response:
    """Return the page of the form.

    Parameters
    ----------
    said
        What is told first.
    order
        What was done last to a row, so that the page opens there.
    problems
        What is wrong with a file that was to fill a part of the form.
    overtaken, differences
        What others have done in the meantime, and which fields differ from theirs.
    """
    return page.render_page(
        "rules.html",
        status=status,
        at=page.path("rules"),
        sections=filled.sections,
        general=_general(page, filled),
        state_line=" ".join(filter(None, [said, _status(page, filled)])),
        revision=revision,
        can_plan=not filled.count
        and filled.checked.reading.tables == _tables(page.draft.state.rules),
        action=page.session.url(page.path("rules")),
        opened=order.partition(" ")[2],
        problems=problems,
        table_files=",".join(TABLE_SUFFIXES),
        overtaken=overtaken,
        differences=differences,
    )


def _general(page: DraftPage, filled: _FilledForm) -> list[str]:
    """Return the faults that stand at no field."""
    return [page.text.unbroken(page.text.sentence(f)) for f in filled.checked.faults.get("", ())]


def _status(page: DraftPage, filled: _FilledForm) -> str:
    """Return how far the rules are."""
    if filled.count:
        return page.session.counted("form.incomplete", filled.count)
    year = filled.checked.year
    return page.text.unbroken(page.text("form.complete", year=year.label)) if year else ""


# --- Two people on one form ----------------------------------------------------------------------


def _overtaken_page(page: DraftPage, filled: _FilledForm, overtaken: Overtaken) -> Response:
    """Return the form as it was filled in, with what others have saved in the meantime."""
    theirs = _filled(page, _kept_pairs(page))
    differing = _differing(filled.pairs, theirs.pairs)
    mine_shown, theirs_shown = _shown(filled), _shown(theirs)
    labels = {
        view.name: view.label
        for form in (theirs, filled)
        for view in fields_in(form.sections)
        if isinstance(view, EntryView)
    }
    lines = [
        page.text(
            "form.differs",
            field=labels[name],
            mine=mine,
            theirs=theirs,
        )
        for name in differing
        if name in labels
        for mine, theirs in _differing_lines(mine_shown.get(name, ""), theirs_shown.get(name, ""))
    ]
    return _form_page(
        page,
        filled,
        page.draft.revision,
        page.text("form.overtaken"),
        status=409,
        overtaken=page.overtaken_lines(overtaken),
        differences=lines[:_MOST_DIFFERENCES],
    )


def _differing(mine: Pairs, theirs: Pairs) -> list[str]:
    """Return the names of the fields that two forms fill in differently."""
    one, other = _by_name(mine), _by_name(theirs)
    return [name for name in {**one, **other} if one.get(name) != other.get(name)]


def _differing_lines(mine: str, theirs: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of two texts that differ; a text of one line is one line."""
    for one, other in zip_longest(mine.splitlines() or [""], theirs.splitlines(), fillvalue=""):
        if one != other:
            yield " ".join(one.split()) or "–", " ".join(other.split()) or "–"


def _by_name(pairs: Pairs) -> dict[str, tuple[str, ...]]:
    texts: dict[str, tuple[str, ...]] = {}
    for name, text in pairs:
        if text:
            texts[name] = (*texts.get(name, ()), text)
    return texts


def _shown(filled: _FilledForm) -> dict[str, str]:
    """Return what fields show, by their names."""
    return {
        view.name: ", ".join(label for _, label, is_chosen in view.options if is_chosen)
        or view.value
        for view in fields_in(filled.sections)
        if isinstance(view, EntryView)
    }
