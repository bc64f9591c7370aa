"""The section `[monitoring]`: who may read the metrics of the portal."""

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_core import PydanticCustomError

from planner.portal.settings.section import SettingsTable

LEAST_TOKEN = 20
"""Characters of the shortest token: what is shorter can be guessed."""


def _strong(token: SecretStr) -> SecretStr:
    """Refuse what can be guessed, and what a header of a request cannot carry as it is."""
    is_sendable = all("!" <= sign <= "~" for sign in token.get_secret_value())
    if len(token) < LEAST_TOKEN or not is_sendable:
        told = {"min_length": LEAST_TOKEN, "found": "*" * len(token)}
        raise PydanticCustomError("token", "a token that can be sent, and is longer", told)
    return token


class MonitoringTable(SettingsTable):
    """Who may read the metrics of the portal; without a token, nobody."""

    metrics_token: Annotated[SecretStr, AfterValidator(_strong)] | None = Field(
        None, description="What a monitoring system sends to read /metrics: a secret of its own."
    )
