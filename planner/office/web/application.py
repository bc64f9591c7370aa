"""The application of a school: the routes of the office, and those of the portal."""

from dataclasses import replace

from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from planner.office.web import home, start, year
from planner.portal.pages.rendering import page_renderer
from planner.portal.web.application import PORTAL_ROUTES, portal_application
from planner.portal.web.downloads import static_files
from planner.portal.web.middleware import PortalMiddleware
from planner.portal.web.state import Portal

_STATIC_FILES = StaticFiles(packages=[("planner.office.pages", "static")])

OFFICE_ROUTES = (
    Route("/office/static/{name}", static_files(_STATIC_FILES, "no-cache")),
    Route("/office/drafts", home.drafts_page),
    Route("/office/drafts/{draft:number}", home.next_step),
    Route("/office/drafts/{draft:number}/year", year.year_page),
    Route("/office/drafts/{draft:number}/year", year.year_action, methods=["POST"]),
    Route("/office/drafts/{draft:number}/year/edit", year.edit_year, methods=["POST"]),
    Route("/office/drafts/{draft:number}/year/lock", year.lock_year, methods=["POST"]),
    Route("/office/drafts/{draft:number}/year/undo", year.undo_year, methods=["POST"]),
    Route("/office/drafts/{draft:number}/year/redo", year.redo_year, methods=["POST"]),
    Route("/office/start", start.start_page),
    Route("/office/start/file", start.start_from_file, methods=["POST"]),
)
"""The routes of the office."""

ROUTES = (*OFFICE_ROUTES, *PORTAL_ROUTES)
"""All routes that are served."""

_render = page_renderer("planner.office.pages", "planner.portal.pages")


def office_application(portal: Portal) -> PortalMiddleware:
    """Build the application that serves the office and the portal of a school."""
    return portal_application(replace(portal, render=_render), ROUTES)
