"""The settings file as a whole, and its reading."""

from pathlib import Path

from pydantic import Field, ValidationError

from planner.files.problems import Unusable, problem, read_text
from planner.files.schema_problems import schema_problems
from planner.portal.settings.mail import MailTable
from planner.portal.settings.monitoring import MonitoringTable
from planner.portal.settings.publication import PublicationTable
from planner.portal.settings.roles import RoleTable
from planner.portal.settings.school import SchoolTable
from planner.portal.settings.section import FOLDER
from planner.portal.settings.sign_in import SignInTable
from planner.programme.file import parse_toml
from planner.programme.file.schema.base import CARRIED, FileTable


class SchoolSettings(FileTable):
    """The settings of a school; without a file, what holds by default."""

    school: SchoolTable = SchoolTable()
    monitoring: MonitoringTable = MonitoringTable()
    sign_in: SignInTable = SignInTable()
    roles: list[RoleTable] = Field([], description="What people who sign in may do.")
    mail: MailTable | None = None
    publication: PublicationTable = PublicationTable()


def read_settings(path: Path) -> SchoolSettings:
    """Read a settings file and fetch its secrets.

    Raises
    ------
    Unusable
        With all problems of the file: it cannot be read, is not TOML, or violates the schema.
    """
    context = {FOLDER: path.parent, CARRIED: False}
    data = parse_toml(read_text(path), str(path))
    try:
        return SchoolSettings.model_validate(data, context=context)
    except ValidationError as error:
        faults = schema_problems(SchoolSettings, error.errors(include_url=False), data)
        raise Unusable(problem("file.field", file=path, what=fault) for fault in faults) from None
