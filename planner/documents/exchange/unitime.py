"""Write the modules of a planning as XML of UniTime: an archive that its data exchange imports.

The files are those of its XML interfaces (help.unitime.org, `Documentation/Interfaces` of its
source), in the order in which they are imported: the academic session with its date patterns, the
course offerings, the curricula. UniTime gives each part of a course the same minutes in every week
of its date pattern; so a module has a part for each number of minutes that it has in a week, the
next one nested in the one before.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from planner.curriculum.progression import Progression, TaughtModule
from planner.files.archive import zip_files
from planner.messages import Messages
from planner.planning.planning import CohortPlanning, Edition
from planner.programme.hours_of_week import TAUGHT_AT
from planner.year.activity import Place
from planner.year.weeks import Minutes

_INTERFACES = "http://www.unitime.org/interface"
_TIMETABLING = "-//UniTime//DTD University Course Timetabling/EN"
_SETUP = "-//UniTime//UniTime Academic Session Setup/EN"

_TERM = "annee"
"""The term of the academic session: UniTime parts a year into terms, we do not."""

_ON_SITE, _SESSION = "Lec", "Dist"
"""The instructional types: lecture, and distance learning."""

_LONGEST_CODE, _LONGEST_NAME = 40, 100

_Days = tuple[tuple[date, date], ...]
"""Runs of days, each with its first and its last one."""


def unitime_archive(edition: Edition, text: Messages) -> bytes:
    """Serialize the archive: it has the classes of which a planning has modules."""
    found = _Session(edition, text)
    return zip_files(
        {
            "1-session.xml": found.setup(),
            "2-offerings.xml": found.offerings(),
            "3-curricula.xml": found.curricula(),
        }
    )


def token(name: str) -> str:
    """Return a name as a token of XML: letters and digits without accents, dots, hyphens."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[^A-Za-z0-9._]+", "-", plain).strip("-.")[:_LONGEST_CODE].rstrip("-.") or "x"


def distinct_tokens(names: Sequence[str]) -> Mapping[str, str]:
    """Return a token for each name; a later one that would have that of another gets a number."""
    found: dict[str, str] = {}
    for name in dict.fromkeys(names):
        base = each = token(name)
        number = 1
        while each.casefold() in {other.casefold() for other in found.values()}:
            number += 1
            each = f"{base[: _LONGEST_CODE - 4]}-{number}"
        found[name] = each
    return found


@dataclass(frozen=True)
class _Part:
    """A part of a course: the minutes that it has in each of its weeks, by their positions."""

    minutes: Minutes
    weeks: tuple[int, ...]


def _parts(figures: Sequence[Minutes]) -> list[_Part]:
    """Return a part for each number of minutes of a week, in the order of their first weeks."""
    return [
        _Part(minutes, tuple(n for n, each in enumerate(figures) if each == minutes))
        for minutes in dict.fromkeys(filter(None, figures))
    ]


