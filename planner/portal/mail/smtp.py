"""The mail server: a connection over which several messages go, and what it answers."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage

from planner.portal.settings.mail import MailTable
from planner.portal.settings.mailbox import Mailbox

_TIMEOUT = 60.0
"""Seconds that the server may take for each of its answers."""

_PERMANENT = range(500, 600)


class ServerUnreachable(Exception):
    """The mail server does not answer, is not who it says, or does not let the planner in."""


@dataclass(frozen=True)
class Refusal:
    """A message that the server does not take.

    Attributes
    ----------
    answer
        What the server said.
    is_final
        Whether it would say so again; else it may take the message later.
    ends_connection
        Whether nothing more can be sent over this connection.
    """

    answer: str
    is_final: bool
    ends_connection: bool = False


class MailServer:
    """A mail server to which the planner is connected."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self._connection = connection

    def send(self, message: EmailMessage, sender: Mailbox, to: Mailbox) -> Refusal | None:
        """Hand a message to the server; None once the server has taken it."""
        try:
            self._connection.send_message(message, sender.email, [to.email])
        except smtplib.SMTPRecipientsRefused as refused:
            code, answer = refused.recipients[to.email]
            return _refusal(code, answer)
        except smtplib.SMTPResponseException as refused:
            return _refusal(refused.smtp_code, refused.smtp_error)
        except (OSError, smtplib.SMTPException) as broken:
            return Refusal(str(broken), is_final=False, ends_connection=True)
        return None


def _refusal(code: int, answer: bytes | str) -> Refusal:
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    line = f"{code} {' '.join(said.split())}"
    return Refusal(line, code in _PERMANENT, ends_connection=code == 421)


@contextmanager
def mail_server(settings: MailTable) -> Iterator[MailServer]:
    """Connect to a mail server and sign in there, as the settings say.

    The certificate of the server is checked; authorities of a school's own are those of OpenSSL
    (`SSL_CERT_FILE`).

    Raises
    ------
    ServerUnreachable
        There is no connection; its text says why.
    """
    try:
        connection = _connected(settings)
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise ServerUnreachable(_reason(error)) from None
    try:
        yield MailServer(connection)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()


def _connected(settings: MailTable) -> smtplib.SMTP:
    host, port = settings.host, settings.server_port
    if settings.security == "tls":
        context = ssl.create_default_context()
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(host, port, timeout=_TIMEOUT)
    try:
        if settings.security == "starttls":
            connection.starttls(context=ssl.create_default_context())
        if settings.user and settings.password:
            connection.login(settings.user, settings.password.get_secret_value())
    except BaseException:
        connection.close()
        raise
    return connection


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _refusal(error.smtp_code, error.smtp_error).answer
    return str(error) or type(error).__name__
