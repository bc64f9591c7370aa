"""What is told beside the fields of a form as it follows from all of them."""

from collections.abc import Mapping

from planner.files.problems import Location
from planner.messages import Messages
from planner.office.form.faults import CheckedForm
from planner.office.form.weeks import told_weeks
from planner.programme.file import most_onsite
from planner.words.names import activity_name
from planner.year.activity import Activity
from planner.year.weeks import AcademicYear, Minutes

_HOURS = "onsite_hours"


def form_notes(
    checked: CheckedForm, planned: Mapping[str, Minutes], text: Messages
) -> dict[str, str]:
    """Return what is told beside fields, by names: the year, closed and cut weeks, open hours.

    Parameters
    ----------
    planned
        The minutes in person of the classes of a planning, by their ids; a class without any is
        told how many its weeks can give at most.
    """
    notes = {
        **_year_notes(checked, text),
        **_cut_week_notes(checked, text),
        **_hours_notes(checked, planned, text),
    }
    return {name: text.unbroken(note) for name, note in notes.items() if note}


def _year_notes(checked: CheckedForm, text: Messages) -> dict[str, str]:
    """Return when the year is, and when the school and its sites are closed in it."""
    if checked.year is None or checked.programme is None:
        return {}
    weeks = checked.year.weeks
    span = text.span(weeks[0].monday, weeks[-1].last_day)
    notes = {
        "academic_year": text("form.year-span", span=span, count=len(weeks)),
        "closures": _closed_weeks(checked.year, text),
    }
    of_sites = zip(checked.programme.sites_in_use, checked.year.sites, strict=False)
    for site, here in of_sites:
        name = checked.reading.names["sites", site.id, "closures"]
        notes[name] = _closed_weeks(here.year, text)
    return notes


def _closed_weeks(year: AcademicYear, text: Messages) -> str:
    closed = told_weeks((week.monday for week in year.weeks if week.closed), text)
    return text("form.closed-weeks", days=closed) if closed else ""


def _cut_week_notes(checked: CheckedForm, text: Messages) -> dict[str, str]:
    """Return what the letters of cut weeks mean, in words."""
    cohorts = checked.programme.cohorts if checked.programme else ()
    notes = {}
    for number, cohort in enumerate(cohorts):
        weeks: dict[Location, Activity] = {
            **{("fixed_weeks", str(n)): week for n, week in cohort.fixed_weeks.items()},
            **{
                ("locked_weeks", f"{year}-W{n:02}"): locked.activity
                for (year, n), locked in cohort.locked_weeks.items()
            },
        }
        for key, week in weeks.items():
            name = checked.reading.names.get(("cohorts", number, *key))
            if week.parts and name:
                notes[name] = activity_name(week, text)
    return notes


def _hours_notes(
    checked: CheckedForm, planned: Mapping[str, Minutes], text: Messages
) -> dict[str, str]:
    """Return what the weeks give of hours in person where no total is asked."""
    if checked.programme is None:
        return {}
    notes = {}
    for number, cohort in enumerate(checked.programme.cohorts):
        if cohort.onsite is not None:
            continue
        most = most_onsite(cohort, checked.programme)
        if cohort.id in planned:
            note = text("form.hours-planned", hours=planned[cohort.id])
        elif most is not None:
            note = text("form.hours-at-most", hours=most)
        else:
            note = text("form.hours-open")
        notes[checked.reading.names["cohorts", number, _HOURS]] = note
    return notes
