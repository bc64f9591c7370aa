"""What sections of the settings file are made of; their secrets may stand elsewhere.

A key of the type `SecretStr` may be given by itself, by `KEY_file`, the path of a file beside the
settings that contains the secret, or by `KEY_env`, the name of an environment variable.
"""

import os
from collections.abc import Callable, Mapping, Set
from pathlib import Path
from typing import Any, get_args

from pydantic import SecretStr, ValidationError, ValidationInfo, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from planner.files.problems import Unusable, read_text
from planner.programme.file.schema.base import FileTable

FOLDER = "folder"
"""The key of the context of a validation: the folder to which paths of secrets are relative."""


class SettingsTable(FileTable):
    """Base of the sections: unknown keys are refused, secrets are fetched."""

    @model_validator(mode="before")
    @classmethod
    def _with_secrets(cls, table: Any, info: ValidationInfo) -> Any:
        """Fetch the secrets that stand elsewhere; their faults are reported first."""
        if not isinstance(table, dict):
            return table
        folder = (info.context or {}).get(FOLDER, Path())
        secrets, fetched, faults = _secret_keys(cls), dict[str, Any](), list[InitErrorDetails]()
        for key, given in table.items():
            secret, _, way = key.rpartition("_")
            if key in secrets and not isinstance(given, str | SecretStr | None):
                faults.append(_fault("secret_text", key, "***"))
            elif secret not in secrets or way not in _WAYS:
                fetched[key] = given
            elif secret in fetched or secret in table:
                faults.append(_fault("secret_once", key, given))
            elif isinstance(given, str) and (found := _WAYS[way](given, folder)):
                fetched[secret] = found
            else:
                faults.append(_fault(f"secret_{way}", key, given))
        if faults:
            raise ValidationError.from_exception_data(cls.__name__, faults)
        return fetched


def _secret_keys(model: type[SettingsTable]) -> Set[str]:
    """Return the keys of a section whose values are secret."""
    return {name for name, field in model.model_fields.items() if _is_secret(field.annotation)}


def _is_secret(annotation: object) -> bool:
    """Return whether a type is that of secrets, or has it within: checked, or optional."""
    return annotation is SecretStr or any(map(_is_secret, get_args(annotation)))


def _fault(kind: str, key: str, given: object) -> InitErrorDetails:
    return {"type": PydanticCustomError(kind, "a secret"), "loc": (key,), "input": given}


def _in_file(name: str, folder: Path) -> str:
    """Return the text of a file without the space around it; "" if it cannot be read."""
    try:
        return read_text(folder / name).strip()
    except (Unusable, ValueError):  # a path with a null character is a ValueError
        return ""


def _in_environment(name: str, _: Path) -> str:
    return os.environ.get(name, "")


_WAYS: Mapping[str, Callable[[str, Path], str]] = {"file": _in_file, "env": _in_environment}
"""Where a secret may be, and what fetches it: "" where there is none."""
