"""Request handlers of scolarité for mail: what was sent, links and notices before they are sent."""

from sqlalchemy import Connection
from starlette.responses import Response

from planner.files.problems import Unusable, problem, replaced_problem_keys
from planner.portal.mail.bounces import note_bounces, read_mailbox
from planner.portal.mail.letters import MailLetter
from planner.portal.mail.mailing import (
    Hindrance,
    Mailing,
    link_mailing,
    notice_mailing,
    previewed_subject,
    queue_mailing,
    rehearsed_notices,
)
from planner.portal.mail.post import Stationery, Writer
from planner.portal.settings.roles import Role
from planner.portal.store.addressees import Addressee
from planner.portal.store.issuing import LinkRequest
from planner.portal.store.outbox import (
    MailFault,
    MailKind,
    MailState,
    count_mails,
    list_mails,
    send_again,
)
from planner.portal.store.publishing import Proposal
from planner.portal.store.recipients import RecipientKind
from planner.portal.store.versions import Version, newest_version, newest_versions, read_version
from planner.portal.web.http.forms import Form, whole_number
from planner.portal.web.http.uploads import as_files, read_confined
from planner.portal.web.office.roles import needs
from planner.portal.web.office.session import (
    OfficeSession,
    office_action,
    office_page,
    office_upload,
)
from planner.portal.web.state import stationery_of
from planner.portal.web.wording import PAGE_MESSAGE_KEYS

MAIL_PATH = "/office/mail"
"""The path of the list of messages."""

MAILS_PER_PAGE = 50

_NOTIFY = "notify"
"""The field of a form of publication that asks for notices."""


@office_page
@needs(Role.PUBLISHER, everywhere=True)
def mail_page(session: OfficeSession) -> Response:
    """Return the list of messages, the newest first, and what can be sent."""
    query = session.request.query_params
    state = query.get("state", "")
    states = (MailState(state),) if state in set(MailState) else tuple(MailState)
    before = whole_number(query.get("before", ""))
    with session.portal.database.reading() as connection:
        listed = list_mails(connection, MAILS_PER_PAGE + 1, states, before)
        counts = count_mails(connection)
        served = [each for each in newest_versions(connection) if not each.withdrawn]
    mails = listed[:MAILS_PER_PAGE]
    return session.render_page(
        "office_mail.html",
        hindrance=_hindrance(session),
        mails=mails,
        older=mails[-1].id if len(listed) > MAILS_PER_PAGE else None,
        counts={each: counts[each] for each in MailState if each in counts},
        states={each: session.text(f"mail_state.{each}") for each in MailState},
        faults={each: session.text(f"mail_fault.{each}") for each in MailFault},
        kinds={each: session.text(f"mail_kind.{each}") for each in MailKind},
        state=state if len(states) == 1 else None,
        failed=counts.get(MailState.FAILED, 0),
        served=served,
        queued=whole_number(query.get("queued", "")),
        bounced=whole_number(query.get("bounced", "")),
        left=whole_number(query.get("left", "")),
    )


@office_action
@needs(Role.PUBLISHER, everywhere=True)
def send_again_action(session: OfficeSession, form: Form) -> Response:
    """Queue a message again, or all that failed."""
    _required_stationery(session)
    given = form.text("message")
    with session.portal.database.writing() as connection:
        failed = () if given else list_mails(connection, states=(MailState.FAILED,))
        asked = [whole_number(given) or 0] if given else [each.id for each in failed]
        queued = send_again(connection, asked, session.user_name, session.now)
    return _sent(session, queued)


@office_upload
@needs(Role.PUBLISHER, everywhere=True)
def read_bounces_action(session: OfficeSession, form: Form) -> Response:
    """Note which messages were not delivered, by the notifications in an uploaded file."""
    stationery, upload = _required_stationery(session), form.file("mailbox")
    if not upload.name:
        raise Unusable([problem("bounces.no-file")])
    with session.portal.uploads.turn(), as_files(upload) as (path,):
        read = read_confined(read_mailbox, path)
    with session.portal.database.writing() as connection:
        noted = note_bounces(connection, read, stationery)
    told = {"bounced": len(noted.mails), "left": noted.left_aside}
    shown = MailState.FAILED if noted.mails else None
    return session.redirect(MAIL_PATH, **told, state=shown)


@office_page
@needs(Role.PUBLISHER, everywhere=True)
def links_mailing_page(session: OfficeSession) -> Response:
    """Return to whom links would go, and what the message would say."""
    _required_stationery(session)
    with session.portal.database.reading() as connection:
        mailing = _link_mailing(session, connection)
    return _preview(session, mailing)


@office_action
@needs(Role.PUBLISHER, everywhere=True)
def send_links(session: OfficeSession, form: Form) -> Response:
    """Queue the links of a preview, if it is still right."""
    _required_stationery(session)
    with session.portal.database.writing() as connection:
        mailing = _link_mailing(session, connection)
        if form.text("mailing") == mailing.digest:
            return _sent(session, _queued(session, connection, mailing))
    return _preview(session, mailing, Unusable([problem("mail.changed")]))


