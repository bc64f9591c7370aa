"""A portal with something behind each address, and secrets of all kinds."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr
from starlette.applications import Starlette

from planner.apprentices.apprentice import Apprentice, Contact
from planner.office.drafts.store import DraftAct, create_draft
from planner.office.searches.queue import SearchAction, Searches, SearchPurpose
from planner.office.searches.task import SearchTask
from planner.office.web.start import planned_state
from planner.planning.planning import Edition
from planner.portal.settings.mail import MailTable
from planner.portal.settings.monitoring import MonitoringTable
from planner.portal.settings.reading import SchoolSettings
from planner.portal.store.addressees import Addressee
from planner.portal.store.database import replace_setting
from planner.portal.store.issuing import ADDRESS_SETTING
from planner.portal.store.links import Link, revoke_link
from planner.portal.store.outbox import (
    MailKind,
    MailSecrets,
    claim_mail,
    enqueue,
    issue_mail_secrets,
)
from planner.portal.store.planned import PublicationPlan, Publisher, plan_publication
from planner.portal.store.public_calendars import make_public, take_back
from planner.portal.store.publishing import propose
from planner.portal.store.recipients import RecipientKind
from planner.portal.store.secret import new_secret
from planner.portal.store.submissions import save_submission
from planner.portal.store.tokens import IssuedToken, TokenScope, issue_token
from tests.builders import altered
from tests.portal import (
    CLOTH,
    EARLIER,
    FEED,
    GLASS,
    IRON,
    LATER,
    SERIES,
    TOKEN,
    Answer,
    Site,
    Visitor,
    feeds_on,
    signed_in,
    site,
    visiting,
)

METRICS_TOKEN = "a-token-of-monitoring-with-some-letters-xyz"
MAIL = MailTable(host="mail.example", sender="scolarite@ecole.example")

LIME = Contact("Anne Tilleul", "a.tilleul@zyx.example")
ELM = Contact("Basile Orme", "b.orme@zyx.example")
"""Tutors of a company."""


@dataclass(frozen=True)
class World:
    """A portal with secrets of all kinds.

    Attributes
    ----------
    right
        The secrets that open something, by what they open.
    shut
        Those that open nothing any more, by what they became and what they were.
    token
        What the forms of scolarité's pages hold.
    values
        What stands in addresses in the place of each parameter, but for secrets.
    narrower
        The secrets of links that open pages, and less than that of the company does.
    """

    site: Site
    visit: Visitor
    right: Mapping[str, str]
    shut: Mapping[str, str]
    token: str
    values: Mapping[str, str]
    narrower: Mapping[str, str]

    @property
    def company(self) -> str:
        return self.right["company"]

    @property
    def secrets(self) -> tuple[str, ...]:
        """All that must not be told; the names of public calendars may."""
        found = {**self.right, **self.shut, **self.narrower}
        return tuple(each for what, each in found.items() if not what.endswith("public"))


@contextmanager
def world_in(
    folder: Path, now: Edition, before: Edition, address: str | None = None
) -> Iterator[World]:
    """Have a portal in a folder, with two versions of a planning."""
    monitoring = MonitoringTable(metrics_token=SecretStr(METRICS_TOKEN))
    settings = SchoolSettings(monitoring=monitoring, mail=MAIL)
    with site(folder, address=address, settings=settings) as opened, visiting(opened) as visit:
        today = opened.clock.now
        opened.clock.now = today - timedelta(days=30)
        opened.publish(before, trained(EARLIER))
        shut = shut_links(opened, visit)
        opened.clock.now = today
        served = opened.publish(now, trained(LATER))
        link, office = opened.link(IRON), opened.office_link()
        desk = signed_in(visit, office.secret)
        shut["used arrival"] = office.secret
        shut["withdrawn public"], public = public_calendars(opened)
        page = visit("/office/publish", headers=cookie(desk)).text
        draft = draft_of(opened, now)
        token = token_of(opened)
        yield World(
            opened,
            visit,
            {
                "company": link.secret,
                "feed": feeds_on(visit, link.secret)[0],
                "notices": notice_secrets(opened, link.link).stops,
                "arrival": opened.office_link().secret,
                "desk": desk,
                "public": public,
                "monitoring": METRICS_TOKEN,
                "interface": token.secret,
            },
            shut,
            TOKEN.findall(page)[0],
            {
                "person": str(opened.person("Abrazine")),
                "document": "calendar_file",
                "series": SERIES,
                "company": str(link.link.company),
                "version": str(served.id),
                "submission": str(
                    save_submission(opened.database, before, LATER, "Scolarité", today)
                ),
                "link": str(link.link.id),
                "session": "1",
                "planned": str(planned_publication(opened, before)),
                "draft": str(draft),
                "search": str(search_of(visit, draft, now)),
                "file": "programme.toml",
                "revision": "1",
                "cohort": "1A",
                "token": str(token.token.id),
                "model": "ingenieur",
                "form": "ics",
            },
            {
                "tutor": opened.link(LIME.name).secret,
                "apprentice": opened.link(LATER[1].name).secret,
            },
        )


def public_calendars(opened: Site) -> tuple[str, str]:
    """Make the calendars of two classes public, and take the first one back; give their names."""
    programme, now = SERIES.rpartition("-")[0], opened.clock.now
    with opened.database.writing() as connection:
        first, second = (
            make_public(connection, programme, cohort, "Scolarité", now).name
            for cohort in ("2A", "1A")
        )
        take_back(connection, first, "Scolarité", now)
    return first, second


def trained(roster: Sequence[Apprentice]) -> tuple[Apprentice, ...]:
    """Give a list with tutors: the apprentices of a company have one each."""
    ysolde, tancrede, *others = roster
    return altered(ysolde, tutor=ELM), altered(tancrede, tutor=LIME), *others


def token_of(
    opened: Site, name: str = "ENT", programme: str | None = None, *, with_persons: bool = True
) -> IssuedToken:
    """Have a token with which a program reads."""
    scope = TokenScope(programme, with_persons)
    with opened.database.writing() as connection:
        return issue_token(connection, name, scope, "Scolarité", opened.clock())


def planned_publication(opened: Site, edition: Edition) -> int:
    """Have a publication that waits for a second person."""
    plan = PublicationPlan(due=None, needs_second=True, notifies=False)
    with opened.database.writing() as connection:
        proposal = propose(connection, edition, LATER)
        return plan_publication(connection, proposal, plan, Publisher("Jeanne"), opened.clock.now)


def notice_secrets(opened: Site, link: Link) -> MailSecrets:
    """Have a message, and the portal reached under an address."""
    assert link.company
    name = link.holder
    to = Addressee(RecipientKind.COMPANY, link.company, name, name, "rh@zyx.example", "fr")
    now = opened.clock.now
    with opened.database.writing() as connection:
        replace_setting(connection, ADDRESS_SETTING, "http://127.0.0.1:8000")
        enqueue(connection, MailKind.LINK, [to], "Scolarité", now)
        claimed = claim_mail(connection, now, None)
        assert claimed
        return issue_mail_secrets(connection, claimed.id, link, now)


def draft_of(opened: Site, edition: Edition) -> int:
    """Have a draft of the office, planned, with a list of apprentices."""
    listed = replace(LATER[0], row=opened.person(LATER[0].surname))
    state = replace(planned_state(edition), roster=(listed,))
    act = DraftAct("started-file", {"file": "planning.json"})
    return create_draft(opened.database, "Albi", state, act, "Scolarité", opened.clock())


def search_of(visit: Visitor, draft: int, edition: Edition) -> int:
    """Have a search of a draft that was cancelled."""
    app = visit.app.app
    assert isinstance(app, Starlette)
    searches: Searches = app.state.searches
    purpose = SearchPurpose(draft, 1, "Scolarité", SearchAction.PLAN)
    found = searches.start(SearchTask(edition.planning.case), purpose, lambda _: False)
    searches.cancel(found.number)
    return found.number


def shut_links(opened: Site, visit: Visitor) -> dict[str, str]:
    """Make links that will be ended, or are revoked or renewed, and what hangs on them."""
    soon = opened.clock.now.date() + timedelta(days=1)
    links = {"ended": opened.link(CLOTH, soon), "revoked": opened.link(GLASS)}
    found = {f"{name} company": made.secret for name, made in links.items()}
    found |= {f"{name} feed": feeds_on(visit, made.secret)[0] for name, made in links.items()}
    offices = {"ended": opened.office_link(soon), "revoked": opened.office_link()}
    found |= {f"{name} arrival": made.secret for name, made in offices.items()}
    found |= {f"{name} desk": signed_in(visit, made.secret) for name, made in offices.items()}
    with opened.database.writing() as connection:
        revoke_link(connection, links["revoked"].link.id, opened.clock())
        revoke_link(connection, offices["revoked"].link.id, opened.clock())
    tutor, apprentice = opened.link(ELM.name), opened.link(EARLIER[0].name)
    for name, made in ("tutor", tutor), ("apprentice", apprentice):
        found[f"revoked {name} feed"] = feed_of(visit, made.secret)
        found[f"revoked {name}"] = made.secret
        with opened.database.writing() as connection:
            revoke_link(connection, made.link.id, opened.clock())
    return found | {
        "renewed company": opened.link(IRON).secret,
        "renewed tutor": opened.link(LIME.name).secret,
        "renewed apprentice": opened.link(EARLIER[1].name).secret,
    }


def feed_of(visit: Visitor, secret: str) -> str:
    """Give the secret of the feed on a page that has one apprentice."""
    (feed,) = set(FEED.findall(visit(f"/c/{secret}").text))
    return str(feed)


def cookie(secret: str) -> dict[str, str]:
    return {"Cookie": f"office={secret}"}


def seen(answer: Answer) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    """Return all that is seen of an answer."""
    return answer.status, tuple(sorted(answer.headers)), answer.body


def refused(world: World) -> object:
    """Return what is seen by whoever comes with a secret that nobody was given."""
    return seen(world.visit(f"/c/{new_secret()}"))
