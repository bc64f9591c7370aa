"""Changes of a form's rows: one is added, copied, taken away, or moved."""

from planner.office.form.answers import KEY, ROW, VALUE, Pairs, answers_of, is_row_number
from planner.programme.names import LAST_OBJECTIVES

_OBJECTIVES = "objectives"
_COPY_KEYS = ("id", "label")


def edited_rows(pairs: Pairs, order: str) -> Pairs:
    """Return a form after the order of one of its buttons.

    Parameters
    ----------
    order
        What to do and with what: `add closures.days`, or `copy`, `remove`, `up` or `down` with
        the name of a row. Other orders change nothing.
    """
    what, _, name = order.partition(" ")
    if what == "add":
        return _added(pairs, name)
    rows, _, number = name.rpartition(".")
    if not is_row_number(number) or int(number) not in _numbers(pairs, rows):
        return pairs
    match what:
        case "remove":
            return [pair for pair in pairs if not _is_below(pair[0], name)]
        case "copy":
            return _copied(pairs, rows, name)
        case "up":
            return _moved(pairs, rows, int(number), -1)
        case "down":
            return _moved(pairs, rows, int(number), 1)
    return pairs


def _numbers(pairs: Pairs, rows: str) -> list[int]:
    """Return the numbers of some rows, in order."""
    answers = answers_of(pairs)
    for part in rows.split("."):
        answers = answers.at(part)
    return answers.rows()


def _is_below(name: str, row: str) -> bool:
    return name.startswith(f"{row}.")


def _next(pairs: Pairs, rows: str) -> int:
    return max(_numbers(pairs, rows), default=-1) + 1


def _added(pairs: Pairs, rows: str) -> Pairs:
    """Add an empty row; one of an objective before those that end every ranking."""
    number = _next(pairs, rows)
    added: Pairs = [*pairs, (f"{rows}.{number}.{ROW}", "")]
    if rows != _OBJECTIVES:
        return added
    chosen = {name: text for name, text in pairs if name.endswith(f".{VALUE}")}
    before = list(reversed(_numbers(pairs, rows)))
    while before and chosen.get(f"{rows}.{before[0]}.{VALUE}") in LAST_OBJECTIVES:
        added = _moved(added, rows, number, -1)
        number = before.pop(0)
    return added


def _copied(pairs: Pairs, rows: str, name: str) -> Pairs:
    """Copy a row; the copy is told from it by what names it."""
    copy = f"{rows}.{_next(pairs, rows)}"
    found = [(own, text) for own, text in pairs if _is_below(own, name)]
    below = [(own.removeprefix(f"{name}."), text) for own, text in found]
    named = [(own, f"{text}-2" if own in (KEY, *_COPY_KEYS) else text) for own, text in below]
    return [*pairs, *((f"{copy}.{own}", text) for own, text in named)]


def _moved(pairs: Pairs, rows: str, number: int, by: int) -> Pairs:
    """Exchange a row with the one before or after it."""
    numbers = _numbers(pairs, rows)
    place = numbers.index(number) + by
    if not 0 <= place < len(numbers):
        return pairs
    one, other = f"{rows}.{number}", f"{rows}.{numbers[place]}"
    return [(_exchanged(name, one, other), text) for name, text in pairs]


def _exchanged(name: str, one: str, other: str) -> str:
    """Return a name below one of two rows as the same name below the other."""
    for row, instead in ((one, other), (other, one)):
        if _is_below(name, row):
            return f"{instead}{name.removeprefix(row)}"
    return name
