"""The view of the public page of a class: its year, its files, an address to subscribe to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from urllib.parse import urlencode

from planner.apprentices.year import ApprenticeYear, class_year
from planner.documents.apprentice.class_calendar import (
    ClassForm,
    class_calendar_grid,
)
from planner.messages import LANGUAGES, Messages
from planner.planning.planning import Edition
from planner.portal.pages.calendar import CalendarView, calendar_view, full_day
from planner.portal.pages.rendering import render
from planner.portal.store.address import webcal_url
from planner.programme.cohort import Cohort
from planner.words.names import version_line
from planner.year.time_zones import day_at


@dataclass(frozen=True)
class ClassPage:
    """The data of the public page of a class.

    Attributes
    ----------
    address
        The URL of the page, without a query.
    published
        The time of publication of the version, in UTC.
    years
        The years that the page can show: in which each starts, and its name.
    is_of_day
        Whether the year is the one that the address shows by itself.
    """

    address: str
    cohort: Cohort
    edition: Edition
    published: datetime
    years: tuple[tuple[int, str], ...]
    is_of_day: bool


def class_page_html(page: ClassPage, now: datetime, text: Messages, prefix: str = "") -> str:
    """Render the public page of a class; HTML without scripts, which depends on the day only.

    Parameters
    ----------
    prefix
        What the paths of the portal begin with.
    """
    view = _ClassView(page, now, text)
    return render("class_page.html", text, prefix=prefix, view=view, languages=view.languages)


@dataclass(frozen=True)
class _ClassView:
    """The page as text in a language."""

    page: ClassPage
    now: datetime
    text: Messages

    @cached_property
    def year(self) -> ApprenticeYear:
        return class_year(self.page.cohort.id, self.page.edition.planning)

    @property
    def today(self) -> date:
        return day_at(self.now, self.year.time_zone)

    @property
    def today_text(self) -> str:
        return full_day(self.today, self.text)

    @cached_property
    def calendar(self) -> CalendarView:
        grid = class_calendar_grid(self.page.cohort, self.page.edition, self.text)
        return calendar_view(self.year, grid, self.today, self.text)

    @property
    def version(self) -> str:
        """The label of the version, its number and its date of publication."""
        edition, day = self.page.edition, day_at(self.page.published, self.year.time_zone)
        named = version_line(edition, self.text)
        numbered = self.text("portal.version", revision=edition.revision, day=day)
        return " · ".join(filter(None, (named[:1].upper() + named[1:], numbered)))

    @property
    def languages(self) -> Mapping[str, str]:
        """The URL of the page in each language."""
        return {each: self._url("", self._start_year, each) for each in LANGUAGES}

    @property
    def others(self) -> Sequence[tuple[str, str]]:
        """The other years: URL and name."""
        shown = self.page.edition.planning.year.start_year
        return [
            (self._url("", start, self.text.language), label)
            for start, label in self.page.years
            if start != shown
        ]

    @property
    def files(self) -> Sequence[tuple[str, str]]:
        """The files to look at or to save: URL and what each is."""
        return [
            (self._of(form), self.text(f"class_form.{form}"))
            for form in ClassForm
            if form is not ClassForm.AGENDA
        ]

    @property
    def feed(self) -> str:
        """The URL to subscribe to."""
        return self._of(ClassForm.AGENDA)

    @property
    def webcal(self) -> str:
        """The URL by which a calendar program subscribes to the feed."""
        return webcal_url(self.feed)

    @property
    def _start_year(self) -> int | None:
        return None if self.page.is_of_day else self.page.edition.planning.year.start_year

    def _of(self, form: ClassForm) -> str:
        return self._url(f".{form}", self._start_year, self.text.language)

    def _url(self, suffix: str, start_year: int | None, language: str) -> str:
        query = {"lang": language} | ({"year": start_year} if start_year else {})
        return f"{self.page.address}{suffix}?{urlencode(query)}"
