"""The section `[mail]`: the mail server of the school, and how it is used."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from planner.portal.settings.mailbox import Mailbox, parse_mailbox
from planner.portal.settings.section import SettingsTable
from planner.programme.file.schema.base import TitleText

_HOST = re.compile(r"[A-Za-z0-9.:-]{1,253}")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""The usual ports (RFC 8314, RFC 6409, RFC 5321)."""


def _is_mailbox(text: str) -> str:
    try:
        parse_mailbox(text)
    except ValueError:
        raise PydanticCustomError("mailbox", "a mailbox") from None
    return text


def _is_host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise PydanticCustomError("host_name", "a host")
    return text


HostText = Annotated[str, AfterValidator(_is_host)]
MailboxText = Annotated[str, AfterValidator(_is_mailbox)]
MailLanguage = Literal["fr", "en"]


class MailTable(SettingsTable):
    """How messages are sent."""

    host: HostText = Field(description="The mail server.")
    port: Annotated[int, Field(ge=1, le=65535)] | None = Field(
        None, description="Its port; without one, the usual one of the security."
    )
    password: SecretStr | None = Field(None, description="The password of the user.")
    user: TitleText | None = Field(
        None, validate_default=True, description="Who signs in at the mail server."
    )
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection is encrypted."
    )
    sender: MailboxText = Field(description="From whom messages come.")
    reply_to: MailboxText | None = Field(None, description="To whom answers go.")
    most_an_hour: Annotated[int, Field(ge=1, le=10_000)] = Field(
        200, description="The most messages that are given to the server in an hour."
    )
    languages: list[MailLanguage] = Field(
        [], max_length=2, description="The languages of each message after that of the person."
    )

    @field_validator("user")
    @classmethod
    def _has_the_password(cls, user: str | None, info: ValidationInfo) -> str | None:
        if user is None and info.data.get("password"):
            raise PydanticCustomError("mail_user", "who has the password")
        return user

    @field_validator("security")
    @classmethod
    def _hides_the_password(cls, security: str, info: ValidationInfo) -> str:
        if security == "none" and info.data.get("password"):
            raise PydanticCustomError("mail_security", "a password that nobody else can read")
        return security

    @property
    def server_port(self) -> int:
        """The port of the server."""
        return self.port or _PORTS[self.security]

    @property
    def from_mailbox(self) -> Mailbox:
        """From whom messages come."""
        return parse_mailbox(self.sender)

    @property
    def answers_to(self) -> Mailbox:
        """To whom answers go."""
        return parse_mailbox(self.reply_to or self.sender)
