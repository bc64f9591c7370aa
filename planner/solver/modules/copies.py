"""Modules that are searched for others too: those of options that nothing tells apart.

Options that no rule tells apart (the same modules but for their names) are taught alike: one of
them is searched, and counted as often as there are.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

from planner.curriculum.frame import Frame
from planner.curriculum.module import Curriculum, Module
from planner.solver.modules.nearness import History, history_of


@dataclass(frozen=True)
class Copies:
    """A module that is searched, and those of other options that are taught in the same weeks."""

    module: Module
    others: tuple[Module, ...] = ()

    @property
    def weight(self) -> int:
        """How many modules it stands for."""
        return 1 + len(self.others)


def copies_of(curriculum: Curriculum, frame: Frame) -> list[Copies]:
    """Return the modules to search: of options that nothing tells apart, those of the first."""
    named = {name for module in curriculum.modules for name in module.prerequisites}
    of_option: dict[str, list[Module]] = defaultdict(list)
    for module in curriculum.modules:
        of_option[module.option].append(module)
    core = [Copies(module) for module in of_option.pop("", [])]
    alike: dict[tuple[tuple[Module, History], ...], list[list[Module]]] = defaultdict(list)
    for option, modules in of_option.items():
        ordered = sorted(modules, key=lambda m: (_shape_order(m), history_of(m, frame)))
        is_own = any(m.teachers or m.resources or m.prerequisites or m.id in named for m in modules)
        of = option if is_own else ""
        shape = tuple((replace(module_shape(m), option=of), history_of(m, frame)) for m in ordered)
        alike[shape].append(ordered)
    for first, *others in alike.values():
        core += [Copies(m, tuple(same)) for m, *same in zip(first, *others, strict=True)]
    return core


def module_shape(module: Module) -> Module:
    """Return a module without what does not matter to its weeks."""
    return replace(module, id="", name="", unit="", ects=None, unit_ects=None)


def _shape_order(module: Module) -> str:
    return repr(replace(module_shape(module), option=""))
