"""Random requests to the office and the portal: values that no page of them sends."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from urllib.parse import quote, unquote, urlencode

from starlette.routing import Route

from planner.office.web.application import ROUTES
from tests.test_portal_routes import kind_of

BOUNDARY = "zyxwerk"

_NUMBERS = (
    *("0", "1", "2", "-1", "53", "007", "999999999", "9" * 18, "9" * 20, "9" * 5000),
    *("1e3", "0x1", "1_0", "٣", "²", "½", "+1", " 1", "1.5", "nan"),
)
_TEXTS = (
    *("", " ", "\0", "a\0b", "\ud800", "\u202eabc\u202c", "\ufeff", "\u2028"),
    *("a\r\nSet-Cookie: x=1", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'),
    *("{{ 7*7 }}", "{0.__class__}", "%s%n{count}", "../../etc/passwd", "C:\\con.toml", "=1+1"),
    *("." * 3000, "a." * 3000, "é" * 9000, "[]", "[" * 5000, "null", "true", "yes", "kept"),
    *("2026-W45", "2026-11-02", "9999-12-31", "0001-01-01", "31/02/2026", "1A", "school"),
    *("draft-1", "version-" + "9" * 20, "draft-" + "9" * 5000),
)
_ORDERS = (
    *("plan", "repair", "explain", "close-week", "add-cohort", "save", "create", "try", "next"),
    *("close-day", "teacher-away", "add closures.single_days"),
    *("undo", "redo", "lock", "unlock", "activity school", "activity x", "more 1", "more -1"),
    *("add cohorts", "copy cohorts.0", "remove cohorts.0", "up objectives.1", "down objectives.0"),
    *(f"copy cohorts.{'9' * 5000}", "add " + "x." * 2000, "add", "up .", "remove cohorts.²"),
)
_NAMES = (
    *("action", "before", "calendar_year", "cohort", "do", "draft", "first", "headcount", "hours"),
    *("issued", "kind", "label", "last", "like", "list", "minutes", "name", "one", "other", "over"),
    *("promotion", "q", "remarks", "revision", "school", "start_year", "sure", "title", "told"),
    *("view", "way", "week", "surname", "first_name", "company", "email", "start", "end", "closed"),
    *("lang", "done", "file", "joined-0", "left-0", "meaning.0", "code.0", "class.0", "choice.x"),
)
_FIELDS = (
    *("id", "name", "extends", "academic_year.first_week", "academic_year.@way", "closures.days.0"),
    *("cohorts.0.id", "cohorts.0.school_weeks", "cohorts.1.@row", "cohorts.²", "cohorts.٣.id"),
    *("cohorts.00.id", f"cohorts.{'9' * 5000}.id", "cohorts.-1.id", "objectives.0.@value", "@way"),
    *("activities.0.@key", "sources.closures", "." * 3000, "cohorts", "", "x", "cohorts.0.x.y.z"),
    *("closures.weeks", "workday.company", "public_holidays.added.0.name", "cohorts.0.pattern"),
)
_FILES = ("file", "mailbox", "modules", "planning", "programme", "roster", "timetable")
"""The names of fields of files."""

_HEADERS = (
    *(("X-Remote-User", "m.martin@ecole.fr"), ("X-Remote-Groups", "scolarite")),
    *(("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-Host", "evil.example")),
    *(("X-Forwarded-Prefix", "/x"), ("X-Original-URL", "/office"), ("Forwarded", "for=127.0.0.1")),
    *(("X-HTTP-Method-Override", "PUT"), ("Range", "bytes=0-9999999999"), ("Range", "x")),
    *(("If-None-Match", "*"), ("If-Modified-Since", "x"), ("If-Match", '"x"')),
    *(("Accept-Language", "x" * 5000), ("Accept-Language", "en;q=nan,fr;q=9"), ("Accept", "\0")),
    *(("Sec-Fetch-Site", "cross-site"), ("Origin", "null"), ("Referer", "javascript:alert(1)")),
    *(("Content-Length", "-1"), ("Content-Length", "9" * 30), ("Transfer-Encoding", "chunked")),
    *(("Content-Encoding", "gzip"), ("Content-Type", "multipart/form-data"), ("Expect", "x")),
    *(("Host", "evil.example"), ("Host", ""), ("Host", "127.0.0.1:x"), ("Upgrade", "websocket")),
    *(("Cookie", "office=" * 900), ("Cookie", f"office={'9' * 5000}"), ("Cookie", "\0")),
    *(("Authorization", "Basic YTph"), ("Authorization", "Bearer"), ("Authorization", "\0")),
)
"""What a proxy, a browser or a guess may add to a request."""

_METHODS = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "GET", "POST")
_PARAMETER = re.compile(r"\{(\w+)(:number)?\}")
_IN_HEADERS = {
    "desk": {"Cookie": "office="},
    "monitoring": {"Authorization": "Bearer "},
    "interface": {"Authorization": "Bearer "},
}
"""The headers that open a route, by what opens it, and what stands before the secret."""

_SECRETS = ("secret", "calendar")
"""The parameters of paths that open them."""


@dataclass(frozen=True)
class Request:
    """A request, with the route that it is meant for; the body is of a kind of content."""

    route: Route
    method: str
    address: str
    kind: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RequestMaker:
    """Makes random requests.

    Attributes
    ----------
    known
        What may stand in the place of a parameter of a path, by its name.
    token
        That of the forms.
    secrets
        What may be tried on a route, as it stands in an address.
    """

    random: Random
    known: Mapping[str, Sequence[str]]
    token: str
    secrets: Callable[[Route], Sequence[str]]

    def request(self) -> Request:
        """Make the next one, as a page would address it."""
        route = self.random.choice(ROUTES)
        secret = self.random.choice(self.secrets(route))
        address = _PARAMETER.sub(lambda found: self._part(found, secret), route.path)
        given = unquote(secret, "latin-1")
        headers = {
            name: f"{before}{given}"
            for name, before in _IN_HEADERS.get(kind_of(route) or "", {}).items()
        }
        if "POST" not in (route.methods or ()):
            query = urlencode(self._pairs(4, _NAMES), errors="replace")
            return Request(route, "GET", f"{address}?{query}", headers=headers)
        return Request(route, "POST", address, *self._content(route), headers)

    def wilder(self) -> Request:
        """Make one that has a method or headers that no page would use."""
        usual = self.request()
        method = self.random.choice(_METHODS) if self.random.random() < 0.3 else usual.method
        added = self.random.choices(_HEADERS, k=self.random.randrange(3))
        return replace(usual, method=method, headers={**usual.headers, **dict(added)})

    def _content(self, route: Route) -> tuple[str, bytes]:
        """Return the kind of a body, and the body."""
        if _is_of_scripts(route):
            return "application/json", self._json()
        names = _FIELDS if route.path.endswith("/rules") else ()
        pairs = self._pairs(7, (*_NAMES, *names, *names))
        if self.random.random() < 0.2:
            return self._multipart(pairs)
        body = urlencode([*pairs, ("token", self.token)], errors="replace")
        return "application/x-www-form-urlencoded", body.encode()

    def _part(self, found: re.Match[str], secret: str) -> str:
        """Return what stands for a parameter of a path: often what there is, or like it."""
        name = found[1]
        if name in _SECRETS:
            return secret
        known = self.known.get(name, ())
        odd = ("0", "7", "9" * 18) if found[2] else ("x", "%00", "%E9", quote("é\0"), "..%2f..")
        values: Sequence[str] = (*known, *known, *known, *odd)
        return self.random.choice(values)

    def _value(self) -> str:
        values = self.random.choice((_NUMBERS, _TEXTS, _ORDERS))
        return self.random.choice(values)

    def _pairs(self, most: int, names: Sequence[str]) -> list[tuple[str, str]]:
        count = self.random.randrange(most + 1)
        pairs = [(self.random.choice(names), self._value()) for _ in range(count)]
        given = {"revision": "1", "do": self.random.choice(_ORDERS)}
        given["action"] = self.random.choice(_ORDERS[:5])
        given["kind"] = self.random.choice(("try", "next", "copy"))
        kept = [pair for pair in given.items() if self.random.random() < 0.5]
        return [*kept, *pairs]

    def _multipart(self, pairs: list[tuple[str, str]]) -> tuple[str, bytes]:
        charset = self.random.choice(("utf-8", "unicode_escape", "utf-16", "hex", "x"))
        name = self.random.choice(("a.toml", "../a.json", "a.csv", "a.xlsx", "\0.ics", "con", ""))
        sent = [
            (f'name="{key}"', value)
            for key, value in [*pairs, ("token", self.token)]
            if '"' not in key and "\r" not in key
        ]
        if self.random.random() < 0.5:
            field = self.random.choice(_FILES)
            sent.append((f'name="{field}"; filename="{name}"', self._value()))
        body = "".join(
            f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n"
            for head, value in sent
        )
        whole = f"{body}--{BOUNDARY}--\r\n".encode(errors="backslashreplace")
        return f"multipart/form-data; boundary={BOUNDARY}; charset={charset}", whole

    def _json(self) -> bytes:
        shapes = (
            lambda: {"revision": 1, "runs": [self._run()], "locked": True},
            lambda: {"revision": 10**8, "onto": 1, "runs": [self._run()]},
            lambda: {"revision": 1},
            lambda: {"pairs": self._pairs(6, _FIELDS)},
            lambda: {"pairs": [["cohorts.0.id", self._value()]] * 3},
            self._value,
            lambda: json.loads("[" * 900 + "]" * 900),
        )
        return json.dumps(self.random.choice(shapes)()).encode()

    def _run(self) -> dict[str, object]:
        choice = self.random.choice
        return {
            "cohort": choice(("1A", "2A", "", "x\0", "\ud800")),
            "first": choice((0, 1, 5, -1, 52, 10**30)),
            "last": choice((0, 1, 5, -1, 52, 10**30)),
            "activity": choice((None, "school", "company", "x", "\0")),
            "sessions": choice((None, 0, 9, 10, -1)),
            "more": choice((0, 1, -1, 2)),
        }


def _is_of_scripts(route: Route) -> bool:
    return "/year/" in route.path or route.path.endswith("/check")
