"""A person of scolarité who is signed in: opens pages of the office, and sends their forms."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from planner.apprentices.apprentice import Apprentice
from planner.office.drafts.state import DraftState
from planner.office.drafts.store import Draft, DraftAct, create_draft, read_draft
from planner.office.web.start import planned_state
from planner.planning.planning import Edition
from tests.portal import NOW, TOKEN, Answer, Site, Visitor, signed_in, site, visiting

_BOUNDARY = "zyxwerk"
_FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@dataclass(frozen=True)
class Desk:
    """A browser at a desk of scolarité; forms carry the token of the page before."""

    site: Site
    visit: Visitor
    headers: Mapping[str, str]
    token: str
    seen: dict[str, str] = field(default_factory=dict)

    def open(self, path: str) -> Answer:
        """Open a page; what its forms hide is sent with the next form."""
        answer = self.visit(path, headers=self.headers)
        self._keep(answer)
        return answer

    def send(self, path: str, **fields: str | int) -> Answer:
        """Send a form with the hidden fields of the page before, and others."""
        told = {**self.seen, "token": self.token, **fields}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.visit(path, "POST", {**self.headers, **kind}, urlencode(told).encode())
        self._keep(answer)
        return answer

    def ask(self, path: str, **sent: object) -> Mapping[str, Any]:
        """Send JSON, as a script of the page does, and read what is answered."""
        told = {"X-CSRF-Token": self.token, "Content-Type": "application/json"}
        body = json.dumps(sent).encode()
        answer = self.visit(path, "POST", {**self.headers, **told}, body)
        found: Mapping[str, Any] = json.loads(answer.body)
        return {"status": answer.status, **found}

    def upload(self, path: str, name: str, file: Path, **fields: str) -> Answer:
        """Send a form with a file."""
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file.name}"'
        part = f"--{_BOUNDARY}\r\n{head}\r\n\r\n".encode() + file.read_bytes() + b"\r\n"
        return self._send_with_files(path, fields, part)

    def send_file_form(self, path: str, **fields: str) -> Answer:
        """Send a form that may have files, without any."""
        return self._send_with_files(path, fields)

    def _send_with_files(self, path: str, fields: Mapping[str, str], files: bytes = b"") -> Answer:
        told = {**self.seen, "token": self.token, **fields}
        parts = [
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in told.items()
        ]
        body = "".join(parts).encode() + files + f"--{_BOUNDARY}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
        answer = self.visit(path, "POST", {**self.headers, **kind}, body)
        self._keep(answer)
        return answer

    def send_parts(self, path: str, charset: str, **fields: str) -> Answer:
        """Send a form in parts, whose texts are in some other coding."""
        parts = [
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in {**fields, "token": self.token}.items()
        ]
        body = f"{''.join(parts)}--{_BOUNDARY}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}; charset={charset}"}
        return self.visit(path, "POST", {**self.headers, **kind}, body)

    def draft(self, number: int) -> Draft:
        """Read a draft as it stands."""
        with self.site.database.reading() as connection:
            return read_draft(connection, number)

    def start(self, state: DraftState, title: str = "Albi 2026-2027") -> int:
        """Create a draft, which somebody else began."""
        act = DraftAct("started-file", {"file": "planning.json"})
        return create_draft(self.site.database, title, state, act, "Zoé Martin", NOW)

    def _keep(self, answer: Answer) -> None:
        if "text/html" in (answer.header("content-type") or ""):
            self.seen.clear()
            self.seen.update({name: unescape(value) for name, value in _FIELD.findall(answer.text)})
            self.seen.pop("lang", None)


@contextmanager
def open_desk(folder: Path) -> Iterator[Desk]:
    """Open a portal with nothing in it, and sign in."""
    with site(folder) as opened, visiting(opened) as visit:
        headers = {"Cookie": f"office={signed_in(visit, opened.office_link().secret)}"}
        token = TOKEN.findall(visit("/office/publish", headers=headers).text)[0]
        yield Desk(opened, visit, headers, token)


def listed_state(edition: Edition, roster: tuple[Apprentice, ...]) -> DraftState:
    """Return the state of a draft with a planning and a list of apprentices."""
    return replace(planned_state(edition), roster=roster)
