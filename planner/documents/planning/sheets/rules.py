"""Write the rules of a planning with the check of each, to sort and filter."""

from collections.abc import Sequence
from itertools import groupby

from planner.documents.cell_styles import CENTRE, LEFT
from planner.documents.paper import shared_widths, text_width_in_characters
from planner.documents.planning.sheets.base import PlanningSheet
from planner.planning.check import RuleCheck, Verdict
from planner.words.colours import FAINT, INK, MARK
from planner.words.rules import finding, required, rule_name

_HEAD = 4
_WIDTHS = {"rule": 36.0, "required": 47.0, "found": 27.0, "verdict": 18.0, "source": 56.0}
"""Widths of the columns after that of the cohorts, in characters; the widest ones may be narrower.
"""

_FILTER = 3.0
"""The width of the button of a filter beside a header, in characters."""

_CENTRED = ("cohort", "verdict")


class RulesSheet(PlanningSheet):
    """A row for each cohort and rule, cohort by cohort; the rules on all of them come last."""

    landscape = True
    pages_high = 0

    def write(self, checks: Sequence[RuleCheck]) -> None:
        """Write the sheet of some checks, in their order."""
        text, sources = self.text, self.planning.programme.sources
        named = [text("column.cohort"), *(self._whose(found) for found in checks)]
        whose = max(map(text_width_in_characters, named)) + _FILTER
        has_sources = any(found.rule.name in sources for found in checks)
        keys = ["cohort", *_WIDTHS] if has_sources else ["cohort", *_WIDTHS][:-1]
        needed = [_WIDTHS[key] for key in keys[1:]]
        widths = [whose, *shared_widths(needed, self.paper.characters - whose)]
        self.title(text("sheet.rules.title", year=self.planning.year.label), widths)
        for column, key in enumerate(keys, start=1):
            self.put_header(_HEAD, column, text(f"column.{key}"))
        self.set_height(_HEAD, 20)
        shapes, row = dict(zip(keys, widths, strict=True)), _HEAD
        for n, (_, group) in enumerate(groupby(checks, self._whose)):
            for found in group:
                row += 1
                self._rule(row, found, shapes, FAINT if n % 2 else None)
        self.put_filter(_HEAD, row, len(keys))
        self.finish(widths, _HEAD, row, frozen=2)

    def _whose(self, found: RuleCheck) -> str:
        return found.cohort.id if found.cohort else self.text("cohort.all")

    def _rule(self, row: int, found: RuleCheck, shapes: dict[str, float], fill: str | None) -> None:
        text, rule = self.text, found.rule
        values = {
            "cohort": self._whose(found),
            "rule": rule_name(rule, text),
            "required": required(rule, text),
            "found": finding(found, text),
            "verdict": text(f"verdict.{found.verdict}"),
            "source": self.planning.programme.sources.get(rule.name),
        }
        is_broken = found.verdict is Verdict.BROKEN
        for column, key in enumerate(shapes, start=1):
            marked = is_broken and key == "verdict"
            self.put(
                row,
                column,
                values[key],
                fill=fill,
                bold=marked or key == "rule",
                colour=MARK if marked else INK,
                align=CENTRE if key in _CENTRED else LEFT,
            )
        self.fit_height(row, [(values[key], width) for key, width in shapes.items()])
