"""The section `[sign_in]`: by which service of the school its office signs in, beside links."""

from enum import StrEnum
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

from planner.portal.settings.section import SettingsTable
from planner.programme.file.schema.base import FROM_STRING, LongText


class SignInKind(StrEnum):
    """By what the office signs in, beside links."""

    LINKS = "links"
    OIDC = "oidc"
    CAS = "cas"
    HEADER = "header"


_HERE = ("127.0.0.1", "::1", "localhost")


def is_service_address(text: str) -> bool:
    """Whether a text is the address of a service: https, or http of this machine."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises ValueError on what is no port
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
    return is_safe and bool(parts.hostname) and not parts.query and not parts.fragment


def _service_address(text: str) -> str:
    if not is_service_address(text):
        raise PydanticCustomError("service_address", "the address of a service")
    return text.rstrip("/")


ServiceAddress = Annotated[str, Field(max_length=300), AfterValidator(_service_address)]
"""The address of a service, without a trailing slash."""

HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,60}$")]


class OidcTable(SettingsTable):
    """A provider of OpenID Connect: Keycloak, Shibboleth with its plug-in."""

    issuer: ServiceAddress = Field(
        description="The address of the provider, as its tokens bear it."
    )
    client_id: LongText = Field(description="The name of the portal at the provider.")
    client_secret: SecretStr | None = Field(None, description="Its secret there, if it has one.")
    scope: LongText = Field("openid email profile", description="What the provider is asked for.")
    account: LongText = Field("email", description="The claim that tells persons apart.")
    name: LongText = Field("name", description="The claim of the name of a person.")
    groups: LongText = Field("groups", description="The claim of the groups of a person.")


class CasTable(SettingsTable):
    """A server of CAS, version 2 or 3 of its protocol."""

    address: ServiceAddress = Field(description="The address of the server, before /login.")
    validation: Literal["/p3/serviceValidate", "/serviceValidate"] = Field(
        "/p3/serviceValidate", description="Where tickets are validated, below the address."
    )
    account: LongText | None = Field(
        None, description="The attribute that tells persons apart; without it, the login."
    )
    name: LongText = Field("displayName", description="The attribute of the name of a person.")
    groups: LongText = Field("memberOf", description="The attribute of the groups of a person.")


class HeaderTable(SettingsTable):
    """Headers that the reverse proxy sets once it knows who comes: Shibboleth, Renater."""

    account: HeaderName = Field("X-Remote-User", description="Who comes.")
    name: HeaderName = Field("X-Remote-Name", description="The name of the person.")
    groups: HeaderName = Field("X-Remote-Groups", description="Groups, separated by semicolons.")


class SignInTable(SettingsTable):
    """By what the office signs in, beside links."""

    kind: Annotated[SignInKind, FROM_STRING] = Field(
        SignInKind.LINKS, description="By which service; links alone by default."
    )
    hours: Annotated[int, Field(ge=1, le=24)] = Field(
        10, description="How many hours one stays signed in by the service."
    )
    oidc: OidcTable | None = None
    cas: CasTable | None = None
    header: HeaderTable = HeaderTable()

    @model_validator(mode="after")
    def _has_its_table(self) -> Self:
        if getattr(self, self.kind, self) is None:
            told = {"kind": self.kind.value, "found": self.kind.value}  # no secret of the tables
            raise PydanticCustomError("sign_in_kind", "a table", told)
        return self
