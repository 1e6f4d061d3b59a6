"""The JSON Schema that editors complete and check spec files by."""

from __future__ import annotations

from typing import Any

from specgen.model.documents.spec import FileDocument


def json_schema() -> dict[str, Any]:
    """Return the schema of any file of a spec (draft 2020-12); `specgen schema` writes it as `specgen.json`."""
    made = FileDocument.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "A file of a spec"}
