"""Proposes the rules that a calendar of a past year keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from planner.acquisition.drafting import open_keys, programme_tables
from planner.acquisition.file import read_calendar
from planner.acquisition.programme_text import programme_text
from planner.acquisition.proposal import default_choices, looser_choices
from planner.acquisition.proposing import propose_rules
from planner.acquisition.seen import Meaning
from planner.acquisition.sentences import evidence_sentence
from planner.api.errors import api_messages, public_errors
from planner.api.plannings import AnyPath
from planner.files.problems import Unusable, problem


@dataclass(frozen=True)
class Learned:
    """What a calendar is seen to keep.

    Attributes
    ----------
    rules
        A row for each proposed rule: the class ("" for all), the rule, what it was seen in, and
        what is made of it: "tight", "loose" or "left".
    programme
        The text of a programme file of the rules that are not left; what is open stands in it as
        comments.
    open
        The keys that no calendar tells: cohorts.1A.headcount.
    """

    rules: pd.DataFrame
    programme: str
    open: tuple[str, ...]


@public_errors()
def learn(
    path: AnyPath,
    *,
    looser: bool = False,
    year: int | None = None,
    codes: Mapping[str, str] | None = None,
    language: str | None = None,
) -> Learned:
    """Propose the rules that the calendar of a past year keeps, or of several years in a row.

    Of several years, each year of a course gives the rules of its class; where the columns are the
    classes of each year, rules are those of the year that is published most fully. Weeks that are
    not published speak neither for nor against a rule.

    Parameters
    ----------
    path
        An Excel or CSV file with a row a week or a day, or a column a month; or a calendar file.
    looser
        Whether rules are taken a step looser than seen.
    year
        The year in which the calendar starts, where it does not tell.
    codes
        What codes mean, where they are not known or taken wrongly: `{"X": "school"}`.

    Raises
    ------
    UnusableInput
        The file cannot be read, or codes in it are not known.
    """
    text = api_messages(language)
    seen = read_calendar(Path(path), year, {code: _meaning(m) for code, m in (codes or {}).items()})
    proposals = propose_rules(seen)
    choices = looser_choices(proposals) if looser else default_choices(proposals)
    tables = programme_tables(seen, proposals, choices, text)
    rows = [
        (p.cohort or "", p.rule or "", evidence_sentence(p.evidence, text), choices[p.key].value)
        for p in proposals
    ]
    rules = pd.DataFrame(rows, columns=["cohort", "rule", "seen", "choice"])
    return Learned(rules, programme_text(tables, text), open_keys(tables))


def _meaning(name: str) -> Meaning:
    if name not in list(Meaning):
        accepted = problem("accepted.one-of", expected=", ".join(Meaning))
        raise Unusable([problem("field.value", field="codes", found=name, accepted=accepted)])
    return Meaning(name)
