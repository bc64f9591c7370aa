"""Rules on the year of one class: fixed weeks, numbers of weeks, blocks, sessions."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from planner.acquisition.example import Example, ExampleClass
from planner.acquisition.proposal import Amount, Choice, Evidence, EvidenceValue, RuleProposal
from planner.acquisition.seen import is_whole
from planner.programme.file import Tables
from planner.programme.names import RuleName
from planner.rules.statement import Unit
from planner.year.activity import Activity, Place

LAST_BLOCK = "FIN"
"""The name of the last period in company, where the year ends with it."""

_SPAN = "cohort_weeks"
_SLACK = 2
"""How many weeks shorter a looser last period may be."""

_UNKNOWN = Activity.UNKNOWN.name
_ELSEWHERE = (Activity.OUTSIDE.name, _UNKNOWN)
"""What is no activity of a class: it is not there, or nobody knows yet."""

Run = tuple[str, int, int]
"""Weeks of one activity that follow each other: its name, the first one, their number."""


def of_class(example: Example, of: ExampleClass) -> Iterator[RuleProposal]:
    """Propose the rules of a class, besides a pattern."""
    row = example.row(of)
    yield from _cohort_weeks(example, of)
    yield from _fixed_weeks(example, of, row)
    yield from _numbers_of_weeks(of, row)
    yield from _blocks(of, row)
    yield from _last_block(of, row)
    yield from _sessions(of)


def in_class(of: ExampleClass, table: Tables) -> Tables:
    """Return tables that give a cohort some keys."""
    return {"cohorts": [{"id": of.id, **table}]}


def cohort_weeks_key(of: ExampleClass) -> str:
    """Return the key of the proposal of when a class starts and ends."""
    return f"{of.id}.{_SPAN}"


def runs_of(row: Sequence[str]) -> list[Run]:
    """Return the runs of weeks of one activity."""
    found: list[Run] = []
    first = 0
    for name, weeks in groupby(row):
        length = len(list(weeks))
        found.append((name, first, length))
        first += length
    return found


def _proposal(
    of: ExampleClass,
    key: str,
    rule: RuleName,
    evidence: Evidence,
    tight: Tables,
    loose: Tables | None = None,
    default: Choice = Choice.TIGHT,
) -> RuleProposal:
    return RuleProposal(
        f"{of.id}.{key}",
        rule,
        of.id,
        evidence,
        in_class(of, tight),
        None if loose in (None, tight) else in_class(of, loose or {}),
        default,
    )


# --- Weeks


def _cohort_weeks(example: Example, of: ExampleClass) -> Iterator[RuleProposal]:
    """Propose when a class starts and ends that is not there all year."""
    if table := example.span_table(of):
        mondays = tuple(example.calendar.mondays[index] for index in of.weeks)
        evidence = Evidence("acquired.cohort_weeks", {"weeks": mondays})
        yield _proposal(of, _SPAN, RuleName.COHORT_WEEKS, evidence, table)


def _fixed_weeks(example: Example, of: ExampleClass, row: Sequence[str]) -> Iterator[RuleProposal]:
    """Propose the first and last week, and those of defence and of nothing."""
    numbers, mondays = example.numbers, example.calendar.mondays
    told = example.told_by_number(row)
    special = [n for n in sorted(told) if row[n] in ("defence", "none")]
    if special:
        yield _proposal(
            of,
            "special_weeks",
            RuleName.FIXED_WEEKS,
            Evidence("acquired.special_weeks", {"weeks": tuple(mondays[n] for n in special)}),
            {"fixed_weeks": {str(numbers[n]): row[n] for n in special}},
        )
    ends = [n for n in (0, len(row) - 1) if row[n] not in ("defence", "none", *_ELSEWHERE)]
    is_known = _UNKNOWN not in (row[0], row[-1])
    if ends and is_known and told.issuperset(ends) and len(of.weeks) == len(row):
        values: dict[str, EvidenceValue] = {
            "first": of.seen.weeks[0],
            "first_week": mondays[:1],
            "last": of.seen.weeks[-1],
            "last_week": mondays[-1:],
        }
        yield _proposal(
            of,
            "end_weeks",
            RuleName.FIXED_WEEKS,
            Evidence("acquired.end_weeks", values),
            {"fixed_weeks": {str(numbers[n]): row[n] for n in ends}},
        )


def _numbers_of_weeks(of: ExampleClass, row: Sequence[str]) -> Iterator[RuleProposal]:
    taught = sum(name in ("school", "abroad") for name in row)
    company, holes = row.count("company"), row.count(_UNKNOWN)
    for key, rule, count, place, default in (
        ("school_weeks", RuleName.SCHOOL_WEEKS, taught, Place.SCHOOL, Choice.TIGHT),
        ("company_weeks", RuleName.COMPANY_WEEKS, company, Place.COMPANY, Choice.LEFT),
    ):
        if count and holes:
            values: dict[str, EvidenceValue] = {
                "count": Amount(Unit.WEEKS, count),
                "activity": (place,),
                "holes": Amount(Unit.WEEKS, holes),
            }
            evidence = Evidence("acquired.weeks-known", values)
            extent = {key: {"least": count, "most": count + holes}}
            yield _proposal(of, key, rule, evidence, extent, None, default)
        elif count:
            evidence = Evidence(f"acquired.{key}", {"count": Amount(Unit.WEEKS, count)})
            tight, loose = {key: count}, {key: _around(count)}
            yield _proposal(of, key, rule, evidence, tight, loose, default)


# --- Blocks


def _blocks(of: ExampleClass, row: Sequence[str]) -> Iterator[RuleProposal]:
    """Propose the number of blocks, the shortest and the longest, of each activity."""
    for name in dict.fromkeys(row):
        if name in ("none", "defence", *_ELSEWHERE):
            continue
        if _UNKNOWN in row:
            yield from _known_blocks(of, row, name)
        else:
            yield _blocks_of(of, row, name)


def _known_blocks(of: ExampleClass, row: Sequence[str], name: str) -> Iterator[RuleProposal]:
    """Propose the lengths of blocks where some weeks are not published.

    Blocks beside such weeks may be longer, and how many there are is not known.
    """
    runs = runs_of(row)
    around = zip([None, *runs], runs, [*runs[1:], None], strict=False)
    lengths = [
        own[2]
        for before, own, after in around
        if own[0] == name and _UNKNOWN not in (before and before[0], after and after[0])
    ]
    if not lengths:
        return
    low, high = min(lengths), max(lengths)
    days = of.seen.weeks[row.index(name)]
    values: dict[str, EvidenceValue] = {
        "blocks": Amount(Unit.BLOCKS, len(lengths)),
        "activity": days,
        "shortest": low,
        "longest": Amount(Unit.WEEKS, high),
    }
    key = "acquired.blocks-known-alike" if low == high else "acquired.blocks-known"
    evidence = Evidence(key, values)
    shape: Tables = {"shortest": low, "longest": high}
    looser: Tables = {"shortest": max(1, low - 1), "longest": min(53, high + 1)}
    if name in ("school", "company"):
        rule = RuleName.SCHOOL_BLOCKS if name == "school" else RuleName.COMPANY_BLOCKS
        tight, loose = ({f"{name}_blocks": table} for table in (shape, looser))
    else:
        rule = RuleName.ACTIVITY_BLOCKS
        tight, loose = ({"activities": {name: {"blocks": each}}} for each in (shape, looser))
    yield _proposal(of, f"{name}_blocks", rule, evidence, tight, loose, Choice.LOOSE)


def _blocks_of(of: ExampleClass, row: Sequence[str], name: str) -> RuleProposal:
    lengths = [length for other, _, length in runs_of(row) if other == name]
    low, high, count = min(lengths), max(lengths), len(lengths)
    days = of.seen.weeks[row.index(name)]
    evidence = Evidence(
        _sentence_of_blocks(is_alike=low == high, is_split=not is_whole(days)),
        {
            "blocks": Amount(Unit.BLOCKS, count),
            "activity": days,
            "shortest": low,
            "longest": Amount(Unit.WEEKS, high),
        },
    )
    tight: Tables = {"shortest": low, "longest": high}
    loose: Tables = {"shortest": max(1, low - 1), "longest": min(53, high + 1)}
    key, rule, default = f"{name}_blocks", RuleName.ACTIVITY_BLOCKS, Choice.TIGHT
    if name == "company":  # the number of periods in company follows from that at school
        rule, default = RuleName.COMPANY_BLOCKS, Choice.LOOSE
        if _last_period(row):  # that one takes what is left of the year
            del loose["longest"]
        return _proposal(of, key, rule, evidence, {key: tight}, {key: loose}, default)
    tight["count"], loose["count"] = count, _around(count)
    if name == "school":
        rule = RuleName.SCHOOL_BLOCKS
        tight, loose = ({key: {**table, "balanced": True}} for table in (tight, loose))
    else:
        total = row.count(name)
        tight, loose = (
            {"activities": {name: {"weeks": weeks, "blocks": blocks}}}
            for weeks, blocks in ((total, tight), (_around(total), loose))
        )
    return _proposal(of, key, rule, evidence, tight, loose)


def _sentence_of_blocks(*, is_alike: bool, is_split: bool) -> str:
    if is_split:
        return "acquired.split-alike" if is_alike else "acquired.split-blocks"
    return "acquired.blocks-alike" if is_alike else "acquired.blocks"


def _around(number: int) -> Tables:
    """Return the extent from one less to one more."""
    return {"least": number - 1, "most": number + 1}


def _last_block(of: ExampleClass, row: Sequence[str]) -> Iterator[RuleProposal]:
    """Propose the length of the last period in company, where the year ends with it."""
    if (last := _last_period(row)) is None:
        return
    _, first, length = last
    tight: Tables = {"activity": "company", "last": True, "shortest": length}
    loose = {**tight, "shortest": max(1, length - _SLACK)}
    if of.seen.sessions is not None and not any(of.seen.sessions[first : first + length]):
        tight, loose = {**tight, "sessions": False}, {**loose, "sessions": False}
    evidence = Evidence("acquired.last_block", {"length": Amount(Unit.WEEKS, length)})
    yield _proposal(
        of,
        "last_block",
        RuleName.NAMED_BLOCKS,
        evidence,
        {"named_blocks": {LAST_BLOCK: tight}},
        {"named_blocks": {LAST_BLOCK: loose}},
    )


def _last_period(row: Sequence[str]) -> Run | None:
    """Return the last period in company, if it is the longest and ends the year."""
    own = [run for run in runs_of(row) if run[0] == "company"]
    if len(own) < 2 or own[-1][2] < max(length for _, _, length in own):
        return None
    _, first, length = own[-1]
    is_end = all(name in ("defence", "none") for name in row[first + length :])
    if _UNKNOWN in row[first - 1 : first]:
        return None
    return own[-1] if is_end else None


# --- Sessions


def _sessions(of: ExampleClass) -> Iterator[RuleProposal]:
    if of.seen.sessions is None or not any(of.seen.sessions) or of.seen.unpublished:
        return
    total = sum(of.seen.sessions)
    numbers = sorted({0, *of.seen.sessions})
    weeks = sum(bool(count) for count in of.seen.sessions)
    evidence = Evidence(
        "acquired.sessions",
        {
            "total": Amount(Unit.SESSIONS, total),
            "weeks": Amount(Unit.WEEKS, weeks),
            "most": Amount(Unit.SESSIONS, numbers[-1]),
        },
    )
    tight: Tables = {"total": total, "a_week": numbers}
    loose: Tables = {"total": total, "a_week": list(range(numbers[-1] + 1))}
    yield _proposal(
        of, "sessions", RuleName.SESSIONS, evidence, {"sessions": tight}, {"sessions": loose}
    )
