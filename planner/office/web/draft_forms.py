"""What the forms of a draft's pages share: on which revision they were made."""

from planner.files.problems import Unusable, problem
from planner.portal.web.http.forms import Form, whole_number


def form_revision(form: Form) -> int:
    """Return the revision of a draft that a form was made for.

    Raises
    ------
    Unusable
        The form has none: it is not one of the office's pages.
    """
    found = whole_number(form.text("revision"))
    if found is None:
        raise Unusable([problem("office.not-understood")])
    return found
