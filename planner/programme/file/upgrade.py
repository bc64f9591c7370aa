"""Upgrades programme files of version 0.1, which planning.json files of that version contain.

There, the last company block had keys of its own; it is a named block since.
"""

from typing import Any

_LAST_BLOCK = "FIN"


def upgrade_tables(data: dict[str, Any]) -> dict[str, Any]:
    """Return the tables of a programme file of version 0.1 with the current keys.

    Idempotent: other tables are returned unchanged.
    """
    cohorts, sources = data.get("cohorts"), data.get("sources", {})
    if isinstance(sources, dict) and "last_company_block" in sources:
        sources = {**sources, "session_blocks": sources["last_company_block"]}
        del sources["last_company_block"]
    return {
        **data,
        "sources": sources,
        "cohorts": [_cohort(c) for c in cohorts] if isinstance(cohorts, list) else cohorts,
    }


def _cohort(cohort: Any) -> Any:
    try:
        blocks, sessions = dict(cohort["company_blocks"]), dict(cohort["sessions"])
    except (LookupError, TypeError, ValueError):
        return cohort
    shortest = blocks.pop("last_shortest", None)
    has_sessions = sessions.pop("in_last_company_block", True)
    if shortest is None and has_sessions:
        return cohort
    last = {
        "label": "Dernière période en entreprise",
        "last": True,
        "shortest": shortest or blocks.get("shortest", 1),
        "sessions": has_sessions,
    }
    return {
        **cohort,
        "company_blocks": blocks,
        "sessions": sessions,
        "named_blocks": {_LAST_BLOCK: last},
    }
