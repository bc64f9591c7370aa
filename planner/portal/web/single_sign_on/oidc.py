"""Signing in by OpenID Connect: authorization code with PKCE, and an ID token that is checked."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from pydantic import BaseModel, ValidationError

from planner.portal.settings.sign_in import OidcTable, is_service_address
from planner.portal.store.sessions import Account
from planner.portal.web.single_sign_on.attempt import SignOnAttempt
from planner.portal.web.single_sign_on.fetching import TIMEOUT, fetched
from planner.portal.web.single_sign_on.service import (
    Return,
    SignOnRefused,
    SignOnUnreachable,
    account_of,
)

_SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Algorithms of signatures that are accepted: of public keys, never `none` nor a shared secret."""

_LEEWAY = 60
"""Seconds by which the clock of the provider may differ."""


class _Provider(BaseModel):
    """What a provider says of itself (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    token_endpoint_auth_methods_supported: list[str] = []

    def addresses(self) -> Iterator[str]:
        """Yield where it is asked."""
        yield from (self.authorization_endpoint, self.token_endpoint, self.jwks_uri)
        if self.userinfo_endpoint:
            yield self.userinfo_endpoint


class OidcService:
    """A provider of OpenID Connect, asked anew at each sign-in: its keys may change."""

    def __init__(self, table: OidcTable) -> None:
        self._table = table

    def entry(self, attempt: SignOnAttempt, back: str) -> str:
        with self._client(back) as client:
            address, _ = client.create_authorization_url(
                self._provider().authorization_endpoint,
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return str(address)

    def account(self, back: Return) -> Account:
        if not back.said("code"):
            raise SignOnRefused(f"the provider says: {back.said('error')[:100] or 'nothing'}")
        provider = self._provider()
        with self._client(back.address) as client:
            token = self._token(client, provider, back)
            claims = self._checked(provider, token, back)
            asked = (self._table.account, self._table.name, self._table.groups)
            if not claims.keys() >= set(asked):
                claims = {**self._told(client, provider, claims), **claims}
        if self._table.account == "email" and claims.get("email_verified") in (False, "false"):
            raise SignOnRefused("the e-mail address is not verified")
        return account_of(*map(claims.get, asked))

    def _client(self, back: str) -> OAuth2Client:
        return OAuth2Client(
            self._table.client_id,
            self._secret(),
            scope=self._table.scope,
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=TIMEOUT,
        )

    def _proof(self, client: OAuth2Client, provider: _Provider) -> httpx2.Auth:
        """Return what proves who redeems a code (RFC 6749, section 2.3.1).

        Name and secret are a password, each encoded as in a form. Not every provider decodes them
        (LemonLDAP::NG): where that makes a difference, they go in the form itself if it takes them.
        """
        told = self._table.client_id, self._secret()
        encoded = quote(told[0], safe=""), quote(told[1], safe="")
        is_taken = "client_secret_post" in provider.token_endpoint_auth_methods_supported
        if self._secret() and (encoded == told or not is_taken):
            return httpx2.BasicAuth(*encoded)
        found: httpx2.Auth = client.client_auth("client_secret_post" if self._secret() else "none")
        return found

    def _secret(self) -> str:
        """Return the secret of the portal at the provider; "" if it has none."""
        secret = self._table.client_secret
        return secret.get_secret_value() if secret else ""

    def _provider(self) -> _Provider:
        """Ask the provider where it does what; it must be the one that is set."""
        with httpx2.Client(timeout=TIMEOUT) as client:
            told = fetched(client, f"{self._table.issuer}/.well-known/openid-configuration")
        try:
            found = _Provider.model_validate_json(told.content)
        except ValidationError:
            raise SignOnUnreachable("it does not tell of itself as providers do") from None
        if found.issuer.rstrip("/") != self._table.issuer:
            raise SignOnUnreachable(f"it is another issuer: {found.issuer}")
        if not all(map(is_service_address, found.addresses())):
            raise SignOnUnreachable("an address of it is not encrypted")
        return found

    def _token(
        self, client: OAuth2Client, provider: _Provider, back: Return
    ) -> Mapping[str, object]:
        """Redeem the code."""
        try:
            return dict(
                client.fetch_token(
                    provider.token_endpoint,
                    auth=self._proof(client, provider),
                    code=back.said("code"),
                    code_verifier=back.attempt.verifier,
                )
            )
        except AuthlibBaseError as error:
            raise SignOnRefused(f"the code is not redeemed: {error.error}") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, TypeError, ValueError) as error:
            raise SignOnUnreachable(f"{type(error).__name__} of the token endpoint") from None

    def _checked(
        self, provider: _Provider, token: Mapping[str, object], back: Return
    ) -> Mapping[str, object]:
        """Return the claims of the ID token (OpenID Connect Core 1.0, section 3.1.3.7)."""
        found = _signed(str(token.get("id_token")), provider)
        try:
            claims = CodeIDToken(
                found.claims,
                found.header,
                {
                    "iss": {"essential": True, "value": provider.issuer},
                    "aud": {"essential": True, "value": self._table.client_id},
                },
                {
                    "nonce": back.attempt.nonce,
                    "client_id": self._table.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(int(back.now.timestamp()), _LEEWAY)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise SignOnRefused(f"the ID token is not valid: {error}") from None
        return dict(claims)

    def _told(
        self, client: OAuth2Client, provider: _Provider, claims: Mapping[str, object]
    ) -> Mapping[str, object]:
        """Return what the provider tells of the person beside the token (section 5.3)."""
        if provider.userinfo_endpoint is None:
            return {}
        try:
            answer = fetched(client, provider.userinfo_endpoint)
            told = _signed(answer.text, provider).claims if _is_signed(answer) else answer.json()
        except AuthlibBaseError as error:  # of a token that is none
            raise SignOnUnreachable(f"no token for the userinfo endpoint: {error.error}") from None
        except ValueError:
            raise SignOnUnreachable("the userinfo endpoint answers no JSON") from None
        if not isinstance(told, dict) or told.get("sub") != claims.get("sub"):
            raise SignOnRefused("the userinfo endpoint tells of another person")
        return told


def _is_signed(answer: httpx2.Response) -> bool:
    return answer.headers.get("content-type", "").startswith("application/jwt")


def _signed(token: str, provider: _Provider) -> jwt.Token:
    """Return what a token holds that the provider has signed.

    Raises
    ------
    SignOnRefused
        It has not, or by an algorithm that is not accepted.
    SignOnUnreachable
        It does not show its keys.
    """
    with httpx2.Client(timeout=TIMEOUT) as client:
        keys = fetched(client, provider.jwks_uri)
    try:
        return jwt.decode(
            token,
            KeySet.import_key_set(keys.json()),
            registry=JWSRegistry(algorithms=_SIGNED_BY, strict_check_header=False),
        )
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise SignOnRefused(f"a token is not valid: {error}") from None
