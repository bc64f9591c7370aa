"""What the pictures of a comparison share: the scenarios they show, their marks, title and key."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from planner.documents.comparison.words import plain, status
from planner.documents.drawing import lines_within, width_of, write
from planner.messages import Messages
from planner.planning.planning import Planning
from planner.scenarios import Compared, select_scenarios, short_scenario_names
from planner.words.style import HEADER, INK, SCENARIOS

MOST_DRAWN = 12
"""The most scenarios on one picture."""

MARGIN, STEP = 0.35, 0.19
"""In inches: around a page, and from a mark to the next."""

_SHAPES = ("o", "s", "h", "D")
"""Of the marks of scenarios; with the colours, they come again after twenty."""

_TITLE_LINE, _KEY_LINE, _KEY_COLUMNS = 0.18, 0.145, 2


@dataclass(frozen=True)
class Numbered:
    """A scenario with its number in the table."""

    number: int
    scenario: Compared
    name: str

    @property
    def planning(self) -> Planning | None:
        return self.scenario.edition.planning if self.scenario.edition else None

    @property
    def is_given(self) -> bool:
        return self.scenario.status == "given"


def chosen(compared: Sequence[Compared]) -> list[Numbered]:
    """Choose what is drawn: all scenarios if they are few, else the foremost ones."""
    places = select_scenarios(compared, MOST_DRAWN)
    names = short_scenario_names([compared[place] for place in places])
    return [
        Numbered(place + 1, compared[place], plain(name) or "–")
        for place, name in zip(places, names, strict=True)
    ]


def mark(axes: Axes, x: float, y: float, number: int) -> None:
    """Draw the mark of a scenario: its number on its shape and colour."""
    shape = _SHAPES[(number - 1) % len(_SHAPES)]
    fill = f"#{SCENARIOS[(number - 1) % len(SCENARIOS)]}"
    axes.plot(
        [x],
        [y],
        marker=shape,
        markersize=9.5 if shape == "D" else 11.5,
        zorder=6,
        markerfacecolor=fill,
        markeredgecolor=f"#{INK}",
        markeredgewidth=0.7,
    )
    points = 6.2 if number < 100 else 4.5
    write(axes, x, y + 0.005, str(number), points, "bold", "center", zorder=7)


class Title:
    """The title of a picture; below it, which programmes are compared and what else is to say."""

    def __init__(
        self,
        title: str,
        shown: Sequence[Numbered],
        compared: Sequence[Compared],
        text: Messages,
        width: float,
        *more: str,
    ) -> None:
        programmes = [each.planning.programme for each in shown if each.planning]
        named = dict.fromkeys(plain(f"{p.school} · {p.name}") for p in programmes)
        lines = [" / ".join(named), *more]
        if len(shown) < len(compared):
            lines.append(text("chart.chosen", shown=len(shown), total=len(compared)))
        room = width - 2 * MARGIN
        self.title = title
        self.lines = [fitted for line in lines for fitted in lines_within(line, room, 8.5, 2)]
        self.bottom = 0.72 + _TITLE_LINE * len(self.lines)

    def draw(self, axes: Axes) -> None:
        """Draw it at the top of a page."""
        write(axes, MARGIN, 0.42, self.title, 16, "bold", color=f"#{HEADER}")
        for n, line in enumerate(self.lines):
            write(axes, MARGIN, 0.7 + _TITLE_LINE * n, line, 8.5)


@dataclass(frozen=True)
class _Entry:
    """A scenario of a key: its name, on a line or two, and what became of it."""

    number: int
    lines: Sequence[str]
    outcome: str

    @property
    def height(self) -> float:
        return 0.07 + _KEY_LINE * len(self.lines)


class Key:
    """Says which mark is which scenario, in columns."""

    def __init__(self, shown: Sequence[Numbered], text: Messages, width: float) -> None:
        self._column = (width - 2 * MARGIN) / _KEY_COLUMNS
        entries = [self._entry(each, text) for each in shown]
        rows = -(-len(entries) // _KEY_COLUMNS)
        self._columns = [entries[n * rows : (n + 1) * rows] for n in range(_KEY_COLUMNS)]
        self.height = max(sum(entry.height for entry in column) for column in self._columns)

    def _entry(self, each: Numbered, text: Messages) -> _Entry:
        outcome = f" – {status(each.scenario, text)}"
        room = self._column - 0.4
        beside = room - width_of(outcome, 7)
        lines = lines_within(each.name, room, 8, 2, "bold")
        if len(lines) == 1 and width_of(lines[0], 8, "bold") > beside:
            lines.append("")
        lines[-1:] = lines_within(lines[-1], beside, 8, 1, "bold") or [""]
        return _Entry(each.number, lines, outcome)

    def draw(self, axes: Axes, top: float) -> None:
        """Draw it from an upper edge on."""
        for n, column in enumerate(self._columns):
            left, y = MARGIN + self._column * n, top + 0.1
            for entry in column:
                mark(axes, left + 0.1, y, entry.number)
                for line in entry.lines:
                    write(axes, left + 0.26, y, line, 8, "bold")
                    y += _KEY_LINE
                end = left + 0.26 + width_of(entry.lines[-1], 8, "bold")
                write(axes, end, y - _KEY_LINE, entry.outcome, 7)
                y += 0.07