@dataclass(frozen=True)
class _Class:
    """A class with its modules, as UniTime calls them."""

    row: CohortPlanning
    progression: Progression
    edition: Edition

    @cached_property
    def subject(self) -> str:
        """The subject area of its courses."""
        return token(self.row.cohort.id)

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The numbers of courses, by the ids of modules."""
        return distinct_tokens([each.module.id for each in self.progression.modules])

    @cached_property
    def people(self) -> Mapping[str, int]:
        """How many have each option: as equally many as can be; "" for all of them."""
        options = list(self.progression.streams)
        count = self.row.cohort.headcount
        each, more = divmod(count, len(options))
        return {option: each + (n < more) for n, option in enumerate(options)} | {"": count}

    def parts_of(self, taught: TaughtModule) -> Iterator[tuple[str, list[_Part]]]:
        """Yield the instructional types of a module, each with its parts."""
        session = self.edition.planning.programme.workday_of(self.row.cohort).session
        yield _ON_SITE, _parts(taught.minutes)
        yield _SESSION, _parts([session * count for count in taught.sessions])

    def days(self, kind: str, weeks: Sequence[int]) -> _Days:
        """Return the days of some weeks on which courses of a type can be held."""
        places = TAUGHT_AT if kind == _ON_SITE else (Place.COMPANY,)
        year = self.edition.planning.year.weeks_of(self.row.cohort.id)
        days = [
            year[n].monday + timedelta(weekday)
            for n in weeks
            for weekday in sorted(
                {d for place in places for d in year[n].halves_at(self.row.activities[n], place)}
            )
        ]
        return _runs(days or [day for n in weeks for day in year[n].working_days])

    def pattern(self, weeks: Sequence[int], text: Messages) -> str:
        """Return the name of a date pattern: 1A S41 S43."""
        year = self.edition.planning.year.weeks_of(self.row.cohort.id)
        letter = text("week.letter")
        names = (f"{letter}{year[n].iso_week:02}" for n in weeks)
        return f"{self.row.cohort.id} {' '.join(names)}"[:_LONGEST_NAME]


def _runs(days: Sequence[date]) -> _Days:
    found: list[tuple[date, date]] = []
    for day in days:
        if found and found[-1][1] + timedelta(1) == day:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return tuple(found)


class _Session:
    """The academic session of a planning, and its files."""

    def __init__(self, edition: Edition, text: Messages) -> None:
        self.edition, self.text, self.planning = edition, text, edition.planning
        self.campus = token(self.planning.programme.id)
        self.classes = [
            _Class(row, row.progression, edition)
            for row in self.planning.cohorts
            if row.progression
        ]

    def _root(self, name: str) -> Element:
        year = str(self.planning.year.start_year)
        return Element(name, campus=self.campus, term=_TERM, year=year)

    def setup(self) -> bytes:
        """Return the academic session: its days, subject areas, date patterns and majors."""
        root, programme = self._root("sessionSetup"), self.planning.programme
        root.set("dateFormat", "yyyy/MM/dd")
        weeks = self.planning.year.weeks
        first, last = _day(weeks[0].first_day), _day(weeks[-1].last_day)
        days = {"startDate": first, "endDate": last, "classEndDate": last, "examStartDate": last}
        holidays = SubElement(SubElement(root, "session", days), "holidays")
        for week in weeks:
            for day in week.public_holidays:
                SubElement(holidays, "holiday", date=_day(day))
        departments = SubElement(root, "departments", incremental="true")
        SubElement(
            departments,
            "department",
            code=self.campus,
            abbreviation=self.campus[:20],
            name=programme.name[:_LONGEST_NAME],
        )
        subjects = SubElement(root, "subjectAreas", incremental="true")
        for each in self.classes:
            SubElement(
                subjects,
                "subjectArea",
                abbreviation=each.subject,
                title=each.row.cohort.label[:_LONGEST_NAME],
                department=self.campus,
            )
        self._date_patterns(SubElement(root, "datePatterns", incremental="true"))
        areas = SubElement(root, "academicAreas", incremental="true")
        title = programme.name[:_LONGEST_NAME]
        SubElement(areas, "academicArea", abbreviation=self.campus, title=title)
        years = SubElement(root, "academicClassifications", incremental="true")
        for each in self.classes:
            label = each.row.cohort.label[:_LONGEST_NAME]
            SubElement(years, "academicClassification", code=each.subject, name=label)
        options = dict.fromkeys(o for each in self.classes for o in each.progression.streams if o)
        majors = SubElement(root, "posMajors", incremental="true")
        for option, code in distinct_tokens(list(options)).items():
            SubElement(majors, "posMajor", code=code, name=option, academicArea=self.campus)
        return _serialized(root, _SETUP, "AcademicSessionSetup.dtd")

    def _date_patterns(self, parent: Element) -> None:
        """Write the days of the whole year, and those of each part of a course, once each."""
        weeks = self.planning.year.weeks
        whole = _runs([day for week in weeks for day in week.working_days if not week.closed])
        known: dict[str, _Days] = {}
        self._pattern(parent, self.planning.year.label, "Standard", whole, default="true")
        for of in self.classes:
            for taught in of.progression.modules:
                for kind, parts in of.parts_of(taught):
                    for part in parts:
                        name = of.pattern(part.weeks, self.text)
                        days = of.days(kind, part.weeks)
                        if known.setdefault(name, days) is days:
                            self._pattern(parent, name, "Non-standard", days, default="false")

    def _pattern(self, parent: Element, name: str, kind: str, days: _Days, *, default: str) -> None:
        pattern = SubElement(
            parent, "datePattern", name=name, type=kind, visible="true", default=default
        )
        for first, last in days:
            SubElement(pattern, "dates", fromDate=_day(first), toDate=_day(last))

    def offerings(self) -> bytes:
        """Return the course offerings: one for each module, with the days of its parts."""
        root = self._root("offerings")
        root.set("dateFormat", "yyyy/MM/dd")
        root.set("incremental", "true")
        for of in self.classes:
            for taught in of.progression.modules:
                self._offering(root, of, taught)
        return _serialized(root, _TIMETABLING, "CourseOfferingExport.dtd")

    def _offering(self, root: Element, of: _Class, taught: TaughtModule) -> None:
        module = taught.module
        number, limit = of.numbers[module.id], str(of.people[module.option])
        key = f"{of.subject}-{number}"
        offering = SubElement(root, "offering", id=key, offered="true", action="update")
        SubElement(
            offering,
            "course",
            id=key,
            subject=of.subject,
            courseNbr=number,
            controlling="true",
            title=module.name[:_LONGEST_NAME],
        )
        config = SubElement(offering, "config", name="1", limit=limit, durationType="MIN_PER_WEEK")
        kinds = [(kind, parts) for kind, parts in of.parts_of(taught) if parts]
        for kind, parts in kinds:
            nest = config
            for n, part in enumerate(parts):
                values = {"type": kind, "suffix": _suffix(n), "minPerWeek": str(part.minutes)}
                nest = SubElement(nest, "subpart", values)
        for kind, parts in kinds:
            self._class_of(config, of, taught, (key, kind, limit), parts)

    def _class_of(
        self,
        parent: Element,
        of: _Class,
        taught: TaughtModule,
        of_course: tuple[str, str, str],
        parts: Sequence[_Part],
        depth: int = 0,
    ) -> None:
        """Write the class of a part, and within it that of the next one."""
        key, kind, limit = of_course
        suffix = f"1{_suffix(depth)}"
        values = {"id": f"{key} {kind} {suffix}", "type": kind, "suffix": suffix, "limit": limit}
        found = SubElement(parent, "class", values)
        if depth + 1 < len(parts):
            self._class_of(found, of, taught, of_course, parts, depth + 1)
        for first, last in of.days(kind, parts[depth].weeks):
            SubElement(found, "date", startDate=_day(first), endDate=_day(last))
        for n, teacher in enumerate(taught.module.teachers):
            lead = "true" if n == 0 else "false"
            SubElement(found, "instructor", id=token(teacher), lname=teacher, lead=lead)

    def curricula(self) -> bytes:
        """Return the curricula: one for each option of a class, with its courses."""
        root = self._root("curricula")
        codes = distinct_tokens([o for each in self.classes for o in each.progression.streams if o])
        for of in self.classes:
            for option, modules in of.progression.streams.items():
                name = " ".join(filter(None, (of.row.cohort.label, option)))
                curriculum = SubElement(
                    root,
                    "curriculum",
                    abbreviation=f"{of.subject} {codes.get(option, '')}".strip()[:_LONGEST_CODE],
                    name=name[:_LONGEST_NAME],
                )
                SubElement(curriculum, "academicArea", abbreviation=self.campus)
                SubElement(curriculum, "department", code=self.campus)
                if option:
                    SubElement(curriculum, "major", code=codes[option])
                people = str(of.people[option])
                year = SubElement(
                    curriculum, "classification", name=of.subject[:20], enrollment=people
                )
                SubElement(year, "academicClassification", code=of.subject)
                for each in modules:
                    number = of.numbers[each.module.id]
                    SubElement(year, "course", subject=of.subject, courseNbr=number)
        return _serialized(root, _TIMETABLING, "Curricula_3_2.dtd")


def _suffix(n: int) -> str:
    """Return the suffix of the n-th part: none, a, b, ... as UniTime numbers parts of a type."""
    return chr(ord("a") + n - 1) if n else ""


def _day(day: date) -> str:
    return f"{day:%Y/%m/%d}"


def _serialized(root: Element, public: str, dtd: str) -> bytes:
    indent(root)
    doctype = f'<!DOCTYPE {root.tag} PUBLIC "{public}" "{_INTERFACES}/{dtd}">'
    body = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}\n{body}\n'.encode()
