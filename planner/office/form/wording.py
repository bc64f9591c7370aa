"""The words of the rules form: labels, help, choices and faults, from the catalogue."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from planner.files.problems import Problem, Unusable
from planner.messages import Messages
from planner.office.form.answers import KEY, Answers
from planner.office.form.tree import OF_WEEKDAYS, Entry, EntryKind
from planner.programme.file import pasted_modules
from planner.programme.milestones import CONTRACT, YEAR
from planner.programme.names import RuleName
from planner.year.activity import BUILT_IN_ACTIVITIES, Place

_EXTRA_ACTIVITIES = {
    **dict.fromkeys(
        ("cohort.fixed_weeks.value", "locked.value", "locked.activity", "event.activity"),
        ("free", "form.option.free"),
    ),
    "pattern.week_53": ("counted", "form.option.counted"),
}
"""Where something else than an activity may be chosen: its value, and the key of its text."""

_NAMED = {
    **{f"programme.sources.{rule}": f"rule.{rule}" for rule in RuleName},
    **{
        f"cohort.{key}.{place}": f"activity.{place}"
        for key in ("longest_presence", "longest_presence_days")
        for place in Place
    },
}
"""The keys of the labels of places that bear the names of rules and places."""


@dataclass(frozen=True)
class FormWording:
    """The words of a form, some of which depend on what it holds.

    Attributes
    ----------
    answers
        What the form holds: it names activities, classes and resources.
    """

    text: Messages
    answers: Answers

    def label(self, place: str) -> str:
        """Return the label of a field."""
        return self.text(_NAMED.get(place, f"form.{place}"))

    def help(self, place: str) -> str:
        """Return the help of a field; "" if its label says all."""
        key = f"form.{place}.help"
        return self.text(key) if key in self.text else ""

    def default(self, entry: Entry) -> str:
        """Return what holds where nothing is typed; "" if nothing does."""
        match entry.default:
            case None | [] | {} | bool():
                return ""
            case float() | int():
                return self.text.number(entry.default)
            case str() if entry.kind == EntryKind.TIME:
                return entry.default[:5]
        return str(entry.default)

    def fault(self, found: Problem) -> str:
        """Return the sentence of a fault, in the words of a form where a file has others."""
        return self.text.unbroken(self.text.sentence(self._in_words(found)))

    def _in_words(self, found: Problem) -> Problem:
        key = f"form.{found.key}"
        if found.key == "field.value" and str(found.values["found"]).startswith(("{", "[")):
            key = "form.field.values"  # what was found is seen in its fields
        values = {
            name: self._in_words(value) if isinstance(value, Problem) else value
            for name, value in found.values.items()
        }
        return Problem(key if key in self.text else found.key, values)

    # --- Choices

    def options(
        self, entry: Entry, place: str, chosen: Iterable[str], *, is_required: bool
    ) -> tuple[tuple[str, str, bool], ...]:
        """Return the choices of an entry: value, text, and whether it is chosen.

        What is chosen is among them, known or not.
        """
        given = [text for text in chosen if text]
        known = dict(self._known(entry, place))
        known |= {text: text for text in given if text not in known}
        found = [(value, label, value in given) for value, label in known.items()]
        if entry.is_list:
            return tuple(found)
        default = known.get(str(entry.default)) if entry.default is not None else None
        empty = "–"
        if default:
            empty = self.text("form.default", value=default)
        elif is_required:
            empty = self.text("form.choose")
        return (("", empty, not given), *found)

    def _known(self, entry: Entry, place: str) -> Iterator[tuple[str, str]]:
        match entry.kind:
            case EntryKind.MONTH:
                yield from self._months.items()
            case EntryKind.OPTION:
                yield from ((value, self.text(f"{entry.words}.{value}")) for value in entry.options)
            case EntryKind.ACTIVITY | EntryKind.GIVEN_WEEK:
                yield from self.activities.items()
                if extra := _EXTRA_ACTIVITIES.get(place):
                    yield extra[0], self.text(extra[1])
            case EntryKind.BLOCKS:
                yield from ((name, name) for name in self.named_blocks)
                yield from self.activities.items()
            case EntryKind.PERIOD:
                yield from ((name, name) for name in self._semesters_and_named_blocks)
                yield from self.activities.items()
                for name in (CONTRACT, YEAR):
                    yield name, self.text(f"period.{name}")
            case EntryKind.DAY_OF:
                yield from ((name, name) for name in self._days_of_others)
            case EntryKind.COHORT:
                yield from self.cohorts.items()
            case EntryKind.RESOURCE:
                yield from self.resources.items()
            case EntryKind.SITE:
                yield from self.sites.items()

    @cached_property
    def _months(self) -> Mapping[str, str]:
        days = (date(2001, month, 1) for month in range(1, 13))
        return {str(day.month): self.text.month(day, "LLLL") for day in days}

    @cached_property
    def activities(self) -> Mapping[str, str]:
        """The activities by their names: those of every programme, and its own."""
        own = {
            row.at(KEY).text: row.at("label").text or row.at(KEY).text
            for row in _rows(self.answers.at("activities"))
        }
        built_in = {each.name: self.text(f"activity.{each.name}") for each in BUILT_IN_ACTIVITIES}
        return {**built_in, **{name: label for name, label in own.items() if name}}

    @cached_property
    def cohorts(self) -> Mapping[str, str]:
        """The classes by their ids."""
        rows = _rows(self.answers.at("cohorts"))
        return {row.at("id").text: row.at("label").text or row.at("id").text for row in rows}

    def _names_in_cohorts(self, table: str, key: str) -> tuple[str, ...]:
        """Return the names in a table of all classes, each once."""
        rows = _rows(self.answers.at("cohorts"))
        found = (row.at(key).text for each in rows for row in _rows(each.at(table)))
        return tuple(dict.fromkeys(filter(None, found)))

    @cached_property
    def named_blocks(self) -> tuple[str, ...]:
        """The names of the named blocks of all classes, each once."""
        return self._names_in_cohorts("named_blocks", KEY)

    @cached_property
    def _semesters_and_named_blocks(self) -> tuple[str, ...]:
        own = self._names_in_cohorts("semesters", KEY)
        return (*dict.fromkeys((*own, *self._taught_semesters)), *self.named_blocks)

    @cached_property
    def _taught_semesters(self) -> list[str]:
        """The semesters of the modules, as periods call them."""
        table = "".join(self.answers.at("curriculum").at("modules").texts[-1:])
        try:
            modules = pasted_modules(table).tables.get("modules", [])
        except Unusable:
            return []
        return sorted({f"S{each['semester']}" for each in modules if "semester" in each})

    @cached_property
    def _days_of_others(self) -> tuple[str, ...]:
        """The names of milestones and of the events of all classes."""
        milestones = (row.at("name").text for row in _rows(self.answers.at("milestones")))
        return (*filter(None, milestones), *self._names_in_cohorts("events", "name"))

    @cached_property
    def resources(self) -> Mapping[str, str]:
        """The resources of the campus, and those of the sites."""
        places = [self.answers, *_rows(self.answers.at("sites"))]
        rows = (row for each in places for row in _rows(each.at("campus").at("resources")))
        return {name: name for name in (row.at(KEY).text for row in rows) if name}

    @cached_property
    def sites(self) -> Mapping[str, str]:
        """The sites by their short names."""
        rows = _rows(self.answers.at("sites"))
        return {row.at(KEY).text: row.at("name").text or row.at(KEY).text for row in rows}

    def ways(
        self, ways: Iterable[str], table: str, chosen: str, *, is_required: bool = False
    ) -> tuple[tuple[str, str, bool], ...]:
        """Return the ways to say one thing: value, text, and whether it is chosen."""
        found = [(way, self.text(f"form.{table}.way.{way}"), way == chosen) for way in ways]
        if not found or (is_required and chosen):
            return tuple(found)
        nothing = self.text("form.choose" if is_required else "form.way.none")
        return (("", nothing, not chosen), *found)

    def row_title(self, place: str, answers: Answers, count: int) -> str:
        """Return what tells a row from the others."""
        if place in OF_WEEKDAYS:
            return self.text.weekday_name(count)
        match place:
            case "programme.cohorts":
                return answers.at("label").text or self.text("form.cohort.new")
            case "programme.milestones":
                return answers.at("name").text or self.text("form.milestone.new")
            case "programme.sites":
                return answers.at("name").text or self.text("form.site.new")
            case "programme.objectives":
                return self.text("form.programme.objectives.row", number=count + 1)
            case "pattern.weeks":
                return self.text("form.pattern.weeks.row", number=count + 1)
        return answers.at(KEY).text or self.text("form.row", number=count + 1)


def _rows(answers: Answers) -> list[Answers]:
    return [answers.at(str(number)) for number in answers.rows()]
