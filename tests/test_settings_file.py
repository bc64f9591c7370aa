"""The settings file of a school: what it may say, where its secrets may stand, what is refused."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel, SecretStr

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.portal.settings.reading import SchoolSettings, read_settings
from planner.portal.settings.section import FOLDER, SettingsTable
from tests.conftest import Call
from tests.portal_office.conftest import open_site

DOCS = Path(__file__).parent.parent / "docs"


class _Section(SettingsTable):
    """A section with a secret."""

    password: SecretStr | None = None
    port: int = 25


def faults_of(path: Path) -> list[str]:
    """Tell in French what is wrong with a file."""
    with pytest.raises(Unusable) as raised:
        read_settings(path)
    return [Messages("fr").sentence(each) for each in raised.value.problems]


def test_without_a_section_all_is_as_by_default(tmp_path: Path) -> None:
    path = tmp_path / "ecole.toml"
    path.write_text("# rien\n", encoding="utf-8")
    assert read_settings(path) == SchoolSettings()
    assert SchoolSettings().school.name is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[school]\nname =\n", "ecole.toml, ligne 2 : ce n'est pas du TOML valide"),
        ("[school]\nname = 3\n", "school.name : trouvé 3 ; accepté : un texte"),
        ("[school]\nnom = 'Albi'\n", "clé inconnue : school.nom"),
        ("[schol]\n", "clé inconnue : schol (vouliez-vous dire school ?)"),
        ("[sign_in]\nkind = 'ldap'\n", 'sign_in.kind : trouvé "ldap" ; accepté : l\'un de'),
        ("[sign_in]\nkind = 'oidc'\n", 'avec kind = "oidc", une table [sign_in.oidc]'),
        ("[sign_in.cas]\naddress = 'http://cas.ecole.fr'\n", "accepté : une adresse en https"),
        ("[sign_in.header]\naccount = 'X Remote'\n", "sign_in.header.account"),
        ("[sign_in.cas]\naddress = 'https://['\n", "accepté : une adresse en https"),
        ("[sign_in.oidc]\nissuer = 'https://sso:x'\nclient_id = 'p'\n", "une adresse en https"),
        ("school = 'Albi'\n", 'school : trouvé "Albi" ; accepté : une table'),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "ecole.toml"
    path.write_text(text, encoding="utf-8")
    (told,) = faults_of(path)
    assert "ecole.toml" in told
    assert fault in told.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_token_that_can_be_guessed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ecole.toml"
    path.write_text("[monitoring]\nmetrics_token = 'zyzzyva'\n", encoding="utf-8")
    told = faults_of(path)[0]
    assert "monitoring.metrics_token" in told
    assert "au moins 20 caractères" in told
    assert "zyzzyva" not in told
    path.write_text(f"[monitoring]\nmetrics_token = '{20 * 'x'}'\n", encoding="utf-8")
    assert read_settings(path).monitoring.metrics_token


@pytest.mark.parametrize("sign", ["é", " "])
def test_a_token_that_no_header_carries_is_refused(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "ecole.toml"
    token = f"{20 * 'x'}{sign}{20 * 'x'}"
    path.write_text(f"[monitoring]\nmetrics_token = '{token}'\n", encoding="utf-8")
    assert "sans accent ni espace" in faults_of(path)[0]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "ecole.toml" in faults_of(tmp_path / "ecole.toml")[0]


# --- Secrets --------------------------------------------------------------------------------------


def secret_of(given: dict[str, object], folder: Path) -> str | None:
    found = _Section.model_validate(given, context={FOLDER: folder}).password
    return found.get_secret_value() if found else None


def test_a_secret_stands_in_the_settings_in_a_file_or_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mot").write_text(" sésame \n", encoding="utf-8")
    monkeypatch.setenv("MOT", "sésame")
    for given in ({"password": "sésame"}, {"password_file": "mot"}, {"password_env": "MOT"}):
        assert secret_of(dict(given), tmp_path) == "sésame"
    assert secret_of({}, tmp_path) is None


@pytest.mark.parametrize(
    ("given", "place", "kind"),
    [
        ({"password_file": "absent"}, "password_file", "secret_file"),
        ({"password_file": 3}, "password_file", "secret_file"),
        ({"password_file": "a\x00b"}, "password_file", "secret_file"),
        ({"password_env": "ABSENT_OF_ALL"}, "password_env", "secret_env"),
        ({"password": "x", "password_env": "HOME"}, "password_env", "secret_once"),
        ({"port_file": "port"}, "port_file", "extra_forbidden"),
    ],
)
def test_a_secret_that_is_not_found_is_told_at_its_key(
    tmp_path: Path, given: dict[str, object], place: str, kind: str
) -> None:
    with pytest.raises(ValueError, match=place) as raised:
        secret_of(given, tmp_path)
    assert f"type={kind}" in str(raised.value)


def test_a_secret_that_is_checked_may_stand_elsewhere_as_well(tmp_path: Path) -> None:
    (tmp_path / "jeton").write_text(20 * "x", encoding="utf-8")
    path = tmp_path / "ecole.toml"
    path.write_text("[monitoring]\nmetrics_token_file = 'jeton'\n", encoding="utf-8")
    found = read_settings(path).monitoring.metrics_token
    assert found
    assert found.get_secret_value() == 20 * "x"


def test_a_secret_is_not_shown() -> None:
    assert "sésame" not in repr(_Section.model_validate({"password": "sésame"}))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "[sign_in]\nkind = 'cas'\n[sign_in.oidc]\nissuer = 'https://sso.ecole.fr'\n"
            "client_id = 'p'\nclient_secret = '4815162342'\n",
            'sign_in : trouvé "cas" ; accepté : avec kind = "cas"',
        ),
        (
            "[mail]\nhost = 'h.fr'\nsender = 'a@b.fr'\nuser = 'a'\npassword = 4815162342\n",
            'mail.password : trouvé "***" ; accepté : un texte',
        ),
    ],
)
def test_a_secret_is_not_told_with_a_fault(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "ecole.toml"
    path.write_text(text, encoding="utf-8")
    told = " ".join(faults_of(path))
    assert "4815162342" not in told
    assert fault in told.replace("\u202f", " ").replace("\u00a0", " ")


# --- The page, the commands, the pages ------------------------------------------------------------


def keys_of(model: type[BaseModel], above: str = "") -> Iterator[str]:
    """Yield the dotted keys of a table and of those within it."""
    for name, field in model.model_fields.items():
        inner = [field.annotation, *get_args(field.annotation)]
        tables = [each for each in inner if isinstance(each, type) and issubclass(each, BaseModel)]
        for table in tables:
            yield from keys_of(table, f"{above}{name}.")
        if not tables:
            yield f"{above}{name}"


def test_the_page_names_each_setting() -> None:
    text = (DOCS / "reglages.md").read_text(encoding="utf-8")
    assert [key for key in keys_of(SchoolSettings) if f"`{key}`" not in text] == []


@pytest.mark.parametrize("page", ["reglages.md", "connexion.md"])
def test_the_examples_of_a_page_are_read(tmp_path: Path, page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    examples = [each for each in re.findall(r"```toml\n(.*?)```", text, re.DOTALL) if "[" in each]
    assert examples
    (tmp_path / "secret").write_text("sésame", encoding="utf-8")
    for example in examples:
        path = tmp_path / "ecole.toml"
        there = re.sub(r'(_file = )".*?"', r'\1"secret"', example)
        path.write_text(re.sub(r'(_env = )".*?"', r'\1"PATH"', there), encoding="utf-8")
        assert read_settings(path).model_fields_set


def test_the_command_tells_what_is_set(planner: Call, tmp_path: Path) -> None:
    path = tmp_path / "ecole.toml"
    path.write_text("", encoding="utf-8")
    assert planner("settings", path)[:2] == (
        0,
        f"{path} : réglages valides. Aucune section : tout est par défaut.\n",
    )
    path.write_text("[school]\nname = 'Albi'\n", encoding="utf-8")
    assert "Sections : school." in planner("settings", path)[1]
    path.write_text("[schol]\n", encoding="utf-8")
    assert planner("settings", path)[0] == 2


def test_the_name_of_the_school_is_on_its_pages(tmp_path: Path) -> None:
    settings = SchoolSettings.model_validate({"school": {"name": "Albi & <Carmaux>"}})
    with open_site(tmp_path, settings=settings) as site:
        site.come_in()
        assert "<bdi>Albi &amp; &lt;Carmaux&gt;</bdi>" in site.client.get("/office").text
    (tmp_path / "without").mkdir()
    with open_site(tmp_path / "without") as site:
        site.come_in()
        assert 'class="school"' not in site.client.get("/office").text


def test_a_server_writes_refused_settings_to_its_log_as_one_line(
    planner: Call, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "ecole.toml"
    path.write_text("[schol]\n[sign_in]\nkind = 'x'\n", encoding="utf-8")
    planner("serve", "--database", tmp_path / "p.db", "--settings", path)
    (line,) = (each.getMessage() for each in caplog.records)
    assert all(part in line for part in ("the settings are refused", "schol", "sign_in.kind"))
    assert "\n" not in line


def test_a_server_does_not_start_on_wrong_settings(planner: Call, tmp_path: Path) -> None:
    path = tmp_path / "ecole.toml"
    path.write_text("[schol]\n", encoding="utf-8")
    header = tmp_path / "header.toml"
    header.write_text("[sign_in]\nkind = 'header'\n", encoding="utf-8")
    told = planner("serve", "--database", tmp_path / "p.db", "--settings", header)[2]
    assert "--trust-proxy" in told
    for call in (("serve", "--database", tmp_path / "p.db"), ("office", "--no-browser")):
        code, _, wrong = planner(*call, "--settings", path)
        assert (code, "schol" in wrong) == (2, True)
