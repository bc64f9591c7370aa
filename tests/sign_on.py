"""Services of a school by which its office signs in, served on this machine for the tests."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import uvicorn
from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from joserfc import jwt
from joserfc.jwk import Key, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from planner.portal.web.serving import ListenAddress, open_listener

PEOPLE: Mapping[str, Mapping[str, object]] = {
    "marie": {
        "email": "m.martin@ecole.fr",
        "name": "Marie Martin",
        "groups": ["scolarite", "tous"],
    },
    "jean": {"email": "j.petit@ecole.fr", "name": "Jean Petit", "groups": ["tous"]},
}
"""Whom the services know, by their logins."""

CLIENT, SECRET = "planner", "un secret : 100%25 + le/reste"


@contextmanager
def listening(app: ASGIApp) -> Iterator[str]:
    """Serve an application on this machine, and give its address."""
    with open_listener(ListenAddress("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, proxy_headers=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def _buttons(request: Request) -> Response:
    """Ask who comes, by a button a person; the form comes back to the same address."""
    people = "".join(
        f'<button name="login" value="{escape(login)}">{escape(str(person["name"]))}</button>'
        for login, person in PEOPLE.items()
    )
    return HTMLResponse(f'<form method="post" action="{escape(str(request.url))}">{people}</form>')


# --- OpenID Connect ---------------------------------------------------------------------------


@dataclass(frozen=True)
class _Client(ClientMixin):  # type: ignore[misc]
    secret_in: tuple[str, ...]

    def get_client_id(self) -> str:
        return CLIENT

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/office/sign-in/back")

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in self.secret_in

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class _Code:
    """A code that waits to be redeemed."""

    login: str
    asked: Mapping[str, str]
    code_challenge: str | None = None
    code_challenge_method: str | None = None

    def get_redirect_uri(self) -> str:
        return self.asked["redirect_uri"]

    def get_scope(self) -> str:
        return self.asked["scope"]

    def get_nonce(self) -> str:
        return self.asked["nonce"]

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class Provider:
    """A provider of OpenID Connect, made of what Authlib has for one.

    Attributes
    ----------
    wrong
        Claims of its tokens that are not what they should be.
    told, given
        What it says of itself, and what its token endpoint answers, that is not as it should be.
    is_userinfo_apart
        Whether it tells of persons at its userinfo endpoint only.
    secret_in
        How who redeems a code may prove who it is.
    algorithm, key
        By which its tokens are signed.
    shown
        The key that it shows instead.
    userinfo_key
        By which the answers of its userinfo endpoint are signed; None if they are not.
    """

    wrong: dict[str, object] = field(default_factory=dict)
    told: dict[str, object] = field(default_factory=dict)
    given: dict[str, object] = field(default_factory=dict)
    is_userinfo_apart: bool = False
    secret_in: tuple[str, ...] = ("client_secret_basic",)
    algorithm: str = "RS256"
    key: Key = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    shown: Key | None = None
    userinfo_key: Key | None = None
    codes: dict[str, _Code] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    address: str = ""

    def behave(self) -> None:
        """Be again as a provider should."""
        self.wrong, self.told, self.given = {}, {}, {}
        self.is_userinfo_apart, self.shown, self.userinfo_key = False, None, None
        self.secret_in = ("client_secret_basic",)

    def application(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/realm/.well-known/openid-configuration", self._metadata),
                Route("/realm/authorize", _buttons),
                Route("/realm/authorize", self._authorize, methods=["POST"]),
                Route("/realm/token", self._token, methods=["POST"]),
                Route("/realm/userinfo", self._userinfo),
                Route("/realm/keys", self._keys),
            ]
        )

    @property
    def issuer(self) -> str:
        return f"{self.address}/realm"

    def _metadata(self, _: Request) -> Response:
        paths = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "userinfo_endpoint": "userinfo",
            "jwks_uri": "keys",
        }
        said = {name: f"{self.issuer}/{path}" for name, path in paths.items()}
        methods = {"token_endpoint_auth_methods_supported": self.secret_in}
        return JSONResponse({"issuer": self.issuer, **said, **methods, **self.told})

    def _keys(self, _: Request) -> Response:
        key = self.shown or self.key
        return JSONResponse({"keys": [key.as_dict(private=False)]})

    def _userinfo(self, request: Request) -> Response:
        login = self.tokens[request.headers["authorization"].removeprefix("Bearer ")]
        told = {"sub": login, **PEOPLE[login], **self.wrong}
        if self.userinfo_key is None:
            return JSONResponse(told)
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, told, self.userinfo_key)
        return Response(signed, media_type="application/jwt")

    async def _authorize(self, request: Request) -> Response:
        login = (await request.form())["login"]
        server = _Server(self)
        asked = _asked("GET", request, dict(request.query_params))
        grant = server.get_consent_grant(asked, login)
        answer: Response = server.create_authorization_response(asked, login, grant)
        return answer

    async def _token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        answer: Response = _Server(self).create_token_response(_asked("POST", request, form))
        return answer


class _Asked(OAuth2Request):  # type: ignore[misc]
    @property
    def args(self) -> Mapping[str, str]:
        found: Mapping[str, str] = self.payload.data
        return found

    form = args


def _asked(method: str, request: Request, data: dict[str, str]) -> OAuth2Request:
    address = str(request.url).replace("http:", "https:", 1)  # it serves this machine alone
    asked = _Asked(method, address, headers=request.headers)
    asked.payload = BasicOAuth2Payload(data)
    asked.payload._datalist = defaultdict(list, asked.payload._datalist)
    return asked


class _Server(AuthorizationServer):  # type: ignore[misc]
    def __init__(self, provider: Provider) -> None:
        super().__init__()
        self.provider = provider
        self.register_grant(_Grant, [_Tokens(provider), CodeChallenge(required=True)])
        self.register_token_generator(
            "default", BearerTokenGenerator(lambda **_: f"access-{time.time_ns()}")
        )

    def query_client(self, client_id: str) -> _Client | None:
        return _Client(self.provider.secret_in) if client_id == CLIENT else None

    def save_token(self, token: Mapping[str, str], request: OAuth2Request) -> None:
        self.provider.tokens[token["access_token"]] = request.user

    def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Response:
        if isinstance(body, dict):
            return JSONResponse({**body, **self.provider.given}, status)
        return Response(body, status, dict(headers))

    def send_signal(self, *_: object, **__: object) -> None:
        """Nobody listens."""


class _Grant(AuthorizationCodeGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post", "none"]  # noqa: RUF012

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        data = request.payload.data
        kept = data.get("code_challenge"), data.get("code_challenge_method")
        self.server.provider.codes[code] = _Code(request.user, data, *kept)

    def query_authorization_code(self, code: str, client: _Client) -> _Code | None:
        found: _Code | None = self.server.provider.codes.get(code)
        return found

    def delete_authorization_code(self, authorization_code: _Code) -> None:
        codes = self.server.provider.codes
        for code in [code for code, kept in codes.items() if kept is authorization_code]:
            del codes[code]

    def authenticate_user(self, authorization_code: _Code) -> str:
        return authorization_code.login


class _Tokens(OpenIDCode):  # type: ignore[misc]
    def __init__(self, provider: Provider) -> None:
        super().__init__(require_nonce=True)
        self.provider = provider

    def exists_nonce(self, nonce: str, request: OAuth2Request) -> bool:
        return False

    def resolve_client_private_key(self, client: _Client) -> Key:
        return self.provider.key

    def get_client_claims(self, client: _Client) -> dict[str, object]:
        return {"iss": self.provider.issuer, "aud": [CLIENT]}

    def get_client_algorithm(self, client: _Client) -> str:
        return self.provider.algorithm

    def get_encode_header(self, client: _Client) -> dict[str, str]:
        return {"alg": self.provider.algorithm, "kid": "1"}

    def generate_user_info(self, user: str, scope: str) -> dict[str, object]:
        known = {} if self.provider.is_userinfo_apart else PEOPLE[user]
        return {"sub": user, **known, **self.provider.wrong}


@contextmanager
def provider_here(**of: Any) -> Iterator[Provider]:
    """Serve a provider of OpenID Connect."""
    provider = Provider(**of)
    with listening(provider.application()) as address:
        provider.address = address
        yield provider


# --- CAS --------------------------------------------------------------------------------------


@dataclass
class CasServer:
    """A server of CAS, as its protocol 3.0 tells of one.

    Attributes
    ----------
    answer
        What it answers instead of the truth.
    """

    tickets: dict[str, tuple[str, str]] = field(default_factory=dict)
    answer: str | None = None
    address: str = ""

    def application(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/cas/login", _buttons),
                Route("/cas/login", self._login, methods=["POST"]),
                Route("/cas/p3/serviceValidate", self._validate),
                Route("/cas/serviceValidate", self._validate),
            ]
        )

    async def _login(self, request: Request) -> Response:
        login, service = str((await request.form())["login"]), request.query_params["service"]
        ticket = f"ST-{len(self.tickets) + 1}-abc"
        self.tickets[ticket] = login, service
        back = f"{service}{'&' if urlsplit(service).query else '?'}{urlencode({'ticket': ticket})}"
        return Response(None, 303, {"Location": back})

    def _validate(self, request: Request) -> Response:
        if self.answer is not None:
            return PlainTextResponse(self.answer)
        asked = request.query_params
        login, service = self.tickets.pop(asked["ticket"], ("", ""))
        if not login or service != asked["service"]:
            code = "INVALID_SERVICE" if login else "INVALID_TICKET"
            inner = f'<cas:authenticationFailure code="{code}">no</cas:authenticationFailure>'
        else:
            inner = self._success(login, with_attributes="/p3/" in request.url.path)
        name = "http://www.yale.edu/tp/cas"
        return PlainTextResponse(
            f'<cas:serviceResponse xmlns:cas="{name}">{inner}</cas:serviceResponse>'
        )

    def _success(self, login: str, *, with_attributes: bool) -> str:
        person, groups = PEOPLE[login], PEOPLE[login]["groups"]
        assert isinstance(groups, list)
        lines = [f"<cas:mail>{person['email']}</cas:mail>"]
        lines += [f"<cas:displayName>{person['name']}</cas:displayName>"]
        lines += [f"<cas:memberOf>{group}</cas:memberOf>" for group in groups]
        told = f"<cas:attributes>{''.join(lines)}</cas:attributes>" if with_attributes else ""
        return (
            f"<cas:authenticationSuccess><cas:user>{login}</cas:user>{told}"
            "</cas:authenticationSuccess>"
        )


@contextmanager
def cas_here() -> Iterator[CasServer]:
    """Serve a server of CAS."""
    server = CasServer()
    with listening(server.application()) as address:
        server.address = f"{address}/cas"
        yield server


# --- A reverse proxy --------------------------------------------------------------------------


@dataclass
class ReverseProxy:
    """A proxy that sets the headers of who comes, as Shibboleth does.

    Attributes
    ----------
    headers
        Those that it sets.
    """

    target: str
    headers: dict[str, str] = field(default_factory=dict)

    def application(self) -> Starlette:
        methods = ["GET", "POST"]
        return Starlette(routes=[Route("/{path:path}", self._pass, methods=methods)])

    async def _pass(self, request: Request) -> Response:
        own = {"host": urlsplit(self.target).netloc.encode()}
        own |= {name.lower(): value.encode() for name, value in self.headers.items()}
        kept = [(n, v) for n, v in request.headers.raw if n.decode() not in own]
        sent = [*kept, *((name.encode(), value) for name, value in own.items())]
        address = f"{self.target}{request.url.path}?{request.url.query}"
        async with httpx2.AsyncClient() as client:
            answer = await client.request(
                request.method, address, headers=sent, content=await request.body()
            )
        dropped = {"content-length", "content-encoding", "transfer-encoding"}
        shown = Response(answer.content, answer.status_code)
        for name, value in answer.headers.multi_items():
            if name.lower() not in dropped:
                shown.headers.append(name, value)
        return shown


def query_of(address: str) -> dict[str, str]:
    """Give the query of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
