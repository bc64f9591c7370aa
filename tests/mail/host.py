"""A mail server on this machine, which keeps what it is given and refuses whom it is told to."""

import asyncio
import email
import ssl
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

from planner.portal.settings.mail import MailTable


@dataclass
class MailHost:
    """A mail server.

    Attributes
    ----------
    answers
        What it says to those to whom a message goes, by their addresses; it takes others.
    users
        Who may sign in, by name; who sends need not if there is none.
    received
        What it was given, with to whom, in order.
    connections
        How often it was connected to.
    """

    answers: dict[str, str] = field(default_factory=dict)
    users: Mapping[str, str] = field(default_factory=dict)
    received: list[tuple[str, EmailMessage]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    @property
    def addresses(self) -> list[str]:
        """To whom messages went."""
        return [to for to, _ in self.received]

    def settings(self, **more: object) -> MailTable:
        """Give the settings by which this server is used."""
        known = {
            "host": "127.0.0.1",
            "port": self.port,
            "security": "none",
            "sender": "Scolarité <scolarite@ecole.example>",
        }
        return MailTable.model_validate(known | more)

    # What aiosmtpd calls.

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, name: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = name
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, address: str, options: Any
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        (to,) = envelope.rcpt_tos
        self.raw.append(content)
        self.senders.append(str(envelope.mail_from))
        self.received.append((to, email.message_from_bytes(content, policy=default)))
        return "250 taken"

    def knows(self, _: Any, __: Any, ___: Any, kind: str, given: object) -> AuthResult:
        """Tell whether somebody may sign in."""
        assert isinstance(given, LoginPassword)
        known = self.users.get(given.login.decode())
        return AuthResult(success=known == given.password.decode(), handled=False)


@contextmanager
def mail_host(
    context: ssl.SSLContext | None = None,
    *,
    starttls: bool = False,
    users: Mapping[str, str] | None = None,
) -> Iterator[MailHost]:
    """Run a mail server on this machine.

    Parameters
    ----------
    context
        With the certificate of a server that encrypts.
    starttls
        Whether it encrypts from the command STARTTLS on, not from the start.
    """
    host = MailHost(users=users or {})

    def protocol() -> SMTP:
        with warnings.catch_warnings():  # aiosmtpd sees no encryption but that of STARTTLS
            warnings.simplefilter("ignore")
            return SMTP(
                host,
                hostname="mail.example",
                authenticator=host.knows,
                auth_required=bool(host.users),
                auth_require_tls=starttls,
                tls_context=context if starttls else None,
                require_starttls=starttls,
            )

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    at_once = None if starttls else context

    async def start() -> asyncio.Server:
        return await loop.create_server(protocol, "127.0.0.1", 0, ssl=at_once)

    async def stop() -> None:
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for each in others:
            each.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    server = asyncio.run_coroutine_threadsafe(start(), loop).result()
    host.port = server.sockets[0].getsockname()[1]
    try:
        yield host
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def parts(message: EmailMessage) -> tuple[str, str]:
    """Give what a message says in plain text, and in HTML."""
    found = [message.get_body((kind,)) for kind in ("plain", "html")]
    plain, html = (each.get_content() for each in found if each is not None)
    return plain, html
