"""What is told beside hours that a form leaves open: how many the weeks give."""

from collections.abc import Mapping

from planner.messages import Messages
from planner.office.form.faults import CheckedForm
from planner.programme.file import most_onsite
from planner.year.weeks import Minutes

_HOURS = "onsite_hours"


def open_hours_notes(
    checked: CheckedForm, planned: Mapping[str, Minutes], text: Messages
) -> dict[str, str]:
    """Return what the weeks give of hours in person where no total is asked, by field.

    Parameters
    ----------
    planned
        The minutes in person of the classes of a planning, by their ids; a class without any is
        told how many its weeks can give at most.
    """
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
        notes[checked.reading.names["cohorts", number, _HOURS]] = text.unbroken(note)
    return notes
