"""The section `[monitoring]`: who may read the metrics of the portal."""

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_core import PydanticCustomError

from planner.portal.settings.section import SettingsTable

LEAST_TOKEN = 20
"""Characters of the shortest token: what is shorter can be guessed."""


def _long(token: SecretStr) -> SecretStr:
    if len(token) < LEAST_TOKEN:
        told = {"min_length": LEAST_TOKEN, "found": "*" * len(token)}
        raise PydanticCustomError("token_short", "a longer token", told)
    return token


class MonitoringTable(SettingsTable):
    """Who may read the metrics of the portal; without a token, nobody."""

    metrics_token: Annotated[SecretStr, AfterValidator(_long)] | None = Field(
        None, description="What a monitoring system sends to read /metrics: a secret of its own."
    )
