"""What is said of the evidence of a proposal."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from planner.acquisition.example import examples
from planner.acquisition.file.dates import ONE_WEEK
from planner.acquisition.proposal import Amount, Evidence, EvidenceValue, SingleDays
from planner.acquisition.seen import CodeReading, Meaning, SeenCalendar
from planner.messages import Messages
from planner.year.activity import Place


def evidence_sentence(evidence: Evidence, text: Messages) -> str:
    """Return what a rule was seen in: 6 périodes à l'école, de 2 à 4 semaines."""
    return text(evidence.key, **{key: _shown(v, text) for key, v in evidence.values.items()})


def _shown(value: EvidenceValue, text: Messages) -> object:
    match value:
        case Amount(unit, count):
            return text.counted(unit, count)
        case SingleDays(dates):
            return text.listed(map(text.weekday, dates))
        case (date(), *_):
            return ", ".join(_week_spans([day for day in value if isinstance(day, date)], text))
        case (Place(), *_):
            return _activity([place for place in value if isinstance(place, Place)], text)
        case ((Place(), *_), *_):
            return " · ".join(_activity(days, text) for days in value if isinstance(days, tuple))
    return value


def _week_spans(mondays: Sequence[date], text: Messages) -> list[str]:
    """Return weeks by their numbers, those that follow each other as one span: S27–S35."""
    spans: list[list[date]] = []
    for monday in mondays:
        if spans and monday - spans[-1][-1] == ONE_WEEK:
            spans[-1].append(monday)
        else:
            spans.append([monday])
    letter = text("week.letter")
    names = [[f"{letter}{day.isocalendar().week}" for day in span] for span in spans]
    return [name[0] if len(name) == 1 else f"{name[0]}–{name[-1]}" for name in names]


def _activity(days: Sequence[Place], text: Messages) -> str:
    """Return the name of an activity; of a split week, its days at each place."""
    counts = {place: days.count(place) for place in dict.fromkeys(days)}
    if len(counts) == 1:
        return text(f"at.{days[0]}")
    return " + ".join(
        text("acquired.days-at", count=count, place=text(f"at.{place}"))
        for place, count in counts.items()
    )


def years_lines(calendar: SeenCalendar, text: Messages) -> Iterator[str]:
    """Yield how a calendar of several years is understood, and which year gives its rules."""
    if calendar.beyond:
        weeks = ", ".join(_week_spans(calendar.beyond, text))
        yield text("seen.beyond", weeks=weeks)
    if not calendar.later:
        return
    years = text.listed(_year_label(year) for year in calendar.years)
    if calendar.course_year is not None:
        yield text("seen.course", years=years)
    else:
        (example,) = examples(calendar)
        yield text("seen.years", years=years, year=_year_label(example.calendar))


def unpublished_sentences(calendar: SeenCalendar, text: Messages) -> Iterator[str]:
    """Yield the weeks of each class that are not published."""
    for year in calendar.years:
        for each in year.classes:
            if each.unpublished:
                weeks = ", ".join(_week_spans(sorted(each.unpublished), text))
                name = f"{each.name} {_year_label(year)}" if calendar.later else each.name
                yield text("seen.unpublished", name=name, weeks=weeks)


def _year_label(year: SeenCalendar) -> str:
    return replace(year, later=()).label


def code_sentence(code: CodeReading, text: Messages) -> str:
    """Return what a code was taken for, and how often it stands where."""
    return text(
        "learn.code" if code.is_sure or code.meaning is None else "learn.code-guessed",
        code=code.code or text("learn.empty"),
        meaning=meaning_name(code.meaning, text),
        count=code.count,
        first=str(code.first),
    )


def meaning_name(meaning: Meaning | None, text: Messages) -> str:
    """Return the name of what a code may mean."""
    return text("meaning.unknown" if meaning is None else f"meaning.{meaning}")