@office_page
@needs(Role.PUBLISHER, everywhere=True)
def notices_page(session: OfficeSession) -> Response:
    """Return to whom the notices of a version would go, and what they would say."""
    _required_stationery(session)
    with session.portal.database.reading() as connection:
        mailing = _notice_mailing(session, connection, _version(session, connection))
    return _preview(session, mailing)


@office_action
@needs(Role.PUBLISHER, everywhere=True)
def send_notices(session: OfficeSession, form: Form) -> Response:
    """Queue the notices of a preview, if it is still right."""
    _required_stationery(session)
    with session.portal.database.reading() as connection:
        mailing = _notice_mailing(session, connection, _version(session, connection))
    if form.text("mailing") != mailing.digest:
        return _preview(session, mailing, Unusable([problem("mail.changed")]))
    with session.portal.database.writing() as connection:
        return _sent(session, _queued(session, connection, mailing))


# --- At a publication ----------------------------------------------------------------------------


def notices_of(session: OfficeSession, proposal: Proposal) -> int:
    """Return how many notices a publication would send; 0 where no mail is sent."""
    if proposal.is_unchanged or stationery_of(session.portal) is None:
        return 0
    return len(rehearsed_notices(session.portal.database, proposal, session.now).to)


def asks_for_notices(form: Form) -> bool:
    """Return whether a form of publication asks for notices."""
    return bool(form.text(_NOTIFY))


def notify(session: OfficeSession, version: Version, form: Form) -> None:
    """Queue the notices of a version that was just published, if the form asks for them."""
    if not asks_for_notices(form) or stationery_of(session.portal) is None:
        return
    with session.portal.database.reading() as connection:
        mailing = _notice_mailing(session, connection, version)
    with session.portal.database.writing() as connection:
        _queued(session, connection, mailing)
    session.portal.wake()


# --- Shared --------------------------------------------------------------------------------------


def _hindrance(session: OfficeSession) -> str | None:
    """Return why no mail can be sent, as the key of a text; None if it can."""
    if session.portal.settings.mail is None:
        return "mail.no-settings"
    return None if stationery_of(session.portal) else "mail.no-address"


def _required_stationery(session: OfficeSession) -> Stationery:
    """Return what all messages have alike.

    Raises
    ------
    Unusable
        No mail can be sent.
    """
    found = stationery_of(session.portal)
    if found is None:
        raise Unusable([problem(_hindrance(session) or "mail.no-settings")])
    return found


def _link_mailing(session: OfficeSession, connection: Connection) -> Mailing:
    again = session.request.query_params.get("again") == "1"
    with replaced_problem_keys(PAGE_MESSAGE_KEYS):
        return link_mailing(connection, _request(session), session.today, again=again)


def _kind(session: OfficeSession) -> RecipientKind:
    """Return the kind of recipients whose links are asked for; companies by default."""
    asked = session.request.query_params.get("kind", "")
    return next((each for each in RecipientKind if each == asked), RecipientKind.COMPANY)


def _request(session: OfficeSession) -> LinkRequest:
    return LinkRequest(kinds=frozenset({_kind(session)} - {RecipientKind.COMPANY}))


def _version(session: OfficeSession, connection: Connection) -> Version:
    """Return the version in the path.

    Raises
    ------
    Unusable
        It does not exist, or is not the one that is served.
    """
    found = read_version(connection, session.path_number("version"))
    if found.withdrawn or found != newest_version(connection, found.series):
        raise Unusable([problem("mail.not-served", revision=found.revision)])
    return found


def _notice_mailing(session: OfficeSession, connection: Connection, version: Version) -> Mailing:
    return notice_mailing(connection, session.portal.cache.contents, version, session.today)


def _queued(session: OfficeSession, connection: Connection, mailing: Mailing) -> int:
    return queue_mailing(connection, mailing, session.user_name, session.now, session.today)


def _sent(session: OfficeSession, queued: int) -> Response:
    session.portal.wake()
    return session.redirect(MAIL_PATH, queued=queued)


def _preview(
    session: OfficeSession, mailing: Mailing, unusable: Unusable | None = None
) -> Response:
    """Return the page of a mailing, with the message to one of the addressees."""
    chosen = whole_number(session.request.query_params.get("to", "0")) or 0
    to = mailing.to[chosen] if chosen < len(mailing.to) else None
    return session.render_page(
        "office_mailing.html",
        status=409 if unusable else 200,
        mailing=mailing,
        hindrances={each: session.text(f"mail_hindrance.{each}") for each in Hindrance},
        kind=None if mailing.version else _kind(session),
        recipients={each: session.text(f"recipients_of.{each}") for each in RecipientKind},
        again=session.request.query_params.get("again") == "1",
        chosen=chosen,
        shown=to,
        letters=_letters(session, mailing, to) if to else (),
        sender=_required_stationery(session).settings.from_mailbox,
        problems=session.problem_lines(unusable),
    )


def _letters(session: OfficeSession, mailing: Mailing, to: Addressee) -> tuple[MailLetter, ...]:
    contents = session.portal.cache.contents
    with session.portal.database.reading() as connection:
        subject = previewed_subject(connection, contents, mailing, to, session.today)
    return Writer(_required_stationery(session), contents).letters(to, subject)
