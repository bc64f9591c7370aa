"""The image of the portal and nginx before it: linted, whole, and telling no secret."""

import re
import subprocess
import sysconfig
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.routing import Route

from planner.cli import planner
from planner.office.web.application import ROUTES

PROJECT = Path(__file__).parent.parent
CONTAINER = PROJECT / "container"
IMAGE = (CONTAINER / "Containerfile").read_text(encoding="utf-8")

NGINX = {
    "container": (CONTAINER / "nginx.conf.template").read_text(encoding="utf-8"),
    "guide": (PROJECT / "docs" / "deploiement-portail.md").read_text(encoding="utf-8"),
}
"""The settings of nginx that are given out."""

SECRET = "s3cr3t-of-a-link"


def linted(path: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sysconfig.get_path("scripts")) / "hadolint"
    if not program.exists():
        pytest.skip("hadolint is not installed here")
    command = [str(program), "--failure-threshold", "style", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_image_is_made_as_images_should_be(tmp_path: Path) -> None:
    done = linted(CONTAINER / "Containerfile")
    assert (done.returncode, done.stdout) == (0, "")
    wrong = tmp_path / "Containerfile"
    wrong.write_text(re.sub(r"(FROM \S+?):\S+", r"\1", IMAGE), encoding="utf-8")
    assert "DL3006" in linted(wrong).stdout


def test_the_image_has_what_the_package_is_built_from() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {
        project["project"]["readme"],
        *project["project"]["license-files"],
        *wheel["packages"],
        *wheel["force-include"],
        "pyproject.toml",
        "uv.lock",
    }
    copied = {
        path for line in re.findall(r"^COPY (?!--)(.+) \S+$", IMAGE, re.M) for path in line.split()
    }
    assert copied == needed
    let_in = set(re.findall(r"^!(.+)$", (PROJECT / ".dockerignore").read_text("utf-8"), re.M))
    assert let_in == needed


def test_the_image_is_run_by_nobody_in_particular_and_is_asked_whether_it_is_well() -> None:
    last = IMAGE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!0\b|root\b)\d+:\d+$", last, re.M)
    assert re.search(r"^HEALTHCHECK ", last, re.M)
    assert 'ENTRYPOINT ["planner"]' in last


def services() -> dict[str, Any]:
    text = (CONTAINER / "compose.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def test_the_portal_may_write_to_its_data_alone_and_is_reached_through_nginx() -> None:
    found = services()
    portal, nginx = found["services"]["portail"], found["services"]["nginx"]
    assert portal["read_only"]
    assert nginx["read_only"]
    assert portal["cap_drop"] == ["ALL"]
    assert portal["volumes"] == ["data:/data"]
    assert "ports" not in portal
    for service in (portal, nginx):
        assert "no-new-privileges:true" in service["security_opt"]


def test_the_command_of_the_portal_is_one_of_ours() -> None:
    found = services()
    name, *options = found["services"]["portail"]["command"]
    told = [re.sub(r"\$\{PORTAL_HOST:.*\}", "alternance.ecole.fr", each) for each in options]
    command = planner.commands[name]
    given = command.make_context(name, told).params
    subnet = found["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    assert given["trust_proxy"] == (subnet,)
    assert given["address"] == "https://alternance.ecole.fr"
    assert given["quiet"]


@pytest.mark.parametrize("where", NGINX)
def test_no_secret_of_an_address_is_in_the_log_of_nginx(where: str) -> None:
    table = re.search(r"map \$uri \$(\w+) \{\n(.*?)\n\}", NGINX[where], re.S)
    assert table
    name, lines = table.groups()
    masks = re.findall(r"^\s*~\*(\S+)\s+(\S+);$", lines, re.M)
    secret = [
        re.sub(r"\{\w+(:\w+)?\}", "1", each.path.replace("{secret}", SECRET))
        for each in ROUTES
        if isinstance(each, Route) and "{secret}" in each.path
    ]
    assert secret
    for path in secret:
        masked = next(mask for form, mask in masks if re.search(form, path, re.I))
        assert SECRET not in masked
    written = re.search(r"log_format (.*?);", NGINX[where], re.S)
    assert written
    assert f"${name}" in written[1]
    assert not re.search(r"\$(request|request_uri|uri|args|http_\w+)\b", written[1])


@pytest.mark.parametrize("where", NGINX)
def test_nginx_adds_a_slash_to_no_page(where: str) -> None:
    """nginx leads `/office` to `/office/`, a page that is none, for a `location /office/`."""
    locations = re.findall(r"^\s*location (/\S*) \{", NGINX[where], re.M)
    assert "/office" in locations
    pages = {route.path for route in ROUTES if isinstance(route, Route)}
    led = {path.removeprefix("/alternance").rstrip("/") for path in locations if path.endswith("/")}
    assert not led & pages
