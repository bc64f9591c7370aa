"""What people read of a site of a school: its busiest week, its room, who is there."""

from itertools import groupby

from planner.messages import Messages
from planner.planning.campus_load import Room, SiteLoad, SiteWeek
from planner.words.names import week_name


def peak_line(load: SiteLoad, text: Messages) -> str:
    """Return how many are there at most, and when; that nobody is there in any week."""
    peak = load.peak
    if not peak.present:
        return text("campus.empty")
    people, classes = people_and_classes(peak, text)
    return text("campus.peak", people=people, classes=classes, week=week_name(peak.week, text))


def people_and_classes(week: SiteWeek, text: Messages) -> tuple[str, str]:
    """Return how many people and how many classes are there in a week."""
    return text.counted("people", week.people), text.counted("cohorts", week.classes)


def room_line(room: Room, text: Messages) -> str:
    """Return what there is room for; "" where nothing is said of it."""
    parts = []
    if room.people is not None:
        parts.append(text.counted("people", room.people))
    if room.classes is not None:
        parts.append(text.counted("cohorts", room.classes))
    return text("campus.room", most=text.listed(parts)) if parts else ""


def exceeded_line(load: SiteLoad, text: Messages) -> str:
    """Return in which weeks there is not room enough; "" where there always is."""
    if not load.exceeded:
        return ""
    listed = text.listed(week_name(each.week, text) for each in load.exceeded)
    weeks = text.counted("weeks", len(load.exceeded))
    return text("campus.exceeded", weeks=weeks, listed=listed)


def present_line(week: SiteWeek, text: Messages) -> str:
    """Return who is there, by programme: Génie civil : 1A, 2A ; Mécatronique : 1A."""
    groups = groupby(week.present, lambda each: each.programme.name)
    return " ; ".join(
        text("campus.present", programme=name, cohorts=", ".join(each.cohort.id for each in group))
        for name, group in groups
    )
