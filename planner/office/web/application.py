"""The application of a school: the routes of the office, and those of the portal."""

from dataclasses import replace

from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from planner.office.archives import Archives
from planner.office.searches.queue import Searches
from planner.office.web import (
    campus,
    check_calendar,
    compare,
    home,
    quitting,
    start,
    start_calendar,
    start_model,
)
from planner.office.web.draft import (
    apprentices,
    company_exceptions,
    copies,
    give_out,
    history,
    modules_file,
    plan,
    progression,
    rules,
    searches,
    timetable,
    year,
)
from planner.portal.pages.rendering import page_renderer
from planner.portal.web.application import PORTAL_ROUTES, portal_application
from planner.portal.web.http.downloads import static_files
from planner.portal.web.http.middleware import PortalMiddleware
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
    Route(
        "/office/drafts/{draft:number}/rules/modules", modules_file.take_modules, methods=["POST"]
    ),
    Route("/office/drafts/{draft:number}/apprentices", apprentices.roster_page),
    Route("/office/drafts/{draft:number}/apprentices/list.xlsx", apprentices.roster_file),
    Route(
        "/office/drafts/{draft:number}/apprentices/read", apprentices.read_again, methods=["POST"]
    ),
    Route(
        "/office/drafts/{draft:number}/apprentices/take", apprentices.take_list, methods=["POST"]
    ),
    Route(
        "/office/drafts/{draft:number}/apprentices/company", company_exceptions.company_form_page
    ),
    Route(
        "/office/drafts/{draft:number}/apprentices/company",
        company_exceptions.change_company,
        methods=["POST"],
    ),
    Route("/office/drafts/{draft:number}/apprentices/new", apprentices.new_person_page),
    Route(
        "/office/drafts/{draft:number}/apprentices/new", apprentices.add_person, methods=["POST"]
    ),
    Route("/office/drafts/{draft:number}/apprentices/{person:number}", apprentices.person_page),
    Route(
        "/office/drafts/{draft:number}/apprentices/{person:number}",
        apprentices.change_person,
        methods=["POST"],
    ),
    Route(
        "/office/drafts/{draft:number}/apprentices/{person:number}/end",
        apprentices.end_contract,
        methods=["POST"],
    ),
    Route(
        "/office/drafts/{draft:number}/apprentices/{person:number}/remove",
        apprentices.remove_person,
        methods=["POST"],
    ),
    Route("/office/drafts/{draft:number}/give-out", give_out.give_out_page),
    Route(
        "/office/drafts/{draft:number}/give-out/version", give_out.label_action, methods=["POST"]
    ),
    Route(
        "/office/drafts/{draft:number}/give-out/documents",
        give_out.prepare_documents,
        methods=["POST"],
    ),
    Route("/office/drafts/{draft:number}/give-out/documents.zip", give_out.documents_file),
    Route("/office/drafts/{draft:number}/give-out/{file}", give_out.draft_file),
    Route("/office/drafts/{draft:number}/publish", give_out.review_draft),
    Route("/office/drafts/{draft:number}/publish", give_out.publish_draft, methods=["POST"]),
    Route("/office/drafts/{draft:number}/history", history.history_page),
    Route("/office/drafts/{draft:number}/history/{revision:number}", history.state_page),
    Route(
        "/office/drafts/{draft:number}/history/{revision:number}",
        history.restore_action,
        methods=["POST"],
    ),
    Route("/office/drafts/{draft:number}/undo", history.undo_change, methods=["POST"]),
    Route("/office/drafts/{draft:number}/redo", history.redo_change, methods=["POST"]),
    Route("/office/drafts/{draft:number}/copy", copies.copies_page),
    Route("/office/drafts/{draft:number}/copy", copies.copy_action, methods=["POST"]),
    Route("/office/drafts/{draft:number}/rename", copies.rename_action, methods=["POST"]),
    Route("/office/drafts/{draft:number}/delete", copies.deletion_page),
    Route("/office/drafts/{draft:number}/delete", copies.delete_action, methods=["POST"]),
    Route("/office/campus", campus.campus_page),
    Route(
        "/office/versions/{version:number}/next-year",
        copies.next_year_of_version,
        methods=["POST"],
    ),
    Route("/office/compare", compare.compare_page),
    Route("/office/check", check_calendar.check_page),
    Route("/office/check", check_calendar.check_action, methods=["POST"]),
    Route("/office/drafts/{draft:number}/year", year.year_page),
    Route("/office/drafts/{draft:number}/year", year.year_action, methods=["POST"]),
    Route("/office/drafts/{draft:number}/year/edit", year.edit_year, methods=["POST"]),
    Route("/office/drafts/{draft:number}/year/lock", year.lock_year, methods=["POST"]),
    Route("/office/drafts/{draft:number}/year/undo", year.undo_year, methods=["POST"]),
    Route("/office/drafts/{draft:number}/year/redo", year.redo_year, methods=["POST"]),
    Route("/office/drafts/{draft:number}/progression", progression.progression_page),
    Route(
        "/office/drafts/{draft:number}/progression",
        progression.progression_action,
        methods=["POST"],
    ),
    Route(
        "/office/drafts/{draft:number}/progression/edit",
        progression.edit_modules,
        methods=["POST"],
    ),
    Route(
        "/office/drafts/{draft:number}/progression/undo",
        progression.undo_modules,
        methods=["POST"],
    ),
    Route(
        "/office/drafts/{draft:number}/progression/redo",
        progression.redo_modules,
        methods=["POST"],
    ),
    Route(
        "/office/drafts/{draft:number}/progression/timetable",
        timetable.read_timetable_action,
        methods=["POST"],
    ),
    Route(
        "/office/drafts/{draft:number}/progression/timetable/take",
        timetable.take_timetable,
        methods=["POST"],
    ),
    Route("/office/start", start.start_page),
    Route("/office/start/models/{model}", start_model.model_page),
    Route("/office/start/models/{model}", start_model.start_from_model, methods=["POST"]),
    Route("/office/start/file", start.start_from_file, methods=["POST"]),
    Route("/office/start/calendar", start_calendar.calendar_page),
    Route("/office/start/calendar", start_calendar.read_calendar_action, methods=["POST"]),
    Route("/office/start/calendar/rules", start_calendar.calendar_rules_action, methods=["POST"]),
)
"""The routes of the office."""

ROUTES = (*OFFICE_ROUTES, *PORTAL_ROUTES)
"""All routes that are served."""

_render = page_renderer("planner.office.pages", "planner.portal.pages")


def office_application(portal: Portal) -> PortalMiddleware:
    """Build the application that serves the office and the portal of a school."""
    served = replace(portal, render=_render, home="/office/drafts")
    searches = Searches()
    served.metrics.watch_queue("searches", lambda: searches.pending)
    return portal_application(
        served, ROUTES, searches.cancel_all, searches=searches, archives=Archives()
    )
