"""What monitoring reads: the metrics, and the log as lines of JSON; nothing of anybody."""

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from planner.planning.planning import Edition
from planner.portal.settings.monitoring import MonitoringTable
from planner.portal.settings.reading import SchoolSettings
from planner.portal.web.http import request_log
from tests.conftest import Call
from tests.portal import EARLIER, IRON, Site, Visitor, signed_in, site, visiting
from tests.portal_world import cookie

TOKEN = "a-token-of-twenty-characters-and-more"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def opened(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    table = MonitoringTable(metrics_token=SecretStr(TOKEN))
    settings = SchoolSettings(monitoring=table)
    with site(tmp_path_factory.mktemp("monitoring"), settings=settings) as found:
        found.publish(edition, EARLIER)
        yield found


@pytest.fixture
def visit(opened: Site) -> Iterator[Visitor]:
    with visiting(opened) as found:
        yield found


def measured(visit: Visitor) -> dict[tuple[str, ...], float]:
    """Give all values: by the name of their sample, and the values of its labels in order."""
    answer = visit("/metrics", headers=BEARER)
    assert answer.status == 200
    assert str(answer.header("Content-Type")).startswith("text/plain; version=")
    return {
        (sample.name, *(sample.labels[label] for label in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_requests_count_under_their_route_and_tell_no_secret(opened: Site, visit: Visitor) -> None:
    link = opened.link(IRON)
    desk = cookie(signed_in(visit, opened.office_link().secret))
    before = measured(visit)
    visit(f"/c/{link.secret}")
    visit(f"/c/{link.secret}x")
    visit(f"/nothing/{link.secret}")
    visit("/office/journal", headers=desk)
    after = measured(visit)
    name = "planner_request_seconds_count"
    for route, status in (
        ("/c/{secret}", "2xx"),
        ("/c/{secret}", "4xx"),
        ("-", "4xx"),
        ("/office/journal", "2xx"),
    ):
        assert after[name, route, status] == before.get((name, route, status), 0) + 1
    told = visit("/metrics", headers=BEARER).text
    assert not [word for word in (link.secret, IRON, "Abrazine", "198.51") if word in told]


def test_queues_and_the_database_are_measured_when_they_are_asked_for(
    opened: Site, visit: Visitor
) -> None:
    found = measured(visit)
    queues = {key[1]: value for key, value in found.items() if key[0] == "planner_queue_pending"}
    assert queues == {"searches": 0, "uploads": 0, "differences": 0}
    assert found["planner_database_bytes",] >= opened.database.path.stat().st_size
    with opened.portal.uploads.turn():
        assert measured(visit)["planner_queue_pending", "uploads"] == 1
    assert measured(visit)["planner_queue_pending", "uploads"] == 0


@pytest.mark.parametrize(
    "header", ["Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer é", ""]
)
def test_without_its_token_there_are_no_metrics(visit: Visitor, header: str) -> None:
    answer = visit("/metrics", headers={"Authorization": header.encode().decode("latin-1")})
    assert (answer.status, answer.body) == (404, visit("/nothing").body)


def test_without_a_token_in_the_settings_there_are_none_for_anybody(tmp_path: Path) -> None:
    with site(tmp_path) as opened, visiting(opened) as visit:
        for token in ("", "None", TOKEN):
            assert visit("/metrics", headers={"Authorization": f"Bearer {token}"}).status == 404


@pytest.fixture(params=["json"])
def lines(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Have the log written, as JSON if nothing else is said, and give what is written."""
    written, root = io.StringIO(), logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", logging.WARNING)
    monkeypatch.setattr("sys.stderr", written)
    request_log.start_log(as_json=request.param == "json")
    yield written
    root.setLevel(logging.WARNING)


def test_the_log_is_an_object_a_line(
    opened: Site, visit: Visitor, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = opened.link(IRON).secret
    visit(f"/c/{secret}?lang=fr", headers={"Referer": f"http://127.0.0.1/c/{secret}"})

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("bang\nbang")

    monkeypatch.setattr("planner.portal.web.company.company_page_html", fail)
    visit(f"/c/{secret}")
    answered, fault, broken = (json.loads(line) for line in lines.getvalue().splitlines())
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT[\d:.]{12}\+00:00", answered.pop("at"))
    assert isinstance(answered.pop("ms"), int)
    assert answered == {
        "level": "info",
        "client": "198.51.100.7",
        "method": "GET",
        "route": "/c/{secret}",
        "status": 200,
    }
    assert (fault["level"], fault["message"]) == ("error", "fault: bang\nbang")
    assert "company.py" in fault["trace"]
    assert broken["status"] == 500
    assert secret not in lines.getvalue()


@pytest.mark.parametrize("lines", ["text"], indirect=True)
def test_a_line_of_text_begins_with_its_moment(visit: Visitor, lines: io.StringIO) -> None:
    visit("/nothing")
    assert re.fullmatch(r"20\S+ 198\.51\.100\.7 GET - 404 \d+ ms\n", lines.getvalue())


def test_another_form_of_the_log_is_refused(planner: Call) -> None:
    code, _, wrong = planner("serve", "--database", "x.db", "--log", "xml")
    assert code == 2
    assert "--log" in wrong
    assert "text, json" in wrong


@pytest.mark.parametrize("lines", ["text", "json"], indirect=True)
def test_what_a_visitor_sends_begins_no_line_of_the_log(lines: io.StringIO) -> None:
    forged = "denied\n2026-11-26T10:00:00+00:00 192.0.2.1 GET /office 200 3 ms\r\x1b[2K"
    logging.getLogger("planner.portal").warning("a sign-in is refused: %s", forged)
    (line,) = lines.getvalue().splitlines()
    assert "denied" in line
    assert line.isprintable()
