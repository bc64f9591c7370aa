"""The view of a campus: each site with its picture, its busiest week and its weeks as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from planner.documents.planning.pictures.campus import campus_picture
from planner.messages import Messages
from planner.planning.campus_load import Room, SiteLoad, campus_loads
from planner.planning.planning import Planning
from planner.words.campus import exceeded_line, peak_line, present_line, room_line
from planner.words.names import week_name


@dataclass(frozen=True)
class WeekRow:
    """A week in which somebody is at a site.

    Attributes
    ----------
    is_full
        Whether there is not room enough.
    """

    name: str
    people: int
    classes: int
    who: str
    is_full: bool


@dataclass(frozen=True)
class SiteView:
    """A site, as text and as a picture.

    Attributes
    ----------
    exceeded
        In which weeks there is not room enough; "" where there always is.
    """

    name: str
    picture: Markup
    peak: str
    room: str
    exceeded: str
    weeks: tuple[WeekRow, ...]


def site_views(plannings: Sequence[Planning], room: Room, text: Messages) -> tuple[SiteView, ...]:
    """Return the sites of some plannings, each of another programme; none without a planning."""
    loads = campus_loads(plannings, room) if plannings else ()
    return tuple(_site(load, plannings, text) for load in loads)


def _site(load: SiteLoad, plannings: Sequence[Planning], text: Messages) -> SiteView:
    rows = (
        WeekRow(
            week_name(each.week, text),
            each.people,
            each.classes,
            present_line(each, text),
            each.exceeds(load.room),
        )
        for each in load.weeks
        if each.present
    )
    return SiteView(
        load.name,
        Markup(campus_picture(load, plannings, text)),
        peak_line(load, text),
        room_line(load.room, text),
        exceeded_line(load, text),
        tuple(rows),
    )
