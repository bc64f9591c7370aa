"""Makes the tables of a programme of the proposals that are accepted, and tells what is open."""

from collections.abc import Iterable, Iterator, Sequence

from planner.acquisition.class_rules import LAST_BLOCK
from planner.acquisition.example import OPEN, OPEN_OF_COHORT, ExampleClass, examples
from planner.acquisition.proposal import Choice, Choices, RuleProposal
from planner.acquisition.seen import SeenCalendar
from planner.acquisition.sentences import evidence_sentence
from planner.messages import Messages
from planner.programme.file import Tables, merge_tables
from planner.programme.names import ObjectiveName

_MOST_LABEL, _MOST_SOURCE = 40, 200


def programme_tables(
    calendar: SeenCalendar, proposals: Sequence[RuleProposal], choices: Choices, text: Messages
) -> Tables:
    """Return the tables of a programme of what was accepted.

    What a proposal needs is accepted with it. The keys of `open_keys` are missing.
    """
    chosen = with_needs(proposals, choices)
    accepted = [p for p in proposals if chosen.get(p.key, Choice.LEFT) is not Choice.LEFT]
    tables: Tables = {}
    for example in examples(calendar):
        ids: list[str | None] = [each.id for each in example.classes]
        if not tables:
            ids.append(None)
        own = (each.tables(chosen[each.key]) for each in accepted if each.cohort in ids)
        tables = merge_tables(tables, example.tables(own))
    tables.setdefault("academic_year", proposals[0].tight["academic_year"])
    classes = {each.id: each for each in learned_classes(calendar)}
    for name, activity in tables.get("activities", {}).items():
        activity["label"] = text("acquired.split", number=name.removeprefix("split")).strip()
    return {
        "id": f"calendar-{calendar.label}",
        "objectives": [name.value for name in _objectives(tables)],
        "academic_year": tables["academic_year"],
        "public_holidays": {"country": "FR"},
        **{key: value for key, value in tables.items() if key not in ("academic_year", "cohorts")},
        "cohorts": [
            _cohort(table, classes[table["id"]], calendar, text) for table in tables["cohorts"]
        ],
        "sources": dict(_sources(accepted, calendar, text)),
    }


def learned_classes(calendar: SeenCalendar) -> tuple[ExampleClass, ...]:
    """Return the classes of the programme that a calendar gives, those of all years of a course."""
    return tuple(each for example in examples(calendar) for each in example.classes)


def with_needs(proposals: Iterable[RuleProposal], choices: Choices) -> dict[str, Choice]:
    """Return choices with what the accepted proposals need."""
    found = dict(choices)
    for each in proposals:
        if found.get(each.key, Choice.LEFT) is not Choice.LEFT:
            for key in each.needs:
                if found.get(key, Choice.LEFT) is Choice.LEFT:
                    found[key] = Choice.TIGHT
    return found


def open_keys(tables: Tables) -> tuple[str, ...]:
    """Return the keys that no calendar tells and that the tables do not have yet.

    They are dotted: workday.company, cohorts.1A.headcount.
    """
    missing = [key for key in OPEN if not _has(tables, key.split("."))]
    return (
        *missing,
        *(
            f"cohorts.{cohort['id']}.{key}"
            for cohort in tables["cohorts"]
            for key in OPEN_OF_COHORT
            if key not in cohort
        ),
    )


def _has(tables: Tables, path: Sequence[str]) -> bool:
    first, *rest = path
    return first in tables and (not rest or _has(tables[first], rest))


def _objectives(tables: Tables) -> Iterator[ObjectiveName]:
    """Yield what makes a planning better, as far as the tables have it."""
    cohorts = tables["cohorts"]
    if any(cohort.get("pattern", {}).get("preferred") for cohort in cohorts):
        yield ObjectiveName.PATTERN_DEPARTURES
    if len(cohorts) > 1:
        yield ObjectiveName.CAMPUS_PEAK
        yield ObjectiveName.CAMPUS_OVERLAP
    if any(cohort.get("school_blocks", {}).get("balanced") for cohort in cohorts):
        yield ObjectiveName.BLOCK_BALANCE
    yield ObjectiveName.WEEK_ORDER
    yield ObjectiveName.SESSION_SPREAD


def _cohort(table: Tables, of: ExampleClass, calendar: SeenCalendar, text: Messages) -> Tables:
    name = of.seen.name or text("acquired.unnamed")
    year = text("acquired.first-year" if of.year == 1 else "acquired.later-year", year=of.year)
    label = name
    if of.has_year_name:
        label = year
    elif calendar.course_year is not None:
        label = f"{name[: _MOST_LABEL - len(year) - 2]}, {year}"
    found = {**table, "label": label[:_MOST_LABEL]}
    if before := _before(of, calendar):
        found["follows"] = before
    if named := table.get("named_blocks"):
        block = {"label": text("acquired.last-period"), **named[LAST_BLOCK]}
        found["named_blocks"] = {**named, LAST_BLOCK: block}
    return found


def _before(of: ExampleClass, calendar: SeenCalendar) -> str:
    """Return the id of the class in which the people of a class were a year before; "" if none."""
    found = ""
    for example in examples(calendar) if calendar.course_year is not None else ():
        for each in example.classes:
            if each == of:
                return found
            if each.seen.name == of.seen.name:
                found = each.id
    return ""


def _sources(
    accepted: Iterable[RuleProposal], calendar: SeenCalendar, text: Messages
) -> Iterator[tuple[str, str]]:
    """Yield what each rule was seen in, one line a rule."""
    found: dict[str, list[str]] = {}
    for each in accepted:
        if each.rule is not None:
            sentence = evidence_sentence(each.evidence, text)
            own = f"{each.cohort} : {sentence}" if each.cohort else sentence
            found.setdefault(each.rule.value, []).append(own)
    for rule, sentences in found.items():
        line = text("acquired.source", year=calendar.label, seen=" ; ".join(sentences))
        yield rule, line if len(line) <= _MOST_SOURCE else f"{line[: _MOST_SOURCE - 1]}…"
