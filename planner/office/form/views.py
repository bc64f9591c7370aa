"""What the page of the rules form shows: fields with labels, texts, choices and faults."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from planner.office.form.module_totals import ModuleTotals

Option: TypeAlias = tuple[str, str, bool]
"""The value of a choice, its text, and whether it is chosen."""

Source: TypeAlias = tuple[str, str]
"""The name of the field of a rule's source, and what it says; "" if it says nothing yet."""


@dataclass(frozen=True)
class EntryView:
    """A value that is typed, chosen or ticked.

    Attributes
    ----------
    control
        "text", "date", "time", "select", "box" or "boxes"; or "week": a choice of an activity,
        with a text for the letters of a cut week; or "table": the cells of a spreadsheet.
    unticked
        What a box stands for that is not ticked.
    ticked
        What a box stands for that is ticked.
    note
        What follows from the value: the dates of weeks.
    totals
        What the modules of a table add up to.
    """

    shape: ClassVar[str] = "entry"

    name: str
    label: str
    control: str
    help: str = ""
    value: str = ""
    options: tuple[Option, ...] = ()
    inputmode: str = ""
    placeholder: str = ""
    longest: int | None = None
    unticked: str = ""
    ticked: str = ""
    is_required: bool = False
    is_short: bool = False
    note: str = ""
    totals: ModuleTotals | None = None
    sources: tuple[Source, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupView:
    """Fields that belong together.

    Attributes
    ----------
    table
        What they say, by its name in the schema.
    ways
        The ways to say it, of which one is chosen; empty if there is one way only.
    parts
        The fields of each way; those of the way "" go with all of them.
    further
        Fields that are one step away.
    given
        How many of these say something.
    note
        What follows from them.
    """

    shape: ClassVar[str] = "group"

    name: str
    table: str
    label: str
    help: str = ""
    ways: tuple[Option, ...] = ()
    way_label: str = ""
    parts: tuple[tuple[str, "FieldView"], ...] = ()
    further: tuple["FieldView", ...] = ()
    given: int = 0
    is_inline: bool = False
    note: str = ""
    sources: tuple[Source, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowView:
    """A row: its name if it has one, and its field.

    Attributes
    ----------
    title
        What tells it from the others.
    """

    name: str
    title: str
    key: EntryView | None
    body: "FieldView"
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowsView:
    """Rows that are added and taken away; where their order counts, they are moved.

    Attributes
    ----------
    ticked
        Names that are ticked beside the rows.
    """

    shape: ClassVar[str] = "rows"

    name: str
    label: str
    add: str
    help: str = ""
    rows: tuple[RowView, ...] = ()
    is_ordered: bool = False
    ticked: EntryView | None = None
    sources: tuple[Source, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class SectionView:
    """A subject of the form.

    Attributes
    ----------
    faults
        How many faults stand in it.
    """

    name: str
    title: str
    help: str
    parts: tuple["FieldView", ...]
    further: tuple["FieldView", ...]
    given: int
    faults: int


@dataclass(frozen=True)
class SectionsView:
    """A class, in sections of its own."""

    shape: ClassVar[str] = "sections"

    name: str
    sections: tuple[SectionView, ...]
    faults: tuple[str, ...] = ()


FieldView: TypeAlias = EntryView | GroupView | RowsView | SectionsView


def fields_in(sections: Iterable[SectionView]) -> Iterator[FieldView | RowView]:
    """Yield all fields of some sections, and the rows among them."""
    for section in sections:
        for view in (*section.parts, *section.further):
            yield from _below(view)


def _below(view: FieldView) -> Iterator[FieldView | RowView]:
    yield view
    match view:
        case GroupView():
            for _, part in view.parts:
                yield from _below(part)
            for part in view.further:
                yield from _below(part)
        case RowsView():
            if view.ticked is not None:
                yield view.ticked
            for row in view.rows:
                yield row
                if row.key is not None:
                    yield row.key
                yield from _below(row.body)
        case SectionsView():
            yield from fields_in(view.sections)
        case EntryView():
            pass
