"""The application of a school: the routes of the office, and those of the portal."""

from dataclasses import replace

from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from planner.office.searches.queue import Searches
from planner.office.web import home, plan, quitting, rules, searches, start, start_model
from planner.portal.pages.rendering import page_renderer
from planner.portal.web.application import PORTAL_ROUTES, portal_application
from planner.portal.web.downloads import static_files
from planner.portal.web.middleware import PortalMiddleware
from planner.portal.web.state import Portal

_STATIC_FILES = StaticFiles(packages=[("planner.office.pages", "static")])

OFFICE_ROUTES = (
    Route("/office/static/{name}", static_files(_STATIC_FILES, "no-cache")),
    Route("/office/quit", quitting.quit_action, methods=["POST"]),
    Route("/office/drafts", home.drafts_page),
    Route("/office/drafts/{draft:number}", home.next_step),
    Route("/office/drafts/{draft:number}/plan", plan.plan_page),
    Route("/office/drafts/{draft:number}/why", plan.why_page),
    Route("/office/drafts/{draft:number}/searches", plan.start_action, methods=["POST"]),
    Route("/office/drafts/{draft:number}/plan/{search:number}", searches.search_page),
    Route("/office/drafts/{draft:number}/plan/{search:number}/state", searches.search_state),
    Route("/office/drafts/{draft:number}/plan/{search:number}/events", searches.search_events),
    Route(
        "/office/drafts/{draft:number}/plan/{search:number}/stop",
        searches.stop_action,
        methods=["POST"],
    ),
    Route(
        "/office/drafts/{draft:number}/plan/{search:number}/cancel",
        searches.cancel_action,
        methods=["POST"],
    ),
    Route(
        "/office/drafts/{draft:number}/plan/{search:number}/take",
        searches.take_action,
        methods=["POST"],
    ),
    Route("/office/drafts/{draft:number}/rules", rules.rules_page),
    Route("/office/drafts/{draft:number}/rules", rules.save_rules, methods=["POST"]),
    Route("/office/drafts/{draft:number}/rules/check", rules.check_rules, methods=["POST"]),
    Route("/office/start", start.start_page),
    Route("/office/start/models/{model}", start_model.model_page),
    Route("/office/start/models/{model}", start_model.start_from_model, methods=["POST"]),
    Route("/office/start/file", start.start_from_file, methods=["POST"]),
)
"""The routes of the office."""

ROUTES = (*OFFICE_ROUTES, *PORTAL_ROUTES)
"""All routes that are served."""

_render = page_renderer("planner.office.pages", "planner.portal.pages")


def office_application(portal: Portal) -> PortalMiddleware:
    """Build the application that serves the office and the portal of a school."""
    served = replace(portal, render=_render, home="/office/drafts")
    return portal_application(served, ROUTES, searches=Searches())
