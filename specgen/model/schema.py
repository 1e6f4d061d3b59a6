"""The JSON Schema that editors complete and check spec files by."""

from __future__ import annotations

from typing import Any

from specgen.model.documents.base import NUMBER
from specgen.model.documents.spec import FileDocument


def json_schema() -> dict[str, Any]:
    """Return the schema of any file of a spec (draft 2020-12); `specgen schema` writes it as `specgen.json`."""
    made = _tidied(FileDocument.model_json_schema(by_alias=True))
    made["$defs"]["Number"] = NUMBER
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A file of a spec",
        **made,
    }


def _tidied(schema: Any) -> Any:
    """Return a schema without generated titles and null defaults, all numbers referring to one definition."""
    if isinstance(schema, list):
        return [_tidied(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        key: _tidied(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and value is None)
    }
    if made.get("anyOf") == NUMBER["anyOf"]:
        del made["anyOf"]
        made["$ref"] = "#/$defs/Number"
    return made
