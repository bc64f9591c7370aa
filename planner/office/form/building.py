"""Builds what the page of the rules form shows, from what the form holds and what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from planner.files.problems import Problem
from planner.messages import Messages
from planner.office.form.answers import KEY, VALUE, WAY, Answers
from planner.office.form.layout import FURTHER, SECTIONS, SOURCES, Section
from planner.office.form.module_totals import ModuleTotals
from planner.office.form.tree import (
    NUMBERS,
    Either,
    Entry,
    EntryKind,
    FormNode,
    FormRows,
    Group,
    Member,
    TickedRows,
    programme_tree,
)
from planner.office.form.values import value_of
from planner.office.form.views import (
    EntryView,
    FieldView,
    GroupView,
    RowsView,
    RowView,
    SectionsView,
    SectionView,
    Source,
)
from planner.office.form.weeks import WeekDates
from planner.office.form.wording import FormWording

_INLINE = ("extent", "month_day", "target", "hours_a_week", "closed_days", "holiday_dates")
"""The tables whose fields stand in one line."""

MOST_TABLE = 200_000
"""The most characters of the table of modules: ten times those of sixty modules a year."""

_DECIMALS = (EntryKind.DECIMAL, EntryKind.DURATION)
"""The kinds whose numbers may have a fraction."""

_SHORT = (EntryKind.INTEGER, *_DECIMALS, EntryKind.ISO_WEEK, EntryKind.DATED_WEEK)
"""The kinds whose texts are short."""

_CONTROLS = {
    EntryKind.DATE: "date",
    EntryKind.TIME: "time",
    EntryKind.BOOLEAN: "box",
    EntryKind.MONTH: "select",
    EntryKind.MODULES: "table",
}


@dataclass(frozen=True)
class _Spot:
    """Where in the form a field is.

    Attributes
    ----------
    place
        Its table and key in the schema.
    name
        Its name in the form.
    answers
        What the form holds there.
    title
        What stands for its label; "" for its own.
    """

    place: str
    name: str
    answers: Answers
    is_required: bool = False
    title: str = ""

    def at(self, member: Member) -> "_Spot":
        name = f"{self.name}.{member.name}" if self.name else member.name
        return _Spot(member.place, name, self.answers.at(member.name), member.is_required)

    def below(self, part: str, place: str) -> "_Spot":
        return _Spot(place, f"{self.name}.{part}", self.answers.at(part))


@dataclass(frozen=True)
class FormBuilder:
    """Builds the views of a form.

    Attributes
    ----------
    answers
        What the form holds.
    dates
        The dates of the weeks of its year.
    faults
        The faults, by the names of their fields.
    notes
        What is told beside fields, by their names, instead of the dates of weeks.
    totals
        What the modules add up to.
    """

    text: Messages
    answers: Answers
    dates: WeekDates
    faults: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    totals: ModuleTotals | None = None

    @cached_property
    def wording(self) -> FormWording:
        return FormWording(self.text, self.answers)

    def programme(self) -> tuple[SectionView, ...]:
        """Return the sections of the whole form."""
        return self._sections(programme_tree(), _Spot("programme", "", self.answers))

    def _sections(self, group: Group, spot: _Spot) -> tuple[SectionView, ...]:
        members = {member.name: member for member in group.members}
        return tuple(
            self._section(section, group.table, [members[key] for key in section.keys], spot)
            for section in SECTIONS[group.table]
        )

    def _section(
        self, section: Section, table: str, members: list[Member], spot: _Spot
    ) -> SectionView:
        open_ones, further = _divided(members)
        return SectionView(
            name=f"{spot.name}.@{section.name}" if spot.name else f"@{section.name}",
            title=self.text(f"form.section.{table}.{section.name}"),
            help=self.wording.help(f"section.{table}.{section.name}"),
            parts=tuple(self._field(member.node, spot.at(member)) for member in open_ones),
            further=tuple(self._field(member.node, spot.at(member)) for member in further),
            given=_given(further, spot.answers),
            faults=sum(self._count(spot.at(member).name) for member in members),
        )

    def _count(self, name: str) -> int:
        """Return how many faults stand at a field or below it."""
        below = f"{name}."
        return sum(
            len(found)
            for each, found in self.faults.items()
            if each == name or each.startswith(below)
        )

    def _said(self, name: str) -> tuple[str, ...]:
        return tuple(self.wording.fault(found) for found in self.faults.get(name, ()))

    def _sources(self, spot: _Spot) -> tuple[Source, ...]:
        """Return the sources of the rules that a field states, if it says anything.

        Where there is none yet, the first is to be given.
        """
        rules = SOURCES.get(spot.place, ()) if _says(spot.answers) else ()
        given = self.answers.at("sources")
        found = [(f"sources.{rule}", given.at(rule).text) for rule in rules]
        return tuple([source for source in found if source[1]] or found[:1])

    # --- Fields

    def _field(self, node: FormNode, spot: _Spot) -> FieldView:
        match node:
            case Entry():
                return self._entry(node, spot)
            case Group():
                return self._group(node, spot)
            case Either():
                return self._either(node, spot)
            case TickedRows():
                return self._ticked(node, spot)
        return self._rows(node, spot)

    def _entry(self, entry: Entry, spot: _Spot) -> EntryView:
        view = EntryView(
            name=spot.name,
            label=spot.title or self.wording.label(spot.place),
            control=_CONTROLS.get(entry.kind, "text"),
            help=self.wording.help(spot.place),
            value=spot.answers.text,
            is_required=spot.is_required,
            sources=self._sources(spot),
            faults=self._said(spot.name),
        )
        if entry.kind == EntryKind.BOOLEAN:
            return _box(view, entry)
        if entry.kind == EntryKind.GIVEN_WEEK:
            return self._given_week(view, entry, spot)
        if entry.kind == EntryKind.MODULES:
            table = "".join(spot.answers.texts[-1:])
            return replace(view, value=table, longest=MOST_TABLE, totals=self.totals)
        if entry.is_choice or entry.kind == EntryKind.MONTH:
            options = self.wording.options(
                entry, spot.place, spot.answers.texts, is_required=spot.is_required
            )
            return replace(view, control="boxes" if entry.is_list else "select", options=options)
        return replace(
            view,
            value=self._shown(entry, view.value),
            inputmode=_inputmode(entry),
            placeholder=self.wording.default(entry),
            longest=entry.longest,
            is_short=entry.kind in _SHORT and not entry.is_list,
            note=self._note(entry, spot),
        )

    def _given_week(self, view: EntryView, entry: Entry, spot: _Spot) -> EntryView:
        """Return the choice of an activity, and the letters of a cut week beside it."""
        whole = self.wording.options(entry, spot.place, (), is_required=spot.is_required)
        names = {value for value, *_ in whole}
        chosen = [text.strip() for text in spot.answers.texts if text.strip() in names - {""}]
        letters = [text.strip() for text in spot.answers.texts if text.strip() not in names]
        options = self.wording.options(entry, spot.place, chosen, is_required=spot.is_required)
        return replace(
            view,
            control="week",
            value=letters[-1] if letters else "",
            options=options,
            longest=entry.longest,
            note=self.notes.get(spot.name, ""),
        )

    def _shown(self, entry: Entry, value: str) -> str:
        is_french = self.text.language == "fr"
        return value.replace(".", ",") if entry.kind in _DECIMALS and is_french else value

    def _note(self, entry: Entry, spot: _Spot) -> str:
        """Return what is told beside a field: the dates of its weeks, or the time by default."""
        if spot.name in self.notes:
            return self.notes[spot.name]
        if entry.kind == EntryKind.TIME and not spot.answers.text:  # it shows no placeholder
            default = self.wording.default(entry)
            return self.text("form.default", value=default) if default else ""
        value = value_of(entry, spot.answers.texts)
        if entry.kind == EntryKind.DATED_WEEK:
            return self.dates.told_of(value, self.text)
        if entry.kind != EntryKind.ISO_WEEK:
            return ""
        return self.dates.told(value if isinstance(value, list) else [value], self.text)

    def _group(self, group: Group, spot: _Spot) -> GroupView:
        open_ones, further = _divided(group.members)
        ways = [each[0] for each in group.ways]
        label = spot.title or self.wording.label(spot.place)
        chosen = spot.answers.at(WAY).text
        return GroupView(
            name=spot.name,
            table=group.table,
            label=label,
            help=self.wording.help(spot.place),
            ways=self.wording.ways(ways, group.table, chosen, is_required=spot.is_required),
            way_label=self.text("form.way", what=label),
            parts=tuple(
                (_way_of(group, m.name), self._field(m.node, spot.at(m))) for m in open_ones
            ),
            further=tuple(self._field(m.node, spot.at(m)) for m in further),
            given=_given(further, spot.answers),
            is_inline=group.table in _INLINE or bool(ways),
            note=self.notes.get(spot.name, ""),
            sources=self._sources(spot),
            faults=self._said(spot.name),
        )

    def _either(self, either: Either, spot: _Spot) -> GroupView:
        table = either.table
        label = spot.title or self.wording.label(spot.place)
        chosen = spot.answers.at(WAY).text
        value = self._entry(either.value, spot.below(VALUE, f"{table.table}.value"))
        fields = (self._field(member.node, spot.at(member)) for member in table.members)
        return GroupView(
            name=spot.name,
            table=table.table,
            label=label,
            help=self.wording.help(spot.place),
            ways=self.wording.ways(["value", "table"], table.table, chosen),
            way_label=self.text("form.way", what=label),
            parts=(("value", value), *(("table", each) for each in fields)),
            is_inline=True,
            sources=self._sources(spot),
            faults=self._said(spot.name),
        )

    def _ticked(self, ticked: TickedRows, spot: _Spot) -> RowsView:
        names = spot.below(VALUE, f"{spot.place}.names")
        return replace(self._rows(ticked.days, spot), ticked=self._entry(ticked.names, names))

    def _rows(self, rows: FormRows, spot: _Spot) -> RowsView:
        numbers = spot.answers.rows() if rows.size is None else [*range(rows.size)]
        label = self.wording.label(spot.place)
        return RowsView(
            name=spot.name,
            label=label,
            add="" if rows.size else self.text(f"form.{spot.place}.add"),
            help=self.wording.help(spot.place),
            rows=tuple(
                self._row(rows, spot.below(str(number), f"{spot.place}.value"), count)
                for count, number in enumerate(numbers)
            ),
            is_ordered=isinstance(rows.item, Entry) and rows.key is None and rows.size is None,
            sources=self._sources(spot),
            faults=self._said(spot.name),
        )

    def _row(self, rows: FormRows, spot: _Spot, count: int) -> RowView:
        title = self.wording.row_title(rows.place, spot.answers, count)
        key = None
        if rows.key is not None:
            named = replace(spot.below(KEY, f"{rows.place}.key"), is_required=True)
            key = self._entry(rows.key, named)
        is_required = rows.size is None or count < rows.least
        body = self._row_body(rows, replace(spot, title=title, is_required=is_required))
        return RowView(spot.name, title, key, body, self._said(spot.name))

    def _row_body(self, rows: FormRows, spot: _Spot) -> FieldView:
        item = rows.item
        if isinstance(item, Group) and item.table in SECTIONS:
            return SectionsView(spot.name, self._sections(item, spot))
        if not isinstance(item, Entry):
            return self._field(item, spot)
        value = spot.below(VALUE, spot.place)
        return self._entry(item, replace(value, title="" if rows.key else spot.title))


def _divided(members: Sequence[Member]) -> tuple[list[Member], list[Member]]:
    """Return the members that are open, and those one step away; a day before its month.

    They are open where all would be one step away, as those of a part of the year in a list.
    """
    shown = sorted(members, key=lambda member: member.name == "month")
    further = [member for member in shown if member.place in FURTHER]
    if len(further) == len(shown):
        return shown, []
    return [member for member in shown if member not in further], further


def _given(members: list[Member], answers: Answers) -> int:
    return sum(_says(answers.at(member.name)) for member in members)


def _says(answers: Answers) -> bool:
    """Whether there is any text at or below a name."""
    return any(answers.texts) or any(_says(part) for part in answers.parts.values())


def _way_of(group: Group, key: str) -> str:
    return next((way[0] for way in group.ways if key in way), "")


def _inputmode(entry: Entry) -> str:
    if entry.is_list:
        return ""
    if entry.kind in NUMBERS:
        return "numeric"
    return "decimal" if entry.kind == EntryKind.DECIMAL else ""


def _box(view: EntryView, entry: Entry) -> EntryView:
    """Return a box: ticked by default or not, it says nothing unless it says otherwise.

    What a file says although it is the default is still said.
    """
    default = "true" if entry.default else "false"
    stands = {
        "true": "true",
        "false": "false",
        default: view.value if view.value == default else "",
    }
    return replace(
        view,
        value="true" if (view.value or default) == "true" else "",
        ticked=stands["true"],
        unticked=stands["false"],
    )
